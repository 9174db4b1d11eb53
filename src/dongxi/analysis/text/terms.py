"""Texts as weighted terms in four views: words, single characters, pairs of characters, technologies.

Words are cut by rjieba with the domain words of vocabulary/words.toml kept whole. The first three leave out generic
words (研究, 关键技术, 产业化 …), unless nothing else is left. A term is known by 64 bits of its BLAKE2b hash, so no
vocabulary has to be kept and a text added later can share terms nobody has seen before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.text.normal import fold
from dongxi.analysis.text.segment import runs
from dongxi.analysis.text.technology import technologies
from dongxi.analysis.text.vocab import words_of

VIEWS = ("words", "characters", "pairs", "technology")
LONGEST = 4_000
"""Characters of a text that are compared; what follows is left aside."""

Ids = NDArray[np.int64]
Weights = NDArray[np.float64]


@cache
def _cutter() -> Any:
    import rjieba

    cutter = rjieba.Jieba()
    for word in sorted(words_of("words", "domain")):
        cutter.add_word(word, 100_000, None)
    return cutter


def market_words(text: str) -> list[str]:
    """The words of an already folded text in order, domain words whole."""
    found: list[str] = []
    for run in runs(text):
        found.extend([run] if run.isascii() else _cutter().cut(run))
    return found


def telling(words: Sequence[str]) -> list[str]:
    """`words` without the generic ones; all of them if nothing else is there."""
    generic = words_of("words", "generic")
    return [word for word in words if word not in generic] or list(words)


@lru_cache(maxsize=65_536)
def _views(text: str) -> tuple[Counter[str], ...]:
    plain = fold(text[:LONGEST])
    words = telling(market_words(plain))
    whole = Counter(word for word in words if len(word) > 1 or not word.isascii())
    single = Counter(character for word in words for character in _atoms(word))
    pairs = Counter(pair for word in words for pair in _neighbours(_atoms(word)))
    return whole, single, pairs, technologies(plain)


def _atoms(word: str) -> tuple[str, ...]:
    """A Latin word or a number is one character of Chinese writing."""
    return (word,) if word.isascii() else tuple(word)


def _neighbours(atoms: Sequence[str]) -> Iterator[str]:
    if len(atoms) == 1:
        yield atoms[0]
    for i in range(len(atoms) - 1):
        yield atoms[i] + atoms[i + 1]


def counts(text: str) -> dict[str, Counter[str]]:
    """How often each term of each view stands in `text`."""
    return dict(zip(VIEWS, _views(text), strict=True))


@lru_cache(maxsize=1_000_000)
def term_id(view: str, term: str) -> int:
    """64 bits that name a term of a view."""
    return int.from_bytes(blake2b(f"{view}\0{term}".encode(), digest_size=8).digest(), "little", signed=True)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Texts in one view: text i has the terms ids[start[i]:start[i + 1]], ascending, with their counts and its size."""

    start: Ids
    ids: Ids
    count: Weights
    size: Weights

    @classmethod
    def of(cls, texts: Sequence[str], *, view: str) -> Terms:
        held = [counts(text)[view] for text in texts]
        rows = [sorted((term_id(view, term), n) for term, n in row.items()) for row in held]
        start = np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int64))).astype(np.int64)
        flat = [pair for row in rows for pair in row]
        return cls(
            start=start,
            ids=np.array([one for one, _ in flat], dtype=np.int64),
            count=np.array([n for _, n in flat], dtype=np.float64),
            size=np.array([sum(row.values()) for row in held], dtype=np.float64),
        )

    def __len__(self) -> int:
        return len(self.start) - 1

    def row_of(self) -> Ids:
        """For every term the text it stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def take(self, rows: Ids) -> Terms:
        """Some of the texts, in the order given."""
        lengths = np.diff(self.start)[rows]
        start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        at = np.repeat(self.start[rows] - start[:-1], lengths) + np.arange(start[-1])
        return Terms(start=start, ids=self.ids[at], count=self.count[at], size=self.size[rows])
