"""Efficiency as a page: the paragraph first, the chart, the ranked table, targets, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dongxi.analysis.evaluation.efficiency_table import EfficiencyTable
from dongxi.site.exports import efficiency_rows as said
from dongxi.site.exports.effect_rows import figure
from dongxi.site.exports.page import cell, figures, name, number, page, table

_TARGETS = "目标是同类单位已经做到的组合：投入减到、产出增到此处即达前沿；松弛是按比例调整之后仍多或仍少的部分。"
_STEPS = "大于 1 为提高；生产率指数 = 效率变化 × 前沿移动，效率变化 = 纯效率变化 × 规模变化。"


def to_html(found: EfficiencyTable) -> bytes:
    """The page as UTF-8."""
    lead = f'<p class="note">{escape(said.paragraph(found))}</p>\n<p>{escape(said.measured(found))}</p>'
    return page(title=said.title(found), lead=lead, sections=_sections(found), notes=said.notes(found))


def _sections(found: EfficiencyTable) -> Iterator[tuple[str, str, str]]:
    from dongxi.site.exports.efficiency_chart import drawn

    if images := "\n".join(figures(one.wide, one.slim, one.caption) for one in drawn(found)):
        yield "chart", "图", images
    if found.change is None:
        yield "scores", "效率", _scores(found)
        yield "targets", "松弛与目标", _targets(found)
        return
    yield "means", "各期平均", _means(found)
    yield "units", "各单位", _whole(found)
    yield "steps", "逐期变化", _steps(found)


def _scores(found: EfficiencyTable) -> str:
    heads = said.heads(found)
    wordy = {*heads[-2:], heads[1]}
    rows = (
        [number(row[0]), name(row[1]), *(number(each) for each in row[2:-2]), *(cell(each) for each in row[-2:])]
        for row in said.ranked(found)
    )
    caption = "效率只相对于在列单位。标杆是与之比较的有效单位及其份额；松弛是按比例调整之后仍多（−）或仍少（+）的部分。"
    return table(caption, caption, heads, rows, right=[head for head in heads if head not in wordy])


def _targets(found: EfficiencyTable) -> str:
    heads = ("单位", "类别", "名称", "现值", "松弛", "目标")
    rows = (
        [name(said.marked(found, unit)), cell(kind), cell(what), *(number(figure(value)) for value in values)]
        for unit, kind, what, *values in said.target_rows(found)
    )
    return table(_TARGETS, _TARGETS, heads, rows, right=heads[3:])


def _means(found: EfficiencyTable) -> str:
    rows = (
        [name(first), cell(last), *(number(value) for value in said.factors(values))]
        for first, last, values in said.mean_rows(found)
    )
    return table(_STEPS, _STEPS, said.MEAN_HEADS, rows, right=said.MEAN_HEADS[2:])


def _whole(found: EfficiencyTable) -> str:
    caption = "累计指数为各期生产率指数之积；其余为各期几何平均。"
    rows = (
        [name(said.marked(found, unit)), *(number(value) for value in said.factors([whole, *values]))]
        for unit, whole, values in said.whole_rows(found)
    )
    return table(caption, caption, said.WHOLE_HEADS, rows, right=said.WHOLE_HEADS[1:])


def _steps(found: EfficiencyTable) -> str:
    rows = (
        [name(said.marked(found, unit)), cell(first), cell(last), *(number(value) for value in said.factors(values))]
        for unit, first, last, values in said.change_rows(found)
    )
    return table(_STEPS, _STEPS, said.CHANGE_HEADS, rows, right=said.CHANGE_HEADS[3:])
