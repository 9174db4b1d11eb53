"""The annual report put together from its chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.framework import Framework
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.analysis.reporting.annual.method import method
from dongxi.analysis.reporting.annual.overall import overall
from dongxi.analysis.reporting.annual.provinces import provinces
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.annual.summary import summary
from dongxi.analysis.reporting.annual.tables import tables
from dongxi.analysis.reporting.errors import ReportImpossible
from dongxi.analysis.reporting.model import Chapter, Paragraph, Report, Section, citations, numbered
from dongxi.analysis.reporting.statistics import Statistics

_NEEDED = ("rd_expenditure", "contracts_bought", "gdp")


def periods(statistics: Statistics) -> tuple[str, ...]:
    """Years that can be reported on: both they and the year before hold what the report stands on."""
    held = [year for year in statistics.years if all(_held(statistics, code, year) for code in _NEEDED)]
    return tuple(year for year in held if str(int(year) - 1) in held)


def _held(statistics: Statistics, code: str, year: str) -> bool:
    return any(statistics.value(code, region, year) is not None for region in statistics.counted())


def annual_report(*, period: str, framework: Framework, form: str, date: str = "") -> Report:
    """The report on a year of the shipped facts. ReportImpossible for a year that is not held.

    `form` is docx, pdf or html, `date` the date to print on the cover; without it none is printed.
    """
    statistics = Statistics()
    known = periods(statistics)
    if period not in known:
        raise ReportImpossible(f"不能编制“{period}”年度的报告：数据只够 {known[0]} 至 {known[-1]} 年。请换一个年度。")
    reported = reported_values(framework=framework, table=shipped_table(), period=period)
    subject = Subject(period=period, statistics=statistics, assessment=assess(framework=framework, reported=reported))
    return _with_sources(numbered(_bound(subject, _chapters(subject, form), date)))


def _with_sources(report: Report) -> Report:
    """The report with the list of what it cites at its end."""
    told = tuple(
        Paragraph(lead=f"〔{place}〕", runs=(source,)) for place, source in enumerate(citations(report), start=1)
    )
    *first, last = report.chapters
    listed = replace(last, sections=(*last.sections, Section(title="数据来源", blocks=told)))
    return replace(report, chapters=(*first, listed))


def _chapters(subject: Subject, form: str) -> Sequence[Chapter]:
    since = "2022"
    return (
        summary(subject, found=()),
        overall(subject),
        provinces(subject),
        method(subject, form=form, since=since),
        tables(subject),
    )


def _bound(subject: Subject, chapters: Sequence[Chapter], date: str) -> Report:
    words = subject.words
    cover = words["cover"]
    lines = (
        cover["made"],
        cover["standing"].format(note=subject.assessment.framework.note.partition("。")[0]),
        cover["unreviewed"],
        cover["edition"].format(edition=subject.statistics.edition[:12]),
        date,
    )
    return Report(
        title=words["title"],
        subtitle=words["subtitle"].format(period=subject.period),
        period=subject.period,
        cover=tuple(line for line in lines if line),
        edition=subject.statistics.edition,
        chapters=tuple(chapters),
    )
