"""A table that methods of comparison start from: n units by m criteria, weights, directions; checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import CRITERIA, UNITS, complete, enough, flags, names, numbers, shares, varied
from dongxi.analysis.evaluation.result import Flags, Floats, Words

DATA = Words(zh="指标数据", en="The data")
WEIGHTS = Words(zh="权重", en="Weights")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`matrix` (n, m) complete and varied, `weights` (m,) adding up to one, `maximise` (m,)."""

    matrix: Floats
    weights: Floats
    maximise: Flags
    units: tuple[str, ...]
    criteria: tuple[str, ...]

    def without(self, unit: int) -> Decision:
        """The same with a unit left out; criteria that no longer vary keep their column."""
        return Decision(
            matrix=np.delete(self.matrix, unit, axis=0),
            weights=self.weights,
            maximise=self.maximise,
            units=self.units[:unit] + self.units[unit + 1 :],
            criteria=self.criteria,
        )


def decision(
    *,
    matrix: ArrayLike,
    weights: ArrayLike,
    maximise: Sequence[bool],
    units: Sequence[str] | None,
    criteria: Sequence[str] | None,
    needed: int = 2,
) -> Decision:
    """The table checked: complete, at least `needed` units, no constant criterion, weights adding up to one."""
    data = numbers(matrix, ndim=2, what=DATA)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(criteria, count=data.shape[1], what=CRITERIA, prefix="C")
    enough(len(rows), needed=needed, what=UNITS, why=Words(zh="少于此数无从比较", en="fewer cannot be compared"))
    varied(complete(data, what=DATA, axes=[rows, columns]), columns=columns)
    return Decision(
        matrix=data,
        weights=shares(weights, names=columns, what=WEIGHTS),
        maximise=flags(maximise, count=len(columns), what=Words(zh="指标方向", en="directions")),
        units=rows,
        criteria=columns,
    )
