"""Search is scored by the database and begins with an indexed key; it holds only what everybody may see."""

from django.db import migrations, models

from dongxi.apps.records.search import gain_of, key_of


def keep_gains(apps, schema_editor):
    """What each word adds, in place of its weight."""
    Posting = apps.get_model("records.SearchPosting")
    for weight in Posting.objects.order_by().values_list("weight", flat=True).distinct():
        Posting.objects.filter(weight=weight).update(gain=gain_of(weight))


def keep_keys(apps, schema_editor):
    """Folded titles; what was not for everybody leaves."""
    Entry = apps.get_model("records.SearchEntry")
    Entry.objects.filter(public=False).delete()
    entries = list(Entry.objects.only("title", "title_en"))
    for entry in entries:
        entry.title_key, entry.title_en_key = key_of(entry.title), key_of(entry.title_en)
    Entry.objects.bulk_update(entries, ["title_key", "title_en_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_withdrawn_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchentry',
            name='summary_en',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='title_key',
            field=models.CharField(db_index=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='title_en_key',
            field=models.CharField(blank=True, db_index=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='searchposting',
            name='gain',
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(keep_gains, migrations.RunPython.noop),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='searchposting',
            name='records_sea_word_60ead2_idx',
        ),
        migrations.RemoveField(
            model_name='searchposting',
            name='weight',
        ),
        migrations.RemoveField(
            model_name='searchentry',
            name='public',
        ),
        migrations.AddIndex(
            model_name='searchposting',
            index=models.Index(fields=['word', '-gain', 'entry'], name='search_best_of_a_word', opclasses=('varchar_pattern_ops', 'int2_ops', 'int8_ops')),
        ),
    ]
