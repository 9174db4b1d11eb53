"""摘要: what the report covers, the nation, the West, the scores, the Plan, each in a sentence of figures."""

from __future__ import annotations

from dongxi.analysis.reporting.annual.doubts import in_share, which
from dongxi.analysis.reporting.annual.figures import compared, counted, difference, moved, share, undated_words
from dongxi.analysis.reporting.annual.league import between, score_of
from dongxi.analysis.reporting.annual.overall import plan_counts, record_counts
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Chapter, Figure, Paragraph, Runs, Source
from dongxi.analysis.reporting.statistics import NATION
from dongxi.analysis.reporting.wording import joined, say

_SOURCE = Source(name="随附统计数据的覆盖范围", issue="随附事实 statistics.csv 所含地区")


def summary(subject: Subject, *, found: tuple[Paragraph, ...]) -> Chapter:
    """The chapter; `found` are the headline sentences of the chapters on the gap and on change."""
    first = (_scope(subject), _national(subject), _west(subject), _score(subject))
    told = (Paragraph(runs=runs) for runs in first if runs)
    return Chapter(title="摘要", blocks=(*told, *found, Paragraph(runs=_plan(subject))), apart=True)


def _scope(subject: Subject) -> Runs:
    words, study = subject.words["summary"], subject.effects
    last = study.last if study else int(subject.period)
    later = last > int(subject.period)
    return say(
        words["scope"],
        period=subject.period,
        about=words["about" if study else "about_before"],
        beyond=words["beyond"].format(last=last) if later else "",
        regions=_regions(subject, len(subject.statistics.counted()), "省级地区"),
        west=_regions(subject, len(subject.west), "西部省级地区"),
    )


def _regions(subject: Subject, number: int, what: str) -> Figure:
    return counted(number, what=what, unit="个", period=subject.period, sources=(_SOURCE,))


def _national(subject: Subject) -> Runs:
    statistics, words = subject.statistics, subject.words["summary"]
    found = {code: statistics.figure(code, NATION, subject.period) for code in ("rd_expenditure", "contracts_sold")}
    parts: dict[str, Figure | Runs] = {}
    for key, (code, figure) in zip(("rd", "contracts"), found.items(), strict=True):
        if figure is None:
            return ()
        parts[key] = figure
        parts[f"{key}_change"] = compared(subject, code, NATION)
    return say(words["national"], **parts)


def _west(subject: Subject) -> Runs:
    statistics, words = subject.statistics, subject.words["summary"]
    everybody, named = statistics.counted(), subject.words["west"]
    totals = {
        code: statistics.total(code, subject.west, subject.period, named=named)
        for code in ("rd_expenditure", "contracts_bought")
    }
    if None in totals.values():
        return ()
    now, then = (
        share(statistics, "rd_expenditure", subject.west, everybody, year, named)
        for year in (subject.period, subject.before)
    )
    told = say(
        words["west"],
        rd=_figure(totals["rd_expenditure"]),
        rd_share=now,
        share_change=moved(subject, difference(now, then)),
        bought=_figure(totals["contracts_bought"]),
        bought_share=share(statistics, "contracts_bought", subject.west, everybody, subject.period, named),
    )
    years = {"rd_expenditure": (subject.before, subject.period), "contracts_bought": (subject.period,)}
    return joined((*told, *(in_share(subject, code, subject.west, everybody, years[code]) for code in totals)))


def _figure(total: object) -> Figure:
    figure = getattr(total, "figure", None)
    assert isinstance(figure, Figure)
    return figure


def _score(subject: Subject) -> Runs:
    words, best = subject.words["summary"], subject.assessment.standings[0]
    if best.score is None:
        return ()
    told = say(
        words["score"],
        first=best.unit,
        score=score_of(subject, best),
        places=between(subject, best, words),
    )
    doubts = subject.words["score"]["doubtful"].format(names=which(best)) if best.doubtful else ""
    return joined((*told, doubts, *say(words["score_note"], note=subject.assessment.framework.note)))


def _plan(subject: Subject) -> Runs:
    counts = plan_counts(subject)
    return say(
        subject.words["summary"]["plan"],
        tasks=counts["tasks"],
        commitments=counts["commitments"],
        horizon=subject.plan["horizon"][1],
        records=record_counts(subject)["all"],
        undated=undated_words(subject, subject.undated),
    )
