"""An assessment as a workbook, a sheet for each question: who stands where, what made it so, by which rules."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

import xlsxwriter

from dongxi.analysis.evaluation.assessment import Assessment
from dongxi.site.exports import score_rows as said
from dongxi.site.exports.printing import set_up_to_print

_HEAD_ROW = 2
_WIDTH = 2.05  # spreadsheet width units for one Chinese character of 10 points
_LINE = 14.0  # points a line of 10-point text takes
_TALLEST = 400.0

Cell = str | float | None


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """`widths` in Chinese characters; `styles` of the columns."""

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    styles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int


def to_xlsx(assessment: Assessment) -> bytes:
    """The workbook as bytes."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": said.title(assessment)[:255], "comments": assessment.framework.note[:255]})
    styles = _styles(book, assessment.framework.decimals)
    for sheet in _sheets(assessment):
        _write(book, styles, sheet)
    book.close()
    return held.getvalue()


def _sheets(assessment: Assessment) -> Iterator[_Sheet]:
    title, note = said.title(assessment), assessment.framework.note
    yield _Sheet(
        name="名次",
        title=title,
        note=f"{note}名次须与名次区间一并阅读，见“方法与说明”。",
        heads=(
            "名次",
            "单位",
            "得分",
            "名次\n最高",
            "名次\n最低",
            "等次",
            "报送\n覆盖",
            "失分最多",
            "高于平均最多",
            "备注",
        ),
        widths=(4, 7, 5.5, 4, 4, 6, 5, 17, 17, 13),
        styles=("centred", "cell", "score", "centred", "centred", "centred", "share", "cell", "cell", "cell"),
        rows=tuple(_ranks(assessment)),
        frozen=2,
    )
    yield _Sheet(
        name="指标得分",
        title=f"{title}：各项指标的得分与失分",
        note=f"各项满分 {assessment.framework.full} 分；失分已乘权重，即总分因该项少得的分；未报的留空，不是零。",
        heads=("单位", "指标", "数值", "计量单位", "状态", "得分", "计入权重", "失分"),
        widths=(9, 18, 9, 7, 6, 7, 7, 7),
        styles=("cell", "cell", "plain", "centred", "centred", "score", "share", "score"),
        rows=tuple(_points(assessment)),
        frozen=2,
    )
    yield _Sheet(
        name="方法与说明",
        title=f"{title}：评分方法与说明",
        note=f"评估方案 {assessment.framework.name}，数据 {assessment.reported.table}。",
        heads=("项目", "权重", "内容"),
        widths=(18, 7, 60),
        styles=("cell", "share", "cell"),
        rows=tuple(_method(assessment)),
        frozen=1,
    )


def _ranks(assessment: Assessment) -> Iterator[tuple[Cell, ...]]:
    for one in assessment.standings:
        yield (
            one.rank,
            one.unit,
            one.score,
            one.low,
            one.high,
            one.grade or said.NONE,
            one.coverage,
            said.parts(one.lost, "−"),
            said.parts(one.gained, "+"),
            said.remarks(one),
        )


def _points(assessment: Assessment) -> Iterator[tuple[Cell, ...]]:
    for unit, one, given, points, weight, lost in said.point_rows(assessment):
        number = float(given) if isinstance(given, Decimal) else None
        word = given if isinstance(given, str) else None
        state = "已报" if number is not None or word is not None else said.value(given)
        yield unit, one.name, word if number is None else number, one.measure or "", state, points, weight, lost


def _method(assessment: Assessment) -> Iterator[tuple[Cell, ...]]:
    weights = assessment.framework.weights
    for one, path in zip(assessment.framework.indicators, weights.paths, strict=True):
        source = f"取自“{one.column}”" + (f"（{one.measure}）" if one.measure else "")
        yield (
            "／".join(path),
            float(weights.exact[one.name]),
            f"{said.rule(one)}。{said.RULES[one.missing]}。{source}。",
        )
    for note in said.notes(assessment):
        yield "说明", None, note


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
        "plain": format_of({**cell, "num_format": "#,##0.####"}),
        "share": format_of({**cell, "num_format": "0.0%"}),
    }


def _write(book: xlsxwriter.Workbook, styles: dict[str, Any], sheet: _Sheet) -> None:
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
    set_up_to_print(page, head=_HEAD_ROW, last_row=bottom, last_column=last, footer="&C&A　第 &P 页，共 &N 页")


def _row(page: Any, styles: dict[str, Any], at: int, row: Sequence[Cell], sheet: _Sheet) -> None:
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
