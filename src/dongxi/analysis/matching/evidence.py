"""What speaks for a pair, as numbers: BM25 over words, cosines of characters, of technologies and of
meaning, agreement of facts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.matching.corpus import Corpus, Rarity
from dongxi.analysis.matching.facts import FACTS, agreement
from dongxi.analysis.matching.model import Need, Offer, Paired
from dongxi.analysis.matching.prepared import Prepared, Weighted

MEASURES = ("meaning", "words", "characters", "pairs", "technology")
EVIDENCE = (*MEASURES, *FACTS)
"""The columns of `evidence`, in order."""

_SATURATION, _LENGTH = 1.2, 0.75


def evidence(need: Prepared, offers: Prepared, *, corpus: Corpus, paired: Paired | None) -> NDArray[np.float64]:
    """Of one need with every offer, (offers, len(EVIDENCE)); summed in a fixed order: a row depends on its pair alone.

    `words` is BM25 as a share of the most an offer could reach, the other measures are cosines.
    """
    out = np.zeros((len(offers.texts), len(EVIDENCE)))
    if need.meaning.shape[1]:
        out[:, 0] = np.add.reduce(offers.meaning * need.meaning[0], axis=1)
    out[:, 1] = bm25(need.views["words"], offers.views["words"], rarity=corpus.rarity["words"])
    for column, view in enumerate(MEASURES[2:], start=2):
        out[:, column] = cosine(need.views[view], offers.views[view])
    wanted = need.texts[0]
    for row, offer in enumerate(offers.texts):
        told = agreement(_as_need(wanted), _as_offer(offer), paired)
        out[row, len(MEASURES) :] = [told[name] for name in FACTS]
    return out


def cosine(need: Weighted, offers: Weighted) -> NDArray[np.float64]:
    """Cosines of TF-IDF vectors, (offers,)."""
    at, shared = _shared(need, offers)
    row = offers.terms.row_of()[shared]
    return np.bincount(row, need.weight[at[shared]] * offers.weight[shared], minlength=len(offers.terms))


def bm25(need: Weighted, offers: Weighted, *, rarity: Rarity) -> NDArray[np.float64]:
    """Okapi BM25 (Robertson & Zaragoza 2009; k₁ 1.2, b 0.75), over its supremum Σ idf (k₁ + 1): (offers,) in [0, 1]."""
    at, shared = _shared(need, offers)
    row = offers.terms.row_of()[shared]
    count, size = offers.terms.count[shared], offers.terms.size[row]
    gain = count * (_SATURATION + 1) / (count + _SATURATION * (1 - _LENGTH + _LENGTH * size / rarity.size))
    most = max(float(np.add.reduce(need.idf)) * (_SATURATION + 1), 1e-12)
    return np.bincount(row, need.idf[at[shared]] * gain, minlength=len(offers.terms)) / most


def _shared(need: Weighted, offers: Weighted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every term of the offers the need's term it may equal, and where it does."""
    mine, theirs = need.terms.ids, offers.terms.ids
    if not (len(mine) and len(theirs)):
        return np.zeros(len(theirs), np.int64), np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
    return at, np.flatnonzero(mine[at] == theirs)


def _as_need(text: object) -> Need:
    assert isinstance(text, Need)
    return text


def _as_offer(text: object) -> Offer:
    assert isinstance(text, Offer)
    return text
