"""Bringing criteria of different units to one scale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dongxi.analysis.evaluation.result import Flags, Floats


def by_range(matrix: Floats, *, maximise: Flags) -> Floats:
    """Each column (n, m) to 0 (worst unit) … 1 (best unit); columns must vary."""
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    rising = (matrix - low) / (high - low)
    return np.asarray(np.where(maximise, rising, 1 - rising))


def by_length(matrix: Floats, *, maximise: Flags) -> Floats:
    """Each column (n, m) over its Euclidean length; direction is left as it is."""
    return np.asarray(matrix / np.linalg.norm(matrix, axis=0))


def by_largest(matrix: Floats, *, maximise: Flags) -> Floats:
    """Each column (n, m) over its largest absolute value; direction is left as it is."""
    return np.asarray(matrix / np.abs(matrix).max(axis=0))


KEEPS_DIRECTION: dict[str, Callable[..., Floats]] = {"length": by_length, "largest": by_largest}
