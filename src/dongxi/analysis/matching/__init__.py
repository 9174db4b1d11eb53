"""Needs meet offers: scoring, exact top-k, learning from decisions, explanation.

from dongxi.analysis.matching import Engine, Need, Offer, explain
from dongxi.analysis.text.embed import installed_embedder

engine = Engine(embedder=installed_embedder())
for match in engine.match(needs=needs, offers=offers, top=10): ...
explain(engine=engine.known(offers), need=need, offer=offer).chinese
"""

from dongxi.analysis.matching.corpus import Corpus, corpus_of
from dongxi.analysis.matching.experience import Experience
from dongxi.analysis.matching.explain import Explanation, SentencePair, SharedTechnology, SharedTerm, explain
from dongxi.analysis.matching.fuse import SELECTED, Engine
from dongxi.analysis.matching.learn import Calibration, Decision, HeldOut, Learned, Report, learn
from dongxi.analysis.matching.model import Match, Need, Offer, Paired, Text
from dongxi.analysis.matching.weights import Weights, shipped_weights

__all__ = [
    "SELECTED",
    "Calibration",
    "Corpus",
    "Decision",
    "Engine",
    "Experience",
    "Explanation",
    "HeldOut",
    "Learned",
    "Match",
    "Need",
    "Offer",
    "Paired",
    "Report",
    "SentencePair",
    "SharedTechnology",
    "SharedTerm",
    "Text",
    "Weights",
    "corpus_of",
    "explain",
    "learn",
    "shipped_weights",
]
