"""Matrices of pairwise comparisons: read, checked, completed, prioritised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse.csgraph import connected_components

from dongxi.analysis.evaluation.errors import DoesNotFit, MissingValues, NotSolved, OutOfDomain
from dongxi.analysis.evaluation.result import Floats, listed

_ROUNDED = 0.015
_LARGEST = 15

# Mean consistency index of random reciprocal matrices of size 3 … 15 (Alonso & Lamata 2006, table 1).
RANDOM_INDEX = (0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854, 1.5141, 1.5365, 1.5551, 1.5713, 1.5838)


@dataclass(frozen=True, kw_only=True)
class Priorities:
    """`weights` (m,) adding up to one; `completed` (m, m) with what was missing filled in; `largest` its eigenvalue."""

    weights: Floats
    completed: Floats
    largest: float


def reciprocal(matrix: Floats, *, names: Sequence[str], who: str) -> Floats:
    """Comparisons (m, m) with a_ji = 1 / a_ij, NaN where neither was given; `who` judged.

    Of a pair given twice the one ≥ 1 counts, so 3 against a typed 0.33 is 1/3. OutOfDomain for values of zero or below,
    DoesNotFit for pairs that contradict each other by more than rounding or a diagonal that is not 1.
    """
    given = np.where(np.isnan(matrix), 1.0, matrix)
    if not np.isfinite(given).all() or (given <= 0).any():
        raise OutOfDomain(
            zh=f"{who}的判断矩阵含有零、负数或无穷大。两两比较的值应为正数（1/9 至 9）。",
            en=f"The comparisons of {who} hold zero, negative or infinite values; they should lie between 1/9 and 9.",
        )
    diagonal = np.diag(given)
    both = given * given.T
    wrong = np.argwhere(np.triu(np.abs(both - 1) > _ROUNDED, 1) & ~np.isnan(matrix) & ~np.isnan(matrix.T))
    if (diagonal != 1).any() or len(wrong):
        pairs = listed([f"{names[i]}/{names[j]}" for i, j in wrong] or [names[int(np.argmax(diagonal != 1))]])
        raise DoesNotFit(
            zh=f"{who}的判断矩阵自相矛盾：{pairs.zh}两个方向不互为倒数，或对角线不是 1。请只填一个方向。",
            en=f"The comparisons of {who} contradict each other at {pairs.en}. Fill in one direction only.",
        )
    upper = np.where(np.isnan(matrix), 1 / matrix.T, matrix)
    larger = np.where(upper >= 1, upper, np.nan)
    out = np.where(np.isnan(larger), 1 / larger.T, larger)
    np.fill_diagonal(out, 1.0)
    return np.asarray(out)


def linked(comparisons: Floats) -> list[list[int]]:
    """Groups of criteria that comparisons (m, m) link, directly or through others; one group if they suffice."""
    count, label = connected_components(~np.isnan(comparisons), directed=False)
    return [np.flatnonzero(label == group).tolist() for group in range(count)]


def require_linked(comparisons: Floats, *, names: Sequence[str], who: str) -> None:
    """MissingValues unless every criterion can be compared with every other, at least through others."""
    groups = linked(comparisons)
    if len(groups) > 1:
        alone = listed([names[i] for i in min(groups, key=len)])
        raise MissingValues(
            zh=f"{who}的比较不连通：{alone.zh}与其余指标没有任何比较。请至少补一项比较。",
            en=f"The comparisons of {who} fall apart: {alone.en} is compared with none of the rest. Add one.",
        )


def by_eigenvector(comparisons: Floats) -> Priorities:
    """Saaty's eigenvector; what is missing is filled in so that the largest eigenvalue is smallest.

    The completion is unique and the problem convex in logarithms (Bozóki, Fülöp & Rónyai 2010).
    """
    i, j = np.nonzero(np.triu(np.isnan(comparisons)))
    completed = np.where(np.isnan(comparisons), 1.0, comparisons)
    if len(i):
        start = np.log(by_logarithms(comparisons).weights)

        def fill(logs: Floats) -> Floats:
            completed[i, j], completed[j, i] = np.exp(logs), np.exp(-logs)
            return completed

        def value(logs: Floats) -> tuple[float, Floats]:
            largest, right, left = _perron(fill(logs))
            scale = left @ right
            slope = (left[i] * completed[i, j] * right[j] - left[j] * completed[j, i] * right[i]) / scale
            return largest, slope

        found = minimize(value, start[i] - start[j], jac=True, method="BFGS", options={"gtol": 1e-10})
        _, slope = value(found.x)
        if np.abs(slope).max() > 1e-6:
            raise NotSolved(
                zh="缺失比较的补全未收敛。请再补几项比较。",
                en="Filling in the missing comparisons did not converge. Add some.",
            )
    largest, right, _ = _perron(completed)
    return Priorities(weights=right / right.sum(), completed=completed, largest=largest)


def by_logarithms(comparisons: Floats) -> Priorities:
    """Logarithmic least squares over the comparisons there are: row geometric means if none is missing.

    Crawford & Williams 1985; with missing comparisons a system in the graph's Laplacian (Bozóki, Fülöp & Rónyai 2010).
    """
    known = ~np.isnan(comparisons)
    logs = np.where(known, np.log(np.where(known, comparisons, 1.0)), 0.0)
    laplacian = np.diag(known.sum(axis=1)) - known.astype(float)
    u = np.linalg.lstsq(laplacian, logs.sum(axis=1), rcond=None)[0]
    weights = np.exp(u - u.max())
    weights /= weights.sum()
    completed = np.where(known, comparisons, weights[:, None] / weights)
    return Priorities(weights=weights, completed=completed, largest=_perron(completed)[0])


PRIORITIES: dict[str, Callable[[Floats], Priorities]] = {"eigenvector": by_eigenvector, "geometric": by_logarithms}


def consistency(*, largest: float, size: int, missing: int) -> tuple[float, float]:
    """Consistency index and ratio of a matrix of `size`, `missing` pairs of which were filled in.

    The random index shrinks by 1 − 2·missing / ((m − 1)(m − 2)) (Ágoston & Csató 2022). Both are 0 where nothing can
    contradict: up to two criteria, or just enough comparisons to link them all. Beyond 15 the index of 15 is used.
    """
    spare = (size - 1) * (size - 2) // 2 - missing
    if size <= 2 or spare <= 0:
        return 0.0, 0.0
    index = max((largest - size) / (size - 1), 0.0)
    random = RANDOM_INDEX[min(size, _LARGEST) - 3] * spare / (spare + missing)
    return index, index / random


def _perron(matrix: Floats) -> tuple[float, Floats, Floats]:
    """Largest eigenvalue of a positive matrix, its right and its left eigenvector, both positive."""
    values, right = np.linalg.eig(matrix)
    top = int(values.real.argmax())
    others, left = np.linalg.eig(matrix.T)
    return float(values[top].real), np.abs(right[:, top].real), np.abs(left[:, int(others.real.argmax())].real)
