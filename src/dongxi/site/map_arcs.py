"""The arcs of a map: one for each pair of regions, bent so that it passes beside the names of others.

Of a few dozen curves the one is taken that runs through fewest names, least along arcs laid before, and bends least.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

Point = tuple[float, float]
Pair = tuple[str, str]
Cell = tuple[int, int]

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


@lru_cache(maxsize=64)
def laid(spots: tuple[Spot, ...], pairs: tuple[Pair, ...]) -> Mapping[Pair, Curve]:
    """A curve for each pair of codes, the longest chosen first."""
    at, names = {spot.code: spot for spot in spots}, _names(spots)
    taken: Counter[Cell] = Counter()
    found: dict[Pair, Curve] = {}
    for pair in sorted(pairs, key=lambda pair: (-_length(at[pair[0]], at[pair[1]]), pair)):
        tried = [(a, b, _bent(at[pair[0]], at[pair[1]], a, b)) for a in BENDS for b in BENDS]
        *_, found[pair] = min(tried, key=lambda one: (_cost(*one, pair, names, taken), one[:2]))
        taken.update({_cell(point) for point in found[pair].points()[FREE:-FREE]})
    return found


def _names(spots: tuple[Spot, ...]) -> Mapping[Cell, set[str]]:
    """The squares that names cover, with whose they are."""
    held: dict[Cell, set[str]] = defaultdict(set)
    for spot in spots:
        (left, top), (right, bottom) = (
            _cell((spot.x + side * spot.wide, spot.y + side * spot.high)) for side in (-1, 1)
        )
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                held[column, row].add(spot.code)
    return held


def _cell(point: Point) -> Cell:
    return math.floor(point[0] / GRAIN), math.floor(point[1] / GRAIN)


def _length(origin: Spot, target: Spot) -> float:
    return math.hypot(target.x - origin.x, target.y - origin.y) or 1.0


def _bent(origin: Spot, target: Spot, a: float, b: float) -> Curve:
    length = _length(origin, target)
    dx, dy, reach = (target.x - origin.x), (target.y - origin.y), min(length, FAR) / length
    first = (origin.x + dx / 3 + dy * a * reach, origin.y + dy / 3 - dx * a * reach)
    second = (origin.x + dx * 2 / 3 + dy * b * reach, origin.y + dy * 2 / 3 - dx * b * reach)
    return Curve(start=origin.edge(first), first=first, second=second, end=target.edge(second))


def _cost(
    a: float, b: float, curve: Curve, pair: Pair, names: Mapping[Cell, set[str]], taken: Mapping[Cell, int]
) -> float:
    cells = [_cell(point) for point in curve.points()]
    met = sum(len(names[cell].difference(pair)) for cell in cells if cell in names)
    crowded = sum(taken.get(cell, 0) for cell in cells[FREE:-FREE])
    bent = BENT * (abs(a) + abs(b)) + TURNED * (abs(a - b) if a * b < 0 else 0)
    return ON_A_NAME * met + ON_AN_ARC * crowded + bent + (TO_THE_RIGHT if a + b < 0 else 0)
