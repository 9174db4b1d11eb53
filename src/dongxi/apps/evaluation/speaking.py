"""Words of the analysis in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from dongxi.apps.people.models import Region, in_language
from dongxi.apps.people.rules import Level

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
    return in_language(str(problem), _of_shipped(getattr(problem, "en", str(problem))))


def _of_shipped(english: str) -> str:
    """An English refusal with the shipped table, whose own name and heads are Chinese, called by English ones."""
    from dongxi.analysis.indicators.shipped import HEADS, HEADS_EN, NAME, NAME_EN

    heads = dict(zip(HEADS, HEADS_EN, strict=False))
    english = re.sub(f'["“]{NAME}["”]', NAME_EN, english)
    return re.sub(
        rf'column (["“]({"|".join(heads)})["”])', lambda found: f"column {found[1]} ({heads[found[2]]})", english
    )


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
