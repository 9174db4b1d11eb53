"""Many needs against many offers, block by block, so that what is finished can be written down on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dongxi.analysis.matching.fuse import SELECTED, Engine, Progress
from dongxi.analysis.matching.model import Match, Need, Offer, Paired, checked
from dongxi.analysis.matching.prepared import Prepared
from dongxi.analysis.matching.runners import Runner
from dongxi.analysis.text.embed import Vectors

ROWS = 200
"""Needs of one block."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Offers in order of their ids, ready to be searched."""

    prepared: Prepared
    vectors: Vectors


def offered(*, engine: Engine, offers: Sequence[Offer]) -> Offered:
    """AnalysisError for offers that cannot be matched. The engine must know its texts (`engine.known(offers)`)."""
    prepared = engine.prepare(checked(offers, name="供给"))
    return Offered(prepared=prepared, vectors=engine.vectors(prepared))


def matched(
    *,
    engine: Engine,
    needs: Sequence[Need],
    among: Offered,
    by: Runner,
    top: int,
    paired: Paired | None = None,
    start: int = 0,
    rows: int = ROWS,
    progress: Progress | None = None,
) -> Iterator[tuple[Match, ...]]:
    """The matches of one block of needs after another, from need `start` on; the same whoever computes them.

    `progress(done, total)` counts needs, those before `start` as done.
    """
    wanted = engine.prepare(needs[start:])
    blocks = by.blocks(
        needs=engine.wanted(wanted), offers=among.vectors, k=min(SELECTED, len(among.vectors)), rows=rows
    )
    for block in blocks:
        found: list[Match] = []
        for at, chosen in enumerate(block.answer.indices, start=block.first):
            candidates = among.prepared.take(np.sort(chosen))
            found.extend(engine.rank(wanted.take(np.array([at])), candidates, top=top, paired=paired))
            if progress:
                progress(start + at + 1, len(needs))
        yield tuple(found)
