from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "dongxi.apps.plans"
    label = "plans"
    verbose_name = "规划与任务"

    def ready(self) -> None:
        from dongxi.apps.plans import rules
        from dongxi.apps.records import permissions

        permissions.declare(rules.PERMISSIONS)
