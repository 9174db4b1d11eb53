"""The smallest change of weights that swaps two places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.additive import Additive, additive
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.ranks import ranks
from dongxi.analysis.evaluation.result import Assumption, Floats, Integers, Result, Words, listed

_NOTHING = 1e-12
FRAGILE = 0.02


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightSwap(Result):
    """`ranks` (n,) under the weights given. `moved` (n, n): the share of all weight that must move to another criterion
    for i and j to draw level, ½ Σ |change|; 0 where they are level, infinite where none suffices, symmetric.
    `fragile` are pairs of neighbours in rank for whom less than 2 % is enough."""

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    ranks: Integers
    moved: Floats
    fragile: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Swap(Result):
    """For one pair: `moved` the share of weight that moves, `weights` (m,) that make them level, `change` (m,)."""

    ahead: str
    behind: str
    criteria: tuple[str, ...]
    moved: float
    weights: Floats
    change: Floats


def weight_swap(
    *,
    points: ArrayLike,
    weights: ArrayLike,
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> WeightSwap:
    """How little weight has to move before any two of n units, by `points` (n, m) and `weights` (m,), draw level."""
    table = additive(points=points, weights=weights, units=units, criteria=criteria)
    n = len(table.units)
    moved = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            moved[i, j] = moved[j, i] = float(_least(table, i, j)[0])
    places = ranks(table.points @ table.weights)
    order = np.argsort(places, kind="stable")
    fragile = [(int(a), int(b)) for a, b in pairwise(order) if moved[a, b] < FRAGILE]
    pairs = tuple((table.units[a], table.units[b]) for a, b in fragile)
    return WeightSwap(
        units=table.units,
        criteria=table.criteria,
        ranks=places,
        moved=moved,
        fragile=pairs,
        reading=_reading(table, moved, order),
        assumptions=(
            Assumption(
                name="neighbours_stand_apart",
                holds=not pairs,
                words=Words(
                    zh=f"相邻名次须移动 2% 以上权重才会互换；不足的："
                    f"{listed([f'{a}与{b}' for a, b in pairs]).zh or '无'}。",
                    en=f"Neighbours swap only if over 2% of weight moves; sooner: "
                    f"{listed([f'{a} and {b}' for a, b in pairs]).en or 'none'}.",
                ),
            ),
        ),
    )


def swap(
    *,
    points: ArrayLike,
    weights: ArrayLike,
    pair: tuple[str, str],
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> Swap:
    """The weights nearest to `weights` (least weight moved) under which the two units of `pair` are level."""
    table = additive(points=points, weights=weights, units=units, criteria=criteria)
    if pair[0] == pair[1] or not set(pair) <= set(table.units):
        raise DoesNotFit(
            zh=f"要比较的两个单位须不同且都在表中：{pair[0]}、{pair[1]}。",
            en=f"The two units must differ and be in the table: {pair[0]}, {pair[1]}.",
        )
    i, j = (table.units.index(name) for name in pair)
    scores = table.points @ table.weights
    ahead, behind = (i, j) if scores[i] >= scores[j] else (j, i)
    moved, change = _least(table, ahead, behind)
    return Swap(
        ahead=table.units[ahead],
        behind=table.units[behind],
        criteria=table.criteria,
        moved=moved,
        weights=table.weights + change,
        change=change,
        reading=_told(table, ahead, behind, moved, change),
    )


def _least(table: Additive, one: int, other: int) -> tuple[float, Floats]:
    """Weight that moves and the change (m,); infinite and zeros if the one leads whatever the weights.

    The lead is Σ w d. A unit of weight taken from criterion j and given to the one where the leader is weakest lowers
    it by d_j − min d, so weight is taken where that is most: a linear programme that a greedy order solves exactly.
    """
    gaps = table.points[one] - table.points[other]
    lead = float(table.weights @ gaps)
    if lead < 0:
        gaps, lead = -gaps, -lead
    if lead <= _NOTHING * max(float(np.abs(gaps).max()), 1.0):
        return 0.0, np.zeros(len(gaps))
    weakest = int(gaps.argmin())
    if gaps[weakest] > 0:
        return float("inf"), np.zeros(len(gaps))
    change = np.zeros(len(gaps))
    for j in np.argsort(-gaps, kind="stable"):
        gain = gaps[j] - gaps[weakest]
        if gain <= 0 or lead <= 0:
            break
        take = min(float(table.weights[j]), lead / gain)
        change[j] -= take
        change[weakest] += take
        lead -= take * gain
    return float(np.abs(change).sum() / 2), change


def _told(table: Additive, ahead: int, behind: int, moved: float, change: Floats) -> Words:
    first, second = table.units[ahead], table.units[behind]
    if not np.isfinite(moved):
        return Words(
            zh=f"{first}各项都优于{second}，任何权重都不能使二者互换。",
            en=f"{first} is ahead of {second} on every criterion: no weights swap them.",
        )
    if moved == 0:
        return Words(zh=f"{first}与{second}得分相同。", en=f"{first} and {second} are level.")
    gain = table.criteria[int(change.argmax())]
    give = listed([table.criteria[j] for j in np.argsort(change) if change[j] < 0])
    return Words(
        zh=f"只要把 {moved:.1%} 的权重由{give.zh}移到{gain}，{second}即追平{first}。",
        en=f"Moving {moved:.1%} of the weight from {give.en} to {gain} brings {second} level with {first}.",
    )


def _reading(table: Additive, moved: Floats, order: Integers) -> Words:
    near = [(float(moved[a, b]), int(a), int(b)) for a, b in pairwise(order)]
    least, a, b = min(near)
    if not np.isfinite(least):
        return Words(zh="任何权重都不能改变名次。", en="No weights change the order.")
    return Words(
        zh=f"最易互换的相邻名次是{table.units[a]}与{table.units[b]}：移动 {least:.1%} 的权重即可。",
        en=f"Neighbours easiest to swap: {table.units[a]} and {table.units[b]}, if {least:.1%} of the weight moves.",
    )
