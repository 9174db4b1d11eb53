"""p-values of several tests at once, so that the chance of even one false alarm stays below the level (Holm 1979)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import numbers
from dongxi.analysis.evaluation.errors import OutOfDomain
from dongxi.analysis.evaluation.result import Floats, Words

P_VALUES = Words(zh="p 值", en="The p-values")


def holm(*, p_values: ArrayLike) -> Floats:
    """Adjusted p-values (m,) of m tests, however they hang together; each at least its own, none above one."""
    given = numbers(p_values, ndim=1, what=P_VALUES)
    if not ((given >= 0) & (given <= 1)).all():
        raise OutOfDomain(zh="p 值应在 0 与 1 之间。", en="p-values lie between 0 and 1.")
    order = np.argsort(given, kind="stable")
    steps = given[order] * np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
