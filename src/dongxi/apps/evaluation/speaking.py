"""Words of the analysis in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dongxi.apps.people.models import in_language

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.result import Words
    from dongxi.analysis.indicators.measures import Measure


def told(words: Words) -> str:
    """The Chinese or the English of the same words."""
    return in_language(words.zh, words.en)


def parts_of(measure: Measure) -> list[dict[str, str]]:
    """The two series that a measure is the ratio of: code and name."""
    from dongxi.analysis.indicators.measures import series_name

    return [{"code": code, "name": told(series_name(code))} for code in (measure.numerator, measure.denominator)]
