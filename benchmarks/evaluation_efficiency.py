"""How fast DEA is beside Pyfrontier, and whether the scores are the same.

    uv run python benchmarks/evaluation_efficiency.py [UNITS]

1,000 units, three inputs, two outputs, constant and variable returns, input orientation. Pyfrontier 1.1 (PuLP 3, CBC)
solves units one by one at the same cost each, so it solves a sample of `SAMPLE` units against all of them and is
scaled up; ours solves all, with and without the second step that finds slacks. Budget: 20 ×, scores equal to 1e-6.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
from Pyfrontier.domain import DMUSet
from Pyfrontier.solver import EnvelopeSolver

from dongxi.analysis.evaluation.dea import dea
from dongxi.analysis.evaluation.production import production
from dongxi.analysis.evaluation.radial import radial

BUDGET, SAMPLE = 20, 20
RETURNS = {"constant": "CRS", "variable": "VRS"}


def theirs(inputs: np.ndarray, outputs: np.ndarray, returns: str, some: np.ndarray) -> tuple[float, np.ndarray]:
    """Seconds a unit, and the scores of the units `some`."""
    solver = EnvelopeSolver("in", RETURNS[returns], DMUSet(inputs, outputs, np.nan), [])
    begun = time.perf_counter()
    scores = np.array([solver._solve_problem(int(unit)).score for unit in some])
    return (time.perf_counter() - begun) / len(some), scores


def main(count: int) -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    rng = np.random.default_rng(0)
    inputs = rng.lognormal(size=(count, 3))
    outputs = rng.lognormal(size=(count, 2)) * inputs.mean(axis=1, keepdims=True)
    some = rng.choice(count, size=min(SAMPLE, count), replace=False)
    print(f"{count:,} units, 3 inputs, 2 outputs; Pyfrontier on {len(some)} of them, scaled up")
    print(f"{'':<12}{'× Pyfrontier':>14}{'with slacks':>14}{'largest difference':>22}   budget {BUDGET} ×, 1e-6")
    for returns in RETURNS:
        data = production(inputs=inputs, outputs=outputs, units=None, input_names=None, output_names=None)
        begun = time.perf_counter()
        radial(of=data, against=data, returns=returns, orientation="input", slacks=False)
        bare = time.perf_counter() - begun
        begun = time.perf_counter()
        found = dea(inputs=inputs, outputs=outputs, returns=returns)
        whole = time.perf_counter() - begun
        each, scores = theirs(inputs, outputs, returns, some)
        peer, apart = each * count, np.abs(found.efficiency[some] - scores).max()
        print(f"{returns:<12}{peer / bare:>14.0f}{peer / whole:>14.0f}{apart:>22.1e}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
