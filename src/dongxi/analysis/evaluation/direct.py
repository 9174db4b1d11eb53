"""Weights that somebody set: a tree of criteria whose parts must add up, level by level, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np

from dongxi.analysis.evaluation.checks import CRITERIA, names, one_of
from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.evaluation.weights import Weights, heaviest

Number = int | float | str | Decimal | Fraction
_MOST_BEFORE, _MOST_AFTER = 300, 400
"""Digits before and after the point, as a float has them: 1e999999999 as a fraction would fill the memory."""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A criterion as the framework prints it: its own weight, and its parts if it is divided further."""

    name: str
    weight: Number
    parts: tuple[Branch, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Direct(Weights):
    """`criteria` are the leaves in printed order; `paths` (m tuples) lead to each; `first_level` is name → share.

    `exact` gives each leaf's share as a fraction: hand it to `weighted_sum`, so that nothing is rounded on the way.
    """

    paths: tuple[tuple[str, ...], ...]
    exact: dict[str, Fraction]
    first_level: dict[str, float]


EXPECTED: dict[str, Callable[[Fraction, Fraction, int], Fraction]] = {
    "whole": lambda whole, parent, count: whole,
    "parent": lambda whole, parent, count: parent,
    "count": lambda whole, parent, count: Fraction(count),
}


def direct(*, tree: Sequence[Branch], whole: Number = 100, inner: str = "whole") -> Direct:
    """Shares of the leaves of `tree`, whose first level must add up to `whole` (100 for percent).

    `inner` says what the parts of a criterion must add up to: the `whole` again, the `parent`'s weight, or their
    `count` (the 赋权 convention, in which an average part has weight 1). Sums are exact: 33.3 + 33.3 + 33.4 is 100.
    DoesNotAddUp names every level that fails; nothing is rescaled.
    """
    one_of(inner, known=tuple(EXPECTED), what=Words(zh="下级权重的合计方式", en="What inner weights add up to"))
    if not tree:
        raise DoesNotFit(zh="评估方案没有任何指标。请至少列出一项。", en="The framework has no criterion. List one.")
    total = exact(whole)
    wrong: list[Words] = []
    leaves = list(_leaves(tuple(tree), total, Fraction(1), (), inner, total, wrong))
    if wrong:
        raise DoesNotAddUp(
            zh=f"权重不合计：{'；'.join(words.zh for words in wrong)}。请逐级核对，不会自动调整。",
            en=f"Weights do not add up: {'; '.join(words.en for words in wrong)}. They are not rescaled silently.",
        )
    paths = tuple(path for path, _ in leaves)
    criteria = names([path[-1] for path in paths], count=len(paths), what=CRITERIA, prefix="C")
    weights = np.array([float(share) for _, share in leaves])
    silent = listed([name for name, weight in zip(criteria, weights, strict=True) if weight == 0])
    note = (
        Words(zh=f"{silent.zh}权重为零，只观察不计分。", en=f"Weighing nothing: {silent.en}.")
        if silent.zh
        else Words(zh="", en="")
    )
    return Direct(
        criteria=criteria,
        weights=weights,
        paths=paths,
        exact={path[-1]: share for path, share in leaves},
        first_level={branch.name: float(exact(branch.weight) / total) for branch in tree},
        reading=Words(
            zh=f"权重由评估方案给定，共 {len(criteria)} 项末级指标，逐级合计无误。",
            en=f"Weights are the framework's own: {len(criteria)} leaf criteria, adding up at every level.",
        )
        + heaviest(criteria=criteria, weights=weights)
        + note,
    )


@lru_cache(maxsize=4096)
def exact(value: Number) -> Fraction:
    """The number as printed: 0.1 is one tenth. DoesNotFit for what is no finite number, or beyond every measure."""
    try:
        if isinstance(value, int | Fraction):
            float(value)
            return Fraction(value)
        number = Decimal(str(value))
        if not -_MOST_AFTER <= number.adjusted() <= _MOST_BEFORE:
            raise ValueError
        return Fraction(number)
    except (ArithmeticError, ValueError, OverflowError) as error:
        raise DoesNotFit(zh=f"“{value}”不是数。请填写数值。", en=f"“{value}” is not a number.") from error


def _leaves(
    level: tuple[Branch, ...],
    expected: Fraction,
    share: Fraction,
    path: tuple[str, ...],
    inner: str,
    whole: Fraction,
    wrong: list[Words],
) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """Path and share of every leaf below `level`; levels that do not add up are told to `wrong`."""
    total = sum((exact(branch.weight) for branch in level), Fraction(0))
    if total != expected or total <= 0:
        where = Words(zh="／".join(path) or "第一级", en=" / ".join(path) or "the first level")
        wrong.append(
            Words(
                zh=f"{where.zh}合计 {float(total):g}，应为 {float(expected):g}",
                en=f"{where.en} adds up to {float(total):g}, not {float(expected):g}",
            )
        )
    for branch in level:
        weight = exact(branch.weight)
        if weight < 0:
            raise OutOfDomain(
                zh=f"{branch.name}的权重为负（{float(weight):g}）。请改为非负数。",
                en=f"{branch.name} has a negative weight ({float(weight):g}). Weights are zero or more.",
            )
        own = share * weight / total if total else Fraction(0)
        here = (*path, branch.name)
        if not branch.parts:
            yield here, own
            continue
        due = EXPECTED[inner](whole, weight, len(branch.parts))
        yield from _leaves(branch.parts, due, own, here, inner, whole, wrong)
