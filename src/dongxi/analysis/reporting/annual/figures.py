"""Figures of the annual report that are counted from facts other than the statistics, or shares of sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Figure, Runs, Source
from dongxi.analysis.reporting.statistics import Statistics
from dongxi.analysis.reporting.wording import chosen, direction, joined, printed, say, size

RECORDS_SOURCE = Source(name="公开合作记录（各条来源见附表）", issue="随附事实 public_records.toml，各条来源见附表")
NOTES = Source(name="随附事实的指标说明", issue="随附事实 indicators.toml 的指标说明与口径变动")
NOTED = "指标说明中的原数"
Sources = tuple[Source, ...]
_YEAR = r"(?:19|20)\d\d"
_NUMBER = re.compile(rf"(?<![A-Za-z0-9.])(?!{_YEAR}(?:年|—|[、和]{_YEAR}))([−+]?\d[\d,]*(?:\.\d+)?)(?![\d.,A-Za-z])")
_SPACE = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：（、]) (?=[\dA-Za-z−+±\u4e00-\u9fff])|(?<=[\d%A-Za-z]) (?=[\u4e00-\u9fff])"
    r"| (?==)|(?<==) "
)


def counted(number: int, *, what: str, unit: str, period: str, sources: Sources, how: str = "逐条计数") -> Figure:
    """A number of things counted."""
    return Figure(text=str(number), value=str(number), unit=unit, period=period, what=what, sources=sources, how=how)


def undated_words(subject: Subject, records: Sequence[Mapping[str, Any]]) -> Runs:
    """How many of some records tell no year; empty if each does."""
    if not records:
        return ()
    count = counted(
        len(records),
        what="未载年份的公开合作记录",
        unit="条",
        period=f"截至{subject.period}",
        sources=(RECORDS_SOURCE,),
        how="逐条计数，不完全统计",
    )
    return say(subject.words["overall"]["undated"], count=count)


def plan_source(subject: Subject) -> Source:
    return Source(name=subject.plan["source"]["name"], issue=subject.plan["source"]["name"])


def share(
    statistics: Statistics, code: str, part: Sequence[str], whole: Sequence[str], year: str, named: str
) -> Figure:
    """What a part of the regions sum to, in percent of all that published."""
    own = statistics.total(code, part, year, named=named)
    everybody = statistics.total(code, whole, year, named="各省合计")
    assert own is not None
    assert everybody is not None
    value = Decimal(own.figure.value) / Decimal(everybody.figure.value) * 100
    title = statistics.title(code)
    return Figure(
        text=printed(value, 1),
        value=f"{value}",
        unit="%",
        period=year,
        what=f"{named}{title}占各省合计比重",
        sources=everybody.figure.sources,
        how=f"{named}{title}合计÷各省{title}合计×100",
    )


def difference(now: Figure, then: Figure, *, places: int = 1) -> Figure:
    """How far a percentage moved, in points, of the exact values."""
    value = Decimal(now.value) - Decimal(then.value)
    return Figure(
        text=printed(value, places),
        value=f"{value}",
        unit="个百分点",
        period=f"{then.period}—{now.period}",
        what=f"{now.what}的变化",
        sources=tuple(dict.fromkeys((*now.sources, *then.sources))),
        how=f"{now.period}年数−{then.period}年数",
    )


def moved(subject: Subject, change: Figure) -> Runs:
    """A difference in points in words: up, down or the same."""
    key = f"share_{direction(Decimal(change.value), 1)}"
    return say(chosen(subject.words["summary"], key), size=size(change))


def growth(now: Figure, then: Figure) -> Figure:
    """How much a sum grew, in percent."""
    value = (Decimal(now.value) / Decimal(then.value) - 1) * 100
    return Figure(
        text=printed(value, 1),
        value=f"{value}",
        unit="%",
        period=f"{then.period}—{now.period}",
        what=f"{now.what}比上年变化",
        sources=tuple(dict.fromkeys((*now.sources, *then.sources))),
        how=f"（{now.period}年数÷{then.period}年数−1）×100",
    )


def compared(subject: Subject, code: str, region: str) -> Runs:
    """How a region's figure changed against the year before, or why that is not told."""
    statistics, year = subject.statistics, subject.period
    if doubt := statistics.doubtful(code, region, year):
        return say(subject.words["change"]["doubtful"], doubt=doubt)
    if statistics.broken(code, region, year):
        return say(subject.words["change"]["broken"])
    return change_words(subject, statistics.change(code, region, year))


def change_words(subject: Subject, change: Figure | None) -> Runs:
    """A change against the year before in words; where there is none, that the year before is not held."""
    variants = subject.words["change"]
    if change is None:
        return say(variants["none"])
    points = change.unit != "%"
    places = 2 if points else 1
    key = ("points_" if points else "") + direction(Decimal(change.value), places)
    return say(chosen(variants, key), size=size(change))


def signed(figure: Figure) -> Figure:
    """A change with its sign shown, for cells."""
    return figure if figure.text.startswith("−") else replace(figure, text=f"+{figure.text}")


def result(value: float, *, places: int, unit: str, period: str, what: str, sources: Sources, how: str) -> Figure:
    """A result of a method as a figure; `value` as the program holds it."""
    exact = Decimal(repr(value if isinstance(value, int) else float(value)))
    text = printed(exact, places)
    return Figure(text=text, value=f"{exact}", unit=unit, period=period, what=what, sources=sources, how=how)


def noted(words: str, *, period: str, what: str, sources: Sources, how: str) -> Runs:
    """The words of a method with their numbers, years apart, made figures of those sources.

    Set as the rest of the report is: no blanks beside Chinese and signs, no arrows, thousands not separated.
    """
    parts = _NUMBER.split(_SPACE.sub("", words.replace(" → ", "变为")))
    return joined(
        part
        if place % 2 == 0
        else Figure(
            text=part.replace(",", ""),
            value=part.replace(",", "").replace("−", "-"),
            unit="",
            period=period,
            what=what,
            sources=sources,
            how=how,
        )
        for place, part in enumerate(parts)
    )
