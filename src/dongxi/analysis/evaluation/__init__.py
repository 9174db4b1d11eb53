"""Evaluation: weights, scores, robustness, efficiency, effect, structure. One method, one file.

Every method takes keywords, returns a frozen `Result` (numbers, assumptions, a reading in Chinese and English) and
refuses in words (`CannotEvaluate`). A missing value is never a zero: NaN is refused unless a rule for it is named. What
each method assumes and when not to use it: docs/reference/evaluation-methods.md.

`dir(evaluation)` lists the files, each opened when it is asked for; the method has the name of its file:
`evaluation.topsis.topsis(matrix=…, weights=…, maximise=…)`.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

_WEIGHTS = ("ahp", "combination", "critic", "direct", "entropy", "equal")
_SCORES = ("coupling", "grades", "scoring", "topsis", "vetoes", "vikor", "weighted_sum")
_ROBUSTNESS = ("leave_one_out", "side_by_side", "smaa", "weight_region", "weight_swap")
_EFFICIENCY = ("dea", "dea_bootstrap", "malmquist", "slacks_based", "super_efficiency")
_EFFECT = (
    "augmented_synthetic",
    "did",
    "event_study",
    "holm",
    "placebos_in_space",
    "placebos_in_time",
    "predictor",
    "several_treated",
    "study",
    "synthetic_control",
)
_STRUCTURE = (
    "advantage",
    "beta_convergence",
    "complexity",
    "gini",
    "moran",
    "relatedness",
    "sigma_convergence",
    "specialisation",
    "theil",
)
_FILES = ("assessment", "errors", "framework", "framework_values")
_NAMES = (*_WEIGHTS, *_SCORES, *_ROBUSTNESS, *_EFFICIENCY, *_EFFECT, *_STRUCTURE, *_FILES)


def __getattr__(name: str) -> ModuleType:
    """A file of methods, opened late: pages that need none must not wait for numpy."""
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_NAMES)}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted(_NAMES)
