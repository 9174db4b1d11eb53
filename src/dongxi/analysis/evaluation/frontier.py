"""Distances to a frontier spanned by observed units: many small linear programmes, solved together.

Each unit's programme has a column for every unit of the reference set, of which a handful matter. So: begin with few
columns, solve many units' programmes as the blocks of one sparse programme (HiGHS), price every left-out unit with each
block's dual prices at once, add those that would improve it, and repeat until none would. The last prices prove each
answer optimal against the whole reference set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array

from dongxi.analysis.evaluation.errors import NotSolved
from dongxi.analysis.evaluation.result import Flags, Floats, Integers

PRICE_TOLERANCE = 1e-9
_BLOCKS_AT_ONCE = 50
_NEW_AT_ONCE = 4
_POOL = 24
_OPTIMAL = 0
_REACHED = 1e-8
_IN_USE = 1e-11
_EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
_LOOSER = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
_ATTEMPTS: tuple[tuple[str, dict[str, float | bool]], ...] = (
    ("highs-ds", {**_EXACT, "presolve": False}),  # quickest; calls a programme without answer where rounding closes it
    ("highs-ds", {**_LOOSER, "presolve": True}),
    ("highs-ipm", {**_LOOSER, "presolve": True}),
)


@dataclass(frozen=True, kw_only=True)
class Programmes:
    """K programmes over one reference set of N units: minimise cost · z, z ≥ 0, λ ≥ 0, own z + reference λ = right.

    `own` (K, r, f) the columns each programme has beside the reference; `cost` (K, f); `reference` (r, N), without
    cost; `right` (K, r) ≥ 0; `size` (K, r) > 0 the magnitude by which each row is divided before solving; `allowed`
    (K, N) False where a unit may not stand in a programme's reference set; `start` some units to begin with for each
    programme, `certain` if these are known to give it an answer.
    """

    own: Floats
    cost: Floats
    reference: Floats
    right: Floats
    size: Floats
    allowed: Flags
    start: tuple[Integers, ...]
    certain: bool


@dataclass(frozen=True, kw_only=True)
class Solved:
    """`value` (K,), NaN where the programme has no answer; `own` (K, f) its own columns' values; `prices` (K, r) duals;
    `peers` for each programme the reference units in use and `shares` their λ."""

    value: Floats
    own: Floats
    prices: Floats
    peers: tuple[Integers, ...]
    shares: tuple[Floats, ...]


def solve(programmes: Programmes) -> Solved:
    """Every programme to proven optimality, or NaN where it has no answer; NotSolved if HiGHS fails."""
    scaled, factors = _on_one_scale(programmes)
    k, _, f = scaled.own.shape
    value, own, prices = np.full(k, np.nan), np.full((k, f), np.nan), np.full(scaled.right.shape, np.nan)
    peers, shares = [np.empty(0, np.int64)] * k, [np.empty(0)] * k
    pool: list[int] = []
    for first in range(0, k, _BLOCKS_AT_ONCE):
        batch = np.arange(first, min(first + _BLOCKS_AT_ONCE, k))
        columns = {i: _begin(scaled, i, pool[-_POOL:]) for i in batch.tolist()}
        if not scaled.certain:
            batch, columns = _with_an_answer(scaled, batch, columns)
        for i, answer in _generate(scaled, batch, columns).items():
            value[i], own[i], prices[i] = answer.value, answer.own, answer.duals / scaled.size[i]
            peers[i], shares[i] = answer.units, answer.weights * factors[answer.units]
            found = answer.units.tolist()
            pool = [*(unit for unit in pool if unit not in found), *found]
    return Solved(value=value, own=own, prices=prices, peers=tuple(peers), shares=tuple(shares))


def reduced_costs(programmes: Programmes, solved: Solved) -> Floats:
    """What taking in one more of each reference unit, at its own size, would cost (K, N); zero for possible peers."""
    scaled, _ = _on_one_scale(programmes)
    return np.asarray(-(solved.prices @ scaled.reference))


@dataclass(frozen=True, kw_only=True)
class _Answer:
    value: float
    own: Floats
    duals: Floats
    units: Integers
    weights: Floats


def _on_one_scale(programmes: Programmes) -> tuple[Programmes, Floats]:
    """Columns of the reference of comparable size, and the factors (N,) that λ must be multiplied with afterwards."""
    rows = np.abs(programmes.reference).mean(axis=1, keepdims=True)
    size = (np.abs(programmes.reference) / np.where(rows > 0, rows, 1.0)).mean(axis=0)
    factors = 1 / np.where(size > 0, size, 1.0)
    return replace(programmes, reference=programmes.reference * factors), factors


def _begin(programmes: Programmes, i: int, pool: Sequence[int]) -> Integers:
    distinct = np.union1d(programmes.start[i], np.asarray(pool, np.int64))
    return np.asarray(distinct[programmes.allowed[i, distinct]])


def _with_an_answer(
    programmes: Programmes, batch: Integers, columns: dict[int, Integers]
) -> tuple[Integers, dict[int, Integers]]:
    """Those of `batch` that have an answer, with columns that suffice for one: artificial ones are driven to zero."""
    k, r = programmes.right.shape
    artificial = np.eye(r) * programmes.size[:, :, None]
    trial = replace(
        programmes,
        own=np.concatenate([programmes.own, artificial], axis=2),
        cost=np.hstack([np.zeros_like(programmes.cost), np.ones((k, r))]),
    )
    answers = _generate(trial, batch, columns)
    reached = {i: answer for i, answer in answers.items() if answer.value <= _REACHED}
    return np.array(sorted(reached), np.int64), {i: np.union1d(columns[i], reached[i].units) for i in reached}


def _generate(programmes: Programmes, batch: Integers, columns: dict[int, Integers]) -> dict[int, _Answer]:
    """Each of `batch` solved again with more columns until no column outside would improve it."""
    answers: dict[int, _Answer] = {}
    columns, waiting = dict(columns), batch.tolist()
    while waiting:
        answers.update(_together(programmes, waiting, columns))
        saved = _savings(programmes, waiting, np.stack([answers[i].duals for i in waiting]))
        again = []
        for i, gain in zip(waiting, saved, strict=True):
            best = np.argpartition(-gain, min(_NEW_AT_ONCE, len(gain)) - 1)[:_NEW_AT_ONCE]
            new = np.setdiff1d(best[gain[best] > PRICE_TOLERANCE], columns[i])
            if len(new):
                columns[i] = np.union1d(columns[i], new)
                again.append(i)
        waiting = again
    return answers


def _savings(programmes: Programmes, batch: list[int], duals: Floats) -> Floats:
    """What one more of each reference unit would save (batch, N); −∞ where it is not allowed."""
    gain = (duals / programmes.size[batch]) @ programmes.reference
    return np.where(programmes.allowed[batch], gain, -np.inf)


def _together(programmes: Programmes, batch: list[int], columns: dict[int, Integers]) -> dict[int, _Answer]:
    """One sparse programme with a block for each of `batch`."""
    r, f = programmes.own.shape[1:]
    counts = np.array([len(columns[i]) for i in batch])
    begins = np.concatenate([[0], np.cumsum(counts + f)])
    matrix = _block_matrix(programmes, batch, columns, begins)
    cost = np.zeros(int(begins[-1]))
    cost[(begins[:-1, None] + np.arange(f)).ravel()] = programmes.cost[batch].ravel()
    right = (programmes.right[batch] / programmes.size[batch]).ravel()
    whole, marginals = _solved(cost, matrix, right)
    duals = marginals.reshape(len(batch), r)
    answers = {}
    for b, i in enumerate(batch):
        own = whole[begins[b] : begins[b] + f]
        weights = whole[begins[b] + f : begins[b + 1]]
        used = weights > _IN_USE
        value = float(programmes.cost[i] @ own)
        answers[i] = _Answer(value=value, own=own, duals=duals[b], units=columns[i][used], weights=weights[used])
    return answers


def _solved(cost: Floats, matrix: csc_array, right: Floats) -> tuple[Floats, Floats]:
    """The solution and the prices of its rows. Every programme here has an answer, so "infeasible" means rounding."""
    for method, options in _ATTEMPTS:
        found = linprog(cost, A_eq=matrix, b_eq=right, method=method, options=options)
        if found.status == _OPTIMAL:
            return np.asarray(found.x), np.asarray(found.eqlin.marginals)
    raise NotSolved(
        zh=f"线性规划未能求解（{found.message}）。请检查数据量级是否悬殊。",
        en=f"The linear programme was not solved ({found.message}). Look for values of very different size.",
    )


def _block_matrix(
    programmes: Programmes, batch: list[int], columns: dict[int, Integers], begins: Integers
) -> csc_array:
    """Own columns, then reference columns of each block, rows over their size, blocks down the diagonal."""
    r, f = programmes.own.shape[1:]
    size = programmes.size[batch]
    own = programmes.own[batch] / size[:, :, None]
    chosen = np.concatenate([columns[i] for i in batch])
    counts = np.diff(begins) - f
    owner = np.repeat(np.arange(len(batch)), counts)
    at = np.arange(len(chosen)) + f * (owner + 1)
    shared = programmes.reference[:, chosen].T / size[owner]
    down = np.arange(len(batch))[:, None] * r + np.arange(r)
    rows = [np.broadcast_to(down[:, :, None], own.shape), down[owner]]
    across = [
        np.broadcast_to((begins[:-1, None] + np.arange(f))[:, None, :], own.shape),
        np.broadcast_to(at[:, None], shared.shape),
    ]
    values = np.concatenate([own.ravel(), shared.ravel()])
    row, column = (np.concatenate([part.ravel() for part in parts]) for parts in (rows, across))
    kept = values != 0
    return csc_array((values[kept], (row[kept], column[kept])), shape=(down.size, int(begins[-1])))
