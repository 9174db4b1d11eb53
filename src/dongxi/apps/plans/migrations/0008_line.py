from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0007_succession'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='line',
            field=models.PositiveBigIntegerField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='line',
            field=models.PositiveBigIntegerField(blank=True, db_index=True, null=True),
        ),
    ]
