"""Revealed comparative advantage: in which fields a region does more than its share (Balassa 1965)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Result, Words
from dongxi.analysis.evaluation.specialisation import activity

_FEW = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Advantage(Result):
    """`ratio` (r, f) = share of the field in the region over its share everywhere, 1 for no advantage; `symmetric`
    (r, f) = (ratio − 1) / (ratio + 1) in −1…1; `present` (r, f) ratio ≥ 1; `expected` (r, f) activity at ratio 1."""

    regions: tuple[str, ...]
    fields: tuple[str, ...]
    ratio: Floats
    symmetric: Floats
    present: Flags
    expected: Floats


def advantage(
    *, values: ArrayLike, regions: Sequence[str] | None = None, fields: Sequence[str] | None = None
) -> Advantage:
    """Advantage of r regions in f fields from activity `values` (r, f) ≥ 0, e.g. patents; zero means none was done."""
    table = activity(values=values, regions=regions, fields=fields)
    total = table.values.sum()
    expected = table.values.sum(axis=1, keepdims=True) * table.values.sum(axis=0) / total
    ratio = table.values / expected
    present = ratio >= 1
    i, j = (int(place) for place in np.unravel_index(int(ratio.argmax()), ratio.shape))
    thin = int((expected < _FEW).sum())
    return Advantage(
        regions=table.regions,
        fields=table.fields,
        ratio=ratio,
        symmetric=(ratio - 1) / (ratio + 1),
        present=present,
        expected=expected,
        reading=Words(
            zh=f"优势最突出的是{table.regions[i]}的{table.fields[j]}（为应有份额的 {ratio[i, j]:.1f} 倍）。"
            "相对优势不等于规模，小地区的比值波动大。",
            en=f"Most pronounced: {table.fields[j]} in {table.regions[i]} ({ratio[i, j]:.1f} times its share). "
            "Relative advantage is not size, and ratios of small regions swing.",
        ),
        assumptions=(
            Assumption(
                name="counts_are_not_thin",
                holds=thin == 0,
                words=Words(
                    zh=f"各格应有量不少于 5；不足的有 {thin} 格，其比值不可靠。",
                    en=f"At least 5 are expected in every cell; {thin} cells fall short: their ratios swing.",
                ),
            ),
        ),
    )
