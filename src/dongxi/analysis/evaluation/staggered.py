"""Units that come under treatment at different times, or never: outcomes and starts, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import PERIODS, UNITS, complete, enough, names, numbers, one_of, size
from dongxi.analysis.evaluation.result import Floats, Integers, Words

OUTCOME = Words(zh="结果变量", en="The outcome")
NEVER = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Staggered:
    """`outcomes` (n, T); `first` (n,) the column under treatment from which on, `NEVER` for none; `always` names of
    units treated in the first period already, which are left out of the arrays."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    outcomes: Floats
    first: Integers
    always: tuple[str, ...]

    @property
    def groups(self) -> Integers:
        """The starts that occur, as columns, in order."""
        return np.unique(self.first[self.first != NEVER])


def staggered(
    *, outcomes: ArrayLike, starts: Sequence[str | None], units: Sequence[str] | None, periods: Sequence[str] | None
) -> Staggered:
    """`outcomes` (n, T) without gaps; `starts` for each unit the first period under treatment, None for never."""
    data = numbers(outcomes, ndim=2, what=OUTCOME)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    given = None if periods is None else [str(period) for period in periods]
    columns = names(given, count=data.shape[1], what=PERIODS, prefix="T")
    size(list(starts), count=len(rows), what=Words(zh="起始时期", en="starts"), of=UNITS)
    for start in starts:
        if start is not None:
            one_of(str(start), known=columns, what=Words(zh="起始时期", en="A start"))
    complete(data, what=OUTCOME, axes=[rows, columns])
    first = np.array([NEVER if start is None else columns.index(str(start)) for start in starts], np.int64)
    kept = first != 0
    treated = int((first > 0).sum())
    enough(treated, needed=1, what=Words(zh="期内开始的处理单位", en="units that start within the panel"),
           why=Words(zh="须有起始前后可比", en="there must be a before and an after"))  # fmt: skip
    return Staggered(
        units=tuple(row for row, keep in zip(rows, kept, strict=True) if keep),
        periods=columns,
        outcomes=data[kept],
        first=first[kept],
        always=tuple(row for row, keep in zip(rows, kept, strict=True) if not keep),
    )
