"""CRITIC weights: contrast within a criterion times conflict with the others (Diakoulaki et al. 1995)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import CRITERIA, UNITS, complete, enough, flags, names, numbers, varied
from dongxi.analysis.evaluation.errors import Collinear
from dongxi.analysis.evaluation.influence import influence
from dongxi.analysis.evaluation.result import Floats, Words
from dongxi.analysis.evaluation.said_twice import said_twice
from dongxi.analysis.evaluation.scaling import by_range
from dongxi.analysis.evaluation.weights import Weights, heaviest

WHAT = Words(zh="指标数据", en="The data")


@dataclass(frozen=True, kw_only=True, eq=False)
class Critic(Weights):
    """`contrast` (m,) standard deviation on the 0…1 scale; `conflict` (m,) Σ (1 − r); `correlation` (m, m)."""

    contrast: Floats
    conflict: Floats
    correlation: Floats


def critic(
    *,
    matrix: ArrayLike,
    maximise: Sequence[bool],
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> Critic:
    """Weights (m,) of the criteria in `matrix` (n units, m criteria), each brought to 0…1 in its direction.

    Refuses constant criteria, missing values, fewer than three units, and criteria that all say the same.
    """
    data = numbers(matrix, ndim=2, what=WHAT)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(criteria, count=data.shape[1], what=CRITERIA, prefix="C")
    enough(len(rows), needed=3, what=UNITS, why=Words(zh="两个单位的相关系数必为 ±1", en="two always correlate fully"))
    enough(len(columns), needed=2, what=CRITERIA, why=Words(zh="冲突性是指标之间的", en="conflict is between criteria"))
    varied(complete(data, what=WHAT, axes=[rows, columns]), columns=columns)
    better = flags(maximise, count=len(columns), what=CRITERIA)
    contrast, conflict, correlation = _parts(by_range(data, maximise=better))
    information = contrast * conflict
    if conflict.max() < 1e-9:
        raise Collinear(
            zh="所有指标完全同向，冲突性为零，CRITIC 无法赋权。请合并重复指标。",
            en="All criteria move together fully, so none conflicts and CRITIC cannot weigh. Merge the duplicates.",
        )
    weights = information / information.sum()
    return Critic(
        criteria=columns,
        weights=weights,
        contrast=contrast,
        conflict=conflict,
        correlation=correlation,
        reading=heaviest(criteria=columns, weights=weights)
        + Words(
            zh="CRITIC 偏重离散大且与其他指标不同向的指标，属数据特征，不等于重要性。",
            en="CRITIC favours criteria that spread and disagree with the rest: a property of data, not importance.",
        ),
        assumptions=(
            influence(
                weigh=lambda part: _weights(by_range(part, maximise=better)),
                matrix=data,
                units=rows,
                criteria=columns,
                weights=weights,
            ),
            said_twice(
                matrix=data,
                maximise=better,
                criteria=columns,
                counts=Words(
                    zh="CRITIC 仍给两份权重",
                    en="CRITIC still gives each a weight of its own",
                ),
            ),
        ),
    )


def _parts(scaled: Floats) -> tuple[Floats, Floats, Floats]:
    correlation = np.asarray(np.corrcoef(scaled, rowvar=False), dtype=np.float64)
    return np.asarray(scaled.std(axis=0, ddof=1)), np.asarray((1 - correlation).sum(axis=0).clip(min=0)), correlation


def _weights(scaled: Floats) -> Floats:
    contrast, conflict, _ = _parts(scaled)
    information = contrast * conflict
    return np.asarray(information / information.sum()) if information.sum() > 0 else np.zeros(len(information))
