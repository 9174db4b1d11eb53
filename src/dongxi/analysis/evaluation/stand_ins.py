"""Donors in the place of several treated units: every arrangement there is, or some of them, none of them twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import factorial, perm, prod

import numpy as np

from dongxi.analysis.evaluation.result import Integers

MOST = 10_000
"""Arrangements beyond which they are drawn."""
_AT_ONCE = 1_000


def arrangements(*, donors: int, alike: Sequence[int]) -> int:
    """How many ways there are to put different ones of J `donors` in the place of G treated units. `alike` (G,): units
    of the same number are measured alike, so that their donors changing places is the same arrangement."""
    return perm(donors, len(alike)) // prod(factorial(size) for size in _sizes(alike))


def stand_ins(*, donors: int, alike: Sequence[int], most: int = MOST, seed: int = 0) -> Integers:
    """Those arrangements (N, G), places of donors for each unit: all of them, or `most` different ones drawn."""
    sizes = _sizes(alike)
    found = (
        list(_each(tuple(range(donors)), sizes))
        if arrangements(donors=donors, alike=alike) <= most
        else _drawn(donors, sizes, most, np.random.default_rng(seed))
    )
    placed = np.empty((len(found), len(alike)), np.int64)
    placed[:, np.argsort(alike, kind="stable")] = found
    return placed


def _sizes(alike: Sequence[int]) -> list[int]:
    """How many units of each kind, in the order of their numbers."""
    return [int(size) for size in np.unique(np.asarray(alike), return_counts=True)[1]]


def _each(free: tuple[int, ...], sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if not sizes:
        yield ()
        return
    for chosen in combinations(free, sizes[0]):
        rest = tuple(donor for donor in free if donor not in chosen)
        for others in _each(rest, sizes[1:]):
            yield (*chosen, *others)


def _drawn(donors: int, sizes: Sequence[int], most: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """In the order they came, so that the first `most` are a fair choice."""
    found: dict[tuple[int, ...], None] = {}
    ends = np.cumsum(sizes)
    while len(found) < most:
        order = rng.random((_AT_ONCE, donors)).argsort(axis=1)[:, : ends[-1]]
        kinds = [np.sort(kind, axis=1) for kind in np.split(order, ends[:-1], axis=1)]
        found.update(dict.fromkeys(map(tuple, np.hstack(kinds).tolist())))
    return list(found)[:most]
