"""An alignment as a workbook of three sheets: who answers whom, national commitments nobody took up, local content."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import xlsxwriter

from dongxi.analysis.modes import MODES
from dongxi.analysis.plan.align import Statement
from dongxi.apps.records.printing import set_up_to_print
from dongxi.site.exports.alignment_rows import LIKELIHOODS, Comparison, Paper, because, likelihood

_FONT = "宋体"
_HEAD_ROW = 3
_LINE = 14.0  # points a line of 10-point text takes
_TALLEST = 400.0  # points; a spreadsheet row can be no taller than 409
_WIDTH = 2.05  # spreadsheet width units for one Chinese character of 10 points
_LOST = 1.2  # characters of a cell that its indent and edges take
_DECISIONS = ("采纳", "否决")


@dataclass(frozen=True, slots=True)
class _Column:
    """Head, width in Chinese characters, style of the cells below, and the choices a cell offers."""

    head: str
    width: float
    style: str = "cell"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    title: str
    note: str
    columns: tuple[_Column, ...]
    rows: tuple[tuple[str | float, ...], ...]
    frozen: int


_PAIRED = (
    _Column("序号", 3.4, "centred"),
    _Column("国家条款", 5.4, "centred"),
    _Column("国家任务", 12),
    _Column("国家任务承诺", 17),
    _Column("地方条款", 5.8, "centred"),
    _Column("地方任务", 10.5),
    _Column("地方任务承诺（原文）", 21),
    _Column("对应程度", 5.6, "centred"),
    _Column("得分\n（0—1）", 5, "score"),
    _Column("依据", 21),
    _Column("人工认定", 4.8, "centred", _DECISIONS),
)
_GAP = (
    _Column("序号", 3.4, "centred"),
    _Column("条款", 7, "centred"),
    _Column("任务", 17),
    _Column("任务承诺", 38),
    _Column("合作模式", 8, "centred"),
    _Column("处理意见", 16),
)


def workbook(comparison: Comparison) -> bytes:
    """The workbook as bytes."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{comparison.local.title}对应关系表"[:255]})
    styles = _styles(book)
    for sheet in _sheets(comparison):
        _write(book, styles, sheet)
    book.close()
    return held.getvalue()


def _sheets(comparison: Comparison) -> Iterator[_Sheet]:
    national, local, alignment = comparison.national, comparison.local, comparison.alignment
    counted = f"国家任务承诺{len(national.statements)}条，地方任务承诺{len(local.statements)}条；"
    engine = "语义与词语合并计分" if alignment.engine != "words" else "本机未装语义模型，仅按词语计分"
    bands = "，".join(f"{least:g}以上{words}" if least else f"其余{words}" for least, words in LIKELIHOODS)
    yield _Sheet(
        "对应关系",
        f"{local.title}与国家方案对应关系表",
        f"{counted}提出对应{len(alignment.proposals)}对。{engine}：{bands}。程序只提建议，由人认定。",
        _PAIRED,
        tuple(_paired(comparison)),
        3,
    )
    yield _Sheet(
        "国家任务尚无对应",
        "国家方案中本地尚无条款对应的任务承诺",
        f"本地可承接而未见对应的{len(alignment.unanswered)}条；"
        f"另有{len(alignment.elsewhere)}条属其他省区的任务或部委自身职责，不在此列。",
        _GAP,
        tuple(_gap(national, alignment.unanswered)),
        2,
    )
    yield _Sheet(
        "地方自有内容",
        "地方文件中未见国家任务根据的任务承诺",
        f"共{len(alignment.rootless)}条：所在条款无一任务承诺与国家方案对应，属地方自有安排。",
        _GAP,
        tuple(_gap(local, alignment.rootless)),
        2,
    )


def _paired(comparison: Comparison) -> Iterator[tuple[str | float, ...]]:
    national = {one.id: one for one in comparison.national.statements}
    local = {one.id: one for one in comparison.local.statements}
    for number, proposal in enumerate(comparison.alignment.proposals, start=1):
        a, b = national[proposal.national], local[proposal.local]
        yield (
            str(number),
            comparison.national.numbers.get(a.task, a.task),
            a.title,
            a.text,
            comparison.local.numbers.get(b.task, b.task),
            b.title,
            b.text,
            likelihood(proposal.score),
            round(proposal.score, 2),
            because(proposal.reasons, a, b),
            "",
        )


def _gap(paper: Paper, ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    known = {one.id: one for one in paper.statements}
    for number, one in enumerate((known[each] for each in ids), start=1):
        yield str(number), paper.numbers.get(one.task, one.task), one.title, one.text, _modes(one), ""


def _modes(one: Statement) -> str:
    return "\n".join(name for code, name in MODES.items() if code in one.modes)


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    cell = {"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter", "border": 1}
    title = {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True}
    note = {"font_name": _FONT, "font_size": 10, "align": "left", "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format(title),
        "note": book.add_format(note),
        "head": book.add_format({**cell, "font_name": "黑体", "align": "center", "bg_color": "#ece8de"}),
        "cell": book.add_format({**cell, "align": "left", "indent": 1}),
        "centred": book.add_format({**cell, "align": "center"}),
        "score": book.add_format({**cell, "align": "center", "num_format": "0.00"}),
    }


def _write(book: xlsxwriter.Workbook, styles: dict[str, Any], sheet: _Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    last = len(sheet.columns) - 1
    across = sum(column.width for column in sheet.columns)
    for at, (words, style, size) in enumerate(((sheet.title, "title", 16), (sheet.note, "note", 10))):
        page.merge_range(at, 0, at, last, words, styles[style])
        page.set_row(at, ceil(len(words) * size / 10 / across) * size * 1.5 + 8)
    page.set_row(_HEAD_ROW - 1, 4)
    page.set_row(_HEAD_ROW, 32)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width * _WIDTH)
        page.write_string(_HEAD_ROW, at, column.head, styles["head"])
    for at, row in enumerate(sheet.rows, start=_HEAD_ROW + 1):
        _row(page, styles, at, row, sheet.columns)
    bottom = max(_HEAD_ROW + len(sheet.rows), _HEAD_ROW + 1)
    for at, column in enumerate(sheet.columns):
        if column.choices:
            page.data_validation(_HEAD_ROW + 1, at, bottom, at, {"validate": "list", "source": list(column.choices)})
    page.autofilter(_HEAD_ROW, 0, bottom, last)
    page.freeze_panes(_HEAD_ROW + 1, sheet.frozen)
    set_up_to_print(page, head=_HEAD_ROW, last=(bottom, last), footer="&C&A　第 &P 页，共 &N 页")


def _row(page: Any, styles: dict[str, Any], at: int, row: Sequence[str | float], columns: Sequence[_Column]) -> None:
    lines = max(
        sum(max(1, ceil(len(line) / (column.width - _LOST))) for line in str(cell).split("\n"))
        for cell, column in zip(row, columns, strict=True)
    )
    page.set_row(at, min(_TALLEST, _LINE * lines + 6))
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        write = page.write_string if isinstance(cell, str) else page.write_number
        write(at, place, cell, styles[column.style])
