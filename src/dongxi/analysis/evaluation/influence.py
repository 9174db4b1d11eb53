"""Whether weights drawn from data hang on one unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from dongxi.analysis.evaluation.result import Assumption, Floats, Words

LIMIT = 0.1


def influence(
    *,
    weigh: Callable[[Floats], Floats],
    matrix: Floats,
    units: Sequence[str],
    criteria: Sequence[str],
    weights: Floats,
) -> Assumption:
    """Leaves out each unit of `matrix` (n, m) in turn; doubted if one weight then moves by more than `LIMIT`.

    Left out of the comparison: a unit without which some criterion no longer varies; it is told as decisive.
    """
    largest, unit, criterion = 0.0, 0, 0
    for i in range(len(matrix)):
        rest = np.delete(matrix, i, axis=0)
        flat = np.ptp(rest, axis=0) <= 1e-12 * np.abs(rest).max(axis=0)
        if flat.any():
            return _told(
                False,
                f"指标{criteria[int(np.argmax(flat))]}只因{units[i]}一家而有差异",
                units[i],
                "alone makes a criterion vary",
            )
        shift = np.abs(weigh(rest) - weights)
        if shift.max() > largest:
            largest, unit, criterion = float(shift.max()), i, int(shift.argmax())
    zh = f"剔除{units[unit]}时变动最大：{criteria[criterion]}的权重改变 {largest:.3f}"
    return _told(largest <= LIMIT, zh, units[unit], f"moves the weight of {criteria[criterion]} most, by {largest:.3f}")


def _told(holds: bool, zh: str, unit: str, en: str) -> Assumption:
    return Assumption(name="no_single_unit_decides", holds=holds, words=Words(zh=f"{zh}。", en=f"{unit} {en}."))
