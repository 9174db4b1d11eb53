"""Background work: a posting whose text changed is placed among the vectors, and the needs it touches ranked anew."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import batched, islice
from typing import Any

import numpy as np

from dongxi.analysis.matching import SELECTED, Engine, Match, Paired, Weights, corpus_of, explain, shipped_weights
from dongxi.analysis.matching import Need as NeedText
from dongxi.analysis.matching import Offer as OfferText
from dongxi.apps.matching import vectors
from dongxi.apps.matching.embedder import site_embedder
from dongxi.apps.matching.engine import as_json, base_digest, experience_of, paired_regions, read_text, site_engine
from dongxi.apps.matching.fields import disciplines, industries
from dongxi.apps.matching.models import Need, Posting, Ranking, Weighting
from dongxi.apps.matching.queries.matches import active_weighting
from dongxi.apps.matching.queries.postings import TABLES, is_open, open_by_key, open_postings
from dongxi.apps.matching.rules import EXPLAINED, TOP_MATCHES, Side
from dongxi.apps.matching.services.ranking import keep_ranking
from dongxi.apps.matching.services.weights import adopt_shipped_weights
from dongxi.apps.plans.models import Commitment
from dongxi.apps.records.jobs import Progress
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.rules import ReviewState

BATCH = 500
CORPUS_TEXTS = 50_000
"""Most offers that word frequencies and the middle of meaning are taken from: an even sample of all."""
GROWTH = 1.5
"""How many times the offers its corpus was taken from a version serves."""
WASTE = 2
"""How many rows a standing one may cost before the files are made anew."""
BACKGROUND = 400
"""Fewer offers than these are told from one another against texts that are nobody's."""
ANY = NeedText(id="", title="枸杞")
"""Any text: how many columns a vector has is read off it."""
NEAR_NEEDS = 50
"""How many needs nearest to a new offer are asked whether it enters their ranking."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A need's best offers, best first, and the offers that were looked at, by code."""

    matches: tuple[Match, ...]
    offers: Mapping[str, Posting]


class Ranker:
    """Engine, weights and vectors as they stand, made ready once for as many needs as are to be ranked."""

    def __init__(self) -> None:
        self.weighting = weighting_in_use()
        self.weights = Weights.from_json(self.weighting.values)
        self.version = ready_version(self.weights, learned_with=self.weighting.corpus)
        known = {"corpus": self.version.corpus(), "experience": experience_of(self.weighting, version=self.version)}
        self.engine = site_engine(weights=self.weights, **known)
        self.trying = site_engine(weights=self.weights, **known, keep=False)
        self.paired: Paired = paired_regions()

    def rank(self, need: Need) -> Ranking:
        """Rank the open offers for a need, explain the first few, and keep the result."""
        begun = time.monotonic()
        found = self.find(need)
        took_ms = round((time.monotonic() - begun) * 1_000)
        text = read_text(need)
        reasons = {
            match.offer: as_json(
                explain(engine=self.trying, need=text, offer=read_text(found.offers[match.offer]), paired=self.paired)
            )
            for match in found.matches[:EXPLAINED]
        }
        return keep_ranking(
            actor=SYSTEM,
            need=need,
            weighting=self.weighting,
            engine=self.engine.name,
            found=found.matches,
            offers=found.offers,
            reasons=reasons,
            among=self.among,
            took_ms=took_ms,
        )

    @cached_property
    def among(self) -> int:
        """How many offers are open: counted once, when the first need is ranked."""
        return open_postings(side=Side.OFFER, to=None).count()

    def find(self, need: Need) -> Found:
        """The open offers that fit a need best: the nearest by their vectors, ranked with everything."""
        prepared = self.engine.prepare([read_text(need)])
        keys = self.version.rows(Side.OFFER).best(wanted=self.engine.wanted(prepared)[0], k=SELECTED)
        offers = {offer.code: offer for offer in open_by_key(side=Side.OFFER, keys=keys, to=None)}
        texts = [read_text(offers[code]) for code in sorted(offers)]
        if not texts:
            return Found(matches=(), offers={})
        offered = self.engine.prepare(texts)
        return Found(matches=self.engine.rank(prepared, offered, top=TOP_MATCHES, paired=self.paired), offers=offers)

    def touched(self, offer: Posting) -> list[Need]:
        """The needs whose ranking an offer enters, stands in, or has just left."""
        needs = {need.pk: need for need in open_postings(side=Side.NEED, to=None).filter(
            matches__offer=offer.pk, matches__listed=True)}  # fmt: skip
        if is_open(offer):
            text = self.engine.prepare([read_text(offer)])
            near = self.version.rows(Side.NEED).best(wanted=self.engine.vectors(text)[0], k=NEAR_NEEDS)
            for need in open_by_key(side=Side.NEED, keys=near, to=None):
                if need.pk not in needs and self._enters(need, text):
                    needs[need.pk] = need
        return [needs[key] for key in sorted(needs)]

    def _enters(self, need: Need, offer: Any) -> bool:
        last = need.matches.filter(listed=True).order_by("-rank").first()
        if last is None or last.rank < TOP_MATCHES:
            return True
        [match] = self.engine.rank(self.engine.prepare([read_text(need)]), offer, top=1, paired=self.paired)
        return match.score * 1_000_000 >= last.score_ppm


def place_postings(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Put postings among the vectors, or take out those no longer open; rank every need they touch, each once."""
    ranker = Ranker()
    needs: dict[int, Need] = {}
    for side in Side:
        waiting = TABLES[side].objects.select_related("public_region").filter(code__in=job.payload.get(side, ()))
        for posting in waiting:
            place(ranker, posting)
            touched = ranker.touched(posting) if side == Side.OFFER else [posting] if is_open(posting) else []
            needs |= {need.pk: need for need in touched}
    for number, key in enumerate(sorted(needs)):
        progress.step(done=number, total=len(needs))
        ranker.rank(needs[key])
    progress.step(done=len(needs), total=len(needs))
    return {"ranked": len(needs)}


def rank_all(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Rank every open need anew, as after other weights were chosen."""
    ranker = Ranker()
    keys = list(open_postings(side=Side.NEED, to=None).order_by("pk").values_list("pk", flat=True))
    for number, key in enumerate(keys):
        progress.step(done=number, total=len(keys))
        need = open_postings(side=Side.NEED, to=None).filter(pk=key).first()
        if need is not None:
            ranker.rank(need)
    progress.step(done=len(keys), total=len(keys))
    return {"ranked": len(keys)}


def weighting_in_use() -> Weighting:
    """The active weights; the shipped ones where none is active or the active ones need an engine that is not here."""
    meaning = site_embedder() is not None
    active = active_weighting()
    if active is not None and active.meaning == meaning and not _outdated(active, meaning=meaning):
        return active
    return adopt_shipped_weights(actor=SYSTEM, weights=shipped_weights(meaning=meaning), meaning=meaning)


def _outdated(active: Weighting, *, meaning: bool) -> bool:
    return active.origin == "shipped" and active.digest != shipped_weights(meaning=meaning).digest()


def ready_version(weights: Weights, *, learned_with: str = "") -> vectors.Version:
    """The vectors that serve these weights, made anew where engine or weights changed or the offers outgrew them.

    The version that weights were `learned_with` stays however the offers grow: what they remember holds for it alone.
    """
    embedder, version = site_embedder(), vectors.current()
    engine = embedder.name if embedder else "words"
    if version is None or (version.about.engine, version.about.weights) != (engine, base_digest(weights)):
        return build_version(weights)
    known, corpus = version.about.texts, version.corpus()
    held = version.folder.name == learned_with or known >= CORPUS_TEXTS
    outgrown = not held and (open_postings(side=Side.OFFER, to=None).count() > GROWTH * known or wasted(version))
    if outgrown or columns_of(site_engine(weights=weights, corpus=corpus)) != version.about.columns:
        return build_version(weights)
    return version


def wasted(version: vectors.Version) -> bool:
    """Whether most rows of a side are of texts that have changed or gone since."""
    files = [version.rows(side) for side in Side]
    return any(len(file.keys()) > WASTE * file.standing() + BATCH for file in files)


def build_version(weights: Weights) -> vectors.Version:
    """A new version from every open posting."""
    rows = open_postings(side=Side.OFFER, to=None).order_by("pk")
    stride = max(1, -(-rows.count() // CORPUS_TEXTS))
    sample = [read_text(offer) for offer in islice(rows.iterator(chunk_size=BATCH), 0, None, stride)]
    bare = site_engine(weights=weights)
    corpus = corpus_of([*sample, *background(fewer_than=BACKGROUND - len(sample))], embedder=bare.embedder)
    engine = site_engine(weights=weights, corpus=corpus)
    about = vectors.About(
        engine=engine.name, weights=base_digest(weights), columns=columns_of(engine), texts=len(sample)
    )
    version = vectors.begin(about=about, corpus=corpus)
    for side in Side:
        everything = open_postings(side=side, to=None).order_by("pk")
        for part in batched(everything.iterator(chunk_size=BATCH), BATCH):
            version.rows(side).add(keys=[posting.pk for posting in part], vectors=base_vectors(engine, side, part))
    vectors.adopt(version)
    return version


def columns_of(engine: Engine) -> int:
    """How many columns the engine's vectors have."""
    return int(engine.wanted(engine.prepare([ANY])).shape[1])


def background(*, fewer_than: int) -> list[OfferText]:
    """Texts of the trade that are nobody's offer: what is common among a few offers cannot be told from them alone.

    Names of disciplines and industries, and what published plans promise.
    """
    if fewer_than <= 0:
        return []
    promised = Commitment.objects.filter(task__plan__state=ReviewState.PUBLISHED).order_by("pk")
    words = [field.name for field in (*disciplines().values(), *industries().values())]
    words += promised.values_list("text", flat=True)[:fewer_than]
    return [OfferText(id=f"~{at}", title=title) for at, title in enumerate(words)]


def place(ranker: Ranker, posting: Posting) -> None:
    """Put one posting among the vectors as it stands, or take it out."""
    file = ranker.version.rows(posting.side)
    if is_open(posting):
        file.add(keys=[posting.pk], vectors=base_vectors(ranker.engine, posting.side, [posting]))
    else:
        file.drop(keys=[posting.pk])


def base_vectors(engine: Engine, side: str, postings: Iterable[Posting]) -> np.ndarray:
    """Base vectors of postings of one side, (postings, columns)."""
    prepared = engine.prepare([read_text(posting) for posting in postings])
    return engine.wanted(prepared) if side == Side.NEED else engine.vectors(prepared)
