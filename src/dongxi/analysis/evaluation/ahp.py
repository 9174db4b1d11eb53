"""The analytic hierarchy process: weights from pairwise comparisons, of one expert or of a group (Saaty 1977, 2008)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import CRITERIA, complete, enough, names, not_negative, numbers, one_of, size
from dongxi.analysis.evaluation.errors import DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.pairwise import PRIORITIES, Priorities, consistency, linked, reciprocal, require_linked
from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Words
from dongxi.analysis.evaluation.weights import Weights, heaviest

ACCEPTABLE = 0.1
WHAT = Words(zh="判断矩阵", en="The comparisons")
EXPERTS = Words(zh="专家", en="experts")
GROUP = ("judgements", "priorities")


@dataclass(frozen=True, kw_only=True, eq=False)
class AHP(Weights):
    """Weights and how far the comparisons agree with themselves.

    `comparisons` (m, m) of the group, completed; `given` (m, m) where somebody compared; `largest_eigenvalue`,
    `consistency_index`, `consistency_ratio` of the group's matrix. `experts` k names, `expert_weights` (k, m) and
    `expert_ratios` (k,), NaN for an expert whose comparisons do not link all criteria. `least_consistent` is the pair
    whose comparison disagrees most with the weights, and what the weights say instead.
    """

    comparisons: Floats
    given: Flags
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float
    experts: tuple[str, ...]
    expert_weights: Floats
    expert_ratios: Floats
    least_consistent: tuple[str, str, float, float]


def ahp(
    *,
    judgements: ArrayLike,
    criteria: Sequence[str] | None = None,
    experts: Sequence[str] | None = None,
    influence: Sequence[float] | None = None,
    group: str = "judgements",
    prioritise: str = "eigenvector",
) -> AHP:
    """Weights (m,) from `judgements` (m, m), or (k, m, m) of k experts; a_ij says how many times i outweighs j.

    NaN is a pair not compared: one direction is enough, and comparisons that link all criteria are enough.
    `group="judgements"` takes geometric means of the experts' comparisons (Aczél & Saaty 1983), over those who made
    each; `"priorities"` of their weights (Forman & Peniwati 1998). `influence` (k,) is how much each expert counts.
    `prioritise`: `eigenvector`, or `geometric` (logarithmic least squares). A ratio above 0.1 is reported, not refused.
    """
    one_of(group, known=GROUP, what=Words(zh="群决策汇总方式", en="How the group is joined"))
    one_of(prioritise, known=tuple(PRIORITIES), what=Words(zh="求权方法", en="How priorities are found"))
    stack = _stack(judgements)
    labels = names(criteria, count=stack.shape[1], what=CRITERIA, prefix="C")
    who = names(experts, count=len(stack), what=EXPERTS, prefix="E")
    enough(len(labels), needed=2, what=CRITERIA, why=Words(zh="一项指标无从比较", en="one cannot be compared"))
    stack = np.array([reciprocal(matrix, names=labels, who=name) for matrix, name in zip(stack, who, strict=True)])
    counts = _influence(influence, who)
    joined = _joined(stack, counts)
    everyone = Words(zh="全体专家", en="all experts") if len(who) > 1 else Words(zh=who[0], en=who[0])
    require_linked(joined, names=labels, who=everyone.zh)
    single = [PRIORITIES[prioritise](matrix) if len(linked(matrix)) == 1 else None for matrix in stack]
    whole = PRIORITIES[prioritise](joined)
    missing = int(np.isnan(joined).sum()) // 2
    weights = whole.weights
    if group == "priorities":
        for matrix, name in zip(stack, who, strict=True):
            require_linked(matrix, names=labels, who=name)
        weights = np.exp(counts @ np.log([found.weights for found in single if found]))
        weights = weights / weights.sum()
    index, ratio = consistency(largest=whole.largest, size=len(labels), missing=missing)
    ratios = np.array([_ratio(found, matrix) for found, matrix in zip(single, stack, strict=True)])
    worst = _least_consistent(joined, weights, labels)
    return AHP(
        criteria=labels,
        weights=weights,
        comparisons=whole.completed,
        given=~np.isnan(joined),
        largest_eigenvalue=whole.largest,
        consistency_index=index,
        consistency_ratio=ratio,
        experts=who,
        expert_weights=np.array([found.weights if found else np.full(len(labels), np.nan) for found in single]),
        expert_ratios=ratios,
        least_consistent=worst,
        reading=heaviest(criteria=labels, weights=weights) + _verdict(ratio, worst) + _filled(missing),
        assumptions=(_consistent("group_is_consistent", ratio), *_experts_consistent(who, ratios)),
    )


def _stack(judgements: ArrayLike) -> Floats:
    array = np.asarray(judgements, dtype=object)
    stack = numbers(judgements, ndim=array.ndim if array.ndim in (2, 3) else 2, what=WHAT)
    stack = stack[None] if stack.ndim == 2 else stack
    if stack.shape[1] != stack.shape[2]:
        raise DoesNotFit(
            zh=f"判断矩阵应为方阵，现为 {stack.shape[1]} 行 {stack.shape[2]} 列。",
            en=f"Comparisons should form a square, not {stack.shape[1]} rows by {stack.shape[2]} columns.",
        )
    return stack


def _influence(given: Sequence[float] | None, experts: tuple[str, ...]) -> Floats:
    if given is None:
        return np.full(len(experts), 1 / len(experts))
    what = Words(zh="专家影响力", en="The experts' influence")
    array = numbers(given, ndim=1, what=what)
    size(array, count=len(experts), what=what, of=EXPERTS)
    not_negative(complete(array, what=what, axes=[experts]), what=what, axes=[experts])
    if array.sum() <= 0:
        raise OutOfDomain(
            zh="专家影响力全为零。请至少给一位专家正数。", en="No expert has influence. Give one a positive number."
        )
    return np.asarray(array / array.sum())


def _joined(stack: Floats, counts: Floats) -> Floats:
    """Weighted geometric mean (m, m) of comparisons (k, m, m) over the experts who made each; NaN where none did."""
    made = ~np.isnan(stack)
    logs = np.where(made, np.log(np.where(made, stack, 1.0)), 0.0)
    weight = np.einsum("k,kij->ij", counts, made.astype(float))
    total = np.einsum("k,kij->ij", counts, logs)
    return np.asarray(np.exp(np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)))


def _ratio(found: Priorities | None, comparisons: Floats) -> float:
    if found is None:
        return float("nan")
    missing = int(np.isnan(comparisons).sum()) // 2
    return consistency(largest=found.largest, size=len(comparisons), missing=missing)[1]


def _least_consistent(comparisons: Floats, weights: Floats, labels: tuple[str, ...]) -> tuple[str, str, float, float]:
    implied = weights[:, None] / weights
    gap = np.nan_to_num(np.abs(np.log(comparisons / implied)))
    i, j = np.unravel_index(int(gap.argmax()), gap.shape)
    i, j = (i, j) if implied[i, j] >= 1 else (j, i)
    return labels[i], labels[j], float(comparisons[i, j]), float(implied[i, j])


def _verdict(ratio: float, worst: tuple[str, str, float, float]) -> Words:
    if ratio <= ACCEPTABLE:
        return Words(zh=f"一致性比率 {ratio:.3f}，可以接受。", en=f"Consistency ratio {ratio:.3f}: acceptable.")
    first, second, said, implied = worst
    return Words(
        zh=f"一致性比率 {ratio:.3f}，超过 0.1，不宜直接使用；"
        f"先复核“{first}比{second}”：所填 {said:.2g}，权重意味着 {implied:.2g}。",
        en=f"Consistency ratio {ratio:.3f}, above 0.1: do not use as is. Look first at {first} against {second}: "
        f"{said:.2g} was said, the weights imply {implied:.2g}.",
    )


def _filled(missing: int) -> Words:
    if not missing:
        return Words(zh="", en="")
    return Words(
        zh=f"{missing} 对指标未作比较，由其余比较推得。",
        en=f"Pairs not compared, and implied by the others: {missing}.",
    )


def _consistent(name: str, ratio: float) -> Assumption:
    return Assumption(
        name=name,
        holds=ratio <= ACCEPTABLE,
        words=Words(
            zh=f"判断大体一致（比率不超过 0.1）：{ratio:.3f}。", en=f"Judgements agree with themselves: {ratio:.3f}."
        ),
    )


def _experts_consistent(who: tuple[str, ...], ratios: Floats) -> tuple[Assumption, ...]:
    if len(who) == 1:
        return ()
    poor = [f"{name} {ratio:.3f}" for name, ratio in zip(who, ratios, strict=True) if ratio > ACCEPTABLE]
    unknown = [name for name, ratio in zip(who, ratios, strict=True) if np.isnan(ratio)]
    zh = f"不一致的专家：{'、'.join(poor) or '无'}；比较不足、无法判断的：{'、'.join(unknown) or '无'}。"
    en = f"Inconsistent: {', '.join(poor) or 'none'}; too few comparisons to tell: {', '.join(unknown) or 'none'}."
    return (Assumption(name="each_expert_is_consistent", holds=not poor, words=Words(zh=zh, en=en)),)
