"""The 任务分解表 as a workbook: A4 landscape, frozen head, filters, wrapped text, room for progress and evidence."""

from __future__ import annotations

import io
from collections.abc import Iterable
from math import ceil
from typing import Any

import xlsxwriter

from dongxi.analysis.plan.model import PlanDocument
from dongxi.apps.records.printing import set_up_to_print
from dongxi.site.exports.plan_rows import COLUMNS, FORCES, KINDS, Column, Row, heading, printed_aim, rows, subheading

_HEAD_ROW = 2
_LINE = 14.0  # points a line of 10-point text takes
_TALLEST = 400.0  # points; a spreadsheet row can be no taller than 409
_EDGES, _INDENTED = 0.5, 1.2  # characters of a cell that its edges take, and its edges with its indent
_EXCEL_WIDTH = 2.05  # spreadsheet width units for one Chinese character of 10 points
_FONT = "宋体"


def workbook(document: PlanDocument) -> bytes:
    """The workbook as bytes."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": heading(document)[:255], "subject": "任务分解表"})
    styles = _styles(book)
    _table(book, styles, document)
    _remarks(book, styles, document)
    book.close()
    return held.getvalue()


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    cell = {"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter", "border": 1}
    return {
        "title": book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True}
        ),
        "subtitle": book.add_format({"font_name": _FONT, "font_size": 10, "align": "center", "valign": "vcenter"}),
        "head": book.add_format({**cell, "font_name": "黑体", "align": "center", "bg_color": "#ece8de"}),
        "cell": book.add_format({**cell, "align": "left", "indent": 1}),
        "centred": book.add_format({**cell, "align": "center"}),
        "label": book.add_format({"font_name": "黑体", "font_size": 10, "valign": "top"}),
        "plain": book.add_format({"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "top"}),
    }


def _table(book: xlsxwriter.Workbook, styles: dict[str, Any], document: PlanDocument) -> None:
    sheet = book.add_worksheet("任务分解表")
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, heading(document), styles["title"])
    sheet.merge_range(1, 0, 1, last, subheading(document), styles["subtitle"])
    sheet.set_row(0, 22.0 * ceil(len(heading(document)) / 50) + 8)
    sheet.set_row(1, 18)
    sheet.set_row(_HEAD_ROW, 32)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width * _EXCEL_WIDTH)
        sheet.write_string(_HEAD_ROW, at, column.head, styles["head"])
    written = _HEAD_ROW
    for written, row in enumerate(rows(document), start=_HEAD_ROW + 1):
        _row(sheet, styles, written, row)
    sheet.autofilter(_HEAD_ROW, 0, max(written, _HEAD_ROW + 1), last)
    sheet.freeze_panes(_HEAD_ROW + 1, 3)
    set_up_to_print(sheet, head=_HEAD_ROW, last=(written, last), footer="&C第 &P 页，共 &N 页")


def _row(sheet: Any, styles: dict[str, Any], at: int, row: Row) -> None:
    sheet.set_row(at, min(_TALLEST, _LINE * _lines(row) + 6))
    for column, (cell, layout) in enumerate(zip(row.cells, COLUMNS, strict=True)):
        sheet.write_string(at, column, cell, styles["centred" if layout.centred else "cell"])


def _lines(row: Row) -> int:
    """How many lines the fullest cell takes when its text wraps at the column's width."""
    return max(_wrapped(cell, column) for cell, column in zip(row.cells, COLUMNS, strict=True))


def _wrapped(cell: str, column: Column) -> int:
    width = column.width - (_EDGES if column.centred else _INDENTED)
    return sum(max(1, ceil(len(line) / width)) for line in cell.split("\n"))


def _remarks(book: xlsxwriter.Workbook, styles: dict[str, Any], document: PlanDocument) -> None:
    """A second sheet: how the table was made, and what to check."""
    sheet = book.add_worksheet("说明与核对")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for at, (name, words) in enumerate(remarks(document)):
        sheet.write_string(at, 0, name, styles["label"])
        sheet.write_string(at, 1, words, styles["plain"])
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def remarks(document: PlanDocument) -> Iterable[tuple[str, str]]:
    """What a reader of the table should know: where it comes from, what is counted, what to check."""
    kinds = "，".join(f"{name}{sum(task.kind == kind for task in document.tasks)}项" for kind, name in KINDS.items())
    forces = "，".join(
        f"{name}{count}条"
        for force, name in FORCES.items()
        if (count := sum(one.force == force for one in document.commitments))
    )
    yield "文件", document.title
    yield "文号", document.document_number or "原文未见"
    yield "发文机关", "、".join(document.issuers) or "原文未见"
    yield "成文日期", document.issued_on or "原文未见"
    yield "规划期", "—".join(str(year) for year in document.horizon) if document.horizon else "原文未见"
    for aim in document.goals:
        yield "总体目标", printed_aim(aim)
    yield "条目", kinds
    yield "力度", forces or "无"
    yield "说明", "本表由程序按原文逐句分解，未写明的一律留空；下发前请对照原文核对。进展情况、佐证材料由填报单位填写。"
    for doubt in document.warnings:
        yield "请核对", doubt.message
