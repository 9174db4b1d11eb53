"""What treated unit and donors are compared by before the start: a mean over some periods, one value for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import numbers
from dongxi.analysis.evaluation.choosing import extent
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.result import Floats, Integers, Words, listed


@dataclass(frozen=True, kw_only=True, eq=False)
class Predictor:
    """`values` (n,), NaN where a unit has none in these periods; `missing` (n,) how many periods had no value; `last`
    the latest period that entered, None for what belongs to no period."""

    name: str
    values: Floats
    missing: Integers
    last: str | None


def predictor(
    *, name: str, values: ArrayLike, periods: Sequence[str] | None = None, over: Sequence[str] | None = None
) -> Predictor:
    """`values` (n, T) averaged for each unit over the periods `over`, all of them by default, or (n,) as they are.

    The mean is over what was reported; `missing` says how much was not, and nothing is put in its place.
    """
    what = Words(zh=f"预测变量{name}", en=f"The predictor {name}")
    if periods is None:
        given = numbers(values, ndim=1, what=what)
        return Predictor(name=name, values=given, missing=np.isnan(given).astype(np.int64), last=None)
    table = numbers(values, ndim=2, what=what)
    known = [str(period) for period in periods]
    if len(known) != table.shape[1]:
        raise DoesNotFit(
            zh=f"{what.zh}有 {table.shape[1]} 期，给出的时期名称有 {len(known)} 个。",
            en=f"{what.en} has {table.shape[1]} periods; {len(known)} names were given.",
        )
    wanted = known if over is None else [str(period) for period in over]
    if unknown := [period for period in wanted if period not in known]:
        told, held = listed(unknown), extent(known)
        raise DoesNotFit(
            zh=f"{what.zh}没有这些时期：{told.zh}。现有 {held.zh}。",
            en=f"{what.en} has no {told.en}; it covers {held.en}.",
        )
    if not wanted:
        raise DoesNotFit(zh=f"{what.zh}没有指定任何时期。", en=f"{what.en} was given no period.")
    at = sorted(known.index(period) for period in wanted)
    part = table[:, at]
    reported = (~np.isnan(part)).sum(axis=1)
    means = np.divide(np.nansum(part, axis=1), reported, out=np.full(len(part), np.nan), where=reported > 0)
    return Predictor(name=name, values=means, missing=len(at) - reported, last=known[at[-1]])
