"""One set of reported values through several methods: where each puts the units, and what makes them differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import kendalltau

from dongxi.analysis.evaluation.assessment import Assessment
from dongxi.analysis.evaluation.critic import critic
from dongxi.analysis.evaluation.entropy import entropy
from dongxi.analysis.evaluation.equal import equal
from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.ranks import ranks
from dongxi.analysis.evaluation.result import Floats, Integers, Words
from dongxi.analysis.evaluation.scaling import by_range
from dongxi.analysis.evaluation.scoring import reported
from dongxi.analysis.evaluation.topsis import topsis
from dongxi.analysis.evaluation.vikor import vikor

TITLES = {
    "official": Words(zh="方案计分", en="The framework"),
    "equal": Words(zh="等权", en="Equal weights"),
    "entropy": Words(zh="熵权", en="Entropy weights"),
    "critic": Words(zh="CRITIC 权重", en="CRITIC weights"),
    "topsis": Words(zh="TOPSIS", en="TOPSIS"),
    "vikor": Words(zh="VIKOR", en="VIKOR"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Placing:
    """What a method makes of the units: `places` (n,), its `weights` (m,), `agreement` Kendall's τ-b with the
    framework's own order, the unit it moves most with how far (positive: up), why in words. `refused`: in its words why
    it gives none; then the rest is empty."""

    method: str
    title: Words
    places: Integers
    weights: Floats
    agreement: float
    moved: str
    by: int
    why: Words
    refused: Words | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide:
    """`units` with every value reported, in the framework's order, and what each method makes of them. `left_out`:
    units with a value missing, which only the framework's rules can handle."""

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    left_out: tuple[str, ...]
    placings: tuple[Placing, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    units: tuple[str, ...]
    criteria: tuple[str, ...]
    values: Floats
    maximise: tuple[bool, ...]
    given: Floats
    groups: tuple[str, ...]

    def asked(self) -> dict[str, Any]:
        """What every method is given."""
        return {
            "matrix": self.values,
            "maximise": self.maximise,
            "units": self.units,
            "criteria": self.criteria,
        }

    def added(self, weights: Floats) -> Integers:
        """Places by weighted sums of the values on a scale of 0…1."""
        return ranks(by_range(self.values, maximise=np.array(self.maximise)) @ weights)


def side_by_side(*, found: Assessment) -> SideBySide:
    """Every method on the units of an assessment that reported everything. Weights of methods of weighting are applied
    to values brought to 0…1 between the worst and the best unit; TOPSIS and VIKOR use the framework's weights."""
    table, left_out = _table(found)
    own = ranks(np.array([found.sums.scores[found.sums.units.index(unit)] for unit in table.units]))
    placings = [_placing("official", own, table.given, table, own)]
    for method, place in METHODS.items():
        try:
            places, weights = place(table)
        except CannotEvaluate as refused:
            placings.append(_refusal(method, Words(zh=refused.zh, en=refused.en)))
        else:
            placings.append(_placing(method, places, weights, table, own))
    order = np.argsort(own, kind="stable")
    return SideBySide(
        units=tuple(table.units[i] for i in order),
        criteria=table.criteria,
        left_out=left_out,
        placings=tuple(_ordered(placing, order) for placing in placings),
    )


def _table(found: Assessment) -> tuple[_Table, tuple[str, ...]]:
    framework, values = found.framework, found.reported.values
    units = found.reported.units
    whole = [
        i
        for i, unit in enumerate(units)
        if all(reported(column[i]) for column in values.values())
        if found.sums.ranks[found.sums.units.index(unit)] is not None
    ]
    numbers = np.array([[float(str(values[one.name][i])) for one in framework.indicators] for i in whole])
    table = _Table(
        units=tuple(units[i] for i in whole),
        criteria=tuple(one.name for one in framework.indicators),
        values=numbers.reshape(len(whole), len(framework.indicators)),
        maximise=tuple(one.direction != "lower" for one in framework.indicators),
        given=framework.weights.weights,
        groups=tuple(path[0] for path in framework.weights.paths),
    )
    return table, tuple(unit for i, unit in enumerate(units) if i not in whole)


def _equal(table: _Table) -> tuple[Integers, Floats]:
    weights = equal(criteria=table.criteria, groups=table.groups).weights
    return table.added(weights), weights


def _entropy(table: _Table) -> tuple[Integers, Floats]:
    found = entropy(**table.asked())
    return table.added(found.weights), found.weights


def _critic(table: _Table) -> tuple[Integers, Floats]:
    found = critic(**table.asked())
    return table.added(found.weights), found.weights


def _topsis(table: _Table) -> tuple[Integers, Floats]:
    found = topsis(weights=table.given, **table.asked())
    return found.ranks, table.given


def _vikor(table: _Table) -> tuple[Integers, Floats]:
    found = vikor(weights=table.given, **table.asked())
    return found.ranks, table.given


METHODS: dict[str, Callable[[_Table], tuple[Integers, Floats]]] = {
    "equal": _equal,
    "entropy": _entropy,
    "critic": _critic,
    "topsis": _topsis,
    "vikor": _vikor,
}


def _placing(method: str, places: Integers, weights: Floats, table: _Table, own: Integers) -> Placing:
    up = own - places
    most = int(np.abs(up).argmax()) if len(up) else 0
    return Placing(
        method=method,
        title=TITLES[method],
        places=places,
        weights=weights,
        agreement=float(kendalltau(own, places).statistic) if len(own) > 1 else float("nan"),
        moved=table.units[most] if len(up) and up[most] else "",
        by=int(up[most]) if len(up) else 0,
        why=_why(method, weights, table),
    )


def _why(method: str, weights: Floats, table: _Table) -> Words:
    if method == "official":
        return Words(zh="按方案给定的权重和计分办法", en="The weights and scoring functions that the framework sets")
    if method == "topsis":
        return Words(
            zh="权重相同，但按与最好、最差单位的距离排，不按目标值计分，极端的高值因此占便宜",
            en="The same weights, yet by distance to the best and the worst unit instead of targets: extremes gain",
        )
    if method == "vikor":
        return Words(
            zh="权重相同，但一项特别差就会拉低名次，不能由别项补回",
            en="The same weights, yet one very weak criterion pulls a unit down and no other makes up for it",
        )
    shift = weights - table.given
    up, down = int(shift.argmax()), int(shift.argmin())
    return Words(
        zh=f"{table.criteria[up]}的权重 {table.given[up]:.0%} → {weights[up]:.0%}，"
        f"{table.criteria[down]} {table.given[down]:.0%} → {weights[down]:.0%}；"
        "且以最好、最差单位为两端，不按目标值计分",
        en=f"{table.criteria[up]} weighs {table.given[up]:.0%} → {weights[up]:.0%}, {table.criteria[down]} "
        f"{table.given[down]:.0%} → {weights[down]:.0%}; and values run from the worst to the best unit instead of to "
        "targets",
    )


def _refusal(method: str, words: Words) -> Placing:
    nothing = np.empty(0)
    return Placing(
        method=method,
        title=TITLES[method],
        places=nothing.astype(np.int64),
        weights=nothing,
        agreement=float("nan"),
        moved="",
        by=0,
        why=words,
        refused=words,
    )


def _ordered(placing: Placing, order: Integers) -> Placing:
    return placing if placing.refused else replace(placing, places=placing.places[order])
