"""What decisions about a need teach about other offers for it, and for needs like it.

A product kernel over pairs (Basilico & Hofmann 2004): k((n, o), (n′, o′)) = kₙ(n, n′) · kₒ(o, o′), solved by conjugate
gradients without ever forming the matrix over pairs (Airola & Pahikkala 2018). kₒ is an inner product of offer features
[meaning | terms, projected | 1], so what is learned about a need is one vector, its pull, and the added score is again
an inner product: the first selection sees it too.

Two things are learned apart. The order of offers for a need comes from what is left of the labels once each need's
mean is taken out, so no decision speaks for an offer merely because others for that need were good. The mean itself,
held near zero where decisions are few, lifts all offers of a need alike: it moves no rank, only the level a score
stands for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dongxi.analysis.matching.base import projected
from dongxi.analysis.matching.prepared import Prepared

Matrix = NDArray[np.float64]

MOST_NEEDS = 1_000
"""Needs whose decisions are remembered; of more, those with the most decisions."""
_POWER = 6
_ROUNDS = 30
_CLOSE = 1e-3
_FEW = 3.0
"""Decisions about a need at which its mean counts by half."""


@dataclass(frozen=True, kw_only=True)
class Experience:
    """`needs` (q, d) unit features of the needs decided on; `pull` (q, features of an offer)."""

    needs: Matrix
    pull: Matrix

    def wanted(self, need: Prepared) -> Matrix:
        """What experience adds to needs as offer features, (needs, features)."""
        return likeness(need_features(need), self.needs) @ self.pull

    def part(self, need: Prepared, offers: Prepared) -> Matrix:
        """What it adds to one need with every offer, (offers,), summed in a fixed order."""
        return np.asarray(np.add.reduce(offer_features(offers) * self.wanted(need)[0], axis=1))

    def lift(self, needs: Prepared) -> Matrix:
        """What it adds alike to all offers of each need, (needs,)."""
        return np.asarray(self.wanted(needs)[:, -1])

    def shared(self, share: float) -> Experience:
        """This experience with the order it teaches counting by `share`, what it adds to all alike in full."""
        return Experience(needs=self.needs, pull=np.hstack((share * self.pull[:, :-1], self.pull[:, -1:])))


def need_features(needs: Prepared) -> Matrix:
    """Unit rows: meaning, or projected terms where words alone count."""
    if needs.meaning.shape[1]:
        return needs.meaning
    rows = lexical(needs)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def offer_features(offers: Prepared) -> Matrix:
    """(n, dimensions + LEXICAL + 1): meaning, projected terms, a constant that lifts all offers of a need alike."""
    return np.hstack((offers.meaning, lexical(offers), np.ones((len(offers.texts), 1))))


def lexical(texts: Prepared) -> Matrix:
    """Single characters, projected, (n, LEXICAL)."""
    return projected(texts.views["characters"])


def likeness(needs: Matrix, others: Matrix) -> Matrix:
    """kₙ in [0, 1]: 1 for the same text, near 0 for unlike ones; a polynomial of the cosine, so positive definite."""
    return np.asarray(((1 + np.clip(needs @ others.T, -1, 1)) / 2) ** _POWER)


def remember(
    *,
    needs: Matrix,
    offers: Matrix,
    need: NDArray[np.intp],
    offer: NDArray[np.intp],
    rest: Matrix,
    noise: float,
) -> Experience:
    """Fit what is left of the labels: `rest` (decisions,) for need[i] with offer[i].

    Minimises Σ (rest − its need's mean − f)² + noise ‖f‖², f centred likewise: kernel ridge regression in its dual.
    """
    near, rows = likeness(needs, needs), offers[offer, :-1]
    gather = sparse.csr_matrix((np.ones(len(need)), (need, np.arange(len(need)))), shape=(len(needs), len(need)))
    counts = np.bincount(need, minlength=len(needs)).astype(np.float64)

    def centred(values: Matrix) -> Matrix:
        return np.asarray(values - (gather @ values / counts)[need])

    def product(duals: Matrix) -> Matrix:
        pull = near @ (gather @ (duals[:, None] * rows))
        return centred(np.einsum("ij,ij->i", pull[need], rows)) + noise * duals

    duals = _solved(product, centred(rest))
    pull = np.asarray(gather @ (duals[:, None] * rows))
    left = rest - np.einsum("ij,ij->i", (near @ pull)[need], rows)
    return Experience(needs=needs, pull=np.column_stack((pull, _lifts(near, gather @ left / counts, counts))))


def _solved(product: Callable[[Matrix], Matrix], right: Matrix) -> Matrix:
    """Conjugate gradients for product(x) = right."""
    found = np.zeros_like(right)
    left = right.copy()
    step, size = left.copy(), float(left @ left)
    enough = _CLOSE**2 * size
    for _round in range(_ROUNDS):
        if size <= enough:
            break
        moved = product(step)
        length = size / float(step @ moved)
        found, left = found + length * step, left - length * moved
        size, before = float(left @ left), size
        step = left + size / before * step
    return found


def _lifts(near: Matrix, means: Matrix, counts: Matrix) -> Matrix:
    """Kernel ridge over needs whose means are known the better the more decisions there are, (needs,)."""
    return np.asarray(np.linalg.solve(near + np.diag(_FEW / counts), means))
