"""Sentences with places for figures, and the few rules by which a figure is put into words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from string import Formatter
from typing import Any

from dongxi.analysis.reporting.model import Figure, Run, Runs

Part = str | int | Figure | Runs
FEW = 8
"""Fewer units than this are called few beside a statistic of them."""


def sentences(name: str) -> dict[str, Any]:
    """A file of sentences of this package."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def say(template: str, **parts: Part) -> Runs:
    """A sentence with its places filled. KeyError for a place nobody fills."""
    runs: list[Run] = []
    for words, name, _format, _conversion in Formatter().parse(template):
        if words:
            runs.append(words)
        if name is not None:
            part = parts[name]
            runs.extend(part if isinstance(part, tuple) else (part,) if isinstance(part, Figure) else (str(part),))
    return joined(runs)


def joined(runs: Iterable[Run]) -> Runs:
    """Runs with neighbouring words drawn together."""
    out: list[Run] = []
    for run in runs:
        if isinstance(run, str) and out and isinstance(out[-1], str):
            out[-1] += run
        elif run != "":
            out.append(run)
    return tuple(out)


def listed(parts: Iterable[Runs], between: str = "、") -> Runs:
    """Several pieces in a row."""
    runs: list[Run] = []
    for part in parts:
        runs.extend([*([between] if runs else []), *part])
    return joined(runs)


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero, as official figures are rounded."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def printed(value: Decimal, places: int) -> str:
    """A number as printed: a true minus sign, thousands not separated, zero without a sign."""
    shown = rounded(value, places)
    return f"{shown:f}".replace("-", "−") if shown else f"{abs(shown):f}"


def size(figure: Figure) -> Figure:
    """A change without its sign, for sentences whose verb already tells the direction."""
    from dataclasses import replace

    return replace(figure, text=figure.text.removeprefix("−"))


def direction(value: Decimal, places: int) -> str:
    """up, down or same: the key of the sentence that tells a change as it is printed."""
    shown = rounded(value, places)
    return "up" if shown > 0 else "down" if shown < 0 else "same"


def chosen(variants: Mapping[str, str], key: str) -> str:
    """The sentence for a case; KeyError, naming the cases there are, for one nobody wrote."""
    if key not in variants:
        raise KeyError(f"no sentence for {key!r}; there are: {', '.join(variants)}")
    return variants[key]
