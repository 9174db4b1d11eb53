"""An assessment as a workbook, a sheet for each question: who stands where, what made it so, by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dongxi.analysis.evaluation.assessment import Assessment
from dongxi.analysis.evaluation.doubtful import DOUBTFUL
from dongxi.analysis.evaluation.scoring_words import rule
from dongxi.analysis.evaluation.weighted_sum import RULES
from dongxi.site.exports import score_rows as said
from dongxi.site.exports.sheets import Cell, Sheet, workbook


def to_xlsx(assessment: Assessment) -> bytes:
    """The workbook as bytes."""
    framework = assessment.framework
    return workbook(
        title=said.title(assessment),
        comments=framework.note,
        sheets=_sheets(assessment),
        decimals=framework.decimals,
    )


def _sheets(assessment: Assessment) -> Iterator[Sheet]:
    title, note = said.title(assessment), assessment.framework.note
    yield Sheet(
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
    yield Sheet(
        name="指标得分",
        title=f"{title}：各项指标的得分与失分",
        note=f"各项满分 {assessment.framework.full} 分；失分已乘权重，即总分因该项少得的分；未报的留空，不是零。",
        heads=("单位", "指标", "数值", "计量单位", "状态", "得分", "计入权重", "失分"),
        widths=(9, 18, 9, 7, 6, 7, 7, 7),
        styles=("cell", "cell", "plain", "centred", "centred", "score", "share", "score"),
        rows=tuple(_points(assessment)),
        frozen=2,
    )
    yield Sheet(
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
        if unit in assessment.reported.doubtful.get(one.name, {}):
            state = DOUBTFUL
        yield unit, one.name, word if number is None else number, one.measure or "", state, points, weight, lost


def _method(assessment: Assessment) -> Iterator[tuple[Cell, ...]]:
    weights = assessment.framework.weights
    for one, path in zip(assessment.framework.indicators, weights.paths, strict=True):
        source = f"取自“{one.column}”" + (f"（{one.measure}）" if one.measure else "")
        yield (
            "／".join(path),
            float(weights.exact[one.name]),
            f"{rule(one)}。未报时{RULES[one.missing].zh}。{source}。",
        )
    for note in said.notes(assessment):
        yield "说明", None, note
