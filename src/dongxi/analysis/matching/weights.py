"""How much each piece of evidence counts: data, shipped in weights.toml or learned from decisions."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.evidence import EVIDENCE

_LATER = ("technology",)
"""Evidence that came after the first weights were kept."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """`evidence` by name, none negative: more of what is named never lowers a score. `base` weighs the blocks of the
    first selection. The score is the logistic function of `bias` and the weighted evidence."""

    bias: float
    evidence: Mapping[str, float]
    base: Mapping[str, float]

    def row(self) -> NDArray[np.float64]:
        """The weights of the evidence in the order of EVIDENCE."""
        return np.array([self.evidence[name] for name in EVIDENCE])

    def as_json(self) -> dict[str, Any]:
        return {"bias": self.bias, "evidence": dict(self.evidence), "base": dict(self.base)}

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Weights:
        """Evidence that was not yet known when the weights were made counts nothing. AnalysisError where a name is
        missing, unknown or negative."""
        evidence = dict.fromkeys(_LATER, 0.0) | dict(held["evidence"])
        unknown = set(evidence) ^ set(EVIDENCE)
        if unknown:
            raise AnalysisError(
                f"权重不合用：{'、'.join(sorted(unknown))} 缺失或不认识。"
                f"应恰为 {'、'.join(EVIDENCE)}。请用本版本重新学习。"
            )
        if min(evidence.values()) < 0:
            raise AnalysisError("权重不得为负：依据越多，得分只能越高。请重新学习。")
        return cls(bias=held["bias"], evidence=evidence, base=dict.fromkeys(_LATER, 0.0) | dict(held["base"]))

    def digest(self) -> str:
        """SHA-256 over the weights: two rankings with the same digest were made alike."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


def shipped_weights(*, meaning: bool) -> Weights:
    """The fitted weights, with an engine of meaning or for words alone."""
    held = tomllib.loads((files(__package__) / "weights.toml").read_text(encoding="utf-8"))
    return Weights.from_json(held["meaning" if meaning else "words"])
