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
    j, i = (int(place) for place in np.unravel_index(int(np.abs(shift).argmax()), shift.shape))
    return LeaveOneOut(
        units=table.units,
        criteria=table.criteria,
        ranks=whole,
        without=without,
        shift=shift,
        agreement=alike,
        reading=_reading(table.units[i], table.criteria[j], int(whole[i]), int(without[j, i])),
        assumptions=(_robust(alike, table.criteria),),
    )


def _reading(unit: str, criterion: str, before: int, after: int) -> Words:
    if before == after:
        return Words(zh="剔除任一指标，各单位名次都不变。", en="No single criterion changes any place.")
    return Words(
        zh=f"影响最大的是{criterion}：剔除后{unit}由第 {before} 名变为第 {after} 名。",
        en=f"{criterion} matters most: without it {unit} goes from place {before} to {after}.",
    )


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
