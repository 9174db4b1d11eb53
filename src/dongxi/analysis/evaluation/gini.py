"""The Gini coefficient, split into within groups, between groups and overlap (Dagum 1997)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.population import Population, population
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words


@dataclass(frozen=True, kw_only=True, eq=False)
class Gini(Result):
    """`total` = `within` + `between` + `overlap`, each in 0…1.

    `between` is the Gini of group means; `overlap` what comes from members of a poorer group standing above members of
    a richer one (Dagum's transvariation): 0 if groups do not overlap. `inside` (g,) Gini within each group;
    `pairs` (g, g) mean absolute difference between members of two groups over the sum of their means; `means` (g,).
    """

    total: float
    within: float
    between: float
    overlap: float
    groups: tuple[str, ...]
    inside: Floats
    pairs: Floats
    means: Floats


def gini(
    *,
    values: ArrayLike,
    population_weights: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
) -> Gini:
    """Gini of `values` (n,) ≥ 0, per head where `population_weights` (n,) count heads: Σ Σ p p |y − y| / 2μ.

    The largest possible value with n equal heads is 1 − 1/n, not 1: no correction for small samples is made.
    """
    people = population(values=values, weights=population_weights, groups=groups, units=units)
    k = len(people.groups)
    parts = [people.of_group(g) for g in range(k)]
    means = np.array([float(y @ p) for y, p, _ in parts])
    sizes = np.array([size for _, _, size in parts])
    gaps = np.array([[_mean_gap(parts[g], parts[h]) for h in range(k)] for g in range(k)])
    total = float(sizes @ gaps @ sizes / (2 * people.mean))
    within = float((sizes**2 * np.diag(gaps)).sum() / (2 * people.mean))
    between = float(sizes @ np.abs(means[:, None] - means) @ sizes / (2 * people.mean))
    sums = means[:, None] + means
    pairs = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)
    return Gini(
        total=total,
        within=within,
        between=between,
        overlap=max(total - within - between, 0.0),
        groups=people.groups,
        inside=np.diag(pairs).copy(),
        pairs=pairs,
        means=means,
        reading=_reading(people, total, within, between),
        assumptions=(_enough(people),),
    )


def _mean_gap(one: tuple[Floats, Floats, float], other: tuple[Floats, Floats, float]) -> float:
    """Mean |y − z| over members of two groups."""
    return float(one[1] @ np.abs(one[0][:, None] - other[0]) @ other[1])


def _reading(people: Population, total: float, within: float, between: float) -> Words:
    if len(people.groups) == 1 or total <= 1e-12:
        return Words(zh=f"基尼系数 {total:.3f}（0 为完全相等）。", en=f"Gini {total:.3f} (0 is equality).")
    shares = [part / total for part in (within, between, total - within - between)]
    return Words(
        zh=f"基尼系数 {total:.3f}：组间 {shares[1]:.0%}，组内 {shares[0]:.0%}，组间交叠 {shares[2]:.0%}。",
        en=f"Gini {total:.3f}: {shares[1]:.0%} between groups, {shares[0]:.0%} within, {shares[2]:.0%} overlap.",
    )


def _enough(people: Population) -> Assumption:
    n = len(people.units)
    return Assumption(
        name="many_units",
        holds=n >= 10,
        words=Words(
            zh=f"单位数 {n}；等权时基尼系数最大只能到 {1 - 1 / n:.2f}，单位少时不宜与其他研究直接比较。",
            en=f"{n} units: with equal heads the Gini cannot exceed {1 - 1 / n:.2f}; few units do not compare.",
        ),
    )
