"""附表: every indicator by province for the year and the one before, points of the scores, the public records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE
from dongxi.analysis.reporting.annual.doubts import MARK, figure_mark, figures_note, held_note, name_of
from dongxi.analysis.reporting.annual.drawn_on import score_how, score_sources
from dongxi.analysis.reporting.annual.figures import result
from dongxi.analysis.reporting.annual.subject import YEARS_BACK, Subject
from dongxi.analysis.reporting.model import Chapter, Paragraph, Runs, Section, Table
from dongxi.analysis.reporting.statistics import NATION
from dongxi.analysis.reporting.wording import joined


def tables(subject: Subject) -> Chapter:
    """The chapter."""
    by_group = tuple(
        Section(title=group["name"], blocks=tuple(_indicator(subject, code) for code in group["indicators"]))
        for group in subject.words["group"]
    )
    sections = (
        *by_group,
        Section(title="各项指标得分", blocks=(_points(subject),)),
        Section(title="公开合作记录", blocks=_records(subject)),
    )
    return Chapter(title="附表", sections=sections, apart=True)


def _indicator(subject: Subject, code: str) -> Table:
    statistics = subject.statistics
    years = [str(int(subject.period) - back) for back in range(YEARS_BACK, -1, -1)]
    rows, none = [], subject.words["held"]["none"]
    for region in (NATION, *statistics.counted()):
        cells: list[Runs] = [(statistics.name(region),)]
        for year in years:
            figure = statistics.figure(code, region, year)
            cells.append(joined((figure, figure_mark(subject, code, region, year))) if figure else (none,))
        rows.append(tuple(cells))
    return Table(
        caption=f"{statistics.title(code)}（{statistics.unit(code)}）",
        heads=("地区", *(f"{year}年" for year in years)),
        rows=tuple(rows),
        widths=(3, *(3 for _ in years)),
        note=figures_note(subject, rows) + held_note(subject, rows),
    )


def _points(subject: Subject) -> Table:
    assessment = subject.assessment
    sums, names = assessment.sums, [one.name for one in assessment.framework.indicators]
    rows = []
    for standing in assessment.standings:
        i = sums.units.index(standing.unit)
        cells: list[Runs] = [(name_of(standing),)]
        for j, name in enumerate(names):
            given = assessment.reported.values[name][i]
            if given is None or given is NOT_APPLICABLE:
                cells.append((subject.words["held"]["none"],) if given is None else ("不适用",))
                continue
            points = result(
                float(sums.points[i, j]),
                places=1,
                unit="分",
                period=subject.period,
                what=f"{standing.unit}{name}得分",
                sources=score_sources(subject, name),
                how=score_how(subject, name),
            )
            cells.append((points, MARK) if name in standing.doubtful else (points,))
        rows.append(tuple(cells))
    return Table(
        caption=f"各项指标得分（{subject.period}年，{assessment.framework.note.partition('。')[0]}）",
        heads=("单位", *names),
        rows=tuple(rows),
        widths=(3, *(4 for _ in names)),
        note=f"每项满分{assessment.framework.full}分，未乘权重。"
        + (subject.words["doubt"]["points"] if assessment.reported.doubtful else ""),
    )


def _records(subject: Subject) -> tuple[Paragraph | Table, ...]:
    rows = tuple(
        (
            (one["id"],),
            (_years(one),),
            (one["title"],),
            (f"{one['source_name']}（{subject.qualities[one['quality']]}）",),
        )
        for one in subject.records
    )
    table = Table(
        caption=f"公开合作记录（截至{subject.period}年，不完全统计）",
        heads=("编号", "年份", "内容", "来源"),
        rows=rows,
        widths=(1.7, 2.8, 6.4, 9.5),
        left=frozenset({0, 1, 2, 3}),
        note="记录取自公开报道，只说明有此报道，不等于经过核实。",
    )
    return (table,)


def _years(one: Mapping[str, Any]) -> str:
    first, last = one.get("year_from"), one.get("year_to")
    if not first:
        return "未载"
    return f"{first}" if not last or last == first else f"{first}—{last}"
