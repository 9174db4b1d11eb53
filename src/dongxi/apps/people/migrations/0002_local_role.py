from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('public', '公众'), ('staff', '单位人员'), ('province', '省级科技管理部门'), ('local', '市县科技管理部门'), ('ministry', '部委'), ('evaluator', '评估机构'), ('expert', '专家'), ('broker', '技术经纪人'), ('administrator', '系统管理员')], max_length=20, verbose_name='角色'),
        ),
    ]
