"""Equal weights: each group the same, and within a group each criterion the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dongxi.analysis.evaluation.checks import CRITERIA, enough, names, size
from dongxi.analysis.evaluation.result import Assumption, Words
from dongxi.analysis.evaluation.weights import Weights


def equal(*, criteria: Sequence[str], groups: Sequence[str] | None = None) -> Weights:
    """Weights (m,) that favour no criterion; with `groups` (m names) none of the groups, whatever their size.

    The least one can assume, and a fair yardstick beside any other weights (Dawes & Corrigan 1974).
    """
    enough(len(criteria), needed=1, what=CRITERIA, why=Words(zh="没有指标无从赋权", en="there is nothing to weigh"))
    labels = names(criteria, count=len(criteria), what=CRITERIA, prefix="C")
    belongs = tuple(groups) if groups is not None else labels
    size(belongs, count=len(labels), what=Words(zh="指标分组", en="groups"), of=CRITERIA)
    number = len(set(belongs))
    weights = np.array([1 / number / belongs.count(group) for group in belongs])
    across = f"{number} 组等权、组内等权" if groups is not None else f"{len(labels)} 项指标等权"
    en = f"{number} groups alike, and alike within each" if groups is not None else f"All {len(labels)} criteria alike"
    return Weights(
        criteria=labels,
        weights=weights,
        reading=Words(
            zh=f"{across}，不表示各指标同等重要，只表示不作取舍。", en=f"{en}: a refusal to judge, not a judgement."
        ),
        assumptions=(
            Assumption(
                name="no_double_counting",
                holds=None,
                words=Words(
                    zh="等权假定指标互不重复；同一事实列两次即加倍计分。",
                    en="Equal weights take criteria to be distinct: a fact listed twice counts twice.",
                ),
            ),
        ),
    )
