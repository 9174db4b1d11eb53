from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "dongxi.apps.evaluation"
    label = "evaluation"
    verbose_name = "评估"

    def ready(self) -> None:
        from dongxi.apps.evaluation import rules
        from dongxi.apps.records import permissions

        permissions.declare(rules.PERMISSIONS)
