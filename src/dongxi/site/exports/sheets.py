"""Sheets as our results print them: a title, a note, a head, rows; a page's width, head and number on each page."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import xlsxwriter

from dongxi.apps.records.printing import set_up_to_print

_HEAD_ROW = 2
_WIDTH = 2.05  # spreadsheet width units for one Chinese character of 10 points
_LINE = 14.0  # points a line of 10-point text takes
_TALLEST = 400.0

Cell = str | float | None
Also = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`widths` in Chinese characters; `styles` of the columns."""

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    styles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int


def workbook(
    *, title: str, comments: str, sheets: Iterable[Sheet], decimals: int = 2, also: Also | None = None
) -> bytes:
    """The workbook as bytes; `decimals` of scores. `also` is given the book, to add charts."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title[:255], "comments": comments[:255]})
    formats = _styles(book, decimals)
    for sheet in sheets:
        _write(book, formats, sheet)
    if also:
        also(book)
    book.close()
    return held.getvalue()


def _styles(book: xlsxwriter.Workbook, decimals: int) -> dict[str, Any]:
    cell = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter", "border": 1}
    format_of = book.add_format
    return {
        "title": format_of({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "note": format_of({"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}),
        "head": format_of({**cell, "font_name": "黑体", "align": "center", "bg_color": "#ece8de"}),
        "cell": format_of(cell),
        "centred": format_of({**cell, "align": "center"}),
        "score": format_of({**cell, "num_format": f"0.{'0' * decimals}" if decimals else "0"}),
        "figure": format_of({**cell, "num_format": "#,##0.0000"}),
        "amount": format_of({**cell, "num_format": "#,##0.0"}),
        "plain": format_of({**cell, "num_format": "#,##0.####"}),
        "share": format_of({**cell, "num_format": "0.0%"}),
    }


def _write(book: xlsxwriter.Workbook, styles: dict[str, Any], sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    last = len(sheet.heads) - 1
    for at, (words, style, size) in enumerate(((sheet.title, "title", 16), (sheet.note, "note", 10))):
        page.merge_range(at, 0, at, last, words, styles[style])
        page.set_row(at, ceil(len(words) * size / 10 / sum(sheet.widths)) * size * 1.5 + 8)
    page.set_row(_HEAD_ROW, 32)
    for at, (head, width) in enumerate(zip(sheet.heads, sheet.widths, strict=True)):
        page.set_column(at, at, width * _WIDTH)
        page.write_string(_HEAD_ROW, at, head, styles["head"])
    for at, row in enumerate(sheet.rows, start=_HEAD_ROW + 1):
        _row(page, styles, at, row, sheet)
    bottom = _HEAD_ROW + max(1, len(sheet.rows))
    page.autofilter(_HEAD_ROW, 0, bottom, last)
    page.freeze_panes(_HEAD_ROW + 1, sheet.frozen)
    set_up_to_print(page, head=_HEAD_ROW, last=(bottom, last), footer="&C&A　第 &P 页，共 &N 页")


def _row(page: Any, styles: dict[str, Any], at: int, row: Sequence[Cell], sheet: Sheet) -> None:
    lines = max(
        ceil(len(cell) / (width - 0.5)) if isinstance(cell, str) else 1
        for cell, width in zip(row, sheet.widths, strict=True)
    )
    page.set_row(at, min(_TALLEST, _LINE * max(1, lines) + 6))
    for place, (cell, style) in enumerate(zip(row, sheet.styles, strict=True)):
        if cell is None:
            page.write_blank(at, place, None, styles[style])
        elif isinstance(cell, str):
            page.write_string(at, place, cell, styles[style])
        else:
            page.write_number(at, place, cell, styles[style])
