"""One set of reported values through several methods: where each puts the units, and what makes them differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.assessment import Assessment
from dongxi.analysis.evaluation.coupling import coupling
from dongxi.analysis.evaluation.critic import critic
from dongxi.analysis.evaluation.entropy import entropy
from dongxi.analysis.evaluation.equal import equal
from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.ranks import agreement, ranks
from dongxi.analysis.evaluation.result import Flags, Floats, Integers, Words, listed
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
    "coupling": Words(zh="耦合协调", en="Coupling coordination"),
}
_LEAST = 2
"""Units that reported everything below which there is nothing to compare."""
OFFICIAL = Words(zh="按方案给定的权重和计分办法", en="The weights and scoring functions that the framework sets")
TOPSIS = Words(
    zh="权重相同，但按与最好、最差单位的距离排，不按目标值计分，极端的高值因此占便宜",
    en="The same weights, yet by distance to the best and the worst unit instead of targets: extremes gain",
)
VIKOR = Words(
    zh="权重相同，但一项特别差就会拉低名次，不能由别项补回",
    en="The same weights, yet one very weak criterion pulls a unit down and no other makes up for it",
)
COUPLING = Words(
    zh="权重和计分相同，但不只看总分，还看各一级指标是否齐头并进：一头高一头低的靠后。",
    en="The same weights and points, yet it asks whether the criteria of the first level are high together: who is "
    "strong in one and weak in another falls behind.",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Placing:
    """What a method makes of the units: `places` (n,), `values` (n,) it ranks by where they mean something on their
    own (else empty), `agreement` Kendall's τ-b with the framework's own order, `moved` the units it moves farthest
    with how far (positive: up), why in words. `without_doubts`: in words whether the order of the rest survives leaving
    out the units with a value in doubt, None if there are none. `refused`: in its words why it gives none; then the
    rest is empty."""

    method: str
    title: Words
    places: Integers
    values: Floats
    agreement: float
    moved: Mapping[str, int]
    why: Words
    without_doubts: Words | None = None
    refused: Words | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide:
    """`units` with every value reported, in the framework's order, and what each method makes of them. `left_out`:
    units with a value missing, which only the framework's rules can handle. Where too few reported everything, `units`
    are all that the framework ranks, and only it places them."""

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    left_out: tuple[str, ...]
    placings: tuple[Placing, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Placed:
    places: Integers
    why: Words
    values: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    """`values` (n, m) as reported, `points` (n, m) the framework makes of them, `given` weights (m,), `groups` m names
    of the first level."""

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    values: Floats
    points: Floats
    maximise: tuple[bool, ...]
    given: Floats
    groups: tuple[str, ...]

    def of(self, units: Flags) -> _Table:
        """The same of some units only."""
        held = tuple(unit for unit, stays in zip(self.units, units, strict=True) if stays)
        return replace(self, units=held, values=self.values[units], points=self.points[units])

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
    to values brought to 0…1 between the worst and the best unit; TOPSIS and VIKOR use the framework's weights.

    A value in doubt is used as given, and may move everybody whose scale or weights it sets: each method is therefore
    asked again without the units that have one."""
    table, left_out = _table(found)
    if len(table.units) < _LEAST:
        return _nothing_to_compare(found, table)
    doubtful = [unit for unit in table.units if found.reported.doubts_about(unit)]
    own = ranks(np.array([found.sums.scores[found.sums.units.index(unit)] for unit in table.units]))
    placings = [_placing("official", _placed(own, OFFICIAL), units=table.units, own=own)]
    for method, place in METHODS.items():
        try:
            placed = place(table)
        except CannotEvaluate as refused:
            placings.append(_refusal(method, Words(zh=refused.zh, en=refused.en)))
        else:
            placing = _placing(method, placed, units=table.units, own=own)
            placings.append(replace(placing, without_doubts=_without(table, doubtful, place, placed.places)))
    order = np.argsort(own, kind="stable")
    return SideBySide(
        units=tuple(table.units[i] for i in order),
        criteria=table.criteria,
        left_out=left_out,
        placings=tuple(_ordered(placing, order) for placing in placings),
    )


def _nothing_to_compare(found: Assessment, table: _Table) -> SideBySide:
    """The framework's own places stand alone: too few units reported every indicator of the period."""
    few = Words(
        zh=f"报齐全部指标的地区只有 {len(table.units)} 个，至少要 {_LEAST} 个才能并列比较；请换一个年份",
        en=f"only {len(table.units)} reported every indicator, and {_LEAST} are needed to compare; choose another year",
    )
    ranked = sorted((place, unit) for place, unit in zip(found.sums.ranks, found.sums.units, strict=True) if place)
    units, places = tuple(unit for _place, unit in ranked), np.array([place for place, _unit in ranked], dtype=np.int64)
    official = [_placing("official", _placed(places, OFFICIAL), units=units, own=places)] if units else []
    return SideBySide(
        units=units,
        criteria=table.criteria,
        left_out=tuple(unit for unit in found.reported.units if unit not in units),
        placings=(*official, *(_refusal(method, few) for method in METHODS)),
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
    rows = [found.sums.units.index(units[i]) for i in whole]
    table = _Table(
        units=tuple(units[i] for i in whole),
        criteria=tuple(one.name for one in framework.indicators),
        values=numbers.reshape(len(whole), len(framework.indicators)),
        points=found.sums.points[rows] / float(framework.full),
        maximise=tuple(one.direction != "lower" for one in framework.indicators),
        given=framework.weights.weights,
        groups=tuple(path[0] for path in framework.weights.paths),
    )
    return table, tuple(unit for i, unit in enumerate(units) if i not in whole)


def _equal(table: _Table) -> _Placed:
    return _by_weights(table, equal(criteria=table.criteria, groups=table.groups).weights)


def _entropy(table: _Table) -> _Placed:
    return _by_weights(table, entropy(**table.asked()).weights)


def _critic(table: _Table) -> _Placed:
    return _by_weights(table, critic(**table.asked()).weights)


def _by_weights(table: _Table, weights: Floats) -> _Placed:
    return _placed(table.added(weights), _shifted(table, weights))


def _topsis(table: _Table) -> _Placed:
    return _placed(topsis(weights=table.given, **table.asked()).ranks, TOPSIS)


def _vikor(table: _Table) -> _Placed:
    return _placed(vikor(weights=table.given, **table.asked()).ranks, VIKOR)


def _coupling(table: _Table) -> _Placed:
    """The criteria of the first level as systems: each the points of its indicators by their weights, 0…1."""
    systems = [name for name in dict.fromkeys(table.groups) if table.given[_of(table, name)].sum() > 0]
    weights = np.array([table.given[_of(table, name)].sum() for name in systems])
    indices = [
        table.points[:, _of(table, name)] @ table.given[_of(table, name)] / weight
        for name, weight in zip(systems, weights, strict=True)
    ]
    found = coupling(
        indices=np.column_stack(indices).clip(0, 1), weights=weights / weights.sum(), units=table.units, systems=systems
    )
    return _Placed(places=ranks(found.coordination), why=COUPLING + found.reading, values=found.coordination)


def _of(table: _Table, group: str) -> Flags:
    return np.array([name == group for name in table.groups])


def _placed(places: Integers, why: Words) -> _Placed:
    return _Placed(places=places, why=why, values=np.empty(0))


METHODS: dict[str, Callable[[_Table], _Placed]] = {
    "equal": _equal,
    "entropy": _entropy,
    "critic": _critic,
    "topsis": _topsis,
    "vikor": _vikor,
    "coupling": _coupling,
}


def _placing(method: str, placed: _Placed, *, units: Sequence[str], own: Integers) -> Placing:
    """A method's places beside the framework's `own`."""
    up = own - placed.places
    return Placing(
        method=method,
        title=TITLES[method],
        places=placed.places,
        values=placed.values,
        agreement=agreement(own, placed.places),
        moved=farthest(units, up),
        why=placed.why,
    )


def farthest(units: Sequence[str], up: Integers) -> dict[str, int]:
    """All that move as far as any, with how far; empty if none moves."""
    size = np.abs(up)
    return {unit: int(by) for unit, by in zip(units, up, strict=True) if by and abs(by) == size.max()}


def _without(
    table: _Table, doubtful: Sequence[str], place: Callable[[_Table], _Placed], places: Integers
) -> Words | None:
    """Whether the rest stand in the same order once the `doubtful` are left out."""
    if not doubtful:
        return None
    who, kept = listed(doubtful), np.array([unit not in doubtful for unit in table.units])
    refused = Words(
        zh=f"去掉数值存疑的{who.zh}后算不出", en=f"leaving out {who.en}, in doubt, there is no answer from the rest"
    )
    if kept.sum() < _LEAST:
        return refused
    try:
        again = place(table.of(kept)).places
    except CannotEvaluate:
        return refused
    rest = [unit for unit, stays in zip(table.units, kept, strict=True) if stays]
    moved = [unit for unit, was, now in zip(rest, ranks(-places[kept]), again, strict=True) if was != now]
    if not moved:
        return Words(
            zh=f"去掉数值存疑的{who.zh}再算，其余地区的先后不变",
            en=f"leaving out {who.en}, in doubt, keeps the order of the rest",
        )
    those = listed(moved)
    return Words(
        zh=f"去掉数值存疑的{who.zh}再算，其余地区中名次改变的：{those.zh}",
        en=f"leaving out {who.en}, in doubt, moves some of the rest: {those.en}",
    )


def _shifted(table: _Table, weights: Floats) -> Words:
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
        values=nothing,
        agreement=float("nan"),
        moved={},
        why=words,
        refused=words,
    )


def _ordered(placing: Placing, order: Integers) -> Placing:
    if placing.refused:
        return placing
    values = placing.values[order] if len(placing.values) else placing.values
    return replace(placing, places=placing.places[order], values=values)
