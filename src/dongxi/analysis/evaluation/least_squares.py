"""Ordinary least squares with standard errors that allow for unequal variances (HC3, MacKinnon & White 1985)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from dongxi.analysis.evaluation.result import Floats

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Fit:
    """`coefficients`, `errors`, `p_values` (k,), `low`, `high` ends of 95 % intervals; `r_squared`; `residuals` (n,);
    `leverage` (n,), how much of its own fitted value each row decides."""

    coefficients: Floats
    errors: Floats
    p_values: Floats
    low: Floats
    high: Floats
    r_squared: float
    residuals: Floats
    leverage: Floats


def least_squares(*, x: Floats, y: Floats) -> Fit:
    """`y` (n,) on `x` (n, k) of independent columns, one of them ones, n > k; t distribution with n − k degrees."""
    n, k = x.shape
    q, r = np.linalg.qr(x)
    beta = np.linalg.solve(r, q.T @ y)
    residuals = y - x @ beta
    leverage = (q**2).sum(axis=1)
    inverse = np.linalg.inv(r)
    scaled = residuals / np.clip(1 - leverage, 1e-12, None)
    half = inverse @ (q.T * scaled)
    errors = np.sqrt((half**2).sum(axis=1))
    ratio = np.divide(np.abs(beta), errors, out=np.full(k, np.inf), where=errors > 0)
    reach = float(stdtrit(n - k, (1 + LEVEL) / 2)) * errors
    around = float(((y - y.mean()) ** 2).sum())
    return Fit(
        coefficients=beta,
        errors=errors,
        p_values=2 * stdtr(n - k, -ratio),
        low=beta - reach,
        high=beta + reach,
        r_squared=1 - float(residuals @ residuals) / around if around > 0 else float("nan"),
        residuals=residuals,
        leverage=leverage,
    )
