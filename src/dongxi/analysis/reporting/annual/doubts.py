"""Figures in doubt: which the report draws on, and the marks and sentences where something rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dongxi.analysis.evaluation.assessment import Standing
from dongxi.analysis.evaluation.doubtful import named
from dongxi.analysis.reporting.annual.drawn_on import years_drawn_on
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Runs

MARK, FIGURE_MARK = "※", "*"
"""Of what rests on a figure in doubt – a sum, a score, a unit – and of the figure itself."""


def name_of(one: Standing) -> str:
    """A unit as a table of ranks names it: marked if its score rests on a figure in doubt."""
    return f"{one.unit}{MARK}" if one.doubtful else one.unit


def which(one: Standing) -> str:
    """The indicators of a unit that are in doubt, with the words of the mark where they say more."""
    return named(one.doubtful).zh


def units_note(subject: Subject) -> str:
    """Below a table of ranks: whom the marks mean; empty if there is none."""
    words = subject.words["doubt"]
    told = "；".join(
        words["unit"].format(unit=one.unit, names=which(one)) for one in subject.assessment.standings if one.doubtful
    )
    return str(words["units"].format(list=told)) if told else ""


def figure_mark(subject: Subject, code: str, region: str, year: str) -> str:
    """The mark of one figure: empty for none, and for a flag that tells no doubt."""
    return FIGURE_MARK if subject.statistics.in_doubt(code, region, year) else ""


def figures_note(subject: Subject, rows: Sequence[Sequence[Runs]]) -> str:
    """Below a table of figures: what their mark means; empty if none has it."""
    return str(subject.words["doubt"]["figures"]) if any(FIGURE_MARK in cell for row in rows for cell in row) else ""


def held_note(subject: Subject, rows: Sequence[Sequence[Runs]]) -> str:
    """Below a table of figures: what it means that one is not held; empty if all are."""
    held = subject.words["held"]
    return str(held["note"]) if any((held["none"],) == cell for row in rows for cell in row) else ""


def in_doubt(subject: Subject, code: str, regions: Sequence[str], year: str) -> list[str]:
    """Names of the regions whose figure is in doubt."""
    return [subject.statistics.name(region) for region in regions if subject.statistics.in_doubt(code, region, year)]


def in_share(subject: Subject, code: str, part: Sequence[str], whole: Sequence[str], years: Iterable[str]) -> str:
    """Which sums of an indicator hold figures in doubt, and whose: of the part, of the others; empty if none does."""
    words, rest = subject.words["doubt"], [region for region in whole if region not in part]
    told = []
    for year in dict.fromkeys(years):
        own, others = in_doubt(subject, code, part, year), in_doubt(subject, code, rest, year)
        if own or others:
            key = "both" if own and others else "own" if own else "others"
            given = {"named": subject.words["west"], "own": "、".join(own), "others": "、".join(others)}
            told.append(words[f"sum_{key}"].format(year=year, title=subject.statistics.title(code), **given))
    return "".join(told)


def flagged(subject: Subject) -> list[str]:
    """Every flagged figure of the years that the report draws on, with its flag."""
    statistics, words = subject.statistics, subject.words["method"]
    names = {each["code"]: each["name"] for each in statistics.facts["flag"]}
    years = years_drawn_on(subject)
    return [
        words["flag_one"].format(
            region=statistics.name(row["region"]),
            title=statistics.title(row["indicator"]),
            year=row["year"],
            flag=names[row["flag"]],
        )
        for row in statistics.rows.values()
        if row["flag"] and int(row["year"]) in years.get(row["indicator"], ())
    ]
