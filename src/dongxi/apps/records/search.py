"""The words a thing is found by: segmented in Python once, so that every database finds 枸杞, 深加工 and 节水灌溉."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from dongxi.analysis.text.segment import search_words

TITLE_WEIGHT, BODY_WEIGHT = 8, 1
LONGEST_WORD = 60
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")


def words(text: str) -> list[str]:
    """Search words of a text, lower-cased, NFKC-folded; single Chinese characters kept.

    Neighbouring characters are added as pairs, so that 深加工 is found in 精深加工, whose words are 精深 and 加工;
    English words are cut at hyphens and stripped of a plural s, so that salt lake finds salt-lake and Salt Lakes.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    segmented = [_singular(part) for word in search_words(folded) for part in word.split("-")]
    pairs = dict.fromkeys(a + b for run in _HAN.findall(folded) for a, b in pairwise(run))
    return segmented + [pair for pair in pairs if pair not in set(segmented)]


def _singular(word: str) -> str:
    plural = word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return (word[:-1] if plural else word)[:LONGEST_WORD]


def weighted(*, title: str, body: str) -> Counter[str]:
    """Each word of a thing with its weight: words of the title weigh eight times those of the body."""
    counts: Counter[str] = Counter()
    for word in words(title):
        counts[word] += TITLE_WEIGHT
    for word in words(body):
        counts[word] += BODY_WEIGHT
    return counts
