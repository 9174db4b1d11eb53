"""Leads: projects, laboratories, stations and parks publicly known to work on what somebody is looking for.

They are not offers: nobody registered them and nobody is asked through them. They answer the day a store is new, and
tell a broker whom to invite.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import batched, islice

from dongxi.analysis.matching import Engine, Need, Offer
from dongxi.analysis.matching.briefly import shared_words
from dongxi.analysis.matching.prepared import Prepared
from dongxi.analysis.text.embed import Vectors
from dongxi.analysis.text.normal import fold
from dongxi.apps.matching.embedder import EmbedderFailed, site_embedder
from dongxi.apps.matching.engine import site_engine
from dongxi.apps.matching.kept_meaning import InTheStore
from dongxi.apps.matching.rules import LeadKind
from dongxi.apps.records.operator_log import operator_log
from dongxi.data import shared_csv

SHOWN = 10
LIKELY = 0.5
"""Score from which more than half were graded good or strong (docs/reference/matching.md)."""
CHANCE = 0.07
"""Score below which one in fifty was graded good (same page), and all but a few pairs drawn by chance stand: such leads
are not shown."""
LONGEST = 300
"""Characters of what is asked that are read."""
_PARK = "园"
"""A park's name says where it lies and nothing of what it does: parks are leads for those who ask for one."""
_SAID_BESIDE = (
    *("我们是", "我们", "一家", "企业", "公司", "单位"),
    *("想要", "想找", "寻找", "希望", "需要", "请问", "有没有", "谁能", "帮助"),
)
"""What a sentence says beside what is wanted."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A row of public_teams.csv as found for a need: `score` in [0, 1], `words` that both mention; `by_meaning` is
    false where words alone were compared."""

    kind: LeadKind
    name: str
    topic: str
    institution: str
    region: str
    year: str
    score: float
    words: tuple[str, ...]
    by_meaning: bool

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


@dataclass(frozen=True, kw_only=True)
class _Known:
    """The leads made ready to be compared, once in a process."""

    engine: Engine
    prepared: Prepared
    vectors: Vectors


def need_of(sentence: str) -> Need | None:
    """What somebody typed, to its `LONGEST` character; None if it says nothing: less than two letters or figures."""
    typed = " ".join(sentence.split())
    says = sum(character.isalnum() for character in typed) > 1
    return Need(id="asked", title=typed[:LONGEST]) if says else None


def leads_for(need: Need, *, shown: int = SHOWN) -> tuple[Lead, ...]:
    """The best leads above chance, best first. While their meaning is not kept yet, words alone decide."""
    asked = _matter_of(need)
    known, wanted = _prepared(asked)
    rows = known.engine.selected(wanted, known.vectors)[0]
    held, facts = texts(), {row["code"]: row for row in shared_csv("public_teams")}
    found = known.engine.rank(wanted, known.prepared.take(rows), top=len(rows))
    fit = (one for one in found if facts[one.offer]["kind"] != LeadKind.PARK or _PARK in asked.said)
    return tuple(
        Lead(
            kind=LeadKind(facts[match.offer]["kind"]),
            **{name: facts[match.offer][name] for name in ("name", "topic", "institution", "region", "year")},
            score=match.score,
            words=tuple(shared_words(asked, held[match.offer])),
            by_meaning=known.engine.embedder is not None,
        )
        for match in islice(fit, shown)
        if match.score >= CHANCE
    )


def _prepared(need: Need) -> tuple[_Known, Prepared]:
    """The leads and the need made ready; by words alone too where the server of meaning does not answer."""
    if has_meaning():
        known = _known(meaning=True)
        try:
            return known, known.engine.prepare([need])
        except EmbedderFailed:
            operator_log().warning("leads compared by words alone", need=need.id)
    known = _known(meaning=False)
    return known, known.engine.prepare([need])


def _matter_of(need: Need) -> Need:
    """The need without places and what a sentence says beside the matter: names of leads hold places, and 盐城 is no
    salt lake. Where nothing is left it stays as it is."""
    title = _beside().sub(" ", need.title).strip()
    return replace(need, title=title) if sum(map(str.isalnum, title)) > 1 else need


@cache
def _beside() -> re.Pattern[str]:
    places = [row for row in shared_csv("regions") if row["level"] in ("province", "prefecture")]
    said = {*_SAID_BESIDE, *(row["name"] for row in places), *(row["short"] for row in places)}
    return re.compile("|".join(sorted((re.escape(one) for one in said if len(one) > 1), key=len, reverse=True)))


def has_meaning() -> bool:
    """Whether the store holds the meaning of every lead; false where nothing measures meaning."""
    embedder = site_embedder()
    return embedder is not None and not _missing(embedder.name)


def is_being_read() -> bool:
    """Whether the worker still has leads to read."""
    embedder = site_embedder()
    return embedder is not None and bool(_missing(embedder.name))


def unread(size: int) -> list[list[str]]:
    """The texts of leads whose meaning the store does not hold, in batches of `size`."""
    embedder = site_embedder()
    return [list(part) for part in batched(_missing(embedder.name), size)] if embedder else []


@cache
def _known(*, meaning: bool) -> _Known:
    offers = list(texts().values())
    engine = (site_engine(keep=False) if meaning else Engine(embedder=None)).known(offers)
    prepared = engine.prepare(offers)
    return _Known(engine=engine, prepared=prepared, vectors=engine.vectors(prepared))


@cache
def texts() -> dict[str, Offer]:
    """The leads as the engine reads them, by code: by name alone, for a programme's name holds for all its projects."""
    return {
        row["code"]: Offer(id=row["code"], title=row["name"], region=row["region"] or None)
        for row in shared_csv("public_teams")
    }


_read_by: set[str] = set()
"""Models by which every lead has been read: asked once, for nothing is taken out of the store."""


def _missing(model: str) -> Sequence[str]:
    """Texts whose vectors the store lacks."""
    if model in _read_by:
        return ()
    said = (text for offer in texts().values() for text in (offer.title, offer.body) if text)
    digests = {hashlib.sha256(text.encode()).digest(): text for text in map(fold, said)}
    lacking = InTheStore(model, keep=False).lacks(list(digests))
    missing = [text for digest, text in digests.items() if digest in lacking]
    if not missing:
        _read_by.add(model)
    return missing
