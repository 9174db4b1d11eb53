
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
