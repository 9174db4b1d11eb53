"""Words of the analysis in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dongxi.apps.people.models import Region
from dongxi.apps.people.rules import Level
from dongxi.apps.records.wording import in_language

if TYPE_CHECKING:
    from dongxi.analysis.errors import AnalysisError
    from dongxi.analysis.evaluation.framework import Framework
    from dongxi.analysis.evaluation.result import Words
    from dongxi.analysis.indicators.measures import Measure


def told(words: Words) -> str:
    """The Chinese or the English of the same words."""
    return in_language(words.zh, words.en)


def refusal(problem: AnalysisError) -> str:
    """Why the analysis refuses, in English where it has English words for it."""
    return in_language(str(problem), problem.en)


def parts_of(measure: Measure) -> list[dict[str, str]]:
    """The two series that a measure is the ratio of: code and name."""
    from dongxi.analysis.indicators.measures import series_name

    return [{"code": code, "name": told(series_name(code))} for code in (measure.numerator, measure.denominator)]


def naming(framework: Framework) -> Callable[[str], str]:
    """Says a framework's own names and those of provinces, alone or within a sentence, in the reader's language."""
    provinces = Region.objects.filter(level=Level.PROVINCE).values_list("short_name", "name_en")
    english = {**framework.english, **dict(provinces)}
    longest_first = sorted(english, key=len, reverse=True)

    def said(text: str) -> str:
        other = text
        for name in longest_first:
            other = other.replace(name, english[name])
        return in_language(text, other)

    return said
