"""The weights of predictors with which the synthetic unit follows the outcome best before the start.

Abadie, Diamond & Hainmueller (2010) choose V so that the mixture nearest in V-weighted predictors has the least squared
error of the outcome. That error has kinks, many local minima and flat stretches, and its infimum usually lies where all
but one predictor are ignored (Klößner, Kaul, Pfeifer & Schieler 2018; Malo, Eskelinen, Zhou & Kuosmanen 2024). So: an
exact inner solve, the exact slope of the outer error, many starts of which the better are followed further, a floor
under every predictor's weight, and a bound that no choice of V can beat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import nnls

from dongxi.analysis.evaluation.kinked_descent import Point, begin, descend
from dongxi.analysis.evaluation.nearest_mixture import nearest_mixture
from dongxi.analysis.evaluation.outer_error import IN_USE, OuterError, mixture_for
from dongxi.analysis.evaluation.result import Floats

_LOWEST = -8.0
_ROUNDS = ((1.0, 10), (0.35, 30), (0.12, 120))
_RANDOM = 50
_TARGETS = 15
_JOLTS = 2


@dataclass(frozen=True, kw_only=True)
class Search:
    """`predictor_weights` (k,) and `weights` (J,) add up to one; `mspe` the mean squared error of the outcome before
    the start and `bound` the least that any mixture of these donors could have; `starts` made, of which `agreeing`
    came to this fit within a part in a thousand."""

    predictor_weights: Floats
    weights: Floats
    mspe: float
    bound: float
    starts: int
    agreeing: int


def search(*, predictors: Floats, outcomes: Floats, first: Floats, least: float, starts: int, seed: int) -> Search:
    """`predictors` (k, J) and `outcomes` (t, J) as donors minus the unit, predictors on one scale; `first` (k,) weights
    to begin with beside others; no predictor gets less than `least` of the total, which is below 1 / k."""
    problem = _Problem(predictors=predictors, outcomes=outcomes, least=least)
    rng = np.random.default_rng(seed)
    bound = squared_error(outcomes, nearest_mixture(outcomes))
    least_value = bound / problem.unit * (1 + 1e-9)
    points = [begin(problem, logs) for logs in _starts(problem, first, starts, rng)]
    for share, evaluations in _ROUNDS:
        if min(point.value for point in points) <= least_value:
            break
        points = sorted(points, key=_value)[: max(2, round(share * starts))]
        points = [descend(problem, point, evaluations=evaluations) for point in points]
    points.sort(key=_value)
    for _ in range(_JOLTS):
        if points[0].value <= least_value:
            break
        logs = np.maximum(points[0].at + rng.standard_normal(len(first)), _LOWEST)
        points.append(descend(problem, begin(problem, logs), evaluations=_ROUNDS[-1][1]))
        points.sort(key=_value)
    if points[0].value > least_value:
        points[0] = descend(problem, points[0], evaluations=_ROUNDS[-1][1])
    shares = problem.shares(points[0].at)
    weights = mixture_for(predictors, shares)
    return Search(
        predictor_weights=shares,
        weights=weights,
        mspe=squared_error(outcomes, weights),
        bound=bound,
        starts=starts,
        agreeing=sum(point.value <= points[0].value * 1.001 for point in points),
    )


def squared_error(outcomes: Floats, weights: Floats) -> float:
    """Mean over periods of the squared gap, for outcomes (t, J) as donors minus the unit."""
    missed = outcomes @ weights
    return float(missed @ missed) / len(missed)


def by_regression(*, predictors: Floats, outcomes: Floats) -> Floats:
    """Weights (k,) by the squared coefficients of every outcome period on all predictors, for predictors (k, n) and
    outcomes (t, n) of all units."""
    x = np.column_stack([np.ones(predictors.shape[1]), predictors.T])
    squares = np.asarray((np.linalg.lstsq(x, outcomes.T, rcond=None)[0][1:] ** 2).sum(axis=1))
    total = float(squares.sum())
    return squares / total if total > 0 else np.full(len(squares), 1 / len(squares))


@dataclass(frozen=True, kw_only=True)
class _Problem:
    """The outer error, over the outcome's size, as a function of logarithms (k,): V = least + (1 − k least) softmax."""

    predictors: Floats
    outcomes: Floats
    least: float

    @cached_property
    def unit(self) -> float:
        """The size of the outcome: mean squared difference of donors from the unit."""
        return float(np.vdot(self.outcomes, self.outcomes)) / self.outcomes.size or 1.0

    @cached_property
    def error(self) -> OuterError:
        return OuterError(predictors=self.predictors, outcomes=self.outcomes)

    def shares(self, logs: Floats) -> Floats:
        return self.least + (1 - len(logs) * self.least) * _softmax(logs)

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        soft = _softmax(logs)
        free = 1 - len(logs) * self.least
        value, slope = self.error(self.least + free * soft)
        return value / self.unit, free * soft * (slope - slope @ soft) / self.unit


def _softmax(logs: Floats) -> Floats:
    raised = np.exp(logs - logs.max())
    return np.asarray(raised / raised.sum())


def _value(point: Point) -> float:
    return point.value


def _starts(problem: _Problem, first: Floats, count: int, rng: np.random.Generator) -> list[Floats]:
    """By regression, equal, and the most promising others, each leading to another set of donors."""
    k = len(first)
    alone = np.where(np.eye(k, dtype=bool), 1.0, 0.0)
    aimed = [_weights_behind(problem.predictors, target) for target in _targets(problem.outcomes)]
    drawn = rng.dirichlet(np.full(k, 0.3), _RANDOM)
    weights = np.vstack([first, np.ones(k), alone, *aimed, drawn])
    with np.errstate(divide="ignore"):
        logs = np.maximum(np.log(weights / weights.max(axis=1, keepdims=True)), _LOWEST)
    mixtures = [mixture_for(problem.predictors, problem.shares(row)) for row in logs]
    errors = [squared_error(problem.outcomes, mixture) for mixture in mixtures]
    chosen: list[int] = [0, 1]
    rest: list[int] = []
    seen = {(mixtures[i] > IN_USE).tobytes() for i in (0, 1)}
    for i in sorted(range(2, len(logs)), key=errors.__getitem__):
        donors = (mixtures[i] > IN_USE).tobytes()
        (rest if donors in seen else chosen).append(i)
        seen.add(donors)
    return [logs[i] for i in [*chosen, *rest][:count]]


def _targets(outcomes: Floats) -> list[Floats]:
    """Mixtures worth aiming at: the best for the outcome alone, and the best without donors of it, one or two."""
    found: dict[bytes, Floats] = {}
    waiting = [(np.arange(outcomes.shape[1]), 2)]
    while waiting and len(found) < _TARGETS:
        kept, depth = waiting.pop(0)
        weights = np.zeros(outcomes.shape[1])
        weights[kept] = nearest_mixture(outcomes[:, kept])
        key = (weights > IN_USE).tobytes()
        if key in found:
            continue
        found[key] = weights
        if depth and len(kept) > 2:
            waiting += [(kept[kept != j], depth - 1) for j in np.flatnonzero(weights > IN_USE)]
    return list(found.values())


def _weights_behind(predictors: Floats, mixture: Floats) -> Floats:
    """V (k,) under which `mixture` (J,) comes nearest to being the nearest one.

    Optimal are mixtures whose donors in use all lie equally near along V-weighted residuals, and no other nearer:
    linear in V, so a least squares problem with V and the others' margins not negative.
    """
    k, count = predictors.shape
    missed = predictors @ mixture
    nearer = (predictors - missed[:, None]).T * missed
    idle = np.flatnonzero(mixture <= IN_USE)
    scale = float(np.abs(nearer).max())
    if scale == 0:
        return np.ones(k)
    system = np.zeros((count + 1, k + len(idle)))
    system[:count, :k] = nearer / scale
    system[idle, k + np.arange(len(idle))] = -1.0
    system[count, :k] = 0.01
    right = np.zeros(count + 1)
    right[count] = 0.01
    weights = nnls(system, right, maxiter=100 * system.shape[1])[0][:k]
    return weights if weights.sum() > 0 else np.ones(k)
