"""What decisions about a need teach about other offers for it, and for needs like it.

A product kernel over pairs (Basilico & Hofmann 2004): k((n, o), (n′, o′)) = kₙ(n, n′) · kₒ(o, o′), solved by conjugate
gradients without ever forming the matrix over pairs (Airola & Pahikkala 2018). kₒ is an inner product of offer features
[meaning | terms, projected | 1], so what is learned about a need is one vector, its pull, and the added score is again
an inner product: the first selection sees it too.
"""

from __future__ import annotations

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
_LIFT = 1.0


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


def need_features(needs: Prepared) -> Matrix:
    """Unit rows: meaning, or projected terms where words alone count."""
    if needs.meaning.shape[1]:
        return needs.meaning
    rows = lexical(needs)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def offer_features(offers: Prepared) -> Matrix:
    """(n, dimensions + LEXICAL + 1): meaning, projected terms, a constant that lifts all offers of a need alike."""
    return np.hstack((offers.meaning, lexical(offers), np.full((len(offers.texts), 1), _LIFT)))


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

    Minimises Σ (rest − f)² + noise ‖f‖². Features as above; kernel ridge regression in its dual.
    """
    near, rows = likeness(needs, needs), offers[offer]
    gather = sparse.csr_matrix((np.ones(len(need)), (need, np.arange(len(need)))), shape=(len(needs), len(need)))

    def pulled(duals: Matrix) -> Matrix:
        return np.asarray(near @ (gather @ (duals[:, None] * rows)))

    def product(duals: Matrix) -> Matrix:
        return np.asarray(np.einsum("ij,ij->i", pulled(duals)[need], rows) + noise * duals)

    duals = np.zeros_like(rest)
    left = rest.copy()
    step, size = left.copy(), float(left @ left)
    enough = _CLOSE**2 * size
    for _round in range(_ROUNDS):
        if size <= enough:
            break
        moved = product(step)
        length = size / float(step @ moved)
        duals, left = duals + length * step, left - length * moved
        size, before = float(left @ left), size
        step = left + size / before * step
    return Experience(needs=needs, pull=np.asarray(gather @ (duals[:, None] * rows)))
