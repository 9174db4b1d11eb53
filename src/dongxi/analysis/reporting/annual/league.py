"""The league of the western provinces by the framework: never a bare place, always its interval."""

from __future__ import annotations

from collections.abc import Mapping

from dongxi.analysis.evaluation.assessment import Part, Standing
from dongxi.analysis.reporting.annual.doubts import name_of, units_note, which
from dongxi.analysis.reporting.annual.drawn_on import score_how, score_sources
from dongxi.analysis.reporting.annual.figures import noted, result
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Block, Chart, Figure, Paragraph, Runs, Table
from dongxi.analysis.reporting.wording import joined, listed, say

NONE = "—"


def league(subject: Subject) -> tuple[Block, ...]:
    """What it says, the notes of the method, the chart of intervals with its table."""
    framework, words = subject.assessment.framework, subject.words["score"]
    intro = say(words["intro"], title=framework.title, period=subject.period, note=framework.note)
    notes = joined(run for note in subject.assessment.notes for run in _note(subject, note.zh))
    return (Paragraph(runs=intro), Paragraph(runs=notes), _chart(subject))


def _note(subject: Subject, words: str) -> Runs:
    title = subject.assessment.framework.title
    return noted(
        words,
        period=subject.period,
        what=f"{title}：方法给出的说明",
        sources=score_sources(subject),
        how=score_how(subject),
    )


def score_of(subject: Subject, one: Standing) -> Figure:
    """A total as the framework rounds it."""
    assert one.score is not None
    return result(
        one.score,
        places=subject.assessment.framework.decimals,
        unit="分",
        period=subject.period,
        what=f"{one.unit}得分",
        sources=score_sources(subject),
        how=score_how(subject),
    )


def place_of(subject: Subject, one: Standing, which: str) -> Figure | str:
    """`which` is rank, low or high."""
    place = getattr(one, which)
    if place is None:
        return NONE
    names = {"rank": "名次", "low": "名次区间上端", "high": "名次区间下端"}
    return result(
        place,
        places=0,
        unit="位",
        period=subject.period,
        what=f"{one.unit}{names[which]}",
        sources=score_sources(subject),
        how=f"{score_how(subject)}，权重在给定范围内变动",
    )


def between(subject: Subject, one: Standing, words: Mapping[str, str]) -> Runs:
    """The interval of places in words; an interval of one place says so."""
    key = "places_one" if one.low == one.high else "places_several"
    ends = {"low": place_of(subject, one, "low"), "high": place_of(subject, one, "high")}
    return say(words[key], **ends)


def told(subject: Subject, one: Standing) -> Runs:
    """A province's score in sentences: place with interval, coverage, what cost and what brought most."""
    words = subject.words["score"]
    expected = len(subject.assessment.framework.indicators)
    if one.score is None:
        return say(words["unscored"], unit=one.unit, missing="、".join(one.missing))
    runs = say(
        words["rank"],
        unit=one.unit,
        score=score_of(subject, one),
        rank=place_of(subject, one, "rank"),
        places=between(subject, one, words),
        grade=words["grade"].format(grade=one.grade) if one.grade else "",
    )
    key = "coverage_part" if one.missing else "coverage_full"
    coverage = say(words[key], expected=expected, reported=expected - len(one.missing), missing="、".join(one.missing))
    parts = [*runs, "。", *coverage]
    for key, found in (("lost", one.lost), ("gained", one.gained)):
        if found:
            parts += say(words[key], **{key: listed(_part(subject, one, key, part) for part in found)})
    doubts = words["doubtful"].format(names=which(one)) if one.doubtful else ""
    return joined((*parts, "。", _sureness(subject, one), doubts))


def _part(subject: Subject, one: Standing, key: str, part: Part) -> Runs:
    kind = {"lost": "失分", "gained": "高于平均"}[key]
    points = result(
        part.points,
        places=1,
        unit="分",
        period=subject.period,
        what=f"{one.unit}{part.indicator}{kind}",
        sources=score_sources(subject, part.indicator),
        how=score_how(subject, part.indicator),
    )
    return say(subject.words["score"]["part"], name=part.indicator, points=points)


def _sureness(subject: Subject, one: Standing) -> str:
    words = subject.words["score"]
    if one.low is None or one.high is None:
        return ""
    return str(words["alone"]) if one.low == one.high else words["wide"].format(span=one.high - one.low + 1)


def _chart(subject: Subject) -> Chart:
    assessment = subject.assessment
    ranked = [one for one in assessment.standings if one.rank is not None]
    plot = {
        "title": f"{assessment.framework.title}（{subject.period}年）",
        "unit": "名次",
        "rows": [
            {
                "x": one.unit,
                "y": one.rank,
                "series": "",
                "side": "west",
                "low": one.low,
                "high": one.high,
                "doubtful": bool(one.doubtful),
            }
            for one in ranked
        ],
    }
    rows = tuple(_row(subject, one) for one in assessment.standings)
    table = Table(
        caption=f"西部十二省区市的得分与名次区间（{subject.period}年，{assessment.framework.note.partition('。')[0]}）",
        heads=("单位", "得分", "名次", "名次区间", "等次", "公布率", "失分最多"),
        rows=rows,
        widths=(3, 2.4, 1.8, 2.8, 2.6, 2.2, 8),
        left=frozenset({0, 4, 6}),
        note="名次区间：权重在给定值上下变动时，十次中有九次名次落在其内，首尾相同即至少九次就在这一位。公布率：有公布值的指标权重占全部权重的比重。"
        + units_note(subject),
    )
    alt = "点为名次，横线为名次区间。" + "；".join(
        f"{name_of(one)}第{one.rank}位，区间{one.low}—{one.high}" for one in ranked
    )
    return Chart(caption="名次与名次区间", kind="interval", plot=plot, alt=f"{alt}。", table=table)


def _interval(subject: Subject, one: Standing) -> Runs:
    low, high = (place_of(subject, one, which) for which in ("low", "high"))
    return (low, "—", high)


def _row(subject: Subject, one: Standing) -> tuple[Runs, ...]:
    coverage = result(
        one.coverage * 100,
        places=0,
        unit="%",
        period=subject.period,
        what=f"{one.unit}公布率",
        sources=score_sources(subject),
        how=f"{score_how(subject)}，有公布值的指标权重占比",
    )
    return (
        (name_of(one),),
        (NONE,) if one.score is None else (score_of(subject, one),),
        (place_of(subject, one, "rank"),),
        _interval(subject, one),
        (one.grade or NONE,),
        (coverage, "%"),
        listed((_part(subject, one, "lost", part) for part in one.lost), "；") or (NONE,),
    )
