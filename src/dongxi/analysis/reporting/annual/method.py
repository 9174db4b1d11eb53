"""方法与数据说明: what the figures are, what is missing or doubtful, how scores and changes were computed."""

from __future__ import annotations

from dongxi.analysis.evaluation.scoring_words import rule
from dongxi.analysis.evaluation.weighted_sum import RULES
from dongxi.analysis.reporting.annual.doubts import flagged
from dongxi.analysis.reporting.annual.drawn_on import years_drawn_on
from dongxi.analysis.reporting.annual.figures import NOTED, NOTES, noted
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Chapter, Paragraph, Runs, Section, Table
from dongxi.analysis.reporting.numbering import point
from dongxi.analysis.reporting.wording import say


def method(subject: Subject, *, form: str) -> Chapter:
    """The chapter. `form` is docx, pdf or html: each says how it is set."""
    return Chapter(
        title="方法与数据说明",
        sections=(
            Section(title="数据", blocks=_points(_data(subject))),
            Section(title="口径变动与存疑数字", blocks=_points([*_breaks(subject), _flags(subject)])),
            Section(title="计分", blocks=(Paragraph(runs=_framework(subject)), _rules(subject))),
            Section(title="差距", blocks=(Paragraph(runs=say(subject.words["method"]["gap"])),)),
            *_effects(subject),
            Section(title="排版与追溯", blocks=_points(_form(subject, form))),
        ),
    )


def _points(told: list[Runs]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(lead=point(place), runs=runs) for place, runs in enumerate(told, start=1))


def _data(subject: Subject) -> list[Runs]:
    words, statistics = subject.words["method"], subject.statistics
    derived = "；".join(
        words["derived_one"].format(
            name=each["name"],
            above=statistics.title(each["numerator"]),
            below=statistics.title(each["denominator"]),
        )
        for each in statistics.facts["derived"]
    )
    return [
        say(words["data"]),
        say(words["derived"], list=derived),
        say(words["rounding"]),
        *(_note(subject, each["name"], each["note"]) for each in _noted(subject)),
    ]


def _note(subject: Subject, name: str, note: str) -> Runs:
    """A note of the facts on a series, its numbers made figures."""
    told = noted(note, period=subject.period, what=f"{name}的指标说明", sources=(NOTES,), how=NOTED)
    return say(subject.words["method"]["vintage"], name=name, note=told)


def _noted(subject: Subject) -> list[dict[str, str]]:
    """Indicators of this report whose definition needs a word."""
    codes = [code for group in subject.words["group"] for code in group["indicators"]]
    indicators = subject.statistics.indicators
    parts = {
        part for code in codes for part in (indicators[code].get("numerator"), indicators[code].get("denominator"))
    }
    return [dict(one) for code, one in indicators.items() if code in parts | set(codes) and one["note"]]


def _breaks(subject: Subject) -> list[Runs]:
    statistics = subject.statistics
    codes, years = {one["code"] for one in _used(subject)}, years_drawn_on(subject)
    return [
        _note(subject, statistics.title(each["indicator"]), each["note"])
        for each in statistics.facts["break"]
        if each["indicator"] in codes and _parts(each["year"], years.get(each["indicator"], set()))
    ]


def _parts(broken: int, years: set[int]) -> bool:
    """Whether a break stands between years that the report draws on."""
    return bool(years) and min(years) < broken <= max(years)


def _used(subject: Subject) -> list[dict[str, str]]:
    indicators = subject.statistics.indicators
    codes = {code for group in subject.words["group"] for code in group["indicators"]}
    parts = {indicators[code][key] for code in codes for key in ("numerator", "denominator") if key in indicators[code]}
    return [dict(one) for code, one in indicators.items() if code in codes | parts]


def _flags(subject: Subject) -> Runs:
    words, found = subject.words["method"], flagged(subject)
    if not found:
        return say(words["flagged_none"])
    effects = words["flagged_effects"] if subject.effects else ""
    return say(words["flagged"], count=len(found), list="、".join(found), effects=effects)


def _framework(subject: Subject) -> Runs:
    framework = subject.assessment.framework
    return say(
        subject.words["method"]["framework"], title=framework.title, digest=framework.digest[:16], note=framework.note
    )


def _rules(subject: Subject) -> Table:
    framework = subject.assessment.framework
    rows = tuple(
        (
            ("／".join(path),),
            (f"{float(framework.weights.exact[one.name]):.1%}",),
            (rule(one).replace(" ", ""),),
            (RULES[one.missing].zh,),
        )
        for one, path in zip(framework.indicators, framework.weights.paths, strict=True)
    )
    return Table(
        caption=f"评估指标、权重与计分方法（{framework.note.partition('。')[0]}）",
        heads=("指标", "权重", "计分", "缺数时"),
        rows=rows,
        widths=(6, 2, 7.2, 5.8),
        left=frozenset({0, 2, 3}),
        note="权重与目标值取自评估方案文件，不是统计数字。",
    )


def _effects(subject: Subject) -> tuple[Section, ...]:
    """How changes were estimated, where any was."""
    if subject.effects is None:
        return ()
    runs = say(subject.words["method"]["effects"], since=subject.since)
    return (Section(title="规划后的变化", blocks=(Paragraph(runs=runs),)),)


def _form(subject: Subject, form: str) -> list[Runs]:
    words = subject.words["method"]
    return [
        say(words[f"fonts_{form}"]),
        say(words["trace"]),
        say(words["edition"], edition=subject.statistics.edition[:16]),
    ]
