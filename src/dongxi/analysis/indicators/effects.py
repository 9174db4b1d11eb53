"""Change after the Plan: each named western province against a mixture of provinces outside the West.

The mixture follows the outcome itself year by year before the start (Abadie, Diamond & Hainmueller 2010 without further
predictors), so its weights are the one best fit and nothing is searched. Placebos tell what chance alone brings; the
p-values of one family are adjusted together (Holm 1979). It is change after the Plan and never the effect of
cooperation: other things happened as well, and some of the pairings are older than the Plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.holm import holm
from dongxi.analysis.evaluation.placebos_in_space import SpacePlacebos, placebos_in_space, well_fitted
from dongxi.analysis.evaluation.placebos_in_time import placebos_in_time
from dongxi.analysis.evaluation.result import Assumption, Floats, Words
from dongxi.analysis.evaluation.synthetic_control import CLOSE, SyntheticControl, synthetic_control
from dongxi.analysis.indicators.effect_words import concluded, refused_for_doubt, refused_for_gaps
from dongxi.analysis.indicators.measures import Measure, Panel, measures, members, panel, studies, with_names
from dongxi.analysis.indicators.partners import beneficiaries, partners
from dongxi.analysis.indicators.pools import POOLS

SHOWN_WEIGHT = 0.001
FIT = "follows_before_the_start"
"""The assumption that a verdict itself tells of."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One province, one measure, one pool of donors. `refused` says why there is no estimate; then all below is None.

    `years` (T,) used; `actual`, `synthetic`, `gap` (T,) in the measure's unit; `average` the mean gap from the start
    on; `low`, `high` constant changes not rejected at nine in ten. `weights` of donors, largest first. `error`: root
    mean squared gap before; `error_share` of the province's own standard deviation before; `follows` whether that is
    small enough for a conclusion. `p` by placebos in space, at least `smallest_p`; `p_adjusted` within the family, NaN
    where it does not follow, `least_adjusted` the least that any of the family could have, `out_of_reach` whether that
    is above the level; `excluding` how many of the family have a set that excludes zero. `placebos` (J, T) gaps of
    `placebo_regions`. `earlier_start`, `earlier_gap`: placebo in time. `doubts`: assumptions that the data contradict,
    the fit apart. `verdict`: no_fit, out_of_reach,
    not_significant, higher, lower, refused.
    """

    region: str
    measure: Measure
    pool: str
    since: int
    years: tuple[int, ...]
    refused: Words | None = None
    actual: Floats | None = None
    synthetic: Floats | None = None
    gap: Floats | None = None
    average: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    weights: tuple[tuple[str, float], ...] = ()
    donors: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    error: float = float("nan")
    error_share: float = float("nan")
    follows: bool = False
    inside: bool = False
    ratio: float = float("nan")
    p: float = float("nan")
    smallest_p: float = float("nan")
    p_adjusted: float = float("nan")
    tests: int = 0
    least_adjusted: float = float("nan")
    out_of_reach: bool = False
    excluding: int = 0
    doubts: tuple[Assumption, ...] = ()
    placebos: Floats | None = None
    placebo_regions: tuple[str, ...] = ()
    earlier_start: int = 0
    earlier_gap: float = float("nan")
    verdict: str = "refused"
    reading: Words | None = None

    @property
    def places(self) -> int:
        """The province and its placebos."""
        return len(self.placebo_regions) + 1

    @property
    def excludes_zero(self) -> bool:
        """Whether zero is among the changes rejected at nine in ten."""
        return self.low > 0 or self.high < 0

    @property
    def rank(self) -> int:
        """Its place among them by the ratio of errors after and before; of equals the last."""
        return round(self.p * self.places)


@dataclass(frozen=True, kw_only=True, eq=False)
class EffectStudy:
    """Every change: `regions` × `measures` × POOLS. `named` are the partners left out of the pool `unnamed`."""

    regions: tuple[str, ...]
    measures: tuple[Measure, ...]
    outside: tuple[str, ...]
    named: tuple[str, ...]
    since: int
    last: int
    level: float
    panels: tuple[Panel, ...]
    changes: tuple[Change, ...]

    def of(self, region: str, measure: str, pool: str = "all") -> Change:
        """One change."""
        wanted = (region, measure, pool)
        return next(one for one in self.changes if (one.region, one.measure.code, one.pool) == wanted)


def effect_study(*, progress: Progress | None = None) -> EffectStudy:
    """The whole family from the shipped figures, as studies.toml sets it out. `progress`: changes done, and to do."""
    asked = studies()["effect"]
    regions = beneficiaries()
    chosen = tuple(measures()[code] for code in asked["measures"])
    panels = tuple(panel(measure, first=asked["first"], last=asked["last"]) for measure in chosen)
    inside = members(asked["outside"])
    outside = tuple(region for region in panels[0].regions if region not in inside)
    named = tuple(region for region in partners() if region in outside)
    pools = {"all": outside, "unnamed": tuple(region for region in outside if region not in named)}
    found: list[Change] = []
    for data in panels:
        for pool in POOLS:
            for region in regions:
                found.append(_change(data, region, pool, pools[pool], since=asked["since"]))
                if progress:
                    progress(len(found), len(panels) * len(POOLS) * len(regions))
    return EffectStudy(
        regions=regions,
        measures=chosen,
        outside=outside,
        named=named,
        since=asked["since"],
        last=asked["last"],
        level=asked["level"],
        panels=panels,
        changes=tuple(one for pool in POOLS for one in _adjusted(found, pool, level=asked["level"])),
    )


def _change(data: Panel, region: str, pool: str, donors: Sequence[str], *, since: int) -> Change:
    years = _years(data)
    doubtful = {place for place, year in data.doubtful if year in years}
    used = tuple(donor for donor in donors if donor not in doubtful and _whole(data, donor, years))
    blank = Change(region=region, measure=data.measure, pool=pool, since=since, years=years)
    if region in doubtful:
        return replace(blank, refused=refused_for_doubt(data, region, years))
    if lacking := _lacking(data, region, years):
        return replace(blank, refused=refused_for_gaps(region, lacking))
    rows = data.rows((region, *used))
    values = data.values[np.ix_(rows, [data.years.index(year) for year in years])]
    periods = [str(year) for year in years]
    try:
        found = synthetic_control(
            outcomes=values, treated=region, since=str(since), units=[region, *used], periods=periods
        )
        placebos = placebos_in_space(of=found)
        early = placebos_in_time(of=found)
    except CannotEvaluate as problem:
        return replace(blank, refused=with_names(Words(zh=problem.zh, en=problem.en)))
    left_out = tuple(donor for donor in donors if donor not in used)
    done = _filled(blank, found, placebos, left_out)
    doubts = [one for result in (found, placebos, early) for one in result.doubts if one.name != FIT]
    return replace(
        done,
        earlier_start=int(early.starts[0]),
        earlier_gap=float(early.average_gap[0]),
        doubts=tuple(replace(one, words=with_names(one.words)) for one in doubts),
    )


def _years(data: Panel) -> tuple[int, ...]:
    """The years that most provinces have."""
    usual = np.isnan(data.values).mean(axis=0) < 0.5
    return tuple(year for year, held in zip(data.years, usual, strict=True) if held)


def _whole(data: Panel, region: str, years: Sequence[int]) -> bool:
    return not _lacking(data, region, years)


def _lacking(data: Panel, region: str, years: Sequence[int]) -> list[int]:
    row = data.values[data.regions.index(region)]
    return [year for year in years if np.isnan(row[data.years.index(year)])]


def _filled(blank: Change, found: SyntheticControl, placebos: SpacePlacebos, left_out: tuple[str, ...]) -> Change:
    fit = found.of.fit
    error, spread = float(np.sqrt(found.pre_mspe)), float(found.actual[fit].std(ddof=1))
    held = {assumption.name: assumption.holds for assumption in found.assumptions}
    weights = sorted(zip(found.donors, found.weights.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return replace(
        blank,
        actual=found.actual,
        synthetic=found.synthetic,
        gap=found.gap,
        average=found.average_effect,
        low=placebos.low,
        high=placebos.high,
        weights=tuple((donor, weight) for donor, weight in weights if weight > SHOWN_WEIGHT),
        donors=found.donors,
        left_out=left_out,
        error=error,
        error_share=error / spread if spread > 0 else float("inf"),
        follows=spread > 0 and error / spread <= CLOSE,
        inside=bool(held["within_the_donors"]),
        ratio=found.rmspe_ratio,
        p=placebos.p_value,
        smallest_p=placebos.smallest_p,
        placebos=placebos.gaps,
        placebo_regions=placebos.donors,
    )


def worth_drawing(changes: Sequence[Change]) -> dict[str, Floats]:
    """Gaps (T,) of the placebos to draw behind `changes` of one measure and pool, by region: those that followed before
    the start nearly as well as the worst fitted of them."""
    first, worst = changes[0], max(one.error for one in changes)
    assert first.placebos is not None
    before = np.array(first.years) < first.since
    errors = (first.placebos[:, before] ** 2).mean(axis=1)
    return {first.placebo_regions[i]: first.placebos[i] for i in well_fitted(errors=errors, own=worst**2)}


def _adjusted(found: Sequence[Change], pool: str, *, level: float) -> list[Change]:
    """The changes of one pool with their p-values adjusted together: those that follow are one family."""
    own = [one for one in found if one.pool == pool]
    family = [one for one in own if one.follows]
    adjusted = dict(zip(map(id, family), holm(p_values=[one.p for one in family]).tolist(), strict=True))
    least = min(1.0, len(family) * min((one.smallest_p for one in family), default=1.0))
    told = (
        replace(
            one,
            p_adjusted=adjusted.get(id(one), float("nan")),
            tests=len(family),
            least_adjusted=least,
            out_of_reach=least > level,
            excluding=sum(each.excludes_zero for each in family),
        )
        for one in own
    )
    return [_concluded(one, level) for one in told]


def _concluded(one: Change, level: float) -> Change:
    if one.refused:
        return one
    verdict = "no_fit"
    if one.follows:
        verdict = "out_of_reach" if one.out_of_reach else "not_significant"
        if one.p_adjusted <= level:
            verdict = "higher" if one.average > 0 else "lower"
    return replace(one, verdict=verdict, reading=concluded(replace(one, verdict=verdict), level=level))
