"""The annual report put together from its chapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.framework import Framework, framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.effects import effect_study
from dongxi.analysis.indicators.gap import gap_study
from dongxi.analysis.indicators.measures import measures, studies
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.analysis.reporting.annual.effects import effects
from dongxi.analysis.reporting.annual.effects import headline as effect_headline
from dongxi.analysis.reporting.annual.gap import gap
from dongxi.analysis.reporting.annual.gap import headline as gap_headline
from dongxi.analysis.reporting.annual.method import method
from dongxi.analysis.reporting.annual.overall import overall
from dongxi.analysis.reporting.annual.provinces import provinces
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.annual.summary import summary
from dongxi.analysis.reporting.annual.tables import tables
from dongxi.analysis.reporting.errors import ReportImpossible
from dongxi.analysis.reporting.model import Chapter, Paragraph, Report, Section, Tell, citations, numbered
from dongxi.analysis.reporting.statistics import Statistics
from dongxi.data import frameworks

_NEEDED = ("rd_expenditure", "contracts_bought", "gdp")


def annual_periods(statistics: Statistics | None = None) -> tuple[str, ...]:
    """Years that can be reported on: both they and the year before hold what the report stands on."""
    facts = statistics or Statistics()
    held = [year for year in facts.years if all(_held(facts, code, year) for code in _NEEDED)]
    return tuple(year for year in held if str(int(year) - 1) in held)


def _held(statistics: Statistics, code: str, year: str) -> bool:
    return any(statistics.value(code, region, year) is not None for region in statistics.counted())


def annual_report(
    *, period: str, form: str, framework: Framework | None = None, date: str = "", tell: Tell | None = None
) -> Report:
    """The report on a year of the shipped facts. ReportImpossible for a year that is not held.

    `form` is docx, pdf or html, `date` the date to print on the cover; without it none is printed.
    """
    framework = framework or shipped_framework()
    statistics = Statistics()
    known = annual_periods(statistics)
    if period not in known:
        raise ReportImpossible(f"不能编制“{period}”年度的报告：数据只够 {known[0]} 至 {known[-1]} 年。请换一个年度。")
    reported = reported_values(framework=framework, table=shipped_table(), period=period)
    since = studies()["effect"]["since"]
    subject = Subject(
        period=period,
        statistics=statistics,
        assessment=assess(framework=framework, reported=reported),
        gaps=tuple(gap_study(measure=code, last=int(period)) for code in measures()),
        effects=effect_study(progress=_told(tell)) if int(period) >= since else None,
        since=since,
    )
    return _with_sources(numbered(_bound(subject, _chapters(subject, form), date)))


def shipped_framework() -> Framework:
    """The example that ships: its weights are nobody's official ones, and it says so."""
    return framework_of(frameworks()["western"], name="western.toml")


def _with_sources(report: Report) -> Report:
    """The report with the list of what it cites at its end."""
    told = tuple(
        Paragraph(lead=f"〔{place}〕", runs=(source,)) for place, source in enumerate(citations(report), start=1)
    )
    *first, last = report.chapters
    listed = replace(last, sections=(*last.sections, Section(title="数据来源", blocks=told)))
    return replace(report, chapters=(*first, listed))


def _told(tell: Tell | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: tell("估计规划后的变化", done, total)) if tell else None


def _chapters(subject: Subject, form: str) -> Sequence[Chapter]:
    return (
        summary(subject, found=(gap_headline(subject), effect_headline(subject))),
        overall(subject),
        provinces(subject),
        gap(subject),
        effects(subject),
        method(subject, form=form),
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
