"""The same framework with other weights of its first level; within each criterion the shares stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from dongxi.analysis.evaluation.direct import Number, exact
from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.framework import Framework

WHOLE = 100


def reweighted(*, framework: Framework, first_level: Mapping[str, Number]) -> Framework:
    """`framework` with `first_level` percents, one for each criterion of the first level; they must add up to 100."""
    known = tuple(framework.weights.first_level)
    if set(first_level) != set(known):
        raise DoesNotFit(
            zh=f"应给出这些一级指标的权重：{'、'.join(known)}。",
            en=f"Give the weights of the first level: {', '.join(known)}.",
        )
    given = {name: exact(first_level[name]) for name in known}
    if any(weight < 0 for weight in given.values()):
        raise OutOfDomain(zh="权重不能为负。请改为零或正数。", en="Weights are zero or more.")
    total = sum(given.values(), Fraction(0))
    if total != WHOLE:
        raise DoesNotAddUp(
            zh=f"一级权重合计 {float(total):g}，应为 {WHOLE}。请改正，或按比例调整到 {WHOLE}。",
            en=f"The weights add up to {float(total):g}, not {WHOLE}. Correct them, or scale them to {WHOLE}.",
        )
    weights = framework.weights
    old: dict[str, Fraction] = dict.fromkeys(known, Fraction(0))
    for path in weights.paths:
        old[path[0]] += weights.exact[path[-1]]
    count = {name: sum(path[0] == name for path in weights.paths) for name in known}
    shares = {}
    for path in weights.paths:
        top, leaf = path[0], path[-1]
        within = weights.exact[leaf] / old[top] if old[top] else Fraction(1, count[top])
        shares[leaf] = within * given[top] / WHOLE
    changed = replace(
        weights,
        exact=shares,
        weights=np.array([float(share) for share in shares.values()]),
        first_level={name: float(weight / WHOLE) for name, weight in given.items()},
    )
    return replace(framework, weights=changed)
