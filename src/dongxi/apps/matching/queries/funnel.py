"""Reads of the funnel: how many needs reached which stage, in two queries however many needs there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongxi.apps.matching.fields import disciplines, industries
from dongxi.apps.matching.funnel import STAGES, Funnel, Road, funnel, funnels_by_group
from dongxi.apps.matching.models import Contact, ContactStep, Decision, Need
from dongxi.apps.matching.queries.postings import strand_choices
from dongxi.apps.matching.rules import Side
from dongxi.apps.people.queries import provinces
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.errors import BadInput

STAGE_WORDS = dict(
    zip(
        STAGES,
        (
            gettext_lazy("需求"),
            gettext_lazy("匹配"),
            gettext_lazy("对接"),
            gettext_lazy("意向"),
            gettext_lazy("签约"),
        ),
        strict=True,
    )
)
GROUPS = {
    "strand": ("strand", gettext_lazy("专项")),
    "province": ("public_region_id", gettext_lazy("省份")),
    "discipline": ("discipline", gettext_lazy("学科")),
    "industry": ("industry", gettext_lazy("行业")),
    "mode": ("mode", gettext_lazy("合作模式")),
}
"""By what needs may be counted: the column, and its name."""


@dataclass(frozen=True, kw_only=True)
class FunnelScope:
    """Which needs are counted; empty: all."""

    strand: str = ""
    region: str = ""
    discipline: str = ""
    industry: str = ""
    year: int | None = None


def visible_funnel(*, to: Any, scope: FunnelScope, by: str = "") -> tuple[Funnel, list[Funnel]]:
    """All needs that were ever public, within a scope, and (`by` one of GROUPS) each group of them.

    Counted are public facts and bare numbers, for everybody alike: by place only as far as a need discloses it.
    """
    if by and by not in GROUPS:
        raise BadInput(_("不能按“%(by)s”分组；可用：%(known)s。") % {"by": by, "known": _("、").join(GROUPS)})
    path = GROUPS[by][0] if by else ""
    rows = _in_scope(scope)
    groups = {str(key or ""): count for key, count in _counted(rows, path)}
    roads = list(_roads(rows, path))
    whole = funnel(group="", needs=sum(groups.values()), roads=roads)
    return whole, funnels_by_group(needs=groups, roads=roads) if by else []


def group_words(*, by: str, to: Any) -> dict[str, str]:
    """Codes of a grouping in words; the empty code is for needs that do not say."""
    known: dict[str, Any] = {
        "strand": lambda: dict(strand_choices(to=to)),
        "province": lambda: {region.code: str(region) for region in provinces()},
        "discipline": disciplines,
        "industry": industries,
        "mode": lambda: dict(Mode.choices),
    }
    said = {code: str(words) for code, words in known[by]().items()}
    return said | {"": _("未公开") if by == "province" else _("未填写")}


def _in_scope(scope: FunnelScope) -> models.QuerySet[Need]:
    rows = Need.objects.filter(published_at__isnull=False)
    asked = {
        "strand": scope.strand,
        "public_region_id": scope.region,
        "discipline": scope.discipline,
        "industry": scope.industry,
        "published_at__year": scope.year,
    }
    return rows.filter(**{path: value for path, value in asked.items() if value})


def _counted(rows: models.QuerySet[Need], path: str) -> list[tuple[Any, int]]:
    if not path:
        return [("", rows.count())]
    return list(rows.order_by().values(path).annotate(needs=models.Count("pk")).values_list(path, "needs"))


def _roads(rows: models.QuerySet[Need], path: str) -> list[Road]:
    """Needs that went further than publication, each with its first times."""
    judged = Decision.objects.filter(match__need=models.OuterRef("pk"), side=Side.NEED, verdict="accept")
    asked = Contact.objects.filter(match__need=models.OuterRef("pk"))
    steps = ContactStep.objects.filter(contact__match__need=models.OuterRef("pk"))
    timed = rows.annotate(
        judged_at=_first(judged, "decided_at"),
        asked_at=_first(asked, "opened_at"),
        agreed_at=_first(asked, "revealed_at"),
        intended_at=_first(steps.filter(move="intend"), "at"),
        signed_at=_first(steps.filter(move="confirm"), "at"),
    )
    further = timed.filter(models.Q(judged_at__isnull=False) | models.Q(asked_at__isnull=False)).order_by("pk")
    named = further.values_list(*((path,) if path else ("code",)), "published_at", *_TIMES)
    return [
        Road(
            group=str(group or "") if path else "",
            reached=(published, min(filter(None, (judged, asked)), default=None), agreed, intended, signed),
        )
        for group, published, judged, asked, agreed, intended, signed in named
    ]


_TIMES = ("judged_at", "asked_at", "agreed_at", "intended_at", "signed_at")


def _first(rows: models.QuerySet[Any], name: str) -> models.Subquery:
    """The first time of a kind that a need has; unknown ones are none."""
    held = rows.filter(**{f"{name}__isnull": False}).order_by(name)
    return models.Subquery(held.values(name)[:1])
