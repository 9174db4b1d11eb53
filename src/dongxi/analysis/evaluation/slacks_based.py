"""SBM: efficiency that counts every excess of input and shortfall of output, not the common factor only (Tone 2001)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import one_of, positive
from dongxi.analysis.evaluation.frontier import Programmes, solve
from dongxi.analysis.evaluation.production import INPUTS, OUTPUTS, Production, assumed, production
from dongxi.analysis.evaluation.result import Flags, Floats, Result, Words, listed

_EXACT = 1e-7


@dataclass(frozen=True, kw_only=True, eq=False)
class SlacksBased(Result):
    """`efficiency` ρ (n,) 0…1, 1 only without any slack; `input_slacks` (n, m) and `output_slacks` (n, s) in the units
    of the data; `efficient` (n,); `peers` for each unit names and shares λ."""

    units: tuple[str, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    returns: str
    efficiency: Floats
    efficient: Flags
    input_slacks: Floats
    output_slacks: Floats
    peers: tuple[tuple[tuple[str, float], ...], ...]


def slacks_based(
    *,
    inputs: ArrayLike,
    outputs: ArrayLike,
    returns: str = "constant",
    units: Sequence[str] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> SlacksBased:
    """ρ = (1 − mean share of input that is excess) / (1 + mean share of output that is missing), at its least, for
    `inputs` (n, m) and `outputs` (n, s), all positive; `returns` constant or variable."""
    one_of(returns, known=("constant", "variable"), what=Words(zh="规模报酬", en="Returns to scale"))
    data = production(inputs=inputs, outputs=outputs, units=units, input_names=input_names, output_names=output_names)
    positive(data.x, what=INPUTS, axes=[data.units, data.input_names])
    positive(data.y, what=OUTPUTS, axes=[data.units, data.output_names])
    solved = solve(_programmes(data, returns == "variable"))
    m = data.x.shape[1]
    scale = solved.own[:, :1]
    slacks = np.where(solved.own[:, 1:] > _EXACT * scale * np.hstack([data.x, data.y]), solved.own[:, 1:] / scale, 0.0)
    efficiency = solved.value
    efficient = efficiency > 1 - _EXACT
    peers = tuple(
        tuple(
            (data.units[j], float(share / scale[i, 0]))
            for share, j in sorted(zip(shares, of, strict=True), reverse=True)
        )
        for i, (of, shares) in enumerate(zip(solved.peers, solved.shares, strict=True))
    )
    return SlacksBased(
        units=data.units,
        input_names=data.input_names,
        output_names=data.output_names,
        returns=returns,
        efficiency=efficiency,
        efficient=efficient,
        input_slacks=slacks[:, :m],
        output_slacks=slacks[:, m:],
        peers=peers,
        reading=_reading(data, efficiency, efficient, slacks),
        assumptions=assumed(data, efficient=int(efficient.sum())),
    )


def _programmes(data: Production, variable: bool) -> Programmes:
    """The fractional programme made linear (Charnes & Cooper 1962): t, t·input slacks, t·output slacks, t·λ."""
    (n, m), s = data.x.shape, data.y.shape[1]
    rows = m + s + variable + 1
    own = np.zeros((n, rows, 1 + m + s))
    own[:, :m, 0], own[:, m : m + s, 0] = -data.x, -data.y
    own[:, range(m), range(1, 1 + m)] = 1.0
    own[:, range(m, m + s), range(1 + m, 1 + m + s)] = -1.0
    if variable:
        own[:, m + s, 0] = -1.0
    own[:, -1, 0] = 1.0
    own[:, -1, 1 + m :] = 1 / (s * data.y)
    reference = np.zeros((rows, n))
    reference[:m], reference[m : m + s] = data.x.T, data.y.T
    if variable:
        reference[m + s] = 1.0
    right, size = np.zeros((n, rows)), np.ones((n, rows))
    right[:, -1] = 1.0
    size[:, : m + s] = np.hstack([data.x, data.y])
    cost = np.zeros((n, 1 + m + s))
    cost[:, 0] = 1.0
    cost[:, 1 : 1 + m] = -1 / (m * data.x)
    return Programmes(
        own=own,
        cost=cost,
        reference=reference,
        right=right,
        size=size,
        allowed=np.ones((n, n), bool),
        start=tuple(np.array([i], np.int64) for i in range(n)),
        certain=True,
    )


def _reading(data: Production, efficiency: Floats, efficient: Flags, slacks: Floats) -> Words:
    share = slacks / np.hstack([data.x, data.y])
    worst = int(np.argmax(share.mean(axis=0)))
    name = (*data.input_names, *data.output_names)[worst]
    best = listed([data.units[i] for i in np.flatnonzero(efficient)])
    kind = Words(zh="过多", en="too much") if worst < data.x.shape[1] else Words(zh="不足", en="too little")
    if efficient.all():
        return Words(zh="所有单位均无松弛，区分不出高下。", en="No unit has any slack: they cannot be told apart.")
    return Words(
        zh=f"{best.zh}没有任何松弛；平均效率 {efficiency.mean():.3f}。松弛平均最大的是{name}（{kind.zh}"
        f" {share[:, worst].mean():.1%}）。",
        en=f"{best.en}: no slack; mean efficiency {efficiency.mean():.3f}. The largest mean slack is in {name} "
        f"({share[:, worst].mean():.1%} {kind.en}).",
    )
