"""Whether two criteria say the same: a method that weighs or adds them then counts it twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Words, listed

TOLERANCE = 1e-9


def said_twice(*, matrix: Floats, maximise: Flags, criteria: Sequence[str], counts: Words) -> Assumption:
    """Doubted if two columns of `matrix` (n, m) correlate fully, in the direction of `maximise` or against it.

    `counts`: what the method makes of them, as the end of the sentence. Two units always correlate fully: not told.
    """
    pairs = _pairs(np.where(maximise, matrix, -matrix)) if len(matrix) > 2 else []
    same = [f"{criteria[i]}与{criteria[j]}" for i, j in pairs]
    same_en = [f"{criteria[i]} and {criteria[j]}" for i, j in pairs]
    found = Words(
        zh=f"完全线性相关的指标：{listed(same).zh}。它们说的是同一件事，{counts.zh}。请只留一个，或合并后重算。",
        en=f"Criteria that are linear in one another: {listed(same_en).en}. They say the same, and {counts.en}. "
        "Keep one of them, or merge them, and compute again.",
    )
    none = Words(zh="没有两项指标完全线性相关。", en="No two criteria are linear in one another.")
    return Assumption(name="nothing_is_said_twice", holds=not pairs, words=found if pairs else none)


def _pairs(directed: Floats) -> list[tuple[int, int]]:
    correlation = np.corrcoef(directed, rowvar=False).reshape(directed.shape[1], -1)
    full = np.triu(np.abs(correlation) >= 1 - TOLERANCE, k=1)
    return [(int(i), int(j)) for i, j in np.argwhere(full)]
