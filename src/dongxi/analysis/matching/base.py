"""The base vectors: one inner product that stands near the whole score, so that exact top-k is exact for it.

A row is [meaning | characters, projected | technologies, projected | facts], each block times the root of its weight.
The projection is a signed sum: every term falls on a few columns with signs drawn from its hash (count sketch,
Charikar, Chen & Farach-Colton 2002), so it needs no fitting and a vector depends on its own text and the corpus alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.matching import facts
from dongxi.analysis.matching.prepared import Prepared, Weighted
from dongxi.analysis.text.embed import Vectors

LEXICAL = 128
"""Columns of the projected characters."""
TECHNOLOGY = 32
"""Columns of the projected technologies: a text is of few."""
_DRAWS = 4
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def base(
    prepared: Prepared, *, weights: Mapping[str, float], wanted: bool, pull: NDArray[np.float64] | None = None
) -> Vectors:
    """Float32 (n, dimensions + LEXICAL + TECHNOLOGY + facts.WIDTH); `wanted` for needs.

    `weights`: meaning, terms, facts, above 0; technology, not below.

    `pull` (n, dimensions + LEXICAL or more columns) is added to needs: what experience asks of offers.
    """
    lexical = projected(prepared.views["characters"])
    told = np.array([facts.block(text, wanted=wanted) for text in prepared.texts]).reshape(-1, facts.WIDTH)
    roots = {name: np.sqrt(weight) for name, weight in weights.items()}
    technology = projected(prepared.views["technology"], columns=TECHNOLOGY)
    blocks = [
        roots["meaning"] * prepared.meaning,
        roots["terms"] * lexical,
        roots["technology"] * technology,
        roots["facts"] * told,
    ]
    if pull is not None:
        edge = prepared.meaning.shape[1]
        blocks[0] = blocks[0] + pull[:, :edge] / roots["meaning"]
        blocks[1] = blocks[1] + pull[:, edge : edge + LEXICAL] / roots["terms"]
    return np.ascontiguousarray(np.hstack(blocks), dtype=np.float32)


def projected(view: Weighted, *, columns: int = LEXICAL) -> NDArray[np.float64]:
    """Terms as (n, columns); inner products stand near their cosines."""
    out = np.zeros((len(view.terms), columns))
    row, mixed = view.terms.row_of(), view.terms.ids.view(np.uint64)
    for _draw in range(_DRAWS):
        mixed = _scrambled(mixed)
        column = (mixed % np.uint64(columns)).astype(np.intp)
        sign = np.where(mixed >> np.uint64(63), -1.0, 1.0)
        np.add.at(out, (row, column), sign * view.weight / np.sqrt(_DRAWS))
    return out


def _scrambled(ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64 (Steele, Lea & Flood 2014): the next number of the sequence each id begins."""
    with np.errstate(over="ignore"):
        mixed = ids + _MIX[0]
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[1]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[2]
    return mixed ^ (mixed >> np.uint64(31))
