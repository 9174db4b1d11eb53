
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('statistics', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='indicator',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
