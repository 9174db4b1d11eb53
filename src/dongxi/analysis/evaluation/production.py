"""Units that turn inputs into outputs: the data of every efficiency method, checked, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import UNITS, complete, enough, names, not_negative, numbers, size
from dongxi.analysis.evaluation.errors import OutOfDomain
from dongxi.analysis.evaluation.result import Assumption, Floats, Words, listed

INPUTS, OUTPUTS = Words(zh="投入", en="input"), Words(zh="产出", en="output")


@dataclass(frozen=True, kw_only=True)
class Production:
    """`x` (n, m) inputs and `y` (n, s) outputs, not negative; every unit uses something and makes something."""

    units: tuple[str, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    x: Floats
    y: Floats


def production(
    *,
    inputs: ArrayLike,
    outputs: ArrayLike,
    units: Sequence[str] | None,
    input_names: Sequence[str] | None,
    output_names: Sequence[str] | None,
) -> Production:
    """`inputs` (n, m) and `outputs` (n, s) of at least two units; refuses missing and negative values, idle units."""
    x, y = numbers(inputs, ndim=2, what=INPUTS), numbers(outputs, ndim=2, what=OUTPUTS)
    rows = names(units, count=len(x), what=UNITS, prefix="U")
    size(y, count=len(rows), what=OUTPUTS, of=UNITS)
    enough(len(rows), needed=2, what=UNITS, why=Words(zh="效率是相互比较得出的", en="efficiency compares units"))
    ins = names(input_names, count=x.shape[1], what=INPUTS, prefix="I")
    outs = names(output_names, count=y.shape[1], what=OUTPUTS, prefix="O")
    for values, what, columns in ((x, INPUTS, ins), (y, OUTPUTS, outs)):
        not_negative(complete(values, what=what, axes=[rows, columns]), what=what, axes=[rows, columns])
        if idle := [rows[i] for i in np.flatnonzero(~(values > 0).any(axis=1))]:
            who = listed(idle)
            raise OutOfDomain(
                zh=f"{who.zh}的{what.zh}全部为零，无法衡量效率。请核对是否漏报，或剔除。",
                en=f"Every {what.en} of {who.en} is zero; no efficiency can be told. Check for gaps or leave them out.",
            )
    return Production(units=rows, input_names=ins, output_names=outs, x=x, y=y)


def assumed(of: Production, *, efficient: int) -> tuple[Assumption, ...]:
    """What every frontier of observed units takes for granted."""
    n, m, s = len(of.units), of.x.shape[1], of.y.shape[1]
    needed = max(m * s, 3 * (m + s))
    return (
        Assumption(
            name="enough_units",
            holds=n >= needed,
            words=Words(
                zh=f"{n} 个单位对 {m} 项投入、{s} 项产出；经验上至少要 {needed} 个，否则多数单位会被判为有效。",
                en=f"{n} units for {m} inputs and {s} outputs; with fewer than {needed} most would look efficient.",
            ),
        ),
        Assumption(
            name="tells_units_apart",
            holds=efficient <= n / 3,
            words=Words(
                zh=f"{efficient}/{n} 个单位位于前沿；超过三分之一时区分力不足。",
                en=f"{efficient} of {n} units are on the frontier; more than a third tells little apart.",
            ),
        ),
        Assumption(
            name="no_noise_and_alike",
            holds=None,
            words=Words(
                zh="前沿由在列单位构成，视数据无误差、单位同类；误差会被算作低效，请同时看自助法区间。",
                en="The frontier is made of these units, taken as alike and measured without error: an error counts as "
                "inefficiency. See the bootstrap intervals beside it.",
            ),
        ),
    )
