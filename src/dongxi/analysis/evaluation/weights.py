"""What every weighting method gives: how much each criterion counts, as shares of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dongxi.analysis.evaluation.result import Floats, Result, Words


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights(Result):
    """`weights` (m,) float64, none negative, adding up to one, in the order of `criteria`."""

    criteria: tuple[str, ...]
    weights: Floats

    def by_name(self) -> dict[str, float]:
        """Criterion → share."""
        return dict(zip(self.criteria, self.weights.tolist(), strict=True))


def heaviest(*, criteria: tuple[str, ...], weights: Floats) -> Words:
    """A clause that names the heaviest criteria and what they hold together."""
    order = np.argsort(-weights, kind="stable")[: min(3, len(criteria))]
    zh = "、".join(f"{criteria[j]} {weights[j]:.1%}" for j in order)
    en = ", ".join(f"{criteria[j]} {weights[j]:.1%}" for j in order)
    return Words(zh=f"权重最大的是{zh}。", en=f"The heaviest: {en}.")
