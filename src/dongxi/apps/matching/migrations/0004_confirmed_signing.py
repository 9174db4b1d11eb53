from django.db import migrations, models


def wait_for_the_other_side(apps, schema_editor):
    """What one party alone recorded as signed waits for the other; where a broker did, for a side to file it."""
    steps = apps.get_model("matching", "ContactStep").objects
    for contact in apps.get_model("matching", "Contact").objects.filter(state="signed"):
        filed = steps.filter(contact=contact.pk, move="sign").order_by("-at", "-pk").first()
        side = filed.side if filed and filed.side in ("need", "offer") else ""
        contact.state, contact.signed_by_side = ("signing" if side else "intended"), side
        contact.version, contact.reminded_at = contact.version + 1, None
        contact.save(update_fields=["state", "signed_by_side", "version", "reminded_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0003_published_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='signed_by_side',
            field=models.CharField(blank=True, choices=[('need', '需求方'), ('offer', '供给方')], default='', max_length=6, verbose_name='提交签约的一方'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='state',
            field=models.CharField(choices=[('asked', '已提出，待派经纪人'), ('brokered', '经纪人已接手，待对方答复'), ('agreed', '双方同意，身份互见'), ('met', '已首次会面'), ('intended', '已达成意向'), ('signing', '一方已提交签约，待对方确认'), ('signed', '已签约'), ('ended', '已终止')], default='asked', max_length=12, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='contactstep',
            name='move',
            field=models.CharField(choices=[('ask', '提出对接'), ('assign', '派经纪人'), ('step_down', '经纪人回避'), ('agree', '同意对接'), ('decline', '不同意对接'), ('recall', '收回请求'), ('meet', '记录首次会面'), ('intend', '记录意向'), ('sign', '提交签约'), ('confirm', '确认签约'), ('dispute', '对签约提出异议'), ('retract', '收回签约'), ('end', '终止对接')], max_length=12),
        ),
        migrations.RunPython(wait_for_the_other_side, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('signing', 'signed')), _negated=True), models.Q(('signed_by_side', ''), _negated=True), _connector='OR'), name='contact_signed_names_who_filed'),
        ),
    ]
