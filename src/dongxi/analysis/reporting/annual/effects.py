"""成效: change after the Plan in the provinces it names, told as no more than that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from dongxi.analysis.evaluation.result import Floats
from dongxi.analysis.indicators.effect_words import HOW, LEFT_IN, OPEN, POOL_WORDS, caution, verdict_words
from dongxi.analysis.indicators.effects import Change, EffectStudy, worth_drawing
from dongxi.analysis.indicators.measures import Measure, place_name
from dongxi.analysis.indicators.pools import POOLS
from dongxi.analysis.reporting.annual.drawn_on import effect_how, effect_sources
from dongxi.analysis.reporting.annual.figures import counted, noted, plan_source, result
from dongxi.analysis.reporting.annual.gap import unit_of
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Block, Chapter, Chart, Figure, Paragraph, Runs, Section, Table
from dongxi.analysis.reporting.numbering import point
from dongxi.analysis.reporting.wording import say

SIGNIFICANT = frozenset({"higher", "lower"})
NONE = "—"


def effects(subject: Subject) -> Chapter:
    """The chapter; a year without any figure after the Plan has none to tell."""
    study = subject.effects
    if study is None:
        return Chapter(title="成效", blocks=(Paragraph(runs=_too_early(subject)),))
    measured = tuple(Section(title=each.name.zh, blocks=_measure(subject, study, each)) for each in study.measures)
    how = Section(title="怎样估计", blocks=_how(subject, study))
    return Chapter(title="成效", sections=(how, Section(title="总的情况", blocks=_overview(subject, study)), *measured))


def headline(subject: Subject) -> Paragraph:
    """The chapter in a sentence."""
    study = subject.effects
    return Paragraph(runs=_too_early(subject) if study is None else _counts(subject, study))


def _too_early(subject: Subject) -> Runs:
    return say(subject.words["effect"]["too_early"], issued=subject.issued, period=subject.period)


def _first(study: EffectStudy) -> list[Change]:
    return [one for one in study.changes if one.pool == POOLS[0]]


def _counts(subject: Subject, study: EffectStudy) -> Runs:
    told = Counter(one.verdict for one in _first(study))
    numbers = {
        "total": (sum(told.values()), "估计"),
        "significant": (sum(told[verdict] for verdict in SIGNIFICANT), "变化显著的估计"),
        "unsure": (sum(told[verdict] for verdict in OPEN), "变化不显著的估计"),
        "no_fit": (told["no_fit"], "对照跟不上、不作判断的估计"),
        "refused": (told["refused"], "数据存疑、不作的估计"),
    }
    figures = {
        key: counted(number, what=what, unit="项", period=_span(study), sources=effect_sources(study))
        for key, (number, what) in numbers.items()
    }
    tested = [one for one in _first(study) if one.follows]
    if not any(one.out_of_reach for one in tested):
        return say(subject.words["effect"]["headline"], since=study.since, last=study.last, **figures)
    reached = {
        "tests": _number(study, len(tested), "一并校正的检验"),
        "least": _result(tested[0].least_adjusted, 3, "", study, "校正后可能的最小p值"),
    }
    template = subject.words["effect"]["headline_out_of_reach"]
    return say(template, since=study.since, last=study.last, level=f"{study.level:g}", **figures, **reached)


def _span(study: EffectStudy) -> str:
    return f"{study.since}—{study.last}"


def _how(subject: Subject, study: EffectStudy) -> tuple[Block, ...]:
    words = subject.words["effect"]
    tried = [one for one in _first(study) if not isnan(one.smallest_p)]
    widest = max(tried, key=lambda one: len(one.donors))
    told = [
        say(
            words["what"],
            regions=_named(subject, study, len(study.regions), "规划点名受援的省份"),
            caution=caution(study.since).zh,
        ),
        (HOW.zh,),
        say(
            words["donors"],
            outside=_number(study, len(study.outside), "西部以外的对照省份"),
            named=_named(subject, study, len(study.named), "规划点名为合作方的对照省份"),
            names="、".join(place_name(code).zh for code in study.named),
            left_in=LEFT_IN.zh,
            donors=_number(study, len(widest.donors), "对照省份"),
            smallest=_result(widest.smallest_p, 3, "", study, "安慰剂检验可能的最小p值"),
            tests=_number(study, max(one.tests for one in tried), "一并校正的检验"),
        ),
        say(words["short"], after=_number(study, study.last - study.since + 1, "规划之后的年数"), **_ends(study)),
    ]
    if str(study.last) != subject.period:
        told.append(say(words["beyond"], last=study.last))
    return tuple(Paragraph(lead=point(place), runs=runs) for place, runs in enumerate(told, start=1))


def _ends(study: EffectStudy) -> dict[str, int]:
    return {"since": study.since, "last": study.last}


def _number(study: EffectStudy, number: int, what: str) -> Figure:
    return counted(number, what=what, unit="个", period=_span(study), sources=effect_sources(study))


def _named(subject: Subject, study: EffectStudy, number: int, what: str) -> Figure:
    """How many of the study's provinces the Plan names."""
    sources = (plan_source(subject), *effect_sources(study))
    return counted(number, what=what, unit="个", period=_span(study), sources=sources)


def _result(value: float, places: int, unit: str, study: EffectStudy, what: str, *measures: Measure) -> Figure:
    sources, how = effect_sources(study, *measures), effect_how(study, *measures)
    return result(value, places=places, unit=unit, period=_span(study), what=what, sources=sources, how=how)


def _overview(subject: Subject, study: EffectStudy) -> tuple[Block, ...]:
    rows = tuple(
        ((place_name(region).zh,), *((_brief(study.of(region, each.code)),) for each in study.measures))
        for region in study.regions
    )
    table = Table(
        caption=f"规划印发以来的变化（{_span(study)}年，对照为{POOL_WORDS[POOLS[0]].zh}）",
        heads=("省份", *(each.short.zh for each in study.measures)),
        rows=rows,
        widths=(1.6, *(3.4 for _ in study.measures)),
        left=frozenset(range(len(study.measures) + 1)),
        note="未见显著变化、不可能达到显著：不能说有变化，也不能说没有变化。拟合不足的不作判断，缺数或存疑的不估计。",
    )
    return (Paragraph(runs=_counts(subject, study)), table)


def _brief(one: Change) -> str:
    """A verdict in few words; what follows from it stands in the note."""
    return verdict_words(one).zh.partition("，")[0]


def _measure(subject: Subject, study: EffectStudy, measure: Measure) -> tuple[Block, ...]:
    own = [study.of(region, measure.code) for region in study.regions]
    told = [one for one in own if one.follows or one.refused]
    paragraphs: list[Block] = [
        Paragraph(lead=f"{point(place)}{place_name(one.region).zh}。", runs=_told(study, one))
        for place, one in enumerate(told, start=1)
    ]
    if not any(one.follows for one in own):
        paragraphs.insert(0, Paragraph(runs=say(subject.words["effect"]["none_follow"])))
    chart = _chart(subject, [one for one in own if one.follows], measure)
    return (*paragraphs, *chart, _table(study, own, measure))


def _told(study: EffectStudy, one: Change) -> Runs:
    words = one.refused or one.reading
    assert words is not None
    what = f"{place_name(one.region).zh}{one.measure.name.zh}规划后的变化"
    sources, how = effect_sources(study, one.measure), effect_how(study, one.measure)
    told = words.zh.removesuffix(caution(one.since).zh)
    told += f"存疑：{''.join(doubt.words.zh for doubt in one.doubts)}" if one.doubts else ""
    return noted(told, period=_span(study), what=what, sources=sources, how=how)


def _table(study: EffectStudy, own: Sequence[Change], measure: Measure) -> Table:
    unit = unit_of(measure)
    return Table(
        caption=f"{measure.name.zh}：规划后的变化（{_span(study)}年平均）",
        heads=("省份", f"变化（{unit}）", "此前误差占波动（%）", "p值", "校正后", "剔除点名合作方（变化）", "结论"),
        rows=tuple(_row(study, one) for one in own),
        widths=(1.8, 2.9, 2.4, 1.6, 1.7, 2.6, 5.1),
        left=frozenset({0, 6}),
        note="变化为实际值减合成值。此前误差大于自身波动25%的，对照跟不上，不作判断；p值只在跟得上时才有意义，仍照列。"
        "结论按校正后的p值，显著水平为" + f"{study.level:g}。",
    )


def _row(study: EffectStudy, one: Change) -> tuple[Runs, ...]:
    who, unit, places = place_name(one.region).zh, unit_of(one.measure), one.measure.decimals
    other = study.of(one.region, one.measure.code, POOLS[1])
    name = f"{who}{one.measure.name.zh}"
    cells = (
        (one.average, places, unit, f"{name}规划后的变化"),
        (one.error_share * 100, 0, "%", f"{name}规划前误差占自身波动"),
        (one.p, 3, "", f"{name}安慰剂检验p值"),
        (one.p_adjusted, 3, "", f"{name}校正后p值"),
        (other.average, places, unit, f"{name}规划后的变化（剔除点名合作方）"),
    )
    shown = (
        (NONE,) if isnan(value) else (_result(value, decimals, measured, study, what, one.measure),)
        for value, decimals, measured, what in cells
    )
    return ((who,), *shown, (verdict_words(one).zh,))


def _chart(subject: Subject, followed: Sequence[Change], measure: Measure) -> tuple[Chart, ...]:
    """The gaps of those that the mixture follows, one line each, over those of the placebos."""
    if not followed:
        return ()
    words, caption = subject.words["effect"], subject.words["effect"]["gap_chart"].format(measure=measure.name.zh)
    rows, told = [], []
    for one in followed:
        assert one.gap is not None
        who = place_name(one.region).zh
        rows += _line(one, one.gap, {"series": who, "side": "west"})
        told.append(f"{who}{one.years[-1]}年{float(one.gap[-1]):+.{measure.decimals}f}")
    placebos = worth_drawing(followed)
    behind = [row for region, gaps in placebos.items() for row in _line(followed[0], gaps, {"series": region})]
    left = len(followed[0].placebo_regions) - len(placebos)
    shown = words["placebos"].format(drawn=len(placebos)) + (words["placebos_left"].format(left=left) if left else "")
    mark = [{"x": followed[0].since, "note": "规划印发，此后为规划之后", "cut": False}]
    plot = {"title": caption, "unit": unit_of(measure), "rows": rows, "breaks": mark, "behind": behind}
    alt = f"折线图。{'；'.join(told)}。{shown}。"
    return (Chart(caption=f"{caption}（①起为规划之后；{shown}）", kind="line", plot=plot, alt=alt),)


def _line(one: Change, values: Floats, told: Mapping[str, str]) -> list[dict[str, Any]]:
    rounded = (round(float(value), one.measure.decimals) for value in values)
    return [{"x": year, "y": value, **told} for year, value in zip(one.years, rounded, strict=True)]
