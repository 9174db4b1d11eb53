"""Efficiency as a workbook: ranks, slacks and targets, peers; or change by period and by unit; what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from dongxi.analysis.evaluation.efficiency_table import EfficiencyTable
from dongxi.site.exports import efficiency_rows as said
from dongxi.site.exports.sheets import Cell, Sheet, workbook


def to_xlsx(found: EfficiencyTable) -> bytes:
    """The workbook as bytes."""
    sheets = _scored(found) if found.change is None else _changed(found)
    return workbook(
        title=said.title(found),
        comments=said.paragraph(found),
        sheets=[*sheets, _notes(found)],
        decimals=4,
    )


def _scored(found: EfficiencyTable) -> Iterator[Sheet]:
    title, several = said.title(found), found.intervals is not None
    extra = ("校正后", "区间下限", "区间上限") if several else ()
    yield Sheet(
        name="效率",
        title=title,
        note=f"{said.measured(found)}{said.paragraph(found)}",
        heads=("名次", "单位", "效率", *extra, "有效", "标杆（份额）", "松弛", "存疑的数值"),
        widths=(5, 12, 8, *(8 for _ in extra), 6, 24, 24, 16),
        styles=("centred", "cell", "score", *("score" for _ in extra), "centred", "cell", "cell", "cell"),
        rows=tuple(_ranks(found)),
        frozen=2,
    )
    yield Sheet(
        name="松弛与目标",
        title=f"{title}：松弛与目标",
        note="目标是同类单位已经做到的组合；松弛是按比例调整之后仍多或仍少的部分。",
        heads=("单位", "类别", "名称", "现值", "松弛", "目标"),
        widths=(12, 6, 22, 12, 12, 12),
        styles=("cell", "centred", "cell", "figure", "figure", "figure"),
        rows=tuple(said.target_rows(found)),
        frozen=1,
    )
    yield Sheet(
        name="标杆",
        title=f"{title}：标杆",
        note="每个单位与哪些有效单位比较，各占多少份额；有效单位以自身为标杆。标杆的数值存疑的，以它为标杆的单位的效率也靠不住。",
        heads=("单位", "标杆", "份额", "标杆的存疑数值"),
        widths=(16, 16, 10, 24),
        styles=("cell", "cell", "figure", "cell"),
        rows=tuple(_peers(found)),
        frozen=1,
    )


def _ranks(found: EfficiencyTable) -> Iterator[tuple[Cell, ...]]:
    scores = found.scores
    assert scores is not None
    for i in said.order(found):
        intervals: tuple[Cell, ...] = ()
        if found.intervals:
            held = found.intervals
            intervals = float(held.corrected[i]), float(held.low[i]), float(held.high[i])
        yield (
            int(scores.ranks[i]) or None,
            found.task.units[i],
            _cell(scores.score[i]),
            *intervals,
            "是" if scores.efficient[i] else "否",
            said.peers(found, i),
            said.slacks(found, i),
            said.doubted(found, found.task.units[i]),
        )


def _peers(found: EfficiencyTable) -> Iterator[tuple[Cell, ...]]:
    assert found.scores is not None
    for i in said.order(found):
        for peer, share in found.scores.peers[i]:
            yield found.task.units[i], peer, share, said.doubted(found, peer)


def _changed(found: EfficiencyTable) -> Iterator[Sheet]:
    title = said.title(found)
    yield Sheet(
        name="各期平均",
        title=title,
        note=f"{said.measured(found)}{said.paragraph(found)}",
        heads=said.MEAN_HEADS,
        widths=(8, 8, *(11 for _ in said.PARTS)),
        styles=("centred", "centred", *("figure" for _ in said.PARTS)),
        rows=tuple((first, last, *values) for first, last, values in said.mean_rows(found)),
        frozen=2,
    )
    yield Sheet(
        name="各单位",
        title=f"{title}：各单位",
        note="累计指数为各期生产率指数之积；其余为各期几何平均。大于 1 为提高。",
        heads=(*said.WHOLE_HEADS, "存疑的数值"),
        widths=(14, *(11 for _ in range(1 + len(said.PARTS))), 16),
        styles=("cell", *("figure" for _ in range(1 + len(said.PARTS))), "cell"),
        rows=tuple((unit, whole, *values, said.doubted(found, unit)) for unit, whole, values in said.whole_rows(found)),
        frozen=1,
    )
    yield Sheet(
        name="逐期变化",
        title=f"{title}：逐期变化",
        note="生产率指数 = 效率变化 × 前沿移动，效率变化 = 纯效率变化 × 规模变化。大于 1 为提高。",
        heads=said.CHANGE_HEADS,
        widths=(14, 8, 8, *(11 for _ in said.PARTS)),
        styles=("cell", "centred", "centred", *("figure" for _ in said.PARTS)),
        rows=tuple((unit, first, last, *values) for unit, first, last, values in said.change_rows(found)),
        frozen=3,
    )


def _notes(found: EfficiencyTable) -> Sheet:
    holds = {True: "成立", False: "存疑", None: "无法判断"}
    rows: list[tuple[Cell, ...]] = [(holds[one.holds], one.words.zh) for one in found.assumptions]
    rows += [("说明", note.zh) for note in found.notes]
    return Sheet(
        name="说明",
        title=f"{said.title(found)}：前提与说明",
        note="成立与否由数据判断；“无法判断”的须由读者判断。",
        heads=("是否成立", "内容"),
        widths=(10, 70),
        styles=("centred", "cell"),
        rows=tuple(rows),
        frozen=1,
    )


def _cell(value: Any) -> Cell:
    return float(value) if isfinite(value) else None
