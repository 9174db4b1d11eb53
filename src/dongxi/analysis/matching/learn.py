"""Learning from decisions: the weights of the evidence, what each need's decisions teach, and how far to trust scores.

    learned = learn(engine=engine, decisions=decisions)
    engine = learned.engine(embedder=…)

First the weights: logistic regression towards the shipped ones, none negative; or one scale for all of them. Then what
they leave of the labels: `experience`, as far as decisions held out say it counts. Both are tried on decisions held
out, by need and by pair; what does worse there than the engine did unlearned is left out, and the report says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize
from scipy.special import expit

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.evidence import EVIDENCE
from dongxi.analysis.matching.experience import (
    MOST_NEEDS,
    Experience,
    likeness,
    need_features,
    offer_features,
    remember,
)
from dongxi.analysis.matching.fuse import Engine
from dongxi.analysis.matching.model import Need, Offer, Paired
from dongxi.analysis.matching.weights import Weights
from dongxi.analysis.text.embed import Embedder

Matrix = NDArray[np.float64]

LEAST = 50
"""Decisions below which nothing is learned."""
LEAST_OF_EACH = 10
"""Suitable and unsuitable ones below which nothing is learned."""
FOLDS = 5
_TOWARDS_SHIPPED = 0.4
_NOISE = 2.0
_SHARES = (0.25, 0.5, 0.75, 1.0)
"""How far the order experience teaches may count; which, decisions held out tell."""

REASONS = {
    "field": 0.0,
    "problem": 1 / 3,
    "maturity": 1 / 3,
    "figures": 1 / 3,
    "price": 1 / 3,
    "place": 1 / 3,
    "other": 0.0,
}
"""How suitable a rejected pair's texts were, by the reason given."""
KNOWN = "known"
"""A pair rejected as already known teaches nothing."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What people made of a pair: a level 1 (none) to 4 (strong), or accepted or not with a reason from REASONS."""

    need: Need
    offer: Offer
    level: int | None = None
    accepted: bool | None = None
    reason: str | None = None

    def target(self) -> float | None:
        """Suitability in [0, 1]; None teaches nothing."""
        if self.level is not None:
            return (self.level - 1) / 3
        if self.accepted is None or (self.reason == KNOWN and not self.accepted):
            return None
        return 1.0 if self.accepted else REASONS.get(self.reason or "other", 0.0)


@dataclass(frozen=True, kw_only=True)
class HeldOut:
    """Share of pairs of offers for one need that stand in the right order, on decisions not learned from."""

    split: str
    unlearned: float
    learned: float

    @property
    def worse(self) -> bool:
        return self.learned < self.unlearned


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Bins of held-out scores: mean score, mean suitability, decisions. Steps turn a score into suitability.

    `cuts` are the scores from which level 2, 3, 4 or more is likelier than not; infinite where it never was.
    """

    score: tuple[float, ...]
    suitability: tuple[float, ...]
    decisions: tuple[int, ...]
    steps: tuple[tuple[float, float], ...]
    cuts: tuple[float, ...]

    def level(self, scores: Matrix) -> NDArray[np.int64]:
        """The middle of the levels such scores had, 1 to 4: the guess with the least expected absolute error."""
        return np.asarray(1 + (scores[:, None] >= np.array(self.cuts)).sum(axis=1))

    def suitable(self, scores: Matrix) -> Matrix:
        """What suitability such scores had, interpolated."""
        at, value = np.array(self.steps).T
        return np.asarray(np.interp(scores, at, value))


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was learned and how it did. `notes` are lines for the reader, what was left out among them."""

    decisions: int
    needs: int
    held_out: tuple[HeldOut, ...]
    weights_learned: bool
    experience_learned: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Learned:
    """Weights and experience for an engine with the same corpus, and how far its scores may be trusted."""

    weights: Weights
    experience: Experience | None
    calibration: Calibration
    report: Report

    def engine(self, *, like: Engine, embedder: Embedder | None = None) -> Engine:
        """An engine that ranks with what was learned; it knows what `like` knows."""
        return Engine(
            embedder=embedder or like.embedder, weights=self.weights, corpus=like.corpus, experience=self.experience
        )


def learn(*, engine: Engine, decisions: Sequence[Decision], paired: Paired | None = None) -> Learned:
    """From decisions, by an engine that knows its texts (`engine.known(offers)`); its own learning is not built upon.

    AnalysisError with fewer than LEAST decisions that teach something, or fewer than LEAST_OF_EACH on either side.
    """
    table = _table(engine, decisions, paired)
    _enough(table)
    start = engine.weights
    notes: list[str] = []
    by_need, by_pair = _folds(table.need_key), _folds(table.pair_key)
    plain = _Model(weights=start, experience=None)
    unlearned = plain.totals(table, np.arange(len(table.target)))[0]
    weighed = _held_out(table, by_need, start)
    weights_help = _order(table, weighed[0], by_need) >= _order(table, unlearned, by_need)
    if not weights_help:
        notes.append("在留出的需求上，学得的权重不如原有权重，因此保留原有权重。")
    tried = _held_out(table, by_pair, start, remembers=True, reweighs=weights_help)
    share = max(_SHARES, key=lambda one: _order(table, tried[0] + one * tried[1], by_pair, needs_alike=True))
    experience_helps = _order(table, tried[0] + share * tried[1], by_pair) >= _order(table, unlearned, by_pair)
    if not experience_helps:
        notes.append("在留出的判定上，逐条需求的经验没有使排序变好，因此不采用。")
    model = _fit(table, np.arange(len(table.target)), start, remembers=experience_helps, reweighs=weights_help)
    experience = model.experience.shared(share) if model.experience else None
    final: dict[str, Matrix] = {}
    for name, folds in (("need", by_need), ("pair", by_pair)):
        one = (
            tried
            if experience_helps and name == "pair"
            else _held_out(table, folds, start, remembers=experience_helps, reweighs=weights_help)
        )
        final[name] = one[0] + share * one[1] + one[2]
    held_out = tuple(
        HeldOut(split=name, unlearned=_order(table, unlearned, folds), learned=_order(table, final[name], folds))
        for name, folds in (("need", by_need), ("pair", by_pair))
    )
    notes += [_worse(one) for one in held_out if one.worse]
    return Learned(
        weights=model.weights,
        experience=experience,
        calibration=_calibration(expit(final["pair"]), table.target),
        report=Report(
            decisions=len(table.target),
            needs=len(set(table.need_key)),
            held_out=held_out,
            weights_learned=weights_help,
            experience_learned=experience_helps,
            notes=tuple(notes),
        ),
    )


def fitted_weights(*, engine: Engine, decisions: Sequence[Decision], paired: Paired | None = None) -> Weights:
    """The weights alone, fitted to all decisions; what `learn` begins with, untried."""
    table = _table(engine, decisions, paired)
    _enough(table)
    return _reweighed(table.evidence, table.target, engine.weights, reweighs=True)


def _worse(one: HeldOut) -> str:
    name = {"need": "需求", "pair": "判定"}[one.split]
    return f"注意：在留出的{name}上，学习后排对的比例为 {one.learned:.3f}，低于学习前的 {one.unlearned:.3f}。"


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Decisions as numbers: evidence (d, names), targets (d,), rows into the features of needs and offers."""

    evidence: Matrix
    target: Matrix
    need: NDArray[np.intp]
    offer: NDArray[np.intp]
    needs: Matrix
    offers: Matrix
    need_key: tuple[str, ...]
    pair_key: tuple[str, ...]


def _table(engine: Engine, decisions: Sequence[Decision], paired: Paired | None) -> _Table:
    taught = [one for one in decisions if one.target() is not None]
    taught.sort(key=lambda one: (one.need.id, one.offer.id))
    for one in taught:
        if one.level is not None and not 1 <= one.level <= 4:
            raise AnalysisError(f"需求 {one.need.id} 与供给 {one.offer.id} 的等级为 {one.level}，应为 1 至 4。请改正。")
    needs = list({one.need.id: one.need for one in taught}.values())
    offers = list({one.offer.id: one.offer for one in taught}.values())
    need_row, offer_row = ({text.id: at for at, text in enumerate(texts)} for texts in (needs, offers))
    need = np.array([need_row[one.need.id] for one in taught], dtype=np.intp)
    offer = np.array([offer_row[one.offer.id] for one in taught], dtype=np.intp)
    wanted, offered = engine.prepare(needs), engine.prepare(offers)
    plain = Engine(embedder=engine.embedder, weights=engine.weights, corpus=engine.corpus)
    found = [
        plain.evidence(wanted.take(np.array([row])), offered.take(offer[need == row]), paired=paired)
        for row in range(len(needs))
    ]
    return _Table(
        evidence=np.concatenate(found) if found else np.zeros((0, 1)),
        target=np.array([one.target() for one in taught], dtype=np.float64),
        need=need,
        offer=offer,
        needs=need_features(wanted),
        offers=offer_features(offered),
        need_key=tuple(one.need.said for one in taught),
        pair_key=tuple(f"{one.need.said}\n\n{one.offer.said}" for one in taught),
    )


def _enough(table: _Table) -> None:
    total, suitable = len(table.target), int((table.target >= 0.5).sum())
    if total < LEAST or min(suitable, total - suitable) < LEAST_OF_EACH:
        raise AnalysisError(
            f"可用于学习的判定共 {total} 条，其中合适 {suitable} 条、不合适 {total - suitable} 条；"
            f"至少要 {LEAST} 条，且两类各不少于 {LEAST_OF_EACH} 条。请积累更多判定后再学习，目前沿用现有权重。",
            en=f"There are {total} decisions to learn from, {suitable} suitable and {total - suitable} not; at least "
            f"{LEAST} are needed, and {LEAST_OF_EACH} of each kind. Please decide more first; the weights stay.",
        )


def _folds(keys: Sequence[str]) -> NDArray[np.intp]:
    return np.array([int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % FOLDS for key in keys], dtype=np.intp)


@dataclass(frozen=True, kw_only=True)
class _Model:
    weights: Weights
    experience: Experience | None

    def totals(self, table: _Table, rows: NDArray[np.intp]) -> Matrix:
        """Scores of decisions before the logistic function, (3, decisions): what the weights, the order experience
        teaches and what it adds to all offers of a need alike each add."""
        out = np.zeros((3, len(rows)))
        out[0] = self.weights.bias + table.evidence[rows] @ self.weights.row()
        if self.experience is not None:
            pull = (likeness(table.needs, self.experience.needs) @ self.experience.pull)[table.need[rows]]
            out[1] = np.einsum("ij,ij->i", pull[:, :-1], table.offers[table.offer[rows], :-1])
            out[2] = pull[:, -1]
        return out


def _held_out(
    table: _Table, folds: NDArray[np.intp], start: Weights, *, remembers: bool = False, reweighs: bool = True
) -> Matrix:
    out = np.zeros((3, len(folds)))
    for fold in range(FOLDS):
        learned_from, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if held.size and learned_from.size:
            out[:, held] = _fit(table, learned_from, start, remembers=remembers, reweighs=reweighs).totals(table, held)
    return out


def _fit(table: _Table, rows: NDArray[np.intp], start: Weights, *, remembers: bool, reweighs: bool) -> _Model:
    weights = _reweighed(table.evidence[rows], table.target[rows], start, reweighs=reweighs)
    plain = _Model(weights=weights, experience=None)
    return plain if not remembers else replace(plain, experience=_remembered(table, rows, plain))


def _reweighed(evidence: Matrix, target: Matrix, start: Weights, *, reweighs: bool) -> Weights:
    """Bias and weights, or bias and one scale for all weights, which leaves every order as it was.

    Minimises cross entropy plus the squared distance to the weights at the start; none becomes negative.
    """
    prior = start.row()
    free = np.eye(len(prior)) if reweighs else prior[:, None]
    columns = np.column_stack((np.ones(len(target)), evidence @ free))
    begun = np.array([start.bias, *(prior if reweighs else [1.0])])

    def loss(at: Matrix) -> tuple[float, Matrix]:
        total, moved = columns @ at, at[1:] - begun[1:]
        value = np.add.reduce(np.logaddexp(0, total) - target * total) + _TOWARDS_SHIPPED / 2 * moved @ moved
        slope = columns.T @ (expit(total) - target)
        slope[1:] += _TOWARDS_SHIPPED * moved
        return float(value), slope

    bounds = [(None, None), *((0.0 if reweighs else 1e-3, None) for _one in begun[1:])]
    best = minimize(loss, begun, jac=True, bounds=bounds, method="L-BFGS-B").x
    found = {name: float(max(weight, 0.0)) for name, weight in zip(EVIDENCE, free @ best[1:], strict=True)}
    return replace(start, bias=float(best[0]), evidence=found)


def _remembered(table: _Table, rows: NDArray[np.intp], plain: _Model) -> Experience:
    """One step from the weighted evidence towards the labels, in units of the score before the logistic function."""
    chance = expit(plain.totals(table, rows)[0])
    slope = max(float((chance * (1 - chance)).mean()), 1e-3)
    kept = _kept(table.need[rows])
    needs, need = np.unique(table.need[rows][kept], return_inverse=True)
    return remember(
        needs=table.needs[needs],
        offers=table.offers,
        need=need,
        offer=table.offer[rows][kept],
        rest=(table.target[rows] - chance)[kept] / slope,
        noise=_NOISE,
    )


def _kept(need: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Decisions about the MOST_NEEDS needs with the most decisions."""
    names, counts = np.unique(need, return_counts=True)
    most = names[np.lexsort((names, -counts))[:MOST_NEEDS]]
    return np.isin(need, most)


def _order(table: _Table, totals: Matrix, folds: NDArray[np.intp], *, needs_alike: bool = False) -> float:
    """Share of pairs of offers for one need, both held out in one fold, that stand in the right order; ties half.

    `needs_alike`: the mean of the shares of each need, where many decisions about one do not outvote the others.
    """
    right, of = np.zeros(len(table.needs)), np.zeros(len(table.needs))
    group = table.need * FOLDS + folds
    for one in np.unique(group):
        at = np.flatnonzero(group == one)
        better = table.target[at][:, None] > table.target[at][None, :]
        ahead = totals[at][:, None] - totals[at][None, :]
        right[one // FOLDS] += float((better * ((ahead > 0) + 0.5 * (ahead == 0))).sum())
        of[one // FOLDS] += float(better.sum())
    if not of.any():
        return 0.5
    return float((right[of > 0] / of[of > 0]).mean()) if needs_alike else float(right.sum() / of.sum())


def _calibration(scores: Matrix, target: Matrix) -> Calibration:
    order = np.lexsort((target, scores))
    fitted = isotonic_regression(target[order]).x
    bins = [part for part in np.array_split(order, 10) if part.size]
    at, first = np.unique(scores[order], return_index=True)
    return Calibration(
        score=tuple(float(scores[part].mean()) for part in bins),
        suitability=tuple(float(target[part].mean()) for part in bins),
        decisions=tuple(len(part) for part in bins),
        cuts=tuple(_cut(scores[order], target[order] >= level / 3 - 1e-9) for level in (1, 2, 3)),
        steps=tuple((float(score), float(value)) for score, value in zip(at, fitted[first], strict=True)),
    )


def _cut(scores: Matrix, reached: NDArray[np.bool_]) -> float:
    chance = isotonic_regression(reached.astype(np.float64)).x
    return float(scores[int(np.argmax(chance >= 0.5))]) if chance[-1] >= 0.5 else float("inf")
