import django.core.validators
import django.db.models.deletion
import dongxi.apps.matching.fields
import dongxi.apps.matching.models.postings
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_local_role"),
        ("plans", "0004_elsewhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveIntegerField(verbose_name="名次")),
                ("score_ppm", models.IntegerField(verbose_name="得分（百万分之一）")),
                ("parts", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=dict)),
                ("offer_version", models.PositiveIntegerField()),
                ("listed", models.BooleanField(default=True)),
                ("first_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("need", "rank", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=dongxi.apps.matching.models.postings.new_code,
                        editable=False,
                        max_length=12,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                (
                    "asked_by_side",
                    models.CharField(
                        choices=[("need", "需求方"), ("offer", "供给方")], max_length=6, verbose_name="提出方"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "已提出，待派经纪人"),
                            ("brokered", "经纪人已接手，待对方答复"),
                            ("agreed", "双方同意，身份互见"),
                            ("met", "已首次会面"),
                            ("intended", "已达成意向"),
                            ("signed", "已签约"),
                            ("ended", "已终止"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_suitable", "技术不合适"),
                            ("no_capacity", "对方没有力量承接"),
                            ("price", "费用谈不拢"),
                            ("rights", "知识产权谈不拢"),
                            ("conflict", "存在利益冲突"),
                            ("silent", "一方长期没有答复"),
                            ("done_elsewhere", "已另行解决"),
                            ("other", "其他（请写明）"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="终止原因",
                    ),
                ),
                ("revealed_at", models.DateTimeField(blank=True, null=True, verbose_name="身份互见时间")),
                ("first_met_on", models.DateField(blank=True, null=True, verbose_name="首次会面日期")),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("moved_at", models.DateTimeField(auto_now_add=True, verbose_name="最近进展")),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "broker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brokered_contacts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="matching.match"
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[("need", "需求方"), ("offer", "供给方"), ("broker", "经纪人")], max_length=6
                    ),
                ),
                ("exists", models.BooleanField(verbose_name="存在利益冲突")),
                ("statement", models.TextField(blank=True, default="", verbose_name="说明")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="matching.contact"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ContactStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("ask", "提出对接"),
                            ("assign", "派经纪人"),
                            ("agree", "同意对接"),
                            ("decline", "不同意对接"),
                            ("recall", "收回请求"),
                            ("meet", "记录首次会面"),
                            ("intend", "记录意向"),
                            ("sign", "记录签约"),
                            ("end", "终止对接"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("need", "需求方"), ("offer", "供给方"), ("broker", "经纪人")], max_length=6
                    ),
                ),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="matching.contact"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Embedding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("vector", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("model", "sha256"), name="one_vector_per_text_and_model")
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(blank=True, default="", max_length=120, verbose_name="单位名称")),
                ("contact_name", models.CharField(blank=True, default="", max_length=60, verbose_name="联系人")),
                ("contact_phone", models.CharField(blank=True, default="", max_length=40, verbose_name="电话")),
                ("contact_email", models.EmailField(blank=True, default="", max_length=254, verbose_name="电子邮箱")),
                ("note", models.TextField(blank=True, default="", max_length=2000, verbose_name="只给对方看的说明")),
                ("reference", models.CharField(blank=True, default="", max_length=60, verbose_name="本单位编号")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                        verbose_name="所在地区",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=dongxi.apps.matching.models.postings.new_code,
                        editable=False,
                        max_length=12,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待审"),
                            ("returned", "已退回"),
                            ("published", "已发布"),
                            ("expired", "已到期"),
                            ("closed", "已关闭"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("state_reason", models.TextField(blank=True, default="", verbose_name="理由")),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met_here", "已通过本平台对接"),
                            ("met_elsewhere", "已通过其他途径解决"),
                            ("dropped", "不再需要或不再提供"),
                            ("mistaken", "重复或填错"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=80, verbose_name="标题")),
                ("body", models.TextField(blank=True, default="", max_length=5000, verbose_name="说明")),
                ("material", models.CharField(blank=True, default="", max_length=500, verbose_name="材料")),
                ("method", models.CharField(blank=True, default="", max_length=500, verbose_name="方法")),
                ("efficacy", models.CharField(blank=True, default="", max_length=500, verbose_name="效能")),
                ("product", models.CharField(blank=True, default="", max_length=500, verbose_name="产品")),
                ("application", models.CharField(blank=True, default="", max_length=500, verbose_name="应用")),
                ("figures", models.JSONField(blank=True, default=list, verbose_name="指标")),
                (
                    "industry",
                    models.CharField(
                        blank=True,
                        choices=dongxi.apps.matching.fields.industry_choices,
                        default="",
                        max_length=4,
                        verbose_name="行业",
                    ),
                ),
                (
                    "discipline",
                    models.CharField(
                        blank=True,
                        choices=dongxi.apps.matching.fields.discipline_choices,
                        default="",
                        max_length=4,
                        verbose_name="学科",
                    ),
                ),
                (
                    "maturity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "1 级 · 发现基本原理"),
                            (2, "2 级 · 形成技术概念"),
                            (3, "3 级 · 关键功能得到验证"),
                            (4, "4 级 · 实验室环境下的部件验证"),
                            (5, "5 级 · 模拟环境下的部件验证"),
                            (6, "6 级 · 模拟环境下的样机演示"),
                            (7, "7 级 · 实际环境下的样机演示"),
                            (8, "8 级 · 产品定型并通过试验"),
                            (9, "9 级 · 批量应用"),
                        ],
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="技术就绪度",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resource_sharing", "资源共享"),
                            ("talent_exchange", "人才交流"),
                            ("platform_building", "平台联建"),
                            ("joint_research", "联合攻关"),
                            ("technology_transfer", "成果转化"),
                            ("park_building", "园区共建"),
                        ],
                        default="",
                        max_length=24,
                        verbose_name="合作模式",
                    ),
                ),
                ("strand", models.CharField(blank=True, db_index=True, default="", max_length=60, verbose_name="专项")),
                ("amount_fen", models.BigIntegerField(blank=True, null=True, verbose_name="金额（分）")),
                (
                    "amount_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("intention", "意向"),
                            ("contract", "签约"),
                            ("total_investment", "总投资"),
                            ("fiscal", "财政"),
                            ("own", "自筹"),
                            ("social", "社会资本"),
                            ("received", "到账"),
                            ("output_value", "产值"),
                            ("unstated", "口径未注明"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="口径",
                    ),
                ),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="期限")),
                (
                    "disclosure",
                    models.CharField(
                        choices=[("province", "公开到省"), ("zone", "只公开东、中、西部、东北")],
                        default="province",
                        max_length=10,
                        verbose_name="所在地公开到",
                    ),
                ),
                (
                    "public_zone",
                    models.CharField(
                        blank=True,
                        choices=[("east", "东部"), ("central", "中部"), ("west", "西部"), ("northeast", "东北")],
                        default="",
                        max_length=10,
                        verbose_name="地带",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="needs",
                        to="plans.commitment",
                    ),
                ),
                (
                    "identity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s", to="matching.identity"
                    ),
                ),
                (
                    "public_region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-published_at", "-pk"),
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="match",
            name="need",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="matching.need"
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("facts", models.JSONField(default=dict)),
                ("address", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=dongxi.apps.matching.models.postings.new_code,
                        editable=False,
                        max_length=12,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待审"),
                            ("returned", "已退回"),
                            ("published", "已发布"),
                            ("expired", "已到期"),
                            ("closed", "已关闭"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("state_reason", models.TextField(blank=True, default="", verbose_name="理由")),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met_here", "已通过本平台对接"),
                            ("met_elsewhere", "已通过其他途径解决"),
                            ("dropped", "不再需要或不再提供"),
                            ("mistaken", "重复或填错"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=80, verbose_name="标题")),
                ("body", models.TextField(blank=True, default="", max_length=5000, verbose_name="说明")),
                ("material", models.CharField(blank=True, default="", max_length=500, verbose_name="材料")),
                ("method", models.CharField(blank=True, default="", max_length=500, verbose_name="方法")),
                ("efficacy", models.CharField(blank=True, default="", max_length=500, verbose_name="效能")),
                ("product", models.CharField(blank=True, default="", max_length=500, verbose_name="产品")),
                ("application", models.CharField(blank=True, default="", max_length=500, verbose_name="应用")),
                ("figures", models.JSONField(blank=True, default=list, verbose_name="指标")),
                (
                    "industry",
                    models.CharField(
                        blank=True,
                        choices=dongxi.apps.matching.fields.industry_choices,
                        default="",
                        max_length=4,
                        verbose_name="行业",
                    ),
                ),
                (
                    "discipline",
                    models.CharField(
                        blank=True,
                        choices=dongxi.apps.matching.fields.discipline_choices,
                        default="",
                        max_length=4,
                        verbose_name="学科",
                    ),
                ),
                (
                    "maturity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "1 级 · 发现基本原理"),
                            (2, "2 级 · 形成技术概念"),
                            (3, "3 级 · 关键功能得到验证"),
                            (4, "4 级 · 实验室环境下的部件验证"),
                            (5, "5 级 · 模拟环境下的部件验证"),
                            (6, "6 级 · 模拟环境下的样机演示"),
                            (7, "7 级 · 实际环境下的样机演示"),
                            (8, "8 级 · 产品定型并通过试验"),
                            (9, "9 级 · 批量应用"),
                        ],
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="技术就绪度",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resource_sharing", "资源共享"),
                            ("talent_exchange", "人才交流"),
                            ("platform_building", "平台联建"),
                            ("joint_research", "联合攻关"),
                            ("technology_transfer", "成果转化"),
                            ("park_building", "园区共建"),
                        ],
                        default="",
                        max_length=24,
                        verbose_name="合作模式",
                    ),
                ),
                ("strand", models.CharField(blank=True, db_index=True, default="", max_length=60, verbose_name="专项")),
                ("amount_fen", models.BigIntegerField(blank=True, null=True, verbose_name="金额（分）")),
                (
                    "amount_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("intention", "意向"),
                            ("contract", "签约"),
                            ("total_investment", "总投资"),
                            ("fiscal", "财政"),
                            ("own", "自筹"),
                            ("social", "社会资本"),
                            ("received", "到账"),
                            ("output_value", "产值"),
                            ("unstated", "口径未注明"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="口径",
                    ),
                ),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="期限")),
                (
                    "disclosure",
                    models.CharField(
                        choices=[("province", "公开到省"), ("zone", "只公开东、中、西部、东北")],
                        default="province",
                        max_length=10,
                        verbose_name="所在地公开到",
                    ),
                ),
                (
                    "public_zone",
                    models.CharField(
                        blank=True,
                        choices=[("east", "东部"), ("central", "中部"), ("west", "西部"), ("northeast", "东北")],
                        default="",
                        max_length=10,
                        verbose_name="地带",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "identity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s", to="matching.identity"
                    ),
                ),
                (
                    "public_region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-published_at", "-pk"),
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="match",
            name="offer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="matching.offer"
            ),
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("need_version", models.PositiveIntegerField()),
                ("engine", models.CharField(max_length=120)),
                ("offers", models.PositiveIntegerField(verbose_name="供给数")),
                ("took_ms", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rankings", to="matching.need"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="match",
            name="ranking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="matching.ranking"
            ),
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("need", "需求方"), ("offer", "供给方")], max_length=6)),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("query", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "pace",
                    models.CharField(
                        choices=[("daily", "每天"), ("weekly", "每周"), ("never", "不发邮件")],
                        default="weekly",
                        max_length=8,
                        verbose_name="邮件",
                    ),
                ),
                ("seen_until", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to="matching.need",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.URLField(max_length=500)),
                ("events", models.JSONField(default=list)),
                ("salt", models.CharField(max_length=64)),
                ("active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=40)),
                ("payload", models.JSONField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="matching.webhook"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Weighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(choices=[("shipped", "随产品提供"), ("learned", "从判定中学得")], max_length=10),
                ),
                ("values", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("meaning", models.BooleanField(default=True)),
                ("report", models.JSONField(default=dict)),
                ("experience", models.BinaryField(null=True)),
                ("corpus", models.CharField(blank=True, default="", max_length=16)),
                ("decisions", models.PositiveIntegerField(default=0, verbose_name="判定数")),
                ("active", models.BooleanField(default=False, verbose_name="启用中")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matching.weighting",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="ranking",
            name="weighting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rankings", to="matching.weighting"
            ),
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("typed", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(auto_now_add=True)),
                (
                    "need",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="matching.need",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="matching.offer",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-version",),
            },
        ),
        migrations.CreateModel(
            name="ContactAmount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("intention", "意向"),
                            ("contract", "签约"),
                            ("total_investment", "总投资"),
                            ("fiscal", "财政"),
                            ("own", "自筹"),
                            ("social", "社会资本"),
                            ("received", "到账"),
                            ("output_value", "产值"),
                            ("unstated", "口径未注明"),
                        ],
                        max_length=20,
                        verbose_name="口径",
                    ),
                ),
                ("fen", models.BigIntegerField()),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="amounts", to="matching.contact"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("contact", "kind"), name="one_amount_per_kind")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("need", "需求方"), ("offer", "供给方")], max_length=6)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("accept", "合适"), ("unsuitable", "不合适"), ("later", "以后再看")],
                        max_length=12,
                        verbose_name="判定",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("field", "不是一个领域"),
                            ("problem", "领域相近，但解决的不是这个问题"),
                            ("maturity", "技术成熟度不够"),
                            ("figures", "指标达不到"),
                            ("price", "费用不合适"),
                            ("place", "当地条件不适用"),
                            ("known", "已经接触过"),
                            ("other", "其他（请在备注中写明）"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="原因",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="备注")),
                ("rank", models.PositiveIntegerField(null=True)),
                ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="判定时间")),
                ("standing", models.BooleanField(default=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="matching.match"
                    ),
                ),
            ],
            options={
                "ordering": ("-decided_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("standing", True)),
                        fields=("match", "side"),
                        name="one_standing_decision_per_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "unsuitable"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="unsuitable_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["state", "moved_at"], name="contact_waiting"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("match",),
                name="one_running_contact_per_match",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("asked", "brokered", "ended")), ("revealed_at__isnull", False), _connector="OR"
                ),
                name="contact_goes_on_only_once_revealed",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["state", "expires_on"], name="need_open"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["state", "-published_at"], name="need_newest"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", None), models.Q(("amount_kind", ""), _negated=True), _connector="OR"),
                name="need_money_has_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("expires_on__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="need_published_has_its_dates",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["to", "read_at"], name="notices_waiting"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["state", "expires_on"], name="offer_open"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["state", "-published_at"], name="offer_newest"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", None), models.Q(("amount_kind", ""), _negated=True), _connector="OR"),
                name="offer_money_has_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("expires_on__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="offer_published_has_its_dates",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["offer", "listed", "-score_ppm"], name="match_by_offer"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(fields=("need", "offer"), name="one_match_per_pair"),
        ),
        migrations.AddConstraint(
            model_name="weighting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True)), fields=("active",), name="one_active_weighting"
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("need", "version"), name="one_wording_per_version_of_a_need"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("offer", "version"), name="one_wording_per_version_of_an_offer"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("need", None), ("offer__isnull", False)),
                    models.Q(("need__isnull", False), ("offer", None)),
                    _connector="OR",
                ),
                name="a_wording_is_of_a_need_or_an_offer",
            ),
        ),
    ]
