
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_local_role'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='region',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='regiongroup',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
