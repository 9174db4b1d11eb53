"""Products of a small matrix with a wide one, in slices so narrow that the BLAS does not wake its threads for them.

Waking costs more than such a product, and far more on a busy machine; one thread also makes the sum's order certain.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

_SINGLE_THREADED = 262_144  # multiplications up to which OpenBLAS keeps to one thread
_NARROWEST = 256


def product(small: Singles, wide: Singles) -> Singles:
    """`small` (n, c) @ `wide` (c, b) → (n, b)."""
    out = np.empty((len(small), wide.shape[1]), np.float32)
    for part in _slices(len(small) * small.shape[1], wide.shape[1]):
        np.matmul(small, wide[:, part], out=out[:, part])
    return out


def inner(left: Singles, right: Singles) -> Singles:
    """`left` (n, b) @ `right` (c, b) transposed → (n, c)."""
    out = np.zeros((len(left), len(right)), np.float32)
    for part in _slices(len(left) * len(right), left.shape[1]):
        out += left[:, part] @ right[:, part].T
    return out


def _slices(multiplications: int, width: int) -> Iterator[slice]:
    step = max(_SINGLE_THREADED // multiplications, _NARROWEST)
    return (slice(start, start + step) for start in range(0, width, step))
