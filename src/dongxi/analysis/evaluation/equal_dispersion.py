"""Whether the same units are equally dispersed at two times (Pitman 1939, Morgan 1939)."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from dongxi.analysis.evaluation.errors import NoVariation
from dongxi.analysis.evaluation.result import Floats


def equal_dispersion(*, first: Floats, last: Floats) -> tuple[float, float]:
    """t with n − 2 degrees and two-sided p that paired `first` and `last` (n,) have equal variances; t > 0 if it grew.

    Variances are equal exactly if sum and difference do not correlate. NoVariation where all units changed alike.
    """
    total, gap = last + first, last - first
    if np.ptp(gap) <= 1e-12 * max(float(np.abs(last).max()), 1e-300) or np.ptp(total) == 0:
        raise NoVariation(
            zh="首尾两期各单位变化完全相同，离散程度没有变化可检验。",
            en="All units changed alike from first to last period: there is no change of dispersion to test.",
        )
    r = float(np.clip(np.corrcoef(total, gap)[0, 1], -1 + 1e-15, 1 - 1e-15))
    free = len(first) - 2
    statistic = r * np.sqrt(free / (1 - r * r))
    return float(statistic), float(2 * stdtr(free, -abs(statistic)))
