"""TOPSIS: nearness to the best and distance from the worst there is (Hwang & Yoon 1981)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import one_of
from dongxi.analysis.evaluation.decision import Decision, decision
from dongxi.analysis.evaluation.ranks import ranks
from dongxi.analysis.evaluation.result import Floats, Integers, Result, Words, listed
from dongxi.analysis.evaluation.reversal import reversal
from dongxi.analysis.evaluation.said_twice import said_twice
from dongxi.analysis.evaluation.scaling import KEEPS_DIRECTION, by_range


@dataclass(frozen=True, kw_only=True, eq=False)
class Topsis(Result):
    """`scores` (n,) closeness to the ideal, 0…1; `ranks` (n,); `ideal`, `worst` (m,) on the weighted scale;
    `to_ideal`, `to_worst` (n,) Euclidean distances there."""

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    scores: Floats
    ranks: Integers
    ideal: Floats
    worst: Floats
    to_ideal: Floats
    to_worst: Floats


def topsis(
    *,
    matrix: ArrayLike,
    weights: ArrayLike,
    maximise: Sequence[bool],
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
    scale: str = "length",
) -> Topsis:
    """Closeness of n units over `matrix` (n, m) with `weights` (m,) and directions `maximise` (m,).

    `scale`: `length` – columns over their Euclidean length, as in the original; `largest` – over their largest
    magnitude; `range` – worst unit 0, best unit 1. Scores compare the units at hand only: they are no grade.
    """
    one_of(scale, known=(*KEEPS_DIRECTION, "range"), what=Words(zh="标准化方式", en="The scale"))
    table = decision(matrix=matrix, weights=weights, maximise=maximise, units=units, criteria=criteria)
    ideal, worst, to_ideal, to_worst = _distances(table, scale)
    scores = to_worst / (to_ideal + to_worst)
    places = ranks(scores)
    first = listed([table.units[i] for i in np.flatnonzero(places == 1)])
    return Topsis(
        units=table.units,
        criteria=table.criteria,
        scores=scores,
        ranks=places,
        ideal=ideal,
        worst=worst,
        to_ideal=to_ideal,
        to_worst=to_worst,
        reading=Words(
            zh=f"最接近理想解的是{first.zh}（贴近度 {scores.max():.3f}）。贴近度只比较在列单位，增减单位会改变数值。",
            en=f"Closest to the ideal: {first.en} ({scores.max():.3f}). Closeness compares these units only; "
            "with others in the table it changes.",
        ),
        assumptions=(
            reversal(of=table, score=lambda part: _closeness(part, scale)),
            said_twice(
                matrix=table.matrix,
                maximise=table.maximise,
                criteria=table.criteria,
                counts=Words(zh="距离把它算了两次", en="distances count it twice"),
            ),
        ),
    )


def _distances(table: Decision, scale: str) -> tuple[Floats, Floats, Floats, Floats]:
    up = table.maximise
    if scale == "range":
        scaled, up = by_range(table.matrix, maximise=up), np.ones(len(up), bool)
    else:
        scaled = KEEPS_DIRECTION[scale](table.matrix, maximise=up)
    weighted = scaled * table.weights
    high, low = weighted.max(axis=0), weighted.min(axis=0)
    ideal, worst = np.where(up, high, low), np.where(up, low, high)
    return ideal, worst, np.linalg.norm(weighted - ideal, axis=1), np.linalg.norm(weighted - worst, axis=1)


def _closeness(table: Decision, scale: str) -> Floats:
    _, _, to_ideal, to_worst = _distances(table, scale)
    return np.asarray(to_worst / (to_ideal + to_worst))
