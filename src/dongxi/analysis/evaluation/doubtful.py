"""Marks of doubt in a table: a column 标记 or 存疑 says which figures no comparison may rest on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from dongxi.analysis.evaluation.framework import NOT_REPORTED
from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.flags import DOUBTFUL_FLAGS
from dongxi.analysis.tables import Row, Table, plain
from dongxi.data import shared_toml

HEAD, DOUBTFUL = "标记", "存疑"
MOST_UNITS = 12
HEADS = (HEAD, DOUBTFUL)
"""What the column of marks may be called; `DOUBTFUL` is also what a figure is whose mark has no words of its own."""
_NONE = ("", "否", "无", "不", "正常", "已核实", "不存疑", "未存疑", "0", "no", "none", "false", "normal", "verified")
_MEASURE = re.compile(r"\s*[(（][^()（）]*[)）]$")
_TICKS = frozenset({"是", "有", "√", "✓", "✔", "*", "※", "1", "x", "y", "yes", "true"})


def mark_heads(table: Table, *, taken: Collection[str]) -> tuple[str, ...]:
    """Heads of the columns of marks; not those `taken`, which hold something else."""
    return tuple(head for head in HEADS if head in table.heads and head not in taken)


def mark(row: Row, heads: Collection[str]) -> str:
    """The words of the marks of a row, empty for none: an empty cell, 否, 基数小 and the like. A mere tick is 存疑."""
    parts = [plain(part) for head in heads for part in row.cells.get(head, "").split("、")]
    words = [DOUBTFUL if one.lower() in _TICKS else one for one in parts if one.lower() not in _no_doubt()]
    return "、".join(dict.fromkeys(words))


@cache
def _no_doubt() -> frozenset[str]:
    """Words of a mark that tell no doubt, in small letters: the names of the other flags are among them."""
    flags = [flag for flag in shared_toml("indicators")["flag"] if flag["code"] not in DOUBTFUL_FLAGS]
    named = (flag[name] for flag in flags for name in ("name", "name_en"))
    return frozenset(plain(word).lower() for word in (*_NONE, *NOT_REPORTED, *named))


def marked(words: str, *, names: Collection[str]) -> dict[str, str]:
    """Of a wide row, whose mark is about several figures: those it is about → the words. `names` of all its figures.

    Those that the mark lists, with or without their measure in brackets; all of them where it says anything else, since
    nobody knows which are meant.
    """
    if not words:
        return {}
    listed = {_name(part) for part in words.replace(",", "、").replace(";", "、").split("、")}
    meant = [name for name in names if _name(name) in listed]
    if words != DOUBTFUL and {_name(name) for name in meant} == listed:
        return dict.fromkeys(meant, DOUBTFUL)
    return dict.fromkeys(names, words)


def named(marks: Mapping[str, str]) -> Words:
    """Names of figures in doubt, each with the words of its mark where they say more than that."""
    return Words(
        zh="、".join(name if words == DOUBTFUL else f"{name}（{words}）" for name, words in marks.items()),
        en=", ".join(name if words == DOUBTFUL else f"{name} ({words})" for name, words in marks.items()),
    )


def whose(of: Mapping[str, Sequence[str]], *, most: int = MOST_UNITS) -> Words:
    """Units with their figures in doubt, as a sentence lists them; beyond `most` units how many more there are."""
    zh = listed([f"{unit}（{listed(names).zh}）" for unit, names in of.items()], most=most).zh
    en = listed([f"{unit} ({listed(names).en})" for unit, names in of.items()], most=most).en
    return Words(zh=zh, en=en)


def bare(head: str) -> str:
    """A head without the unit of measure that it carries in brackets at its end."""
    return _MEASURE.sub("", head)


def _name(text: str) -> str:
    return bare(plain(text)).strip()
