"""How alike two texts are in their words: TF-IDF over words and character pairs, cosine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dongxi.analysis.text.segment import words


@dataclass(frozen=True)
class Lexicon:
    """Inverse document frequencies of a set of texts; a term no text holds weighs as if one text held it."""

    idf: dict[str, float]
    unseen: float

    def weight(self, term: str) -> float:
        """idf(t) = ln((1 + n) / (1 + df)) + 1 (Salton & Buckley 1988, smoothed)."""
        return self.idf.get(term, self.unseen)


def terms(text: str) -> list[str]:
    """The words of a text of two characters or more, then every pair of neighbouring characters inside its words."""
    found = [word for word in words(text) if len(word) > 1]
    joined = "".join(words(text))
    return found + [f"~{joined[i : i + 2]}" for i in range(len(joined) - 1)]


def lexicon(texts: Sequence[str]) -> Lexicon:
    """Frequencies over `texts`."""
    held = Counter(term for text in texts for term in set(terms(text)))
    n = len(texts)
    idf = {term: float(np.log((1 + n) / (1 + df)) + 1) for term, df in held.items()}
    return Lexicon(idf=idf, unseen=float(np.log((1 + n) / 2) + 1))


def similarity(*, left: Sequence[str], right: Sequence[str], by: Lexicon) -> NDArray[np.float64]:
    """Cosine of TF-IDF vectors with sublinear counts, shape (len(left), len(right)), each in [0, 1]."""
    columns: dict[str, int] = {}
    a, b = (_rows(texts, by, columns) for texts in (left, right))
    width = len(columns)
    first, second = (sparse.csr_matrix(parts, shape=(n, width)) for parts, n in ((a, len(left)), (b, len(right))))
    return np.asarray((first @ second.T).todense(), dtype=np.float64)


def _rows(
    texts: Sequence[str], by: Lexicon, columns: dict[str, int]
) -> tuple[list[float], tuple[list[int], list[int]]]:
    data: list[float] = []
    places: tuple[list[int], list[int]] = ([], [])
    for row, text in enumerate(texts):
        weights = {term: (1 + np.log(n)) * by.weight(term) for term, n in Counter(terms(text)).items()}
        length = float(np.sqrt(sum(w * w for w in weights.values()))) or 1.0
        for term, weight in weights.items():
            data.append(weight / length)
            places[0].append(row)
            places[1].append(columns.setdefault(term, len(columns)))
    return data, places
