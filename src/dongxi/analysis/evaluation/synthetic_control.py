"""Synthetic control: the unit as a mixture of others that was like it before (Abadie, Diamond & Hainmueller 2010)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.predictor import Predictor
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, listed
from dongxi.analysis.evaluation.study import Fitted, Study, fitted, study

CLOSE = 0.25
_SHOWN = 0.001


@dataclass(frozen=True, kw_only=True, eq=False)
class SyntheticControl(Result):
    """`donors` names with `weights` (J,), not negative, adding up to one. `actual`, `synthetic`, `gap` = actual −
    synthetic, all (T,) in the outcome's unit, over all `periods`; the effect is the gap from `since` on and
    `average_effect` its mean. `pre_mspe`: mean squared gap over the fitted periods; `bound`: the least that any mixture
    of these donors could have, whatever the predictors. `rmspe_ratio`: root mean squared gap after over before,
    infinite, that is not defined, where the fit before is exact.
    `predictor_names` with `predictor_weights` (k,) adding up to one; `balance` (k, 3) of each predictor: treated,
    synthetic, mean of donors. `starts` of the search and how many were `agreeing`. `of`: the data, for placebos.
    """

    treated: str
    since: str
    periods: tuple[str, ...]
    donors: tuple[str, ...]
    weights: Floats
    actual: Floats
    synthetic: Floats
    gap: Floats
    average_effect: float
    pre_mspe: float
    bound: float
    rmspe_ratio: float
    predictor_names: tuple[str, ...]
    predictor_weights: Floats
    balance: Floats
    starts: int
    agreeing: int
    of: Study


def synthetic_control(
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
) -> SyntheticControl:
    """Effect on `treated` from period `since` on, from `outcomes` (n, T) of `units` over `periods` in order.

    `predictors` compare the unit with donors; without them the outcome itself does. `donors`: all other units by
    default. `fit_periods`: all before `since` by default. `predictor_weights` (k,), for instance those found on an
    earlier training period (Abadie, Diamond & Hainmueller 2015), or None to search them: then no predictor gets less
    than `least` of the total, since without a floor the best fit ignores all but one. Donors must be untreated.
    Refuses missing outcomes of treated or donors, constant predictors, fewer than two donors or two fitted periods.
    """
    data = study(
        outcomes=outcomes,
        treated=treated,
        since=since,
        units=units,
        periods=periods,
        predictors=predictors,
        donors=donors,
        fit_periods=fit_periods,
        predictor_weights=predictor_weights,
        least=least,
        starts=starts,
        seed=seed,
    )
    return estimate(of=data)


def estimate(*, of: Study) -> SyntheticControl:
    """The same from a checked study (Abadie, Diamond & Hainmueller 2010)."""
    found = fitted(of, treated=of.treated, donors=of.donors)
    actual = of.outcomes[of.treated]
    after = found.gap[of.start :]
    mixed = of.predictors[:, of.donors]
    balance = np.column_stack([of.predictors[:, of.treated], mixed @ found.weights, mixed.mean(axis=1)])
    labels = tuple(of.units[i] for i in of.donors)
    return SyntheticControl(
        treated=of.units[of.treated],
        since=of.periods[of.start],
        periods=of.periods,
        donors=labels,
        weights=found.weights,
        actual=actual,
        synthetic=actual - found.gap,
        gap=found.gap,
        average_effect=float(after.mean()),
        pre_mspe=found.pre_mspe,
        bound=found.bound,
        rmspe_ratio=rmspe_ratio(found, of),
        predictor_names=of.predictor_names,
        predictor_weights=found.predictor_weights,
        balance=balance,
        starts=found.starts,
        agreeing=found.agreeing,
        of=of,
        reading=_reading(of, found, labels),
        assumptions=(_follows(of, found), _inside(of, balance), _best(found), _long(of), _untouched()),
    )


def rmspe_ratio(found: Fitted, of: Study) -> float:
    """Root mean squared gap after the start over that before; infinite after an exact fit."""
    after = float(np.sqrt((found.gap[of.start :] ** 2).mean()))
    return float("inf") if found.exact else after / float(np.sqrt(found.pre_mspe))


def _reading(of: Study, found: Fitted, labels: tuple[str, ...]) -> Words:
    order = [i for i in np.argsort(-found.weights) if found.weights[i] > _SHOWN]
    made = listed([f"{labels[i]} {found.weights[i]:.3f}" for i in order])
    name, since, effect = of.units[of.treated], of.periods[of.start], float(found.gap[of.start :].mean())
    higher = Words(zh="高于", en="above") if effect > 0 else Words(zh="低于", en="below")
    return Words(
        zh=f"合成{name}由{made.zh}构成。{since} 起实际值平均{higher.zh}合成值 {abs(effect):.4g}"
        f"（此前均方根误差 {np.sqrt(found.pre_mspe):.4g}）。是否超出偶然须看安慰剂检验；"
        "这是起始之后的变化，不等于某项工作的效果。",
        en=f"Synthetic {name} is {made.en}. From {since} on the actual value lies on average {abs(effect):.4g} "
        f"{higher.en} it (root mean squared error before: {np.sqrt(found.pre_mspe):.4g}). Placebos tell if that is "
        "beyond chance; it is a change after the start, not yet the effect of any one measure.",
    )


def _follows(of: Study, found: Fitted) -> Assumption:
    before = of.outcomes[of.treated, of.fit]
    spread = float(before.std(ddof=1))
    if spread == 0:
        level = f"{float(before[0]) + 0.0:.4g}"
        return Assumption(
            name="follows_before_the_start",
            holds=found.exact,
            words=Words(
                zh=f"该单位在起始之前各期都是 {level}，没有波动可供比照；合成单位此前的均方根误差为 "
                f"{np.sqrt(found.pre_mspe):.4g}，应为零。",
                en=f"Before the start the unit is {level} throughout and has no variation to go by; the root mean "
                f"squared error of the synthetic one is {np.sqrt(found.pre_mspe):.4g} and should be zero.",
            ),
        )
    share = float(np.sqrt(found.pre_mspe)) / spread
    return Assumption(
        name="follows_before_the_start",
        holds=share <= CLOSE,
        words=Words(
            zh=f"起始之前的误差为该单位自身波动的 {share:.0%}；超过 {CLOSE:.0%} 时合成单位不足为凭。",
            en=f"The error before the start is {share:.0%} of the unit's own variation; beyond {CLOSE:.0%} the "
            "synthetic unit is no guide.",
        ),
    )


def _inside(of: Study, balance: Floats) -> Assumption:
    """A mixture cannot reach beyond its donors (Abadie 2021)."""
    values = of.predictors if len(of.predictors) else of.outcomes[:, of.fit].T
    labels = of.predictor_names or tuple(of.periods[t] for t in of.fit)
    own, pool = values[:, of.treated], values[:, of.donors]
    beyond = (own < pool.min(axis=1)) | (own > pool.max(axis=1))
    names = listed([label for label, out in zip(labels, beyond, strict=True) if out])
    return Assumption(
        name="within_the_donors",
        holds=not beyond.any(),
        words=Words(
            zh=f"处理单位超出对照单位取值范围的：{names.zh or '无'}。",
            en=f"Where the treated unit lies beyond all donors: {names.en or 'nowhere'}.",
        ),
    )


def _best(found: Fitted) -> Assumption:
    reached = found.pre_mspe <= found.bound * (1 + 1e-6) + 1e-300
    zh = f"拟合误差 {found.pre_mspe:.6g}，任何权重都不可能低于 {found.bound:.6g}"
    en = f"Error {found.pre_mspe:.6g}; no mixture of these donors can be below {found.bound:.6g}"
    if found.starts:
        zh += f"；{found.starts} 个起点中有 {found.agreeing} 个到达此处"
        en += f"; of {found.starts} starts {found.agreeing} led here"
    elif not reached:
        zh, en = f"{zh}；预测变量权重由使用者给定", f"{en}; the predictor weights were given"
    return Assumption(name="best_fit_found", holds=True if reached else None, words=Words(zh=f"{zh}。", en=f"{en}."))


def _long(of: Study) -> Assumption:
    before, after = len(of.fit), len(of.periods) - of.start
    return Assumption(
        name="long_enough_before",
        holds=before >= 10,
        words=Words(
            zh=f"拟合 {before} 期，之后 {after} 期；此前不足 10 期时容易凑巧拟合。",
            en=f"{before} periods fitted, {after} after; with fewer than ten before a fit may be luck.",
        ),
    )


def _untouched() -> Assumption:
    return Assumption(
        name="donors_untouched",
        holds=None,
        words=Words(
            zh="对照单位既未受同一政策影响，也未受处理单位带动，同期没有只影响处理单位的其他变化；数据无法判断。",
            en="Donors were neither treated nor touched by the treated unit, and nothing else happened to it alone; "
            "the data cannot tell.",
        ),
    )
