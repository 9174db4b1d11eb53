from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "dongxi.apps.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        from dongxi.apps.records import permissions, rules

        permissions.declare(rules.PERMISSIONS)
