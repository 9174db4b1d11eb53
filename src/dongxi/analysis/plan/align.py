"""Which local clauses carry out which national commitments: proposals with reasons, and the two gaps.

Meaning (sentence vectors) and words (TF-IDF) are fused with what the documents state – places, modes, deliverables.
A person decides; nothing here does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.plan.model import Party, PlanDocument
from dongxi.analysis.text.embed import Embedder
from dongxi.analysis.text.lexical import lexicon, similarity
from dongxi.analysis.text.segment import words

Matrix = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One side of an alignment: a commitment or clause with the task it stands in and what it states.

    `regions` are GB/T 2260 codes of provinces; empty means that no place is named.
    """

    id: str
    task: str
    title: str
    text: str
    regions: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each piece of evidence counts. Fitted on the tuning set of benchmarks/plan_alignment.py."""

    meaning: float = 0.45
    words: float = 0.55
    title: float = 0.35
    modes: float = 0.05
    clash: float = 0.45
    threshold: float = 0.2
    near_best: float = 0.8


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a pair was proposed: similarities in [0, 1], the words and facts both sides share."""

    meaning: float | None
    words: float
    shared_words: tuple[str, ...]
    shared_regions: tuple[str, ...]
    shared_modes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A local statement that may carry out a national one; score in [0, 1]."""

    national: str
    local: str
    score: float
    reasons: Reasons


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """Proposals, best first within each national statement, and what no proposal touches on either side."""

    proposals: tuple[Proposal, ...]
    unanswered: tuple[str, ...]
    rootless: tuple[str, ...]
    engine: str


def align(
    *,
    national: Sequence[Statement],
    local: Sequence[Statement],
    embedder: Embedder | None,
    weights: Weights | None = None,
) -> Alignment:
    """Propose, for every local statement, the national ones it carries out. Without an embedder words alone decide."""
    weights = weights or Weights()
    scores, parts = score(national=national, local=local, embedder=embedder, weights=weights)
    chosen = [
        (i, j)
        for j in range(len(local))
        for i in _chosen(scores[:, j], weights)
    ]
    chosen.sort(key=lambda pair: (pair[0], -scores[pair], pair[1]))
    proposals = tuple(
        Proposal(
            national=national[i].id,
            local=local[j].id,
            score=round(float(scores[i, j]), 6),
            reasons=_reasons(national[i], local[j], parts, i, j),
        )
        for i, j in chosen
    )
    answered, rooted = {p.national for p in proposals}, {p.local for p in proposals}
    return Alignment(
        proposals=proposals,
        unanswered=tuple(n.id for n in national if n.id not in answered),
        rootless=tuple(s.id for s in local if s.id not in rooted),
        engine=embedder.name if embedder else "words",
    )


def score(
    *, national: Sequence[Statement], local: Sequence[Statement], embedder: Embedder | None, weights: Weights
) -> tuple[Matrix, Mapping[str, Matrix]]:
    """Scores (len(national), len(local)) in [0, 1] and the parts they are made of."""
    parts = {"words": _words(national, local, weights)}
    fused = parts["words"]
    if embedder and national and local:
        parts["meaning"] = _meaning(national, local, embedder)
        fused = weights.meaning * parts["meaning"] + weights.words * parts["words"]
    fused = fused + weights.modes * _share(national, local, "modes")
    return np.clip(fused * np.where(_clash(national, local), weights.clash, 1.0), 0, 1), parts


def statements_of(document: PlanDocument, *, home: frozenset[str] = frozenset()) -> tuple[Statement, ...]:
    """The commitments of a document that was read; `home` is the province whose document it is, if any."""
    tasks = {task.id: task for task in document.tasks}
    return tuple(
        Statement(
            id=c.id,
            task=c.task,
            title=tasks[c.task].title,
            text=c.text,
            regions=home or provinces_of(tasks[c.task].regions),
            modes=frozenset(mode.code for mode in c.modes),
        )
        for c in document.commitments
    )


def provinces_of(parties: Sequence[Party]) -> frozenset[str]:
    """Provincial codes of the regions and groups named."""
    codes = {code for party in parties for code in (party.code, *party.members) if code}
    return frozenset(f"{code[:2]}0000" for code in codes)


def home_of(document: PlanDocument) -> frozenset[str]:
    """The province whose own document this is: the one its title names, else the one most of its tasks name."""
    from dongxi.analysis.plan.parties import places_in

    titled = frozenset(f"{code[:2]}0000" for code in places_in(document.title))
    if len(titled) == 1:
        return titled
    counts: dict[str, int] = {}
    for task in document.tasks:
        for code in provinces_of(task.regions):
            counts[code] = counts.get(code, 0) + 1
    best = max(counts, key=lambda code: (counts[code], code), default=None)
    return frozenset({best}) if best and counts[best] * 2 > len(document.tasks) else frozenset()


def _chosen(column: Matrix, weights: Weights) -> list[int]:
    """Rows worth proposing to one local statement: above the threshold and near the best."""
    floor = max(weights.threshold, weights.near_best * float(column.max(initial=0.0)))
    return [int(i) for i in np.flatnonzero(column >= floor)]


def _words(national: Sequence[Statement], local: Sequence[Statement], weights: Weights) -> Matrix:
    by = lexicon([f"{s.title}{s.text}" for s in (*national, *local)])
    bodies = similarity(left=[s.text for s in national], right=[s.text for s in local], by=by)
    wholes = similarity(
        left=[f"{s.title}{s.text}" for s in national], right=[f"{s.title}{s.text}" for s in local], by=by
    )
    return (1 - weights.title) * bodies + weights.title * wholes


def _meaning(national: Sequence[Statement], local: Sequence[Statement], embedder: Embedder) -> Matrix:
    """Cosine after the mean direction is taken out: e5 vectors all lie near one another (Mu & Viswanath 2018)."""
    vectors = embedder.embed([f"{s.title}。{s.text}" for s in (*national, *local)]).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    n = len(national)
    return np.clip(vectors[:n] @ vectors[n:].T, 0, 1)


def _share(national: Sequence[Statement], local: Sequence[Statement], what: str) -> Matrix:
    """Jaccard overlap of a stated set, 0 where either side states none."""
    out = np.zeros((len(national), len(local)))
    for i, a in enumerate(national):
        for j, b in enumerate(local):
            left, right = getattr(a, what), getattr(b, what)
            out[i, j] = len(left & right) / len(left | right) if left and right else 0.0
    return out


def _clash(national: Sequence[Statement], local: Sequence[Statement]) -> NDArray[np.bool_]:
    """True where both sides name places and share none: another province's task."""
    return np.array(
        [[bool(a.regions and b.regions and not a.regions & b.regions) for b in local] for a in national], dtype=bool
    ).reshape(len(national), len(local))


def _reasons(a: Statement, b: Statement, parts: Mapping[str, Matrix], i: int, j: int) -> Reasons:
    left, right = words(f"{a.title}{a.text}"), set(words(f"{b.title}{b.text}"))
    shared = dict.fromkeys(word for word in left if len(word) > 1 and word in right)
    return Reasons(
        meaning=round(float(parts["meaning"][i, j]), 4) if "meaning" in parts else None,
        words=round(float(parts["words"][i, j]), 4),
        shared_words=tuple(shared),
        shared_regions=tuple(sorted(a.regions & b.regions)),
        shared_modes=tuple(sorted(a.modes & b.modes)),
    )
