"""How alike two texts are in their words: TF-IDF over words and character pairs, as cosine or as coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dongxi.analysis.text.segment import words

_PAIR = "~"


@dataclass(frozen=True)
class Lexicon:
    """Inverse document frequencies of a set of texts; a term no text holds weighs as if one text held it."""

    idf: dict[str, float]
    unseen: float

    def weight(self, term: str) -> float:
        """idf(t) = ln((1 + n) / (1 + df)) + 1 (Salton & Buckley 1988, smoothed)."""
        return self.idf.get(term, self.unseen)


def whole_words(text: str) -> list[str]:
    """The words of a text of two characters or more, in order."""
    return [word for word in words(text) if len(word) > 1]


def terms(text: str) -> list[str]:
    """The words of a text of two characters or more, then every pair of neighbouring characters."""
    found = words(text)
    joined = "".join(found)
    return [word for word in found if len(word) > 1] + [f"{_PAIR}{joined[i : i + 2]}" for i in range(len(joined) - 1)]


def lexicon(texts: Sequence[str]) -> Lexicon:
    """Frequencies over `texts`."""
    held = Counter(term for text in texts for term in set(terms(text)))
    n = len(texts)
    idf = {term: float(np.log((1 + n) / (1 + df)) + 1) for term, df in held.items()}
    return Lexicon(idf=idf, unseen=float(np.log((1 + n) / 2) + 1))


def similarity(*, left: Sequence[str], right: Sequence[str], by: Lexicon) -> NDArray[np.float64]:
    """Cosine of TF-IDF vectors with sublinear counts, shape (len(left), len(right)), each in [0, 1]."""
    columns: dict[str, int] = {}

    def weigh(counts: Counter[str]) -> dict[str, float]:
        return _scaled({term: (1 + np.log(n)) * by.weight(term) for term, n in counts.items()}, np.linalg.norm)

    first, second = (_Rows.of(texts, weigh, columns) for texts in (left, right))
    return _product(first, second, len(columns))


def coverage(*, left: Sequence[str], right: Sequence[str], by: Lexicon) -> NDArray[np.float64]:
    """How much of each left text the right text holds: the share of its terms' weight, in [0, 1]."""
    columns: dict[str, int] = {}
    first = _Rows.of(left, lambda counts: _scaled({term: by.weight(term) for term in counts}, np.sum), columns)
    second = _Rows.of(right, lambda counts: dict.fromkeys(counts, 1.0), columns)
    return np.minimum(_product(first, second, len(columns)), 1.0)


def _scaled(weights: dict[str, float], size: Callable[..., np.floating]) -> dict[str, float]:
    length = float(size(list(weights.values()))) if weights else 1.0
    return {term: weight / length for term, weight in weights.items()}


@dataclass(frozen=True)
class _Rows:
    """A sparse matrix in the making: one row a text, one column a term."""

    count: int
    data: list[float]
    row: list[int]
    column: list[int]

    @classmethod
    def of(
        cls, texts: Sequence[str], weigh: Callable[[Counter[str]], dict[str, float]], columns: dict[str, int]
    ) -> _Rows:
        rows = cls(len(texts), [], [], [])
        for at, text in enumerate(texts):
            for term, weight in weigh(Counter(terms(text))).items():
                rows.data.append(weight)
                rows.row.append(at)
                rows.column.append(columns.setdefault(term, len(columns)))
        return rows

    def matrix(self, width: int) -> sparse.csr_matrix:
        return sparse.csr_matrix((self.data, (self.row, self.column)), shape=(self.count, width))


def _product(left: _Rows, right: _Rows, width: int) -> NDArray[np.float64]:
    return np.asarray((left.matrix(width) @ right.matrix(width).T).todense(), dtype=np.float64)
