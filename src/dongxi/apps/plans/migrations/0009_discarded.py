from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0008_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='discarded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RemoveConstraint(
            model_name='plan',
            name='one_plan_per_text_and_person',
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('squeezed_sha256', ''), _negated=True), ('discarded_at', None)), fields=('squeezed_sha256', 'uploaded_by'), name='one_plan_per_text_and_person'),
        ),
    ]
