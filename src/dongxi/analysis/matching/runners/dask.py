"""Exact top-k on a Dask cluster: one already running, or processes of this machine (extra `cluster`).

A task is one block of needs against one shard of the offers, by the same function that runs in threads; another task
merges the shards' answers, so that only the best of all travel back. Shards lie on every worker. Dask itself repeats
the tasks of a worker that died; when the last copy of a shard died with it, the shard is sent again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from typing import Any

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.runners import Block
from dongxi.analysis.matching.topk import Progress, TopK, Vectors, Vetted, merge, top_k_of, vet_pair

Client = Any  # distributed.Client and its futures, whose methods carry no types
Future = Any

ROWS = 2_000
SHARD = 250_000
_ATTEMPTS = 4
_GLANCE = 0.2
_PATIENCE = 120


@dataclass(frozen=True, kw_only=True)
class Dask:
    """`cluster` is a scheduler's address (tcp://host:8786); without it `workers` processes start here and end with the
    work. `shard` offers go into one task."""

    cluster: str | None = None
    workers: int = 2
    shard: int = SHARD

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
        with self._client() as client:
            work = _Work(client=client, needs=needs, offers=offers, k=k, rows=rows, shard=self.shard, progress=progress)
            yield from work.blocks(start=start)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        distributed = _distributed()
        if self.cluster is None:
            with (
                distributed.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, processes=True, dashboard_address=None
                ) as here,
                distributed.Client(here) as client,
            ):
                yield client
            return
        try:
            client = distributed.Client(self.cluster, timeout=10)
        except (OSError, ValueError) as failed:
            raise AnalysisError(f"连接不上集群 {self.cluster}。请核对地址和调度器是否在运行。") from failed
        with client:
            yield client


def _distributed() -> Any:
    """The package, which the extra `cluster` brings. AnalysisError without it."""
    try:
        return import_module("distributed")
    except ImportError as missing:
        raise AnalysisError(
            "未安装集群组件，不能分布运行。请运行 uv sync --extra cluster，或改用本机运行。"
        ) from missing


def answer(block: Vectors, shard: Vectors, longest: float, first: int, k: int) -> TopK:
    """One task: the best of one shard, whose offers are counted from `first`."""
    part = top_k_of(block=block, offers=Vetted(vectors=shard, longest=longest), k=min(k, len(shard)))
    return replace(part, indices=part.indices + first)


@dataclass(frozen=True, kw_only=True)
class _Ahead:
    """A block under way: its answer against every shard, and those merged."""

    parts: Sequence[Future]
    whole: Future


@dataclass(kw_only=True)
class _Work:
    """One run: what is to be done, the shards as they lie on the workers, what has been finished."""

    client: Client
    needs: Vetted
    offers: Vetted
    k: int
    rows: int
    shard: int
    progress: Progress | None
    shards: Sequence[Future] = ()
    told: int = 0

    def blocks(self, *, start: int) -> Iterator[Block]:
        """Blocks in order; a few are under way at a time, so that neither side keeps many answers."""
        self._send()
        coming = iter(range(start, len(self.needs.vectors), self.rows))
        most = 1 + -(-2 * max(1, sum(self.client.nthreads().values())) // len(self.shards))
        waiting = {first: self._submit(first) for first in islice(coming, most)}
        try:
            while waiting:
                first = next(iter(waiting))
                found = self._gather(waiting, first)
                del waiting[first]
                for following in islice(coming, 1):
                    waiting[following] = self._submit(following)
                yield Block(first=first, answer=found)
        finally:
            self.client.cancel([f for ahead in waiting.values() for f in (*ahead.parts, ahead.whole)], force=True)

    def _send(self) -> None:
        vectors = self.offers.vectors
        pieces = [vectors[first : first + self.shard] for first in range(0, len(vectors), self.shard)]
        self.shards = self._lay(pieces, broadcast=True)

    def _lay(self, pieces: Sequence[Vectors], *, broadcast: bool = False) -> Sequence[Future]:
        """Pieces as they lie on the workers; waits while the last worker is being replaced."""
        for _ in range(_ATTEMPTS):
            try:
                self.client.wait_for_workers(1, timeout=_PATIENCE)
                laid: Sequence[Future] = self.client.scatter(pieces, broadcast=broadcast, hash=False)
            except OSError:
                continue
            return laid
        raise AnalysisError(f"集群没有可用的工作进程（已等待 {_PATIENCE} 秒）。请启动工作进程后，从未完成处继续。")

    def _submit(self, first: int) -> _Ahead:
        [block] = self._lay([self.needs.vectors[first : first + self.rows]])
        parts = [
            self.client.submit(answer, block, shard, self.offers.longest, at * self.shard, self.k, pure=False)
            for at, shard in enumerate(self.shards)
        ]
        return _Ahead(parts=parts, whole=self.client.submit(merge, parts=parts, k=self.k, pure=False))

    def _gather(self, waiting: dict[int, _Ahead], first: int) -> TopK:
        lost = (CancelledError, _distributed().KilledWorker)
        for _ in range(_ATTEMPTS):
            try:
                self._watch(waiting, first)
                found: TopK = waiting[first].whole.result()
            except lost:
                self._send()
                waiting.update({at: self._submit(at) for at in waiting})
            else:
                return found
        raise AnalysisError(
            f"集群多次丢失工作进程，第 {first + 1} 条需求起未能完成。请检查各节点内存和网络后，从这一条继续。"
        )

    def _watch(self, waiting: dict[int, _Ahead], first: int) -> None:
        """Wait for the block that starts at `first`, telling how far everything is."""
        wait = _distributed().wait
        while True:
            try:
                wait(waiting[first].whole, timeout=_GLANCE)
            except TimeoutError:
                pass
            else:
                return
            finally:
                self._tell(waiting, first)

    def _tell(self, waiting: dict[int, _Ahead], first: int) -> None:
        if not self.progress:
            return
        n, m = len(self.needs.vectors), len(self.offers.vectors)
        done = first * m
        for at, ahead in waiting.items():
            size = min(self.rows, n - at)
            done += sum(size * min(self.shard, m - i * self.shard) for i, f in enumerate(ahead.parts) if f.done())
        self.told = max(self.told, done)
        self.progress(self.told, n * m)
