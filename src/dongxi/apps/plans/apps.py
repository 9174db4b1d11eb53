from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "dongxi.apps.plans"
    label = "plans"
    verbose_name = "规划与任务"

    def ready(self) -> None:
        from dongxi.apps.plans import reading, rules
        from dongxi.apps.records import jobs, permissions

        permissions.declare(rules.PERMISSIONS)
        jobs.declare(reading.READ, reading.read_upload)
        jobs.declare(reading.ALIGN, reading.align_plan)
