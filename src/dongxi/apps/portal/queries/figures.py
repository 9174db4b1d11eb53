"""Which figures there are, and all of one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse

from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak
from dongxi.apps.statistics.queries import indicators, visible_observations


def observations_of(indicator: Indicator, *, to: Any) -> QuerySet[Observation]:
    """Every figure of an indicator; for a derived one, those of its two parts."""
    parts = [indicator.pk, indicator.numerator_id, indicator.denominator_id]
    return visible_observations(to=to).filter(indicator__in=[p for p in parts if p])


def year_held(indicator: Indicator, *, asked: str) -> int:
    """The year asked for if the indicator has figures of it, else 0."""
    if not asked:
        return 0
    parts = [indicator.pk, indicator.numerator_id, indicator.denominator_id]
    year = int(asked)
    held = Observation.objects.filter(indicator__in=[p for p in parts if p], year=year)
    return year if held.exists() else 0


@dataclass(frozen=True)
class IndicatorCoverage:
    """Which years an indicator is held for, and in how many provinces in its last year."""

    indicator: Indicator
    first: int | None
    last: int | None
    provinces: int
    breaks: int

    @property
    def address(self) -> str:
        return reverse("portal:indicator", args=[self.indicator.pk])


def indicator_coverage() -> list[IndicatorCoverage]:
    """Every indicator with the years and provinces it is held for."""
    held = {
        row["indicator"]: row
        for row in Observation.objects.order_by()
        .values("indicator")
        .annotate(
            first=Min("year"), last=Max("year"), provinces=Count("region", filter=~Q(region="000000"), distinct=True)
        )
    }
    breaks = dict(SeriesBreak.objects.order_by().values_list("indicator").annotate(n=Count("pk")))
    rows = []
    for indicator in indicators():
        found = held.get(indicator.pk) or held.get(indicator.numerator_id) or {}
        rows.append(
            IndicatorCoverage(
                indicator, found.get("first"), found.get("last"), found.get("provinces", 0), breaks.get(indicator.pk, 0)
            )
        )
    return rows
