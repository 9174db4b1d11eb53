"""An assessment as a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dongxi.analysis.evaluation.assessment import Assessment, Standing
from dongxi.analysis.evaluation.doubtful import DOUBTFUL
from dongxi.analysis.evaluation.interval_covers import covered
from dongxi.analysis.evaluation.scoring_words import rule
from dongxi.analysis.evaluation.weighted_sum import RULES
from dongxi.site.exports import score_rows as said
from dongxi.site.exports.page import cell, name, number, page, table

_WIDTH, _HEIGHT = 160, 14
_FIGURES = ("名次", "得分", "报送覆盖", "权重")


def to_html(assessment: Assessment) -> bytes:
    """The page as UTF-8."""
    framework = assessment.framework
    note = f'<p class="note"><strong>{escape(framework.note)}</strong></p>' if framework.note else ""
    return page(
        title=said.title(assessment),
        lead=note,
        sections=(
            ("ranks", "名次与名次区间", _ranks(assessment)),
            ("points", "各项指标的得分", _points(assessment)),
            ("method", "评分方法", _method(assessment)),
        ),
        notes=said.notes(assessment),
    )


def _ranks(assessment: Assessment) -> str:
    remarked = any(said.remarks(one) for one in assessment.standings)
    heads = ("名次", "单位", "得分", "名次区间", "等次", "报送覆盖", "失分最多", "高于平均最多")
    allowed = covered(assessment.framework, doubts=bool(assessment.reported.doubtful))
    caption = f"名次区间是权重在一定范围内变动时，十次中有九次名次所落的范围；图中竖线为本次名次。{allowed.zh}"
    rows = ([*_rank(one, assessment), *([cell(said.remarks(one))] if remarked else [])] for one in assessment.standings)
    return table("名次与名次区间", caption, (*heads, "备注") if remarked else heads, rows, right=_FIGURES)


def _rank(one: Standing, assessment: Assessment) -> Iterator[str]:
    yield number("—" if one.rank is None else str(one.rank))
    yield name(one.unit)
    yield number(said.score(one, assessment))
    mark = f"<br><small>{DOUBTFUL}</small>" if one.doubtful else ""
    yield f'<td class="places"><span>{said.interval(one)}</span>{_drawn(one, len(assessment.standings))}{mark}</td>'
    yield f'<td class="short">{escape(one.grade or said.NONE)}</td>'
    yield number(f"{one.coverage:.0%}")
    yield cell(said.parts(one.lost, "−"))
    yield cell(said.parts(one.gained, "+"))


def _drawn(one: Standing, count: int) -> str:
    """The interval on a line from the first place to the last; the words beside it say the same."""
    if one.low is None or one.high is None or one.rank is None:
        return ""
    step = _WIDTH / count
    left, width, mark = (one.low - 1) * step, (one.high - one.low + 1) * step, (one.rank - 0.5) * step
    return (
        f'<svg aria-hidden="true" width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<path d="M0 7H{_WIDTH}" stroke="#d8d3c6"/>'
        f'<rect x="{left:.1f}" y="3" width="{width:.1f}" height="8" fill="#7fa8c4"/>'
        f'<path d="M{mark:.1f} 0V14" stroke="#1c1b19" stroke-width="2"/></svg>'
    )


def _points(assessment: Assessment) -> str:
    names = [one.name for one in assessment.framework.indicators]
    rows: dict[str, list[str]] = {}
    for unit, one, given, points, _weight, lost in said.point_rows(assessment):
        row = rows.setdefault(unit, [name(unit)])
        shown = escape(said.value(given) + (one.measure or "" if given is not None else ""))
        if unit in assessment.reported.doubtful.get(one.name, {}):
            shown += f"<br>{DOUBTFUL}"
        if points is None or lost is None:
            row.append(f'<td class="number absent">{escape(said.value(given))}</td>')
        else:
            row.append(f'<td class="number">{points:.1f}<br><small>{shown}</small></td>')
    caption = "每格上行为得分，下行为数值，存疑的另行注明。未报就是未报，不是零。"
    return table("各项指标的得分", caption, ("单位", *names), rows.values(), right=names)


def _method(assessment: Assessment) -> str:
    weights = assessment.framework.weights
    rows = [
        [
            name("／".join(path)),
            number(f"{float(weights.exact[one.name]):.1%}"),
            cell(rule(one)),
            cell(RULES[one.missing].zh),
            cell(one.column + (f"（{one.measure}）" if one.measure else "")),
        ]
        for one, path in zip(assessment.framework.indicators, weights.paths, strict=True)
    ]
    framework, reported = assessment.framework, assessment.reported
    caption = f"评估方案 {framework.name}（SHA-256 {framework.digest[:16]}…），数据 {reported.table}。"
    return table("评分方法", caption, ("指标", "权重", "评分", "未报时", "数据列"), rows, right=_FIGURES)
