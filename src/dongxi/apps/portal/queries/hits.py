"""Search hits by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from dongxi.apps.records.queries import Found

KINDS = {
    "plan": gettext_lazy("规划"),
    "task": gettext_lazy("任务"),
    "commitment": gettext_lazy("任务承诺"),
    "region": gettext_lazy("地区"),
    "organisation": gettext_lazy("机构"),
    "record": gettext_lazy("公开记录"),
    "indicator": gettext_lazy("指标"),
}


def kinds_among(hits: Iterable[Found]) -> list[tuple[str, str, int]]:
    """(kind, its name, how many) among search hits, most first."""
    counts = Counter(hit.entry.kind for hit in hits)
    return [(kind, str(KINDS.get(kind, kind)), n) for kind, n in counts.most_common()]
