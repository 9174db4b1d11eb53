"""Places in an order: equal scores share the better place, and the places after them are left empty (1, 1, 3).

How far two orders agree is Kendall's τ-b (1945), which allows for ties.
"""

from __future__ import annotations

import numpy as np

from dongxi.analysis.evaluation.result import Floats, Integers

_SAME = 1e-12


def ranks(scores: Floats) -> Integers:
    """Place of each score (n,), 1 the highest; scores within 1e-12 of the largest magnitude are equal. No NaN."""
    near = _SAME * max(float(np.abs(scores).max()), 1e-300)
    return np.asarray(1 + (scores[None, :] > scores[:, None] + near).sum(axis=1), dtype=np.int64)


def agreement(one: Integers, other: Integers) -> float:
    """Kendall's τ-b of two orders of the same units, places (n,) each; NaN where one of them has no order at all."""
    a, b = (np.sign(places[:, None] - places[None, :]) for places in (one, other))
    size = float((a * a).sum()) * float((b * b).sum())
    return float((a * b).sum()) / np.sqrt(size) if size > 0 else float("nan")
