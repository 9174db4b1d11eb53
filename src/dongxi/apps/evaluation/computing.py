"""From a stored framework and the shipped figures to an assessment, and to what a run freezes of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.cache import caches

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.evaluation.draws import DRAWS
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.speaking import refusal
from dongxi.apps.records.errors import BadInput
from dongxi.apps.statistics.kept import name_of

if TYPE_CHECKING:
    from fractions import Fraction

    from dongxi.analysis.evaluation.assessment import Assessment
    from dongxi.analysis.evaluation.framework import Framework as Read
    from dongxi.analysis.evaluation.framework_values import Reported
    from dongxi.analysis.evaluation.reweighting import Path
    from dongxi.analysis.indicators.effects import EffectStudy
    from dongxi.analysis.indicators.efficiency import EfficiencyStudy
    from dongxi.analysis.tables import Table

SECONDS_OF_INTERVALS = 60
"""For which others wait, rather than compute the same at once, for intervals that somebody has begun."""


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What a run keeps: every figure that went in, as text, and every figure that came out."""

    inputs: dict[str, Any]
    result: dict[str, Any]


@lru_cache(maxsize=1)
def figures() -> Table:
    """The shipped figures as one long table."""
    from dongxi.analysis.indicators.shipped import shipped_table

    return shipped_table()


@lru_cache(maxsize=1)
def change_study() -> EffectStudy:
    """Change after the Plan, from the shipped figures."""
    from dongxi.analysis.indicators.effects import effect_study

    return effect_study()


@lru_cache(maxsize=32)
def efficiency(year: int) -> EfficiencyStudy:
    """Efficiency of research in a year, from the shipped figures. CannotEvaluate where too few are published."""
    from dongxi.analysis.indicators.efficiency import efficiency_study

    return efficiency_study(year=year)


def intervals(year: int, *, compute: bool) -> dict[str, Any] | None:
    """`regions` and, for each, `efficiency`, `corrected`, `low` and `high` by the bootstrap, which takes some seconds:
    None where it was not done for this edition of the series, unless asked to `compute` it and nobody else does."""
    store, key = caches["pages"], name_of(f"efficiency:{year}")
    held = store.get(key)
    if held is None and compute and store.add(f"{key}:begun", True, timeout=SECONDS_OF_INTERVALS):
        from dongxi.analysis.indicators.efficiency import efficiency_intervals

        found = efficiency_intervals(of=efficiency(year))
        held = {"regions": found.units} | {
            name: getattr(found, name) for name in ("efficiency", "corrected", "low", "high")
        }
        store.set(key, held, timeout=None)
    return held


def intervals_state(path: str) -> str:
    """What tells answers with intervals of efficiency from those without, at a path of the API; empty for others."""
    *_, year, last = ("", *path.strip("/").split("/"))
    if last != "methods" or not year.isdecimal():
        return ""
    return "intervals" if caches["pages"].has_key(name_of(f"efficiency:{int(year)}")) else "no intervals"


@lru_cache(maxsize=64)
def read(text: str, name: str) -> Read:
    """A framework's text, read. BadInput, with the line and why, for one that was taken before it would be refused."""
    from dongxi.analysis.evaluation.framework import framework_of

    try:
        return framework_of(text, name=name)
    except AnalysisError as problem:
        raise BadInput(refusal(problem)) from problem


def reported(*, framework: Framework, period: str) -> Reported:
    """The figures of a period that a framework asks for. BadInput in its words where there are none."""
    return _reported(framework.text, framework.code, period)


def assessed(*, framework: Framework, period: str, weights: Mapping[Path, Fraction] | None = None) -> Assessment:
    """Scores, places and intervals; with other `weights`, as `reweighting.levels` gives them, if any. AnalysisError
    where those do not add up."""
    of = framework.text, framework.code, period
    return _league(*of) if weights is None else _trial(*of, tuple(weights.items()))


@lru_cache(maxsize=64)
def _league(text: str, code: str, period: str) -> Assessment:
    from dongxi.analysis.evaluation.assessment import assess

    own, given = read(text, code), _reported(text, code, period)
    try:
        return assess(framework=own, reported=given, draws=DRAWS)
    except AnalysisError as problem:
        raise BadInput(refusal(problem)) from problem


@lru_cache(maxsize=64)
def _trial(text: str, code: str, period: str, weights: tuple[tuple[Path, Fraction], ...]) -> Assessment:
    """The league itself where the weights come to the same."""
    from dongxi.analysis.evaluation.assessment import assess
    from dongxi.analysis.evaluation.reweighting import reweighted

    own = read(text, code)
    other = reweighted(framework=own, weights=dict(weights))
    if other.weights.exact == own.weights.exact:
        return _league(text, code, period)
    return assess(framework=other, reported=_reported(text, code, period), draws=DRAWS)


@lru_cache(maxsize=64)
def _reported(text: str, code: str, period: str) -> Reported:
    from dongxi.analysis.evaluation.framework_values import reported_values

    try:
        return reported_values(framework=read(text, code), table=figures(), period=period)
    except AnalysisError as problem:
        raise BadInput(refusal(problem)) from problem


def computed(*, framework: Framework, period: str) -> Frozen:
    """What a run of a framework and period freezes."""
    return recomputed(framework.text, framework.code, _inputs(framework, period))


def recomputed(text: str, code: str, inputs: Mapping[str, Any]) -> Frozen:
    """The same from frozen inputs alone: whatever the series say by now, the result is the same.

    Inputs frozen before doubts were kept have none, and are computed as they were.
    """
    from dongxi.analysis.evaluation.assessment import assess
    from dongxi.analysis.evaluation.framework_values import Reported

    values = {name: tuple(_value(one) for one in column) for name, column in inputs["values"].items()}
    given = Reported(
        table=inputs["table"],
        period=inputs["period"],
        units=tuple(inputs["units"]),
        values=values,
        doubtful=inputs.get("doubtful", {}),
    )
    found = assess(framework=read(text, code), reported=given, draws=inputs["draws"])
    standings = [_standing(one) for one in found.standings]
    return Frozen(inputs=dict(inputs), result={"standings": standings})


def digest_of(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs as canonical JSON."""
    return hashlib.sha256(json.dumps(inputs, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _inputs(framework: Framework, period: str) -> dict[str, Any]:
    given = reported(framework=framework, period=period)
    return {
        "framework": framework.digest,
        "table": given.table,
        "period": given.period,
        "draws": DRAWS,
        "units": list(given.units),
        "values": {name: [_text(value) for value in column] for name, column in given.values.items()},
        "doubtful": {name: dict(marks) for name, marks in given.doubtful.items()},
    }


def _text(value: Any) -> str | None:
    from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE

    return "NOT_APPLICABLE" if value is NOT_APPLICABLE else None if value is None else str(value)


def _value(text: str | None) -> Any:
    from decimal import Decimal, InvalidOperation

    from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE

    if text is None or text == "NOT_APPLICABLE":
        return NOT_APPLICABLE if text else None
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _standing(one: Any) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "score": one.score,
        "rank": one.rank,
        "low": one.low,
        "high": one.high,
        "grade": one.grade,
        "coverage": one.coverage,
    }
