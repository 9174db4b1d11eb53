"""What a workbook's formats tell of cells whose values calamine gives bare: which numbers stand there as per cent (0.05
as 5 %), and which rows are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from dongxi.analysis.error_cells import column_number, parsed

_BUILT_IN = frozenset({"9", "10"})
"""Number formats 0% and 0.00%, which no styles part spells out."""
_NO_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a number format that print signs without meaning them: quoted, escaped, as wide as, filled with, colours."""
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_HIDDEN = re.compile(rb"""<(?:\w+:)?row\s[^>]*hidden=["'](?:1|true)""")


def percents(package: ZipFile, content: bytes) -> frozenset[tuple[int, int]]:
    """(row, column), both from 0, of the numbers of a sheet that their format shows as per cent."""
    styles = _percent_styles(package)
    if not any(f"s={quote}{style}{quote}".encode() in content for style in styles for quote in "\"'"):
        return frozenset()
    cells = (cell for cell in parsed(content).iter("{*}c") if cell.get("s") in styles and cell.get("t", "n") == "n")
    places = (_PLACE.fullmatch(cell.get("r", "")) for cell in cells)
    return frozenset((int(at[2]) - 1, column_number(at[1]) - 1) for at in places if at)


def hidden_rows(content: bytes) -> frozenset[int]:
    """The numbers, from 1, of the rows of a sheet that are hidden, by hand or by a filter."""
    if b"hidden" not in content or not _HIDDEN.search(content):
        return frozenset()
    rows = (row for row in parsed(content).iter("{*}row") if row.get("hidden") in ("1", "true"))
    return frozenset(int(row.get("r")) for row in rows if row.get("r", "").isdecimal())


def _percent_styles(package: ZipFile) -> frozenset[str]:
    """The numbers of the cell styles whose number format is a percentage."""
    parts = [name for name in package.namelist() if name.lower().endswith("styles.xml")]
    return frozenset(style for part in parts for style in _styles_of(parsed(package.read(part))))


def _styles_of(styles: Any) -> Iterator[str]:
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter("{*}numFmt")}
    own = {code for code, pattern in formats.items() if "%" in _NO_SIGN.sub("", pattern)}
    shown = (_BUILT_IN - formats.keys()) | own
    for table in styles.iter("{*}cellXfs"):
        for number, style in enumerate(table.iterchildren("{*}xf")):
            if style.get("numFmtId") in shown:
                yield str(number)
