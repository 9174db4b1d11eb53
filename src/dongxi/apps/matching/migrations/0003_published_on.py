from django.db import migrations, models
from django.utils import timezone


def fill(apps, schema_editor):
    """The day, where the product is, of the moment at which each posting was published."""
    for name in ("need", "offer"):
        table = apps.get_model("matching", name)
        for row in table.objects.filter(published_at__isnull=False).only("pk", "published_at").iterator():
            table.objects.filter(pk=row.pk).update(published_on=timezone.localdate(row.published_at))


def has_its_dates(*names):
    held = models.Q(**{f"{name}__isnull": False for name in names})
    return models.Q(models.Q(("state", "published"), _negated=True), held, _connector="OR")


def on(name):
    """What changes in the table of one side."""
    constraint = f"{name}_published_has_its_dates"
    return (
        migrations.AlterModelOptions(name=name, options={"ordering": ("-published_on", "code")}),
        migrations.RemoveIndex(model_name=name, name=f"{name}_newest"),
        migrations.RemoveConstraint(model_name=name, name=constraint),
        migrations.AddIndex(
            model_name=name, index=models.Index(fields=["state", "-published_on", "code"], name=f"{name}_newest")
        ),
        migrations.AddConstraint(
            model_name=name,
            constraint=models.CheckConstraint(
                condition=has_its_dates("expires_on", "published_at", "published_on"), name=constraint
            ),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_contacts_and_notices")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="published_on",
                field=models.DateField(blank=True, null=True, verbose_name="发布日期"),
            )
            for name in ("need", "offer")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        *on("need"),
        *on("offer"),
    ]
