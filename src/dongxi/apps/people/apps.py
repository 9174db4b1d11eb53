from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "dongxi.apps.people"
    label = "people"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from dongxi.apps.people import rules
        from dongxi.apps.records import permissions

        permissions.declare(rules.PERMISSIONS)
