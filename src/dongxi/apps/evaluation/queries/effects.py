"""Change after the Plan as pages show it: the table of provinces and measures, and one change in full.

The whole study takes about a second and follows from the shipped figures alone: it is computed once for each edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dongxi.analysis.indicators.pools import POOLS
from dongxi.apps.evaluation.computing import change_study
from dongxi.apps.evaluation.speaking import parts_of, told
from dongxi.apps.statistics.kept import kept

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.result import Floats
    from dongxi.analysis.indicators.effects import Change, EffectStudy
    from dongxi.analysis.indicators.measures import Measure


def effects(*, pool: str) -> dict[str, Any]:
    """The table for one pool of donors, with what it says as a whole."""
    return kept(f"effects:{pool}", lambda: _pool(change_study(), pool))


def effect_of(region: str, measure: str, *, pool: str) -> dict[str, Any] | None:
    """One province and measure in full, both pools side by side; None where no such study is made."""
    changes = kept("changes", lambda: _changes(change_study()))
    found = changes.get(f"{region}:{measure}")
    return found and {**found, "shown": found["pools"][pool]}


def _pool(study: EffectStudy, pool: str) -> dict[str, Any]:
    from dongxi.analysis.indicators.effect_words import HOW, LEFT_IN, caution, one_sided, reach
    from dongxi.analysis.indicators.measures import named, place_name

    own = [one for one in study.changes if one.pool == pool]
    sides = one_sided(own)
    return {
        "heads": [_head(measure) for measure in study.measures],
        "rows": [
            {
                "code": region,
                "name": told(place_name(region)),
                "cells": [_cell(study.of(region, measure.code, pool)) for measure in study.measures],
            }
            for region in study.regions
        ],
        "answer": _answer(own, study),
        "reach": told(reach(own, level=study.level)),
        "sides": sides and told(sides),
        "how": told(HOW),
        "left_in": told(LEFT_IN),
        "caution": told(caution(study.since)),
        "named": told(named(study.named)),
        "donors": _donors(own, study.measures),
        "since": study.since,
        "last": study.last,
    }


def _donors(own: Sequence[Change], measures: Sequence[Measure]) -> str:
    """How many donors there are, one number if it is the same of every measure, else one for each: those without a
    figure, or with one in doubt, are none."""
    said = {}
    for each in measures:
        counts = [len(one.donors) for one in own if one.measure.code == each.code and one.donors]
        if counts:
            said[told(each.short)] = "–".join(dict.fromkeys(str(end(counts)) for end in (min, max)))
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return _("、").join(f"{name} {count}" for name, count in said.items())


def _head(measure: Measure) -> dict[str, str]:
    return {"code": measure.code, "name": told(measure.short), "unit": _unit(measure)}


def _unit(measure: Measure) -> str:
    return _("百分点") if measure.unit.zh == "%" else told(measure.unit)


def _answer(own: Sequence[Change], study: EffectStudy) -> str:
    follow = [one for one in own if one.follows]
    sure = [one for one in follow if one.verdict in ("higher", "lower")]
    told_of = {
        False: _(
            "%(provinces)s个省区、%(measures)s个指标，共%(total)s项：%(follow)s项的合成值在规划之前跟得上，其中校正后显著的%(sure)s项；"
            "其余%(rest)s项跟不上或数据不足，不作判断。规划之后只有%(years)s年（%(since)s—%(last)s）。"
        ),
        True: _(
            "%(provinces)s个省区、%(measures)s个指标，共%(total)s项：%(follow)s项的合成值在规划之前跟得上，可作检验，"
            "但对照省太少，校正后任何一项都不可能达到显著；其余%(rest)s项跟不上或数据不足，不作判断。"
            "规划之后只有%(years)s年（%(since)s—%(last)s）。"
        ),
    }
    return told_of[any(one.out_of_reach for one in follow)] % {
        "provinces": len(study.regions),
        "measures": len(study.measures),
        "total": len(own),
        "follow": len(follow),
        "sure": len(sure),
        "rest": len(own) - len(follow),
        "years": study.last - study.since + 1,
        "since": study.since,
        "last": study.last,
    }


def _cell(one: Change) -> dict[str, Any]:
    from dongxi.analysis.indicators.effect_words import verdict_words

    return {
        "measure": one.measure.code,
        "name": told(one.measure.short),
        "unit": _unit(one.measure),
        "estimate": None if one.refused else _signed(one.average, one.measure),
        "verdict": one.verdict,
        "words": told(verdict_words(one)),
        "p": _three(one.p) if one.follows else None,
        "rank": one.rank if one.follows else None,
        "places": one.places,
        "adjusted": _three(one.p_adjusted),
        "fit": None if one.refused else f"{one.error_share:.0%}",
    }


def _changes(study: EffectStudy) -> dict[str, Any]:
    return {
        f"{region}:{measure.code}": _full(study, region, measure)
        for region in study.regions
        for measure in study.measures
    }


def _full(study: EffectStudy, region: str, measure: Measure) -> dict[str, Any]:
    from dongxi.analysis.indicators.effect_words import HOW, LEFT_IN, caution
    from dongxi.analysis.indicators.measures import named, place_name

    data = next(panel for panel in study.panels if panel.measure.code == measure.code)
    source = _("；").join(told(one) for one in data.sources)
    return {
        "region": region,
        "name": told(place_name(region)),
        "measure": measure.code,
        "measure_name": told(measure.name),
        "unit": _unit(measure),
        "parts": parts_of(measure),
        "pools": {pool: _shown(study.of(region, measure.code, pool), source) for pool in POOLS},
        "how": told(HOW),
        "left_in": told(LEFT_IN),
        "caution": told(caution(study.since)),
        "named": told(named(study.named)),
        "breaks": [{"year": year, "note": told(note)} for year, note in data.breaks],
        "source": source,
    }


def _shown(one: Change, source: str) -> dict[str, Any]:
    from dongxi.analysis.indicators.measures import named, place_name

    if one.refused:
        return {"pool": one.pool, "refused": told(one.refused)}
    return {
        "pool": one.pool,
        "refused": "",
        "reading": told(one.reading) if one.reading else "",
        "estimate": _signed(one.average, one.measure),
        "low": _bound(one.low, one.measure) if one.follows else None,
        "high": _bound(one.high, one.measure) if one.follows else None,
        "set_note": _set_note(one),
        "no_fit": "" if one.follows else _("跟不上，不足为凭"),
        "error": f"{one.error:,.{one.measure.decimals}f}",
        "error_share": f"{one.error_share:.0%}",
        "follows": one.follows,
        "inside": one.inside,
        "p": _three(one.p) if one.follows else None,
        "smallest": _three(one.smallest_p),
        "adjusted": _three(one.p_adjusted),
        "tests": one.tests,
        "donors": len(one.donors),
        "left_out": told(named(one.left_out)),
        "rank": _("%(places)s 地中第 %(rank)s") % {"places": one.places, "rank": one.rank} if one.follows else None,
        "doubts": [told(doubt.words) for doubt in one.doubts],
        "weights": [
            {"code": donor, "name": told(place_name(donor)), "weight": f"{weight:.3f}"} for donor, weight in one.weights
        ],
        "earlier_start": one.earlier_start,
        "earlier": _signed(one.earlier_gap, one.measure),
        "levels": _levels(one, source),
        "gaps": _gaps(one, source),
    }


def _set_note(one: Change) -> str:
    """What stands beside a set that would otherwise be read as a finding."""
    if not one.follows:
        return _("跟不上，不足为凭")
    if not one.excludes_zero or one.verdict in ("higher", "lower"):
        return ""
    return _("不含零，但未作多项校正（%(tests)s 项中有 %(excluding)s 项如此），不能说有变化") % {
        "tests": one.tests,
        "excluding": one.excluding,
    }


def _levels(one: Change, source: str) -> dict[str, Any]:
    from dongxi.analysis.indicators.measures import place_name

    name = told(place_name(one.region))
    lines = {name: (one.actual, "west"), _("合成%(name)s") % {"name": name}: (one.synthetic, "other")}
    rows = [
        {"x": year, "y": value, "series": series, "side": side}
        for series, (values, side) in lines.items()
        if values is not None
        for year, value in _by_year(one, values)
    ]
    title = _("%(name)s：实际与合成") % {"name": told(one.measure.name)}
    return _figure(one, title=title, unit=told(one.measure.unit), rows=rows, source=source)


def _gaps(one: Change, source: str) -> dict[str, Any]:
    """The province's gap and the placebos' median over the gaps of placebos that fit nearly as well."""
    import numpy as np

    from dongxi.analysis.evaluation.placebos_in_space import BAD_FIT
    from dongxi.analysis.indicators.effects import worth_drawing
    from dongxi.analysis.indicators.measures import place_name

    assert one.gap is not None
    assert one.placebos is not None
    lines = (
        ({"series": told(place_name(one.region)), "side": "west"}, one.gap),
        ({"series": _("安慰剂中位数"), "side": "other"}, np.median(one.placebos, axis=0)),
    )
    rows = [{"x": year, "y": value, **line} for line, gaps in lines for year, value in _by_year(one, gaps)]
    drawn = worth_drawing([one])
    behind = [
        {"x": year, "y": value, "series": region}
        for region, gaps in drawn.items()
        for year, value in _by_year(one, gaps)
    ]
    title = _("%(name)s：实际减合成") % {"name": told(one.measure.name)}
    note = _("细灰线：%(drawn)s个安慰剂（把同样的办法用在每个对照省上）各自的差距。") % {"drawn": len(drawn)}
    if left := len(one.placebo_regions) - len(drawn):
        note += _("另有%(left)s个此前的均方误差超过本省%(times)s倍，未画。") % {"left": left, "times": BAD_FIT}
    figure = _figure(one, title=title, unit=_unit(one.measure), rows=rows, source=source)
    return {**figure, "behind": behind, "note": note}


def _figure(one: Change, *, title: str, unit: str, rows: list[dict[str, Any]], source: str) -> dict[str, Any]:
    breaks = [{"x": one.since, "note": _("规划之后"), "cut": False}]
    return {
        "title": title,
        "unit": unit,
        "rows": rows,
        "breaks": breaks,
        "note": "",
        "source": source,
    }


def _by_year(one: Change, values: Floats) -> list[tuple[int, float]]:
    places = max(one.measure.decimals, 1)
    return [(year, round(value, places)) for year, value in zip(one.years, values.tolist(), strict=True)]


def _signed(value: float, measure: Measure) -> str:
    return f"{value:+,.{measure.decimals}f}".replace("-", "−")


def _bound(value: float, measure: Measure) -> str | None:
    return None if value != value or value in (float("inf"), float("-inf")) else _signed(value, measure)


def _three(value: float) -> str | None:
    return None if value != value else f"{value:.3f}"
