"""Difference-in-differences with staggered starts: each group against units not treated (Callaway & Sant'Anna 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import chi2, norm

from dongxi.analysis.evaluation.checks import enough, one_of
from dongxi.analysis.evaluation.errors import TooFew
from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Integers, Result, Words, listed, p_value
from dongxi.analysis.evaluation.staggered import NEVER, Staggered, staggered

COMPARISONS = ("never", "not_yet")
SMALL_GROUP = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class DifferenceInDifferences(Result):
    """Effects in the outcome's unit; n units, K groups by start, T periods, E distances from the start in periods.

    `att` (K, T) against the period before the start, with `att_errors` (K, T); NaN where nobody compares. `overall`
    mean over all treated units and periods with `overall_error`, `overall_low`, `overall_high`, `p_value`. `distances`
    (E,), 0 the first period under treatment, with `event_att`, `event_errors` (E,) and a band `event_low`, `event_high`
    (E,) that holds for all distances at once. `group_att`, `group_errors` (K,); `period_att`, `period_errors` (T,), NaN
    before anybody is treated. `level` of intervals. `pretrend_p` of no difference before the start, NaN without one.
    `group_sizes` (K,); `comparison` which units compare; `left_out` those treated from the first period on.
    """

    groups: tuple[str, ...]
    periods: tuple[str, ...]
    comparison: str
    group_sizes: Integers
    att: Floats
    att_errors: Floats
    overall: float
    overall_error: float
    overall_low: float
    overall_high: float
    p_value: float
    distances: Integers
    event_att: Floats
    event_errors: Floats
    event_low: Floats
    event_high: Floats
    group_att: Floats
    group_errors: Floats
    period_att: Floats
    period_errors: Floats
    level: float
    pretrend_p: float
    left_out: tuple[str, ...]


def did(
    *,
    outcomes: ArrayLike,
    starts: Sequence[str | None],
    comparison: str = "never",
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    units: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
) -> DifferenceInDifferences:
    """Effects from `outcomes` (n, T), periods in order, and for each unit the period from which on it is treated.

    `starts`: None for never. `comparison`: never – only units never treated; not_yet – also those that start later.
    Without covariates: trends must be parallel as they stand. Errors by influence functions, clustered by unit; bands
    by `draws` of a multiplier bootstrap. Units treated from the first period on are left out. Refuses missing values.
    """
    one_of(comparison, known=COMPARISONS, what=Words(zh="对照", en="The comparison"))
    data = staggered(outcomes=outcomes, starts=starts, units=units, periods=periods)
    cells = _cells(data, comparison)
    rng = np.random.default_rng(seed)
    events = _by_distance(data, cells)
    reach = _band(events.influence, events.errors, level, draws, rng)
    overall = _mixed(data, cells, cells.after)
    by_group = [_mixed(data, cells, cells.after & (cells.group == k)) for k in range(len(data.groups))]
    by_period = [_mixed(data, cells, cells.after & (cells.period == t)) for t in range(len(data.periods))]
    point = float(norm.ppf((1 + level) / 2)) * overall.error
    before = events.distances < -1
    p = 2 * float(norm.sf(abs(overall.value) / overall.error)) if overall.error > 0 else float("nan")
    pretrend = _joint(events.values[before], events.influence[before])
    sizes = np.array([(data.first == start).sum() for start in data.groups])
    grid, errors = (_spread(data, cells, values) for values in (cells.values, cells.errors))
    return DifferenceInDifferences(
        groups=tuple(data.periods[start] for start in data.groups),
        periods=data.periods,
        comparison=comparison,
        group_sizes=sizes,
        att=grid,
        att_errors=errors,
        overall=overall.value,
        overall_error=overall.error,
        overall_low=overall.value - point,
        overall_high=overall.value + point,
        p_value=p,
        distances=events.distances,
        event_att=events.values,
        event_errors=events.errors,
        event_low=events.values - reach * events.errors,
        event_high=events.values + reach * events.errors,
        group_att=np.array([one.value for one in by_group]),
        group_errors=np.array([one.error for one in by_group]),
        period_att=np.array([one.value for one in by_period]),
        period_errors=np.array([one.error for one in by_period]),
        level=level,
        pretrend_p=pretrend,
        left_out=data.always,
        reading=_reading(overall.value, point, p, pretrend, level),
        assumptions=(_parallel(pretrend), _sizes(data, sizes), _no_anticipation(), _left_out(data.always)),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cells:
    """One effect per group and period: `group`, `period` (C,), `values`, `errors` (C,), `influence` (C, n), `after`."""

    group: Integers
    period: Integers
    values: Floats
    errors: Floats
    influence: Floats
    after: Flags


@dataclass(frozen=True, kw_only=True, eq=False)
class _Events:
    distances: Integers
    values: Floats
    errors: Floats
    influence: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _Mean:
    value: float
    error: float
    influence: Floats


def _cells(data: Staggered, comparison: str) -> _Cells:
    found = []
    for k, start in enumerate(data.groups.tolist()):
        for t in range(len(data.periods)):
            if t == start - 1:
                continue
            control = data.first == NEVER
            if comparison == "not_yet":
                control |= data.first > max(t, start - 1)
            control &= data.first != start
            if control.any():
                value, influence = _difference(data, data.first == start, control, change=(start - 1, t))
                found.append((k, t, value, influence, t >= start))
    if not any(after for *_, after in found):
        raise TooFew(
            zh="没有可作对照的未处理单位。请加入从未处理的单位，或改用 not_yet 对照。",
            en="No untreated units compare. Add units that are never treated, or compare with those not yet treated.",
        )
    influence = np.stack([each[3] for each in found])
    return _Cells(
        group=np.array([each[0] for each in found]),
        period=np.array([each[1] for each in found]),
        values=np.array([each[2] for each in found]),
        errors=_errors(influence),
        influence=influence,
        after=np.array([each[4] for each in found]),
    )


def _difference(data: Staggered, treated: Flags, control: Flags, *, change: tuple[int, int]) -> tuple[float, Floats]:
    """Mean change of the treated minus that of the controls, and each unit's part in its error (n,)."""
    moved = data.outcomes[:, change[1]] - data.outcomes[:, change[0]]
    n = len(moved)
    means = [float(moved[group].mean()) for group in (treated, control)]
    own, other = (
        np.where(group, (moved - mean) * n / group.sum(), 0.0)
        for group, mean in zip((treated, control), means, strict=True)
    )
    return means[0] - means[1], own - other


def _errors(influence: Floats) -> Floats:
    return np.asarray(np.sqrt((influence**2).mean(axis=-1) / influence.shape[-1]))


def _mixed(data: Staggered, cells: _Cells, chosen: Flags) -> _Mean:
    """Mean of the `chosen` cells weighted by group size; the weights' own chance enters the error."""
    n = len(data.first)
    if not chosen.any():
        return _Mean(value=float("nan"), error=float("nan"), influence=np.full(n, np.nan))
    member = (data.first == data.groups[cells.group[chosen]][:, None]).astype(np.float64)
    size = member.mean(axis=1)
    weights = size / size.sum()
    value = float(weights @ cells.values[chosen])
    drift = (member - size[:, None]) / size.sum()
    influence = weights @ cells.influence[chosen] + (cells.values[chosen] - value) @ drift
    return _Mean(value=value, error=float(_errors(influence)), influence=influence)


def _by_distance(data: Staggered, cells: _Cells) -> _Events:
    distance = cells.period - data.groups[cells.group]
    distances = np.unique(distance)
    means = [_mixed(data, cells, distance == e) for e in distances]
    return _Events(
        distances=distances,
        values=np.array([one.value for one in means]),
        errors=np.array([one.error for one in means]),
        influence=np.stack([one.influence for one in means]),
    )


def _band(influence: Floats, errors: Floats, level: float, draws: int, rng: np.random.Generator) -> float:
    """How many standard errors to each side keep all distances at once: the largest |t| under random signs."""
    why = Words(zh="同时置信带的端点需要", en="for the ends of the band")
    enough(draws, needed=200, what=Words(zh="自助抽样", en="bootstrap draws"), why=why)
    known = errors > 0
    if not known.any():
        return float("nan")
    n = influence.shape[1]
    signs = rng.integers(0, 2, (draws, n)) * 2.0 - 1.0
    largest = np.abs(signs @ influence[known].T / n / errors[known]).max(axis=1)
    return max(float(np.quantile(largest, level)), float(norm.ppf((1 + level) / 2)))


def _joint(values: Floats, influence: Floats) -> float:
    """p of all `values` being zero; NaN without any, or with too few units to tell them apart."""
    if not len(values):
        return float("nan")
    n = influence.shape[1]
    covariance = influence @ influence.T / n**2
    if np.linalg.matrix_rank(covariance, tol=1e-10 * max(float(np.trace(covariance)), 1e-300)) < len(values):
        return float("nan")
    return float(chi2.sf(values @ np.linalg.solve(covariance, values), len(values)))


def _spread(data: Staggered, cells: _Cells, values: Floats) -> Floats:
    grid = np.full((len(data.groups), len(data.periods)), np.nan)
    grid[cells.group, cells.period] = values
    grid[np.arange(len(data.groups)), data.groups - 1] = 0.0
    return grid


def _reading(value: float, point: float, p: float, pretrend: float, level: float) -> Words:
    sure = f"{level:.0%}"
    span = f"{value - point:.4g} … {value + point:.4g}"
    doubt = (
        Words(
            zh="但起始之前走势已有差异，平行趋势可疑。", en="But trends differed before: parallel trends are in doubt."
        )
        if pretrend < 0.05
        else Words(zh="", en="")
    )
    if not p < 1 - level:
        return Words(
            zh=f"处理单位平均变化 {value:.4g}（{sure} 区间 {span}，正态近似 {p_value(p)}），不显著；不证明没有效果。"
            + doubt.zh,
            en=f"Mean change of the treated {value:.4g} ({sure} {span}, normal approximation {p_value(p)}): not "
            f"significant, which does not prove none. {doubt.en}".strip(),
        )
    return Words(
        zh=f"处理单位相对对照平均变化 {value:.4g}（{sure} 区间 {span}，正态近似 {p_value(p)}）。{doubt.zh}",
        en=f"Against the others the treated changed by {value:.4g} ({sure} {span}, normal approximation "
        f"{p_value(p)}). {doubt.en}".strip(),
    )


def _parallel(pretrend: float) -> Assumption:
    known = not np.isnan(pretrend)
    return Assumption(
        name="parallel_trends",
        holds=bool(pretrend >= 0.05) if known else None,
        words=Words(
            zh=f"若未处理则走势应平行；起始之前的差异检验 {p_value(pretrend)}。"
            if known
            else "起始之前的时期或单位太少，无法检验平行趋势。",
            en=f"Untreated they would have moved in parallel; test of differences before: {p_value(pretrend)}."
            if known
            else "Too few periods before or too few units to test parallel trends.",
        ),
    )


def _sizes(data: Staggered, sizes: Integers) -> Assumption:
    least = int(sizes.min())
    controls = int((data.first == NEVER).sum())
    return Assumption(
        name="groups_large_enough",
        holds=bool(least >= SMALL_GROUP and controls >= SMALL_GROUP),
        words=Words(
            zh=f"最小处理组 {least} 个单位，从未处理 {controls} 个；不足 {SMALL_GROUP} 个时误差偏小，"
            "应另看合成控制的安慰剂检验。",
            en=f"Smallest group {least} units, never treated {controls}; below {SMALL_GROUP} errors are too small: "
            "see placebos of synthetic control.",
        ),
    )


def _no_anticipation() -> Assumption:
    return Assumption(
        name="no_anticipation_no_spillover",
        holds=None,
        words=Words(
            zh="起始之前无人提前行动，也未影响对照单位；数据无法判断。",
            en="Nobody acted before the start, and others were not touched; the data cannot tell.",
        ),
    )


def _left_out(always: tuple[str, ...]) -> Assumption:
    names = listed(always)
    return Assumption(
        name="nobody_treated_throughout",
        holds=not always,
        words=Words(
            zh=f"第一期就已处理、因而未用的单位：{names.zh or '无'}。",
            en=f"Treated from the first period on and hence not used: {names.en or 'none'}.",
        ),
    )
