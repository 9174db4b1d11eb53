"""What SMAA costs, as multiples of the matrix product it needs.

    uv run python benchmarks/evaluation_smaa.py

1,000,000 draws × 31 units × 20 criteria. The product is values (31, 20) by weights (20, 1,000,000) in single precision
into a preallocated block, with as many threads as the BLAS takes, best of five before and of five after; SMAA is the
best of three. Beside it: drawing the weights alone, the same question by `argsort` as one would write it, and the peak
of memory in a process of its own. Budget: 40 × the product. Ratios are what to compare; a busy machine blurs both.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from dongxi.analysis.evaluation.smaa import smaa
from dongxi.analysis.evaluation.weight_region import around, ranked

DRAWS, UNITS, CRITERIA = 1_000_000, 31, 20
BUDGET = 40
PEAK = """
import resource, numpy as np
from dongxi.analysis.evaluation.smaa import smaa
values = np.random.default_rng(0).random((31, 20))
smaa(values=values, draws=20_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
smaa(values=values, draws={draws})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def best(work: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def by_sorting(values: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Rank acceptability (n, n) the plain way: Dirichlet weights, scores, two sorts."""
    scores = rng.dirichlet(np.ones(values.shape[1]), draws) @ values.T
    places = np.argsort(np.argsort(-scores, axis=1), axis=1)
    return np.stack([(places == place).mean(axis=0) for place in range(len(values))], axis=1)


def of_product(values: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    """Seconds of drawing the weights and of the product they go into."""
    single = values.astype(np.float32)
    parts, scores = np.empty((CRITERIA, DRAWS), np.float32), np.empty((UNITS, DRAWS), np.float32)
    draw = best(lambda: rng.standard_exponential(out=parts, dtype=np.float32), 2)
    return draw, best(lambda: np.matmul(single, parts, out=scores), 5)


def main() -> None:
    rng = np.random.default_rng(0)
    values = rng.random((UNITS, CRITERIA))
    draw, product = of_product(values, rng)
    whole = {
        threads: best(lambda threads=threads: smaa(values=values, draws=DRAWS, threads=threads), 3)
        for threads in (1, 2)
    }
    product = min(product, of_product(values, rng)[1])
    weights = rng.dirichlet(np.ones(CRITERIA))
    regions = {
        "weights in an order": best(lambda: smaa(values=values, draws=DRAWS, region=ranked(order=range(CRITERIA))), 1),
        "weights within ±20 %": best(
            lambda: smaa(values=values, draws=DRAWS, region=around(weights=weights, by=0.2)), 1
        ),
        "uncertain data": best(lambda: smaa(values=values, draws=DRAWS, spread=np.full(values.shape, 0.1)), 1),
    }
    sorting = best(lambda: by_sorting(values, rng, DRAWS // 10), 1) * 10
    print(f"{DRAWS:,} draws × {UNITS} units × {CRITERIA} criteria; the product takes {product * 1000:.1f} ms")
    print(f"{'':<34}{'× product':>10}")
    print(f"{'drawing the weights':<34}{draw / product:>10.1f}")
    for threads, seconds in whole.items():
        print(f"{f'SMAA, {threads} thread(s)':<34}{seconds / product:>10.1f}   budget {BUDGET}")
    for name, seconds in regions.items():
        print(f"{f'SMAA, {name}':<34}{seconds / product:>10.1f}")
    print(f"{'Dirichlet and argsort':<34}{sorting / product:>10.1f}")
    for draws in (DRAWS, 4 * DRAWS):
        told = subprocess.run(
            [sys.executable, "-c", PEAK.format(draws=draws)], capture_output=True, text=True, check=True
        )
        print(f"memory beyond that of 20,000 draws, {draws:>9,} draws: {int(told.stdout) / 1024:.1f} MB")


if __name__ == "__main__":
    main()
