"""Which local clauses carry out which national commitments: proposals with reasons, and the two gaps.

Every piece of evidence is a matrix of numbers in [0, 1], a row for each national commitment and a column for each local
one. The score is the logistic function of their weighted sum, times what the places allow; the weights stand in
vocabulary/alignment_weights.toml, fitted by benchmarks/plan_alignment.py. A person decides; nothing here does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from dongxi.analysis.plan.statements import Statement, home_of, national_statements, provinces, statements_of
from dongxi.analysis.plan.vocab import vocabulary
from dongxi.analysis.text.embed import Embedder
from dongxi.analysis.text.lexical import Lexicon, lexicon, similarity, terms

__all__ = [
    "Alignment",
    "Evidence",
    "Proposal",
    "Reasons",
    "Statement",
    "Weights",
    "align",
    "evidence",
    "home_of",
    "national_statements",
    "provinces",
    "shipped_weights",
    "statements_of",
]

Matrix = NDArray[np.float64]
Progress = Callable[[int, int], None]
_MOST_WORDS = 8
_BATCH = 64


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each piece of evidence and each relation of places counts; below `threshold` nothing is proposed.

    A local statement keeps the national ones that score at least `near_best` times its best.
    """

    bias: float
    evidence: Mapping[str, float]
    places: Mapping[str, float]
    threshold: float
    near_best: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Matrices (national, local) in [0, 1] by name, and the relation of places of every pair as an index."""

    parts: Mapping[str, Matrix]
    places: NDArray[np.int8]
    by: Lexicon


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a pair was proposed.

    `evidence` holds each piece's value in [0, 1] and `contributions` what it adds: the score is the logistic function
    of `bias` and their sum, times `place_weight`. Everything shared is in both statements; `shared_words` are the most
    telling first.
    """

    place: str
    place_weight: float
    bias: float
    evidence: Mapping[str, float]
    contributions: Mapping[str, float]
    shared_words: tuple[str, ...]
    shared_regions: tuple[str, ...]
    shared_parties: tuple[str, ...]
    shared_modes: tuple[str, ...]
    shared_deliverables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A local statement that may carry out a national one; score in [0, 1]."""

    national: str
    local: str
    score: float
    reasons: Reasons


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """Proposals, best first within each national statement, and what no proposal touches on either side.

    `unanswered` are the national statements that this local document was free to take up and did not; `elsewhere` those
    it could not: other provinces' tasks, and what ministries do themselves. `engine` names what measured the meaning;
    "words" when nothing did.
    """

    proposals: tuple[Proposal, ...]
    unanswered: tuple[str, ...]
    elsewhere: tuple[str, ...]
    rootless: tuple[str, ...]
    engine: str


def align(
    *,
    national: Sequence[Statement],
    local: Sequence[Statement],
    embedder: Embedder | None,
    weights: Weights | None = None,
    progress: Progress | None = None,
) -> Alignment:
    """Propose, for every local statement, the national ones it carries out. Without an embedder words alone decide.

    `progress(done, total)` is told how many texts have been turned into vectors.
    """
    weights = weights or shipped_weights(meaning=embedder is not None)
    found = evidence(national=national, local=local, embedder=embedder, progress=progress)
    scores = score(evidence=found, weights=weights)
    chosen = [(i, j) for j in range(len(local)) for i in near_best(scores[:, j], weights)]
    chosen.sort(key=lambda pair: (pair[0], -scores[pair], local[pair[1]].id))
    proposals = tuple(
        Proposal(
            national=national[i].id,
            local=local[j].id,
            score=round(float(scores[i, j]), 6),
            reasons=_reasons(national[i], local[j], found, weights, (i, j)),
        )
        for i, j in chosen
    )
    answered, rooted = {p.national for p in proposals}, {p.local for p in proposals}
    allowed = np.array([weights.places[name] for name in PLACES])[found.places].max(axis=1, initial=0.0) > 0
    return Alignment(
        proposals=proposals,
        unanswered=tuple(n.id for n, may in zip(national, allowed, strict=True) if may and n.id not in answered),
        elsewhere=tuple(n.id for n, may in zip(national, allowed, strict=True) if not may),
        rootless=tuple(s.id for s in local if s.id not in rooted),
        engine=embedder.name if embedder else "words",
    )


def shipped_weights(*, meaning: bool) -> Weights:
    """The fitted weights, with meaning or for words alone."""
    held = vocabulary("alignment_weights")
    return Weights(**held["fused" if meaning else "words"], places=held["places"])


def evidence(
    *,
    national: Sequence[Statement],
    local: Sequence[Statement],
    embedder: Embedder | None,
    progress: Progress | None = None,
) -> Evidence:
    """Everything that speaks for a pair, and how their places stand to each other."""
    by = lexicon(sorted(statement.said for statement in (*national, *local)))
    parts = {
        "words": _alike(national, local, "body", by),
        "head_words": _alike(national, local, "head", by),
        "task_words": _alike(_whole(national), _whole(local), "text", by),
        "modes": _overlap(national, local, "modes"),
        "deliverables": _overlap(national, local, "deliverables"),
        "parties": _any_shared(national, local, "parties"),
        "kind": np.equal.outer([n.kind for n in national], [s.kind for s in local]).astype(np.float64),
    }
    if embedder:
        parts |= _meaning(national, local, embedder, progress or (lambda done, total: None))
    return Evidence(parts=parts, places=_places(national, local), by=by)


def score(*, evidence: Evidence, weights: Weights) -> Matrix:
    """Scores (national, local) in [0, 1]."""
    total = weights.bias + sum(
        (weight * evidence.parts[name] for name, weight in weights.evidence.items()),
        np.zeros(evidence.places.shape),
    )
    allowed = np.array([weights.places[name] for name in PLACES])[evidence.places]
    return np.asarray(expit(total) * allowed, dtype=np.float64)


def near_best(column: Matrix, weights: Weights) -> list[int]:
    """Rows worth proposing to one local statement."""
    floor = max(weights.threshold, weights.near_best * float(column.max(initial=0.0)))
    return [int(i) for i in np.flatnonzero(column >= floor)]


PLACES = ("own", "open", "partner", "partner_unnamed", "unsaid", "foreign", "reserved")


def place(national: Statement, local: Statement) -> str:
    """How the places of a pair stand to each other.

    own: they share a province. open: the national task is every province's. partner: the local document belongs to a
    province the national task names as partner, and names whom it is for (partner_unnamed: does not). unsaid: neither
    the local document nor its clause says where. foreign: another province's task. reserved: the ministries' own.
    """
    if national.reserved and not local.reserved:
        return "reserved"
    if not national.regions:
        return "open"
    mine = local.regions or local.partners
    if not mine:
        return "unsaid"
    if mine & national.regions:
        return "own"
    if mine & national.partners:
        return "partner" if local.partners & national.regions else "partner_unnamed"
    return "foreign"


def _places(national: Sequence[Statement], local: Sequence[Statement]) -> NDArray[np.int8]:
    """`place` of every pair as an index into PLACES; each distinct pair of places is looked at once."""
    rows, row_of = _kinds([(n.regions, n.partners, n.reserved) for n in national])
    columns, column_of = _kinds([(s.regions, s.partners, s.reserved) for s in local])
    table = np.array(
        [[PLACES.index(place(national[i], local[j])) for j in columns] for i in rows], dtype=np.int8
    ).reshape(len(rows), len(columns))
    return table[np.ix_(row_of, column_of)]


def _kinds[T](keys: Sequence[T]) -> tuple[list[int], list[int]]:
    """The first position of each distinct key, and for every position which of those it equals."""
    first: dict[T, int] = {}
    for at, key in enumerate(keys):
        first.setdefault(key, at)
    order = {key: number for number, key in enumerate(first)}
    return list(first.values()), [order[key] for key in keys]


@dataclass(frozen=True)
class _Whole:
    text: str


def _whole(statements: Sequence[Statement]) -> list[_Whole]:
    """For every statement the text of its whole task: headings, title and all its commitments in order of their ids."""
    said: dict[str, dict[str, str]] = {}
    for one in statements:
        said.setdefault(one.task, {one.task: one.head})[one.id] = one.body
    texts = {task: "。".join(parts[key] for key in sorted(parts)) for task, parts in said.items()}
    return [_Whole(texts[one.task]) for one in statements]


def _alike(national: Sequence[object], local: Sequence[object], what: str, by: Lexicon) -> Matrix:
    """Cosine of TF-IDF of an attribute; each distinct text is looked at once."""
    left, right = [getattr(each, what) for each in national], [getattr(each, what) for each in local]
    rows, row_of = _kinds(left)
    columns, column_of = _kinds(right)
    table = similarity(left=[left[i] for i in rows], right=[right[j] for j in columns], by=by)
    return table[np.ix_(row_of, column_of)]


def _meaning(
    national: Sequence[Statement], local: Sequence[Statement], embedder: Embedder, progress: Progress
) -> dict[str, Matrix]:
    """Cosines after the mean direction is taken out: e5 vectors all lie near one another (Mu & Viswanath 2018)."""
    everyone = (*national, *local)
    texts = sorted({text for one in everyone for text in (one.text, one.head)})
    vectors = np.zeros((len(texts), 0))
    parts = []
    for start in range(0, len(texts), _BATCH):
        parts.append(embedder.embed(texts[start : start + _BATCH]).astype(np.float64))
        progress(min(start + _BATCH, len(texts)), len(texts))
    vectors = np.vstack(parts) if parts else vectors
    row = {text: at for at, text in enumerate(texts)}
    return {
        name: _cosine(
            vectors[[row[getattr(one, what)] for one in national]], vectors[[row[getattr(one, what)] for one in local]]
        )
        for name, what in (("meaning", "text"), ("head_meaning", "head"))
    }


def _cosine(left: Matrix, right: Matrix) -> Matrix:
    middle = np.vstack((left, right)).mean(axis=0) if len(left) + len(right) else 0.0
    left, right = left - middle, right - middle
    for side in (left, right):
        side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-12)
    return np.asarray(np.clip(left @ right.T, 0, 1))


def _incidence(statements: Sequence[Statement], what: str, columns: dict[str, int]) -> Matrix:
    out = np.zeros((len(statements), len(columns)))
    for row, one in enumerate(statements):
        for name in getattr(one, what):
            out[row, columns[name]] = 1
    return out


def _shared(national: Sequence[Statement], local: Sequence[Statement], what: str) -> tuple[Matrix, Matrix]:
    """How many of a stated set both sides hold, and how many either holds."""
    names = sorted({name for one in (*national, *local) for name in getattr(one, what)})
    columns = {name: at for at, name in enumerate(names)}
    left, right = _incidence(national, what, columns), _incidence(local, what, columns)
    both = left @ right.T
    return both, left.sum(axis=1)[:, None] + right.sum(axis=1)[None, :] - both


def _overlap(national: Sequence[Statement], local: Sequence[Statement], what: str) -> Matrix:
    """Jaccard overlap of a stated set, 0 where neither states any."""
    both, either = _shared(national, local, what)
    return both / np.maximum(either, 1)


def _any_shared(national: Sequence[Statement], local: Sequence[Statement], what: str) -> Matrix:
    """1 where both sides name the same, else 0."""
    return (_shared(national, local, what)[0] > 0).astype(np.float64)


def _reasons(a: Statement, b: Statement, found: Evidence, weights: Weights, at: tuple[int, int]) -> Reasons:
    relation = PLACES[found.places[at]]
    values = {name: float(found.parts[name][at]) for name in weights.evidence}
    return Reasons(
        place=relation,
        place_weight=weights.places[relation],
        bias=weights.bias,
        evidence={name: round(value, 6) for name, value in values.items()},
        contributions={name: round(weights.evidence[name] * value, 6) for name, value in values.items()},
        shared_words=_shared_words(a, b, found.by),
        shared_regions=tuple(sorted(a.regions & b.regions)),
        shared_parties=tuple(sorted(a.parties & b.parties)),
        shared_modes=tuple(sorted(a.modes & b.modes)),
        shared_deliverables=tuple(sorted(a.deliverables & b.deliverables)),
    )


def _shared_words(a: Statement, b: Statement, by: Lexicon) -> tuple[str, ...]:
    """Words of two characters or more that both statements hold, the most telling first."""
    left, right = (dict.fromkeys(term for term in terms(one.said) if term[0] != "~") for one in (a, b))
    shared = [word for word in left if word in right]
    return tuple(sorted(shared, key=lambda word: (-by.weight(word), word))[:_MOST_WORDS])
