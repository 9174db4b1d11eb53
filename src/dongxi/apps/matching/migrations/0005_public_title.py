from django.db import migrations, models

SHOWN = ("published", "expired")


def fill(apps, schema_editor):
    """The title each posting was published with last; none where a reviewer took it down or it was closed as an error,
    and of those taken down, when that was."""
    wordings = apps.get_model("matching", "Wording").objects
    taken_down = _taken_down(apps)
    for name in ("need", "offer"):
        table = apps.get_model("matching", name)
        for row in table.objects.filter(published_at__isnull=False).iterator():
            at = taken_down.get((name, str(row.pk)))
            withheld = at is not None and at >= row.published_at and row.state not in SHOWN
            title = row.title if row.state in SHOWN else _title_of(wordings.filter(**{name: row.pk}), row.published_at)
            hidden = withheld or row.close_reason == "mistaken"
            table.objects.filter(pk=row.pk).update(
                public_title="" if hidden else title, taken_down_at=at if withheld else None
            )


def _title_of(wordings, published_at):
    last = wordings.filter(saved_at__lte=published_at).order_by("-version").first()
    return last.content.get("title", "") if last else ""


def _taken_down(apps):
    """When each posting was taken down last, by its side and key, as the audit has it."""
    lines = apps.get_model("records", "AuditEntry").objects.filter(verb="matching.review")
    moved = lines.filter(subject_type__in=("matching.need", "matching.offer")).order_by("sequence")
    named = moved.values_list("subject_type", "subject_id", "at", "detail")
    return {
        (kind.removeprefix("matching."), key): at
        for kind, key, at, detail in named.iterator()
        if detail.get("move") == "take_down"
    }


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_confirmed_signing"), ("records", "0005_search_scored_in_sql")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="public_title",
                field=models.CharField(blank=True, default="", editable=False, max_length=80),
            )
            for name in ("need", "offer")
        ),
        *(
            migrations.AddField(
                model_name=name,
                name="taken_down_at",
                field=models.DateTimeField(blank=True, editable=False, null=True),
            )
            for name in ("need", "offer")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
