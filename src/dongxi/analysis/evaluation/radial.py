"""Radial distances to a frontier: by how much all inputs could shrink, or all outputs grow (Farrell 1957)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dongxi.analysis.evaluation.checks import one_of
from dongxi.analysis.evaluation.frontier import Programmes, Solved, reduced_costs, solve
from dongxi.analysis.evaluation.production import Production
from dongxi.analysis.evaluation.result import Floats, Integers, Words

RETURNS = ("constant", "variable", "non_increasing", "non_decreasing")
ORIENTATIONS = ("input", "output")
RETURN_WORDS = {
    "constant": Words(zh="规模报酬不变", en="constant returns to scale"),
    "variable": Words(zh="规模报酬可变", en="variable returns to scale"),
    "non_increasing": Words(zh="规模报酬非递增", en="non-increasing returns to scale"),
    "non_decreasing": Words(zh="规模报酬非递减", en="non-decreasing returns to scale"),
}
_HAIR = 1e-9
NO_SLACK = 1e-7


@dataclass(frozen=True, kw_only=True)
class Radial:
    """`distance` (n,): θ for inputs, φ for outputs, NaN where there is no answer; `input_prices` (n, m) and
    `output_prices` (n, s) of the multiplier form, `scale_price` (n,) of Σ λ; slacks in the units of the data;
    `peers` and `shares` λ."""

    distance: Floats
    input_prices: Floats
    output_prices: Floats
    scale_price: Floats
    input_slacks: Floats
    output_slacks: Floats
    peers: tuple[Integers, ...]
    shares: tuple[Floats, ...]


def radial(
    *,
    of: Production,
    against: Production,
    returns: str,
    orientation: str,
    exclude_self: bool = False,
    start: tuple[Integers, ...] = (),
    groups: Integers | None = None,
    slacks: bool = True,
) -> Radial:
    """Distance of each unit of `of` to the frontier of `against`, along its inputs or its outputs.

    `exclude_self`: unit i may not stand in its own reference set (both must be the same units). `start`: reference
    units known to give each unit an answer. `groups` (N,), where `of` and `against` are equally long: units compare
    within their group only. With `slacks` the greatest sum of relative slacks is found at the radial target, in a
    second step as the method requires.
    """
    one_of(returns, known=RETURNS, what=Words(zh="规模报酬", en="Returns to scale"))
    one_of(orientation, known=ORIENTATIONS, what=Words(zh="导向", en="The orientation"))
    programmes = _programmes(of, against, returns, orientation)
    if exclude_self:
        np.fill_diagonal(programmes.allowed, False)
    elif start or of is against:
        itself = tuple(np.array([i], np.int64) for i in range(len(of.x)))
        programmes = replace(programmes, start=start or itself, certain=True)
    if groups is not None:
        programmes = replace(programmes, allowed=groups[:, None] == groups)
    solved = solve(programmes)
    distance = solved.value if orientation == "input" else -solved.value
    m, s = of.x.shape[1], of.y.shape[1]
    left = _slacks(programmes, solved, distance, of, orientation) if slacks else None
    own = left.own[:, : m + s] if left else np.full((len(distance), m + s), np.nan)
    own = np.where(own > NO_SLACK * np.hstack([of.x, of.y]), own, np.where(np.isnan(own), np.nan, 0.0))
    peers = left or solved
    return Radial(
        distance=distance,
        input_prices=np.abs(solved.prices[:, :m]),
        output_prices=np.abs(solved.prices[:, m : m + s]),
        scale_price=solved.prices[:, m + s] if returns != "constant" else np.zeros(len(distance)),
        input_slacks=own[:, :m],
        output_slacks=own[:, m:],
        peers=peers.peers,
        shares=peers.shares,
    )


def _programmes(of: Production, against: Production, returns: str, orientation: str) -> Programmes:
    """Columns: the distance, input slacks, output slacks, and one for Σ λ where returns are bounded on one side."""
    (n, m), s = of.x.shape, of.y.shape[1]
    extra = returns != "constant"
    rows = m + s + extra
    own = np.zeros((n, rows, 1 + m + s + (returns in RETURNS[2:])))
    right, size_of = np.zeros((n, rows)), np.ones((n, rows))
    reference = np.vstack([against.x.T, against.y.T, np.ones((int(extra), len(against.x)))])
    own[:, range(m), range(1, 1 + m)] = 1.0
    own[:, range(m, m + s), range(1 + m, 1 + m + s)] = -1.0
    if orientation == "input":
        own[:, :m, 0], right[:, m : m + s] = -of.x, of.y
    else:
        own[:, m : m + s, 0], right[:, :m] = -of.y, of.x
    if extra:
        right[:, -1] = 1.0
    if returns in RETURNS[2:]:
        own[:, -1, -1] = 1.0 if returns == "non_increasing" else -1.0
    typical = np.hstack([against.x, against.y]).mean(axis=0)
    levels = np.hstack([of.x, of.y])
    size_of[:, : m + s] = np.where(levels > 0, levels, np.where(typical > 0, typical, 1.0))
    cost = np.zeros(own.shape[::2])
    cost[:, 0] = 1.0 if orientation == "input" else -1.0
    return Programmes(
        own=own,
        cost=cost,
        reference=reference,
        right=right,
        size=size_of,
        allowed=np.ones((n, len(against.x)), bool),
        start=(np.empty(0, np.int64),) * n,
        certain=False,
    )


def _slacks(programmes: Programmes, solved: Solved, distance: Floats, of: Production, orientation: str) -> Solved:
    """The greatest sum of slacks over their unit's level at the radial target, among the units that may be peers.

    By complementary slackness every solution at the target uses only reference units whose reduced cost is zero. The
    target is widened by a part in 10⁹, so that rounding does not close it.
    """
    known = np.flatnonzero(~np.isnan(distance))
    m = of.x.shape[1]
    factor = distance[known, None]
    x, y = of.x[known], of.y[known]
    x, y = (x * factor, y) if orientation == "input" else (x, y * factor)
    right = programmes.right[known].copy()
    right[:, :m], right[:, m : m + y.shape[1]] = x * (1 + _HAIR), y * (1 - _HAIR)
    size_of = programmes.size[known]
    cost = np.zeros((len(known), programmes.own.shape[2] - 1))
    cost[:, : m + y.shape[1]] = -1 / size_of[:, : m + y.shape[1]]
    costs = reduced_costs(programmes, solved)[known]
    second = solve(
        Programmes(
            own=programmes.own[known][:, :, 1:],
            cost=cost,
            reference=programmes.reference,
            right=right,
            size=size_of,
            allowed=programmes.allowed[known] & (costs <= NO_SLACK),
            start=tuple(solved.peers[i] for i in known),
            certain=True,
        )
    )
    return _back(second, known, len(distance))


def _back(second: Solved, known: Integers, count: int) -> Solved:
    """`second`, solved for the units `known`, in the places of all `count`, NaN and nothing elsewhere."""
    at = {int(i): k for k, i in enumerate(known)}

    def spread(values: Floats) -> Floats:
        whole = np.full((count, *values.shape[1:]), np.nan)
        whole[known] = values
        return whole

    nobody, nothing = np.empty(0, np.int64), np.empty(0)
    return Solved(
        value=spread(second.value),
        own=spread(second.own),
        prices=spread(second.prices),
        peers=tuple(second.peers[at[i]] if i in at else nobody for i in range(count)),
        shares=tuple(second.shares[at[i]] if i in at else nothing for i in range(count)),
    )
