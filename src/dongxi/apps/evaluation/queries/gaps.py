"""The gap study as pages show it: plain rows and figures, computed once for each edition of the series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dongxi.apps.evaluation.speaking import parts_of, told
from dongxi.apps.people.rules import Zone
from dongxi.apps.statistics.kept import kept

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.result import Floats
    from dongxi.analysis.indicators.gap import GapStudy, Split

SPLITS = ("sides", "zones")


def gap_codes() -> tuple[str, ...]:
    """The measures that are studied."""
    from dongxi.analysis.indicators.measures import measures

    return tuple(measures())


def start_year() -> int:
    """The year from which the table of all measures tells the West's share beside the first and the last."""
    from dongxi.analysis.indicators.gap_words import plan_start

    return plan_start()


def gap_rows() -> list[dict[str, Any]]:
    """Every measure in one row: how the West stands to the East, what dispersion did, what lies between the two."""
    return kept("gaps", lambda: [_row(_study(code)) for code in gap_codes()])


def gap_of(measure: str, *, split: str) -> dict[str, Any]:
    """One measure in full: the reading, its figures, notes and sources. `split`: one of SPLITS."""
    return kept(f"gap:{measure}:{split}", lambda: _full(_study(measure), split))


def _study(measure: str) -> GapStudy:
    from dongxi.analysis.indicators.gap import gap_study

    return gap_study(measure=measure)


def _row(study: GapStudy) -> dict[str, Any]:
    from dongxi.analysis.indicators.gap import verdict_of
    from dongxi.analysis.indicators.gap_words import plan_start

    first, last = (study.years.index(year) for year in (study.used[0], study.used[-1]))
    start = plan_start()
    return {
        "code": study.measure.code,
        "name": told(study.measure.name),
        "first": study.used[0],
        "last": study.used[-1],
        "before": _percent(study.relative[first]),
        "start": _percent(study.relative[study.years.index(start)]) if start in study.used else "—",
        "after": _percent(study.relative[last]),
        "closer": bool(study.relative[last] > study.relative[first]),
        "verdict": told(verdict_of(study.sigma)),
        "between_before": _percent(study.sides.share[first]),
        "between_after": _percent(study.sides.share[last]),
    }


def _full(study: GapStudy, split: str) -> dict[str, Any]:
    chosen: Split = getattr(study, split)
    notes = [told(note) for note in study.notes]
    return {
        "code": study.measure.code,
        "name": told(study.measure.name),
        "reading": told(study.reading),
        "parts": parts_of(study.measure),
        "means": _means(study),
        "relative": _relative(study),
        "inequality": _inequality(study, chosen),
        "uneven": _uneven(study, chosen),
        "uneven_reading": told(chosen.gini_reading),
        "dispersion": _dispersion(study),
        "beta": told(study.beta.reading),
        "split": told(chosen.reading),
        "doubts": list(dict.fromkeys(told(doubt.words) for doubt in study.doubts)),
        "notes": notes,
        "source": _sources(study),
    }


def _means(study: GapStudy) -> dict[str, Any]:
    from dongxi.analysis.indicators.gap import ZONES, left_out_words, unseen_zones

    unseen = unseen_zones(study)
    rows = [
        row
        for zone, values in zip(map(Zone, ZONES), study.means, strict=True)
        if zone not in unseen
        for row in _line(str(zone.label), zone.value, study.years, values, study.measure.decimals)
    ]
    title = _("%(name)s：各地带") % {"name": told(study.measure.name)}
    note = told(left_out_words(study))
    if unseen:
        names = _("、").join(str(Zone(zone).label) for zone in unseen)
        note += _("；%(names)s多数省份不计入，不画") % {"names": names}
    drawn = _figure(study, title=title, unit=told(study.measure.unit), rows=rows)
    return drawn | {"note": note[:1].upper() + note[1:]}


def _relative(study: GapStudy) -> dict[str, Any]:
    """The West as a share of the East, over the years."""
    from dongxi.analysis.indicators.gap import relative_line

    name = told(study.measure.short)
    rows = [{"x": year, "y": value, "series": name, "side": "west"} for year, value in relative_line(study)]
    title = _("%(name)s：西部相当于东部的比例") % {"name": told(study.measure.name)}
    return _figure(study, title=title, unit="%", rows=rows)


def _inequality(study: GapStudy, split: Split) -> dict[str, Any]:
    parts = {_("全部"): split.total, _("地带之间"): split.between, _("地带之内"): split.within}
    rows = [row for name, values in parts.items() for row in _line(name, "other", study.years, values, 3)]
    title = _("%(name)s：省际不平等（泰尔指数）") % {"name": told(study.measure.name)}
    return _figure(study, title=title, unit=_("泰尔指数，0 为完全相等"), rows=rows)


def _uneven(study: GapStudy, split: Split) -> dict[str, Any]:
    parts = {
        _("全部"): split.gini,
        _("地带之间"): split.gini_between,
        _("地带之内"): split.gini_within,
        _("交叠"): split.gini_overlap,
    }
    rows = [row for name, values in parts.items() for row in _line(name, "other", study.years, values, 3)]
    title = _("%(name)s：省际不平等（基尼系数）") % {"name": told(study.measure.name)}
    return _figure(study, title=title, unit=_("基尼系数，0 为完全相等"), rows=rows)


def _dispersion(study: GapStudy) -> dict[str, Any]:
    values = dict(zip(study.used, study.sigma.sigma.tolist(), strict=True))
    rows = [
        {"x": year, "y": _rounded(values.get(year), 3), "series": _("各省之间"), "side": "other"}
        for year in study.years
    ]
    title = _("%(name)s：省际离散程度") % {"name": told(study.measure.name)}
    return _figure(study, title=title, unit=_("对数标准差"), rows=rows)


def _line(name: str, side: str, years: tuple[int, ...], values: Floats, places: int) -> list[dict[str, Any]]:
    return [
        {"x": year, "y": _rounded(value, places), "series": name, "side": side}
        for year, value in zip(years, values.tolist(), strict=True)
    ]


def _figure(study: GapStudy, *, title: str, unit: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "unit": unit, "rows": rows, "breaks": [], "note": "", "source": _sources(study)}


def _sources(study: GapStudy) -> str:
    return _("；").join(told(source) for source in study.panel.sources)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _rounded(value: float | None, places: int) -> float | int | None:
    if value is None or value != value:
        return None
    return round(value, places) if places else round(value)
