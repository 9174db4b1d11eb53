"""The same framework with other weights, level by level, in the units in which it prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from dongxi.analysis.evaluation.direct import EXPECTED, Branch, Number, direct, exact
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.framework import Framework

Path = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Level:
    """Weights that must add up: those right below `path` (empty: the first level), as given, and their `due` sum."""

    path: Path
    given: Mapping[Path, Fraction]
    due: Fraction


def levels(framework: Framework) -> tuple[Level, ...]:
    """Every level of the framework in printed order, the first level first.

    Where the parts of a criterion are written as parts of its weight, they are given as parts of the whole instead: so
    each level can be changed on its own.
    """
    whole = exact(framework.whole)
    first = Level(path=(), given={(one.name,): exact(one.weight) for one in framework.tree}, due=whole)
    return (first, *(_below(framework, one, whole) for one in framework.tree if one.parts))


def _below(framework: Framework, branch: Branch, whole: Fraction) -> Level:
    due = EXPECTED[_inner(framework)](whole, exact(branch.weight), len(branch.parts))
    unit = whole / exact(branch.weight) if framework.inner == "parent" else Fraction(1)
    return Level(
        path=(branch.name,), given={(branch.name, one.name): exact(one.weight) * unit for one in branch.parts}, due=due
    )


def _inner(framework: Framework) -> str:
    return "whole" if framework.inner == "parent" else framework.inner


def reweighted(*, framework: Framework, weights: Mapping[Path, Number]) -> Framework:
    """`framework` with `weights` by path, in the units of `levels`; what is not named stays as it is.

    DoesNotAddUp names every level whose sum is not what it should be; DoesNotFit a path that the framework lacks.
    """
    given = {path: weight for level in levels(framework) for path, weight in level.given.items()}
    if unknown := [" / ".join(path) for path in weights if path not in given]:
        raise DoesNotFit(
            zh=f"评估方案没有这些指标：{'、'.join(unknown)}。", en=f"The framework has no {', '.join(unknown)}."
        )
    asked = {**given, **weights}
    tree = tuple(
        replace(
            one,
            weight=asked[(one.name,)],
            parts=tuple(replace(part, weight=asked[(one.name, part.name)]) for part in one.parts),
        )
        for one in framework.tree
    )
    inner = _inner(framework)
    return replace(framework, tree=tree, inner=inner, weights=direct(tree=tree, whole=framework.whole, inner=inner))
