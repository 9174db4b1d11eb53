"""The matching engine as this installation has it: its weights, its vectors, and postings as the engine reads them."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO

import numpy as np

import dongxi
from dongxi.analysis.matching import Corpus, Engine, Experience, Explanation, Need, Offer, Paired, Text, Weights
from dongxi.analysis.matching.pairs import paired_sides
from dongxi.apps.matching import models, vectors
from dongxi.apps.matching.embedder import site_embedder
from dongxi.apps.matching.figures import figures_text
from dongxi.apps.matching.kept_meaning import kept
from dongxi.apps.matching.rules import ELEMENTS, Side
from dongxi.apps.plans.models import NamedPairingSide
from dongxi.apps.records.rules import ReviewState

KINDS: dict[str, type[Text]] = {Side.NEED: Need, Side.OFFER: Offer}


def read_text(posting: models.Posting) -> Text:
    """A posting as the engine reads it: what is public of it, nothing else, so that no reason can tell whose it is."""
    parts = [posting.body, *(getattr(posting, name) for name in ELEMENTS), figures_text(posting.figures)]
    return KINDS[posting.side](
        id=posting.code,
        title=posting.title,
        body="\n".join(part for part in parts if part) or None,
        fields=tuple(code for code in (posting.industry, posting.discipline) if code),
        maturity=posting.maturity,
        region=posting.public_region_id,
        modes=(posting.mode,) if posting.mode else (),
        amount=posting.amount_fen,
        amount_kind=posting.amount_kind or None,
    )


def site_engine(
    *,
    weights: Weights | None = None,
    corpus: Corpus | None = None,
    experience: Experience | None = None,
    keep: bool = True,
) -> Engine:
    """The engine with the given weights; `keep=False` for texts that are only tried, whose vectors are not kept."""
    return Engine(embedder=kept(site_embedder(), keep=keep), weights=weights, corpus=corpus, experience=experience)


def experience_of(weighting: models.Weighting, *, version: vectors.Version) -> Experience | None:
    """What a set of weights remembers of decisions; it holds for the corpus it was learned with and no other."""
    if weighting.experience is None or weighting.corpus != version.folder.name:
        return None
    with np.load(BytesIO(bytes(weighting.experience))) as held:
        return Experience(needs=held["needs"], pull=held["pull"])


def base_digest(weights: Weights) -> str:
    """What vectors depend on of the weights, and the release that laid them out."""
    held = [dongxi.__version__, dict(weights.base)]
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def paired_regions() -> Paired:
    """Whether published plans name the provinces of two regions on opposite sides of a pairing."""
    rows = NamedPairingSide.objects.filter(pairing__task__plan__state=ReviewState.PUBLISHED)
    sides: dict[int, dict[str, set[str]]] = {}
    places = rows.values_list("pairing", "side", "region", "organisation__region", "group__members")
    for pairing, side, *named in places:
        held = sides.setdefault(pairing, {}).setdefault(side, set())
        held |= {code[:2] for code in named if code}
    return paired_sides((held.get("a", set()), held.get("b", set())) for held in sides.values())


def as_json(reasons: Explanation) -> dict[str, object]:
    """What is kept of an explanation."""
    near = reasons.sentences
    return {
        "chinese": reasons.chinese,
        "english": reasons.english,
        "terms": [
            {"term": t.term, "need": t.in_need, "offer": t.in_offer, "fall": round(t.fall, 6)} for t in reasons.terms
        ],
        "sentences": near and {"need": near.need_sentence, "offer": near.offer_sentence, "alike": round(near.alike, 6)},
        "agree": list(reasons.agree),
        "clash": list(reasons.clash),
        "missing": list(reasons.missing),
    }
