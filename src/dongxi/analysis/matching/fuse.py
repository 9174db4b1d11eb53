"""The engine: a first selection by one inner product, then the best with everything that speaks for them.

    engine = Engine(embedder=installed_embedder())
    matches = engine.match(needs=needs, offers=offers, top=10)

Where offers are many and kept elsewhere, the same in steps: `corpus_of`, `engine.vectors` for offers once,
`engine.wanted` for needs, `top_k`, and `engine.rank` with the offers selected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.base import base
from dongxi.analysis.matching.corpus import Corpus, corpus_of
from dongxi.analysis.matching.evidence import EVIDENCE, evidence
from dongxi.analysis.matching.experience import Experience
from dongxi.analysis.matching.model import Match, Need, Offer, Paired, checked
from dongxi.analysis.matching.prepared import Prepared, prepare
from dongxi.analysis.matching.topk import top_k
from dongxi.analysis.matching.weights import Weights, shipped_weights
from dongxi.analysis.text.embed import Embedder, Vectors
from dongxi.analysis.text.stored import Memory, Stored

SELECTED = 200
"""How many offers of the first selection are ranked with everything."""

PARTS = (*EVIDENCE, "experience")
"""What adds up to a score."""

Progress = Callable[[int, int], None]


class Engine:
    """Ranks offers for needs. Without an embedder words alone decide; `weights` are the shipped ones if not given.

    `corpus` is what is known of the texts; not given, it is taken from the offers of each call to `match`. `experience`
    is what decisions taught (`learn`); it belongs to the corpus it was learned with.
    """

    def __init__(
        self,
        *,
        embedder: Embedder | None,
        weights: Weights | None = None,
        corpus: Corpus | None = None,
        experience: Experience | None = None,
    ) -> None:
        self.embedder = embedder
        self.experience = experience
        self.weights = weights or shipped_weights(meaning=embedder is not None)
        self.corpus = corpus
        if corpus and corpus.engine != self.name:
            raise AnalysisError(
                f"词频与中心向量由“{corpus.engine}”算出，与现用引擎“{self.name}”不一致。请用现用引擎重新计算。"
            )

    @property
    def name(self) -> str:
        """What measures the meaning; "words" where nothing does."""
        return self.embedder.name if self.embedder else "words"

    def match(
        self,
        *,
        needs: Sequence[Need],
        offers: Sequence[Offer],
        top: int = 10,
        paired: Paired | None = None,
        progress: Progress | None = None,
    ) -> tuple[Match, ...]:
        """For every need its `top` best offers, needs in order of id, best first, equal scores by offer id.

        `progress(done, total)` counts needs. No needs or no offers give no matches; AnalysisError for bad input.
        """
        wanted, offered = checked(needs, name="需求"), checked(offers, name="供给")
        if top < 1:
            raise AnalysisError(f"每条需求至少取 1 条供给，现为 {top}。")
        if not (wanted and offered):
            return ()
        engine = self.known(offered)
        prepared = engine.prepare(offered)
        vectors = engine.vectors(prepared)
        found: list[Match] = []
        for first in range(0, len(wanted), SELECTED):
            block = engine.prepare(wanted[first : first + SELECTED])
            chosen = engine.selected(block, vectors)
            for at in range(len(block.texts)):
                candidates = prepared.take(np.sort(chosen[at]))
                found.extend(engine.rank(block.take(np.array([at])), candidates, top=top, paired=paired))
            if progress:
                progress(min(first + SELECTED, len(wanted)), len(wanted))
        return tuple(found)

    def known(self, offers: Sequence[Offer]) -> Engine:
        """This engine with what it needs to know of the texts: given, or taken from `offers`."""
        if self.corpus:
            return self
        embedder = Stored(behind=self.embedder, store=Memory()) if self.embedder else None
        return Engine(
            embedder=embedder,
            weights=self.weights,
            corpus=corpus_of(offers, embedder=embedder),
            experience=self.experience,
        )

    def prepare(self, texts: Sequence[Need] | Sequence[Offer], *, raw: Vectors | None = None) -> Prepared:
        """Texts ready to be compared. `raw`: their meaning, where it is at hand."""
        return prepare(texts, corpus=self._known_corpus(), embedder=self.embedder, raw=raw)

    def vectors(self, offers: Prepared) -> Vectors:
        """Base vectors of offers, float32 (n, columns)."""
        return base(offers, weights=self.weights.base, wanted=False)

    def wanted(self, needs: Prepared) -> Vectors:
        """Base vectors of needs, with what experience adds to them."""
        pull = self.experience.wanted(needs) if self.experience else None
        return base(needs, weights=self.weights.base, wanted=True, pull=pull)

    def selected(self, needs: Prepared, vectors: Vectors) -> NDArray[np.int64]:
        """Rows of the offers that the first selection keeps, (needs, at most SELECTED)."""
        return top_k(needs=self.wanted(needs), offers=vectors, k=min(SELECTED, len(vectors))).indices

    def evidence(self, need: Prepared, offers: Prepared, *, paired: Paired | None = None) -> NDArray[np.float64]:
        """What speaks for one need with each offer, columns as in EVIDENCE."""
        return evidence(need, offers, corpus=self._known_corpus(), paired=paired)

    def parts(self, need: Prepared, offers: Prepared, *, paired: Paired | None = None) -> NDArray[np.float64]:
        """What each piece of evidence adds to the score, columns as in PARTS."""
        weighed = self.evidence(need, offers, paired=paired) * self.weights.row()
        taught = self.experience.part(need, offers) if self.experience else np.zeros(len(weighed))
        return np.column_stack((weighed, taught))

    def rank(self, need: Prepared, offers: Prepared, *, top: int, paired: Paired | None = None) -> tuple[Match, ...]:
        """One need's best among a few offers, with everything; equal scores by offer id."""
        parts = self.parts(need, offers, paired=paired)
        totals = self.weights.bias + np.add.reduce(parts, axis=1)
        order = sorted(range(len(totals)), key=lambda row: (-totals[row], offers.texts[row].id))[:top]
        return tuple(
            Match(
                need=need.texts[0].id,
                offer=offers.texts[row].id,
                rank=rank,
                score=float(expit(totals[row])),
                bias=self.weights.bias,
                parts={name: float(parts[row, column]) for column, name in enumerate(PARTS)},
            )
            for rank, row in enumerate(order, start=1)
        )

    def score(self, *, need: Need, offer: Offer, paired: Paired | None = None) -> Match:
        """One pair. The engine must know its texts (`corpus`)."""
        return self.rank(self.prepare([need]), self.prepare([offer]), top=1, paired=paired)[0]

    def _known_corpus(self) -> Corpus:
        if self.corpus is None:
            raise AnalysisError("引擎尚无词频与中心向量。请先以 corpus_of(offers) 计算，再交给 Engine。")
        return self.corpus
