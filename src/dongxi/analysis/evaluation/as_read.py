"""What a reader must know of how a table was read: which sheet, hidden rows, rows that look like totals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.tables import Table, plain

_WORD = re.compile(r"[a-z]+$")


def sheet_notes(table: Table) -> Iterator[Words]:
    """Which of several sheets was read, and which of its rows were counted although they are hidden."""
    sheet = table.sheet
    if sheet is None:
        return
    if sheet.others:
        rest = listed([f"“{name}”" for name in sheet.others])
        yield Words(
            zh=f"读的是第一张工作表“{sheet.name}”，没有读{rest.zh}。",
            en=f"The first sheet “{sheet.name}” was read; not read: {rest.en}.",
        )
    hidden = [str(row.number) for row in table.rows if row.number in sheet.hidden]
    if hidden:
        where = listed(hidden)
        yield Words(
            zh=f"工作表中隐藏的行也计算在内，行号：{where.zh}。",
            en=f"Rows hidden in the sheet are counted: {where.en}.",
        )


def totals_among(units: Sequence[str], *, rows: Mapping[str, int]) -> Words | None:
    """That units look by their names like a total or a mean of the others; None if none does. `rows`: unit → its row in
    the file, where it has one."""
    found = [unit for unit in units if looks_like_total(unit)]
    if not found:
        return None
    zh = listed([f"“{unit}”（第 {rows[unit]} 行）" if unit in rows else f"“{unit}”" for unit in found])
    en = listed([f"“{unit}” (row {rows[unit]})" if unit in rows else f"“{unit}”" for unit in found])
    return Words(
        zh=f"{zh.zh}看来是合计或平均，而不是一个单位，仍当作单位算了进去，会影响其他单位的结果。若确是合计，请删去后重算。",
        en=f"{en.en}: by the name a total or a mean and no unit, yet counted as one, which bears on the results of the "
        "others. If it is one, delete it and compute again.",
    )


def looks_like_total(name: str) -> bool:
    """Whether a name is one that rows of totals and means have."""
    names, endings = _known()
    bare = re.sub(r"\s", "", plain(name)).strip("()[]【】:：").lower()
    own = _WORD.search(plain(name).strip("()[]:：").lower())
    return bare in names | endings or any(
        own is not None and own[0] == ending if ending.isascii() else bare.endswith(ending) for ending in endings
    )


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    held = tomllib.loads((files(__package__) / "total_rows.toml").read_text(encoding="utf-8"))
    return frozenset(held["names"]), frozenset(held["endings"])
