"""A table of activity, regions by fields, from which advantage, relatedness and complexity start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import complete, enough, names, not_negative, numbers
from dongxi.analysis.evaluation.errors import DoesNotFit, NoVariation
from dongxi.analysis.evaluation.result import Flags, Floats, Words, listed

ACTIVITY = Words(zh="活动量", en="The activity")
REGIONS = Words(zh="地区", en="region")
FIELDS = Words(zh="领域", en="field")


@dataclass(frozen=True, kw_only=True)
class Table:
    """`values` (r, f)."""

    values: Floats
    regions: tuple[str, ...]
    fields: tuple[str, ...]


def activity(*, values: ArrayLike, regions: Sequence[str] | None, fields: Sequence[str] | None) -> Table:
    """Checked: complete, none negative, at least two of each, no region and no field without any activity."""
    data = numbers(values, ndim=2, what=ACTIVITY)
    rows = names(regions, count=data.shape[0], what=REGIONS, prefix="R")
    columns = names(fields, count=data.shape[1], what=FIELDS, prefix="F")
    enough(len(rows), needed=2, what=REGIONS, why=Words(zh="优势是相对而言的", en="advantage is relative"))
    enough(len(columns), needed=2, what=FIELDS, why=Words(zh="专业化是领域之间的", en="to specialise takes a choice"))
    not_negative(complete(data, what=ACTIVITY, axes=[rows, columns]), what=ACTIVITY, axes=[rows, columns])
    for axis, labels, what in ((1, rows, REGIONS), (0, columns, FIELDS)):
        if (silent := data.sum(axis=axis) == 0).any():
            who = listed([labels[i] for i in np.flatnonzero(silent)])
            raise NoVariation(
                zh=f"{what.zh}{who.zh}没有任何活动，比例无意义。请剔除后重算。",
                en=f"{what.en} {who.en} has no activity at all, so shares mean nothing. Leave it out.",
            )
    return Table(values=data, regions=rows, fields=columns)


def presence(*, present: ArrayLike, regions: Sequence[str] | None, fields: Sequence[str] | None) -> tuple[Flags, Table]:
    """A table of 0 and 1 (r, f) as flags, checked like activity. DoesNotFit for other numbers."""
    table = activity(values=present, regions=regions, fields=fields)
    if not np.isin(table.values, (0, 1)).all():
        raise DoesNotFit(
            zh="应为 0/1 表（是否具有优势），请先计算显示性优势。",
            en="Give a table of 0 and 1; compute revealed advantage first.",
        )
    return table.values == 1, table
