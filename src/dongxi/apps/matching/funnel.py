"""The road of needs from publication to a signed contract, counted. Pure: rows in, figures out.

A need stands once, at the furthest stage any of its contacts reached. Shares are of the stage before; the median is of
the days between a need's first times at the two stages, over the needs that have both in order.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

STAGES = ("need", "match", "contact", "intention", "contract")
FEW = 10
"""Of fewer than this no share and no median is told: the counts are, with the word that they are few."""
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Road:
    """A need's first time at each stage it reached, in the order of `STAGES`; None where it did not."""

    group: str
    reached: tuple[datetime | None, ...]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How many needs reached a stage; of those of the stage before what share, in how many days in the median.

    `share` is None for the first stage and where the stage before holds none or few; `timed` is of how many needs
    `median_days` is, in whole days; None where they are few.
    """

    code: str
    count: int
    share: float | None
    few: bool
    median_days: int | None
    timed: int


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """The stages of one group of needs."""

    group: str
    stages: tuple[Stage, ...]


def funnel(*, group: str, needs: int, roads: Sequence[Road]) -> Funnel:
    """The funnel of `needs` published needs, of which `roads` are those that went further."""
    counts = [needs, *(sum(road.reached[place] is not None for road in roads) for place in range(1, len(STAGES)))]
    stages = [Stage(code=STAGES[0], count=needs, share=None, few=needs < FEW, median_days=None, timed=0)]
    for place in range(1, len(STAGES)):
        before, here = counts[place - 1], counts[place]
        days = _days(roads, place)
        stages.append(
            Stage(
                code=STAGES[place],
                count=here,
                share=here / before if before >= FEW else None,
                few=before < FEW,
                median_days=round(statistics.median(days)) if len(days) >= FEW else None,
                timed=len(days),
            )
        )
    return Funnel(group=group, stages=tuple(stages))


def funnels_by_group(*, needs: Mapping[str, int], roads: Iterable[Road]) -> list[Funnel]:
    """One funnel for each group, most needs first, ties by group."""
    by_group: dict[str, list[Road]] = defaultdict(list)
    for road in roads:
        by_group[road.group].append(road)
    made = [funnel(group=group, needs=count, roads=by_group[group]) for group, count in needs.items()]
    return sorted(made, key=lambda each: (-each.stages[0].count, each.group))


def _days(roads: Sequence[Road], place: int) -> list[float]:
    pairs = [(road.reached[place - 1], road.reached[place]) for road in roads]
    return [
        (later - earlier).total_seconds() / SECONDS_A_DAY
        for earlier, later in pairs
        if earlier is not None and later is not None and later >= earlier
    ]
