"""How far the mixture nearest in V-weighted predictors misses the outcome, and the slope of that error in V.

A search asks for this at some thousand V one after the other, and mostly the same donors are in use as a moment ago. So
the donors that served last are tried first: on them alone the mixture is a small system without inequalities, and it
is the nearest of all if no other donor lies as near along what it misses (Karush–Kuhn–Tucker; the problem is convex, so
that is proof). Where the proof fails, by however little, the whole problem is solved. What was remembered changes
nothing but the time: with a margin for every idle donor the nearest mixture is unique.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs

from dongxi.analysis.evaluation.nearest_mixture import nearest_mixture
from dongxi.analysis.evaluation.result import Floats

IN_USE = 1e-12
_CLEAR = 1e-9
"""By which a mixture must be nearest, as a share of the predictors' size, to need no other proof."""
_TRIED = 2
"""A kink has two sides."""


def mixture_for(predictors: Floats, predictor_weights: Floats) -> Floats:
    """The mixture (J,) nearest in predictors (k, J), donors minus unit, weighted by (k,)."""
    return nearest_mixture(np.sqrt(predictor_weights)[:, None] * predictors)


class OuterError:
    """For `predictors` (k, J) and `outcomes` (t, J) as donors minus the unit."""

    def __init__(self, *, predictors: Floats, outcomes: Floats) -> None:
        self._predictors, self._outcomes = predictors, outcomes
        self._clear = _CLEAR * float(np.vdot(predictors, predictors)) / predictors.size
        self._known: dict[bytes, _Donors] = {}
        self._recent: list[_Donors] = []

    def __call__(self, predictor_weights: Floats) -> tuple[float, Floats]:
        """The mean squared outcome error at V (k,) and its slope (k,), the donors in use held fixed."""
        for donors in self._recent:
            if found := donors.nearest(predictor_weights, clear=self._clear):
                self._remember(donors)
                return found
        mixture = mixture_for(self._predictors, predictor_weights)
        used = mixture > IN_USE
        key = used.tobytes()
        if key not in self._known:
            self._known[key] = _donors(self._predictors, self._outcomes, used)
        self._remember(self._known[key])
        return self._known[key].error_of(mixture[used], predictor_weights)

    def _remember(self, donors: _Donors) -> None:
        if not self._recent or self._recent[0] is not donors:
            self._recent = [donors, *(each for each in self._recent if each is not donors)][:_TRIED]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Donors:
    """Donors in use, the mixture written as the first of them and so much of each other instead: `first` (k,) and
    `apart` (k, p − 1) the predictors of the one and what the others add; `idle` (J − p, k) those of who is not in use;
    `missed` (t,) and `turned` (t, p − 1) the same of the outcome."""

    first: Floats
    apart: Floats
    idle: Floats
    missed: Floats
    turned: Floats

    def nearest(self, weights: Floats, *, clear: float) -> tuple[float, Floats] | None:
        """Error and slope where the nearest of all mixtures is made of exactly these donors; None where that is not
        clear."""
        if not self.apart.size:
            return None
        weighed = weights[:, None] * self.apart
        factor, failed = dpotrf(self.apart.T @ weighed)
        if failed:
            return None
        own = dpotrs(factor, -(self.first @ weighed))[0]
        if own.min() <= IN_USE or own.sum() >= 1 - IN_USE:
            return None
        off = self.first + self.apart @ own
        along = weights * off
        if len(self.idle) and (self.idle @ along).min() <= off @ along + clear:
            return None
        if np.abs(off @ weighed).max() > clear:
            return None
        missed = self.missed + self.turned @ own
        return _mean_square(missed), self._slope(dpotrs(factor, missed @ self.turned)[0], off)

    def error_of(self, own: Floats, weights: Floats) -> tuple[float, Floats]:
        """The same for the mixture `own` (p,) of these donors, known to be the nearest."""
        if not self.apart.size:
            return _mean_square(self.missed), np.zeros(len(weights))
        off = self.first + self.apart @ own[1:]
        missed = self.missed + self.turned @ own[1:]
        system, right = self.apart.T @ (weights[:, None] * self.apart), missed @ self.turned
        factor, failed = dpotrf(system)
        adjoint = np.linalg.lstsq(system, right, rcond=None)[0] if failed else dpotrs(factor, right)[0]
        return _mean_square(missed), self._slope(adjoint, off)

    def _slope(self, adjoint: Floats, off: Floats) -> Floats:
        """Differentiating the system that the mixture solves gives its slope, with one more solve of the same system
        for what is `missed`: the `adjoint` (p − 1,)."""
        return np.asarray((-2 / len(self.missed)) * (self.apart @ adjoint) * off)


def _mean_square(missed: Floats) -> float:
    return float(missed @ missed) / len(missed)


def _donors(predictors: Floats, outcomes: Floats, used: np.ndarray) -> _Donors:
    x, z = predictors[:, used], outcomes[:, used]
    return _Donors(
        first=x[:, 0].copy(),
        apart=x[:, 1:] - x[:, :1],
        idle=np.ascontiguousarray(predictors[:, ~used].T),
        missed=z[:, 0].copy(),
        turned=z[:, 1:] - z[:, :1],
    )
