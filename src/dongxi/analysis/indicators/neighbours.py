"""Which units are alike in structure: distance between standardised profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A unit and its distance (root mean square of standardised differences, 0 = the same).

    `alike` and `unlike` name the indicators in which the two differ least and most.
    """

    unit: str
    distance: float
    shared: int
    alike: tuple[str, ...]
    unlike: tuple[str, ...]


def neighbours(
    *, profiles: Mapping[str, Mapping[str, float]], unit: str, most: int = 5, needed: int = 3
) -> tuple[Neighbour, ...]:
    """The units nearest to `unit`, nearest first, ties by name.

    Each indicator is standardised over the units that have it (mean 0, standard deviation 1), in logarithms where all
    its values are positive and the largest exceeds ten times the smallest. Only indicators both units have are
    compared: missing is not zero. Units sharing fewer than `needed` are left out. ValueError if `unit` is unknown.
    """
    if unit not in profiles:
        raise ValueError(f"unknown unit {unit!r}; known: {', '.join(sorted(profiles))}")
    standard = _standardised(profiles)
    own = standard[unit]
    found = []
    for other, theirs in standard.items():
        gaps = {name: abs(own[name] - theirs[name]) for name in own.keys() & theirs.keys()}
        if other == unit or len(gaps) < needed:
            continue
        order = sorted(gaps, key=lambda name: (gaps[name], name))
        distance = float(np.sqrt(np.mean(np.square(list(gaps.values())))))
        found.append(
            Neighbour(
                unit=other, distance=distance, shared=len(gaps), alike=tuple(order[:2]), unlike=tuple(order[-2:][::-1])
            )
        )
    return tuple(sorted(found, key=lambda n: (n.distance, n.unit))[:most])


def _standardised(profiles: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {unit: {} for unit in profiles}
    for name in sorted({name for profile in profiles.values() for name in profile}):
        units = [unit for unit, profile in profiles.items() if name in profile]
        values = np.array([profiles[unit][name] for unit in units], dtype=float)
        if values.min() > 0 and values.max() > 10 * values.min():
            values = np.log(values)
        spread = values.std()
        if spread == 0:
            continue
        for unit, value in zip(units, (values - values.mean()) / spread, strict=True):
            out[unit][name] = float(value)
    return out
