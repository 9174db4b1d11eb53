"""Augmented synthetic control: what a mixture leaves unmatched is corrected by ridge regression.

Ben-Michael, Feller & Rothstein (2021), ridge variant on the outcomes before the start; weights may become negative.
Test of no effect by moving residuals around in time (Chernozhukov, Wüthrich & Zhu 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.errors import OutOfDomain
from dongxi.analysis.evaluation.nearest_mixture import nearest_mixture
from dongxi.analysis.evaluation.result import LEVEL, Assumption, Floats, Result, Words, p_value
from dongxi.analysis.evaluation.study import Study, study

_GRID, _SMALLEST = 20, 1e-8
FAR = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class AugmentedSynthetic(Result):
    """`weights` (J,) of `donors`, adding up to one, `mixture` (J,) before the correction. `actual`, `synthetic`, `gap`
    (T,) in the outcome's unit over `periods`; `average_effect` the mean gap from `since` on; `pre_mspe` and
    `mixture_mspe` the mean squared gap before with and without the correction. `penalty` λ of the ridge, chosen over
    `penalties` (L,) by `errors` (L,), mean squared error of periods left out, both empty where λ was given.
    `p_value` of no effect in any period after, `smallest_p` = 1 / T possible."""

    treated: str
    since: str
    periods: tuple[str, ...]
    donors: tuple[str, ...]
    weights: Floats
    mixture: Floats
    actual: Floats
    synthetic: Floats
    gap: Floats
    average_effect: float
    pre_mspe: float
    mixture_mspe: float
    penalty: float
    penalties: Floats
    errors: Floats
    p_value: float
    smallest_p: float


def augmented_synthetic(
    *,
    outcomes: ArrayLike,
    treated: str,
    since: str,
    units: Sequence[str],
    periods: Sequence[str],
    donors: Sequence[str] | None = None,
    fit_periods: Sequence[str] | None = None,
    penalty: float | None = None,
) -> AugmentedSynthetic:
    """Effect on `treated` from `since` on; data as of `synthetic_control`, compared by the outcome itself.

    `penalty` λ > 0, larger for less correction; None chooses the largest whose error on left-out periods is within one
    standard error of the least. Needs three fitted periods then.
    """
    data = study(
        outcomes=outcomes,
        treated=treated,
        since=since,
        units=units,
        periods=periods,
        donors=donors,
        fit_periods=fit_periods,
    )
    if penalty is not None and not penalty > 0:
        raise OutOfDomain(zh=f"岭参数应为正数，现为 {penalty}。", en=f"The penalty must be positive, not {penalty}.")
    apart = (data.outcomes[data.donors] - data.outcomes[data.treated]).T
    before = apart[data.fit]
    grid, errors = (np.empty(0), np.empty(0)) if penalty is not None else _cross_validated(before)
    chosen = penalty if penalty is not None else float(grid[_one_error(errors)])
    mixture = nearest_mixture(before)
    weights = _augmented(before, mixture, chosen)
    gap = -(apart @ weights)
    p = _moved_residuals(data, apart, chosen)
    return AugmentedSynthetic(
        treated=data.units[data.treated],
        since=data.periods[data.start],
        periods=data.periods,
        donors=tuple(data.units[i] for i in data.donors),
        weights=weights,
        mixture=mixture,
        actual=data.outcomes[data.treated],
        synthetic=data.outcomes[data.treated] - gap,
        gap=gap,
        average_effect=float(gap[data.start :].mean()),
        pre_mspe=float((gap[data.fit] ** 2).mean()),
        mixture_mspe=float(((before @ mixture) ** 2).mean()),
        penalty=chosen,
        penalties=grid,
        errors=errors.mean(axis=0) if errors.size else errors,
        p_value=p,
        smallest_p=1 / (len(data.fit) + len(data.periods) - data.start),
        reading=_reading(data, gap, p, 1 / (len(data.fit) + len(data.periods) - data.start)),
        assumptions=(_near_the_donors(weights), _alike_over_time()),
    )


def _augmented(apart: Floats, mixture: Floats, penalty: float) -> Floats:
    """The mixture plus the ridge weights of what it misses, for outcomes (t, J) as donors minus the unit."""
    centred = apart - apart.mean(axis=1, keepdims=True)
    system = centred @ centred.T + penalty * np.eye(len(centred))
    return mixture - np.linalg.solve(system, apart @ mixture) @ centred


def _cross_validated(apart: Floats) -> tuple[Floats, Floats]:
    """Penalties (L,), largest first, and squared errors (t, L) of each period left out in turn."""
    centred = apart - apart.mean(axis=1, keepdims=True)
    largest = float(np.linalg.norm(centred, 2)) ** 2 or 1.0
    grid = largest * _SMALLEST ** (np.arange(_GRID) / (_GRID - 1))
    errors = np.empty((len(apart), _GRID))
    for t in range(len(apart)):
        rest = np.delete(apart, t, axis=0)
        mixture = nearest_mixture(rest)
        errors[t] = [(apart[t] @ _augmented(rest, mixture, penalty)) ** 2 for penalty in grid]
    return grid, errors


def _one_error(errors: Floats) -> int:
    """The first, hence largest, penalty within one standard error of the best."""
    mean = errors.mean(axis=0)
    best = int(np.argmin(mean))
    allowed = mean[best] + errors[:, best].std(ddof=1) / np.sqrt(len(errors))
    return int(np.flatnonzero(mean <= allowed)[0])


def _moved_residuals(data: Study, apart: Floats, penalty: float) -> float:
    """With no effect all periods are alike: how often would a block of residuals as long be as large elsewhere?"""
    after = np.arange(data.start, len(data.periods))
    used = np.concatenate([data.fit, after])
    all_periods = apart[used]
    residuals = np.abs(all_periods @ _augmented(all_periods, nearest_mixture(all_periods), penalty))
    sizes = np.array([np.roll(residuals, shift)[-len(after) :].mean() for shift in range(len(used))])
    return float((sizes >= sizes[0] * (1 - 1e-12)).mean())


def _reading(data: Study, gap: Floats, p: float, smallest: float) -> Words:
    name, since, effect = data.units[data.treated], data.periods[data.start], float(gap[data.start :].mean())
    if smallest > LEVEL:
        verdict = Words(
            zh="时期太少，与此前的波动相比不可能达到显著",
            en="which with so few periods could not be significantly more than it varied before",
        )
    elif p <= LEVEL:
        verdict = Words(zh="超出此前的波动", en="more than it varied before")
    else:
        verdict = Words(zh="未超出此前的波动，不能断言有变化", en="no more than it varied before: no change is shown")
    tests = Words(
        zh=f"移动各期误差的检验 {p_value(p)}，可能的最小值 {smallest:.3f}，不大于 {LEVEL:g} 才算超出",
        en=f"errors moved in time {p_value(p)}, smallest possible {smallest:.3f}, more up to {LEVEL:g}",
    )
    higher = Words(zh="高于", en="above") if effect > 0 else Words(zh="低于", en="below")
    return Words(
        zh=f"{since} 起{name}平均{higher.zh}增广合成值 {abs(effect):.4g}，{verdict.zh}（{tests.zh}）。",
        en=f"From {since} on {name} is on average {abs(effect):.4g} {higher.en} the augmented synthetic value, "
        f"{verdict.en} ({tests.en}).",
    )


def _near_the_donors(weights: Floats) -> Assumption:
    below = float(-weights[weights < 0].sum())
    return Assumption(
        name="little_extrapolation",
        holds=below <= FAR,
        words=Words(
            zh=f"负权重合计 {below:.3f}；超过 {FAR} 时结论主要依靠外推。",
            en=f"Negative weights add up to {below:.3f}; beyond {FAR} the result rests on extrapolation.",
        ),
    )


def _alike_over_time() -> Assumption:
    return Assumption(
        name="periods_exchangeable",
        holds=None,
        words=Words(
            zh="检验视无效应时各期误差分布相同；有趋势或误差逐期增大时 p 值偏小。",
            en="Without an effect the test takes errors as alike in all periods; a trend in them makes p too small.",
        ),
    )
