"""The gap: whether provinces come closer in a measure, and how much of the inequality lies between East and West."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dongxi.analysis.evaluation.beta_convergence import BetaConvergence, beta_convergence
from dongxi.analysis.evaluation.gini import gini
from dongxi.analysis.evaluation.result import Floats, Result, Words, p_value
from dongxi.analysis.evaluation.sigma_convergence import SigmaConvergence, sigma_convergence
from dongxi.analysis.evaluation.theil import theil
from dongxi.analysis.indicators.measures import Measure, Panel, measures, named, panel, places, studies, with_names

ZONES = ("east", "central", "west", "northeast")
SIDES = ("east", "west")
MAY_LACK = 2
SURE = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Split(Result):
    """Inequality of a measure among the provinces of `groups`, by year, each weighed by what the measure is per (people
    or GDP). Theil's T: `total` = `between` + `within`, all (T,); `share` between / total; `inside` (g, T) within each
    group. `gini` (T,) = `gini_between` + `gini_within` + `gini_overlap` (Dagum 1997), with `gini_reading`. NaN in years
    that some province lacks."""

    groups: tuple[str, ...]
    total: Floats
    between: Floats
    within: Floats
    share: Floats
    inside: Floats
    gini: Floats
    gini_between: Floats
    gini_within: Floats
    gini_overlap: Floats
    gini_reading: Words


@dataclass(frozen=True, kw_only=True, eq=False)
class GapStudy(Result):
    """`means` (4, T) of the `ZONES`, sums over sums; `relative` (T,) the West's as a share of the East's, and
    `difference` (T,) East − West in the measure's unit. `used` are the years in which all `regions` have a figure;
    `left_out` lack more than MAY_LACK of them, or carry a figure in doubt at either end. `zones` splits all provinces,
    `sides` those of East and West alone."""

    measure: Measure
    panel: Panel
    years: tuple[int, ...]
    used: tuple[int, ...]
    regions: tuple[str, ...]
    left_out: tuple[str, ...]
    means: Floats
    relative: Floats
    difference: Floats
    sigma: SigmaConvergence
    beta: BetaConvergence
    zones: Split
    sides: Split
    notes: tuple[Words, ...]


def gap_study(*, measure: str, first: int | None = None, last: int | None = None) -> GapStudy:
    """Convergence and inequality of the provinces in a measure of studies.toml, from the shipped figures."""
    span = studies()["gap"]
    data = panel(measures()[measure], first=first or span["first"], last=last or span["last"])
    regions = _kept(data)
    rows = data.rows(regions)
    whole = ~np.isnan(data.values[rows]).any(axis=0)
    used = tuple(year for year, full in zip(data.years, whole, strict=True) if full)
    at = [data.years.index(year) for year in used]
    values = data.values[np.ix_(rows, at)]
    periods = [str(year) for year in used]
    means = np.stack([_mean(data, [row for row in rows if _zone(data.regions[row]) == zone]) for zone in ZONES])
    means[:, ~whole] = np.nan
    east, west = means[ZONES.index("east")], means[ZONES.index("west")]
    sigma = sigma_convergence(values=values, units=regions, periods=periods)
    beta = beta_convergence(first=values[:, 0], last=values[:, -1], years=used[-1] - used[0], units=regions)
    sides = _split(data, [row for row in rows if _zone(data.regions[row]) in SIDES], at, SIDES)
    left_out = tuple(region for region in data.regions if region not in regions)
    return GapStudy(
        measure=data.measure,
        panel=data,
        years=data.years,
        used=used,
        regions=regions,
        left_out=left_out,
        means=means,
        relative=west / east,
        difference=east - west,
        sigma=sigma,
        beta=beta,
        zones=_split(data, rows, at, ZONES),
        sides=sides,
        notes=tuple(_notes(data, used, left_out)),
        reading=_reading(data, used, east, west, sigma, sides),
        assumptions=tuple(replace(one, words=with_names(one.words)) for one in (*sigma.assumptions, *beta.assumptions)),
    )


def _zone(region: str) -> str:
    return places()[region]["zone"]


def _kept(data: Panel) -> tuple[str, ...]:
    """Provinces with figures for nearly all years that most have, and no figure in doubt in the first or last."""
    missing = np.isnan(data.values)
    usual = missing.mean(axis=0) < 0.5
    lacking = missing[:, usual].sum(axis=1)
    ends = {year for year, held in zip(data.years, usual, strict=True) if held}
    doubtful = {region for region, year in data.doubtful if year in (min(ends), max(ends))}
    kept = zip(data.regions, lacking, strict=True)
    return tuple(region for region, lack in kept if lack <= MAY_LACK and region not in doubtful)


def _mean(data: Panel, rows: Sequence[int]) -> Floats:
    return np.asarray(data.above[rows].sum(axis=0) / data.below[rows].sum(axis=0) * data.measure.factor)


def _split(data: Panel, rows: Sequence[int], at: Sequence[int], groups: tuple[str, ...]) -> Split:
    width, label = len(data.years), [_zone(data.regions[row]) for row in rows]
    total, between, within, share = (np.full(width, np.nan) for _ in range(4))
    uneven = np.full((4, width), np.nan)
    inside = np.full((len(groups), width), np.nan)
    for t in at:
        values, people = data.values[rows, t], data.below[rows, t]
        found = theil(values=values, population_weights=people, groups=label)
        total[t], between[t], within[t], share[t] = found.total, found.between, found.within, found.between_share
        inside[:, t] = [found.inside[found.groups.index(group)] for group in groups]
        split = gini(values=values, population_weights=people, groups=label)
        uneven[:, t] = split.total, split.between, split.within, split.overlap
    first, last = at[0], at[-1]
    reading = Words(
        zh=f"泰尔指数由 {data.years[first]} 年的 {total[first]:.3f} 变为 {data.years[last]} 年的 {total[last]:.3f}，"
        f"其中地带之间占 {share[last]:.0%}（{data.years[first]} 年 {share[first]:.0%}）。",
        en=f"Theil index {total[first]:.3f} in {data.years[first]}, {total[last]:.3f} in {data.years[last]}; "
        f"{share[last]:.0%} of it between the zones ({share[first]:.0%} in {data.years[first]}).",
    )
    return Split(
        groups=groups,
        total=total,
        between=between,
        within=within,
        share=share,
        inside=inside,
        gini=uneven[0],
        gini_between=uneven[1],
        gini_within=uneven[2],
        gini_overlap=uneven[3],
        gini_reading=_uneven(data, uneven, first, last),
        reading=reading,
    )


def _uneven(data: Panel, uneven: Floats, first: int, last: int) -> Words:
    (before, after), ends = uneven[0, [first, last]], (data.years[first], data.years[last])
    between, within, overlap = uneven[1:, last] / after
    return Words(
        zh=f"基尼系数由 {ends[0]} 年的 {before:.3f} 变为 {ends[1]} 年的 {after:.3f}，其中地带之间占 {between:.0%}，"
        f"地带之内占 {within:.0%}，其余 {overlap:.0%} 是交叠：较低的地带里也有省高过较高的地带。",
        en=f"Gini {before:.3f} in {ends[0]}, {after:.3f} in {ends[1]}: {between:.0%} between the zones, {within:.0%} "
        f"within, and {overlap:.0%} overlap, provinces of a lower zone that stand above some of a higher one.",
    )


def _notes(data: Panel, used: Sequence[int], left_out: Sequence[str]) -> list[Words]:
    notes = [note for _year, note in data.breaks]
    gaps = [str(year) for year in range(used[0], used[-1] + 1) if year not in used]
    if gaps:
        listed = "、".join(gaps)
        notes.append(Words(zh=f"缺 {listed} 年，不作插补。", en=f"No figures for {', '.join(gaps)}; none are put in."))
    if left_out:
        who = named(left_out)
        notes.append(
            Words(
                zh=f"不含{who.zh}：缺数较多，或首末年数值存疑。",
                en=f"Without {who.en}: too many years missing, or a doubtful figure in the first or last.",
            )
        )
    return notes


def _reading(
    data: Panel, used: Sequence[int], east: Floats, west: Floats, sigma: SigmaConvergence, sides: Split
) -> Words:
    first, last = data.years.index(used[0]), data.years.index(used[-1])
    verdict = verdict_of(sigma)
    before, after = west[first] / east[first], west[last] / east[last]
    closer = after > before
    wider = (east[last] - west[last]) > (east[first] - west[first])
    pair = {
        (True, False): Words(zh="东西部之间的差距缩小", en="The gap between East and West closed"),
        (True, True): Words(
            zh="西部增长快于东部，但两地的差额仍在扩大",
            en="The West grew faster than the East, yet the difference between them went on widening",
        ),
        (False, True): Words(zh="东西部之间的差距扩大", en="The gap between East and West widened"),
        (False, False): Words(
            zh="东西部的差额缩小，但西部相当于东部的比例下降",
            en="The difference between East and West shrank, yet the West fell as a share of the East",
        ),
    }[closer, wider]
    span = f"{used[0]}—{used[-1]}"
    return Words(
        zh=f"{span}年，{pair.zh}：西部由相当于东部的 {before:.1%} 变为 {after:.1%}。"
        f"{verdict.zh}（对数标准差 {sigma.sigma[0]:.2f} → {sigma.sigma[-1]:.2f}，{p_value(sigma.p_value)}）。"
        f"东西部各省的不平等中，两地之间的部分占 {sides.share[last]:.0%}（{used[0]} 年 {sides.share[first]:.0%}）。",
        en=f"{used[0]}–{used[-1]}: {pair.en}: the West went from {before:.1%} of the East to {after:.1%}. {verdict.en} "
        f"(standard deviation of logarithms {sigma.sigma[0]:.2f} → {sigma.sigma[-1]:.2f}, {p_value(sigma.p_value)}). "
        f"Of the inequality among the provinces of East and West {sides.share[last]:.0%} lies between the two "
        f"({sides.share[first]:.0%} in {used[0]}).",
    )


def verdict_of(sigma: SigmaConvergence) -> Words:
    """What the test of dispersion allows to say, in a few words."""
    if sigma.p_value >= SURE:
        return Words(
            zh="各省之间离散程度的变化不显著",
            en="The dispersion among all provinces did not change significantly",
        )
    if sigma.change < 0:
        return Words(zh="各省之间的离散程度显著缩小", en="The dispersion among all provinces fell significantly")
    return Words(zh="各省之间的离散程度显著扩大", en="The dispersion among all provinces rose significantly")
