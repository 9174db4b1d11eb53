"""Where tasks of tables stand in the outline: below the clause or title above, or with the clause that a row names."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from dongxi.analysis.plan.actions import asks, begins_action
from dongxi.analysis.plan.model import Node, Span
from dongxi.analysis.plan.task_tables import TaskRow

_STOPS = "。；;"
_HEADING = re.compile("[^。：:\\n]{1,60}(?=[。：:\\n]|$)")


def told_above(
    text: str, headed: Sequence[Span], tables: Mapping[int, tuple[TaskRow, ...]]
) -> tuple[frozenset[int], dict[int, list[TaskRow]]]:
    """The rows that are no clauses of their own, and those of them that tell more of a clause above, by its place.

    A row tells more of the clause whose heading its title is, word for word. Rows that only name things, in a table
    at the end of a document whose clauses say what is to be done, repeat these in other words. `headed`: the numbers
    of the clauses.
    """
    told: set[int] = set()
    more: dict[int, list[TaskRow]] = {}
    called = _called(text, headed)
    for start, rows in tables.items():
        above = bisect_left(headed, (start, 0))
        only_names = above > 1 and not any(map(has_measures, rows)) and not all(_asks(text, row) for row in rows)
        for row in rows:
            named = called.get(text[slice(*row.title)].strip(_STOPS))
            named = None if named is None or named > start else named
            if named is not None:
                more.setdefault(named, []).append(row)
            if named is not None or only_names:
                told.add(row.span[0])
    return frozenset(told), more


def has_measures(row: TaskRow) -> bool:
    """Whether a cell beside its title says what is to be done."""
    return any(row.title != measure.span for measure in row.measures)


def _asks(text: str, row: TaskRow) -> bool:
    title = text[slice(*row.title)]
    return begins_action(title) or asks(title)


def _called(text: str, headed: Sequence[Span]) -> dict[str, int]:
    """Where the clause of each heading begins, the first of that name: from its number to 。： or the line's end."""
    called: dict[str, int] = {}
    for start, end in headed:
        heading = _HEADING.match(text, end)
        if heading is not None:
            called.setdefault(heading.group(), start)
    return called


def node_of(text: str, row: TaskRow, *, place: str, level: int, parent: str | None) -> Node:
    """A row as a node; its title is the heading where another cell says what is to be done."""
    heading = row.title if row.title != row.measures[0].span else None
    return Node(
        id=place,
        level=level,
        number="" if row.number is None else text[slice(*row.number)],
        heading=None if heading is None else text[slice(*heading)].replace("\n", ""),
        parent=parent,
        span=row.span,
        heading_span=heading,
    )
