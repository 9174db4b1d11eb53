"""The mixture of donors nearest to one unit: least squares over weights that are not negative and add up to one."""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from dongxi.analysis.evaluation.result import Floats


def nearest_mixture(differences: Floats) -> Floats:
    """Weights w (J,), w ≥ 0, Σ w = 1, that minimise |D w|² for D = donors minus the unit, (k, J). Exact.

    Minimising |D u|² + (Σ u − 1)² over u ≥ 0 alone and scaling u to add up to one gives the same w: along each ray the
    best length leaves |D w|² / (1 + |D w|²), which grows with |D w|². One active-set solve, no penalty to choose. The
    columns are scaled to the length of the shortest first, so that the row of ones weighs neither too much nor nothing.
    """
    k, count = differences.shape
    scale = float(np.sqrt(np.einsum("kj,kj->j", differences, differences).min()))
    target = np.zeros(k + 1)
    target[k] = 1.0
    stacked = np.ones((k + 1, count))
    np.divide(differences, scale or 1.0, out=stacked[:k])
    weights = nnls(stacked, target, maxiter=100 * count)[0]
    return np.asarray(weights / weights.sum())
