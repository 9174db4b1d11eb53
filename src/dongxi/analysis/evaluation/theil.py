"""Theil's measures of inequality, split exactly into between and within groups (Theil 1967; Shorrocks 1980)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import one_of
from dongxi.analysis.evaluation.population import Population, population
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words

_EQUAL = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class Theil(Result):
    """`total` = `between` + `within`. For g groups: `inside` (g,) inequality within each, `contribution` (g,) what each
    adds to `within`, `means` (g,), `population_share` (g,), `value_share` (g,). `between_share` = between / total,
    NaN where all are equal."""

    index: str
    total: float
    between: float
    within: float
    between_share: float
    groups: tuple[str, ...]
    inside: Floats
    contribution: Floats
    means: Floats
    population_share: Floats
    value_share: Floats


def theil(
    *,
    values: ArrayLike,
    population_weights: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    index: str = "T",
) -> Theil:
    """Inequality of `values` (n,), per head where `population_weights` (n,) count heads, split by `groups` (n names).

    `T` = Σ p (y/μ) ln(y/μ), sensitive at the top, zeros allowed; `L` = Σ p ln(μ/y), sensitive at the bottom, positive
    values only. Both in nats, 0 for equality.
    """
    one_of(index, known=tuple(INDICES), what=Words(zh="泰尔指数类型", en="The index"))
    people = population(
        values=values, weights=population_weights, groups=groups, units=units, zero_allowed=index == "T"
    )
    parts = [people.of_group(g) for g in range(len(people.groups))]
    means = np.array([float(y @ p) for y, p, _ in parts])
    sizes = np.array([size for _, _, size in parts])
    value_share = sizes * means / people.mean
    inside = np.array([INDICES[index](y, p) for y, p, _ in parts])
    contribution = (value_share if index == "T" else sizes) * inside
    between, within = INDICES[index](means, sizes), float(contribution.sum())
    total = INDICES[index](people.values, people.share)
    share = between / total if total > _EQUAL else float("nan")
    return Theil(
        index=index,
        total=total,
        between=between,
        within=within,
        between_share=share,
        groups=people.groups,
        inside=inside,
        contribution=contribution,
        means=means,
        population_share=sizes,
        value_share=value_share,
        reading=_reading(people, total, share, inside),
        assumptions=(_sizes(people),),
    )


def _t(y: Floats, p: Floats) -> float:
    mean = float(p @ y)
    if mean == 0:
        return 0.0
    ratio = y / mean
    return max(float(p @ (ratio * np.log(ratio, where=ratio > 0, out=np.zeros_like(ratio)))), 0.0)


def _l(y: Floats, p: Floats) -> float:
    return max(float(p @ np.log(float(p @ y) / y)), 0.0)


INDICES: dict[str, Callable[[Floats, Floats], float]] = {"T": _t, "L": _l}


def _reading(people: Population, total: float, share: float, inside: Floats) -> Words:
    if len(people.groups) == 1 or total <= _EQUAL:
        return Words(zh=f"泰尔指数 {total:.4f}（0 为完全相等）。", en=f"Theil index {total:.4f} (0 is equality).")
    widest = people.groups[int(inside.argmax())]
    return Words(
        zh=f"泰尔指数 {total:.4f}，其中组间差距占 {share:.0%}、组内占 {1 - share:.0%}；组内差距最大的是{widest}。",
        en=f"Theil index {total:.4f}: {share:.0%} between groups, {1 - share:.0%} within; widest within is {widest}.",
    )


def _sizes(people: Population) -> Assumption:
    small = [name for g, name in enumerate(people.groups) if (people.group == g).sum() < 2]
    return Assumption(
        name="groups_have_members",
        holds=not small,
        words=Words(
            zh=f"每组至少两个单位；只有一个的组内差距必为零：{'、'.join(small) or '无'}。",
            en=f"Every group has two units; in a group of one nothing can differ: {', '.join(small) or 'none'}.",
        ),
    )
