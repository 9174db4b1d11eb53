"""From scores to a portfolio: which pairs to carry out under capacities, quotas, a budget and a floor for provinces.

An integer programme, solved to a stated gap by HiGHS (scipy.optimize.milp; Huangfu & Hall 2018). One variable per
candidate pair, one per need that says whether it is served. The floor is lexicographic: first as many provinces as
possible get one need served, then a second, … up to the floor; only then the sum of scores decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.spoken import aside
from dongxi.analysis.matching.unserved import Unserved, Used, why_unserved

__all__ = ["Candidate", "Limits", "Portfolio", "Unserved", "portfolio"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A pair that may be carried out: its score, above 0, and what it costs in 分 of one kind of money."""

    need: str
    offer: str
    score: float
    cost: int = 0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a portfolio keeps to.

    `capacity`: needs an offer can serve (1 where not named). `wanted`: offers a need takes at most (1 where not named).
    `quotas`: pairs at most between a need's region and an offer's region. `budget` in 分, None for no limit. `floor`:
    needs of each province that come before any province's next one.
    """

    capacity: Mapping[str, int] = field(default_factory=dict)
    wanted: Mapping[str, int] = field(default_factory=dict)
    quotas: Mapping[tuple[str, str], int] = field(default_factory=dict)
    budget: int | None = None
    floor: int = 0


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Chosen pairs by need and offer; for every need without one the reason.

    `total` is the sum of scores, `cost` that of costs in 分. `gap` bounds how far a better portfolio could lie above,
    relative to `total`, among those that keep `floors`; 0 means none does. `floors[i]` provinces have at least i + 1
    needs served; none that serves as many at the levels before serves more, unless time ran out.
    """

    chosen: tuple[Candidate, ...]
    unserved: tuple[Unserved, ...]
    total: float
    cost: int
    gap: float
    floors: tuple[int, ...]


def portfolio(
    *,
    candidates: Sequence[Candidate],
    needs: Mapping[str, str],
    offers: Mapping[str, str],
    limits: Limits,
    gap: float = 0.0,
    seconds: float | None = None,
) -> Portfolio:
    """The candidates with the greatest sum of scores within `limits`.

    `needs` and `offers` name the region of each. `gap` is the relative distance from the optimum at which to stop;
    `seconds` a limit for each programme, after which the best found stands with its gap. AnalysisError for candidates
    that name what is not there, repeat or score nothing, for negative limits, and if time ran out with nothing found.
    """
    pairs = sorted(candidates, key=lambda pair: (pair.need, pair.offer))
    _check(pairs, needs, offers, limits)
    if not pairs:
        return _told([], pairs, needs, offers, limits, gap=0.0, floors=(0,) * limits.floor)
    programme = _Programme.of(pairs, needs, offers, limits)
    limited = {} if seconds is None else {"time_limit": seconds}
    floors: list[int] = []
    for level in range(limits.floor):
        found = programme.solve(aim=programme.reached(level), floors=floors, options=limited | {"mip_rel_gap": 0.0})
        floors.append(round(-found.fun))
    best = programme.solve(aim=programme.scores, floors=floors, options=limited | {"mip_rel_gap": gap})
    chosen = [pair for pair, taken in zip(pairs, best.x, strict=False) if taken > 0.5]
    return _told(chosen, pairs, needs, offers, limits, gap=float(best.mip_gap or 0.0), floors=tuple(floors))


def _check(pairs: Sequence[Candidate], needs: Mapping[str, str], offers: Mapping[str, str], limits: Limits) -> None:
    strange = [p for p in pairs if p.need not in needs or p.offer not in offers]
    if strange:
        raise AnalysisError(f"候选“{strange[0].need} × {strange[0].offer}”不在需求或供给名单中。请补上该条或移出候选。")
    twice = [a for a, b in pairwise(pairs) if (a.need, a.offer) == (b.need, b.offer)]
    if twice:
        raise AnalysisError(f"候选“{twice[0].need} × {twice[0].offer}”出现两次。请只保留一条。")
    odd = [p for p in pairs if not 0 < p.score < np.inf or p.cost < 0]
    if odd:
        raise AnalysisError(f"候选“{odd[0].need} × {odd[0].offer}”的得分须为正数、费用不得为负。请改正或移出候选。")
    numbers = [*limits.capacity.values(), *limits.wanted.values(), *limits.quotas.values(), limits.floor]
    if min([*numbers, limits.budget or 0]) < 0:
        raise AnalysisError("容量、配额、经费和保底数不得为负。请改正。")


def _told(
    chosen: Sequence[Candidate],
    pairs: Sequence[Candidate],
    needs: Mapping[str, str],
    offers: Mapping[str, str],
    limits: Limits,
    *,
    gap: float,
    floors: tuple[int, ...],
) -> Portfolio:
    used = Used.by([(p.need, p.offer, p.cost) for p in chosen], needs=needs, offers=offers)
    served = {pair.need for pair in chosen}
    waiting: dict[str, list[tuple[str, int]]] = {need: [] for need in sorted(needs) if need not in served}
    for pair in pairs:
        if pair.need in waiting:
            waiting[pair.need].append((pair.offer, pair.cost))
    reasons = [
        why_unserved(
            need=need,
            region=needs[need],
            options=options,
            offers=offers,
            used=used,
            capacity=limits.capacity,
            quotas=limits.quotas,
            budget=limits.budget,
            refused=limits.wanted.get(need, 1) == 0,
        )
        for need, options in waiting.items()
    ]
    return Portfolio(
        chosen=tuple(chosen),
        unserved=tuple(reasons),
        total=float(sum(pair.score for pair in chosen)),
        cost=used.cost,
        gap=gap,
        floors=floors,
    )


@dataclass(kw_only=True)
class _Programme:
    """Variables: a pair is carried out (p), a need is served (s), a province has reached a level of the floor (v × l).

    All are 0 or 1. `matrix` holds what is at most `most`; `scores` the pairs' scores, 0 elsewhere. The solver's numbers
    are not exact, money is: a set of pairs found to cost more than the budget is excluded and the search repeated.
    """

    matrix: sparse.csr_matrix
    most: NDArray[np.float64]
    scores: NDArray[np.float64]
    levels: tuple[NDArray[np.intp], ...]
    costs: tuple[int, ...]
    budget: int | None
    too_dear: list[NDArray[np.bool_]] = field(default_factory=list)

    @classmethod
    def of(
        cls, pairs: Sequence[Candidate], needs: Mapping[str, str], offers: Mapping[str, str], limits: Limits
    ) -> _Programme:
        rows = _Rows()
        p = len(pairs)
        asked = {need: p + at for at, need in enumerate(sorted({pair.need for pair in pairs}))}
        provinces = sorted({needs[need] for need in asked})
        width = p + len(asked)
        levels = tuple(width + level * len(provinces) + np.arange(len(provinces)) for level in range(limits.floor))
        of_need = _grouped([pair.need for pair in pairs])
        for need, its in of_need.items():
            rows.add(its, at_most=limits.wanted.get(need, 1))
            rows.add([asked[need]], minus=its, at_most=0)
        for offer, its in _grouped([pair.offer for pair in pairs]).items():
            rows.add(its, at_most=limits.capacity.get(offer, 1))
        for between, its in _grouped([(needs[pair.need], offers[pair.offer]) for pair in pairs]).items():
            if between in limits.quotas:
                rows.add(its, at_most=limits.quotas[between])
        if limits.budget is not None:
            unit = max(1, limits.budget)
            rows.add(range(p), at_most=limits.budget / unit, weights=[pair.cost / unit for pair in pairs])
        own = _grouped([needs[need] for need in asked])
        for at, province in enumerate(provinces):
            reached = [int(level[at]) for level in levels]
            rows.add(reached, minus=[p + need for need in own[province]], at_most=0)
            for higher, lower in zip(reached[1:], reached, strict=False):
                rows.add([higher], minus=[lower], at_most=0)
        columns = width + limits.floor * len(provinces)
        scores = np.zeros(columns)
        scores[:p] = [pair.score for pair in pairs]
        return cls(
            matrix=rows.matrix(columns),
            most=np.array(rows.most),
            scores=scores,
            levels=levels,
            costs=tuple(pair.cost for pair in pairs),
            budget=limits.budget,
        )

    def reached(self, level: int) -> NDArray[np.float64]:
        """The aim that counts the provinces at a level."""
        aim = np.zeros(len(self.scores))
        aim[self.levels[level]] = 1.0
        return aim

    def solve(self, *, aim: NDArray[np.float64], floors: Sequence[int], options: Mapping[str, float]) -> OptimizeResult:
        """The greatest `aim` with the levels before it kept. AnalysisError if time ran out with nothing found."""
        bounds = [LinearConstraint(self.matrix, ub=self.most)]
        bounds += [LinearConstraint(self.reached(level), lb=count) for level, count in enumerate(floors)]
        ones = np.ones(len(aim))
        while True:
            cuts = [LinearConstraint(taken.astype(float), ub=taken.sum() - 1) for taken in self.too_dear]
            with aside():
                found = milp(
                    -aim, constraints=[*bounds, *cuts], integrality=ones, bounds=Bounds(0, 1), options=dict(options)
                )
            if found.x is None:
                raise AnalysisError("在限定时间内没有算出可行组合。请延长时间，或减少候选后重试。")
            taken = (found.x > 0.5) & (np.arange(len(aim)) < len(self.costs))
            if self.budget is None or sum(self.costs[at] for at in np.flatnonzero(taken)) <= self.budget:
                return found
            self.too_dear.append(taken)


class _Rows:
    """Inequalities in the making."""

    def __init__(self) -> None:
        self.most: list[float] = []
        self._parts: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []

    def add(
        self,
        plus: Sequence[int],
        *,
        at_most: float,
        minus: Sequence[int] = (),
        weights: Sequence[float] | None = None,
    ) -> None:
        values = [*(weights or [1.0] * len(plus)), *[-1.0] * len(minus)]
        self._parts.append((np.array([*plus, *minus], np.intp), np.array(values)))
        self.most.append(at_most)

    def matrix(self, columns: int) -> sparse.csr_matrix:
        ends = np.cumsum([0, *(len(at) for at, _ in self._parts)])
        at = np.concatenate([at for at, _ in self._parts])
        values = np.concatenate([values for _, values in self._parts])
        return sparse.csr_matrix((values, at, ends), shape=(len(self._parts), columns))


def _grouped[K: (str, tuple[str, str])](keys: Sequence[K]) -> dict[K, list[int]]:
    """Positions by key, keys in order."""
    order = sorted(range(len(keys)), key=lambda at: (keys[at], at))
    return {key: list(its) for key, its in groupby(order, key=lambda at: keys[at])}
