"""Which weights are thinkable: the whole simplex, an order of importance, bounds, a neighbourhood of given weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import CRITERIA, complete, enough, names, numbers, shares, size
from dongxi.analysis.evaluation.errors import DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.result import Floats, Words

BOUNDS = Words(zh="权重界限", en="Bounds of weights")
_FLAT = 1e-9


@dataclass(frozen=True, kw_only=True)
class WeightRegion:
    """Weights w ≥ 0 with Σ w = 1, `lower` ≤ w ≤ `upper` (m,), and w falling along `order` (indices, or none).

    `said` describes the region.
    """

    lower: Floats
    upper: Floats
    order: tuple[int, ...]
    said: Words

    @cached_property
    def centre(self) -> Floats:
        """A point (m,) within, as far from every bound as it can."""
        return _centre(self.lower, self.upper, self.order)

    @property
    def free(self) -> bool:
        """Whether it is the whole simplex."""
        return bool((self.lower <= 0).all() and (self.upper >= 1).all() and not self.order)


def anywhere(*, criteria: int) -> WeightRegion:
    """All weights over that many criteria: nothing is known about their importance."""
    enough(criteria, needed=2, what=CRITERIA, why=Words(zh="一项指标的权重必为 1", en="one criterion weighs 1"))
    said = Words(zh="权重可取任意值", en="any weights")
    return _region(np.zeros(criteria), np.ones(criteria), (), said)


def ranked(*, order: Sequence[int]) -> WeightRegion:
    """Weights that fall along `order`, a permutation of 0 … m − 1, the most important criterion first."""
    if sorted(order) != list(range(len(order))):
        raise DoesNotFit(
            zh=f"重要性顺序应是 0 至 {len(order) - 1} 的一个排列。",
            en=f"The order must be a permutation of 0…{len(order) - 1}.",
        )
    said = Words(zh="权重只须符合给定的重要性顺序", en="weights in the given order of importance")
    return _region(np.zeros(len(order)), np.ones(len(order)), tuple(order), said)


def bounded(*, lower: ArrayLike, upper: ArrayLike, order: Sequence[int] = ()) -> WeightRegion:
    """Weights between `lower` and `upper` (m,), falling along `order` if given. Equal bounds fix a weight."""
    low, high = numbers(lower, ndim=1, what=BOUNDS), numbers(upper, ndim=1, what=BOUNDS)
    size(high, count=len(low), what=BOUNDS, of=CRITERIA)
    labels = names(None, count=len(low), what=CRITERIA, prefix="C")
    for side in (low, high):
        complete(side, what=BOUNDS, axes=[labels])
    if (low < 0).any() or (low > high).any() or (high > 1).any():
        raise OutOfDomain(zh="权重界限应满足 0 ≤ 下限 ≤ 上限 ≤ 1。", en="Bounds must satisfy 0 ≤ lower ≤ upper ≤ 1.")
    if order and sorted(order) != list(range(len(low))):
        raise DoesNotFit(zh="重要性顺序应包括每项指标一次。", en="The order must name each criterion once.")
    return _region(low, high, tuple(order), Words(zh="权重在给定的上下限之间", en="weights between the given bounds"))


def around(*, weights: ArrayLike, by: float) -> WeightRegion:
    """Weights each within ± `by` of itself of the given ones (m,): by = 0.2 lets 10 % become 8 … 12 %."""
    labels = names(None, count=len(np.atleast_1d(np.asarray(weights))), what=CRITERIA, prefix="C")
    given = shares(weights, names=labels, what=Words(zh="权重", en="Weights"))
    if not 0 < by <= 1:
        raise OutOfDomain(
            zh=f"浮动幅度应在 0 与 1 之间，现为 {by}。", en=f"The margin lies between 0 and 1, not at {by}."
        )
    said = Words(zh=f"各项权重在给定值上下浮动 {by:.0%} 以内", en=f"each weight within ±{by:.0%} of the given one")
    return _region((1 - by) * given, np.minimum((1 + by) * given, 1), (), said)


def _region(lower: Floats, upper: Floats, order: tuple[int, ...], said: Words) -> WeightRegion:
    """The region, if there is room in it: without an order that is told without solving anything."""
    region, loose = WeightRegion(lower=lower, upper=upper, order=order, said=said), upper > lower
    if order:
        _ = region.centre
    elif loose.sum() < 2 or min(1 - lower.sum(), upper.sum() - 1) <= _FLAT * loose.sum():
        raise _no_room()
    return region


def _no_room() -> DoesNotFit:
    return DoesNotFit(
        zh="没有符合全部界限与顺序且留有余地的权重（合计须为 1）。请放宽界限。",
        en="No weights satisfy all bounds and the order with room to vary (they add up to 1). Widen them.",
    )


def _centre(lower: Floats, upper: Floats, order: tuple[int, ...]) -> Floats:
    """The point whose least distance to a bound or to a tie in the order is largest; DoesNotFit if there is no room."""
    from scipy.optimize import linprog  # takes longer to load than everything else here

    m = len(lower)
    loose = upper > lower
    rows, limits = [], []
    for j in np.flatnonzero(loose):
        rows += [np.r_[-np.eye(m)[j], 1], np.r_[np.eye(m)[j], 1]]
        limits += [-lower[j], upper[j]]
    for one, other in pairwise(order):
        rows.append(np.r_[np.eye(m)[other] - np.eye(m)[one], 1])
        limits.append(0.0)
    found = linprog(
        np.r_[np.zeros(m), -1],
        A_ub=np.array(rows) if rows else None,
        b_ub=np.array(limits) if rows else None,
        A_eq=[[1.0] * m + [0]],
        b_eq=[1],
        bounds=[(low, high) for low, high in zip(lower, upper, strict=True)] + [(0, 1)],
    )
    if found.status != 0 or found.x[-1] <= _FLAT or loose.sum() < 2:
        raise _no_room()
    return np.asarray(found.x[:m])
