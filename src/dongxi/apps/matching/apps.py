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
        jobs.declare("matching.place", "dongxi.apps.matching.ranking.place_posting", title=_("更新匹配"))
        jobs.declare("matching.rank_all", "dongxi.apps.matching.ranking.rank_all", title=_("全部重新匹配"))
        jobs.declare("matching.learn", "dongxi.apps.matching.learning.learn_weights", title=_("从判定中学习"))
