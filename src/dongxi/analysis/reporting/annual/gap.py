"""差距: each measure of the study in words and figures, the West beside the East over the years."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from dongxi.analysis.indicators.gap import SURE, GapStudy, relative_line
from dongxi.analysis.indicators.gap_words import plan_start
from dongxi.analysis.indicators.measures import Measure, Panel, named
from dongxi.analysis.reporting.annual.drawn_on import published_in, ratio
from dongxi.analysis.reporting.annual.figures import NOTED, NOTES, counted, noted, result
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Block, Chapter, Chart, Figure, Paragraph, Runs, Section, Source, Table
from dongxi.analysis.reporting.wording import joined, say

_TESTED = 3


def gap(subject: Subject) -> Chapter:
    """The chapter."""
    return Chapter(
        title="差距",
        blocks=(Paragraph(runs=say(subject.words["gap"]["intro"])), _relative(subject)),
        sections=tuple(Section(title=study.measure.name.zh, blocks=_section(subject, study)) for study in subject.gaps),
    )


def headline(subject: Subject) -> Paragraph:
    """The chapter in a sentence."""
    studies = subject.gaps
    rose = [study.relative[_at(study, -1)] > study.relative[_at(study, 0)] for study in studies]
    numbers = {
        "closer": (sum(rose), "西部相当于东部的比例上升的指标"),
        "apart": (len(rose) - sum(rose), "西部相当于东部的比例下降的指标"),
    }
    words, start = subject.words["gap"], plan_start()
    told = say(words["headline"], first=studies[0].used[0], sure=_sure(subject), **_counts(subject, numbers))
    if any(study.left_out for study in studies):
        told = joined((*told, words["left_out"]))
    later = [study for study in studies if start in study.used and start < study.used[-1]]
    if not later:
        return Paragraph(runs=told)
    up = sum(study.relative[_at(study, -1)] > study.relative[study.years.index(start)] for study in later)
    since = {
        "closer": (up, f"{start}年以来西部相当于东部的比例上升的指标"),
        "apart": (len(later) - up, f"{start}年以来西部相当于东部的比例下降的指标"),
    }
    return Paragraph(runs=joined((*told, *say(words["since"], start=start, **_counts(subject, since)))))


def _sure(subject: Subject) -> Runs:
    """In how many measures the spread among provinces changed for sure."""
    words, number = subject.words["gap"], sum(study.sigma.p_value < SURE for study in subject.gaps)
    count = _counts(subject, {"count": (number, "离散程度变化显著的指标")})
    return say(words["sure"], **count) if number else say(words["sure_none"])


def _counts(subject: Subject, numbers: dict[str, tuple[int, str]]) -> dict[str, Figure]:
    return {
        key: counted(int(number), what=what, unit="项", period=_span(subject.gaps[0]), sources=_all(subject))
        for key, (number, what) in numbers.items()
    }


METHOD = Source(
    name="由公开统计数据按收敛与不平等方法计算", issue="由公开统计数据按收敛与不平等方法计算（σ、泰尔指数）"
)


def drawn_on(panel: Panel) -> tuple[Source, ...]:
    """The publications behind a measure, and the method that made of them what is told."""
    return (METHOD, *published_in(panel))


def _all(subject: Subject) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for study in subject.gaps for source in drawn_on(study.panel)))


def _at(study: GapStudy, which: int) -> int:
    return study.years.index(study.used[which])


def _span(study: GapStudy) -> str:
    return f"{study.used[0]}—{study.used[-1]}"


def _section(subject: Subject, study: GapStudy) -> tuple[Block, ...]:
    what = f"{study.measure.name.zh}的差距"
    how = ratio(study.measure)
    runs = noted(study.reading.zh, period=_span(study), what=what, sources=drawn_on(study.panel), how=how)
    blocks: list[Block] = [Paragraph(runs=runs)]
    if study.notes:
        words, told = "".join(note.zh for note in study.notes), f"{study.measure.name.zh}的数据说明"
        notes = noted(words, period=_span(study), what=told, sources=(NOTES,), how=NOTED)
        blocks.append(Paragraph(runs=say(subject.words["gap"]["note"], notes=notes)))
    return (*blocks, _table(subject, study))


def _table(subject: Subject, study: GapStudy) -> Table:
    rows = tuple(_row(study, study.years.index(year)) for year in study.used)
    unit = study.measure.unit.zh
    without = subject.words["doubt"]["without"].format(names=named(study.left_out).zh) if study.left_out else ""
    return Table(
        caption=f"{study.measure.name.zh}：东西部比较",
        heads=("年份", f"东部（{unit}）", f"西部（{unit}）", "西部相当于东部（%）", "泰尔指数", "其中东西部之间（%）"),
        rows=rows,
        widths=(2, 3, 3, 3.4, 3, 3.4),
        note=f"东部、西部为各省合计之比；泰尔指数在东西部各省之间计算，0为完全均等。{without}",
    )


def _row(study: GapStudy, t: int) -> tuple[Runs, ...]:
    year, decimals = str(study.years[t]), study.measure.decimals
    own: Sequence[tuple[float, int, str, str]] = (
        (study.means[0, t], decimals, study.measure.unit.zh, f"东部{study.measure.name.zh}"),
        (study.means[2, t], decimals, study.measure.unit.zh, f"西部{study.measure.name.zh}"),
        (study.relative[t] * 100, 1, "%", f"{study.measure.name.zh}西部相当于东部"),
        (study.sides.total[t], _TESTED, "", f"{study.measure.name.zh}泰尔指数"),
        (study.sides.share[t] * 100, 1, "%", f"{study.measure.name.zh}泰尔指数中东西部之间的比重"),
    )
    cells = (_cell(study, float(value), places, unit, year, what) for value, places, unit, what in own)
    return ((year,), *cells)


def _cell(study: GapStudy, value: float, places: int, unit: str, year: str, what: str) -> Runs:
    if isnan(value):
        return ("缺",)
    sources, how = drawn_on(study.panel), ratio(study.measure)
    return (result(value, places=places, unit=unit, period=year, what=what, sources=sources, how=how),)


def _relative(subject: Subject) -> Chart:
    """The West as a share of the East, all measures in one chart."""
    words, rows, told = subject.words["gap"], [], []
    for study in subject.gaps:
        for year, value in relative_line(study):
            rows.append({"x": year, "y": value, "series": study.measure.short.zh, "side": "west"})
        first, last = (float(study.relative[_at(study, which)]) for which in (0, -1))
        told.append(f"{study.measure.short.zh}{study.used[0]}年{first:.1%}，{study.used[-1]}年{last:.1%}")
    return Chart(
        caption=str(words["relative"]),
        kind="line",
        plot={"title": words["relative"], "unit": "%", "rows": rows},
        alt=f"折线图。{'；'.join(told)}。各年数值见本章各表。",
    )


def unit_of(measure: Measure) -> str:
    """A difference in a measure: percentages differ by points."""
    return "个百分点" if measure.unit.zh == "%" else measure.unit.zh
