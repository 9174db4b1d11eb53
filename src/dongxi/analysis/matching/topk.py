"""Exact top-k by inner product: for every need the k offers that score highest, none missed, ties by lowest index.

A block of products is computed in single precision and read once, against a threshold per need: the k-th highest
score seen so far less what rounding can hide. What passes waits in a bounded pool; at the end the survivors are scored
again in double precision in a fixed order, and that score alone decides. So the answer depends neither on the size of
the blocks nor on who computed them. Design, bound and measurements: docs/reference/top-k.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise, starmap

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.blas import one_thread_each
from dongxi.analysis.matching.survivors import Survivors, Vectors

__all__ = [
    "PRODUCTS",
    "ROWS",
    "Progress",
    "TopK",
    "Vectors",
    "Vetted",
    "merge",
    "stack",
    "telling",
    "top_k",
    "top_k_of",
    "vet",
    "vet_pair",
]

Progress = Callable[[int, int], None]

ROWS = 5_000
PRODUCTS = ROWS * 2_048
_SEEDS = 1_024
_LANES = 2
_FEWEST = 8
_UNIT = 2.0**-24
_TINY = 2.0**-126
_LARGEST = 2.0**120
_CHUNK = 2_048


@dataclass(frozen=True, kw_only=True)
class TopK:
    """The best offers of every need, best first.

    `indices` (n, k) int64 into the offers, `scores` (n, k) float64; equal scores stand by lowest index.
    """

    indices: NDArray[np.int64]
    scores: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Vetted:
    """Vectors (n, d) known to be float32, finite and not empty, and a bound on the length of the longest."""

    vectors: Vectors
    longest: float


def top_k(
    *,
    needs: Vectors | Vetted,
    offers: Vectors | Vetted,
    k: int,
    rows: int = ROWS,
    products: int = PRODUCTS,
    threads: int = 1,
    progress: Progress | None = None,
) -> TopK:
    """The k offers of highest inner product for each need.

    `needs` (n, d) and `offers` (m, d) are float32, 1 ≤ k ≤ m; whoever asks often about the same offers vets them once.
    `rows` needs are worked on at a time, `products` of them and offers are held at a time; the BLAS multiplies with as
    many threads as it has, `threads` select. Memory is O(products + rows × k), the answer is the same for all.
    `progress` is told the products done and to do. AnalysisError for what is not finite, does not fit together or is
    empty.
    """
    needs, offers = vet_pair(needs=needs, offers=offers, k=k)
    n, m = len(needs.vectors), len(offers.vectors)
    found = []
    for first in range(0, n, rows):
        block = needs.vectors[first : first + rows]
        seen = telling(progress, before=first * m, total=n * m)
        found.append(top_k_of(block=block, offers=offers, k=k, products=products, threads=threads, seen=seen))
    return stack(found)


def top_k_of(
    *,
    block: Vectors,
    offers: Vetted,
    k: int,
    products: int = PRODUCTS,
    threads: int = 1,
    seen: Callable[[int], None] | None = None,
) -> TopK:
    """The answer for one block of needs (n, d) that were vetted with `offers`; `seen` is told the products done so far.

    Every thread takes the next tile of some of the needs, multiplies it with one thread of the BLAS and selects from it
    while it lies in the cache. A single thread, and few needs, leave the product to the BLAS's own threads. Arrays that
    came over a wire may lie at odd addresses, where a product takes twice as long: what is multiplied is copied then.
    """
    block = np.require(block, requirements="A")
    threads = max(1, min(threads, len(block) // _FEWEST))
    lanes = _lanes(block, offers, k, count=1 if threads == 1 else threads * _LANES, products=products // threads)
    room = deque(_Room.of(max(lane.most for lane in lanes)) for _ in range(threads))
    done = 0
    with ThreadPoolExecutor(threads) as team, nullcontext() if threads == 1 else one_thread_each():
        for size in _advance(lanes, team, room):
            done += size
            if seen:
                seen(done)
        return stack([TopK(indices=i, scores=s) for i, s in team.map(lambda lane: lane.pool.best(), lanes)])


def stack(parts: Sequence[TopK]) -> TopK:
    """The answers of consecutive blocks of needs as one."""
    return TopK(
        indices=np.concatenate([part.indices for part in parts]), scores=np.concatenate([part.scores for part in parts])
    )


def merge(*, parts: Sequence[TopK], k: int) -> TopK:
    """The best k of answers for the same needs over different offers, whose indices count through all offers."""
    scores = np.concatenate([part.scores for part in parts], axis=1)
    indices = np.concatenate([part.indices for part in parts], axis=1)
    order = np.lexsort((indices, -scores), axis=1)[:, :k]
    return TopK(indices=np.take_along_axis(indices, order, 1), scores=np.take_along_axis(scores, order, 1))


def vet(vectors: Vectors, name: str = "供给向量") -> Vetted:
    """Vectors checked once. AnalysisError, with `name` and the row, for what cannot be ranked."""
    if vectors.ndim != 2 or vectors.dtype != np.float32:
        raise AnalysisError(
            f"{name}应是二维单精度数组（float32），现为 {vectors.ndim} 维 {vectors.dtype}。请转换类型。"
        )
    if 0 in vectors.shape:
        raise AnalysisError(f"{name}为空（{vectors.shape[0]} 行 {vectors.shape[1]} 列），无从匹配。请先提供至少一条。")
    longest = 0.0
    for first in range(0, len(vectors), _CHUNK):
        part = vectors[first : first + _CHUNK]
        top = float(_lengths(part).max())
        if not np.isfinite(top):
            _blame(part, first, name)
        longest = max(longest, top)
    return Vetted(vectors=np.ascontiguousarray(vectors), longest=longest)


def vet_pair(*, needs: Vectors | Vetted, offers: Vectors | Vetted, k: int) -> tuple[Vetted, Vetted]:
    """Both sides checked, and that they fit together and `k` fits them. AnalysisError if not."""
    needs = needs if isinstance(needs, Vetted) else vet(needs, "需求向量")
    offers = offers if isinstance(offers, Vetted) else vet(offers, "供给向量")
    left, right, m = needs.vectors.shape[1], offers.vectors.shape[1], len(offers.vectors)
    if left != right:
        raise AnalysisError(f"需求向量 {left} 维，供给向量 {right} 维，不能相乘。请用同一个向量引擎计算两边。")
    if not 1 <= k <= m:
        raise AnalysisError(f"要求每条需求取前 {k} 名，而供给共 {m} 条。请取 1 至 {m} 之间的数。")
    if needs.longest * offers.longest > _LARGEST:
        raise AnalysisError("向量数值过大，单精度乘积会溢出。请先将向量归一化（长度为 1）。")
    return needs, offers


def telling(progress: Progress | None, *, before: int, total: int) -> Callable[[int], None]:
    """Tells `progress` the products done and to do, from those done of a block that had `before` of them before it."""

    def seen(done: int) -> None:
        if progress:
            progress(before + done, total)

    return seen


def hidden(*, needs: Vectors, longest: float) -> NDArray[np.float64]:
    """How far a single-precision product of each need can lie from the true one, whatever the order of summation.

    |fl(a·b) − a·b| ≤ γ_d |a|·|b| with γ_d = d u / (1 − d u), u = 2⁻²⁴ (Higham 2002, §3.1), and |a|·|b| ≤ ‖a‖ ‖b‖;
    products too small for normal numbers add at most d 2⁻¹²⁶.
    """
    d = needs.shape[1]
    return np.asarray(_gamma(d) * _lengths(needs) * longest + 2 * d * _TINY)


def _gamma(d: int) -> float:
    return d * _UNIT / (1 - d * _UNIT)


def _lengths(vectors: Vectors) -> NDArray[np.float64]:
    """An upper bound on the Euclidean length of every row, from squares summed in single precision."""
    d = vectors.shape[1]
    with np.errstate(over="ignore", invalid="ignore"):
        squares = np.einsum("ij,ij->i", vectors, vectors).astype(np.float64)
    return np.asarray(np.sqrt(squares * (1 + 2 * _gamma(d)) + 2 * d * _TINY))


def _blame(part: Vectors, first: int, name: str) -> None:
    finite = np.isfinite(part).all(axis=1)
    if finite.all():
        raise AnalysisError(f"{name}数值过大，单精度乘积会溢出。请先将向量归一化（长度为 1）。")
    row = first + int(np.argmin(finite)) + 1
    raise AnalysisError(f"{name}第 {row} 行含有非数值（NaN 或无穷大）。请重新计算这一行的向量。")


@dataclass(frozen=True, kw_only=True)
class _Room:
    """Where one tile's products and what passed lie."""

    scores: Vectors
    passed: NDArray[np.bool_]

    @classmethod
    def of(cls, size: int) -> _Room:
        return cls(scores=np.empty(size, np.float32), passed=np.empty(size, np.bool_))


@dataclass(kw_only=True)
class _Lane:
    """Consecutive needs of a block on their way through all offers, one tile after the other.

    Every tile is an even sample of the offers (`first`, `first + stride`, …), so the thresholds are near their end
    after the first and the order in which offers are stored costs nothing.
    """

    needs: Vectors
    offers: Vectors
    pool: Survivors
    seeds: int
    stride: int
    first: int = 0

    @property
    def most(self) -> int:
        """Products of the largest tile."""
        return len(self.needs) * -(-len(self.offers) // self.stride)

    def step(self, room: deque[_Room]) -> int:
        """The next tile's products, computed and selected from: how many there were."""
        sample = np.require(self.offers[self.first :: self.stride], requirements="A")
        size = len(self.needs) * len(sample)
        own = room.pop()
        scores = own.scores[:size].reshape(len(self.needs), -1)
        np.matmul(self.needs, sample.T, out=scores)
        if self.first == 0:
            self.pool.seed(scores[:, : self.seeds])
        self.pool.take(
            scores=scores, first=self.first, stride=self.stride, passed=own.passed[:size].reshape(scores.shape)
        )
        room.append(own)
        self.first += 1
        return size


def _advance(lanes: Sequence[_Lane], team: ThreadPoolExecutor, room: deque[_Room]) -> Iterator[int]:
    """Every lane to its end, none far ahead of the others; the products of every tile done, as it is done."""
    waiting = {team.submit(lane.step, room): lane for lane in lanes}
    try:
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                lane = waiting.pop(future)
                size = future.result()
                if lane.first < lane.stride:
                    waiting[team.submit(lane.step, room)] = lane
                yield size
    finally:
        for future in waiting:
            future.cancel()


def _lanes(block: Vectors, offers: Vetted, k: int, *, count: int, products: int) -> list[_Lane]:
    near = hidden(needs=block, longest=offers.longest)
    edges = np.linspace(0, len(block), count + 1).astype(int)
    m = len(offers.vectors)
    return [
        _Lane(
            needs=block[rows],
            offers=offers.vectors,
            pool=Survivors(needs=block[rows], offers=offers.vectors, k=k, hidden=near[rows]),
            seeds=max(_SEEDS, 8 * k),
            stride=-(-m // max(products // len(near[rows]), 2 * k)),
        )
        for rows in starmap(slice, pairwise(edges))
    ]
