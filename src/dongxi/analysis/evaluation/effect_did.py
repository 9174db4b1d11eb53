"""Treated units, by the period they start in, against those never treated; every control in their place to compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import norm

from dongxi.analysis.evaluation.did import DifferenceInDifferences, did
from dongxi.analysis.evaluation.effect import Effect, Part, Placebo, RankTest
from dongxi.analysis.evaluation.effect_question import Question, refused_by
from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.event_study import EventStudy, event_study
from dongxi.analysis.evaluation.result import LEVEL, Floats, Words, listed, p_value
from dongxi.analysis.evaluation.stand_ins import stand_ins
from dongxi.analysis.evaluation.study import follows_exactly


def answer(*, question: Question) -> Effect:
    """All units and periods that are compared, in one estimate; a part for each group of the same start."""
    periods, outcomes = _compared(question)
    starts = [question.since.get(unit) for unit in question.units]
    found = did(outcomes=outcomes, starts=starts, units=question.units, periods=periods)
    events, notes = _events(question, outcomes, periods, starts)
    parts = tuple(_part(question, found, outcomes, periods, k) for k in range(len(found.groups)))
    rank = _rank_of_all(found, parts, len(periods))
    return Effect(
        question=replace(question, periods=periods, outcomes=outcomes),
        parts=parts,
        together=None,
        did=found,
        events=events,
        notes=tuple(notes),
        rank=rank,
    )


def _compared(question: Question) -> tuple[tuple[str, ...], Floats]:
    """Without the periods before the first start that were not to be fitted."""
    first = min(question.periods.index(start) for start in question.since.values())
    kept = [
        t
        for t, period in enumerate(question.periods)
        if t >= first or period in question.fitted(question.periods[first])
    ]
    return tuple(question.periods[t] for t in kept), question.outcomes[:, kept]


def _events(
    question: Question, outcomes: Floats, periods: tuple[str, ...], starts: Sequence[str | None]
) -> tuple[EventStudy | None, list[Words]]:
    try:
        return event_study(outcomes=outcomes, starts=starts, units=question.units, periods=periods), []
    except CannotEvaluate as problem:
        said = refused_by(problem)
        return None, [Words(zh=f"未作事件研究：{said.zh}", en=f"No event study: {said.en}")]


def _part(
    question: Question, found: DifferenceInDifferences, outcomes: Floats, periods: tuple[str, ...], k: int
) -> Part:
    since = found.groups[k]
    start = periods.index(since)
    units = tuple(unit for unit in question.treated if question.since[unit] == since)
    rows = [question.units.index(unit) for unit in units]
    controls = outcomes[len(question.treated) :]
    gap, actual = found.att[k], outcomes[rows].mean(axis=0)
    effect, error = float(found.group_att[k]), float(found.group_errors[k])
    reach = float(norm.ppf((1 + found.level) / 2)) * error
    placebos = tuple(_placebos(question.donors, controls, start))
    rank, compared = _rank(effect, np.array([each.average_effect for each in placebos]), len(units))
    p = 2 * float(norm.sf(abs(effect) / error)) if error > 0 else float("nan")
    return Part(
        name=listed(units).zh,
        units=units,
        since=since,
        start=start,
        fit=periods[:start],
        actual=actual,
        compared=actual - gap,
        gap=gap,
        weights={name: 1 / len(question.donors) for name in question.donors},
        pre_mspe=float((gap[:start] ** 2).mean()),
        average_effect=effect,
        p_value=p,
        smallest_p=None,
        placebo_p=rank,
        test="normal",
        smallest_placebo_p=1 / (1 + compared) if compared else None,
        placebos=placebos,
        ratio=None,
        bound=None,
        low=effect - reach,
        high=effect + reach,
        level=found.level,
        balance=(),
        in_time=None,
        readings=_readings(found, units, (effect, p), rank, (len(placebos), compared)),
        assumptions=found.assumptions,
    )


def _placebos(donors: Sequence[str], controls: Floats, start: int) -> Iterator[Placebo]:
    """Each control as if it alone had been treated, against the mean of the others; zero just before the start."""
    moved = controls - controls[:, start - 1 : start]
    total = moved.sum(axis=0)
    for name, own in zip(donors, moved, strict=True):
        gap = own - (total - own) / (len(controls) - 1)
        before, after = float((gap[:start] ** 2).mean()), gap[start:]
        exact = follows_exactly(pre_mspe=before, before=own[:start])
        ratio = float("inf") if exact else float(np.sqrt((after**2).mean() / before))
        yield Placebo(unit=name, gap=gap, average_effect=float(after.mean()), pre_mspe=before, ratio=ratio)


def _rank(effect: float, placebos: Floats, count: int) -> tuple[float, int]:
    """Share of placebos, the treated included, that changed as much, of means of `count` different ones for several;
    and how many of them were compared. NaN where controls are too few for it."""
    if count > 1 and count >= len(placebos):
        return float("nan"), 0
    reached = np.abs(placebos[stand_ins(donors=len(placebos), alike=[0] * count)].mean(axis=1))
    return float((1 + (reached >= abs(effect) * (1 - 1e-12)).sum()) / (1 + len(reached))), len(reached)


def _readings(
    found: DifferenceInDifferences,
    units: tuple[str, ...],
    estimate: tuple[float, float],
    rank: float,
    counts: tuple[int, int],
) -> tuple[Words, ...]:
    """`estimate`: effect and its p-value; `counts`: controls, and means of them that were compared."""
    (effect, p), (count, compared) = estimate, counts
    if len(found.groups) > 1:
        names = listed(units)
        return (
            Words(
                zh=f"{names.zh}：平均变化 {effect:.4g}（{p_value(p)}）。",
                en=f"{names.en}: {effect:.4g} ({p_value(p)}).",
            ),
        )
    return found.reading, by_rank(rank, count, compared, len(units))


def by_rank(rank: float, count: int, compared: int, units: int) -> Words:
    """What the rank of the change says, among means of as many of `count` controls as there are treated `units`."""
    if np.isnan(rank):
        return Words(
            zh=f"对照只有 {count} 个，少到不能作名次检验，正态近似的 p 值不足为凭。",
            en=f"With {count} controls no test by rank can be made, and the p-value by the normal "
            "approximation is no guide.",
        )
    least = f"{1 / (1 + compared):.3g}"
    several = Words(zh="", en="")
    if units > 1:
        several = Words(
            zh=f"，每次取 {units} 个不同的对照平均，共比较 {compared:,} 种",
            en=f", means of {units} different ones, {compared:,} of them",
        )
    few = Words(zh="", en="")
    if 1 / (1 + compared) > LEVEL:
        few = Words(zh="，对照太少，不可能达到显著", en=", which with so few controls could not be significant")
    return Words(
        zh=f"按变化大小在 {count} 个对照中的名次检验 {p_value(rank)}（可能的最小值 {least}，不大于 {LEVEL:g} 才算少见"
        f"{several.zh}）{few.zh}；与正态近似的 p 值不一致时以此为准。",
        en=f"By rank of the change among {count} controls {p_value(rank)} (smallest possible {least}, rare up to "
        f"{LEVEL:g}{several.en}){few.en}; where it disagrees with the normal approximation this one is to be trusted.",
    )


def _rank_of_all(found: DifferenceInDifferences, parts: Sequence[Part], periods: int) -> RankTest:
    """Each treated unit's place taken by a different donor, as if that had started then; every period after a start
    counts alike, as it does in the estimate."""
    group = [k for k, part in enumerate(parts) for _ in part.units]
    donors = len(parts[0].placebos)
    if len(group) > 1 and len(group) >= donors:
        return RankTest(p_value=float("nan"), compared=0)
    after = np.array([periods - part.start for part in parts], float)
    totals = np.array([[each.average_effect for each in part.placebos] for part in parts]) * after[:, None]
    placed = stand_ins(donors=donors, alike=group)
    changes = np.abs(totals[group, placed].sum(axis=1) / after[group].sum())
    reached = int((changes >= abs(found.overall) * (1 - 1e-12)).sum())
    return RankTest(p_value=(1 + reached) / (1 + len(placed)), compared=len(placed))
