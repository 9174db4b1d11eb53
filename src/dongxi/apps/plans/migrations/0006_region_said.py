
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0005_withdrawn_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='region_said',
            field=models.JSONField(default=list),
        ),
    ]
