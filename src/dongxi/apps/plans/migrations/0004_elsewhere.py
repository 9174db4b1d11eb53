from django.db import migrations, models


def take_from_jobs(apps, schema_editor):
    """What the last comparison of each plan told stands in its job so far; it becomes the plan's own."""
    Job, Plan, Commitment = (apps.get_model(name) for name in ("records.Job", "plans.Plan", "plans.Commitment"))
    for job in Job.objects.filter(kind="plans.align", state="done").order_by("ended_at"):
        plan = Plan.objects.filter(slug=job.result["plan"]).first()
        if plan is not None:
            codes = job.result.get("elsewhere", ())
            plan.elsewhere.set(Commitment.objects.filter(task__plan__shipped=True, code__in=codes))


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_one_text_in_many_hands'),
        ('records', '0004_withdrawn_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='elsewhere',
            field=models.ManyToManyField(blank=True, related_name='+', to='plans.commitment'),
        ),
        migrations.RunPython(take_from_jobs, migrations.RunPython.noop),
    ]
