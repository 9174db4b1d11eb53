"""Scores of units for draws of weights, with errors and gaps of the data: what SMAA counts places of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dongxi.analysis.evaluation.rank_counts import Tally
from dongxi.analysis.evaluation.result import Floats
from dongxi.analysis.evaluation.thin_products import Singles, product
from dongxi.analysis.evaluation.weight_draws import Draws


@dataclass(frozen=True, kw_only=True)
class Chance:
    """`gaps` (g, b): uniform, centred, as wide as the range of missing values; `errors` (n, b): standard normal."""

    gaps: Singles
    errors: Singles | None


@dataclass(frozen=True, kw_only=True)
class Model:
    """`known` (n, c) values at each corner, centred; `errors` (n, m) their variances; `gaps` the missing cells."""

    known: Singles
    corners: Singles
    errors: Singles | None
    gaps: tuple[tuple[int, int], ...]
    width: float
    ties: bool
    draws: Draws

    @classmethod
    def of(cls, *, data: Floats, errors: Floats | None, missing: tuple[float, float] | None, draws: Draws) -> Model:
        gaps = tuple((int(i), int(j)) for i, j in np.argwhere(np.isnan(data)))
        low, high = missing or (0.0, 0.0)
        filled = np.where(np.isnan(data), (low + high) / 2, data) * (draws.region.upper > 0)
        known = (filled - filled.mean(axis=0)) @ draws.corners
        alike = len(np.unique(np.round(known, 12), axis=0)) < len(known)
        return cls(
            known=np.ascontiguousarray(known, np.float32),
            corners=np.ascontiguousarray(draws.corners, np.float32),
            errors=None if errors is None else np.ascontiguousarray(errors**2, np.float32),
            gaps=gaps,
            width=high - low,
            ties=alike,
            draws=draws,
        )

    def chance(self, count: int, rng: np.random.Generator) -> Chance | None:
        """What `count` draws of uncertain data take; None if data are certain."""
        if self.errors is None and not self.gaps:
            return None
        shape = (len(self.known), count)
        return Chance(
            gaps=(rng.random((len(self.gaps), count), dtype=np.float32) - np.float32(0.5)) * np.float32(self.width),
            errors=None if self.errors is None else rng.standard_normal(shape, dtype=np.float32),
        )

    def scores(self, parts: Singles, chance: Chance | None) -> Singles:
        """Scores (n, b) of draws `parts` (c, b or one for all), up to the factor Σ parts that no order depends on.

        Independent normal errors of the values add up to one normal error of the score, of variance Σ w² σ²; so one
        number is drawn for a unit and a draw, not one for every value.
        """
        scores = product(self.known, parts)
        if chance is None:
            return scores
        weights = product(self.corners, parts)
        if self.errors is not None and chance.errors is not None:
            scores = np.asarray(scores + np.sqrt(product(self.errors, weights**2)) * chance.errors)
        else:
            scores = np.repeat(scores, chance.gaps.shape[1] // parts.shape[1], axis=1)
        for k, (i, j) in enumerate(self.gaps):
            scores[i] += weights[j] * chance.gaps[k]
        return np.asarray(scores)

    def tallied(self, tally: Tally, count: int, rng: np.random.Generator) -> Singles:
        """Counts `count` further draws; sums of parts by who came first (n, c)."""
        parts = self.draws.parts(count=count, rng=rng)
        return tally.add(scores=self.scores(parts, self.chance(count, rng)), parts=parts, ties=self.ties)
