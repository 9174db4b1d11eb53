"""Relatedness: how near a field lies to what a region already does (Hidalgo, Klinger, Barabási & Hausmann 2007)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Result, Words
from dongxi.analysis.evaluation.specialisation import presence


@dataclass(frozen=True, kw_only=True, eq=False)
class Relatedness(Result):
    """`proximity` (f, f): the lesser of the two chances that who has one field has the other, 1 on the diagonal.

    `density` (r, f) in 0…1: the share of a field's proximity that lies with fields the region has, NaN for a field
    near none. `candidates`: for each region the fields it lacks, nearest first."""

    regions: tuple[str, ...]
    fields: tuple[str, ...]
    proximity: Floats
    density: Floats
    candidates: tuple[tuple[str, ...], ...]


def relatedness(
    *,
    present: ArrayLike,
    regions: Sequence[str] | None = None,
    fields: Sequence[str] | None = None,
    own: bool = False,
) -> Relatedness:
    """Proximity of f fields and their density in r regions, from `present` (r, f) of 0 and 1 (see `advantage`).

    `own` counts a field's proximity to itself in its density, as the 2007 paper's sum does; without it density says
    nothing of whether the region has the field.
    """
    has, table = presence(present=present, regions=regions, fields=fields)
    proximity = _proximity(has)
    near = proximity if own else proximity - np.diag(np.diag(proximity))
    total = near.sum(axis=0)
    density = np.divide(has @ near, total, out=np.full(has.shape, np.nan), where=total > 0)
    candidates = tuple(_candidates(density[i], has[i], table.fields) for i in range(len(table.regions)))
    return Relatedness(
        regions=table.regions,
        fields=table.fields,
        proximity=proximity,
        density=density,
        candidates=candidates,
        reading=_reading(table.regions, candidates),
        assumptions=(_many(len(table.regions)),),
    )


def _proximity(has: Flags) -> Floats:
    """min(P(a | b), P(b | a)) for all pairs of fields (f, f); every field is somewhere."""
    together = has.T.astype(float) @ has
    chance = together / np.diag(together)
    return np.asarray(np.minimum(chance, chance.T))


def _candidates(density: Floats, has: Flags, fields: tuple[str, ...]) -> tuple[str, ...]:
    order = np.argsort(-np.nan_to_num(density, nan=-1.0), kind="stable")
    return tuple(fields[j] for j in order if not has[j] and not np.isnan(density[j]))


def _reading(regions: tuple[str, ...], candidates: tuple[tuple[str, ...], ...]) -> Words:
    shown = [(region, some[0]) for region, some in zip(regions, candidates, strict=True) if some][:3]
    if not shown:
        return Words(zh="各地区已具备全部相关领域。", en="Every region has all related fields.")
    return Words(
        zh="与现有基础最相近而尚无优势的领域：" + "；".join(f"{r}—{f}" for r, f in shown) + "。相近不等于值得发展。",
        en="Nearest fields not yet held: "
        + "; ".join(f"{r} – {f}" for r, f in shown)
        + ". Near is not the same as worthwhile.",
    )


def _many(count: int) -> Assumption:
    return Assumption(
        name="enough_regions",
        holds=count >= 20,
        words=Words(
            zh=f"同现概率由 {count} 个地区估计；不足 20 个时偶然性大。",
            en=f"Chances are estimated from {count} regions; below 20 they owe much to accident.",
        ),
    )
