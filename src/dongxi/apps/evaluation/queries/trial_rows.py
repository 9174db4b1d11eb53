"""Places before and after other weights, each with its interval, and how little weight would swap two places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dongxi.apps.evaluation.queries.doubtful_rows import doubted
from dongxi.apps.evaluation.queries.moved_rows import moved_most

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.assessment import Assessment, Standing
    from dongxi.analysis.evaluation.result import Floats
    from dongxi.analysis.evaluation.weighted_sum import WeightedSum

PLAIN = 0.0005
"""A share of weight below this, which would be written 0.0%, is written with the first digit it has."""
Held = Mapping[str, Mapping[str, Any]]
"""The league's own rows by unit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Complete:
    """The units that reported everything: their points by indicator, and the weights, which are the same for all."""

    units: list[str]
    points: Floats
    weights: Floats
    criteria: tuple[str, ...]


def compared(found: Assessment, league: Iterable[Mapping[str, Any]], name: Callable[[str], str]) -> dict[str, Any]:
    """`rows`, best first by the weights tried; `swap`; `without` each indicator. `league`: the framework's own rows.

    The intervals of places tried are drawn as the league's are, around the weights tried and as often: the weights of
    the framework show its own intervals.
    """
    held, complete = {row["unit"]: row for row in league}, _complete(found.sums)
    decimals, ranked = found.framework.decimals, sum(rank is not None for rank in found.sums.ranks)
    return {
        "rows": [_moved(held[one.unit], one, decimals=decimals) for one in found.standings],
        "swap": _swap(complete, held, ranked=ranked),
        "without": _without(complete, held, name),
    }


def _complete(sums: WeightedSum) -> _Complete:
    import numpy as np

    whole = ~np.isnan(sums.points).any(axis=1)
    return _Complete(
        units=[unit for unit, known in zip(sums.units, whole, strict=True) if known],
        points=sums.points[whole],
        weights=sums.weights[whole][0] if whole.any() else np.empty(0),
        criteria=sums.criteria,
    )


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


def _without(of: _Complete, held: Held, name: Callable[[str], str]) -> list[dict[str, Any]]:
    """Each indicator left out in turn: how far the order still agrees, and who moves most."""
    from dongxi.analysis.evaluation.leave_one_out import leave_one_out
    from dongxi.analysis.evaluation.side_by_side import farthest

    if len(of.units) < 2 or of.weights.max() >= 1 - 1e-12:
        return []
    found, rows = leave_one_out(**vars(of)), []
    for criterion, agreement, shift in zip(found.criteria, found.agreement, found.shift, strict=True):
        moved = moved_most(farthest(of.units, -shift), held.__getitem__)
        rows.append({"name": name(criterion), "agreement": f"{agreement:.2f}", "moved": moved})
    return sorted(rows, key=lambda row: row["agreement"])


def _swap(of: _Complete, held: Held, *, ranked: int) -> dict[str, Any] | None:
    """First and second, and the neighbours that least weight would swap; None where too few reported everything.

    `whole`: whether all that are ranked reported everything, so that the first two are first and second of all;
    `doubted`: which figures of the units named are in doubt.
    """
    import numpy as np

    from dongxi.analysis.evaluation.weight_swap import weight_swap

    if len(of.units) < 2:
        return None
    found = weight_swap(**vars(of))
    order = np.argsort(found.ranks, kind="stable").tolist()
    pairs = [(float(found.moved[a, b]), of.units[a], of.units[b]) for a, b in pairwise(order)]
    top, closest = pairs[0], min(pairs)
    return {
        "top": _pair(*top, held=held),
        "closest": _pair(*closest, held=held),
        "whole": len(of.units) == ranked,
        "doubted": doubted(held[unit] for unit in dict.fromkeys((*top[1:], *closest[1:]))),
    }


def _pair(moved: float, ahead: str, behind: str, *, held: Held) -> dict[str, Any]:
    return {
        "moved": None if moved == float("inf") else f"{moved:.1%}" if moved >= PLAIN else f"{100 * moved:.1g}%",
        "ahead": held[ahead]["name"],
        "behind": held[behind]["name"],
    }
