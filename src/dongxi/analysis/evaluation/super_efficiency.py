"""Super-efficiency: how far a unit stands beyond the frontier of all the others (Andersen & Petersen 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.production import assumed, production
from dongxi.analysis.evaluation.radial import radial
from dongxi.analysis.evaluation.ranks import ranks
from dongxi.analysis.evaluation.result import Assumption, Floats, Integers, Result, Words, listed

OUTLYING = 2.0


@dataclass(frozen=True, kw_only=True, eq=False)
class SuperEfficiency(Result):
    """`efficiency` (n,): below 1 as in DEA, above 1 the margin by which a unit outdoes all others; NaN where the others
    cannot do what it does at any scale of its inputs or outputs (only without constant returns). `ranks` (n,), 0 for
    those. `without_answer` names them."""

    units: tuple[str, ...]
    returns: str
    orientation: str
    efficiency: Floats
    ranks: Integers
    without_answer: tuple[str, ...]


def super_efficiency(
    *,
    inputs: ArrayLike,
    outputs: ArrayLike,
    returns: str = "constant",
    orientation: str = "input",
    units: Sequence[str] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> SuperEfficiency:
    """Super-efficiency of n units from `inputs` (n, m) and `outputs` (n, s); arguments as of `dea`."""
    data = production(inputs=inputs, outputs=outputs, units=units, input_names=input_names, output_names=output_names)
    found = radial(of=data, against=data, returns=returns, orientation=orientation, exclude_self=True, slacks=False)
    efficiency = found.distance if orientation == "input" else 1 / found.distance
    known = ~np.isnan(efficiency)
    places = np.zeros(len(efficiency), np.int64)
    places[known] = ranks(efficiency[known])
    lost = tuple(data.units[i] for i in np.flatnonzero(~known))
    return SuperEfficiency(
        units=data.units,
        returns=returns,
        orientation=orientation,
        efficiency=efficiency,
        ranks=places,
        without_answer=lost,
        reading=_reading(data.units, efficiency, places, lost),
        assumptions=(
            *assumed(data, efficient=int((~(efficiency < 1 - 1e-9)).sum())),
            _answered(lost),
            _outliers(data.units, efficiency),
        ),
    )


def _reading(units: tuple[str, ...], efficiency: Floats, places: Integers, lost: tuple[str, ...]) -> Words:
    none = listed(lost)
    told = Words(
        zh=f"{none.zh}没有可比的其他单位，不参加排序。" if lost else "",
        en=f"No others compare with {none.en}, which are left unranked." if lost else "",
    )
    if len(lost) == len(units):
        return told
    first = listed([units[i] for i in np.flatnonzero(places == 1)])
    top = float(np.nanmax(efficiency))
    return (
        Words(
            zh=f"{first.zh}超出其余单位的前沿最多（{top:.3f}）。",
            en=f"{first.en} stands farthest beyond the frontier of the others ({top:.3f}).",
        )
        + told
    )


def _answered(lost: tuple[str, ...]) -> Assumption:
    none = listed(lost)
    return Assumption(
        name="every_unit_has_comparators",
        holds=not lost,
        words=Words(
            zh=f"无解（缺少可比单位）：{none.zh or '无'}；不以零或一代替。",
            en=f"Without an answer for want of comparators: {none.en or 'none'}; neither zero nor one stands for it.",
        ),
    )


def _outliers(units: tuple[str, ...], efficiency: Floats) -> Assumption:
    far = listed([units[i] for i in np.flatnonzero(efficiency > OUTLYING)])
    return Assumption(
        name="no_outlier_on_the_frontier",
        holds=not far.zh,
        words=Words(
            zh=f"超效率超过 {OUTLYING:g} 的单位多半口径不同或数据有误：{far.zh or '无'}。",
            en=f"Beyond {OUTLYING:g} a unit is more likely of another kind or misreported: {far.en or 'none'}.",
        ),
    )
