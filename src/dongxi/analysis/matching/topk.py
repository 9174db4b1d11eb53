"""Exact top-k by inner product: for every need the k offers that score highest, none missed, ties by lowest index.

A block of products is computed in single precision and read once, against a threshold per need: the k-th highest
score seen so far less what rounding can hide. What passes waits in a bounded pool; at the end the survivors are scored
again in double precision in a fixed order, and that score alone decides. So the answer depends neither on the size of
the blocks nor on who computed them. Design, bound and measurements: docs/reference/top-k.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.errors import AnalysisError

__all__ = ["ROWS", "WIDTH", "Progress", "TopK", "merge", "top_k"]

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

ROWS = 5_000
WIDTH = 1_024
_UNIT = 2.0**-24
_TINY = 2.0**-126
_LARGEST = 2.0**120
_CHUNK = 8_192


@dataclass(frozen=True, kw_only=True)
class TopK:
    """The best offers of every need, best first.

    `indices` (n, k) int64 into the offers, `scores` (n, k) float64; equal scores stand by lowest index.
    """

    indices: NDArray[np.int64]
    scores: NDArray[np.float64]


def top_k(
    *, needs: Vectors, offers: Vectors, k: int, rows: int = ROWS, width: int = WIDTH, progress: Progress | None = None
) -> TopK:
    """The k offers of highest inner product for each need.

    `needs` (n, d) and `offers` (m, d) are float32, 1 ≤ k ≤ m. `rows` needs and `width` offers are multiplied at a time:
    memory is O(rows × width), the answer is the same for all. `progress` is told products done and to do. AnalysisError
    for what is not finite, does not fit together or is empty.
    """
    needs, offers = _checked(needs, "需求向量"), _checked(offers, "供给向量")
    _fitting(needs, offers, k)
    longest = _lengths(offers).max()
    found = []
    for first in range(0, len(needs), rows):
        block = needs[first : first + rows]

        def done(offers_seen: int, first: int = first, size: int = len(block)) -> None:
            if progress:
                progress(first * len(offers) + size * offers_seen, len(needs) * len(offers))

        found.append(_block(block, offers, k, float(longest), width, done))
    return TopK(
        indices=np.concatenate([part.indices for part in found]), scores=np.concatenate([part.scores for part in found])
    )


def merge(*, parts: list[TopK], k: int) -> TopK:
    """The best k of several answers for the same needs over different offers, whose indices are already global."""
    scores = np.concatenate([part.scores for part in parts], axis=1)
    indices = np.concatenate([part.indices for part in parts], axis=1)
    order = np.lexsort((indices, -scores), axis=1)[:, :k]
    return TopK(indices=np.take_along_axis(indices, order, 1), scores=np.take_along_axis(scores, order, 1))


def _checked(vectors: Vectors, name: str) -> Vectors:
    if vectors.ndim != 2 or vectors.dtype != np.float32:
        raise AnalysisError(
            f"{name}应是二维单精度数组（float32），现为 {vectors.ndim} 维 {vectors.dtype}。请转换类型。"
        )
    if 0 in vectors.shape:
        raise AnalysisError(f"{name}为空（{vectors.shape[0]} 行 {vectors.shape[1]} 列），无从匹配。请先提供至少一条。")
    for first in range(0, len(vectors), _CHUNK):
        part = vectors[first : first + _CHUNK]
        finite = np.isfinite(part).all(axis=1)
        if not finite.all():
            raise AnalysisError(
                f"{name}第 {first + int(np.argmin(finite)) + 1} 行含有非数值（NaN 或无穷大）。请重新计算这一行的向量。"
            )
    return vectors


def _fitting(needs: Vectors, offers: Vectors, k: int) -> None:
    if needs.shape[1] != offers.shape[1]:
        raise AnalysisError(
            f"需求向量 {needs.shape[1]} 维，供给向量 {offers.shape[1]} 维，不能相乘。请用同一个向量引擎计算两边。"
        )
    if not 1 <= k <= len(offers):
        raise AnalysisError(f"要求每条需求取前 {k} 名，而供给共 {len(offers)} 条。请取 1 至 {len(offers)} 之间的数。")
    if float(_lengths(needs).max()) * float(_lengths(offers).max()) > _LARGEST:
        raise AnalysisError("向量数值过大，单精度乘积会溢出。请先将向量归一化（长度为 1）。")


def _lengths(vectors: Vectors) -> NDArray[np.float64]:
    """Euclidean length of every row, rounded up."""
    out = np.empty(len(vectors))
    for first in range(0, len(vectors), _CHUNK):
        part = vectors[first : first + _CHUNK].astype(np.float64)
        out[first : first + _CHUNK] = np.sqrt(np.einsum("ij,ij->i", part, part))
    return out * (1 + 1e-9)


def _hidden(needs: Vectors, longest: float) -> NDArray[np.float64]:
    """How far a single-precision product of each need can lie from the true one, whatever the order of summation.

    |fl(a·b) − a·b| ≤ γ_d |a|·|b| with γ_d = d u / (1 − d u), u = 2⁻²⁴ (Higham 2002, §3.1), and |a|·|b| ≤ ‖a‖ ‖b‖;
    products too small for normal numbers add at most d 2⁻¹²⁶.
    """
    d = needs.shape[1]
    gamma = d * _UNIT / (1 - d * _UNIT)
    return np.asarray(gamma * _lengths(needs) * longest + 2 * d * _TINY)


def _block(needs: Vectors, offers: Vectors, k: int, longest: float, width: int, done: Callable[[int], None]) -> TopK:
    """The answer for one block of needs. Every block of offers is an even sample of all of them (a stride), so that
    the thresholds are near their end after the first and the order in which offers are stored costs nothing."""
    m = len(offers)
    width = min(m, max(width, 2 * k))
    stride = -(-m // width)
    pool = _Pool(needs, offers, k, _hidden(needs, longest))
    product = np.empty((len(needs), -(-m // stride)), np.float32)
    passed = np.empty(product.shape, np.bool_)
    seen = 0
    for start in range(stride):
        sample = offers[start::stride]
        scores, hit = product[:, : len(sample)], passed[:, : len(sample)]
        np.matmul(needs, sample.T, out=scores)
        if start == 0 and len(sample) >= k:
            pool.seed(scores)
        np.greater_equal(scores, pool.threshold[:, None], out=hit)
        row, column = np.nonzero(hit)
        pool.add(row, start + stride * column, scores[row, column])
        seen += len(sample)
        done(seen)
    return pool.best()


class _Pool:
    """Candidates of every need: all offers seen whose product, as far as single precision can tell, may be among the
    k highest. `threshold` is what the next product must reach."""

    def __init__(self, needs: Vectors, offers: Vectors, k: int, hidden: NDArray[np.float64]) -> None:
        n, room = len(needs), min(len(offers), 2 * k + 64)
        self._needs, self._offers, self._k = needs, offers, k
        self._slack = 2 * hidden
        self._scores = np.full((n, room), -np.inf, np.float32)
        self._places = np.zeros((n, room), np.int64)
        self._filled = np.zeros(n, np.intp)
        self.threshold = np.full(n, -np.inf, np.float32)

    def seed(self, scores: Vectors) -> None:
        """Thresholds from a first block of at least k products."""
        at = scores.shape[1] - self._k
        self._raise(np.arange(len(scores)), np.partition(scores, at, axis=1)[:, at])

    def add(self, row: NDArray[np.intp], place: NDArray[np.intp], score: Vectors) -> None:
        """Take in candidates, rows ascending; rows that run full are settled first."""
        while row.size:
            start = np.searchsorted(row, row)
            slot = self._filled[row] + np.arange(row.size) - start
            fits = slot < self._scores.shape[1]
            self._scores[row[fits], slot[fits]] = score[fits]
            self._places[row[fits], slot[fits]] = place[fits]
            self._filled += np.bincount(row[fits], minlength=len(self._filled))
            row, place, score = row[~fits], place[~fits], score[~fits]
            self._settle(np.unique(row))
            still = score >= self.threshold[row]
            row, place, score = row[still], place[still], score[still]

    def best(self) -> TopK:
        """The k best of every need by double-precision score, then by lowest index."""
        n = len(self._needs)
        indices, scores = np.empty((n, self._k), np.int64), np.empty((n, self._k))
        for first in range(0, n, 64):
            rows = np.arange(first, min(first + 64, n))
            places, exact = self._ranked(rows)
            indices[rows], scores[rows] = places[:, : self._k], exact[:, : self._k]
        return TopK(indices=indices, scores=scores)

    def _raise(self, rows: NDArray[np.intp], kth: Vectors) -> None:
        cut = np.nextafter((kth.astype(np.float64) - self._slack[rows]).astype(np.float32), np.float32(-np.inf))
        self.threshold[rows] = np.maximum(self.threshold[rows], cut)

    def _settle(self, rows: NDArray[np.intp]) -> None:
        """Raise the thresholds of full rows and drop what lies below; where too much stays, exact scores decide."""
        if not rows.size:
            return
        held = self._scores[rows]
        at = held.shape[1] - self._k
        self._raise(rows, np.partition(held, at, axis=1)[:, at])
        keep = held >= self.threshold[rows, None]
        self._keep(rows, np.argsort(~keep, axis=1, kind="stable"), keep.sum(axis=1))
        crowded = rows[self._filled[rows] > held.shape[1] - self._k // 2 - 16]
        for row in crowded:
            self._keep_exact(row)

    def _keep(self, rows: NDArray[np.intp], order: NDArray[np.intp], filled: NDArray[np.intp]) -> None:
        self._scores[rows] = np.take_along_axis(self._scores[rows], order, 1)
        self._places[rows] = np.take_along_axis(self._places[rows], order, 1)
        self._filled[rows] = filled
        empty = np.arange(order.shape[1]) >= filled[:, None]
        self._scores[rows] = np.where(empty, np.float32(-np.inf), self._scores[rows])

    def _keep_exact(self, row: int) -> None:
        held = self._places[row, : self._filled[row]]
        exact = exact_scores(self._needs[row], self._offers[held])
        order = np.lexsort((held, -exact))[: self._k]
        self._scores[row, : self._k], self._places[row, : self._k] = self._scores[row, order], held[order]
        self._scores[row, self._k :] = -np.inf
        self._filled[row] = self._k

    def _ranked(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        used = int(self._filled[rows].max())
        places, exact = self._places[rows, :used], np.full((len(rows), used), -np.inf)
        for at, row in enumerate(rows):
            held = int(self._filled[row])
            exact[at, :held] = exact_scores(self._needs[row], self._offers[places[at, :held]])
        order = np.lexsort((places, -exact), axis=1)
        return np.take_along_axis(places, order, 1), np.take_along_axis(exact, order, 1)


def exact_scores(need: Vectors, offers: Vectors) -> NDArray[np.float64]:
    """Inner products of one need (d,) with offers (t, d) in double precision, summed in one fixed order.

    A product of two single-precision numbers is exact in double precision; the sum is numpy's pairwise sum over the
    d terms, which depends on d alone.
    """
    return np.asarray(np.add.reduce(offers.astype(np.float64) * need.astype(np.float64), axis=1))
