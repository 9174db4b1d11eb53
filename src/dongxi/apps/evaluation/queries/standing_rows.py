"""An assessment as plain rows in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.queries.doubtful_rows import doubted, doubting
from dongxi.apps.evaluation.queries.unit_rows import indicator_rows, middles_of
from dongxi.apps.evaluation.speaking import naming, told
from dongxi.apps.people.models import Region
from dongxi.apps.people.rules import Level, Zone
from dongxi.apps.records.wording import in_language
from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak

if TYPE_CHECKING:
    from collections.abc import Callable

    from dongxi.analysis.evaluation.assessment import Assessment, Standing
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
    middles = middles_of(found)
    return {
        "title": say(found.framework.title),
        "warning": say(found.framework.note),
        "period": period,
        "sway": f"{found.framework.sway:.0%}",
        "covered": told(covered(found.framework, doubts=bool(found.reported.doubtful))),
        "doubted": doubted(rows),
        "rows": rows,
        "units": {row["code"]: _unit(row, indicator_rows(found, row["unit"], say, series, middles)) for row in rows},
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
        "vetoed": [say(name) for name in one.vetoed],
        "veto_doubts": [say(name) for name in one.veto_doubts],
        "reported": expected - len(one.missing),
        "expected": expected,
        "missing": [say(name) for name in one.missing],
        **doubts(one.doubtful),
        "lost": [{"name": say(part.indicator), "points": f"{part.points:.1f}"} for part in one.lost],
        "gained": [{"name": say(part.indicator), "points": f"{part.points:.1f}"} for part in one.gained],
    }


def _unit(row: dict[str, Any], indicators: list[dict[str, Any]]) -> dict[str, Any]:
    """A row of the league with its indicators and, of each, the words of its `doubt`; `gains`: the one in which a tenth
    more would bring most points; `middles_doubted`: whether a middle value would be another without doubts."""
    words = {one["name"]: one["words"] for one in row["doubtful"]}
    indicators = [{**one, "doubt": words.get(one["name"], "")} for one in indicators]
    most = max(indicators, key=lambda one: one["by_a_tenth"])
    return {
        **row,
        "indicators": indicators,
        "gains": most if most["by_a_tenth"] >= TELLING else None,
        "middles_doubted": any(one["middle_undoubted"] for one in indicators),
    }


def _figure(title: str, period: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    ranked = [
        {
            **{key: row[key] for key in ("low", "high")},
            "x": row["name"],
            "y": row["rank"],
            "series": "",
            "side": "other",
            "doubtful": bool(row["doubt"]),
        }
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
