"""Values that may be slips: the same for every unit, or below zero where the scoring does not expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dongxi.analysis.evaluation.direct import exact
from dongxi.analysis.evaluation.framework import Framework, Measured
from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.evaluation.scoring import Efficacy, Grade, Linear, Step, Value, reported


def odd_values(*, framework: Framework, values: Mapping[str, Sequence[Value]], units: Sequence[str]) -> Iterator[Words]:
    """What a reader should check in the `values` of each indicator, before believing the places."""
    same = [
        one.name
        for one in framework.indicators
        if framework.weights.exact[one.name] and _constant(one, values[one.name])
    ]
    if same:
        told = listed(same)
        yield Words(
            zh=f"已报的单位取值都相同：{told.zh}。这样的指标区分不出先后，请核对是否填错。",
            en=f"The same for every unit that reported: {told.en}. It parts none of them; is it a slip?",
        )
    below = [
        (unit, one.name, value)
        for one in framework.indicators
        if _expects_none_below_zero(one)
        for unit, value in zip(units, values[one.name], strict=True)
        if reported(value) and exact(value) < 0
    ]
    if below:
        zh = listed([f"{unit}（{name} {value}）" for unit, name, value in below])
        en = listed([f"{unit} ({name} {value})" for unit, name, value in below])
        yield Words(
            zh=f"小于零的数：{zh.zh}，而评分的界限都不小于零。已照所给的数计分，请核对是否填错。",
            en=f"Below zero, where the thresholds of the scoring are not: {en.en}. Scored as given; check whether "
            "it is a slip.",
        )


def _constant(one: Measured, values: Sequence[Value]) -> bool:
    known = [value for value in values if reported(value)]
    words = isinstance(one.scoring, Grade)
    return len(known) > 1 and len({str(value).strip() if words else exact(value) for value in known}) == 1


def _expects_none_below_zero(one: Measured) -> bool:
    match one.scoring:
        case Linear(floor=floor, target=target) | Efficacy(floor=floor, target=target):
            return min(exact(floor), exact(target)) >= 0
        case Step(steps=steps):
            return all(exact(at) >= 0 for at, _points in steps)
        case _:
            return False
