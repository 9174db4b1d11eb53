"""Why a pair scores as it does, true to the score: what is named as evidence was taken out once, and the score fell.

Shared words are named with their places in both texts, and technologies that both are of; the nearest pair of sentences
by meaning, or by words where no engine of meaning is at hand; facts that agree, that clash, and what either side does
not say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dongxi.analysis.matching.facts import FACTS, agreement
from dongxi.analysis.matching.fuse import Engine
from dongxi.analysis.matching.model import Match, Need, Offer, Paired
from dongxi.analysis.matching.reading import MOST_TECHNOLOGIES, reading
from dongxi.analysis.text.normal import Folded, folded
from dongxi.analysis.text.technology import technology_names, told_in
from dongxi.analysis.text.terms import LONGEST, market_words, telling

Span = tuple[int, int]

_MOST_TERMS = 6
_LONGEST_TERM = 8
_MOST_TRIED = 10
_MOST_SENTENCES = 24
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]?")


@dataclass(frozen=True, kw_only=True)
class SharedTerm:
    """A word both texts hold. Spans count characters of `said` (title, then body). `fall`: how much the score loses
    when the offer is without it."""

    term: str
    in_need: tuple[Span, ...]
    in_offer: tuple[Span, ...]
    fall: float


@dataclass(frozen=True, kw_only=True)
class SharedTechnology:
    """A technology that terms in both texts tell, where they stand in `said`, and how much the score loses when the
    offer is without its own."""

    id: str
    name: str
    in_need: tuple[Span, ...]
    in_offer: tuple[Span, ...]
    fall: float


@dataclass(frozen=True, kw_only=True)
class SentencePair:
    """The two sentences nearest to each other, with their spans in `said`. `fall`: how much the score loses when the
    offer is without its sentence, None where it has no other."""

    in_need: Span
    in_offer: Span
    need_sentence: str
    offer_sentence: str
    alike: float
    fall: float | None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Evidence for a match; `agree`, `clash` and `missing` name facts (field, maturity, mode, money, region)."""

    match: Match
    terms: tuple[SharedTerm, ...]
    technologies: tuple[SharedTechnology, ...]
    sentences: SentencePair | None
    agree: tuple[str, ...]
    clash: tuple[str, ...]
    missing: tuple[str, ...]
    chinese: str
    english: str


def explain(*, engine: Engine, need: Need, offer: Offer, paired: Paired | None = None) -> Explanation:
    """Of one pair, by an engine that knows its texts (`engine.known(offers)`)."""
    match = engine.score(need=need, offer=offer, paired=paired)
    words = _terms(engine, need, offer, match, paired)
    alike = _technologies(engine, need, offer, match, paired)
    sentences = _sentences(engine, need, offer, match, paired)
    told = agreement(need, offer, paired)
    agree = tuple(name for name in FACTS if told[name] > 0 and match.parts[name] > 0)
    clash = tuple(name for name in FACTS if told[name] < 0 and match.parts[name] < 0)
    missing = tuple(name for name in FACTS if _unsaid(name, need, offer))
    said = reading(
        score=match.score,
        near=sentences,
        words=[one.term for one in words],
        technologies=[
            (one.id, need.said[slice(*one.in_need[0])], offer.said[slice(*one.in_offer[0])]) for one in alike
        ],
        agree=agree,
        clash=clash,
        missing=missing,
    )
    return Explanation(
        match=match,
        terms=words,
        technologies=alike,
        sentences=sentences,
        agree=agree,
        clash=clash,
        missing=missing,
        chinese=said.chinese,
        english=said.english,
    )


def without(*, offer: Offer, spans: Sequence[Span]) -> Offer:
    """The offer with these spans of what it says cut out."""
    edge = len(offer.title)
    title = _cut(offer.title, [(a, min(b, edge)) for a, b in spans if a < edge])
    body = _cut(offer.body or "", [(max(a - edge - 1, 0), b - edge - 1) for a, b in spans if b > edge + 1])
    return replace(offer, title=title, body=body if offer.body is not None else None)


def _cut(text: str, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _terms(engine: Engine, need: Need, offer: Offer, match: Match, paired: Paired | None) -> tuple[SharedTerm, ...]:
    """Shared words whose loss lowers the score, the heaviest first."""
    mine, theirs = _Runs.of(need.said), _Runs.of(offer.said)
    tried = sorted(shared_terms(mine.runs, theirs.runs), key=lambda word: (-len(word), word))[:_MOST_TRIED]
    places = {word: theirs.places(word) for word in tried}
    lessened = [without(offer=offer, spans=places[word]) for word in tried]
    found = [
        SharedTerm(term=word, in_need=mine.places(word), in_offer=places[word], fall=match.score - rest)
        for word, rest in zip(tried, _scores(engine, need, lessened, paired), strict=True)
        if rest < match.score
    ]
    return tuple(sorted(found, key=lambda one: (-one.fall, one.in_need[0])))[:_MOST_TERMS]


def _technologies(
    engine: Engine, need: Need, offer: Offer, match: Match, paired: Paired | None
) -> tuple[SharedTechnology, ...]:
    """Technologies of both whose loss lowers the score, the heaviest first; those told most often are tried."""
    mine, theirs = _told(need.said), _told(offer.said)
    both = sorted(mine.keys() & theirs.keys(), key=lambda one: (-len(theirs[one]), one))[:_MOST_TERMS]
    lessened = [without(offer=offer, spans=theirs[one]) for one in both]
    found = [
        SharedTechnology(
            id=one, name=technology_names()[one], in_need=mine[one], in_offer=theirs[one], fall=match.score - rest
        )
        for one, rest in zip(both, _scores(engine, need, lessened, paired), strict=True)
        if rest < match.score and match.parts["technology"] > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.fall, one.id)))[:MOST_TECHNOLOGIES]


def _told(text: str) -> dict[str, tuple[Span, ...]]:
    """Where a text tells each of its technologies, in the original writing."""
    form = folded(text[:LONGEST])
    found: dict[str, tuple[Span, ...]] = {}
    for told in told_in(form.text):
        for one in told.of:
            found[one] = (*found.get(one, ()), form.span(told.start, told.end))
    return found


@dataclass(frozen=True, kw_only=True)
class _Runs:
    """The telling words of a text that stand side by side, joined, each with its start in the folded text."""

    form: Folded
    runs: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, text: str) -> _Runs:
        form = folded(text[:LONGEST])
        found: list[tuple[str, int]] = []
        words = market_words(form.text)
        said, at = set(telling(words)), 0
        for word in words:
            start = form.text.index(word, at)
            at = start + len(word)
            if word not in said:
                continue
            last, begun = found[-1] if found else ("", -1)
            joins = begun + len(last) == start and not word.isascii() and not last.isascii()
            found[-1:] = [(last + word, begun)] if joins else [*found[-1:], (word, start)]
        return cls(form=form, runs=tuple(found))

    def places(self, term: str) -> tuple[Span, ...]:
        """Where a term stands, in the original writing."""
        spans = [(begun + at, begun + at + len(term)) for run, begun in self.runs for at in _found(run, term)]
        return tuple(self.form.span(*span) for span in spans)


def _found(run: str, term: str) -> list[int]:
    if run.isascii():
        return [0] if run == term else []
    return [one.start() for one in re.finditer(re.escape(term), run)]


def shared_terms(mine: Sequence[tuple[str, int]], theirs: Sequence[tuple[str, int]]) -> set[str]:
    """The longest strings of two to eight characters, or whole Latin words, that both sides hold."""
    found = {run for run, _ in mine if run.isascii() and len(run) > 1} & {run for run, _ in theirs}
    for length in range(_LONGEST_TERM, 1, -1):
        both = _grams(mine, length) & _grams(theirs, length)
        found |= {gram for gram in both if not any(gram in longer for longer in found)}
    return found


def _grams(runs: Sequence[tuple[str, int]], length: int) -> set[str]:
    return {run[at : at + length] for run, _ in runs if not run.isascii() for at in range(len(run) - length + 1)}


def _scores(engine: Engine, need: Need, offers: Sequence[Offer], paired: Paired | None) -> list[float]:
    if not offers:
        return []
    numbered = [replace(offer, id=f"{at:04d}") for at, offer in enumerate(offers)]
    ranked = engine.rank(engine.prepare([need]), engine.prepare(numbered), top=len(numbered), paired=paired)
    return [match.score for match in sorted(ranked, key=lambda match: match.offer)]


def _sentences(engine: Engine, need: Need, offer: Offer, match: Match, paired: Paired | None) -> SentencePair | None:
    mine, theirs = _split(need.said), _split(offer.said)
    alike = _alike(engine, need, offer, mine, theirs)
    if not alike.size or alike.max() <= 0:
        return None
    i, j = (int(at) for at in np.unravel_index(int(alike.argmax()), alike.shape))
    rest = _scores(engine, need, [without(offer=offer, spans=[theirs[j]])], paired)[0] if len(theirs) > 1 else None
    return SentencePair(
        in_need=mine[i],
        in_offer=theirs[j],
        need_sentence=need.said[slice(*mine[i])],
        offer_sentence=offer.said[slice(*theirs[j])],
        alike=float(alike[i, j]),
        fall=None if rest is None else match.score - rest,
    )


def _split(text: str) -> list[Span]:
    found = [one.span() for one in _SENTENCE.finditer(text[:LONGEST]) if one.group().strip()]
    return found[:_MOST_SENTENCES]


def _alike(engine: Engine, need: Need, offer: Offer, mine: list[Span], theirs: list[Span]) -> np.ndarray:
    """Likeness of every pair of sentences (mine, theirs): cosine of meaning, or of characters without an engine."""
    one = engine.prepare([Need(id=str(at), title=need.said[a:b]) for at, (a, b) in enumerate(mine)])
    other = engine.prepare([Offer(id=str(at), title=offer.said[a:b]) for at, (a, b) in enumerate(theirs)])
    if one.meaning.shape[1]:
        return np.asarray(one.meaning @ other.meaning.T)
    parts = [engine.evidence(one.take(np.array([at])), other)[:, 2] for at in range(len(mine))]
    return np.array(parts).reshape(len(mine), len(theirs))


def _unsaid(name: str, need: Need, offer: Offer) -> bool:
    held = {"field": "fields", "mode": "modes", "money": "amount"}.get(name, name)
    return not (getattr(need, held) and getattr(offer, held))
