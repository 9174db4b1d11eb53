"""A province's figure beside the middle of the West: no verdict rests on a figure in doubt."""

from __future__ import annotations

from decimal import Decimal

from dongxi.analysis.reporting.annual.doubts import in_doubt
from dongxi.analysis.reporting.annual.subject import Subject
from dongxi.analysis.reporting.model import Figure, Runs
from dongxi.analysis.reporting.wording import Part, joined, say


def beside(subject: Subject, region: str, code: str, figure: Figure) -> Runs:
    """Above or below, as printed. A figure in doubt is not compared; where others are, the verdict is asked again
    without them, and one that does not survive is none."""
    statistics, words, year = subject.statistics, subject.words["indicator"], subject.period
    middle = statistics.middle(code, subject.west, year, named="西部")
    if middle is None:
        return ()
    given: dict[str, Part] = {"middle": middle, "unit": statistics.unit(code)}
    if statistics.in_doubt(code, region, year):
        return say(words["own_doubt"], **given)
    key = _relation(figure, middle)
    doubted = in_doubt(subject, code, subject.west, year)
    sure = statistics.middle(code, subject.west, year, named="西部", undoubted=True) if doubted else None
    if sure is None:
        return say(words[key], **given)
    without: dict[str, Part] = {"other": sure, "names": "、".join(doubted), "unit": given["unit"]}
    if _relation(figure, sure) == key:
        return joined((*say(words[key], **given), *say(words["without"], **without)))
    relations = {"given": words["relation"][key], "sure": words["relation"][_relation(figure, sure)]}
    return say(words["unsure"], middle=middle, **without, **relations)


def _relation(figure: Figure, middle: Figure) -> str:
    own, other = (Decimal(one.text.replace("−", "-").replace(",", "")) for one in (figure, middle))
    return "above" if own > other else "below" if own < other else "equal"
