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
from dongxi.analysis.text.lexical import Lexicon, coverage, lexicon, similarity, whole_words

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
_LEAST = 1e-12


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each piece of evidence and each relation of places counts; below `threshold` nothing is proposed.

    A local statement keeps the national ones that score at least `near_best` times its best, and within one national
    task those whose odds are at least `within_task` times the best there.
    """

    bias: float
    evidence: Mapping[str, float]
    places: Mapping[str, float]
    threshold: float
    near_best: float
    within_task: float


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
    it could not: other provinces' tasks, and what ministries do themselves. `rootless` are the local statements of
    clauses none of whose statements has a proposal. `engine` names what measured the meaning; "words" if nothing did.
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
    tasks = [one.task for one in national]
    chosen = [(i, j) for j in range(len(local)) for i in chosen_rows(column=scores[:, j], tasks=tasks, weights=weights)]
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
    answered, rooted = {national[i].id for i, _ in chosen}, {local[j].task for _, j in chosen}
    allowed = np.array([weights.places[name] for name in PLACES])[found.places].max(axis=1, initial=0.0) > 0
    return Alignment(
        proposals=proposals,
        unanswered=tuple(n.id for n, may in zip(national, allowed, strict=True) if may and n.id not in answered),
        elsewhere=tuple(n.id for n, may in zip(national, allowed, strict=True) if not may),
        rootless=tuple(s.id for s in local if s.task not in rooted),
        engine=embedder.name if embedder else "words",
    )


def shipped_weights(*, meaning: bool) -> Weights:
    """The fitted weights, with meaning or for words alone."""
    held = vocabulary("alignment_weights")
    return Weights(**held["fused" if meaning else "words"], **held["rules"])


def evidence(
    *,
    national: Sequence[Statement],
    local: Sequence[Statement],
    embedder: Embedder | None,
    progress: Progress | None = None,
) -> Evidence:
    """Everything that speaks for a pair, and how their places stand to each other."""
    by = lexicon(sorted(statement.said for statement in (*national, *local)))
    wholes = _wholes(national), _wholes(local)
    bodies = [n.body for n in national], [s.body for s in local]
    titles = [n.title for n in national], [s.title or s.text for s in local]
    parts = {
        "words": _pairs(similarity, *bodies, by),
        "task_words": _pairs(similarity, *wholes, by),
        "national_title": _pairs(coverage, titles[0], wholes[1], by),
        "local_title": _pairs(coverage, titles[1], wholes[0], by).T,
        "deliverables": _best_covered([n.deliverables for n in national], wholes[1], by),
        "modes": _overlap(national, local, "modes"),
        "parties": _any_shared(national, local, "parties"),
        "kind": _same_kind(national, local),
    }
    if embedder:
        parts["meaning"] = _meaning(national, local, embedder, progress)
    return Evidence(parts=parts, places=_places(national, local), by=by)


def score(*, evidence: Evidence, weights: Weights) -> Matrix:
    """Scores (national, local) in [0, 1]."""
    total = weights.bias + sum(
        (weight * evidence.parts[name] for name, weight in weights.evidence.items()),
        np.zeros(evidence.places.shape),
    )
    allowed = np.array([weights.places[name] for name in PLACES])[evidence.places]
    return np.asarray(expit(total) * allowed, dtype=np.float64)


def chosen_rows(*, column: Matrix, tasks: Sequence[str], weights: Weights) -> list[int]:
    """Rows worth proposing to one local statement: of each national task near the best, what comes near its best."""
    floor = max(weights.threshold, weights.near_best * float(column.max(initial=0.0)))
    rows = [int(i) for i in np.flatnonzero(column >= floor)]
    odds = column / np.maximum(1 - column, _LEAST)
    best: dict[str, float] = {}
    for i in rows:
        best[tasks[i]] = max(best.get(tasks[i], 0.0), float(odds[i]))
    return [i for i in rows if odds[i] >= weights.within_task * best[tasks[i]]]


PLACES = ("own", "open", "partner", "partner_unnamed", "unsaid", "foreign", "reserved")


def place(national: Statement, local: Statement) -> str:
    """How the places of a pair stand to each other.

    own: they share a province. open: the national task is every province's. partner: the local document belongs to a
    province the national task names as partner, and names whom it is for (partner_unnamed: does not). unsaid: neither
    the local document nor its clause says where. foreign: another province's task. reserved: the ministries' own task,
    set against a province's plan.
    """
    if national.reserved and local.regions:
        return "reserved"
    if not national.regions:
        return "open"
    mine = local.regions or local.named
    if not mine:
        return "unsaid"
    if mine & national.regions:
        return "own"
    if mine & national.partners:
        return "partner" if local.named & national.regions else "partner_unnamed"
    return "foreign"


def _places(national: Sequence[Statement], local: Sequence[Statement]) -> NDArray[np.int8]:
    """`place` of every pair as an index into PLACES; each distinct pair of places is looked at once."""
    rows, row_of = _kinds([(n.regions, n.partners, n.reserved) for n in national])
    columns, column_of = _kinds([(s.regions, s.named) for s in local])
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


def _wholes(statements: Sequence[Statement]) -> list[str]:
    """For every statement the text of its whole task: headings, title and all its commitments in order of their ids."""
    said: dict[str, dict[str, str]] = {}
    for one in statements:
        said.setdefault(one.task, {"": one.head})[one.id] = one.body
    texts = {task: "。".join(parts[key] for key in sorted(parts)) for task, parts in said.items()}
    return [texts[one.task] for one in statements]


def _pairs(measure: Callable[..., Matrix], left: Sequence[str], right: Sequence[str], by: Lexicon) -> Matrix:
    """A measure of words for all pairs; each distinct text is looked at once."""
    rows, row_of = _kinds(left)
    columns, column_of = _kinds(right)
    table = measure(left=[left[i] for i in rows], right=[right[j] for j in columns], by=by)
    return table[np.ix_(row_of, column_of)]


def _best_covered(stated: Sequence[Sequence[str]], wholes: Sequence[str], by: Lexicon) -> Matrix:
    """How much of the best covered of the names each row states the local task's words hold; 0 where it states none."""
    names = sorted({name for row in stated for name in row})
    at = {name: row for row, name in enumerate(names)}
    held = _pairs(coverage, names, wholes, by)
    rows = [held[[at[name] for name in row]].max(axis=0, initial=0.0) for row in stated]
    return np.array(rows).reshape(len(stated), len(wholes))


def _meaning(
    national: Sequence[Statement], local: Sequence[Statement], embedder: Embedder, progress: Progress | None
) -> Matrix:
    """Cosines after the mean direction is taken out: e5 vectors all lie near one another (Mu & Viswanath 2018)."""
    texts = sorted({one.text for one in (*national, *local)})
    vectors = []
    for start in range(0, len(texts), _BATCH):
        vectors.append(embedder.embed(texts[start : start + _BATCH]).astype(np.float64))
        if progress:
            progress(min(start + _BATCH, len(texts)), len(texts))
    if not (national and local):
        return np.zeros((len(national), len(local)))
    table = np.vstack(vectors)
    row = {text: at for at, text in enumerate(texts)}
    return _cosine(table[[row[one.text] for one in national]], table[[row[one.text] for one in local]])


def _cosine(left: Matrix, right: Matrix) -> Matrix:
    middle = np.vstack((left, right)).mean(axis=0)
    left, right = left - middle, right - middle
    for side in (left, right):
        side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), _LEAST)
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


def _same_kind(national: Sequence[Statement], local: Sequence[Statement]) -> Matrix:
    """1 where both are tasks or both safeguards, else 0."""
    left, right = (np.array([one.kind for one in side], dtype=np.str_) for side in (national, local))
    return np.asarray(left[:, None] == right[None, :], dtype=np.float64)


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
        shared_deliverables=tuple(name for name in a.deliverables if name in b.said),
    )


def _shared_words(a: Statement, b: Statement, by: Lexicon) -> tuple[str, ...]:
    """Words of two characters or more that both statements hold, the most telling first."""
    shared = set(whole_words(a.said)) & set(whole_words(b.said))
    return tuple(sorted(shared, key=lambda word: (-by.weight(word), word))[:_MOST_WORDS])
