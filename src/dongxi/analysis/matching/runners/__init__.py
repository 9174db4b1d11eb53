"""Who computes exact top-k: this machine's threads, or a cluster. The answer is the same to the last index.

A runner yields finished blocks of needs in order, so whoever consumes them can write each down and, after a stop, go on
from the first need not yet written. To stop, leave the loop, or raise from `progress`: nothing keeps running.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.topk import ROWS, Progress, TopK, Vectors, Vetted, stack

__all__ = ["RUNNERS", "Block", "Runner", "every_block", "runner"]

RUNNERS = {
    "local": "dongxi.analysis.matching.runners.local:Local",
    "dask": "dongxi.analysis.matching.runners.dask:Dask",
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """The answer for the needs `first`, `first + 1`, …, as many as `answer` has rows."""

    first: int
    answer: TopK


class Runner(Protocol):
    """Computes exact top-k block by block."""

    def blocks(
        self,
        *,
        needs: Vectors | Vetted,
        offers: Vectors | Vetted,
        k: int,
        rows: int = ROWS,
        start: int = 0,
        progress: Progress | None = None,
    ) -> Iterator[Block]:
        """Blocks of `rows` needs from need `start` on, in order.

        `progress` is called with the products done and to do, counting those before `start` as done; what it raises
        ends the work. AnalysisError for what cannot be ranked, or when the workers are lost for good.
        """
        ...


def runner(name: str, **options: Any) -> Runner:
    """The runner of this name. AnalysisError, listing those known, if there is none."""
    if name not in RUNNERS:
        raise AnalysisError(f"没有名为“{name}”的运行方式。可选：{'、'.join(RUNNERS)}。")
    module, cls = RUNNERS[name].split(":")
    made: Runner = getattr(import_module(module), cls)(**options)
    return made


def every_block(
    *,
    by: Runner,
    needs: Vectors | Vetted,
    offers: Vectors | Vetted,
    k: int,
    rows: int = ROWS,
    progress: Progress | None = None,
) -> TopK:
    """The whole answer at once, for whoever need not write blocks down on the way."""
    found = by.blocks(needs=needs, offers=offers, k=k, rows=rows, progress=progress)
    return stack([block.answer for block in found])
