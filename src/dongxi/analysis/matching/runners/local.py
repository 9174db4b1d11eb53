"""Exact top-k on this machine: every thread multiplies and selects from tiles of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from dongxi.analysis.matching.runners import Block
from dongxi.analysis.matching.topk import ROWS, Progress, Vectors, Vetted, telling, top_k_of, vet_pair


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, kw_only=True)
class Local:
    """`threads` that multiply and select, one BLAS thread each; one alone leaves the product to the BLAS's threads."""

    threads: int = field(default_factory=_processors)

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
        """See `Runner.blocks`."""
        needs, offers = vet_pair(needs=needs, offers=offers, k=k)
        n, m = len(needs.vectors), len(offers.vectors)
        for first in range(start, n, rows):
            block = needs.vectors[first : first + rows]
            seen = telling(progress, before=first * m, total=n * m)
            yield Block(first=first, answer=top_k_of(block=block, offers=offers, k=k, threads=self.threads, seen=seen))
