"""What the order of units would be without one of the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.additive import additive
from dongxi.analysis.evaluation.errors import TooFew
from dongxi.analysis.evaluation.ranks import agreement, ranks
from dongxi.analysis.evaluation.result import Assumption, Floats, Integers, Result, Words, listed

_FEW = 0.8


@dataclass(frozen=True, kw_only=True, eq=False)
class LeaveOneOut(Result):
    """`ranks` (n,) with all criteria; `without` (m, n): row j the places if criterion j is left out and its weight goes
    to the rest in proportion. `shift` (m, n) = `without` − `ranks`, positive where a unit falls; `agreement` (m,)
    Kendall's τ-b of the two orders, NaN where one of them has no order at all."""

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    ranks: Integers
    without: Integers
    shift: Integers
    agreement: Floats


def leave_one_out(
    *,
    points: ArrayLike,
    weights: ArrayLike,
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> LeaveOneOut:
    """Places of n units by weighted sums of `points` (n, m, more is better), with each criterion left out in turn.

    TooFew for a criterion that has all the weight: without it nothing is left to compare by.
    """
    table = additive(points=points, weights=weights, units=units, criteria=criteria)
    heavy = int(table.weights.argmax())
    if table.weights[heavy] >= 1 - 1e-12:
        raise TooFew(
            zh=f"全部权重都在{table.criteria[heavy]}，剔除后无从比较。",
            en=f"All the weight is on {table.criteria[heavy]}; without it nothing is left.",
        )
    kept = (1 - np.eye(len(table.weights))) * table.weights
    scores = (kept / kept.sum(axis=1, keepdims=True)) @ table.points.T
    whole = ranks(table.points @ table.weights)
    without = np.array([ranks(row) for row in scores])
    alike = np.array([agreement(whole, row) for row in without])
    shift = without - whole
    return LeaveOneOut(
        units=table.units,
        criteria=table.criteria,
        ranks=whole,
        without=without,
        shift=shift,
        agreement=alike,
        reading=_reading(table.units, table.criteria, whole, without),
        assumptions=(_robust(alike, table.criteria),),
    )


def _reading(units: Sequence[str], criteria: Sequence[str], before: Integers, after: Integers) -> Words:
    """Every criterion without which some unit moves farthest, and whom it moves so far."""
    by = np.abs(after - before)
    if not by.max():
        return Words(zh="剔除任一指标，各单位名次都不变。", en="No single criterion changes any place.")
    farthest = [(j, [int(i) for i in np.flatnonzero(by[j] == by.max())]) for j in range(len(criteria))]
    zh, en = [], []
    for j, moved in farthest:
        if moved:
            who = "，".join(f"{units[i]}由第 {before[i]} 名变为第 {after[j, i]} 名" for i in moved)
            zh.append(f"剔除{criteria[j]}后{who}")
            who = ", ".join(f"{units[i]} goes from place {before[i]} to {after[j, i]}" for i in moved)
            en.append(f"without {criteria[j]} {who}")
    return Words(zh=f"影响最大的：{'；'.join(zh)}。", en=f"What matters most: {'; '.join(en)}.")


def _robust(agreement: Floats, criteria: tuple[str, ...]) -> Assumption:
    driving = listed([name for name, tau in zip(criteria, agreement, strict=True) if not tau >= _FEW])
    return Assumption(
        name="no_single_criterion_decides",
        holds=not driving.zh,
        words=Words(
            zh=f"剔除任一指标后排序与原排序的 τ 不低于 0.8；低于的：{driving.zh or '无'}。",
            en=f"Without any one criterion the order agrees by τ ≥ 0.8; not so: {driving.en or 'none'}.",
        ),
    )
