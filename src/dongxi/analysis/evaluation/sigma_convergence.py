"""σ-convergence: whether dispersion among units falls over time (Barro & Sala-i-Martin 1992).

Tested by correlating sum and difference of first and last period (Pitman 1939, Morgan 1939).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import PERIODS, UNITS, complete, enough, names, numbers, positive
from dongxi.analysis.evaluation.equal_dispersion import equal_dispersion
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, p_value

VALUES = Words(zh="指标数据", en="The values")


@dataclass(frozen=True, kw_only=True, eq=False)
class SigmaConvergence(Result):
    """`sigma` (T,) standard deviation of logarithms over the units and `variation` (T,) coefficient of variation, by
    period. `change` = last σ − first σ; `statistic` (t with n − 2 degrees) and `p_value` of the Pitman–Morgan test
    that the two are equal, which allows for the same units standing in both."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    sigma: Floats
    variation: Floats
    change: float
    statistic: float
    p_value: float


def sigma_convergence(
    *, values: ArrayLike, units: Sequence[str] | None = None, periods: Sequence[str] | None = None
) -> SigmaConvergence:
    """Dispersion of `values` (n units, T periods), positive; at least five units and two periods."""
    data = numbers(values, ndim=2, what=VALUES)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(periods, count=data.shape[1], what=PERIODS, prefix="T")
    enough(len(rows), needed=5, what=UNITS, why=Words(zh="离散程度的检验需要", en="a test of dispersion needs them"))
    enough(len(columns), needed=2, what=PERIODS, why=Words(zh="须有首尾两期", en="there must be a first and a last"))
    positive(complete(data, what=VALUES, axes=[rows, columns]), what=VALUES, axes=[rows, columns])
    logs = np.log(data)
    sigma = logs.std(axis=0, ddof=1)
    statistic, p_value = equal_dispersion(first=logs[:, 0], last=logs[:, -1])
    change = float(sigma[-1] - sigma[0])
    return SigmaConvergence(
        units=rows,
        periods=columns,
        sigma=sigma,
        variation=data.std(axis=0, ddof=1) / data.mean(axis=0),
        change=change,
        statistic=statistic,
        p_value=p_value,
        reading=_reading(columns, sigma, p_value),
        assumptions=(_agree(sigma, data.std(axis=0, ddof=1) / data.mean(axis=0)), _steady(sigma)),
    )


def _reading(periods: tuple[str, ...], sigma: Floats, p: float) -> Words:
    span = f"{periods[0]}–{periods[-1]}"
    path, sure = f"σ {sigma[0]:.3f} → {sigma[-1]:.3f}", p_value(p)
    if p >= 0.05:
        return Words(
            zh=f"{span} 离散程度的变化不显著（{path}，{sure}），不能断言差距缩小或扩大。",
            en=f"{span}: no significant change of dispersion ({path}, {sure}); neither closing nor widening.",
        )
    narrower = sigma[-1] < sigma[0]
    return Words(
        zh=f"{span} 差距{'缩小' if narrower else '扩大'}（{path}，{sure}）。",
        en=f"{span}: the gap {'narrowed' if narrower else 'widened'} ({path}, {sure}).",
    )


def _agree(sigma: Floats, variation: Floats) -> Assumption:
    same = bool((sigma[-1] - sigma[0]) * (variation[-1] - variation[0]) >= 0)
    return Assumption(
        name="measures_agree",
        holds=same,
        words=Words(
            zh="对数标准差与变异系数首尾变化方向一致，结论不取决于尺度。",
            en="σ of logarithms and coefficient of variation moved alike: the answer does not hang on scale.",
        )
        if same
        else Words(
            zh="对数标准差与变异系数首尾变化方向不一致：是缩小还是扩大，取决于用哪个尺度。",
            en="σ of logarithms and coefficient of variation moved in opposite ways: the answer hangs on scale.",
        ),
    )


def _steady(sigma: Floats) -> Assumption:
    ends = sorted((float(sigma[0]), float(sigma[-1])))
    inside = bool(((sigma >= ends[0] - 1e-12) & (sigma <= ends[1] + 1e-12)).all())
    return Assumption(
        name="ends_are_typical",
        holds=inside,
        words=Words(
            zh="中间各期的离散程度介于首尾之间，首尾比较没有掩盖波动。",
            en="Dispersion between lies within first and last: comparing the ends hides no swings.",
        )
        if inside
        else Words(
            zh="中间有的时期离散程度高于或低于首尾两期：只比首尾会掩盖波动，结论随起止时期而变。",
            en="In some periods between, dispersion lay beyond both ends: comparing the ends hides swings, and the "
            "answer depends on where one begins and stops.",
        ),
    )
