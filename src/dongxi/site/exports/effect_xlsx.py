"""An effect as a workbook: what was found with its charts, weights, figures by period, placebos, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, isinf
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.effect import Effect, Part
from dongxi.site.exports import effect_rows as said
from dongxi.site.exports.sheets import Cell, Sheet, workbook

_FIRST = 3
"""Row of a sheet's first figure, counted from zero."""
_FACTS = 4
"""Columns before the first period in the sheet of placebos."""
_CHARTED = 12
"""Parts that get charts of their own."""
_SERIES, _PLACEBOS, _CHARTS = "逐期数值", "安慰剂差距", "图"
_TALL, _ON_A_PAGE = 19, 2
"""Rows that a chart covers; charts on a printed page."""
_INK, _ACCENT, _GREY = "#1f2933", "#8a3a12", "#c9c2b3"


def to_xlsx(effect: Effect) -> bytes:
    """The workbook as bytes."""
    return workbook(
        title=said.title(effect),
        comments=said.paragraph(effect).zh,
        sheets=_sheets(effect),
        also=lambda book: _draw(effect, book),
    )


def _sheets(effect: Effect) -> Iterator[Sheet]:
    title, words, amount = said.title(effect), said.paragraph(effect).zh, _style(effect)
    yield Sheet(
        name="结果",
        title=title,
        note=f"{words}图在最后一张表。",
        heads=said.SUMMARY_HEADS,
        widths=(14, 7, 10, 20, 16, 11),
        styles=("cell", "centred", amount, "cell", "cell", amount),
        rows=tuple(_summary(part) for part in effect.parts),
        frozen=1,
    )
    yield Sheet(
        name="权重",
        title=f"{title}：权重",
        note="权重是对照单位在比照对象中所占的份额；预测变量的权重表示拟合时各占多少。",
        heads=("处理单位", "类别", "名称", "权重", "处理单位的值", "比照的值", "对照平均"),
        widths=(12, 7, 20, 8, 11, 11, 11),
        styles=("cell", "centred", "cell", "figure", "figure", "figure", "figure"),
        rows=tuple(row for part in effect.parts for row in _weights(part)),
        frozen=3,
    )
    yield Sheet(
        name=_SERIES,
        title=f"{title}：逐期数值",
        note="差距为实际减比照；起始之前的差距应接近零。",
        heads=("处理单位", *said.series_heads(effect), "阶段"),
        widths=(12, 9, 12, 12, 12, 9),
        styles=("cell", "centred", amount, amount, amount, "centred"),
        rows=tuple(row for part in effect.parts for row in _series(effect, part)),
        frozen=2,
    )
    yield _placebos(effect, title)
    yield Sheet(
        name="说明",
        title=f"{title}：前提与说明",
        note="成立与否由数据判断；“无法判断”的须由读者判断。",
        heads=("项目", "是否成立", "内容"),
        widths=(12, 8, 66),
        styles=("cell", "centred", "cell"),
        rows=tuple(_notes(effect)),
        frozen=1,
    )


def _style(effect: Effect) -> str:
    """One digit after the point for large outcomes, four for small ones."""
    return "amount" if max(float(np.nanmax(np.abs(part.actual))) for part in effect.parts) >= 1_000 else "figure"


def _summary(part: Part) -> tuple[Cell, ...]:
    return (
        part.name,
        part.since,
        _cell(part.average_effect),
        said.interval(part),
        said.p_words(part),
        _cell(part.pre_mspe),
    )


def _weights(part: Part) -> Iterator[tuple[Cell, ...]]:
    for unit, weight in sorted(part.weights.items(), key=lambda one: -abs(one[1])):
        yield part.name, "对照单位", unit, weight, None, None, None
    for one in part.balance:
        yield part.name, "预测变量", one.name, one.weight, _cell(one.treated), _cell(one.synthetic), _cell(one.donors)


def _series(effect: Effect, part: Part) -> Iterator[tuple[Cell, ...]]:
    begin = effect.periods.index(part.since)
    for t, period in enumerate(effect.periods):
        values = (_cell(part.actual[t]), _cell(part.compared[t]), _cell(part.gap[t]))
        yield part.name, period, *values, "起始之后" if t >= begin else "起始之前"


def _placebos(effect: Effect, title: str) -> Sheet:
    """The first part and its placebos down, periods across, so that a chart can be drawn from it."""
    part, amount = effect.parts[0], _style(effect)
    own = (part.name, _cell(part.average_effect), _cell(part.pre_mspe), _ratio(part.ratio))
    rows = [(*own, *map(_cell, part.gap))]
    for each in part.placebos:
        known = (each.unit, _cell(each.average_effect), _cell(each.pre_mspe), _ratio(each.ratio))
        rows.append((*known, *map(_cell, each.gap)))
    return Sheet(
        name=_PLACEBOS,
        title=f"{title}：{part.name}的差距与安慰剂的差距",
        note=said.distribution(part),
        heads=("单位", *said.PLACEBO_HEADS[1:], *effect.periods),
        widths=(9, 7, 8, 7, *(6 for _ in effect.periods)),
        styles=("cell", amount, amount, "figure", *(amount for _ in effect.periods)),
        rows=tuple(rows),
        frozen=1,
    )


def _notes(effect: Effect) -> Iterator[tuple[Cell, ...]]:
    holds = {True: "成立", False: "存疑", None: "无法判断"}
    for one in effect.question.doubts:
        yield "全部", holds[one.holds], one.words.zh
    for part in effect.parts:
        for one in part.assumptions:
            yield part.name, holds[one.holds], one.words.zh
    for note in effect.notes:
        yield "说明", None, note.zh


def _cell(value: Any) -> Cell:
    return float(value) if isfinite(value) else None


def _ratio(value: float | None) -> Cell:
    if value is None:
        return None
    return said.UNDEFINED if isinf(value) else _cell(value)


def _draw(effect: Effect, book: Any) -> None:
    """Charts that the spreadsheet itself draws, on a sheet of their own, two to a printed page."""
    page, count = book.add_worksheet(_CHARTS), len(effect.periods)
    parts = effect.parts[:_CHARTED]
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.set_print_scale(80)
    page.set_h_pagebreaks([_TALL * place for place in range(_ON_A_PAGE, len(parts) + 1, _ON_A_PAGE)])
    page.set_footer("&C&A　第 &P 页，共 &N 页")
    for number, part in enumerate(parts):
        chart = book.add_chart({"type": "line"})
        first = _FIRST + number * count
        periods = [_SERIES, first, 1, first + count - 1, 1]
        for column, colour, dash in ((2, _INK, "solid"), (3, _ACCENT, "dash")):
            values = [_SERIES, first, column, first + count - 1, column]
            chart.add_series(_line([_SERIES, 2, column], periods, values, (colour, 2.25, dash)))
        _dress(chart, f"{part.name}：{effect.question.outcome}（{part.since} 起受处理）", legend=True)
        page.insert_chart(number * _TALL, 0, chart)
    page.insert_chart(len(parts) * _TALL, 0, _gaps(book, effect.parts[0], count))


def _gaps(book: Any, part: Part, count: int) -> Any:
    """The treated unit's gap, drawn last so that it lies above those of its placebos."""
    chart = book.add_chart({"type": "line"})
    periods = [_PLACEBOS, 2, _FACTS, 2, _FACTS + count - 1]
    for row in [*(1 + place for place in said.worth_drawing(part)), 0]:
        values = [_PLACEBOS, _FIRST + row, _FACTS, _FIRST + row, _FACTS + count - 1]
        look = (_GREY, 1.0, "solid") if row else (_INK, 2.5, "solid")
        chart.add_series(_line([_PLACEBOS, _FIRST + row, 0], periods, values, look))
    _dress(chart, f"{part.name}的差距（深色）与安慰剂的差距（浅色）{said.not_drawn(part)}", legend=False)
    return chart


def _line(name: list[Any], periods: list[Any], values: list[Any], look: tuple[str, float, str]) -> dict[str, Any]:
    colour, width, dash = look
    line = {"color": colour, "width": width, "dash_type": dash}
    return {"name": name, "categories": periods, "values": values, "line": line}


def _dress(chart: Any, title: str, *, legend: bool) -> None:
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#e3dfd6"}}, "num_font": {"size": 9}})
    chart.set_size({"width": 900, "height": 370})
    chart.show_blanks_as("gap")
