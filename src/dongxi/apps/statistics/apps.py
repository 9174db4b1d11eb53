from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "dongxi.apps.statistics"
    label = "statistics"
    verbose_name = "统计数据"

    def ready(self) -> None:
        from dongxi.apps.records import permissions
        from dongxi.apps.statistics import rules

        permissions.declare(rules.PERMISSIONS)
