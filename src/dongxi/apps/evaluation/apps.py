from datetime import timedelta

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "dongxi.apps.evaluation"
    label = "evaluation"
    verbose_name = "评估"

    def ready(self) -> None:
        from dongxi.apps.evaluation import rules
        from dongxi.apps.records import permissions, recurring, unaudited

        permissions.declare(rules.PERMISSIONS)
        recurring.declare("evaluation.prepare", "dongxi.apps.evaluation.tasks.prepare", every=timedelta(hours=6))
        unaudited.declare("/evaluation/frameworks", "dongxi.apps.evaluation.computing.intervals_state")
