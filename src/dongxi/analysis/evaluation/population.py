"""Values per head or per unit, with how many heads each stands for and which group it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import UNITS, complete, enough, names, not_negative, numbers, positive, size
from dongxi.analysis.evaluation.errors import OutOfDomain
from dongxi.analysis.evaluation.result import Floats, Integers, Words

VALUES = Words(zh="指标数据", en="The values")
POPULATION = Words(zh="人口权数", en="Population")


@dataclass(frozen=True, kw_only=True)
class Population:
    """`values` y (n,) not negative; `share` p (n,) of the population, adding up to one; `group` (n,) into `groups`."""

    values: Floats
    share: Floats
    group: Integers
    units: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def mean(self) -> float:
        """μ = Σ p y."""
        return float(self.share @ self.values)

    def of_group(self, g: int) -> tuple[Floats, Floats, float]:
        """Values of a group, their shares within it, and the group's share of the population."""
        inside = self.group == g
        size_ = float(self.share[inside].sum())
        return self.values[inside], self.share[inside] / size_, size_


def population(
    *,
    values: ArrayLike,
    weights: ArrayLike | None,
    groups: Sequence[str] | None,
    units: Sequence[str] | None,
    zero_allowed: bool = True,
) -> Population:
    """Checked: complete, not negative (positive unless `zero_allowed`), not all zero; without `weights` all are alike.

    Groups stand in the order in which they first occur; without them there is one.
    """
    data = numbers(values, ndim=1, what=VALUES)
    labels = names(units, count=len(data), what=UNITS, prefix="U")
    enough(len(data), needed=2, what=UNITS, why=Words(zh="一个单位无差距可言", en="one differs from none"))
    complete(data, what=VALUES, axes=[labels])
    (not_negative if zero_allowed else positive)(data, what=VALUES, axes=[labels])
    if data.sum() == 0:
        raise OutOfDomain(
            zh="指标数据全为零，无差距可言。", en="All values are zero: there is nothing to share unequally."
        )
    heads = np.ones(len(data)) if weights is None else numbers(weights, ndim=1, what=POPULATION)
    size(heads, count=len(data), what=POPULATION, of=UNITS)
    positive(complete(heads, what=POPULATION, axes=[labels]), what=POPULATION, axes=[labels])
    belongs = [""] * len(data) if groups is None else [str(group) for group in groups]
    size(belongs, count=len(data), what=Words(zh="分组", en="groups"), of=UNITS)
    order = tuple(dict.fromkeys(belongs))
    return Population(
        values=data,
        share=heads / heads.sum(),
        group=np.array([order.index(group) for group in belongs], dtype=np.int64),
        units=labels,
        groups=order,
    )
