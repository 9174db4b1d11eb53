"""The 任务分解表 as a Word document: A4 landscape, the head row repeated on each page, Chinese fonts named as such."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dongxi.analysis.plan.model import PlanDocument
from dongxi.site.exports.plan_rows import COLUMNS, heading, printed_aim, rows, subheading

_PAGE = (Mm(297), Mm(210))
_MARGIN = Mm(14)
_BODY, _TITLE = "宋体", "黑体"
_LATIN = "Times New Roman"
_SHADE = "ECE8DE"


def document(plan: PlanDocument) -> bytes:
    """The document as bytes."""
    made = docx.Document()
    made.core_properties.title = heading(plan)[:255]
    made.core_properties.author = ""
    _page(made.sections[0])
    _font(made.styles["Normal"], _BODY, 9)
    _line(made.add_paragraph(), heading(plan), _TITLE, 16)
    _line(made.add_paragraph(), subheading(plan), _BODY, 10)
    if plan.goals:
        aims = made.add_paragraph()
        _font(aims.add_run("总体目标："), _TITLE, 10)
        _font(aims.add_run("；".join(map(printed_aim, plan.goals)) + "。"), _BODY, 10)
    _table(made, plan)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _page(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        piece = OxmlElement("w:instrText" if words else "w:fldChar")
        if words:
            piece.text = words
        else:
            piece.set(qn("w:fldCharType"), kind)
        run._r.append(piece)


def _font(owner: Any, name: str, size: float) -> None:
    """`owner`: a run or a style. Word takes the font of Chinese from eastAsia, that of Latin from ascii."""
    owner.font.name = _LATIN
    owner.font.size = Pt(size)
    fonts = owner.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)


def _line(paragraph: Any, words: str, font: str, size: float) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run(words), font, size)


def _table(made: Any, plan: PlanDocument) -> None:
    filled = [row.cells for row in rows(plan)]
    table = made.add_table(rows=1 + len(filled), cols=len(COLUMNS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    unit = (_PAGE[0] - 2 * _MARGIN) / sum(column.width for column in COLUMNS)
    for at, column in enumerate(COLUMNS):
        table.columns[at].width = int(unit * column.width)
    for row, cells in zip(table.rows, [tuple(column.head for column in COLUMNS), *filled], strict=True):
        head = row._index == 0
        _fill(row, cells, unit, head=head)
        _keep_whole(row)
        if head:
            _repeat(row)


def _fill(row: Any, cells: tuple[str, ...], unit: float, *, head: bool) -> None:
    for cell, words, column in zip(row.cells, cells, COLUMNS, strict=True):
        cell.width = int(unit * column.width)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head or column.centred else WD_ALIGN_PARAGRAPH.LEFT
        _font(paragraph.add_run(words), _TITLE if head else _BODY, 9)
        if head:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), _SHADE)
            cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
