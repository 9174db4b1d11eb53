from django.apps import AppConfig


class CooperationConfig(AppConfig):
    name = "dongxi.apps.cooperation"
    label = "cooperation"
    verbose_name = "合作"

    def ready(self) -> None:
        from dongxi.apps.cooperation import rules
        from dongxi.apps.records import permissions

        permissions.declare(rules.PERMISSIONS)
