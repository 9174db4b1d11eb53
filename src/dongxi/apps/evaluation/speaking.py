"""Words of the analysis in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dongxi.apps.people.models import in_language

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.result import Words


def told(words: Words) -> str:
    """The Chinese or the English of the same words."""
    return in_language(words.zh, words.en)
