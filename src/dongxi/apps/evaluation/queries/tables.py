"""The studies of the gap and of change after the Plan as flat rows, for files, the API and frozen runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dongxi.apps.evaluation.computing import change_study
from dongxi.apps.evaluation.speaking import told
from dongxi.apps.statistics.kept import kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dongxi.analysis.indicators.effects import Change
    from dongxi.analysis.indicators.gap import GapStudy, Split


def effect_rows() -> list[dict[str, Any]]:
    """Every change: province × measure × pool of donors. What was not estimated is None."""
    return kept("effect-rows", _effect_rows)


def effect_file() -> list[dict[str, Any]]:
    """The same with one value in each cell, for a file: doubts as their codes and as sentences of both languages."""
    return [
        row
        | {
            "doubts": ";".join(doubt["code"] for doubt in row["doubts"]),
            "doubts_zh": "".join(doubt["zh"] for doubt in row["doubts"]),
            "doubts_en": " ".join(doubt["en"] for doubt in row["doubts"]),
        }
        for row in effect_rows()
    ]


def gap_rows_by_year() -> list[dict[str, Any]]:
    """Every measure and year: means of the zones, West over East, dispersion and what lies between the groups."""
    return kept("gap-rows", _gap_rows)


def effect_record() -> dict[str, Any]:
    """The study of change as a frozen run keeps it: `inputs`, all figures by measure, region and year, and `result`."""
    from dongxi.analysis.indicators.measures import studies

    study = change_study()
    figures = {
        data.measure.code: {
            region: {str(year): _number(value) for year, value in zip(data.years, line, strict=True)}
            for region, line in zip(data.regions, data.values.tolist(), strict=True)
        }
        for data in study.panels
    }
    inputs = {"settings": dict(studies()["effect"]), "named": list(study.named), "figures": figures}
    return {"inputs": inputs, "result": {"changes": [_frozen(one) for one in study.changes]}}


def _effect_rows() -> list[dict[str, Any]]:
    from dongxi.analysis.indicators.effect_words import verdict_words
    from dongxi.analysis.indicators.measures import place_name

    study = change_study()
    return [
        {
            "region": one.region,
            "region_name": told(place_name(one.region)),
            "measure": one.measure.code,
            "measure_name": told(one.measure.name),
            "unit": _("百分点") if one.measure.unit.zh == "%" else told(one.measure.unit),
            "pool": one.pool,
            **_figures(one),
            "verdict": one.verdict,
            "verdict_words": told(verdict_words(one)),
            "reason": told(one.refused) if one.refused else "",
            "doubts": [{"code": doubt.name, "zh": doubt.words.zh, "en": doubt.words.en} for doubt in one.doubts],
        }
        for one in study.changes
    ]


def _figures(one: Change) -> dict[str, Any]:
    estimated = not one.refused
    numbers = ("average", "low", "high", "error", "error_share", "p", "smallest_p", "p_adjusted")
    return {
        "since": one.since,
        "last": one.years[-1],
        **{name: _number(getattr(one, name)) for name in numbers},
        "least_adjusted": _number(one.least_adjusted) if one.follows else None,
        "tests": one.tests,
        "donors": len(one.donors) or None,
        "rank": one.rank if estimated else None,
        "places": one.places if estimated else None,
        "follows": one.follows if estimated else None,
    }


def _frozen(one: Change) -> Mapping[str, Any]:
    gap = None if one.gap is None else [_number(value) for value in one.gap.tolist()]
    named = {
        "region": one.region,
        "measure": one.measure.code,
        "pool": one.pool,
        "verdict": one.verdict,
        "doubts": [doubt.name for doubt in one.doubts],
    }
    return {**named, **_figures(one), "years": list(one.years), "gap": gap, "weights": dict(one.weights)}


def _gap_rows() -> list[dict[str, Any]]:
    from dongxi.analysis.indicators.gap import gap_study
    from dongxi.analysis.indicators.measures import measures

    return [row for code in measures() for row in _by_year(gap_study(measure=code))]


def _by_year(study: GapStudy) -> list[dict[str, Any]]:
    from dongxi.analysis.indicators.gap import ZONES, left_out_words

    sigma = dict(zip(study.used, study.sigma.sigma.tolist(), strict=True))
    return [
        {
            "measure": study.measure.code,
            "measure_name": told(study.measure.name),
            "unit": told(study.measure.unit),
            "year": year,
            **{zone: _number(values[at]) for zone, values in zip(ZONES, study.means.tolist(), strict=True)},
            "west_over_east": _number(study.relative.tolist()[at]),
            "sigma": _number(sigma.get(year)),
            "theil_sides": _number(study.sides.total.tolist()[at]),
            "theil_sides_between": _number(study.sides.between.tolist()[at]),
            "theil_sides_within": _number(study.sides.within.tolist()[at]),
            "theil_zones": _number(study.zones.total.tolist()[at]),
            "theil_zones_between": _number(study.zones.between.tolist()[at]),
            "theil_zones_within": _number(study.zones.within.tolist()[at]),
            **_gini("sides", study.sides, at),
            **_gini("zones", study.zones, at),
            "provinces": len(study.regions),
            "left_out": told(left_out_words(study)),
        }
        for at, year in enumerate(study.years)
    ]


def _gini(name: str, split: Split, at: int) -> dict[str, float | None]:
    parts = {
        "": split.gini,
        "_between": split.gini_between,
        "_within": split.gini_within,
        "_overlap": split.gini_overlap,
    }
    return {f"gini_{name}{part}": _number(values.tolist()[at]) for part, values in parts.items()}


def _number(value: float | None) -> float | None:
    """What can be written as JSON: None for what is missing or without bound; nine significant digits."""
    return float(f"{value:.9g}") if value is not None and math.isfinite(value) else None
