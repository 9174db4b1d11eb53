"""Descent on a function that is smooth but for kinks: BFGS with a weak Wolfe line search (Lewis & Overton 2013)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dongxi.analysis.evaluation.result import Floats

Function = Callable[[Floats], tuple[float, Floats]]

_FALL, _TURN = 1e-4, 0.5
_TRIES = 25
_LONGEST, _FIRST = 6.0, 0.5
_STILL, _PATIENCE = 1e-7, 4


@dataclass(frozen=True, kw_only=True)
class Point:
    """`at` (k,) with its `value` ≥ 0 and `slope` (k,); `inverse` (k, k) the curvature learnt, None before a step was
    made; `done` when no step improves it further; `still` steps in a row that hardly did."""

    at: Floats
    value: float
    slope: Floats
    inverse: Floats | None = None
    done: bool = False
    still: int = 0


def begin(function: Function, at: Floats) -> Point:
    """`at` evaluated."""
    value, slope = function(at)
    return Point(at=at, value=value, slope=slope)


def descend(function: Function, point: Point, *, evaluations: int) -> Point:
    """From `point` downwards with about so many evaluations; may be taken up again where it ended."""
    spent = 0
    while not point.done and spent < evaluations:
        point, used = _step(function, point)
        spent += used
    return point


def _step(function: Function, point: Point) -> tuple[Point, int]:
    direction = _direction(point)
    fall = float(point.slope @ direction)
    if fall >= -1e-14 * point.value or not fall:
        return _stuck(point), 1
    found, length, used = _search(function, point, direction, fall)
    if found is None:
        return _stuck(point), used
    value, slope = found
    still = point.still + 1 if point.value - value < _STILL * point.value else 0
    return (
        Point(
            at=point.at + length * direction,
            value=value,
            slope=slope,
            inverse=_learnt(point.inverse, length * direction, slope - point.slope),
            done=still >= _PATIENCE,
            still=still,
        ),
        used,
    )


def _direction(point: Point) -> Floats:
    """Downhill, at least `_FIRST` long before curvature is known, never longer than `_LONGEST` in any coordinate."""
    if point.inverse is None:
        steepest = float(np.abs(point.slope).max())
        return -point.slope * (_FIRST / steepest if steepest > 0 else 0.0)
    step = -(point.inverse @ point.slope)
    longest = float(np.abs(step).max())
    return np.asarray(step * (_LONGEST / longest) if longest > _LONGEST else step)


def _stuck(point: Point) -> Point:
    """Curvature forgotten once; without any to forget this is the end."""
    return Point(at=point.at, value=point.value, slope=point.slope, done=point.inverse is None, still=point.still)


def _search(
    function: Function, point: Point, direction: Floats, fall: float
) -> tuple[tuple[float, Floats] | None, float, int]:
    """A length that falls enough and, if one is found in time, where the slope has turned enough."""
    low, high, length = 0.0, np.inf, 1.0
    best: tuple[float, Floats] | None = None
    kept = 0.0
    for tried in range(1, _TRIES + 1):
        value, slope = function(point.at + length * direction)
        if value > point.value + _FALL * length * fall:
            high = length
        else:
            best, kept, low = (value, slope), length, length
            if slope @ direction >= _TURN * fall:
                return best, kept, tried
        length = (low + high) / 2 if high < np.inf else 2 * low
    return best, kept, _TRIES


def _learnt(inverse: Floats | None, step: Floats, turn: Floats) -> Floats | None:
    along, bends = float(step @ turn), float(turn @ turn)
    if along <= 1e-14 * float(np.sqrt((step @ step) * bends)):
        return inverse
    known = np.eye(len(step)) * (along / bends) if inverse is None else inverse
    bent = known @ turn
    half = step[:, None] * (step * ((along + turn @ bent) / (2 * along**2)) - bent / along)
    return np.asarray(known + half + half.T)
