"""Word documents (.docx): paragraphs and table cells in document order, automatic numbers as Word prints them."""

import io
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
from dongxi.analysis.words import Words

_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
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
    """Every cell's lines, row by row; a cell merged with the one above it was already read."""
    for cell in (cell for row in table.iter(_ROW) for cell in row.iter(_CELL)):
        if any(other.tag == _TABLE for other in cell.iterancestors(_TABLE) if other is not table):
            continue
        merged = cell.find(_MERGED_BELOW)
        if merged is None or merged.get(qn("w:val")) == "restart":
            yield from _lines(cell, numbering)


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
