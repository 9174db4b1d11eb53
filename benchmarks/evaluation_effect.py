"""How fast synthetic control is beside pysyncon, and whether its fit is ever worse.

    uv run python benchmarks/evaluation_effect.py [FITS]

A panel of 39 units, 25 periods, start at 18, seven predictors of which three matter. pysyncon 1.7 with its defaults
(Nelder–Mead from equal weights, 1,000 iterations) fits the first units, ours fits the same ones, then all 38 placebos
of the first. Budgets: 50 × a fit; all placebos in less than one fit of pysyncon; no fit worse. pysyncon lets the weight
of a predictor vanish, which our default does not (a floor of 0.003); fits are compared with the floor next to nothing
for ours too, and the error under the default floor stands beside. Times are of the processor, so that a busy machine
disturbs less; linear algebra on one thread for both.
"""

from __future__ import annotations

import os
import sys
import time
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from pysyncon import Synth

from dongxi.analysis.evaluation.placebos_in_space import placebos_in_space
from dongxi.analysis.evaluation.predictor import predictor
from dongxi.analysis.evaluation.synthetic_control import SyntheticControl, synthetic_control

UNITS, PERIODS, START, PREDICTORS = 39, 25, 18, 7
BUDGET = 50
FREE = 1e-5
"""A floor next to nothing, as the peer has none."""


def panel(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes (n, T) of three factors and predictors (k, n) that see the loadings through noise."""
    loadings = rng.normal(size=(UNITS, 3))
    outcomes = 10 + loadings @ rng.normal(size=(3, PERIODS)).cumsum(axis=1)
    noise = rng.normal(size=(PREDICTORS - 3, UNITS))
    predictors = 10 + np.vstack([loadings.T, noise]) + 0.1 * rng.normal(size=(PREDICTORS, UNITS))
    return outcomes + 0.3 * rng.normal(size=outcomes.shape), predictors


def ours(outcomes: np.ndarray, predictors: np.ndarray, unit: int, **floor: float) -> tuple[float, SyntheticControl]:
    names = [f"U{i}" for i in range(UNITS)]
    begun = time.process_time()
    found = synthetic_control(
        outcomes=outcomes,
        treated=names[unit],
        since=str(START),
        units=names,
        periods=[str(t) for t in range(PERIODS)],
        predictors=[predictor(name=f"x{k}", values=row) for k, row in enumerate(predictors)],
        **floor,
    )
    return time.process_time() - begun, found


def theirs(outcomes: np.ndarray, predictors: np.ndarray, unit: int) -> tuple[float, float]:
    donors = [str(i) for i in range(UNITS) if i != unit]
    x, z = (pd.DataFrame(part, columns=[str(i) for i in range(UNITS)]) for part in (predictors, outcomes.T[:START]))
    peer = Synth()
    begun = time.process_time()
    peer.fit(
        X0=x[donors],
        X1=x[str(unit)],
        Z0=z[donors],
        Z1=z[str(unit)],
        optim_method="Nelder-Mead",
        optim_initial="equal",
        optim_options={"maxiter": 1000},
    )
    return time.process_time() - begun, peer.loss_V


def main(fits: int) -> None:
    warnings.simplefilter("ignore")
    outcomes, predictors = panel(np.random.default_rng(3))
    ours(outcomes, predictors, 0)
    print(
        f"{'unit':<6}{f'× pysyncon (budget {BUDGET})':>24}{'our error':>14}{'its error':>14}{'bound':>14}{'floor':>14}"
    )
    ratios, slowest, worse = [], 0.0, 0
    for unit in range(fits):
        seconds, found = ours(outcomes, predictors, unit, least=FREE)
        floored = ours(outcomes, predictors, unit)[1].pre_mspe
        peer, error = theirs(outcomes, predictors, unit)
        ratios.append(peer / seconds)
        slowest = max(slowest, peer)
        worse += found.pre_mspe > error * (1 + 1e-6)
        print(
            f"{unit:<6}{ratios[-1]:>24.0f}{found.pre_mspe:>14.6g}{error:>14.6g}{found.bound:>14.6g}{floored:>14.6g}",
            flush=True,
        )
    print(f"median {np.median(ratios):.0f} × pysyncon a fit; fits worse than its: {worse} of {fits}")
    begun = time.process_time()
    placebos_in_space(of=ours(outcomes, predictors, 0)[1])
    spent = time.process_time() - begun
    print(f"a fit and its {UNITS - 1} placebos: {spent / slowest:.2f} of pysyncon's slowest fit (budget 1)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
