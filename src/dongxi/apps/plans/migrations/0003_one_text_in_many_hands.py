import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0002_responsible_and_names'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='plan',
            name='one_plan_per_text',
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('squeezed_sha256', ''), _negated=True), fields=('squeezed_sha256', 'uploaded_by'), name='one_plan_per_text_and_person'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('region', models.Value('')), models.F('squeezed_sha256'), condition=models.Q(('state', 'published'), models.Q(('squeezed_sha256', ''), _negated=True)), name='one_published_plan_per_text_and_place'),
        ),
    ]
