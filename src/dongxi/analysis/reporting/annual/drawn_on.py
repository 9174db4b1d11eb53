"""What computed figures rest on: a framework or a study, its indicators, and the publications these were read from."""

from __future__ import annotations

from collections.abc import Iterable

from dongxi.analysis.indicators.effects import EffectStudy
from dongxi.analysis.indicators.measures import Measure, Panel, series_name
from dongxi.analysis.reporting.annual.subject import (
    CHARTED,
    CHARTED_SINCE,
    SHARES,
    YEARS_BACK,
    ZONE_INDICATORS,
    Subject,
)
from dongxi.analysis.reporting.model import Source
from dongxi.data import shared_toml

EFFECT_STUDY = Source(
    name="由公开统计数据按合成控制法估计",
    issue="由公开统计数据按合成控制法估计（安慰剂检验，霍尔姆校正；设定见随附事实 studies.toml 的 effect 一节），"
    "方法见“方法与数据说明”",
)


def score_sources(subject: Subject, *indicators: str) -> tuple[Source, ...]:
    """The framework and the publications of its indicators, of all of them or of those named.

    Those of every scored unit: what others report decides places, means and shares of a missing weight.
    """
    framework, statistics = subject.assessment.framework, subject.statistics
    codes = {each["name"]: code for code, each in statistics.indicators.items()}
    regions = {statistics.name(region): region for region in statistics.provinces}
    published = (
        source
        for one in framework.indicators
        if not indicators or one.name in indicators
        for unit in subject.assessment.reported.units
        for source in statistics.sources(codes[one.column], regions[unit], subject.period)
    )
    own = Source(
        name=f"按评估方案“{framework.title}”由公开统计数据计算",
        issue=f"评估方案“{framework.title}”（{framework.name}，SHA-256 {framework.digest[:16]}），"
        "方法见“方法与数据说明”",
    )
    return tuple(dict.fromkeys((own, *published)))


def score_how(subject: Subject, *indicators: str) -> str:
    """By which framework, from which indicators."""
    framework = subject.assessment.framework
    columns = (one.column for one in framework.indicators if not indicators or one.name in indicators)
    return f"{framework.title}，由{'、'.join(dict.fromkeys(columns))}计分"


def effect_sources(study: EffectStudy, *measures: Measure) -> tuple[Source, ...]:
    """The study of change and the publications of its measures, of all of them or of those named."""
    panels = [panel for panel in study.panels if not measures or panel.measure in measures]
    published = [source for panel in panels for source in published_in(panel)]
    return tuple(dict.fromkeys((EFFECT_STUDY, *published)))


def effect_how(study: EffectStudy, *measures: Measure) -> str:
    """From which indicators, by which method."""
    return f"由{'；'.join(ratio(one) for one in measures or study.measures)}，按合成控制法估计"


def published_in(panel: Panel) -> Iterable[Source]:
    """The publications behind a measure, over its years."""
    publishers = {each["name"]: each["publisher"] for each in shared_toml("indicators")["source"]}
    names = (f"{publishers[each.zh]}：{each.zh}" for each in panel.sources)
    return (Source(name=name, issue=f"{name}，{panel.years[0]}—{panel.years[-1]}年") for name in names)


def ratio(measure: Measure) -> str:
    """A measure as the ratio of the two series it is made of."""
    above, below = (series_name(code).zh for code in (measure.numerator, measure.denominator))
    return f"{above}÷{below}" + (f"×{measure.factor}" if measure.factor != 1 else "")


def years_drawn_on(subject: Subject) -> dict[str, set[int]]:
    """Series → the years of it that anything in the report is computed from."""
    period = int(subject.period)
    told = [code for group in subject.words["group"] for code in group["indicators"]]
    years: dict[str, set[int]] = {}

    def add(codes: Iterable[str], first: int, last: int) -> None:
        for code in codes:
            for part in subject.statistics.parts(code):
                years.setdefault(part, set()).update(range(first, last + 1))

    add(told, period - YEARS_BACK, period)
    add(ZONE_INDICATORS, period - 1, period)
    add((*SHARES, CHARTED), int(CHARTED_SINCE), period)
    add(_scored(subject), period, period)
    for panel in (*(study.panel for study in subject.gaps), *(subject.effects.panels if subject.effects else ())):
        add((panel.measure.numerator, panel.measure.denominator), panel.years[0], panel.years[-1])
    return years


def _scored(subject: Subject) -> list[str]:
    """The indicators of the framework, by their codes."""
    codes = {each["name"]: code for code, each in subject.statistics.indicators.items()}
    return [codes[one.column] for one in subject.assessment.framework.indicators]
