"""Counting places over many draws: the place of a unit is how many stand above it.

Scores lie unit by unit, so that two units are compared for a whole block of draws at once; a block stays in the cache.
That is n² a draw: many units are sorted instead, unless who stands above whom is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.evaluation.thin_products import Singles, inner

Places = NDArray[np.uint8] | NDArray[np.uint16]


SORTED = 65
"""Units from which sorting is quicker."""


@dataclass
class Tally:
    """Counts over the draws seen so far for n units.

    `places` (n, n) how often unit i stood at place r; `wins` (n, n) how often i stood above j, or None if that is not
    counted; `draws` how many.
    Counts are whole numbers, so they do not depend on the order in which blocks come.
    """

    places: NDArray[np.int64]
    wins: NDArray[np.int64] | None
    draws: int = 0
    _scratch: dict[int, tuple[Places, NDArray[np.bool_], Singles]] = field(default_factory=dict)

    @classmethod
    def empty(cls, *, units: int, pairs: bool) -> Tally:
        """Nothing counted yet; `pairs`: whether to count who stands above whom."""
        return cls(np.zeros((units, units), np.int64), np.zeros((units, units), np.int64) if pairs else None)

    def add(self, *, scores: Singles, parts: Singles, ties: bool) -> Singles:
        """Counts a block: `scores` (n, b) by unit, of draws `parts` (c, b). `ties`: equal scores may occur.

        Returns (n, c): the sums of the parts with which each unit came first, each draw's parts adding up to one.
        """
        n, b = scores.shape
        places, above, ones = self._room(n, b)
        if self.wins is None and n >= SORTED:
            _sorted(scores, places)
        else:
            (_shared if ties else _distinct)(scores, places, above, self.wins)
        for unit in range(n):
            counts = np.bincount(places[unit])
            self.places[unit, : len(counts)] += counts
        np.equal(places, 0, out=above)
        np.divide(above, np.einsum("cb->b", parts), out=ones, dtype=np.float32)
        self.draws += b
        return inner(ones, parts)

    def join(self, other: Tally) -> None:
        """Counts what another tally counted."""
        self.places += other.places
        if self.wins is not None and other.wins is not None:
            self.wins += other.wins
        self.draws += other.draws

    def _room(self, n: int, b: int) -> tuple[Places, NDArray[np.bool_], Singles]:
        if b not in self._scratch:
            kind = np.uint8 if n <= 255 else np.uint16
            self._scratch[b] = (np.empty((n, b), kind), np.empty((n, b), np.bool_), np.empty((n, b), np.float32))
        return self._scratch[b]


def _distinct(scores: Singles, places: Places, above: NDArray[np.bool_], wins: NDArray[np.int64] | None) -> None:
    """Places from 0, each pair compared once: whom a later unit does not surpass, it stands below."""
    n = len(scores)
    places[:] = np.arange(n, dtype=places.dtype)[:, None]
    for i in range(n - 1):
        later = above[i + 1 :]
        np.greater(scores[i + 1 :], scores[i], out=later)
        counts = later.view(np.uint8)
        places[i + 1 :] -= counts
        places[i] += np.add.reduce(counts, axis=0, dtype=places.dtype)
        if wins is not None:
            surpassed = np.array([np.count_nonzero(row) for row in later])
            wins[i + 1 :, i] += surpassed
            wins[i, i + 1 :] += later.shape[1] - surpassed


def _shared(scores: Singles, places: Places, above: NDArray[np.bool_], wins: NDArray[np.int64] | None) -> None:
    """Places from 0, equal scores sharing the better one; neither of two equals stands above the other."""
    for i in range(len(scores)):
        np.greater(scores, scores[i], out=above)
        np.add.reduce(above.view(np.uint8), axis=0, dtype=places.dtype, out=places[i])
        if wins is not None:
            wins[:, i] += np.array([np.count_nonzero(row) for row in above])


def _sorted(scores: Singles, places: Places) -> None:
    """Places from 0, equal scores sharing the better one."""
    n, b = scores.shape
    wide = np.ascontiguousarray(scores.T)
    order = np.argsort(wide, axis=1)
    order += np.arange(b)[:, None] * n
    rising = wide.ravel()[order.ravel()].reshape(b, n)
    ends = np.full((b, n), n, places.dtype)  # of each score, one beyond the last that equals it
    np.copyto(ends[:, :-1], np.arange(1, n, dtype=places.dtype), where=rising[:, 1:] > rising[:, :-1])
    np.minimum.accumulate(ends[:, ::-1], axis=1, out=ends[:, ::-1])
    found = np.empty(b * n, places.dtype)
    found[order.ravel()] = (n - ends).ravel()
    places[:] = found.reshape(b, n).T
