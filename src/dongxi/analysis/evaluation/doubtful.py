"""Marks of doubt in a table: a column 标记 or 存疑 says which figures no comparison may rest on."""

from __future__ import annotations

import re
from collections.abc import Collection

from dongxi.analysis.evaluation.framework import NOT_REPORTED
from dongxi.analysis.tables import Row, Table, plain

HEAD, DOUBTFUL = "标记", "存疑"
HEADS = (HEAD, DOUBTFUL)
"""What the column of marks may be called; `DOUBTFUL` is also what a figure is whose mark has no words of its own."""
_NONE = frozenset({"", "否", "无", "0", "no", "none", "false", *(plain(word).lower() for word in NOT_REPORTED)})
_MEASURE = re.compile(r"\([^()]*\)$")
_TICKS = frozenset({"是", "有", "√", "✓", "✔", "*", "※", "1", "x", "y", "yes", "true"})


def mark_heads(table: Table, *, taken: Collection[str]) -> tuple[str, ...]:
    """Heads of the columns of marks; not those `taken`, which hold something else."""
    return tuple(head for head in HEADS if head in table.heads and head not in taken)


def mark(row: Row, heads: Collection[str]) -> str:
    """The words of the marks of a row, empty for none: an empty cell, 否, 无 and the like. A mere tick is 存疑."""
    said = [plain(row.cells.get(head, "")) for head in heads]
    words = [DOUBTFUL if one.lower() in _TICKS else one for one in said if one.lower() not in _NONE]
    return "、".join(dict.fromkeys(words))


def marked(words: str, *, names: Collection[str]) -> dict[str, str]:
    """Of a wide row, whose mark is about several figures: those it is about → the words. `names` of all its figures.

    Those that the mark lists, with or without their measure in brackets; all of them where it says anything else, since
    nobody knows which are meant.
    """
    if not words:
        return {}
    listed = {_bare(part) for part in words.replace(",", "、").replace(";", "、").split("、")}
    meant = [name for name in names if _bare(name) in listed]
    if words != DOUBTFUL and {_bare(name) for name in meant} == listed:
        return dict.fromkeys(meant, DOUBTFUL)
    return dict.fromkeys(names, words)


def _bare(name: str) -> str:
    return _MEASURE.sub("", plain(name)).strip()
