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
from dongxi.analysis.indicators.effect_words import difference
from dongxi.analysis.indicators.gap_words import LARGE, course
from dongxi.analysis.indicators.measures import (
    Measure,
    Panel,
    measures,
    named,
    panel,
    place_name,
    places,
    series_name,
    studies,
    with_names,
)

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
    """`means` (4, T) of the `ZONES`, sums over sums, NaN for a zone most of whose provinces are left out; `relative`
    (T,) the West's as a share of the East's, and `difference` (T,) East − West in the measure's unit. `used` are the
    years in which all `regions` have a figure; `left_out` lack more than MAY_LACK of them, or carry a figure in doubt
    in any year (`in_doubt`), for a sentence may compare any. `zones` splits all
    provinces, `sides` those of East and West alone."""

    measure: Measure
    panel: Panel
    years: tuple[int, ...]
    used: tuple[int, ...]
    regions: tuple[str, ...]
    left_out: tuple[str, ...]
    in_doubt: tuple[str, ...]
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
    means = np.stack([_zone_mean(data, rows, zone) for zone in ZONES])
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
        in_doubt=tuple(region for region in left_out if region in _doubted(data)),
        means=means,
        relative=west / east,
        difference=east - west,
        sigma=sigma,
        beta=beta,
        zones=_split(data, rows, at, ZONES),
        sides=sides,
        notes=tuple(_notes(data, used, left_out)),
        reading=_reading(data, used, east, west, sigma, sides) + _largest(data, rows, at),
        assumptions=tuple(replace(one, words=with_names(one.words)) for one in (*sigma.assumptions, *beta.assumptions)),
    )


def _zone(region: str) -> str:
    return places()[region]["zone"]


def _kept(data: Panel) -> tuple[str, ...]:
    """Provinces with figures for nearly all years that most have, and none in doubt."""
    missing = np.isnan(data.values)
    usual = missing.mean(axis=0) < 0.5
    lacking = missing[:, usual].sum(axis=1)
    doubtful = _doubted(data)
    kept = zip(data.regions, lacking, strict=True)
    return tuple(region for region, lack in kept if lack <= MAY_LACK and region not in doubtful)


def _doubted(data: Panel) -> set[str]:
    """Provinces with a figure in doubt."""
    return {region for region, _year in data.doubtful}


def _zone_mean(data: Panel, rows: Sequence[int], zone: str) -> Floats:
    """The mean (T,) of a zone over those of `rows` in it; NaN where they are fewer than half of its provinces."""
    own = [row for row in rows if _zone(data.regions[row]) == zone]
    if 2 * len(own) < sum(_zone(region) == zone for region in data.regions):
        return np.full(len(data.years), np.nan)
    return _mean(data, own)


def left_out_words(study: GapStudy) -> Words:
    """Who is left out and why, empty where nobody is."""
    lacking = [region for region in study.left_out if region not in study.in_doubt]
    reasons = ((study.in_doubt, "存疑", "in doubt"), (lacking, "缺数较多", "too many years missing"))
    told = [(named(who), zh, en) for who, zh, en in reasons if who]
    return Words(
        zh="；".join(f"不含{who.zh}（{zh}）" for who, zh, _en in told),
        en="; ".join(f"without {who.en} ({en})" for who, _zh, en in told),
    )


def unseen_zones(study: GapStudy) -> tuple[str, ...]:
    """Zones that have no mean since most of their provinces are left out."""
    return tuple(zone for zone, values in zip(ZONES, study.means, strict=True) if np.isnan(values).all())


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
                zh=f"不含{who.zh}：缺数较多，或有数值存疑。",
                en=f"Without {who.en}: too many years missing, or a figure in doubt.",
            )
        )
    return notes


def _reading(
    data: Panel, used: Sequence[int], east: Floats, west: Floats, sigma: SigmaConvergence, sides: Split
) -> Words:
    first, last = data.years.index(used[0]), data.years.index(used[-1])
    told = course({year: float(west[t] / east[t]) for year in used for t in [data.years.index(year)]})
    gaps = [float(east[t] - west[t]) for t in (first, last)]
    before, after = (difference(gap, data.measure) for gap in gaps)
    way, way_en = ("扩大", "widened") if gaps[1] > gaps[0] else ("缩小", "shrank")
    verdict = verdict_of(sigma)
    spread = f"{sigma.sigma[0]:.2f} → {sigma.sigma[-1]:.2f}"
    return Words(
        zh=f"{told.zh}；两地的差额由{used[0]}年的 {before.zh}{way}到{used[-1]}年的 {after.zh}。"
        f"{verdict.zh}（对数标准差 {spread}，{p_value(sigma.p_value)}）。",
        en=f"{told.en}; the difference between the two {way_en} from {before.en} in {used[0]} to {after.en} in "
        f"{used[-1]}. {verdict.en} (standard deviation of logarithms {spread}, {p_value(sigma.p_value)}).",
    ) + _inequality(sides, used, first, last, closer=west[last] / east[last] > west[first] / east[first])


def _inequality(sides: Split, used: Sequence[int], first: int, last: int, *, closer: bool) -> Words:
    """What all inequality among the provinces of East and West did, which need not be what the two averages did."""
    before, after = float(sides.total[first]), float(sides.total[last])
    fell, against = after < before, Words(zh="", en="")
    if fell != closer:
        against = Words(
            zh=f"，尽管西部相当于东部的比例{'升高' if closer else '降低'}",
            en=f" although the West {'rose' if closer else 'fell'} as a share of the East",
        )
    change = f"{after / before - 1:+.0%}".replace("-", "−")
    return Words(
        zh=f"东西部各省之间总的不平等（泰尔指数）由 {before:.3f} {'降' if fell else '升'}到 {after:.3f}（{change}）"
        f"{against.zh}；其中两地之间的部分占 {sides.share[last]:.0%}（{used[0]}年 {sides.share[first]:.0%}）。",
        en=f"All inequality among the provinces of East and West (Theil) {'fell' if fell else 'rose'} from "
        f"{before:.3f} to {after:.3f} ({change}){against.en}; {sides.share[last]:.0%} of it lies between the two "
        f"({sides.share[first]:.0%} in {used[0]}).",
    )


def _largest(data: Panel, rows: Sequence[int], at: Sequence[int]) -> Words:
    """That one province makes much of the West's figure, where it does."""
    west = [row for row in rows if _zone(data.regions[row]) == "west"]
    shares = data.above[west] / data.above[west].sum(axis=0)
    first, last = at[0], at[-1]
    most = int(shares[:, last].argmax())
    if shares[most, last] < LARGE:
        return Words(zh="", en="")
    who, what = place_name(data.regions[west[most]]), series_name(data.measure.numerator)
    now, then = f"{shares[most, last]:.0%}", f"{shares[most, first]:.0%}"
    return Words(
        zh=f"西部所计的 {len(west)} 个省份的{what.zh}中，{who.zh}一地占 {now}（{data.years[first]}年 {then}）："
        f"西部的数很大程度上是{who.zh}的数。",
        en=f"Of the {len(west)} western provinces used {who.en} alone makes {now} of the figure ({what.en}; "
        f"{then} in {data.years[first]}): what is said of the West is largely said of it.",
    )


def relative_line(study: GapStudy) -> list[tuple[int, float | None]]:
    """The West as a share of the East in percent, by year from the first used to the last; None where not all have a
    figure. What page and report draw."""
    span = range(study.used[0], study.used[-1] + 1)
    values = [(year, float(study.relative[study.years.index(year)])) for year in span]
    return [(year, None if np.isnan(value) else round(value * 100, 1)) for year, value in values]


def verdict_of(sigma: SigmaConvergence) -> Words:
    """What the test of dispersion allows to say, in a few words."""
    count = len(sigma.units)
    if sigma.p_value >= SURE:
        return Words(
            zh=f"{count} 省之间离散程度的变化不显著",
            en=f"The dispersion among the {count} provinces used did not change significantly",
        )
    if sigma.change < 0:
        return Words(
            zh=f"{count} 省之间的离散程度显著缩小",
            en=f"The dispersion among the {count} provinces used fell significantly",
        )
    return Words(
        zh=f"{count} 省之间的离散程度显著扩大", en=f"The dispersion among the {count} provinces used rose significantly"
    )
