"""What every method gives back: numbers that cannot be changed, what was assumed, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.words import Words as Words

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
LEVEL = 0.05
"""A p-value up to this is called rare, and the sentence says so."""


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """What a method takes for granted. `holds` is None where the data cannot tell; `words` say what was seen."""

    name: str
    holds: bool | None
    words: Words


@dataclass(frozen=True, kw_only=True, eq=False)
class Result:
    """Base of every result: `reading` is what a careful reader may conclude, `assumptions` what it rests on.

    Arrays are read-only views. Two results are the same only if they are one object: compare their fields.
    """

    reading: Words
    assumptions: tuple[Assumption, ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                view = value.view()
                view.flags.writeable = False
                object.__setattr__(self, field.name, view)

    @property
    def doubts(self) -> tuple[Assumption, ...]:
        """Assumptions that the data contradict."""
        return tuple(assumption for assumption in self.assumptions if assumption.holds is False)


def listed(names: Sequence[str], *, most: int = 5) -> Words:
    """Names as a sentence lists them; beyond `most` how many more there are."""
    shown, rest = list(names[:most]), len(names) - most
    if rest <= 0:
        return Words(zh="、".join(shown), en=", ".join(shown))
    return Words(zh=f"{'、'.join(shown)}等 {len(names)} 个", en=f"{', '.join(shown)} and {rest} more")


def p_value(p: float) -> str:
    """A p-value as one writes it: three digits, and never zero."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
