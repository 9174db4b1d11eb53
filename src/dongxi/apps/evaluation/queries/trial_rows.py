"""Places before and after other weights, each with its interval, and how little weight would swap two places."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dongxi.apps.evaluation.computing import assessed
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.doubtful_rows import doubted
from dongxi.apps.evaluation.queries.moved_rows import moved_most
from dongxi.apps.evaluation.queries.scores import names_in, study

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.assessment import Standing
    from dongxi.analysis.evaluation.framework import Framework as Read
    from dongxi.analysis.evaluation.weighted_sum import WeightedSum

PLAIN = 0.0005
"""A share of weight below this, which would be written 0.0%, is written with the first digit it has."""
Held = Mapping[str, Mapping[str, Any]]
"""The league's own rows by unit."""


def compared(framework: Framework, period: str, *, other: Read) -> dict[str, Any]:
    """`rows`, best first by the weights tried; `swap`; `without` each indicator.

    The intervals of places tried are drawn as the league's are, around the weights tried and as often: the weights of
    the framework show its own intervals.
    """
    found = assessed(framework=framework, period=period, other=other)
    held = {row["unit"]: row for row in study(framework, period)["rows"]}
    return {
        "rows": [_moved(held[one.unit], one, decimals=other.decimals) for one in found.standings],
        "swap": _swap(framework, found.sums, held),
        "without": _without(framework, found.sums, held),
    }


def _moved(was: Mapping[str, Any], one: Standing, *, decimals: int) -> dict[str, Any]:
    """A unit's row of the league with its place by the weights tried, and how far it moved `by` going `up` or down."""
    by = 0 if was["rank"] is None or one.rank is None else was["rank"] - one.rank
    return {
        **{key: was[key] for key in ("code", "name", "doubt")},
        "was": {key: was[key] for key in ("rank", "low", "high")},
        "now": {"rank": one.rank, "low": one.low, "high": one.high},
        "up": by > 0,
        "by": abs(by),
        "score": None if one.score is None else f"{one.score:.{decimals}f}",
    }


def _without(framework: Framework, after: WeightedSum, held: Held) -> list[dict[str, Any]]:
    """Each indicator left out in turn: how far the order still agrees, and who moves most."""
    import numpy as np

    from dongxi.analysis.evaluation.leave_one_out import leave_one_out
    from dongxi.analysis.evaluation.side_by_side import farthest

    whole = ~np.isnan(after.points).any(axis=1)
    weights = after.weights[whole][0] if whole.sum() > 1 else np.empty(0)
    if not len(weights) or weights.max() >= 1 - 1e-12:
        return []
    units = [unit for unit, complete in zip(after.units, whole, strict=True) if complete]
    found = leave_one_out(points=after.points[whole], weights=weights, units=units, criteria=after.criteria)
    name, rows = names_in(framework), []
    for criterion, agreement, shift in zip(found.criteria, found.agreement, found.shift, strict=True):
        moved = moved_most(farthest(units, -shift), held.__getitem__)
        rows.append({"name": name(criterion), "agreement": f"{agreement:.2f}", "moved": moved})
    return sorted(rows, key=lambda row: row["agreement"])


def _swap(framework: Framework, after: WeightedSum, held: Held) -> dict[str, Any] | None:
    """First and second, and the neighbours that least weight would swap; None where too few reported everything.

    `whole`: whether all that are ranked reported everything, so that the first two are first and second of all;
    `doubted`: which figures of the units named are in doubt.
    """
    import numpy as np

    from dongxi.analysis.evaluation.weight_swap import weight_swap

    complete = ~np.isnan(after.points).any(axis=1)
    if complete.sum() < 2:
        return None
    units = [unit for unit, known in zip(after.units, complete, strict=True) if known]
    weights = after.weights[complete][0]
    found = weight_swap(points=after.points[complete], weights=weights, units=units, criteria=after.criteria)
    order = np.argsort(found.ranks, kind="stable").tolist()
    pairs = [(float(found.moved[a, b]), units[a], units[b]) for a, b in pairwise(order)]
    top, closest = pairs[0], min(pairs)
    ranked = sum(rank is not None for rank in after.ranks)
    return {
        "top": _pair(*top, held=held),
        "closest": _pair(*closest, held=held),
        "whole": int(complete.sum()) == ranked,
        "doubted": doubted(held[unit] for unit in dict.fromkeys((*top[1:], *closest[1:]))),
    }


def _pair(moved: float, ahead: str, behind: str, *, held: Held) -> dict[str, Any]:
    return {
        "moved": None if moved == float("inf") else f"{moved:.1%}" if moved >= PLAIN else f"{100 * moved:.1g}%",
        "ahead": held[ahead]["name"],
        "behind": held[behind]["name"],
    }
