"""In-time placebos: an invented earlier start must show no effect (Abadie, Diamond & Hainmueller 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dongxi.analysis.evaluation.checks import enough, one_of
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, listed
from dongxi.analysis.evaluation.study import Study, fitted
from dongxi.analysis.evaluation.synthetic_control import SyntheticControl, rmspe_ratio

LEAST_BEFORE = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class TimePlacebos(Result):
    """For each invented start in `starts` (q,): `average_gap` (q,) from there to the real start, in the outcome's unit;
    `pre_mspe` (q,) of the fit before it; `ratios` (q,) of errors after and before. `gaps` (q, T) up to the real start,
    NaN from there on. `average_effect` and `ratio` of the real start, to compare. `left_out` predictors that draw on
    periods at or after the earliest invented start for which this happened."""

    treated: str
    starts: tuple[str, ...]
    average_gap: Floats
    pre_mspe: Floats
    ratios: Floats
    gaps: Floats
    average_effect: float
    ratio: float
    left_out: tuple[str, ...]


def placebos_in_time(*, of: SyntheticControl, at: Sequence[str] | None = None) -> TimePlacebos:
    """The study again as if it had begun at each period of `at`, by default the middle of the fitted ones, with data
    before that only; predictors that look further ahead are left out, the outcome itself if none is left."""
    data = of.of
    wanted = [data.periods[data.fit[len(data.fit) // 2]]] if at is None else [str(period) for period in at]
    for period in wanted:
        one_of(period, known=data.periods[: data.start], what=Words(zh="假想起始时期", en="An invented start"))
    enough(
        len(wanted),
        needed=1,
        what=Words(zh="假想起始时期", en="invented starts"),
        why=Words(zh="须有所检验", en="something must be tested"),
    )
    gaps = np.full((len(wanted), len(data.periods)), np.nan)
    average, before, ratios, lost = [], [], [], set[str]()
    for row, period in enumerate(wanted):
        early, dropped = _as_if(data, data.periods.index(period))
        found = fitted(early, treated=early.treated, donors=early.donors)
        gaps[row, : data.start] = found.gap
        average.append(float(found.gap[early.start :].mean()))
        before.append(found.pre_mspe)
        ratios.append(rmspe_ratio(found, early))
        lost |= dropped
    return TimePlacebos(
        treated=of.treated,
        starts=tuple(wanted),
        average_gap=np.array(average),
        pre_mspe=np.array(before),
        ratios=np.array(ratios),
        gaps=gaps,
        average_effect=of.average_effect,
        ratio=of.rmspe_ratio,
        left_out=tuple(sorted(lost)),
        reading=_reading(of, wanted, average),
        assumptions=(_quiet(of, average), _same_predictors(tuple(sorted(lost)))),
    )


def _as_if(data: Study, start: int) -> tuple[Study, set[str]]:
    fit = data.fit[data.fit < start]
    why = Words(zh="假想起始之前须有足够时期拟合", en="a fit before the invented start needs them")
    enough(len(fit), needed=LEAST_BEFORE, what=Words(zh="拟合时期", en="fitted periods"), why=why)
    kept = [i for i, last in enumerate(data.reach) if last < start]
    dropped = {data.predictor_names[i] for i in range(len(data.reach)) if i not in kept}
    fixed = data.fixed[kept] if data.fixed is not None and kept else None
    early = replace(
        data,
        periods=data.periods[: data.start],
        outcomes=data.outcomes[:, : data.start],
        start=start,
        fit=fit,
        predictors=data.predictors[kept],
        predictor_names=tuple(data.predictor_names[i] for i in kept),
        reach=tuple(data.reach[i] for i in kept),
        fixed=fixed / fixed.sum() if fixed is not None and fixed.sum() > 0 else None,
    )
    return early, dropped


def _reading(of: SyntheticControl, starts: Sequence[str], average: Sequence[float]) -> Words:
    most = int(np.argmax(np.abs(average)))
    return Words(
        zh=f"把起始时间假想为 {starts[most]}，到真实起始前的平均差距为 {average[most]:.4g}，真实起始后为 "
        f"{of.average_effect:.4g}；前者应接近零。",
        en=f"With the start put at {starts[most]} the mean gap until the real start is {average[most]:.4g}, against "
        f"{of.average_effect:.4g} after the real one; the former should be near zero.",
    )


def _quiet(of: SyntheticControl, average: Sequence[float]) -> Assumption:
    most = max(abs(gap) for gap in average)
    if not of.average_effect:
        return Assumption(
            name="nothing_before_the_start",
            holds=not most,
            words=Words(
                zh=f"真实起始之后没有差距，假想起始的差距最大为 {most:.4g}；后者也应为零。",
                en=f"After the real start there is no gap, after an invented one up to {most:.4g}, which should be "
                "none.",
            ),
        )
    share = most / abs(of.average_effect)
    return Assumption(
        name="nothing_before_the_start",
        holds=share <= 0.5,
        words=Words(
            zh=f"假想起始的差距最大为真实估计的 {share:.0%}；超过一半说明此前已有变化或模型不可靠。",
            en=f"An invented start shows up to {share:.0%} of the real estimate; beyond half, change began earlier or "
            "the model is not to be trusted.",
        ),
    )


def _same_predictors(lost: tuple[str, ...]) -> Assumption:
    names = listed(lost)
    return Assumption(
        name="same_predictors",
        holds=not lost,
        words=Words(
            zh=f"因取自假想起始之后而未用的预测变量：{names.zh or '无'}。",
            en=f"Predictors left out because they draw on later periods: {names.en or 'none'}.",
        ),
    )
