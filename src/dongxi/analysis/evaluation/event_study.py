"""Event study: outcome by distance from the start, with unit and period effects, errors clustered by unit.

The two-way fixed-effects regression with leads and lags; where starts differ its coefficients mix the effects of
different groups (Sun & Abraham 2021), and `did` is the method to use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import f as fisher
from scipy.stats import t as student

from dongxi.analysis.evaluation.checks import dependent_columns, enough
from dongxi.analysis.evaluation.errors import Collinear, DoesNotFit
from dongxi.analysis.evaluation.result import Assumption, Floats, Integers, Result, Words, listed, p_value
from dongxi.analysis.evaluation.staggered import NEVER, Staggered, staggered


@dataclass(frozen=True, kw_only=True, eq=False)
class EventStudy(Result):
    """`distances` (E,) in periods from the start, −1 left out as the reference; beyond `window` they are counted with
    its ends. `coefficients`, `errors`, `p_values`, `low`, `high` (E,) in the outcome's unit, at `level`, t with
    `clusters` − 1 degrees. `pretrend_p` of all coefficients before −1 being zero, NaN if there are none."""

    distances: Integers
    coefficients: Floats
    errors: Floats
    p_values: Floats
    low: Floats
    high: Floats
    level: float
    clusters: int
    pretrend_p: float
    window: tuple[int, int]


def event_study(
    *,
    outcomes: ArrayLike,
    starts: Sequence[str | None],
    window: tuple[int, int] | None = None,
    level: float = 0.95,
    units: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
) -> EventStudy:
    """Coefficients from `outcomes` (n, T), periods in order, and `starts` as of `did`; `window` (first, last) distance.

    Refuses missing values, fewer than five units, and distances that unit and period effects already explain: without
    units never treated, leads and lags are not all identified unless `window` binds some together.
    """
    data = staggered(outcomes=outcomes, starts=starts, units=units, periods=periods)
    why = Words(zh="误差按单位聚类，单位太少不可信", en="errors are clustered by unit and need them")
    enough(len(data.units), needed=5, what=Words(zh="单位", en="units"), why=why)
    distance = np.arange(len(data.periods)) - data.first[:, None]
    treated = np.broadcast_to((data.first != NEVER)[:, None], distance.shape)
    ends = window or (int(distance[treated].min()), int(distance[treated].max()))
    if not ends[0] <= -1 <= 0 <= ends[1]:
        raise DoesNotFit(
            zh=f"窗口 {ends} 应从 −1 或更早到 0 或更晚。",
            en=f"The window {ends} should reach from −1 or before to 0 or after.",
        )
    clipped = np.clip(distance, *ends)
    distances = np.array([e for e in np.unique(clipped[treated]) if e != -1], np.int64)
    dummies = ((clipped[:, :, None] == distances) & treated[:, :, None]).astype(np.float64)
    x = _within(dummies)
    flat = x.reshape(-1, len(distances))
    if dependent := dependent_columns(flat):
        told = listed([f"{distances[j]:+d}" for j in dependent])
        raise Collinear(
            zh=f"距离 {told.zh} 的效应与单位、时期效应无法区分。请加入从未处理的单位，或用窗口合并两端。",
            en=f"Effects at {told.en} cannot be told from unit and period effects. Add units never treated, or bind "
            "the ends together with a window.",
        )
    y = _within(data.outcomes[:, :, None])[:, :, 0]
    coefficients, covariance = _clustered(x, y)
    return _result(data, distances, coefficients, covariance, level, ends)


def _within(values: Floats) -> Floats:
    """Values (n, T, k) less their unit's and their period's mean: exact in a panel without gaps."""
    return np.asarray(
        values - values.mean(axis=1, keepdims=True) - values.mean(axis=0, keepdims=True) + values.mean(axis=(0, 1))
    )


def _clustered(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Coefficients (E,) and their covariance (E, E), clustered by unit (CR1, period effects counted as parameters)."""
    n, t, k = x.shape
    flat = x.reshape(-1, k)
    inverse = np.linalg.inv(flat.T @ flat)
    coefficients = inverse @ (flat.T @ y.ravel())
    scores = np.einsum("nte,nt->ne", x, y - x @ coefficients)
    correction = n / (n - 1) * (n * t - 1) / (n * t - k - t)
    return coefficients, correction * inverse @ (scores.T @ scores) @ inverse


def _result(
    data: Staggered, distances: Integers, coefficients: Floats, covariance: Floats, level: float, ends: tuple[int, int]
) -> EventStudy:
    clusters = len(data.units)
    errors = np.sqrt(np.diag(covariance))
    ratio = np.divide(np.abs(coefficients), errors, out=np.full(len(errors), np.inf), where=errors > 0)
    reach = float(student.ppf((1 + level) / 2, clusters - 1)) * errors
    before = distances < -1
    pretrend = _joint(coefficients[before], covariance[np.ix_(before, before)], clusters)
    after = distances >= 0
    return EventStudy(
        distances=distances,
        coefficients=coefficients,
        errors=errors,
        p_values=2 * student.sf(ratio, clusters - 1),
        low=coefficients - reach,
        high=coefficients + reach,
        level=level,
        clusters=clusters,
        pretrend_p=pretrend,
        window=ends,
        reading=_reading(
            distances, coefficients - reach, coefficients + reach, float(coefficients[after].mean()), level
        ),
        assumptions=(_parallel(pretrend), _one_start(data), _clusters(clusters, int((data.first != NEVER).sum()))),
    )


def _joint(values: Floats, covariance: Floats, clusters: int) -> float:
    """F test with as many and clusters − 1 degrees; NaN without values or with fewer clusters than values."""
    count = len(values)
    if not count or np.linalg.matrix_rank(covariance) < count:
        return float("nan")
    statistic = values @ np.linalg.solve(covariance, values) / count
    return float(fisher.sf(statistic, count, clusters - 1))


def _reading(distances: Integers, low: Floats, high: Floats, mean: float, level: float) -> Words:
    after = distances >= 0
    shown = listed([f"{e:+d}" for e in distances[after & ((low > 0) | (high < 0))]])
    if not shown.zh:
        return Words(
            zh=f"起始之后各期均未见显著变化（平均 {mean:.4g}）；不证明没有效果。",
            en=f"No period after the start shows a significant change (mean {mean:.4g}), which does not prove none.",
        )
    return Words(
        zh=f"起始之后平均变化 {mean:.4g}，在 {level:.0%} 水平上逐期显著的有 {shown.zh}；同时看多期时应更谨慎。",
        en=f"After the start a mean change of {mean:.4g}; significant singly at {level:.0%}: {shown.en}. Looking at "
        "many periods calls for more caution.",
    )


def _parallel(pretrend: float) -> Assumption:
    known = not np.isnan(pretrend)
    return Assumption(
        name="parallel_trends",
        holds=bool(pretrend >= 0.05) if known else None,
        words=Words(
            zh=f"起始之前系数同为零的检验：{p_value(pretrend)}。"
            if known
            else "起始之前的时期或单位太少，无法检验平行趋势。",
            en=f"Test that all coefficients before are zero: {p_value(pretrend)}."
            if known
            else "Too few periods before or too few units to test parallel trends.",
        ),
    )


def _one_start(data: Staggered) -> Assumption:
    count = len(data.groups)
    return Assumption(
        name="one_start_for_all",
        holds=count == 1,
        words=Words(
            zh=f"共有 {count} 个不同的起始时期；多于一个时系数会混入其他组的效应，请改用 did。",
            en=f"{count} different starts; with more than one, coefficients mix in effects of other groups: use did.",
        ),
    )


def _clusters(clusters: int, treated: int) -> Assumption:
    return Assumption(
        name="enough_clusters",
        holds=clusters >= 30 and treated >= 5,
        words=Words(
            zh=f"{clusters} 个单位、其中 {treated} 个受处理；不足 30 个或受处理不足 5 个时误差偏小。",
            en=f"{clusters} units, {treated} treated; with fewer than 30, or 5 treated, errors come out too small.",
        ),
    )
