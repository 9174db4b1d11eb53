"""A unit's indicators as plain rows in the reader's language: what each earned, and what more would bring."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from dongxi.apps.evaluation.queries.scoring_told import rule_told
from dongxi.apps.records.wording import in_language

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from dongxi.analysis.evaluation.assessment import Assessment
    from dongxi.analysis.evaluation.framework import Measured
    from dongxi.apps.statistics.models import Indicator


@dataclass(frozen=True, kw_only=True)
class Middle:
    """The middle value of those who reported an indicator, as `shown`, and the `points` that it brings."""

    shown: str | None
    points: float


@dataclass(frozen=True, kw_only=True)
class Middles:
    """The middle as given, and without the values in doubt."""

    given: Middle
    sure: Middle

    @property
    def moved(self) -> bool:
        """Whether a doubt moves the middle."""
        return self.sure.shown is not None and self.given.shown != self.sure.shown


def middles_of(found: Assessment) -> list[Middles]:
    """By indicator, for all units."""
    doubtful = found.reported.doubtful
    return [
        Middles(given=_middle(found, j, but=()), sure=_middle(found, j, but=doubtful.get(one.name, ())))
        for j, one in enumerate(found.framework.indicators)
    ]


def indicator_rows(
    found: Assessment, unit: str, say: Callable[[str], str], series: dict[str, Indicator], middles: Sequence[Middles]
) -> list[dict[str, Any]]:
    """Rule of scoring, value, points got of those possible, lost, what reaching the middle unit would bring and what a
    value better by a tenth would; most lost first.

    `to_middle` is None for a value not reported and for one in doubt, which is compared with nothing;
    `middle_undoubted`, `to_middle_undoubted`: the same without others' values in doubt, None where nothing changes.
    """
    sums, i = found.sums, found.sums.units.index(unit)
    measures = {one.unit: one.unit_en for one in series.values()}
    full = float(found.framework.full)
    rows = []
    for j, one in enumerate(found.framework.indicators):
        own, weight, middle = float(sums.points[i, j]), float(sums.weights[i, j]), middles[j]
        known = own == own and weight == weight
        value = found.reported.values[one.name][i]
        sure = known and unit not in found.reported.doubtful.get(one.name, ())
        gains = [max(0.0, (each.points - own) * weight) for each in (middle.given, middle.sure)]
        rows.append(
            {
                "name": say(one.name),
                "code": series[one.column].pk if one.column in series else "",
                "rule": say(rule_told(one.scoring)),
                "value": _number(value),
                "unit": in_language(one.measure or "", measures.get(one.measure or "", one.measure or "")),
                "middle": middle.given.shown,
                "middle_undoubted": middle.sure.shown if middle.moved else None,
                "got": f"{own * weight:.1f}" if known else None,
                "possible": f"{full * weight:.1f}" if known else None,
                "lost": float(sums.lost[i, j]) if known else 0.0,
                "to_middle": gains[0] if sure else None,
                "to_middle_undoubted": gains[1] if sure and middle.moved and _told_apart(*gains) else None,
                "by_a_tenth": _by_a_tenth(one, value, own) * weight if known else 0.0,
            }
        )
    return sorted(rows, key=lambda row: -row["lost"])


def _middle(found: Assessment, j: int, *, but: Collection[str]) -> Middle:
    """Of indicator j, without the units in `but`; of grades the middle of the points, since words have none."""
    from dongxi.analysis.evaluation.direct import exact
    from dongxi.analysis.evaluation.scoring import Grade, reported

    one = found.framework.indicators[j]
    values = found.reported.values[one.name]
    at = [i for i, unit in enumerate(found.sums.units) if unit not in but and reported(values[i])]
    if not at:
        return Middle(shown=None, points=float("nan"))
    if isinstance(one.scoring, Grade):
        return Middle(shown=None, points=float(median(found.sums.points[i, j] for i in at)))
    middle = median(exact(values[i]) for i in at)
    return Middle(shown=f"{float(middle):,.2f}", points=float(one.scoring.points(middle)))


def _told_apart(gain: float, other: float) -> bool:
    """Whether two gains are said differently: to a tenth of a point, and whether there is any."""
    return f"{gain:.1f}" != f"{other:.1f}" or (gain > 0) != (other > 0)


def _by_a_tenth(one: Measured, value: Any, own: float) -> float:
    """Points that a value better by a tenth of itself would bring; none for a grade or a value not reported."""
    from dongxi.analysis.evaluation.direct import exact
    from dongxi.analysis.evaluation.scoring import Grade, reported

    if isinstance(one.scoring, Grade) or not reported(value):
        return 0.0
    step = abs(exact(value)) / 10
    better = exact(value) - step if one.direction == "lower" else exact(value) + step
    return max(0.0, float(one.scoring.points(better)) - own)


def _number(value: Any) -> str | None:
    from dongxi.analysis.evaluation.scoring import reported

    if not reported(value):
        return None
    return value if isinstance(value, str) else f"{float(value):,.2f}"
