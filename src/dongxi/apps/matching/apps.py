from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "dongxi.apps.matching"
    label = "matching"
    verbose_name = "对接"

    def ready(self) -> None:
        from dongxi.apps.matching import rules
        from dongxi.apps.records import audit, jobs, permissions

        permissions.declare(rules.PERMISSIONS)
        audit.seal(self.label)
        jobs.declare("matching.rank", "dongxi.apps.matching.ranking.rank_need", title=_("为需求排出供给"))
        jobs.declare("matching.learn", "dongxi.apps.matching.learning.learn_weights", title=_("从判定中学习"))
