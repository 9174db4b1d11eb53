"""The words a thing is found by: segmented in Python once, so that every database finds 枸杞, 深加工 and 节水灌溉."""

from __future__ import annotations

import unicodedata
from collections import Counter

from dongxi.analysis.text.segment import search_words

TITLE_WEIGHT, BODY_WEIGHT = 8, 1
LONGEST_WORD = 60


def words(text: str) -> list[str]:
    """Search words of a text in order, lower-cased, NFKC-folded; single Chinese characters kept."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [word[:LONGEST_WORD] for word in search_words(folded)]


def weighted(*, title: str, body: str) -> Counter[str]:
    """Each word of a thing with its weight: words of the title weigh eight times those of the body."""
    counts: Counter[str] = Counter()
    for word in words(title):
        counts[word] += TITLE_WEIGHT
    for word in words(body):
        counts[word] += BODY_WEIGHT
    return counts
