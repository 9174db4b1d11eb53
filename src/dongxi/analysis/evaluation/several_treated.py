"""Several units treated: is their mean change larger than that of as many donors drawn in their place?

Means of placebos after Cavallo, Galiani, Noy & Pantano (2013); each unit's own p-value adjusted by Holm (1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import enough, names, numbers, size
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, listed, p_value

UNITS = Words(zh="处理单位", en="treated units")
PLACEBOS = Words(zh="安慰剂", en="placebos")


@dataclass(frozen=True, kw_only=True, eq=False)
class SeveralTreated(Result):
    """`statistic`: mean over G treated units of the mean gap after the start over the error before. `p_value`: share of
    `draws`, the treated themselves included, in which G different donors reach as much. `adjusted` (G,): each unit's
    own p-value after Holm."""

    treated: tuple[str, ...]
    statistic: float
    p_value: float
    draws: int
    adjusted: Floats


def several_treated(
    *,
    treated: Sequence[str],
    standing: ArrayLike,
    placebos: ArrayLike,
    p_values: ArrayLike,
    draws: int = 10_000,
    seed: int = 0,
) -> SeveralTreated:
    """From `standing` (G,) of each treated unit, mean gap after over root mean squared gap before, `placebos` (G, J)
    the same of J donors in each one's place, infinite for one whose error is nothing, which then counts as larger, and
    each one's own `p_values` (G,)."""
    own, others = numbers(standing, ndim=1, what=UNITS), numbers(placebos, ndim=2, what=PLACEBOS)
    labels = names(treated, count=len(own), what=UNITS, prefix="U")
    size(others, count=len(own), what=PLACEBOS, of=UNITS)
    if not np.isfinite(own).all() or np.isnan(others).any() or np.isneginf(others).any():
        raise DoesNotFit(
            zh="有处理单位此前的误差为零，平均变化无从与安慰剂相比。请逐个单位检验。",
            en="A treated unit's error before the start is zero: the mean cannot be set against placebos. Test units "
            "singly.",
        )
    why = Words(zh="须能同时替换全部处理单位", en="they stand in for all treated units at once")
    enough(others.shape[1], needed=len(own) + 1, what=PLACEBOS, why=why)
    rng = np.random.default_rng(seed)
    order = rng.random((draws, others.shape[1])).argsort(axis=1)[:, : len(own)]
    drawn = np.abs(others[np.arange(len(own)), order].mean(axis=1))
    statistic = float(own.mean())
    p = float((1 + (drawn >= abs(statistic) * (1 - 1e-12)).sum()) / (1 + draws))
    adjusted = holm(numbers(p_values, ndim=1, what=UNITS))
    return SeveralTreated(
        treated=labels,
        statistic=statistic,
        p_value=p,
        draws=draws,
        adjusted=adjusted,
        reading=_reading(labels, p, adjusted),
        assumptions=(_one_way(own),),
    )


def holm(p_values: Floats) -> Floats:
    """p-values (G,) adjusted so that the chance of any false finding stays at the level (Holm 1979)."""
    order = np.argsort(p_values)
    scaled = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    found = np.empty(len(p_values))
    found[order] = np.minimum(scaled, 1.0)
    return found


def _reading(labels: tuple[str, ...], p: float, adjusted: Floats) -> Words:
    rare = listed([name for name, each in zip(labels, adjusted, strict=True) if each <= 0.1])
    told = (
        Words(zh=f"校正多重检验后仍突出的有{rare.zh}", en=f"after adjusting for several tests still rare: {rare.en}")
        if rare.zh
        else Words(
            zh="校正多重检验后没有一个单位突出", en="after adjusting for several tests no single unit stands out"
        )
    )
    verdict = (
        Words(zh="少见", en="rare")
        if p <= 0.1
        else Words(zh="并不突出；这不证明没有效果", en="not out of the ordinary, which does not prove none")
    )
    return Words(
        zh=f"{len(labels)} 个单位的平均变化与同数安慰剂的平均相比{verdict.zh}（{p_value(p)}）；{told.zh}。",
        en=f"Against means of as many placebos the mean change of {len(labels)} units is {verdict.en} ({p_value(p)}); "
        f"{told.en}.",
    )


def _one_way(own: Floats) -> Assumption:
    return Assumption(
        name="changes_go_one_way",
        holds=bool((own > 0).all() or (own < 0).all()),
        words=Words(
            zh=f"{int((own > 0).sum())} 个单位上升、{int((own < 0).sum())} 个下降；方向不一时应逐个看。",
            en=f"{int((own > 0).sum())} units rose, {int((own < 0).sum())} fell; where they differ, look at each.",
        ),
    )
