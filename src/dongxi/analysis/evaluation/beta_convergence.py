"""β-convergence: whether those who began behind grew faster (Barro & Sala-i-Martin 1992)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import (
    UNITS,
    complete,
    enough,
    independent,
    names,
    numbers,
    positive,
    size,
    varied,
)
from dongxi.analysis.evaluation.equal_dispersion import equal_dispersion
from dongxi.analysis.evaluation.errors import DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.least_squares import Fit, least_squares
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, p_value

FIRST = Words(zh="期初值", en="The first values")
LAST = Words(zh="期末值", en="The last values")
CONTROLS = Words(zh="控制变量", en="controls")


@dataclass(frozen=True, kw_only=True, eq=False)
class BetaConvergence(Result):
    """Growth a year, ln(last / first) / years, on ln first, n units.

    `slope` β a year, negative for convergence, with `slope_error` (HC3), `p_value`, `low`, `high` (95 %). `speed` λ
    of convergence a year with β = −(1 − e^(−λ T)) / T and `half_life` in years, NaN where β has no such λ or λ ≤ 0.
    `coefficients` (2 + k,): constant, β, controls. `growth` (n,). `r_squared`; `years` T.
    """

    units: tuple[str, ...]
    slope: float
    slope_error: float
    p_value: float
    low: float
    high: float
    speed: float
    half_life: float
    coefficients: Floats
    growth: Floats
    r_squared: float
    years: float


def beta_convergence(
    *,
    first: ArrayLike,
    last: ArrayLike,
    years: float,
    controls: ArrayLike | None = None,
    units: Sequence[str] | None = None,
    control_names: Sequence[str] | None = None,
) -> BetaConvergence:
    """Convergence of n units from `first` to `last` (n,), positive, `years` apart; conditional on `controls` (n, k).

    Refuses fewer than five rows more than coefficients, values of zero or below, collinear controls.
    """
    begin, end = numbers(first, ndim=1, what=FIRST), numbers(last, ndim=1, what=LAST)
    size(end, count=len(begin), what=LAST, of=UNITS)
    labels = names(units, count=len(begin), what=UNITS, prefix="U")
    if not years > 0:
        raise OutOfDomain(
            zh=f"期间长度应为正数，现为 {years}。", en=f"The years between must be positive, not {years}."
        )
    for values, what in ((begin, FIRST), (end, LAST)):
        positive(complete(values, what=what, axes=[labels]), what=what, axes=[labels])
    extra, extra_names = _controls(controls, control_names, labels)
    x = np.column_stack([np.ones(len(begin)), np.log(begin), extra])
    why = Words(
        zh="自由度过低，斜率与误差都不可信", en="with fewer degrees of freedom neither slope nor error can be trusted"
    )
    enough(len(labels), needed=x.shape[1] + 5, what=UNITS, why=why)
    varied(np.log(begin)[:, None], columns=[FIRST.zh], what=FIRST)
    independent(x, columns=["1", FIRST.zh, *extra_names], what=CONTROLS)
    growth = np.log(end / begin) / years
    fit = least_squares(x=x, y=growth)
    slope = float(fit.coefficients[1])
    speed = float(-np.log1p(slope * years) / years) if slope * years > -1 else float("nan")
    half = float(np.log(2) / speed) if speed > 0 else float("nan")
    fell = _dispersion(begin, end)
    return BetaConvergence(
        units=labels,
        slope=slope,
        slope_error=float(fit.errors[1]),
        p_value=float(fit.p_values[1]),
        low=float(fit.low[1]),
        high=float(fit.high[1]),
        speed=speed,
        half_life=half,
        coefficients=fit.coefficients,
        growth=growth,
        r_squared=fit.r_squared,
        years=float(years),
        reading=_reading(fit, half, len(extra_names), fell.holds),
        assumptions=(fell, _leverage(fit, labels), _no_link(len(labels))),
    )


def _controls(
    controls: ArrayLike | None, given: Sequence[str] | None, labels: tuple[str, ...]
) -> tuple[Floats, tuple[str, ...]]:
    if controls is None:
        return np.empty((len(labels), 0)), ()
    data = numbers(controls, ndim=2, what=CONTROLS)
    if len(data) != len(labels):
        raise DoesNotFit(
            zh=f"控制变量有 {len(data)} 行，单位有 {len(labels)} 个。",
            en=f"{len(data)} rows of controls for {len(labels)} units.",
        )
    columns = names(given, count=data.shape[1], what=CONTROLS, prefix="X")
    return complete(data, what=CONTROLS, axes=[labels, columns]), columns


def _reading(fit: Fit, half_life: float, controls: int, fell: bool | None) -> Words:
    kind = ("条件", "conditional ") if controls else ("", "")
    slope, p = f"{fit.coefficients[1]:.4f}".replace("-", "−"), fit.p_values[1]
    if p >= 0.05:
        return Words(
            zh=f"未见{kind[0]}收敛或发散的证据（斜率 {slope}，{p_value(p)}）；这不等于证明没有收敛。",
            en=f"No evidence of {kind[1]}convergence or divergence (slope {slope}, {p_value(p)}); not a proof.",
        )
    if fit.coefficients[1] > 0:
        return Words(
            zh=f"起点高的增长更快，差距在扩大（斜率 {slope}，{p_value(p)}）。",
            en=f"Those ahead grew faster: the gap widens (slope {slope}, {p_value(p)}).",
        )
    found = Words(
        zh=f"起点低的增长更快（斜率 {slope}，{p_value(p)}）",
        en=f"Those behind grew faster (slope {slope}, {p_value(p)})",
    )
    if not fell and not controls:
        return Words(
            zh=f"{found.zh}，但离散程度未见显著下降，可能只是向均值回归，不能据此断言差距缩小。",
            en=f"{found.en}, but dispersion did not fall significantly: it may be mere regression to the mean.",
        )
    return Words(
        zh=f"{found.zh}，存在{kind[0]}收敛，差距减半约需 {half_life:.0f} 年。",
        en=f"{found.en}: {kind[1]}convergence, half the gap in about {half_life:.0f} years.",
    )


def _dispersion(begin: Floats, end: Floats) -> Assumption:
    """Regression to the mean also makes a slope negative; only a fall of dispersion tells them apart (Quah 1993)."""
    before, after = float(np.log(begin).std(ddof=1)), float(np.log(end).std(ddof=1))
    alike = np.ptp(np.log(end / begin)) <= 1e-12
    p = 1.0 if alike else equal_dispersion(first=np.log(begin), last=np.log(end))[1]
    fell, path = after < before and p < 0.05, f"{before:.3f} → {after:.3f}"
    way, way_en = f"{path}，{p_value(p)}", f"{path}, {p_value(p)}"
    return Assumption(
        name="dispersion_fell_too",
        holds=fell,
        words=Words(
            zh=f"离散程度显著下降（{way}），负斜率不只是向均值回归。",
            en=f"Dispersion fell significantly ({way_en}): a negative slope is not mere regression to the mean.",
        )
        if fell
        else Words(
            zh=f"离散程度没有显著下降（{way}）：即使起点低的增长更快，也可能只是向均值回归，不能据此说收敛。",
            en=f"Dispersion did not fall significantly ({way_en}): even if those that began low grew "
            "faster, that may be mere regression to the mean and is no proof of convergence.",
        ),
    )


def _leverage(fit: Fit, labels: tuple[str, ...]) -> Assumption:
    limit = 3 * len(fit.coefficients) / len(labels)
    heavy = [label for label, own in zip(labels, fit.leverage, strict=True) if own > limit]
    return Assumption(
        name="no_unit_decides",
        holds=not heavy,
        words=Words(zh="没有单位单独左右斜率。", en="No unit alone decides the slope.")
        if not heavy
        else Words(
            zh=f"杠杆值过高、可能单独左右斜率的：{'、'.join(heavy)}；去掉后结论可能不同。",
            en=f"Of such leverage that it may alone decide: {', '.join(heavy)}; without it the answer may differ.",
        ),
    )


def _no_link(count: int) -> Assumption:
    return Assumption(
        name="units_are_independent",
        holds=None,
        words=Words(
            zh=f"{count} 个单位视为相互独立；相邻地区互相影响时误差会偏小，可用 Moran's I 检查残差。",
            en=f"The {count} units are taken as independent; if neighbours move together errors are too small.",
        ),
    )
