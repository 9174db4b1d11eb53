"""VIKOR: a compromise between what serves most criteria and what fails none badly (Opricovic & Tzeng 2004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.decision import Decision, decision
from dongxi.analysis.evaluation.errors import OutOfDomain
from dongxi.analysis.evaluation.ranks import ranks
from dongxi.analysis.evaluation.result import Assumption, Floats, Integers, Result, Words, listed
from dongxi.analysis.evaluation.reversal import reversal
from dongxi.analysis.evaluation.scaling import by_range

_ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class Vikor(Result):
    """`utility` S (n,), `regret` R (n,) and `compromise` Q (n,), all better when lower; `ranks` (n,) by Q.

    `advantage` says whether the first leads by 1 / (n − 1), `stability` whether it is first by S or R too;
    `solution` are the units that the method proposes together: one only if both hold.
    """

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    utility: Floats
    regret: Floats
    compromise: Floats
    ranks: Integers
    advantage: bool
    stability: bool
    solution: tuple[str, ...]


def vikor(
    *,
    matrix: ArrayLike,
    weights: ArrayLike,
    maximise: Sequence[bool],
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
    majority: float = 0.5,
) -> Vikor:
    """The compromise ranking of n units over `matrix` (n, m); `majority` v in 0…1 weighs S against R."""
    if not 0 <= majority <= 1:
        raise OutOfDomain(
            zh=f"多数权重应在 0 至 1 之间，现为 {majority}。", en=f"The majority lies in 0…1, not at {majority}."
        )
    table = decision(matrix=matrix, weights=weights, maximise=maximise, units=units, criteria=criteria)
    utility, regret, compromise = _measures(table, majority)
    order = np.lexsort((utility, compromise))
    first, second = order[0], order[1]
    lead = 1 / (len(table.units) - 1)
    advantage = bool(compromise[second] - compromise[first] >= lead - _ROUNDING)
    stability = bool(utility[first] <= utility.min() + _ROUNDING or regret[first] <= regret.min() + _ROUNDING)
    solution = _solution(order, compromise, lead, advantage, stability)
    chosen = tuple(table.units[i] for i in solution)
    return Vikor(
        units=table.units,
        criteria=table.criteria,
        utility=utility,
        regret=regret,
        compromise=compromise,
        ranks=ranks(-compromise),
        advantage=advantage,
        stability=stability,
        solution=chosen,
        reading=_reading(chosen, advantage),
        assumptions=(
            reversal(of=table, score=lambda part: -_measures(part, majority)[2]),
            Assumption(
                name="first_is_stable",
                holds=stability,
                words=Words(
                    zh="折中第一也应是群体效用或个体遗憾的第一。",
                    en="The first by Q should be first by S or by R as well.",
                ),
            ),
        ),
    )


def _measures(table: Decision, majority: float) -> tuple[Floats, Floats, Floats]:
    gaps = table.weights * (1 - by_range(table.matrix, maximise=table.maximise))
    utility, regret = gaps.sum(axis=1), gaps.max(axis=1)
    return utility, regret, majority * _spread(utility) + (1 - majority) * _spread(regret)


def _spread(values: Floats) -> Floats:
    """0 (lowest) … 1 (highest); all 0 where they do not differ."""
    width = np.ptp(values)
    return np.asarray((values - values.min()) / width if width > _ROUNDING else np.zeros(len(values)))


def _solution(order: Integers, compromise: Floats, lead: float, advantage: bool, stability: bool) -> list[int]:
    if not advantage:
        return [int(i) for i in order if compromise[i] - compromise[order[0]] < lead - _ROUNDING]
    return [int(order[0])] if stability else [int(order[0]), int(order[1])]


def _reading(solution: tuple[str, ...], advantage: bool) -> Words:
    who = listed(solution)
    if len(solution) == 1:
        return Words(
            zh=f"折中解为{who.zh}，领先足够且稳定。", en=f"The compromise is {who.en}: its lead is enough and stable."
        )
    why = ("排序不稳定", "its place is not stable") if advantage else ("领先不足", "its lead is too small")
    return Words(
        zh=f"第一名{why[0]}，折中解是一组而非一个：{who.zh}。不宜单报第一。",
        en=f"The first stands alone in no sense ({why[1]}): the compromise is {who.en} together.",
    )
