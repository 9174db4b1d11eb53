"""An assessment as plain rows in the reader's language."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.queries.doubtful_rows import doubted, doubting
from dongxi.apps.evaluation.queries.scoring_told import rule_told
from dongxi.apps.evaluation.speaking import naming, told
from dongxi.apps.people.models import Region, in_language
from dongxi.apps.people.rules import Level, Zone
from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dongxi.analysis.evaluation.assessment import Assessment, Standing
    from dongxi.analysis.evaluation.framework import Measured
    from dongxi.analysis.evaluation.result import Floats
    from dongxi.apps.evaluation.queries.doubtful_rows import Doubting


TELLING = 0.05
"""Points below which a gain is not worth a sentence: it would be written as 0.0."""


def study_rows(found: Assessment) -> dict[str, Any]:
    """`rows` of the league, best first; `units` by region code with their indicators; `figure`; `notes`; by how much
    weights `sway` and what else intervals have `covered`; whose values are `doubted`."""
    from dongxi.analysis.evaluation.interval_covers import covered

    say = naming(found.framework)
    regions = {one.short_name: one for one in Region.objects.filter(level=Level.PROVINCE)}
    doubts = doubting(say)
    rows = [_row(found, one, say, regions, doubts) for one in found.standings]
    period, series = found.reported.period or "", {one.name: one for one in Indicator.objects.all()}
    return {
        "title": say(found.framework.title),
        "warning": say(found.framework.note),
        "period": period,
        "sway": f"{found.framework.sway:.0%}",
        "covered": told(covered(found.framework, doubts=bool(found.reported.doubtful))),
        "doubted": doubted(rows),
        "rows": rows,
        "units": {row["code"]: _unit(row, _indicators(found, row["unit"], say, series)) for row in rows},
        "figure": _figure(say(found.framework.title), period, rows),
        "notes": [*(say(told(note)) for note in found.notes), *_breaks(found, period)],
    }


def _row(
    found: Assessment, one: Standing, say: Callable[[str], str], regions: dict[str, Region], doubts: Doubting
) -> dict[str, Any]:
    region, expected = regions.get(one.unit), len(found.framework.indicators)
    places = found.framework.decimals
    return {
        "unit": one.unit,
        "code": region.pk if region else one.unit,
        "name": str(region) if region else one.unit,
        "side": "west"
        if region and region.zone == Zone.WEST
        else "east"
        if region and region.zone == Zone.EAST
        else "other",
        "rank": one.rank,
        "low": one.low,
        "high": one.high,
        "score": None if one.score is None else f"{one.score:.{places}f}",
        "grade": say(one.grade) if one.grade else "",
        "reported": expected - len(one.missing),
        "expected": expected,
        "missing": [say(name) for name in one.missing],
        **doubts(one.doubtful),
        "lost": [{"name": say(part.indicator), "points": f"{part.points:.1f}"} for part in one.lost],
        "gained": [{"name": say(part.indicator), "points": f"{part.points:.1f}"} for part in one.gained],
    }


def _unit(row: dict[str, Any], indicators: list[dict[str, Any]]) -> dict[str, Any]:
    """A row of the league with its indicators and, of each, the words of its `doubt`; `gains`: the one in which a tenth
    more would bring most points."""
    words = {one["name"]: one["words"] for one in row["doubtful"]}
    indicators = [{**one, "doubt": words.get(one["name"], "")} for one in indicators]
    most = max(indicators, key=lambda one: one["by_a_tenth"])
    return {**row, "indicators": indicators, "gains": most if most["by_a_tenth"] >= TELLING else None}


def _indicators(
    found: Assessment, unit: str, say: Callable[[str], str], series: dict[str, Indicator]
) -> list[dict[str, Any]]:
    """Rule of scoring, value, points got of those possible, lost, what reaching the middle unit would bring and what a
    value better by a tenth would; most lost first."""
    import numpy as np

    sums, i = found.sums, found.sums.units.index(unit)
    measures = {one.unit: one.unit_en for one in series.values()}
    known_points = [column[~np.isnan(column)] for column in sums.points.T]
    middle = [
        _points_at_middle(one, found.reported.values[one.name], column)
        for one, column in zip(found.framework.indicators, known_points, strict=True)
    ]
    full = float(found.framework.full)
    rows = []
    for j, one in enumerate(found.framework.indicators):
        values = [value for value in found.reported.values[one.name] if isinstance(value, (int, float)) or value]
        own, weight = float(sums.points[i, j]), float(sums.weights[i, j])
        known = own == own and weight == weight
        rows.append(
            {
                "name": say(one.name),
                "code": series[one.column].pk if one.column in series else "",
                "rule": say(rule_told(one.scoring)),
                "value": _number(found.reported.values[one.name][i]),
                "unit": in_language(one.measure or "", measures.get(one.measure or "", one.measure or "")),
                "middle": _middle(values),
                "got": f"{own * weight:.1f}" if known else None,
                "possible": f"{full * weight:.1f}" if known else None,
                "lost": float(sums.lost[i, j]) if known else 0.0,
                "to_middle": max(0.0, (middle[j] - own) * weight) if known else 0.0,
                "by_a_tenth": _by_a_tenth(one, found.reported.values[one.name][i], own) * weight if known else 0.0,
            }
        )
    return sorted(rows, key=lambda row: -row["lost"])


def _points_at_middle(one: Measured, values: Sequence[Any], known: Floats) -> float:
    """Points that the middle value brings, as is said beside it; of grades the middle of the points. NaN for none."""
    from dongxi.analysis.evaluation.direct import exact
    from dongxi.analysis.evaluation.scoring import Grade, reported

    if not len(known):
        return float("nan")
    if isinstance(one.scoring, Grade):
        return float(median(known))
    return float(one.scoring.points(median(exact(value) for value in values if reported(value))))


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
    return None if value is None else f"{float(value):,.2f}" if not isinstance(value, str) else value


def _middle(values: list[Any]) -> str | None:
    return f"{float(median(values)):,.2f}" if values else None


def _figure(title: str, period: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    ranked = [
        {"x": row["name"], "y": row["rank"], "low": row["low"], "high": row["high"], "series": "", "side": "other"}
        for row in rows
        if row["rank"] is not None
    ]
    heading = _("%(title)s：名次与区间，%(period)s年") % {"title": title, "period": period}
    note = _("圆点是方案名次，粗线是名次区间，写作“名次 (区间)”；7 (7–7) 即十次中至少九次就在第七名。")
    return {"title": heading, "unit": _("名次"), "rows": ranked, "breaks": [], "note": note, "source": ""}


def _breaks(found: Assessment, period: str) -> list[str]:
    """Breaks of the series in the year, and flags on its figures: said beside the table."""
    if not period.isdigit():
        return []
    columns = [one.column for one in found.framework.indicators]
    codes = {
        code
        for row in Indicator.objects.filter(name__in=columns).values_list("pk", "numerator", "denominator")
        for code in row
        if code
    }
    own = Q(region__short_name__in=found.reported.units)
    asked = Q(regions=None) | Q(regions__short_name__in=found.reported.units)
    cut = SeriesBreak.objects.filter(asked, indicator__in=codes, year=int(period)).select_related("indicator")
    flags = Observation.objects.filter(own, indicator__in=codes, year=int(period), flag__isnull=False)
    doubtful = flags.select_related("flag", "indicator", "region")
    return [
        *(_said(f"{each.indicator}", in_language(each.note, each.note_en)) for each in cut.distinct()),
        *(_said(f"{each.region} {each.indicator}", f"{each.flag}") for each in doubtful),
    ]


def _said(name: str, doubt: str) -> str:
    return _("%(name)s：%(doubt)s") % {"name": name, "doubt": doubt}
