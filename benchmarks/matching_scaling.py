"""From one worker to two, in threads and on a Dask cluster, and what 100 machines would need for 1 M × 10 M.

    uv run --all-extras python benchmarks/matching_scaling.py [--needs 8000] [--offers 100000]

Each run is a process of its own, so that the BLAS starts with as many threads as there are workers. Shown are seconds
by the clock, and products a second of processor time, which hardly feels other work on the machine. The estimate uses
nothing but rates measured here, the machines assumed to be like this one, and the network stated below.
"""

import argparse
import os
import resource
import subprocess
import sys
import time

import numpy as np

from dongxi.analysis.matching.runners import every_block, runner

D, K = 384, 10
NEEDS, OFFERS, MACHINES = 1_000_000, 10_000_000, 100
NETWORK = 1.25e9  # bytes a second: 10 Gbit/s


def vectors(n: int, seed: int) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((n, D), dtype=np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def processor_seconds() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def local(workers: int, needs: np.ndarray, offers: np.ndarray) -> tuple[float, float]:
    clock, processor = time.perf_counter(), processor_seconds()
    every_block(by=runner("local", threads=workers), needs=needs, offers=offers, k=K)
    return time.perf_counter() - clock, processor_seconds() - processor


def dask(workers: int, needs: np.ndarray, offers: np.ndarray) -> tuple[float, float]:
    """On processes already running; the shards are sent within the time shown."""
    import distributed

    with distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        by = runner("dask", cluster=cluster.scheduler_address, shard=100_000)
        every_block(by=by, needs=needs[:10], offers=offers[:1000], k=K)
        with distributed.Client(cluster) as client:
            before = sum(client.run(processor_seconds).values())
        clock = time.perf_counter()
        every_block(by=by, needs=needs, offers=offers, k=K, rows=2_000)
        spent = time.perf_counter() - clock
        with distributed.Client(cluster) as client:
            return spent, sum(client.run(processor_seconds).values()) - before


def tasks_a_second() -> float:
    """Empty tasks through a scheduler with two workers."""
    import distributed

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.gather(client.map(abs, range(100), pure=False))
        clock = time.perf_counter()
        client.gather(client.map(abs, range(3_000), pure=False))
        return 3_000 / (time.perf_counter() - clock)


def measured(kind: str, workers: int, asked: argparse.Namespace) -> tuple[float, float]:
    """One run in a process of its own, whose BLAS has `workers` threads (a Dask worker has one)."""
    command = [sys.executable, __file__, "--one", kind, str(workers)]
    command += ["--needs", str(asked.needs), "--offers", str(asked.offers)]
    done = subprocess.run(
        command, env=os.environ | {"OPENBLAS_NUM_THREADS": str(workers)}, stdout=subprocess.PIPE, check=True, text=True
    )
    clock, processor = map(float, done.stdout.split()[-2:])
    return clock, processor


def estimate(rate: float, processors: int, tasks: float) -> None:
    """The written estimate. `rate`: products (pairs) a second and processor."""
    pairs = NEEDS * OFFERS
    compute = pairs / (rate * processors * MACHINES)
    sending = 4 * OFFERS * D / NETWORK
    count = -(-NEEDS // 2_000) * -(-OFFERS // 250_000)
    print(f"\n{NEEDS:,} needs × {OFFERS:,} offers × {D} on {MACHINES} machines of {processors} processors, k={K}")
    print(f"  products: {pairs:.1e} at {rate:.2e} a second and processor: {compute:,.0f} s")
    print(f"  offers, {4e-9 * OFFERS * D:.1f} GB, to every machine at {NETWORK:.2e} bytes/s:")
    print(f"    passed on from machine to machine, {sending:,.0f} s a step × 7 steps (2⁷ > 100): {7 * sending:,.0f} s")
    print(
        f"  {count:,} tasks at {tasks:,.0f} tasks/s through one scheduler: {count / tasks:,.0f} s, while others compute"
    )
    print(f"  answers back: {16e-9 * NEEDS * K:.2f} GB: {16 * NEEDS * K / NETWORK:.1f} s")
    whole = 7 * sending + max(compute, count / tasks) + 16 * NEEDS * K / NETWORK
    print(f"  together about {whole / 60:.0f} minutes")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--needs", type=int, default=8_000)
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--one", nargs=2)
    asked = parser.parse_args()
    if asked.one:
        kind, workers = asked.one
        work = {"local": local, "dask": dask}[kind]
        print(*work(int(workers), vectors(asked.needs, 1), vectors(asked.offers, 2)))
        return
    pairs = asked.needs * asked.offers
    print(f"{asked.needs:,} needs × {asked.offers:,} offers × {D}, k={K}; load before: {os.getloadavg()[0]:.1f}")
    print(f"{'':8}{'workers':>8}{'seconds':>9}{'ratio to one':>14}{'pairs a processor second':>26}")
    rates = {}
    for kind in ("local", "dask"):
        one = 0.0
        for workers in (1, 2):
            clock, processor = min(measured(kind, workers, asked) for _ in range(2))
            one = one or clock
            rates[kind, workers] = pairs / processor
            print(f"{kind:8}{workers:>8}{clock:>9.2f}{one / clock:>14.2f}{pairs / processor:>26.2e}")
    print(f"load after: {os.getloadavg()[0]:.1f}")
    rate, tasks = rates["dask", 2], tasks_a_second()
    for processors in (2, 32):
        estimate(rate, processors, tasks)


if __name__ == "__main__":
    main()
