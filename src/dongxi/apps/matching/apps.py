from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

RECURRING = {
    "expire": timedelta(hours=1),
    "remind": timedelta(hours=1),
    "digest": timedelta(minutes=30),
    "mail": timedelta(minutes=1),
    "deliver": timedelta(minutes=1),
    "read_leads": timedelta(hours=6),
}


class MatchingConfig(AppConfig):
    name = "dongxi.apps.matching"
    label = "matching"
    verbose_name = "对接"

    def ready(self) -> None:
        from dongxi.apps.matching import rules
        from dongxi.apps.records import audit, jobs, permissions, recurring, unaudited

        permissions.declare(rules.PERMISSIONS)
        audit.seal(self.label)
        jobs.declare("matching.place", "dongxi.apps.matching.ranking.place_postings", title=_("更新匹配"))
        jobs.declare("matching.rank_all", "dongxi.apps.matching.ranking.rank_all", title=_("全部重新匹配"))
        jobs.declare("matching.learn", "dongxi.apps.matching.learning.learn_weights", title=_("从判定中学习"))
        unaudited.declare("/leads", "dongxi.apps.matching.lead_state.meaning_state")
        for name, every in RECURRING.items():
            recurring.declare(f"matching.{name}", f"dongxi.apps.matching.tasks.{name}", every=every)
