"""Several units treated: is their mean change larger than that of as many donors in their place?

Means of placebos after Cavallo, Galiani, Noy & Pantano (2013); each unit's own p-value adjusted by Holm (1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import enough, names, numbers, size
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.result import LEVEL, Assumption, Floats, Result, Words, listed, p_value
from dongxi.analysis.evaluation.stand_ins import MOST, arrangements, stand_ins

UNITS = Words(zh="处理单位", en="treated units")
PLACEBOS = Words(zh="安慰剂", en="placebos")


@dataclass(frozen=True, kw_only=True, eq=False)
class SeveralTreated(Result):
    """`statistic`: mean over G treated units of the mean gap after the start over the error before. `p_value`: share of
    the `compared` arrangements of G different donors in their places, the treated themselves included, that reach as
    much; `smallest_p` the least it could be. `arrangements`: how many there are. `p_values` (G,): each unit's own,
    `adjusted` (G,) the same after Holm."""

    treated: tuple[str, ...]
    statistic: float
    p_value: float
    smallest_p: float
    arrangements: int
    compared: int
    p_values: Floats
    adjusted: Floats


def several_treated(
    *,
    treated: Sequence[str],
    standing: ArrayLike,
    placebos: ArrayLike,
    p_values: ArrayLike,
    most: int = MOST,
    seed: int = 0,
) -> SeveralTreated:
    """From `standing` (G,) of each treated unit, mean gap after over root mean squared gap before, `placebos` (G, J)
    the same of J donors in each one's place, infinite for one whose error is nothing, which then counts as larger, and
    each one's own `p_values` (G,). Of more than `most` arrangements that many different ones are drawn."""
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
    alike = _alike(others)
    places = stand_ins(donors=others.shape[1], alike=alike, most=most, seed=seed)
    reached = np.abs(others[np.arange(len(own)), places].mean(axis=1))
    statistic = float(own.mean())
    given = numbers(p_values, ndim=1, what=UNITS)
    found = SeveralTreated(
        treated=labels,
        statistic=statistic,
        p_value=float((1 + (reached >= abs(statistic) * (1 - 1e-12)).sum()) / (1 + len(places))),
        smallest_p=1 / (1 + len(places)),
        arrangements=arrangements(donors=others.shape[1], alike=alike),
        compared=len(places),
        p_values=given,
        adjusted=holm(given),
        reading=Words(zh="", en=""),
        assumptions=(_one_way(own),),
    )
    return replace(found, reading=_reading(found, least=min(1.0, len(own) / (1 + others.shape[1]))))


def _alike(placebos: Floats) -> list[int]:
    """Which units are measured alike: those that start together have the same placebos."""
    rows = placebos.tolist()
    return [rows.index(row) for row in rows]


def holm(p_values: Floats) -> Floats:
    """p-values (G,) adjusted so that the chance of any false finding stays at the level (Holm 1979)."""
    order = np.argsort(p_values)
    scaled = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    found = np.empty(len(p_values))
    found[order] = np.minimum(scaled, 1.0)
    return found


def _reading(of: SeveralTreated, *, least: float) -> Words:
    """`least`: the least that the smallest adjusted p-value could be."""
    count, drawn = of.arrangements, of.compared < of.arrangements
    how = (
        Words(
            zh=f"从 {count:,} 种换法中随机取不同的 {of.compared:,} 种", en=f"{of.compared:,} of {count:,} arrangements"
        )
        if drawn
        else Words(zh=f"共 {count:,} 种换法", en=f"all {count:,} arrangements")
    )
    verdict, each = _verdict(of), _each(of, least)
    return Words(
        zh=f"{len(of.treated)} 个单位的平均变化与同数安慰剂的平均相比{verdict.zh}（{p_value(of.p_value)}，可能的最小值 "
        f"{of.smallest_p:.4g}，不大于 {LEVEL:g} 才算少见；{how.zh}）；{each.zh}。",
        en=f"Against means of as many placebos the mean change of {len(of.treated)} units is {verdict.en} "
        f"({p_value(of.p_value)}, smallest possible {of.smallest_p:.4g}, rare up to {LEVEL:g}; {how.en}); {each.en}.",
    )


def _verdict(of: SeveralTreated) -> Words:
    if of.smallest_p > LEVEL:
        return Words(
            zh="不能下结论：对照太少，不可能达到显著",
            en="without a conclusion, as with so few donors it could not be significant",
        )
    if of.p_value <= LEVEL:
        return Words(zh="少见", en="rare")
    return Words(zh="并不突出；这不证明没有效果", en="not out of the ordinary, which does not prove none")


def _each(of: SeveralTreated, least: float) -> Words:
    """Each unit's own p-value, what Holm makes of it, and which are still rare."""
    pairs = zip(of.treated, of.p_values.tolist(), of.adjusted.tolist(), strict=True)
    own = listed([f"{name} {p:.3f} → {adjusted:.3f}" for name, p, adjusted in pairs], most=len(of.treated))
    rare = listed([name for name, p in zip(of.treated, of.adjusted, strict=True) if p <= LEVEL])
    told = (
        Words(zh=f"校正后仍少见的有{rare.zh}", en=f"still rare: {rare.en}")
        if rare.zh
        else Words(zh="校正后没有一个单位突出", en="no single unit stands out")
    )
    if least > LEVEL:
        told = Words(
            zh=f"校正后没有一个单位突出（对照太少，最小也有 {least:.3f}，不可能达到显著）",
            en=f"no single unit stands out (with so few donors none could: the least is {least:.3f})",
        )
    return Words(
        zh=f"各单位名次检验的 p 值按 Holm 法校正：{own.zh}；{told.zh}",
        en=f"each unit's p by rank, adjusted for several tests (Holm): {own.en}; {told.en}",
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
