"""Entropy weights: a criterion counts by how unevenly its values lie over units (Shannon 1948; Zeleny 1982)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import (
    CRITERIA,
    UNITS,
    complete,
    enough,
    flags,
    names,
    not_negative,
    numbers,
    one_of,
    varied,
)
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.influence import influence
from dongxi.analysis.evaluation.result import Flags, Floats, Words
from dongxi.analysis.evaluation.said_twice import said_twice
from dongxi.analysis.evaluation.scaling import by_range
from dongxi.analysis.evaluation.weights import Weights, heaviest

WHAT = Words(zh="指标数据", en="The data")


@dataclass(frozen=True, kw_only=True, eq=False)
class Entropy(Weights):
    """`entropy` (m,) between 0 (one unit has it all) and 1 (evenly spread); weights go with 1 − entropy."""

    entropy: Floats


def entropy(
    *,
    matrix: ArrayLike,
    maximise: Sequence[bool] | None = None,
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
    scale: str = "share",
) -> Entropy:
    """Weights (m,) of the criteria in `matrix` (n units, m criteria).

    `scale="share"`: each value over its column's sum, needs values of zero or more, direction plays no part.
    `scale="range"`: each column first brought to 0…1 in the direction of `maximise` (m,), as Chinese practice does.
    MissingValues, OutOfDomain, NoVariation, TooFew in words.
    """
    one_of(scale, known=tuple(SCALES), what=Words(zh="标准化方式", en="The scale"))
    data = numbers(matrix, ndim=2, what=WHAT)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(criteria, count=data.shape[1], what=CRITERIA, prefix="C")
    enough(len(rows), needed=3, what=UNITS, why=Words(zh="单位过少，离散程度无意义", en="fewer show no spread"))
    varied(complete(data, what=WHAT, axes=[rows, columns]), columns=columns)
    if scale == "share":
        not_negative(data, what=WHAT, axes=[rows, columns])
    elif maximise is None:
        raise DoesNotFit(
            zh="按极差标准化须给出各指标方向（maximise）。",
            en="Scaling by range needs each direction.",
        )
    better = np.ones(len(columns), bool) if maximise is None else flags(maximise, count=len(columns), what=CRITERIA)
    uncertainty = _entropies(SCALES[scale](data, better))
    weights = (1 - uncertainty) / (1 - uncertainty).sum()
    return Entropy(
        criteria=columns,
        weights=weights,
        entropy=uncertainty,
        reading=heaviest(criteria=columns, weights=weights)
        + Words(
            zh="熵权只反映数据离散程度，不反映重要性；宜与方案权重并列，不宜替代。",
            en="Entropy weights tell spread, not importance: show them beside the framework's, not instead.",
        ),
        assumptions=(
            influence(
                weigh=lambda part: _weights(SCALES[scale](part, better)),
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
                    zh="熵权法仍给两份权重",
                    en="entropy still gives each a weight of its own",
                ),
            ),
        ),
    )


def _shares(data: Floats, better: Flags) -> Floats:
    return data


SCALES: dict[str, Callable[[Floats, Flags], Floats]] = {
    "share": _shares,
    "range": lambda data, better: by_range(data, maximise=better),
}


def _entropies(scaled: Floats) -> Floats:
    """−Σ p ln p / ln n of every column (n, m → m), with 0 ln 0 = 0."""
    p = scaled / scaled.sum(axis=0)
    logs = np.log(p, where=p > 0, out=np.zeros_like(p))
    return np.asarray(np.clip(-(p * logs).sum(axis=0) / np.log(len(p)), 0, 1))


def _weights(scaled: Floats) -> Floats:
    spread = 1 - _entropies(scaled)
    return np.asarray(spread / spread.sum())
