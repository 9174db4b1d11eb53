"""What the annual report is about: the facts, the period, and the results of the methods, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dongxi.analysis.evaluation.assessment import Assessment
from dongxi.analysis.indicators.effects import EffectStudy
from dongxi.analysis.indicators.gap import GapStudy
from dongxi.analysis.reporting.statistics import Statistics
from dongxi.analysis.reporting.wording import sentences
from dongxi.data import read_csv, shared_toml

WEST = "western"
ZONE_INDICATORS = ("rd_expenditure", "rd_personnel", "patents_valid_invention", "contracts_sold", "contracts_bought")
"""Told of the four zones, for the year and the one before."""
SHARES = ("rd_expenditure", "contracts_bought", "contracts_sold", "patents_valid_invention")
CHARTED, CHARTED_SINCE, YEARS_BACK = "rd_intensity_revised", "2010", 4
"""Shares of the West and a line of each western province, since a year; tables of provinces, so many years back."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """`period` is a year of the statistics; `assessment` that of the western provinces in it, `gaps` a study for each
    measure up to it. `effects` is None while no year after `since`, the year of the Plan, is over."""

    period: str
    statistics: Statistics
    assessment: Assessment
    gaps: tuple[GapStudy, ...]
    effects: EffectStudy | None
    since: int

    @cached_property
    def words(self) -> Mapping[str, Any]:
        return sentences("annual")

    @cached_property
    def plan(self) -> Mapping[str, Any]:
        return shared_toml("plan")

    @cached_property
    def records(self) -> Sequence[Mapping[str, Any]]:
        """Public records that had begun by the end of the period, oldest first; those without a year come last."""
        all_records = shared_toml("public_records")["record"]
        known = [one for one in all_records if str(one.get("year_from") or self.period) <= self.period]
        return sorted(known, key=lambda one: (one.get("year_from") or 9999, one["id"]))

    @property
    def undated(self) -> Sequence[Mapping[str, Any]]:
        """Those of `records` of which no year is known: they may be of later ones."""
        return [one for one in self.records if not one.get("year_from")]

    @cached_property
    def qualities(self) -> Mapping[str, str]:
        return {each["code"]: each["name"] for each in shared_toml("public_records")["quality"]}

    @cached_property
    def west(self) -> tuple[str, ...]:
        return self.statistics.members(WEST)

    @cached_property
    def others(self) -> tuple[str, ...]:
        return tuple(region for region in self.statistics.counted() if region not in self.west)

    @property
    def issued(self) -> int:
        """The year in which the Plan was issued."""
        return int(self.plan["issued_on"][:4])

    @property
    def before(self) -> str:
        return str(int(self.period) - 1)

    def records_of(self, region: str) -> Sequence[Mapping[str, Any]]:
        """Records that name a place inside a region, or the region itself."""
        return [
            one for one in self.records if any(str(p.get("code", ""))[:2] == region[:2] for p in one.get("parties", ()))
        ]

    def named_partners(self, region: str) -> tuple[str, ...]:
        """Whom the Plan names opposite to a region, or to places in it, in the Plan's order."""
        own, within, found = self.statistics.name(region), places_in(region), []
        for task in self.plan["task"]:
            for pair in task.get("pairings", ()):
                for side, other in (("a", "b"), ("b", "a")):
                    places = [name for name in pair[side] if name in within]
                    if own in pair[side]:
                        found += pair[other]
                    elif places:
                        found.append(f"{'、'.join(pair[other])}（与{'、'.join(places)}）")
        return tuple(dict.fromkeys(found))


def places_in(region: str) -> frozenset[str]:
    """The names of the prefectures and counties of a province, in full and in short."""
    below = (row for row in read_csv("regions") if row["code"][:2] == region[:2] and row["code"] != region)
    return frozenset(row[name] for row in below for name in ("name", "short"))
