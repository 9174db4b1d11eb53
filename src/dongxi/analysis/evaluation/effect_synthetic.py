"""Each treated unit by a mixture of donors, plain or augmented, with every donor in its place for comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.augmented_synthetic import AugmentedSynthetic, augmented_synthetic
from dongxi.analysis.evaluation.choosing import extent
from dongxi.analysis.evaluation.effect import Balance, Effect, Part, Placebo, Progress, ranked
from dongxi.analysis.evaluation.effect_question import Question, refused_by
from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.placebo_ranks import rank_of
from dongxi.analysis.evaluation.placebos_in_space import SpacePlacebos, by_rank, placebos_in_space, ratios_defined
from dongxi.analysis.evaluation.placebos_in_time import TimePlacebos, placebos_in_time
from dongxi.analysis.evaluation.result import Assumption, Words, listed
from dongxi.analysis.evaluation.several_treated import SeveralTreated, several_treated
from dongxi.analysis.evaluation.study import follows_exactly
from dongxi.analysis.evaluation.synthetic_control import SyntheticControl, synthetic_control

STARTS, PLACEBO_STARTS = 120, 24
FEW_AFTER = 3
TRUSTED = Words(
    zh="名次检验不要求各期误差分布相同；与移动各期误差的检验不一致时，以名次检验为准。",
    en="The rank does not take errors as alike in all periods; where it disagrees with errors moved in time, trust it.",
)
"""Which of the two tests of an augmented mixture is to be trusted."""
Told = Callable[[int, int], None] | None


def answer(*, question: Question, progress: Progress | None) -> Effect:
    """One fit for each treated unit, then the mean of all."""
    notes = list(_notes(question))
    parts = []
    one = {"synthetic": _synthetic, "augmented": _augmented}[question.method]
    for unit in question.treated:
        part, found = one(question, unit, _told(progress, unit))
        parts.append(part)
        notes += found
    together = None
    if len(parts) > 1:
        try:
            together = _together(parts)
        except CannotEvaluate as problem:
            notes.append(refused_by(problem))
    return Effect(question=question, parts=tuple(parts), together=together, did=None, events=None, notes=tuple(notes))


def _told(progress: Progress | None, unit: str) -> Told:
    return None if progress is None else lambda done, total: progress(unit, done, total)


def _data(question: Question, unit: str) -> dict[str, Any]:
    since = question.since[unit]
    return {
        "outcomes": question.outcomes,
        "units": question.units,
        "periods": question.periods,
        "treated": unit,
        "since": since,
        "donors": question.donors,
        "fit_periods": question.fitted(since),
    }


def _synthetic(question: Question, unit: str, told: Told) -> tuple[Part, list[Words]]:
    data = _data(question, unit)
    predictors = question.predictors(question.since[unit])
    given = question.predictor_weights
    found = synthetic_control(
        **data, predictors=predictors, predictor_weights=None if given is None else list(given), starts=STARTS
    )
    notes = _holes([each.name for each in predictors if each.missing.any()])
    quick = replace(found, of=replace(found.of, starts=PLACEBO_STARTS))
    space = placebos_in_space(of=quick, progress=told)
    in_time, refused = _in_time(quick)
    return _part(question, found, space, in_time), [*notes, *refused]


def _in_time(found: SyntheticControl) -> tuple[TimePlacebos | None, list[Words]]:
    try:
        return placebos_in_time(of=found), []
    except CannotEvaluate as problem:
        said = refused_by(problem)
        return None, [Words(zh=f"未作假想起始检验：{said.zh}", en=f"No invented start was tried: {said.en}")]


def _part(question: Question, found: SyntheticControl, space: SpacePlacebos, in_time: TimePlacebos | None) -> Part:
    start = question.periods.index(found.since)
    return Part(
        name=found.treated,
        units=(found.treated,),
        since=found.since,
        start=start,
        fit=question.fitted(found.since),
        actual=found.actual,
        compared=found.synthetic,
        gap=found.gap,
        weights=dict(zip(found.donors, found.weights.tolist(), strict=True)),
        pre_mspe=found.pre_mspe,
        average_effect=found.average_effect,
        p_value=space.p_value,
        smallest_p=space.smallest_p,
        placebo_p=space.p_value,
        smallest_placebo_p=space.smallest_p,
        placebos=tuple(
            Placebo(unit=name, gap=gap, average_effect=float(gap[start:].mean()), pre_mspe=float(error), ratio=float(r))
            for name, gap, error, r in zip(space.donors, space.gaps, space.pre_mspe, space.ratios, strict=True)
        ),
        ratio=found.rmspe_ratio,
        bound=found.bound,
        low=space.low,
        high=space.high,
        level=space.level,
        balance=tuple(
            Balance(name=name, weight=float(weight), treated=float(own), synthetic=float(mixed), donors=float(mean))
            for name, weight, (own, mixed, mean) in zip(
                found.predictor_names, found.predictor_weights, found.balance, strict=True
            )
        ),
        in_time=in_time,
        readings=(found.reading, space.reading, *([in_time.reading] if in_time else [])),
        assumptions=(*found.assumptions, *space.assumptions, *(in_time.assumptions if in_time else ()), *_short(space)),
    )


def _augmented(question: Question, unit: str, told: Told) -> tuple[Part, list[Words]]:
    data = _data(question, unit)
    found = augmented_synthetic(**data)
    start, fit = question.periods.index(found.since), question.fitted(found.since)
    columns = [question.periods.index(period) for period in fit]
    placebos = tuple(
        _placebo(name, each, columns, start) for name, each in _augmented_placebos(data, question.donors, told)
    )
    everybody = (_placebo(unit, found, columns, start), *placebos)
    p = float(rank_of(ranked(everybody, start=start)))
    told_p = by_rank(p, len(placebos)) + TRUSTED
    part = Part(
        name=unit,
        units=(unit,),
        since=found.since,
        start=start,
        fit=fit,
        actual=found.actual,
        compared=found.synthetic,
        gap=found.gap,
        weights=dict(zip(found.donors, found.weights.tolist(), strict=True)),
        pre_mspe=found.pre_mspe,
        average_effect=found.average_effect,
        p_value=found.p_value,
        smallest_p=found.smallest_p,
        placebo_p=p,
        test="moved",
        smallest_placebo_p=1 / (1 + len(placebos)),
        placebos=placebos,
        ratio=everybody[0].ratio,
        bound=None,
        low=None,
        high=None,
        level=None,
        balance=(),
        in_time=None,
        readings=(found.reading, told_p),
        assumptions=(
            *found.assumptions,
            *_few_after(len(question.periods) - start),
            *ratios_defined(unit, [each.unit for each in everybody if each.exact]),
        ),
    )
    return part, []


def _augmented_placebos(
    data: dict[str, Any], donors: Sequence[str], told: Told
) -> Iterator[tuple[str, AugmentedSynthetic]]:
    for done, name in enumerate(donors, start=1):
        others = [donor for donor in donors if donor != name]
        yield name, augmented_synthetic(**(data | {"treated": name, "donors": others}))
        if told:
            told(done, len(donors))


def _placebo(name: str, found: AugmentedSynthetic, fit: list[int], start: int) -> Placebo:
    return Placebo(
        unit=name,
        gap=found.gap,
        average_effect=found.average_effect,
        pre_mspe=found.pre_mspe,
        ratio=_ratio(found, fit, start),
    )


def _ratio(found: AugmentedSynthetic, fit: list[int], start: int) -> float:
    """Root mean squared gaps after and before; infinite after an exact fit."""
    if follows_exactly(pre_mspe=found.pre_mspe, before=found.actual[fit]):
        return float("inf")
    return float(np.sqrt((found.gap[start:] ** 2).mean() / found.pre_mspe))


def _together(parts: Sequence[Part]) -> SeveralTreated:
    return several_treated(
        treated=[part.name for part in parts],
        standing=[_standing(part, exact=np.nan) for part in parts],
        placebos=[[_standing(each, exact=np.inf) for each in part.placebos] for part in parts],
        p_values=[float("nan") if part.placebo_p is None else part.placebo_p for part in parts],
    )


def _standing(one: Part | Placebo, *, exact: float) -> float:
    """The mean gap over the error before; `exact` where that is nothing."""
    return exact if one.exact else one.average_effect / float(np.sqrt(one.pre_mspe))


def _notes(question: Question) -> Iterator[Words]:
    if question.dropped:
        held = extent(question.dropped)
        yield Words(
            zh=f"没有结果变量而未用的时期有 {len(question.dropped)} 个（{held.zh}）。",
            en=f"{len(question.dropped)} periods without any outcome were not used ({held.en}).",
        )


def _holes(predictors: Sequence[str]) -> list[Words]:
    if not predictors:
        return []
    which = listed(predictors, most=3)
    zh = f"有单位缺若干期的预测变量：{which.zh}。取已报各期的平均，缺的不当作零。"
    return [Words(zh=zh, en=f"Some units lack periods of {which.en}: the mean is over those reported, never zero.")]


def _short(space: SpacePlacebos) -> tuple[Assumption, ...]:
    return _few_after(len(space.period_p))


def _few_after(count: int) -> tuple[Assumption, ...]:
    return (
        Assumption(
            name="long_enough_after",
            holds=count >= FEW_AFTER,
            words=Words(
                zh=f"起始之后有 {count} 期；不足 {FEW_AFTER} 期时只是初步迹象。",
                en=f"{count} periods after the start; with fewer than {FEW_AFTER} it is a first sign only.",
            ),
        ),
    )
