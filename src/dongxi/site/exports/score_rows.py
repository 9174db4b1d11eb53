"""An assessment in rows and words: what terminal, workbook and page print, and the contract `dongxi.score/1`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isnan
from typing import Any

from dongxi.analysis.evaluation.assessment import Assessment, Part, Standing
from dongxi.analysis.evaluation.doubtful import DOUBTFUL, named
from dongxi.analysis.evaluation.framework import Measured
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Value

SCHEMA = "dongxi.score/1"
NONE = "—"


def score(standing: Standing, assessment: Assessment) -> str:
    """The total as the framework rounds it."""
    return "未计分" if standing.score is None else f"{standing.score:.{assessment.framework.decimals}f}"


def interval(standing: Standing) -> str:
    """The places that hold a unit in nine draws of ten, both ends also where they are one."""
    if standing.low is None:
        return NONE
    return f"{standing.low}—{standing.high}"


def parts(found: Sequence[Part], sign: str, *, between: str = "；") -> str:
    """Indicators with their points, largest first."""
    return between.join(f"{part.indicator} {sign}{part.points:.1f}" for part in found) or NONE


def remarks(standing: Standing) -> str:
    """What must be known beside a score: not reported, not applicable, in doubt, vetoed."""
    told = (
        ("未报", standing.missing),
        ("不适用", standing.not_applicable),
        (DOUBTFUL, [named(standing.doubtful).zh] if standing.doubtful else []),
        ("一票否决", standing.vetoed),
        ("因缺失未能判断否决", standing.undecided),
        ("否决所依据的数值存疑", standing.veto_doubts),
    )
    return "；".join(f"{what}：{'、'.join(names)}" for what, names in told if names)


def value(given: Value) -> str:
    """A value as one prints it; one that is not there says so."""
    if given is NOT_APPLICABLE:
        return "不适用"
    if given is None:
        return "未报"
    return f"{round(given, 4).normalize():f}" if isinstance(given, Decimal) else str(given)


def title(assessment: Assessment) -> str:
    """The framework's title and the period, unless the title says it."""
    own, period = assessment.framework.title, assessment.reported.period
    return own if period is None or period in own else f"{own}（{period}）"


def notes(assessment: Assessment) -> list[str]:
    """What is to be read with the table, the framework's own note first."""
    own = [assessment.framework.note] if assessment.framework.note else []
    return [*own, *(words.zh for words in assessment.notes)]


def point_rows(
    assessment: Assessment,
) -> Iterator[tuple[str, Measured, Value, float | None, float | None, float | None]]:
    """Unit, indicator, value, points, weight that counted, points of the total lost; best unit first."""
    sums = assessment.sums
    for standing in assessment.standings:
        i = sums.units.index(standing.unit)
        for j, one in enumerate(assessment.framework.indicators):
            held = (sums.points[i, j], sums.weights[i, j], sums.lost[i, j])
            yield standing.unit, one, assessment.reported.values[one.name][i], *(number(each) for each in held)


def number(given: float) -> float | None:
    """A figure, or None for one that is not there."""
    return None if isnan(given) else round(float(given), 6)


def to_json(assessment: Assessment) -> bytes:
    """The contract, docs/reference/framework.md."""
    return (json.dumps(contract(assessment), ensure_ascii=False, indent=1) + "\n").encode()


def contract(assessment: Assessment) -> dict[str, Any]:
    """The contract as plain data."""
    framework, places = assessment.framework, assessment.places
    return {
        "schema": SCHEMA,
        "title": framework.title,
        "note": framework.note,
        "framework": {"file": framework.name, "sha256": framework.digest},
        "table": assessment.reported.table,
        "period": assessment.reported.period,
        "full": _plain(framework.full),
        "indicators": list(_indicators(assessment)),
        "intervals": None
        if places is None
        else {"sway": framework.sway, "draws": places.draws, "method": places.method, "error": places.error},
        "units": list(_units(assessment)),
        "notes": [{"zh": words.zh, "en": words.en} for words in assessment.notes],
    }


def _indicators(assessment: Assessment) -> Iterator[dict[str, Any]]:
    weights = assessment.framework.weights
    for one, path in zip(assessment.framework.indicators, weights.paths, strict=True):
        yield {
            "name": one.name,
            "path": list(path),
            "weight": float(weights.exact[one.name]),
            "column": one.column,
            "measure": one.measure,
            "direction": one.direction,
            "missing": one.missing,
        }


def _units(assessment: Assessment) -> Iterator[dict[str, Any]]:
    points: dict[str, list[dict[str, Any]]] = {}
    doubtful = assessment.reported.doubtful
    for unit, one, given, own, weight, lost in point_rows(assessment):
        state = "not_applicable" if given is NOT_APPLICABLE else "not_reported" if given is None else "reported"
        plain = _plain(given) if state == "reported" else None
        cell = {"name": one.name, "state": state, "value": plain, "points": own, "weight": weight, "lost": lost}
        points.setdefault(unit, []).append(cell | {"doubt": doubtful.get(one.name, {}).get(unit)})
    for standing in assessment.standings:
        yield {
            "unit": standing.unit,
            "score": standing.score,
            "rank": standing.rank,
            "rank_low": standing.low,
            "rank_high": standing.high,
            "grade": standing.grade,
            "coverage": number(standing.coverage),
            "doubtful": list(standing.doubtful),
            "vetoed": list(standing.vetoed),
            "undecided": list(standing.undecided),
            "veto_doubts": list(standing.veto_doubts),
            "lost_most": [_part(part) for part in standing.lost],
            "gained_most": [_part(part) for part in standing.gained],
            "indicators": points[standing.unit],
        }


def _part(part: Part) -> Mapping[str, Any]:
    return {"name": part.indicator, "points": round(part.points, 6)}


def _plain(given: Any) -> Any:
    """A number as JSON has it; a word as it is."""
    return float(given) if isinstance(given, Decimal | Fraction) else given
