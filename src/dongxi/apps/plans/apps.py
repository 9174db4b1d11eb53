from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "dongxi.apps.plans"
    label = "plans"
    verbose_name = "规划与任务"

    def ready(self) -> None:
        from dongxi.apps.plans import rules
        from dongxi.apps.records import jobs, permissions

        permissions.declare(rules.PERMISSIONS)
        jobs.declare("plans.read", "dongxi.apps.plans.tasks.read_upload", title=_("阅读政策文件"))
        jobs.declare("plans.align", "dongxi.apps.plans.tasks.align_plan", title=_("与国家方案比对"))
