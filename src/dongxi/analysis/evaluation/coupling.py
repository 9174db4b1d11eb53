"""Coupling coordination 耦合协调度: how far systems are developed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import UNITS, complete, enough, names, numbers, one_of, shares
from dongxi.analysis.evaluation.errors import OutOfDomain
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, listed

WHAT = Words(zh="各系统综合指数", en="The indices of the systems")
SYSTEMS = Words(zh="系统", en="system")
CLASSES = (
    "极度失调",
    "严重失调",
    "中度失调",
    "轻度失调",
    "濒临失调",
    "勉强协调",
    "初级协调",
    "中级协调",
    "良好协调",
    "优质协调",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Coupling(Result):
    """`coupling` C, `development` T = Σ α U and `coordination` D = √(C T), each (n,) in 0…1; `classes` n names by
    tenths of D (upper end included)."""

    units: tuple[str, ...]
    systems: tuple[str, ...]
    coupling: Floats
    development: Floats
    coordination: Floats
    classes: tuple[str, ...]


def coupling(
    *,
    indices: ArrayLike,
    weights: ArrayLike | None = None,
    units: Sequence[str] | None = None,
    systems: Sequence[str] | None = None,
    form: str = "modified",
) -> Coupling:
    """Coordination of k systems, `indices` (n, k) in 0…1, counted by `weights` (k,), equal if none.

    `form="classic"`: C = k (Π U)^(1/k) / Σ U. `"modified"` (Wang, Kong, Ren, Zhi & Dai 2021):
    C = √[(1 − Σ|U_i − U_j| / (k(k−1)/2)) · (Π U_i / max U)^(1/(k−1))], which spreads where the classic crowds near 1.
    """
    one_of(form, known=tuple(FORMS), what=Words(zh="耦合度公式", en="The form of coupling"))
    data = numbers(indices, ndim=2, what=WHAT)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(systems, count=data.shape[1], what=SYSTEMS, prefix="S")
    enough(len(columns), needed=2, what=SYSTEMS, why=Words(zh="耦合是系统之间的", en="coupling is between systems"))
    complete(data, what=WHAT, axes=[rows, columns])
    _within(data, rows)
    alpha = np.full(len(columns), 1 / len(columns)) if weights is None else shares(weights, names=columns, what=WHAT)
    together = FORMS[form](data)
    development = data @ alpha
    coordination = np.sqrt(together * development)
    classes = tuple(CLASSES[min(max(int(np.ceil(d * 10 - 1e-9)) - 1, 0), 9)] for d in coordination)
    return Coupling(
        units=rows,
        systems=columns,
        coupling=together,
        development=development,
        coordination=coordination,
        classes=classes,
        reading=_reading(rows, coordination, classes),
        assumptions=(
            Assumption(
                name="indices_are_comparable",
                holds=None,
                words=Words(
                    zh="各系统指数须用同一方法、同一样本归一；改变样本会改变数值，不同研究之间不可比。",
                    en="Indices must be scaled alike over the same units; with others they change.",
                ),
            ),
        ),
    )


def _classic(data: Floats) -> Floats:
    k, total = data.shape[1], data.sum(axis=1)
    product = np.prod(data, axis=1) ** (1 / k)
    return np.asarray(np.divide(k * product, total, out=np.zeros(len(data)), where=total > 0).clip(0, 1))


def _modified(data: Floats) -> Floats:
    k, top = data.shape[1], data.max(axis=1, keepdims=True)
    i, j = np.triu_indices(k, 1)
    apart = np.abs(data[:, i] - data[:, j]).mean(axis=1)
    relative = np.divide(data, top, out=np.zeros_like(data), where=top > 0)
    return np.asarray(np.sqrt((1 - apart) * np.prod(relative, axis=1) ** (1 / (k - 1))))


FORMS: dict[str, Callable[[Floats], Floats]] = {"classic": _classic, "modified": _modified}


def _within(data: Floats, rows: tuple[str, ...]) -> None:
    if ((data < 0) | (data > 1)).any():
        who = listed([rows[i] for i in np.flatnonzero(((data < 0) | (data > 1)).any(axis=1))])
        raise OutOfDomain(
            zh=f"综合指数应在 0 至 1 之间，超出的单位：{who.zh}。请先归一化。",
            en=f"Indices lie in 0…1; outside: {who.en}. Scale them first.",
        )


def _reading(rows: tuple[str, ...], coordination: Floats, classes: tuple[str, ...]) -> Words:
    high, low = int(coordination.argmax()), int(coordination.argmin())
    return Words(
        zh=f"协调度最高为{rows[high]}（{coordination[high]:.3f}，{classes[high]}），最低为{rows[low]}"
        f"（{coordination[low]:.3f}，{classes[low]}）。等级是约定的十分法，不是检验。",
        en=f"Most coordinated: {rows[high]} ({coordination[high]:.3f}); least: {rows[low]} ({coordination[low]:.3f}). "
        "The classes are tenths by convention, not tests.",
    )
