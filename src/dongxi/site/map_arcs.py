"""The arcs of a map: one for each pair of regions, bent so that it passes beside the names of others.

Of a few dozen curves the one is taken that runs through fewest names, least along arcs laid before, and bends least.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Point = tuple[float, float]
Pair = tuple[str, str]
Box = tuple[slice, slice]

BENDS = (-0.46, -0.33, -0.22, -0.12, 0.0, 0.12, 0.22, 0.33, 0.46)
"""How far a control point may lie beside the chord, as a share of its length; above zero to its left."""
FAR = 260.0
"""Longer chords bend no more than this one, in pixels."""
STEPS, GRAIN, FREE = 30, 6.0, 5
"""Points looked at on a curve, the size of the squares they are looked up in, and those at either end that may meet."""
ON_A_NAME, ON_AN_ARC, BENT, TURNED, TO_THE_RIGHT = 3.0, 0.25, 3.0, 6.0, 0.4
"""What a curve costs for each point on a name or beside another arc, for bending, turning about, bending right."""
_WEIGHTS = tuple(
    ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3) for t in (step / STEPS for step in range(STEPS + 1))
)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a region's name stands: its middle, and half of the width and height that arcs keep clear of."""

    code: str
    x: float
    y: float
    wide: float
    high: float

    def edge(self, towards: Point) -> Point:
        """Where a line from the middle leaves the box."""
        dx, dy = towards[0] - self.x, towards[1] - self.y
        part = min(self.wide / abs(dx) if dx else math.inf, self.high / abs(dy) if dy else math.inf)
        return (self.x + dx * part, self.y + dy * part) if part < 1 else towards


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A cubic curve by its ends and its two control points."""

    start: Point
    first: Point
    second: Point
    end: Point

    def points(self) -> list[Point]:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.start, self.first, self.second, self.end
        return [(p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy) for p, q, r, s in _WEIGHTS]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The drawing in squares, as arrays of numpy: of how many places the name, and how many arcs, lie on each."""

    corner: tuple[int, int]
    names: Any
    arcs: Any

    def box(self, spot: Spot) -> Box:
        """The squares of a place's name."""
        ends = ((spot.x - spot.wide, spot.x + spot.wide), (spot.y - spot.high, spot.y + spot.high))
        across, down = (
            slice(_square(low) - first, _square(high) - first + 1)
            for (low, high), first in zip(ends, self.corner, strict=True)
        )
        return across, down


@lru_cache(maxsize=64)
def laid(spots: tuple[Spot, ...], pairs: tuple[Pair, ...]) -> Mapping[Pair, Curve]:
    """A curve for each pair of codes, the longest chosen first."""
    if not pairs:
        return {}
    at, ground = {spot.code: spot for spot in spots}, _ground(spots)
    ordered = sorted(pairs, key=lambda pair: (-_length(at[pair[0]], at[pair[1]]), pair))
    return {pair: _lay(at[pair[0]], at[pair[1]], ground=ground) for pair in ordered}


def _ground(spots: Sequence[Spot]) -> Ground:
    """Squares for all that a curve between two of these may cross, those of the names counted."""
    import numpy as np  # brought only once there are arcs, not with the pages

    beside = FAR * max(BENDS)
    low_x, low_y = (min(side) - beside for side in zip(*((s.x - s.wide, s.y - s.high) for s in spots), strict=True))
    high_x, high_y = (max(side) + beside for side in zip(*((s.x + s.wide, s.y + s.high) for s in spots), strict=True))
    corner = (_square(low_x), _square(low_y))
    shape = (_square(high_x) - corner[0] + 1, _square(high_y) - corner[1] + 1)
    ground = Ground(corner=corner, names=np.zeros(shape, dtype=int), arcs=np.zeros(shape, dtype=int))
    for spot in spots:
        ground.names[ground.box(spot)] += 1
    return ground


def _lay(origin: Spot, target: Spot, *, ground: Ground) -> Curve:
    """The cheapest curve from one to the other, marked on the ground."""
    import numpy as np

    outward, inward = _controls(origin, target, share=1 / 3), _controls(origin, target, share=2 / 3)
    starts, ends = [origin.edge(point) for point in outward], [target.edge(point) for point in inward]
    corners = (np.array(starts)[:, None], np.array(outward)[:, None], np.array(inward)[None], np.array(ends)[None])
    weights = np.array(_WEIGHTS).T[:, None, None, :, None]
    points = sum(weight * corner[:, :, None] for weight, corner in zip(weights, corners, strict=True))
    squares = np.floor(points / GRAIN).astype(int) - ground.corner
    cost = _cost(squares[..., 0], squares[..., 1], own=(ground.box(origin), ground.box(target)), ground=ground)
    a, b = (int(place) for place in np.unravel_index(np.argmin(cost), cost.shape))
    middle = squares[a, b, FREE:-FREE]
    ground.arcs[middle[:, 0], middle[:, 1]] += 1  # once for a square, however many points lie on it
    return Curve(start=starts[a], first=outward[a], second=inward[b], end=ends[b])


def _square(along: float) -> int:
    return math.floor(along / GRAIN)


def _length(origin: Spot, target: Spot) -> float:
    return math.hypot(target.x - origin.x, target.y - origin.y) or 1.0


def _controls(origin: Spot, target: Spot, *, share: float) -> list[Point]:
    """Where a control point may lie after this share of the chord, by bend."""
    length = _length(origin, target)
    dx, dy, reach = (target.x - origin.x), (target.y - origin.y), min(length, FAR) / length
    return [(origin.x + dx * share + dy * bend * reach, origin.y + dy * share - dx * bend * reach) for bend in BENDS]


def _cost(across: Any, down: Any, *, own: tuple[Box, Box], ground: Ground) -> Any:
    """What each curve costs, bend by bend (9, 9), from the squares its points lie on (9, 9, 31)."""
    import numpy as np

    for box in own:
        ground.names[box] -= 1
    met = ground.names[across, down].sum(axis=2)
    for box in own:
        ground.names[box] += 1
    inner = (..., slice(FREE, -FREE))
    crowded = ground.arcs[across[inner], down[inner]].sum(axis=2)
    return ON_A_NAME * met + ON_AN_ARC * crowded + np.array(_SHAPES)


def _shape(a: float, b: float) -> float:
    """What a curve costs for its bends alone."""
    bent = BENT * (abs(a) + abs(b)) + TURNED * (abs(a - b) if a * b < 0 else 0)
    return bent + (TO_THE_RIGHT if a + b < 0 else 0)


_SHAPES = tuple(tuple(_shape(a, b) for b in BENDS) for a in BENDS)
