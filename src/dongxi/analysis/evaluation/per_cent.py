"""Numbers that are written, or that a workbook shows, as per cent: 5 % is 5 where per cent is what is measured, and is
refused elsewhere, since it might mean 5 or 0.05."""

from __future__ import annotations

from collections.abc import Iterable

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.tables import Row, Table, number_in, per_cent, plain

SIGN = "%"


def without_sign(text: str) -> str:
    """The number of a cell that is per cent."""
    return plain(text).removesuffix(SIGN)


def unexpected(table: Table, row: Row, name: str, text: str, *, mend: Words) -> TableUnreadable:
    """What to raise for a percentage where nothing says that per cent is measured; `mend` how to say it."""
    bare = number_in(without_sign(text))
    share = "" if bare is None else f"{(bare / 100).normalize():f}"
    return table.unreadable(
        why=f"第 {row.number} 行的“{name}”是百分数“{text}”，没有写明计量单位是 %。{mend.zh}；"
        f"若指 {share}，请把单元格格式改为常规",
        why_en=f"row {row.number}, “{name}”: “{text}” is per cent, which is not what is said to be measured; "
        f"{mend.en}; if {share} is meant, write it as a plain number",
    )


def require_one_way(table: Table, name: str, cells: Iterable[tuple[Row, str]]) -> None:
    """TableUnreadable where some numbers of one name carry the sign and others do not: beside 5% nobody knows whether
    0.07 is 7% or 0.07%. Zero is either; in a text, where the sign was typed or left out, so may be what is over 1."""
    signed: tuple[Row, str] | None = None
    bare: tuple[Row, str] | None = None
    for row, text in cells:
        if per_cent(text):
            signed = signed or (row, plain(text))
        elif bare is None and (number := number_in(text)) and (table.sheet or abs(number) <= 1):
            bare = row, plain(text)
    if signed and bare:
        raise table.unreadable(
            why=f"“{name}”有的带 % 有的不带：第 {signed[0].number} 行是“{signed[1]}”，第 {bare[0].number} 行是"
            f"“{bare[1]}”，不知后者是否也指百分之几。请统一写法；工作簿请统一这一列的数字格式",
            why_en=f"“{name}” is per cent in row {signed[0].number} (“{signed[1]}”) and has no sign in row "
            f"{bare[0].number} (“{bare[1]}”); write both in one way, in a workbook by one number format",
        )
