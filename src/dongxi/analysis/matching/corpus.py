"""What the engine knows of a body of texts before it compares two: how rare each term is, where the middle lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.matching.model import Text
from dongxi.analysis.text.embed import Embedder, Vectors
from dongxi.analysis.text.normal import fold
from dongxi.analysis.text.terms import VIEWS, Terms
from dongxi.analysis.text.vocab import words_of

TITLE = 0.6
"""Share of the title in the meaning of a text that has a body as well."""
READ = 1_000
"""Characters of a title, and of a body, that their meaning is taken from."""
FEW = 30
"""Texts below which their mean says too little of what all texts share."""


@dataclass(frozen=True, kw_only=True)
class Rarity:
    """Inverse document frequencies of one view over `texts` texts of `size` terms on average.

    idf(t) = ln((1 + n) / (1 + df)) + 1 (Salton & Buckley 1988, smoothed); `ids` ascending. A term no text holds weighs
    as if one text held it.
    """

    texts: int
    size: float
    ids: NDArray[np.int64]
    frequency: NDArray[np.int64]

    @classmethod
    def of(cls, terms: Terms) -> Rarity:
        ids, frequency = np.unique(terms.ids, return_counts=True)
        size = float(terms.size.mean()) if len(terms) else 1.0
        return cls(texts=len(terms), size=max(size, 1.0), ids=ids, frequency=frequency.astype(np.int64))

    def idf(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        """Weights of terms by id."""
        held = np.ones(len(ids))
        if len(self.ids) and len(ids):
            at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
            held = np.where(self.ids[at] == ids, self.frequency[at], 1)
        return np.asarray(np.log((1 + self.texts) / (1 + held)) + 1)


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Rarities by view, and the mean meaning (dimensions,) of the texts: e5 vectors all lie near one another, so what
    they share is taken out before they are compared (Mu & Viswanath 2018). `engine` names what measured the meaning."""

    rarity: Mapping[str, Rarity]
    centre: NDArray[np.float64]
    engine: str


def corpus_of(texts: Sequence[Text], *, embedder: Embedder | None) -> Corpus:
    """What stands in `texts`, usually all offers at hand."""
    said = [text.said for text in texts]
    return Corpus(
        rarity={view: Rarity.of(Terms.of(said, view=view)) for view in VIEWS},
        centre=_centre(texts, embedder) if embedder else np.zeros(0),
        engine=embedder.name if embedder else "words",
    )


def _centre(texts: Sequence[Text], embedder: Embedder) -> NDArray[np.float64]:
    """The mean meaning. Few texts are joined by words of our list, lest the middle be one of the texts themselves."""
    rows = raw_meaning(texts, embedder=embedder).astype(np.float64)
    if len(texts) < FEW:
        ballast = sorted(words_of("words", "domain"))[:: len(words_of("words", "domain")) // FEW]
        rows = np.vstack((rows, embedder.embed(ballast).astype(np.float64)))
    return np.asarray(rows.mean(axis=0))


def raw_meaning(texts: Sequence[Text], *, embedder: Embedder) -> Vectors:
    """The meaning of title and body, weighted, float32 (len(texts), dimensions), before the middle is taken out."""
    bodies = [at for at, text in enumerate(texts) if text.body and text.body.strip()]
    titles = [fold(text.title[:READ]) or fold((text.body or "")[:READ]) for text in texts]
    read = [fold((texts[at].body or "")[:READ]) for at in bodies]
    if not texts:
        return np.zeros((0, embedder.dimensions), np.float32)
    vectors = embedder.embed([*titles, *read]).astype(np.float64)
    out = vectors[: len(texts)]
    out[bodies] = TITLE * out[bodies] + (1 - TITLE) * vectors[len(texts) :]
    return out.astype(np.float32)


def meaning(raw: Vectors, *, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit rows with the middle taken out; a row that is the middle itself is zero."""
    if not centre.size:
        return np.zeros((len(raw), 0))
    moved = raw.astype(np.float64) - centre
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(np.divide(moved, length, out=np.zeros_like(moved), where=length > 1e-9))
