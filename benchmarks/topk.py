"""Exact top-k against the plain matrix product of the same block: the roofline ratio, and what others reach.

    uv run --group benchmarks python benchmarks/topk.py [--rounds 3] [--needs 5000] [--offers 200000] [--alone]

The roofline is numpy's product of every block into one preallocated array of the block's shape, best of the rounds.
Product and top_k are measured in turns and the best round of each counts, so that a busy moment of the machine strikes
all alike. The ratio by the clock is the one that counts; the ratio of processor time stands beside it because it hardly
feels other work on the machine. Unit vectors in random directions: nothing to exploit. numpy's argpartition and
usearch's exact search run on a part of the needs, and their ratio is scaled to the same part of the roofline. Last, one
need against a million offers, beside the plain matrix-vector product.
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from usearch.index import MetricKind, search

from dongxi.analysis.matching.topk import ROWS, top_k, vet

TARGET = 0.80
D = 384
WIDTH = 4_096
PART = 0.2
ONE = (1_000_000, 550)


@dataclass
class Taken:
    """Seconds by the clock and of the processor, every round."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], object]) -> None:
        clock, processor = time.perf_counter(), time.process_time()
        work()
        self.clock.append(time.perf_counter() - clock)
        self.processor.append(time.process_time() - processor)


def unit_vectors(rng: np.random.Generator, n: int) -> np.ndarray:
    vectors = rng.standard_normal((n, D), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def plain(needs: np.ndarray, offers: np.ndarray) -> None:
    """The product of every block of 5,000 × 4,096, which costs the BLAS least, into one array, thrown away."""
    rows = min(len(needs), ROWS)
    product = np.empty(rows * WIDTH, np.float32)
    for row in range(0, len(needs), rows):
        block = needs[row : row + rows]
        for first in range(0, len(offers), WIDTH):
            part = offers[first : first + WIDTH]
            np.matmul(block, part.T, out=product[: len(block) * len(part)].reshape(len(block), -1))


def argpartition(needs: np.ndarray, offers: np.ndarray, k: int) -> None:
    """What one would write first: each block's best by argpartition, merged with the best so far."""
    best = np.full((len(needs), k), -np.inf, np.float32)
    where = np.zeros((len(needs), k), np.int64)
    for first in range(0, len(offers), WIDTH):
        scores = needs @ offers[first : first + WIDTH].T
        own = np.argpartition(scores, scores.shape[1] - k, axis=1)[:, -k:]
        both = np.concatenate([best, np.take_along_axis(scores, own, 1)], axis=1)
        places = np.concatenate([where, own + first], axis=1)
        keep = np.argpartition(both, k, axis=1)[:, -k:]
        best, where = np.take_along_axis(both, keep, 1), np.take_along_axis(places, keep, 1)


def agrees(needs: np.ndarray, offers: np.ndarray, k: int) -> bool:
    """Whether a sample of needs has the indices that double precision over all offers gives."""
    found = top_k(needs=needs, offers=offers, k=k, threads=os.cpu_count() or 1).indices
    at = np.random.default_rng(9).integers(0, len(needs), 20)
    exact = needs[at].astype(np.float64) @ offers.T.astype(np.float64)
    order = np.argsort(-exact, axis=1, kind="stable")[:, :k]
    return bool(np.array_equal(found[at], order))


def one_need(rng: np.random.Generator, rounds: int) -> None:
    """One need against vetted offers, and numpy's product of their vectors with it."""
    m, d = ONE
    offers = vet(rng.standard_normal((m, d), dtype=np.float32))
    need = rng.standard_normal((1, d), dtype=np.float32)
    product, selection = Taken(), Taken()
    for _ in range(2 * rounds):
        product.measure(lambda: offers.vectors @ need[0])
        selection.measure(lambda: top_k(needs=need, offers=offers, k=200))
    plainly, chosen = min(product.clock), min(selection.clock)
    print(f"one need × {m:,} offers × {d}, k=200, load {load()}: {chosen * 1e3:.0f} ms", end=", ")
    print(f"plain matrix-vector product {plainly * 1e3:.0f} ms, ratio {plainly / chosen:.2f}")


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--needs", type=int, default=5_000)
    parser.add_argument("--offers", type=int, default=200_000)
    parser.add_argument("--alone", action="store_true", help="without argpartition and usearch")
    asked = parser.parse_args()
    rng = np.random.default_rng(1)
    needs, offers = unit_vectors(rng, asked.needs), unit_vectors(rng, asked.offers)
    part = needs[: round(PART * len(needs))]
    threads = len(os.sched_getaffinity(0))
    work: dict[str, Callable[[], object]] = {
        "plain product": lambda: plain(needs, offers),
        "top_k, k=10": lambda: top_k(needs=needs, offers=offers, k=10, threads=threads),
        "top_k, k=200": lambda: top_k(needs=needs, offers=offers, k=200, threads=threads),
    }
    others: dict[str, Callable[[], object]] = {
        "numpy argpartition, k=10": lambda: argpartition(part, offers, 10),
        "usearch exact, k=10": lambda: search(offers, part, 10, MetricKind.IP, exact=True, threads=threads),
    }
    print(f"{len(needs):,} needs × {len(offers):,} offers × {D} float32, {threads} processors, {asked.rounds} rounds")
    print("the best round of each counts; rounds of product and top_k take turns, on a machine that others may share")
    print(f"load of the machine before: {load()}")
    taken = {name: Taken() for name in work | others}
    for _ in range(asked.rounds):
        for name, run in work.items():
            taken[name].measure(run)
    print(f"load of the machine after the rounds: {load()}")
    if not asked.alone:
        for name, run in others.items():
            taken[name].measure(run)
    report(taken, set(others), 2 * len(needs) * len(offers) * D)
    print(f"same indices as double precision over all offers, 20 needs: {agrees(needs, offers, 10)}")
    one_need(rng, asked.rounds)


def report(taken: dict[str, Taken], on_part: set[str], operations: int) -> None:
    base = taken["plain product"]
    print(f"{'':32}{'seconds':>9}{'GFLOP/s':>9}{'roofline ratio':>16}{'of processor time':>19}")
    for name, one in taken.items():
        if not one.clock:
            continue
        share = PART if name in on_part else 1.0
        clock, processor = min(one.clock), min(one.processor)
        ratios = [share * min(base.clock) / clock, share * min(base.processor) / processor]
        print(f"{name:32}{clock:>9.2f}{share * operations / clock / 1e9:>9.0f}{ratios[0]:>16.2f}{ratios[1]:>19.2f}")
    ratio = min(base.clock) / min(taken["top_k, k=10"].clock)
    print(f"roofline ratio {ratio:.2f} (target {TARGET:.2f}: {'met' if ratio >= TARGET else 'NOT MET'})")
    if ratio > 1 or os.getloadavg()[0] > 2 * len(os.sched_getaffinity(0)):
        print("others use this machine: the product's threads wait for each other and lose more by it than top_k does;")
        print("by the clock the ratio is too high then, and settles nothing until it is repeated on a quiet machine")


if __name__ == "__main__":
    main()
