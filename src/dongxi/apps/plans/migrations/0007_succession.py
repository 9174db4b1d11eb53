import django.db.models.deletion
from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0006_region_said'),
    ]

    operations = [
        migrations.AlterField(
            model_name='plan',
            name='level',
            field=models.CharField(choices=[('national', '国家'), ('provincial', '省级')], max_length=12, verbose_name='层级'),
        ),
        migrations.AlterField(
            model_name='plan',
            name='succeeds',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='plans.plan', verbose_name='接续哪份规划'),
        ),
    ]
