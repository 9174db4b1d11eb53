"""One unit treated from some period on, and donors that were not: the data of synthetic control, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import PERIODS, UNITS, complete, enough, names, numbers, one_of, size, varied
from dongxi.analysis.evaluation.errors import DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.nearest_mixture import nearest_mixture
from dongxi.analysis.evaluation.outer_error import mixture_for
from dongxi.analysis.evaluation.predictor import Predictor
from dongxi.analysis.evaluation.predictor_weights import by_regression, search, squared_error
from dongxi.analysis.evaluation.result import Floats, Integers, Words, listed

OUTCOME = Words(zh="结果变量", en="The outcome")
DONORS = Words(zh="对照单位", en="donors")
PREDICTORS = Words(zh="预测变量", en="predictor")
EXACT = 1e-6
"""An error before the start below this share of a unit's own spread is none: a ratio to it has no meaning."""
_ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """`outcomes` (n, T); `treated` and `donors` (J,) are rows; `start` the first column under treatment; `fit` columns
    before it whose outcome is to be followed; `predictors` (k, n), none to compare by the outcome itself; `reach` for
    each predictor the last column it draws on, −1 for none."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    outcomes: Floats
    treated: int
    donors: Integers
    start: int
    fit: Integers
    predictors: Floats
    predictor_names: tuple[str, ...]
    reach: tuple[int, ...]
    fixed: Floats | None
    least: float
    starts: int
    seed: int

    def without(self, names_left_out: Sequence[str]) -> Study:
        """The same study with fewer donors."""
        lost = [self.units.index(name) for name in names_left_out]
        return replace(self, donors=np.setdiff1d(self.donors, lost))


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """`weights` (J,) of donors, `predictor_weights` (k,), `gap` (T,) actual minus synthetic, `pre_mspe` over the fitted
    periods and whether that is `exact`, `bound` the least any mixture has, `starts` and how many were `agreeing`, zero
    without a search."""

    weights: Floats
    predictor_weights: Floats
    gap: Floats
    pre_mspe: float
    exact: bool
    bound: float
    starts: int
    agreeing: int


def study(
    *,
    outcomes: ArrayLike,
    treated: str,
    since: str,
    units: Sequence[str],
    periods: Sequence[str],
    predictors: Sequence[Predictor] = (),
    donors: Sequence[str] | None = None,
    fit_periods: Sequence[str] | None = None,
    predictor_weights: ArrayLike | None = None,
    least: float = 0.003,
    starts: int = 24,
    seed: int = 0,
) -> Study:
    """The arguments of `synthetic_control`, checked; everything but the outcomes is optional."""
    data = numbers(outcomes, ndim=2, what=OUTCOME)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names([str(period) for period in periods], count=data.shape[1], what=PERIODS, prefix="T")
    one_of(treated, known=rows, what=Words(zh="处理单位", en="The treated unit"))
    one_of(str(since), known=columns, what=Words(zh="起始时期", en="The start"))
    at, start = rows.index(treated), columns.index(str(since))
    pool = _pool(donors, rows, at)
    fit = _fit(fit_periods, columns, start)
    involved = np.concatenate([[at], pool])
    used = np.union1d(fit, np.arange(start, len(columns)))
    axes = [[rows[i] for i in involved], [columns[t] for t in used]]
    complete(data[np.ix_(involved, used)], what=OUTCOME, axes=axes)
    values = _values(predictors, rows, involved)
    fixed = _fixed(predictor_weights, predictors)
    if not 0 <= least * max(len(predictors), 1) < 1:
        raise OutOfDomain(
            zh=f"预测变量最低权重 {least} 乘以个数 {len(predictors)} 应在 0 与 1 之间。",
            en=f"The least weight {least} times {len(predictors)} predictors must lie between 0 and 1.",
        )
    return Study(
        units=rows,
        periods=columns,
        outcomes=data,
        treated=at,
        donors=pool,
        start=start,
        fit=fit,
        predictors=values,
        predictor_names=tuple(given.name for given in predictors),
        reach=tuple(columns.index(given.last) if given.last in columns else -1 for given in predictors),
        fixed=fixed,
        least=least,
        starts=max(starts, 3),
        seed=seed,
    )


def fitted(of: Study, *, treated: int, donors: Integers) -> Fitted:
    """The synthetic unit for row `treated` from rows `donors`, whoever was treated in fact."""
    outcomes = (of.outcomes[donors] - of.outcomes[treated]).T
    before = outcomes[of.fit]
    best = nearest_mixture(before)
    bound = squared_error(before, best)
    weights, shares, starts, agreeing = best, np.empty(0), 0, 0
    if len(of.predictors):
        level = of.predictors[:, np.concatenate([[treated], donors])]
        scaled = level / level.std(axis=1, ddof=1)[:, None]
        apart = scaled[:, 1:] - scaled[:, :1]
        if of.fixed is not None:
            shares = of.fixed
            weights = mixture_for(apart, shares)
        else:
            first = by_regression(
                predictors=scaled, outcomes=of.outcomes[np.concatenate([[treated], donors])][:, of.fit].T
            )
            found = search(
                predictors=apart, outcomes=before, first=first, least=of.least, starts=of.starts, seed=of.seed
            )
            weights, shares = found.weights, found.predictor_weights
            starts, agreeing = found.starts, found.agreeing
    error = squared_error(before, weights)
    return Fitted(
        weights=weights,
        predictor_weights=shares,
        gap=-(outcomes @ weights),
        pre_mspe=error,
        exact=follows_exactly(pre_mspe=error, before=of.outcomes[treated, of.fit]),
        bound=bound,
        starts=starts,
        agreeing=agreeing,
    )


def follows_exactly(*, pre_mspe: float, before: Floats) -> bool:
    """Whether an outcome `before` (t,) the start was met to within `EXACT` of its own spread, or of rounding."""
    spread = float(before.std(ddof=1)) if len(before) > 1 else 0.0
    return float(np.sqrt(pre_mspe)) <= max(EXACT * spread, _ROUNDING * float(np.abs(before).max()))


def _pool(given: Sequence[str] | None, rows: tuple[str, ...], treated: int) -> Integers:
    if given is None:
        chosen = [i for i in range(len(rows)) if i != treated]
    else:
        for name in given:
            one_of(name, known=rows, what=DONORS)
        chosen = sorted({rows.index(name) for name in given})
    if treated in chosen:
        raise DoesNotFit(
            zh=f"{rows[treated]}不能作为自己的对照单位。请从对照名单中剔除。",
            en=f"{rows[treated]} cannot be its own donor. Take it off the list.",
        )
    enough(len(chosen), needed=2, what=DONORS, why=Words(zh="须由若干单位合成", en="a mixture needs them"))
    return np.array(chosen, np.int64)


def _fit(given: Sequence[str] | None, columns: tuple[str, ...], start: int) -> Integers:
    wanted = list(columns[:start]) if given is None else [str(period) for period in given]
    for period in wanted:
        one_of(period, known=columns, what=Words(zh="拟合时期", en="A fitted period"))
    chosen = sorted({columns.index(period) for period in wanted})
    if chosen and chosen[-1] >= start:
        raise DoesNotFit(
            zh=f"拟合时期 {columns[chosen[-1]]} 不早于起始时期 {columns[start]}。",
            en=f"The fitted period {columns[chosen[-1]]} is not before the start {columns[start]}.",
        )
    why = Words(zh="否则无从判断合成单位是否跟得上", en="else nobody can see whether the synthetic unit follows")
    enough(len(chosen), needed=2, what=Words(zh="起始之前的时期", en="periods before the start"), why=why)
    return np.array(chosen, np.int64)


def _values(predictors: Sequence[Predictor], rows: tuple[str, ...], involved: Integers) -> Floats:
    if not predictors:
        return np.empty((0, len(rows)))
    labels = names([given.name for given in predictors], count=len(predictors), what=PREDICTORS, prefix="X")
    for given in predictors:
        size(given.values, count=len(rows), what=Words(zh=f"预测变量{given.name}", en=given.name), of=UNITS)
    values = np.stack([given.values for given in predictors])
    part = values[:, involved]
    complete(part.T, what=PREDICTORS, axes=[[rows[i] for i in involved], labels])
    varied(part.T, columns=labels, what=PREDICTORS)
    return values


def _fixed(given: ArrayLike | None, predictors: Sequence[Predictor]) -> Floats | None:
    if given is None:
        return None
    what = Words(zh="预测变量权重", en="The predictor weights")
    weights = numbers(given, ndim=1, what=what)
    size(weights, count=len(predictors), what=what, of=PREDICTORS)
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.sum() > 0):
        told = listed([given.name for given in predictors])
        raise OutOfDomain(
            zh=f"预测变量权重（{told.zh}）应为非负且不全为零。",
            en=f"The predictor weights ({told.en}) must not be negative nor all zero.",
        )
    return weights / weights.sum()
