"""Uniform draws from a region of weights.

Where the region is a simplex – all weights, lower bounds only, a full order – draws are exponentials mapped by its
corners, at no cost beyond drawing. Otherwise draws are rejected from the simplex or from the box of the bounds,
whichever loses less; where both lose nearly all, chains walk by hit and run (Smith 1984).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.evaluation.result import Floats
from dongxi.analysis.evaluation.thin_products import Singles
from dongxi.analysis.evaluation.weight_region import WeightRegion

_PILOT = 4_096
_HOPELESS = 0.005
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True)
class Draws:
    """How to draw from `region`: `method` and its `corners` (m, c); weights are `corners` @ parts / Σ parts."""

    region: WeightRegion
    method: str
    corners: Floats

    def parts(self, *, count: int, rng: np.random.Generator) -> Singles:
        """Parts (c, count), positive; only their proportions matter."""
        if self.method == "simplex":
            return rng.standard_exponential((self.corners.shape[1], count), dtype=np.float32)
        return METHODS[self.method](self, count, rng)

    def weights(self, *, count: int, rng: np.random.Generator) -> Singles:
        """Weights (m, count), each column adding up to one."""
        parts = self.parts(count=count, rng=rng)
        return np.asarray(self.corners.astype(np.float32) @ (parts / parts.sum(axis=0)))


def plan(*, region: WeightRegion, seed: int) -> Draws:
    """The cheapest way to draw from `region`, found with a pilot of a few thousand draws."""
    corners = _corners(region)
    if (region.upper >= corners.max(axis=1) - 1e-12).all() and (not region.order or (region.lower <= 0).all()):
        return Draws(region=region, method="simplex", corners=corners)
    own = np.eye(len(region.lower))
    rng = np.random.default_rng(seed)
    simplex = float(_allowed(region, _from_simplex(corners, _PILOT, rng)).mean())
    box = float(_allowed(region, _from_box(region, _PILOT, rng)).mean())
    if max(simplex, box) < _HOPELESS:
        return Draws(region=region, method="walk", corners=own)
    return Draws(region=region, method="reject_simplex" if simplex >= box else "reject_box", corners=own)


def _corners(region: WeightRegion) -> Floats:
    """Corners (m, m) of the smallest such simplex that holds the region: of the order, or of the lower bounds."""
    m = len(region.lower)
    if not region.order:
        return np.asarray(region.lower[:, None] + (1 - region.lower.sum()) * np.eye(m))
    falling = np.triu(np.ones((m, m))) / np.arange(1, m + 1)
    corners = np.empty((m, m))
    corners[list(region.order)] = falling
    return corners


def _allowed(region: WeightRegion, weights: Singles) -> NDArray[np.bool_]:
    """Which columns of `weights` (m, k) lie in the region, bounds widened by single-precision rounding."""
    low, high = region.lower[:, None] - _ROUNDING, region.upper[:, None] + _ROUNDING
    inside = ((weights >= low) & (weights <= high)).all(axis=0)
    if region.order:
        inside &= (np.diff(weights[list(region.order)], axis=0) <= _ROUNDING).all(axis=0)
    return np.asarray(inside)


def _from_simplex(corners: Floats, count: int, rng: np.random.Generator) -> Singles:
    parts = rng.standard_exponential((corners.shape[1], count), dtype=np.float32)
    return np.asarray(corners.astype(np.float32) @ (parts / parts.sum(axis=0)))


def _from_box(region: WeightRegion, count: int, rng: np.random.Generator) -> Singles:
    """All weights but the widest uniform within their bounds, the widest what is left; uniform where that fits."""
    width = region.upper - region.lower
    last = int(width.argmax())
    weights = rng.random((len(width), count), dtype=np.float32) * width[:, None].astype(np.float32)
    weights += region.lower[:, None].astype(np.float32)
    weights[last] = 0
    weights[last] = 1 - weights.sum(axis=0)
    return weights


def _rejected(draws: Draws, count: int, rng: np.random.Generator) -> Singles:
    found: list[Singles] = []
    while (have := sum(part.shape[1] for part in found)) < count:
        chunk = max(count, _PILOT)
        if draws.method == "reject_box":
            weights = _from_box(draws.region, chunk, rng)
        else:
            weights = _from_simplex(_corners(draws.region), chunk, rng)
        found.append(weights[:, _allowed(draws.region, weights)][:, : count - have])
    return np.ascontiguousarray(np.concatenate(found, axis=1).clip(min=0))


def _walked(draws: Draws, count: int, rng: np.random.Generator) -> Singles:
    """`count` chains from the centre, each many steps of hit and run; a step is uniform on its chord of the region."""
    region, m = draws.region, len(draws.region.lower)
    loose = region.upper > region.lower
    weights = np.repeat(region.centre[:, None], count, axis=1)
    for _ in range(100 + 20 * m):
        direction = rng.standard_normal((m, count)) * loose[:, None]
        direction[loose] -= direction[loose].mean(axis=0)
        slack = [region.upper[:, None] - weights, weights - region.lower[:, None]]
        pace = [direction, -direction]
        if region.order:
            ordered = list(region.order)
            slack.append(-np.diff(weights[ordered], axis=0))
            pace.append(np.diff(direction[ordered], axis=0))
        room, speed = np.concatenate(slack).clip(min=0), np.concatenate(pace)
        with np.errstate(divide="ignore", invalid="ignore"):
            times = room / speed
        ahead = np.where(speed > 0, times, np.inf).min(axis=0)
        behind = np.where(speed < 0, times, -np.inf).max(axis=0)
        weights += direction * (behind + (ahead - behind) * rng.random(count))
    return weights.clip(min=0).astype(np.float32)


METHODS = {"reject_simplex": _rejected, "reject_box": _rejected, "walk": _walked}
