"""An effect as a page: the paragraph first, charts, weights, figures, placebos, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from dongxi.analysis.evaluation.effect import Effect, Part
from dongxi.site.exports import effect_rows as said
from dongxi.site.exports.page import cell, figures, name, number, page, table

_ESTIMATE = "平均变化是起始之后各期差距的平均；"
_P_VALUES = {
    "synthetic": "p 值是处理单位连同安慰剂中，前后误差之比不小于它的所占的比例。",
    "augmented": "p 值由把误差在各期之间移动得出：此前同样长的时段里，误差有多常这样大。",
    "did": "p 值按各单位的误差得出，处理单位很少时偏小，应看名次检验。",
}
_WEIGHTS = "比照对象由这些对照单位按权重相加而成，权重合计为 1。"
_BALANCE = "比照对象在起始之前应与处理单位相近；权重是拟合时各变量所占的份额。"
_SERIES = "差距为实际减比照；起始之前应接近零，之后即估计的变化。"
_DISTANCES = "0 为受处理的第一期，负数为此前；上下限为各期同时成立的置信带。双向固定效应的系数供对照。"


def to_html(effect: Effect) -> bytes:
    """The page as UTF-8."""
    lead = f'<p class="note">{escape(said.paragraph(effect).zh)}</p>'
    return page(title=said.title(effect), lead=lead, sections=_sections(effect), notes=said.to_read_with(effect))


def _sections(effect: Effect) -> Iterator[tuple[str, str, str]]:
    from dongxi.site.exports.effect_chart import drawn

    yield "estimate", "估计", _estimate(effect)
    yield "charts", "图", "\n".join(figures(one.wide, one.slim, one.caption) for one in drawn(effect))
    for key, (heading, body) in enumerate(block for part in effect.parts for block in _part(effect, part)):
        yield f"table-{key}", heading, body
    if effect.did is not None:
        rows = said.event_rows(effect)
        yield "distances", "距起始各期的变化", _figures(_DISTANCES, said.EVENT_HEADS, rows)


def _estimate(effect: Effect) -> str:
    caption = _ESTIMATE + _P_VALUES[effect.question.method]
    return _figures(caption, said.SUMMARY_HEADS, [said.summary(part) for part in effect.parts])


def _part(effect: Effect, part: Part) -> Iterator[tuple[str, str]]:
    several = f"{part.name}：" if len(effect.parts) > 1 else ""
    blocks = (
        ("对照单位的权重", _WEIGHTS, said.WEIGHT_HEADS, said.weight_rows(part)),
        ("预测变量", _BALANCE, said.BALANCE_HEADS, said.balance_rows(part)),
        ("逐期数值", _SERIES, said.series_heads(effect), said.series_rows(effect, part)),
        ("安慰剂", said.distribution(part), said.PLACEBO_HEADS, said.placebo_rows(part)),
    )
    for heading, caption, heads, rows in blocks:
        if rows:
            yield several + heading, _figures(caption, heads, rows)


def _figures(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column names the row; the others hold figures, or words where they are no number."""
    body = ([name(row[0]), *(cell(each) if _wordy(each) else number(each) for each in row[1:])] for row in rows)
    return table(
        caption, caption, heads, body, right=[head for head in heads[1:] if head not in said.WORDY], narrow=True
    )


def _wordy(text: str) -> bool:
    return "：" in text
