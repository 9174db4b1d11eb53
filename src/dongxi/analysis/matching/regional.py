"""Which partner regions fit a province in a field: match strength × strength in the field × what the plan pairs.

Each factor lies in [0, 1]. The match strength is the mean, over the province's needs in the field, of the best score
that need has with any offer of the region (0 where it has none). The strength in the field is what the region holds
there (projects, laboratories …) against the region that holds most. A region that the plan does not pair with the
province counts `unpaired` instead of 1. Uncertainty comes from both: the needs are weighted anew at random (Bayesian
bootstrap, Rubin 1981), the holdings are drawn as counts (gamma with the Jeffreys prior of a Poisson rate).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.errors import AnalysisError

__all__ = ["FEWEST", "Fit", "RegionalFit", "Scored", "regional_fit"]

Drawn = NDArray[np.float64]
FEWEST = 3
"""Needs below which no interval is given: they say too little about the province."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A need with the best score in [0, 1] it has in each partner region; a region not named has no offer for it."""

    need: str
    province: str
    field: str
    best: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well a partner region fits: `value` = `match` × `strength` × `pairing`, each in [0, 1].

    `low` and `high` enclose nine draws in ten; `first` is the share of draws in which the region comes first in this
    province and field; all None with fewer than FEWEST needs. `holds` is the count behind `strength`.
    """

    region: str
    value: float
    match: float
    strength: float
    pairing: float
    paired: bool
    holds: int
    low: float | None
    high: float | None
    first: float | None


@dataclass(frozen=True, kw_only=True)
class RegionalFit:
    """One cell of the heat map: the regions that fit a province in a field, best first, and how to read them."""

    province: str
    field: str
    needs: int
    fits: tuple[Fit, ...]
    chinese: str
    english: str


def regional_fit(
    *,
    needs: Sequence[Scored],
    holdings: Mapping[tuple[str, str], int],
    paired: Callable[[str, str], bool],
    names: Mapping[str, tuple[str, str]],
    unpaired: float = 0.5,
    draws: int = 1_000,
    seed: int = 1,
) -> tuple[RegionalFit, ...]:
    """Every province and field that has needs, in order of their codes.

    `holdings` counts by (region, field); a region not named there holds nothing. `names` gives each region and field
    its Chinese and English name; a code without one stands for itself. The same input and `seed` give the same figures.
    AnalysisError for a need named twice, a score outside [0, 1], a negative count.
    """
    _check(needs, holdings, unpaired)
    cells: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for need in sorted(needs, key=lambda one: one.need):
        cells[need.province, need.field].append(need)
    out = []
    for (province, field), own in sorted(cells.items()):
        rng = np.random.default_rng([seed, *f"{province}/{field}".encode()])
        fits = _fits(own, holdings, partial(paired, province), unpaired, draws, rng)
        chinese, english = _reading(province, field, len(own), fits, names)
        out.append(
            RegionalFit(province=province, field=field, needs=len(own), fits=fits, chinese=chinese, english=english)
        )
    return tuple(out)


def _check(needs: Sequence[Scored], holdings: Mapping[tuple[str, str], int], unpaired: float) -> None:
    seen: set[str] = set()
    for need in needs:
        if need.need in seen:
            raise AnalysisError(f"需求“{need.need}”出现两次。请只保留一条。")
        seen.add(need.need)
        odd = [score for score in need.best.values() if not 0 <= score <= 1]
        if odd:
            raise AnalysisError(f"需求“{need.need}”的得分 {odd[0]} 不在 0 至 1 之间。请改正。")
    negative = [key for key, count in holdings.items() if count < 0]
    if negative:
        raise AnalysisError(f"地区“{negative[0][0]}”在领域“{negative[0][1]}”的数量为负。请改正。")
    if not 0 <= unpaired <= 1:
        raise AnalysisError(f"未结对地区的系数 {unpaired} 不在 0 至 1 之间。请改正。")


def _fits(
    own: Sequence[Scored],
    holdings: Mapping[tuple[str, str], int],
    paired: Callable[[str], bool],
    unpaired: float,
    draws: int,
    rng: np.random.Generator,
) -> tuple[Fit, ...]:
    regions = sorted({region for need in own for region in need.best})
    if not regions:
        return ()
    best = np.array([[need.best.get(region, 0.0) for region in regions] for need in own])
    rivals = sorted({region for region, field in holdings if field == own[0].field} | set(regions))
    held = np.array([holdings.get((region, own[0].field), 0) for region in rivals])
    at = np.array([rivals.index(region) for region in regions])
    bound = np.array([paired(region) for region in regions])
    pairing = np.where(bound, 1.0, unpaired)
    match, strength = best.mean(axis=0), _against_most(held)[at]
    value = match * strength * pairing
    sure = len(own) >= FEWEST
    weights = rng.dirichlet(np.ones(len(own)), size=draws)
    drawn = (weights @ best) * _against_most(rng.gamma(held + 0.5, size=(draws, len(held))))[:, at] * pairing
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    first = np.bincount(drawn.argmax(axis=1), minlength=len(regions)) / draws
    order = sorted(range(len(regions)), key=lambda i: (-value[i], regions[i]))
    return tuple(
        Fit(
            region=regions[i],
            value=float(value[i]),
            match=float(match[i]),
            strength=float(strength[i]),
            pairing=float(pairing[i]),
            paired=bool(bound[i]),
            holds=int(held[at[i]]),
            low=float(low[i]) if sure else None,
            high=float(high[i]) if sure else None,
            first=float(first[i]) if sure else None,
        )
        for i in order
    )


def _against_most(held: NDArray[np.number]) -> Drawn:
    """Counts (…, regions) against the largest of their row; 0 where nobody holds anything."""
    most = held.max(axis=-1, keepdims=True)
    return np.asarray(np.divide(held, most, out=np.zeros(held.shape), where=most > 0))


def _reading(
    province: str, field: str, needs: int, fits: Sequence[Fit], names: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    def said(code: str, language: int) -> str:
        return names.get(code, (code, code))[language]

    zh, en = (f"{said(province, i)}{dash}{said(field, i)}" for i, dash in ((0, "·"), (1, ", ")))
    if not fits or fits[0].value == 0:
        return f"{zh}：尚无可合作的地区。", f"{en}: no partner region fits yet."
    top = fits[0]
    chinese = f"{zh}：最相宜的是{said(top.region, 0)}（{top.value:.2f}）"
    english = f"{en}: {said(top.region, 1)} fits best ({top.value:.2f})"
    chinese += "，规划已结对" if top.paired else "，规划未结对"
    english += ", paired by the plan" if top.paired else ", not paired by the plan"
    if top.first is None or top.low is None or top.high is None:
        chinese += f"；仅有 {needs} 条需求，不足以判断把握。"
        english += f"; too few needs ({needs}) to say how sure this is."
        return chinese, english
    chinese += f"；九成区间 {top.low:.2f}–{top.high:.2f}，居首的把握 {top.first:.0%}。"
    english += f"; nine in ten draws {top.low:.2f}–{top.high:.2f}, first in {top.first:.0%} of them."
    return chinese, english
