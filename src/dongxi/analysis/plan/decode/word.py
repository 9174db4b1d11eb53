"""Word documents (.docx): paragraphs and table cells in document order, automatic numbers as Word prints them."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.numbers import Numbering
from dongxi.analysis.plan.decode.package import broken
from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.decode.told import RECOGNISE
from dongxi.analysis.plan.table_rows import BREAK, CELL, MERGED
from dongxi.analysis.words import Words

_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_LEAST_COLUMNS, _LEAST_ROWS, _MOST_COLUMNS = 3, 2, 60
_MERGED_BELOW = f"{qn('w:tcPr')}/{qn('w:vMerge')}"
_HIDDEN = frozenset(
    qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:drawing", "w:pict", "w:object", "w:sdtPr")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}

# What python-docx lets through when the parts of a package are not what their names say.
_MALFORMED = (
    OpcError,
    LxmlError,
    zipfile.BadZipFile,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
)


def decode(data: bytes) -> Printed:
    """The paragraphs of `data`, one a line; headers, footers, deleted text and text boxes are left out."""
    try:
        document = docx.Document(io.BytesIO(data))
    except _MALFORMED as problem:
        raise broken() from problem
    numbering = Numbering.of(document)
    lines = list(_lines(document.element.body, numbering))
    if not any(line.strip() for line in lines):
        raise PlanUnreadable(
            where=Words(zh="Word 正文", en="in the text of Word"),
            why=Words(zh="正文里没有文字（可能只有图片）", en="there is no text in it (perhaps only pictures)"),
            remedy=RECOGNISE,
        )
    return Printed(text="\n".join(lines), wrapped=False)


def _lines(parent: Any, numbering: Numbering) -> Iterator[str]:
    for child in parent:
        if child.tag == _PARAGRAPH:
            if not numbering.is_contents_line(child):
                yield numbering.number(child) + _paragraph(child)
        elif child.tag == _TABLE:
            yield from _table(child, numbering)
        elif child.tag not in _HIDDEN and isinstance(child.tag, str):
            yield from _lines(child, numbering)


def _table(table: Any, numbering: Numbering) -> Iterator[str]:
    """A row a line where columns stand side by side; of a table that only frames its text every cell's own lines."""
    rows = [[_cell(cell, numbering) for cell in _own(row, _CELL, _ROW)] for row in _own(table, _ROW, _TABLE)]
    spans = [[_columns(cell) for cell in _own(row, _CELL, _ROW)] for row in _own(table, _ROW, _TABLE)]
    filled = sum(sum(any(line.strip() for line in lines) for lines in row) >= _LEAST_COLUMNS for row in rows)
    if filled < _LEAST_ROWS:
        yield from (line for row in rows for lines in row if lines != [MERGED] for line in lines)
        return
    for row, widths in zip(rows, spans, strict=True):
        yield CELL.join(
            each for lines, width in zip(row, widths, strict=True) for each in (_one(lines), *[""] * (width - 1))
        )


def _one(lines: list[str]) -> str:
    """A cell's lines as one; a table inside it is text of the cell."""
    pieces = (piece for line in lines for piece in re.split(f"[\n{CELL}{BREAK}]", line.replace("\t", " ")))
    return BREAK.join(piece for piece in pieces if piece.strip(" "))


def _own(element: Any, tag: str, within: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, not those of a table inside a cell."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (within, _TABLE, *_HIDDEN) and isinstance(child.tag, str):
            yield from _own(child, tag, within)


def _cell(cell: Any, numbering: Numbering) -> list[str]:
    """The lines of a cell; MERGED for one merged with the cell above, which was already read."""
    merged = cell.find(_MERGED_BELOW)
    if merged is not None and merged.get(qn("w:val")) != "restart":
        return [MERGED]
    return list(_lines(cell, numbering))


def _columns(cell: Any) -> int:
    """How many columns of the table a cell is wide."""
    wide = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = "1" if wide is None else wide.get(qn("w:val"), "1")
    return min(max(int(value), 1), _MOST_COLUMNS) if value.isdecimal() and len(value) < 4 else 1


def _paragraph(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _HIDDEN and isinstance(child.tag, str):
            yield from _pieces(child)
