"""A table of points that weights add up: the start of every question about how firm an order is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import CRITERIA, UNITS, complete, enough, names, numbers, shares
from dongxi.analysis.evaluation.result import Floats, Words

POINTS = Words(zh="指标得分", en="The points")
WEIGHTS = Words(zh="权重", en="Weights")


@dataclass(frozen=True, kw_only=True)
class Additive:
    """`points` (n, m) complete, more is better; `weights` (m,) adding up to one."""

    points: Floats
    weights: Floats
    units: tuple[str, ...]
    criteria: tuple[str, ...]


def additive(
    *, points: ArrayLike, weights: ArrayLike, units: Sequence[str] | None, criteria: Sequence[str] | None
) -> Additive:
    """The table checked: complete, at least two units and two criteria, weights adding up to one."""
    data = numbers(points, ndim=2, what=POINTS)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(criteria, count=data.shape[1], what=CRITERIA, prefix="C")
    enough(len(rows), needed=2, what=UNITS, why=Words(zh="一个单位无名次", en="one has no place"))
    enough(len(columns), needed=2, what=CRITERIA, why=Words(zh="一项指标无权重可言", en="one has no weight to vary"))
    complete(data, what=POINTS, axes=[rows, columns])
    return Additive(points=data, weights=shares(weights, names=columns, what=WEIGHTS), units=rows, criteria=columns)
