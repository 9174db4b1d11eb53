"""One contract for all runners: the same answer to the last index, block by block, resumable, stoppable."""

import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.runners import RUNNERS, Block, Runner, every_block, runner
from dongxi.analysis.matching.topk import stack, top_k

distributed = pytest.importorskip("distributed")

K, ROWS = 6, 40
OPTIONS = {"local": {"threads": 2}, "dask": {"workers": 2, "shard": 700}}


def vectors(n: int, seed: int) -> np.ndarray:
    """Few distinct values, so that ties are everywhere."""
    return np.round(np.random.default_rng(seed).standard_normal((n, 12))).astype(np.float32)


NEEDS, OFFERS = vectors(230, 1), vectors(3_000, 2)


@pytest.fixture(scope="module", params=sorted(RUNNERS))
def by(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """Each runner; Dask on one cluster for all tests, reached by its address as a cluster elsewhere would be."""
    if request.param != "dask":
        yield runner(request.param, **OPTIONS[request.param])
        return
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield runner("dask", cluster=cluster.scheduler_address, shard=700)


def expected():
    return top_k(needs=NEEDS, offers=OFFERS, k=K)


def agrees(found, wanted) -> bool:
    return np.array_equal(found.indices, wanted.indices) and np.array_equal(found.scores, wanted.scores)


def test_every_runner_gives_the_answer_of_one_call(by):
    assert agrees(every_block(by=by, needs=NEEDS, offers=OFFERS, k=K, rows=ROWS), expected())


def test_more_best_offers_than_a_shard_holds_are_found(by):
    wanted = top_k(needs=NEEDS[:50], offers=OFFERS, k=900)
    assert agrees(every_block(by=by, needs=NEEDS[:50], offers=OFFERS, k=900, rows=ROWS), wanted)


def test_blocks_come_in_order_and_work_goes_on_where_it_stopped(by):
    before: list[Block] = []
    for block in by.blocks(needs=NEEDS, offers=OFFERS, k=K, rows=ROWS):
        before.append(block)
        if len(before) == 2:
            break
    after = list(by.blocks(needs=NEEDS, offers=OFFERS, k=K, rows=ROWS, start=2 * ROWS))
    assert [block.first for block in before + after] == [0, 40, 80, 120, 160, 200]
    assert agrees(stack([block.answer for block in before + after]), expected())


def test_progress_ends_with_everything_done(by):
    told: list[tuple[int, int]] = []
    every_block(by=by, needs=NEEDS, offers=OFFERS, k=K, rows=ROWS, progress=lambda *seen: told.append(seen))
    assert told[-1] == (len(NEEDS) * len(OFFERS),) * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)


class Enough(Exception):
    pass


def test_what_progress_raises_stops_the_work(by):
    def enough(done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        every_block(by=by, needs=NEEDS, offers=OFFERS, k=K, rows=ROWS, progress=enough)


def test_bad_vectors_are_refused_before_any_work(by):
    with pytest.raises(AnalysisError, match="供给共 3000 条"):
        every_block(by=by, needs=NEEDS, offers=OFFERS, k=3_001)


@pytest.mark.parametrize("victims", [1, 2])
def test_killed_workers_change_nothing(victims):
    """One of two processes dies midway, then both: Dask repeats tasks, lost shards are sent again."""
    found: list[Block] = []
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        by = runner("dask", cluster=cluster.scheduler_address, shard=700)
        for block in by.blocks(needs=NEEDS, offers=OFFERS, k=K, rows=20):
            found.append(block)
            if len(found) == 2:
                for worker in list(cluster.workers.values())[:victims]:
                    os.kill(worker.pid, signal.SIGKILL)
    assert agrees(stack([block.answer for block in found]), expected())


def test_processes_of_this_machine_serve_when_no_cluster_is_named():
    by = runner("dask", **OPTIONS["dask"])
    assert agrees(
        every_block(by=by, needs=NEEDS[:60], offers=OFFERS, k=K, rows=ROWS), top_k(needs=NEEDS[:60], offers=OFFERS, k=K)
    )


def test_an_unknown_runner_lists_those_known():
    with pytest.raises(AnalysisError, match="local、dask"):
        runner("cloud")


def test_a_cluster_that_does_not_answer_is_told_in_words():
    with pytest.raises(AnalysisError, match=r"连接不上集群 tcp://127\.0\.0\.1:9"):
        every_block(by=runner("dask", cluster="tcp://127.0.0.1:9"), needs=NEEDS, offers=OFFERS, k=K)
