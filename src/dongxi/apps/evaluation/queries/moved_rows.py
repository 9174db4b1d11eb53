"""Who moves farthest from one order to another: all of them, or how many where they are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MANY = 6
"""More than this are counted, not named."""


def moved_most(moved: Mapping[str, int], row_of: Callable[[str], Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those that go up, then those that go down: `by` how much, `count`, and `units`, the row of each, which holds its
    name and doubt, unless they are too many to name."""
    groups = []
    for up in (True, False):
        units = [row_of(unit) for unit, by in moved.items() if (by > 0) == up]
        if units:
            by = abs(next(iter(moved.values())))
            groups.append({"up": up, "by": by, "count": len(units), "units": units if len(units) <= MANY else []})
    return groups
