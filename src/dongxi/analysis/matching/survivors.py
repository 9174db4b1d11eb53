"""The candidates of exact top-k: who may still be among the best, and the double-precision score that decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.intp]

_PAIRS = 512
_ROWS = 64
_NOTHING = np.float32(-np.inf)


def exact_scores(*, needs: Vectors, offers: Vectors, places: Numbers) -> NDArray[np.float64]:
    """Inner products of needs (n, d) with offers[places], places (n, c), in double precision: (n, c).

    `offers` lie in one piece. A product of two single-precision numbers is exact in double precision; they are added
    in one fixed order, numpy's pairwise sum, which depends on d alone. So a score depends on its two vectors alone.
    """
    n, c = places.shape
    stored = offers.view(np.uint8)  # numpy copies the whole array first if it lies at an odd address; not so bytes
    out = np.empty((n, c))
    step = max(1, _PAIRS // c)
    terms = np.empty((min(step, n), c, needs.shape[1]))
    found = np.empty(terms.shape, np.float32)
    for first in range(0, n, step):
        rows = slice(first, first + step)
        size = len(needs[rows])
        np.take(stored, places[rows], axis=0, out=found[:size].view(np.uint8), mode="clip")
        np.copyto(terms[:size], found[:size])
        terms[:size] *= needs[rows, None, :]
        np.add.reduce(terms[:size], axis=2, out=out[rows])
    return out


def ranked(*, scores: NDArray[np.float64], places: Numbers) -> Numbers:
    """The order (n, c) of every row: highest score first, equal scores by lowest place."""
    order = np.argsort(-scores, axis=1)
    best = np.take_along_axis(scores, order, 1)
    tied = np.flatnonzero((best[:, 1:] == best[:, :-1]).any(axis=1))
    order[tied] = np.lexsort((places[tied], -scores[tied]), axis=1)
    return order


class Survivors:
    """For every need the offers seen so far that single precision cannot tell from the k best.

    A pool of `room` places per need fills up; then the k-th highest product in it, less twice what rounding can hide,
    becomes the need's threshold, and what lies below leaves. Where too much stays, exact scores choose the k best of
    the pool. Either way no true member of the answer ever leaves.
    """

    def __init__(self, *, needs: Vectors, offers: Vectors, k: int, hidden: NDArray[np.float64]) -> None:
        """`hidden` (n,): how far a single-precision product of each need may lie from the true one."""
        n = len(needs)
        self._needs, self._offers, self._k, self._slack = needs, offers, k, 2 * hidden
        self._room = min(len(offers), 2 * k + 64)
        self._scores = np.full((n, self._room), _NOTHING)
        self._places = np.zeros((n, self._room), np.intp)
        self._filled = np.zeros(n, np.intp)
        self._threshold = np.full(n, _NOTHING)

    def seed(self, scores: Vectors) -> None:
        """Thresholds from products (n, at least k) that `take` will see again."""
        self._raise(np.arange(len(scores)), scores)

    def take(self, *, scores: Vectors, first: int, stride: int, passed: NDArray[np.bool_]) -> None:
        """Products (n, w), contiguous, with the offers `first`, `first + stride`, …; `passed` (n, w) is scratch."""
        n, w = scores.shape
        np.greater_equal(scores, self._threshold[:, None], out=passed)
        hits = np.flatnonzero(passed)
        if not hits.size:
            return
        arrivals = np.diff(np.searchsorted(hits, np.arange(n + 1) * w))
        need = np.repeat(np.arange(n), arrivals)
        self._add(need, first + stride * (hits - need * w), scores.reshape(-1)[hits], arrivals)

    def best(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Indices and scores (n, k): best double-precision score first, equal scores by lowest index."""
        n, k = len(self._needs), self._k
        self._settle(np.arange(n))
        indices, scores = np.empty((n, k), np.int64), np.empty((n, k))
        for first in range(0, n, _ROWS):
            rows = np.arange(first, min(first + _ROWS, n))
            indices[rows], scores[rows] = self._chosen(rows)
        return indices, scores

    def _chosen(self, rows: Numbers) -> tuple[Numbers, NDArray[np.float64]]:
        filled = self._filled[rows]
        places = self._places[rows, : filled.max()]
        exact = exact_scores(needs=self._needs[rows], offers=self._offers, places=places)
        exact[np.arange(places.shape[1]) >= filled[:, None]] = -np.inf
        order = ranked(scores=exact, places=places)[:, : self._k]
        return np.take_along_axis(places, order, 1), np.take_along_axis(exact, order, 1)

    def _add(self, need: Numbers, place: Numbers, score: Vectors, arrivals: Numbers) -> None:
        """Take in candidates, needs ascending. Those for whom there is no room wait until their pool is settled."""
        while need.size:
            slot = np.repeat(self._filled, arrivals) + _ranks(arrivals)
            fits = slot < self._room
            if fits.all():
                self._put(need, slot, place, score)
                self._filled += arrivals
                return
            self._put(need[fits], slot[fits], place[fits], score[fits])
            self._filled = np.minimum(self._filled + arrivals, self._room)
            need, place, score = need[~fits], place[~fits], score[~fits]
            self._make_room(np.unique(need))
            still = score >= self._threshold[need]
            need, place, score = need[still], place[still], score[still]
            arrivals = np.bincount(need, minlength=len(arrivals))

    def _put(self, need: Numbers, slot: Numbers, place: Numbers, score: Vectors) -> None:
        at = need * self._room + slot
        self._scores.reshape(-1)[at] = score
        self._places.reshape(-1)[at] = place

    def _raise(self, rows: Numbers, scores: Vectors) -> None:
        at = scores.shape[1] - self._k
        kth = np.partition(scores, at, axis=1)[:, at].astype(np.float64)
        cut = np.nextafter((kth - self._slack[rows]).astype(np.float32), _NOTHING)
        self._threshold[rows] = np.maximum(self._threshold[rows], cut)

    def _settle(self, rows: Numbers) -> None:
        held = self._scores[rows]
        self._raise(rows, held)
        keep = (held >= self._threshold[rows, None]) & (np.arange(self._room) < self._filled[rows, None])
        kept = keep.sum(axis=1)
        places = self._places[rows][keep]
        need = np.repeat(rows, kept)
        self._scores[rows] = _NOTHING
        self._put(need, _ranks(kept), places, held[keep])
        self._filled[rows] = kept

    def _make_room(self, rows: Numbers) -> None:
        self._settle(rows)
        for row in rows[self._filled[rows] > self._room - 32]:
            self._choose(row)

    def _choose(self, row: int) -> None:
        place = self._places[row, None, : self._filled[row]]
        exact = exact_scores(needs=self._needs[row, None], offers=self._offers, places=place)
        order = ranked(scores=exact, places=place)[0, : self._k]
        score = self._scores[row, order]
        self._places[row, : self._k] = place[0, order]
        self._scores[row] = _NOTHING
        self._scores[row, : self._k] = score
        self._filled[row] = self._k


def _ranks(counts: Numbers) -> Numbers:
    """0 … count − 1 for every count, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
