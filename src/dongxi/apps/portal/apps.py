from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "dongxi.apps.portal"
    label = "portal"
    verbose_name = "总览"

    def ready(self) -> None:
        from dongxi.apps.portal import rules
        from dongxi.apps.records import permissions

        permissions.declare(rules.PERMISSIONS)
