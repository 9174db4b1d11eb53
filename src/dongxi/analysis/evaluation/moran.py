"""Moran's I: whether like lies near like (Moran 1950; moments: Cliff & Ord 1981), with a permutation test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from dongxi.analysis.evaluation.checks import UNITS, complete, enough, names, not_negative, numbers, varied
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, listed, p_value

VALUES = Words(zh="指标数据", en="The values")
LINKS = Words(zh="空间权重", en="The links")
_BLOCK = 4_096


@dataclass(frozen=True, kw_only=True, eq=False)
class Moran(Result):
    """`statistic` I; `expected` −1 / (n − 1) and `deviation` under randomisation; `z`, `p_normal` two-sided;
    `p_value` two-sided from `permutations` shuffles, (1 + as extreme) / (1 + shuffles). `local` (n,): each unit's
    own z Σ w z over the variance (Anselin 1995), adding up to I × Σ w."""

    units: tuple[str, ...]
    statistic: float
    expected: float
    deviation: float
    z: float
    p_normal: float
    p_value: float
    permutations: int
    local: Floats


def moran(
    *,
    values: ArrayLike,
    links: ArrayLike,
    units: Sequence[str] | None = None,
    standardise: bool = True,
    permutations: int = 9_999,
    seed: int = 0,
) -> Moran:
    """Spatial autocorrelation of `values` (n,) over `links` (n, n) ≥ 0 with zeros on the diagonal.

    `standardise` makes every unit's links add up to one. Units without any link stay in the mean and are reported.
    """
    data = numbers(values, ndim=1, what=VALUES)
    labels = names(units, count=len(data), what=UNITS, prefix="U")
    enough(
        len(data), needed=5, what=UNITS, why=Words(zh="过少则排列检验无意义", en="fewer cannot be tested by shuffling")
    )
    enough(
        permutations,
        needed=99,
        what=Words(zh="次排列", en="shuffles"),
        why=Words(zh="p 值最小为其倒数", en="p has that floor"),
    )
    varied(complete(data, what=VALUES, axes=[labels])[:, None], columns=[VALUES.zh], what=VALUES)
    weights = _links(links, labels, standardise)
    z = data - data.mean()
    scale = len(z) / weights.sum() / float(z @ z)
    statistic = float(scale * (z @ weights @ z))
    expected, deviation = _moments(z, weights)
    score = (statistic - expected) / deviation
    extreme = _extreme(z, weights, scale, statistic - expected, expected, permutations, seed)
    p_value = (1 + extreme) / (1 + permutations)
    alone = [label for label, row in zip(labels, weights, strict=True) if not row.any()]
    return Moran(
        units=labels,
        statistic=statistic,
        expected=expected,
        deviation=deviation,
        z=score,
        p_normal=float(2 * norm.sf(abs(score))),
        p_value=p_value,
        permutations=permutations,
        local=len(z) * z * (weights @ z) / float(z @ z),
        reading=_reading(statistic, expected, p_value),
        assumptions=(
            Assumption(
                name="everyone_has_a_neighbour",
                holds=not alone,
                words=Words(
                    zh=f"每个单位都有相邻单位；没有的：{listed(alone).zh or '无'}。",
                    en=f"Every unit has a neighbour; without: {listed(alone).en or 'none'}.",
                ),
            ),
        ),
    )


def _links(links: ArrayLike, labels: tuple[str, ...], standardise: bool) -> Floats:
    weights = numbers(links, ndim=2, what=LINKS)
    if weights.shape != (len(labels), len(labels)) or np.diag(weights).any():
        raise DoesNotFit(
            zh=f"空间权重应为 {len(labels)}×{len(labels)} 且对角线为零（自己不是自己的邻居）。",
            en=f"Links should be {len(labels)} × {len(labels)} with a zero diagonal: nobody neighbours itself.",
        )
    not_negative(complete(weights, what=LINKS, axes=[labels, labels]), what=LINKS, axes=[labels, labels])
    if not weights.any():
        raise DoesNotFit(
            zh="没有任何两个单位相邻，无从计算。", en="No two units are linked; there is nothing to compute."
        )
    totals = weights.sum(axis=1, keepdims=True)
    return (
        np.asarray(np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)) if standardise else weights
    )


def _moments(z: Floats, weights: Floats) -> tuple[float, float]:
    """Mean and standard deviation of I when values are shuffled over places (Cliff & Ord 1981, §1.4.3)."""
    n = len(z)
    s0 = weights.sum()
    s1 = ((weights + weights.T) ** 2).sum() / 2
    s2 = ((weights.sum(axis=0) + weights.sum(axis=1)) ** 2).sum()
    kurtosis = n * (z**4).sum() / (z**2).sum() ** 2
    above = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    expected = -1 / (n - 1)
    return expected, float(np.sqrt(above / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2))


def _extreme(z: Floats, weights: Floats, scale: float, gap: float, expected: float, count: int, seed: int) -> int:
    """How many of `count` shuffles lie at least as far from the expected value as the data do."""
    rng, found = np.random.default_rng(seed), 0
    for start in range(0, count, _BLOCK):
        shuffled = rng.permuted(np.tile(z, (min(_BLOCK, count - start), 1)), axis=1)
        values = scale * np.einsum("ki,ki->k", shuffled @ weights, shuffled)
        found += int((np.abs(values - expected) >= abs(gap) * (1 - 1e-12)).sum())
    return found


def _reading(statistic: float, expected: float, p: float) -> Words:
    if p >= 0.05:
        return Words(
            zh=f"未见空间集聚的证据（I = {statistic:.3f}，{p_value(p)}）。",
            en=f"No evidence that like lies near like (I = {statistic:.3f}, {p_value(p)}).",
        )
    if statistic > expected:
        return Words(
            zh=f"相邻地区水平相近，存在空间集聚（I = {statistic:.3f}，{p_value(p)}）；集聚不等于溢出。",
            en=f"Neighbours are alike (I = {statistic:.3f}, {p_value(p)}); clustering is not proof of spillovers.",
        )
    return Words(
        zh=f"相邻地区高低相间（I = {statistic:.3f}，{p_value(p)}）。",
        en=f"High lies beside low (I = {statistic:.3f}, {p_value(p)}).",
    )
