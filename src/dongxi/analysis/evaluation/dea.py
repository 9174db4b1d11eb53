"""DEA: how near each unit comes to the best that the units at hand achieve.

CCR, constant returns to scale (Charnes, Cooper & Rhodes 1978); BCC, variable returns (Banker, Charnes & Cooper 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.production import Production, assumed, production
from dongxi.analysis.evaluation.radial import NO_SLACK, RETURN_WORDS, Radial, radial
from dongxi.analysis.evaluation.result import Flags, Floats, Result, Words, listed


@dataclass(frozen=True, kw_only=True, eq=False)
class Efficiency(Result):
    """n units, m inputs, s outputs.

    `distance` (n,): the factor on all inputs (≤ 1) or on all outputs (≥ 1) that leads to the frontier; `efficiency`
    (n,) 0…1, the same as a share of the best. `input_slacks` (n, m), `output_slacks` (n, s) in the units of the data:
    what is still too much or too little at the radial target. `efficient` (n,): on the frontier without slack.
    `peers` for each unit names and shares λ of those it is measured against. `input_prices` (n, m), `output_prices`
    (n, s): one optimal set of multipliers.
    """

    units: tuple[str, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    returns: str
    orientation: str
    distance: Floats
    efficiency: Floats
    efficient: Flags
    input_slacks: Floats
    output_slacks: Floats
    peers: tuple[tuple[tuple[str, float], ...], ...]
    input_prices: Floats
    output_prices: Floats


def dea(
    *,
    inputs: ArrayLike,
    outputs: ArrayLike,
    returns: str = "constant",
    orientation: str = "input",
    units: Sequence[str] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> Efficiency:
    """Efficiency of n units from `inputs` (n, m) and `outputs` (n, s), not negative.

    `returns`: constant (CCR), variable (BCC), non_increasing, non_decreasing. `orientation`: input – the same outputs
    from less; output – more from the same inputs. Refuses missing values and units that use or make nothing.
    """
    data = production(inputs=inputs, outputs=outputs, units=units, input_names=input_names, output_names=output_names)
    found = radial(of=data, against=data, returns=returns, orientation=orientation)
    efficiency = found.distance if orientation == "input" else 1 / found.distance
    slack = (found.input_slacks > 0).any(axis=1) | (found.output_slacks > 0).any(axis=1)
    on_frontier = efficiency > 1 - NO_SLACK
    return Efficiency(
        units=data.units,
        input_names=data.input_names,
        output_names=data.output_names,
        returns=returns,
        orientation=orientation,
        distance=found.distance,
        efficiency=efficiency,
        efficient=on_frontier & ~slack,
        input_slacks=found.input_slacks,
        output_slacks=found.output_slacks,
        peers=named_peers(data, found),
        input_prices=found.input_prices,
        output_prices=found.output_prices,
        reading=_reading(data, efficiency, on_frontier, returns),
        assumptions=assumed(data, efficient=int(on_frontier.sum())),
    )


def named_peers(data: Production, found: Radial) -> tuple[tuple[tuple[str, float], ...], ...]:
    """Names and shares of each unit's peers, largest share first."""
    return tuple(
        tuple((data.units[j], float(share)) for share, j in sorted(zip(shares, peers, strict=True), reverse=True))
        for peers, shares in zip(found.peers, found.shares, strict=True)
    )


def _reading(data: Production, efficiency: Floats, on_frontier: Flags, returns: str) -> Words:
    best = listed([data.units[i] for i in np.flatnonzero(on_frontier)])
    last = int(np.argmin(efficiency))
    kind = RETURN_WORDS[returns]
    if on_frontier.all():
        return Words(
            zh=f"{kind.zh}下，全部 {len(data.units)} 个单位都位于前沿，分不出高低。"
            "效率只相对于在列单位，不说明绝对水平。",
            en=f"With {kind.en} all {len(data.units)} units are on the frontier and cannot be told apart. Efficiency "
            "is relative to these units, not a level.",
        )
    return Words(
        zh=f"{kind.zh}下，{best.zh}位于前沿；平均效率 {efficiency.mean():.3f}，最低为{data.units[last]}"
        f"（{efficiency[last]:.3f}）。效率只相对于在列单位，不说明绝对水平。",
        en=f"With {kind.en} the frontier is {best.en}; mean efficiency {efficiency.mean():.3f}, lowest "
        f"{data.units[last]} ({efficiency[last]:.3f}). It is relative to these units, not a level.",
    )
