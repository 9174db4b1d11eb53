"""Texts made ready to be compared: their terms by view, weighted, and their meaning; once for each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.matching.corpus import Corpus, meaning, raw_meaning
from dongxi.analysis.matching.model import Text
from dongxi.analysis.text.embed import Embedder, Vectors
from dongxi.analysis.text.terms import VIEWS, Terms


@dataclass(frozen=True, kw_only=True)
class Weighted:
    """Terms of one view; `weight` (terms,) is TF-IDF with sublinear counts, each text's weights of length 1."""

    terms: Terms
    idf: NDArray[np.float64]
    weight: NDArray[np.float64]

    @classmethod
    def of(cls, terms: Terms, *, idf: NDArray[np.float64]) -> Weighted:
        weight = (1 + np.log(terms.count)) * idf
        length = np.sqrt(np.bincount(terms.row_of(), weight**2, minlength=len(terms)))
        return cls(terms=terms, idf=idf, weight=weight / np.repeat(np.maximum(length, 1e-12), np.diff(terms.start)))

    def take(self, rows: NDArray[np.int64]) -> Weighted:
        """Some of the texts, in the order given."""
        lengths = np.diff(self.terms.start)[rows]
        end = np.cumsum(lengths)
        at = np.repeat(self.terms.start[rows] - (end - lengths), lengths) + np.arange(end[-1] if len(end) else 0)
        return Weighted(terms=self.terms.take(rows), idf=self.idf[at], weight=self.weight[at])


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """`texts` in order; `views` their terms; `meaning` (n, dimensions) unit rows, no columns for words alone."""

    texts: Sequence[Text]
    views: Mapping[str, Weighted]
    meaning: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> Prepared:
        """Some of the texts, in the order given."""
        views = {name: view.take(rows) for name, view in self.views.items()}
        return Prepared(texts=[self.texts[int(row)] for row in rows], views=views, meaning=self.meaning[rows])


def prepare(
    texts: Sequence[Text], *, corpus: Corpus, embedder: Embedder | None, raw: Vectors | None = None
) -> Prepared:
    """`raw` (n, dimensions): their meaning before the middle is taken out, where it is at hand."""
    said = [text.said for text in texts]
    held = {view: Terms.of(said, view=view) for view in VIEWS}
    if raw is None and embedder is not None:
        raw = raw_meaning(texts, embedder=embedder)
    return Prepared(
        texts=texts,
        views={view: Weighted.of(one, idf=corpus.rarity[view].idf(one.ids)) for view, one in held.items()},
        meaning=np.zeros((len(texts), 0)) if raw is None else meaning(raw, centre=corpus.centre),
    )
