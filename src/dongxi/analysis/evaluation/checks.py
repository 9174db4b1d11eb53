"""What a method asks of its data before it computes: each check returns clean data or refuses in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.errors import (
    Collinear,
    DoesNotAddUp,
    DoesNotFit,
    MissingValues,
    NoVariation,
    OutOfDomain,
    TooFew,
)
from dongxi.analysis.evaluation.result import Flags, Floats, Words, listed

UNITS = Words(zh="单位", en="unit")
CRITERIA = Words(zh="指标", en="criterion")
PERIODS = Words(zh="时期", en="period")

_RANK_TOLERANCE = 1e-9
_SUM_TOLERANCE = 1e-9


def numbers(values: ArrayLike, *, ndim: int, what: Words) -> Floats:
    """`values` as a new float64 array of `ndim` dimensions, None and what is masked as NaN.

    DoesNotFit for text, uneven rows, emptiness.
    """
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DoesNotFit(
            zh=f"{what.zh}含有不是数的内容或各行长短不一（{error}）。请只留数值。",
            en=f"{_first_large(what.en)}: something is not a number, or rows are uneven ({error}). Keep numbers only.",
        ) from error
    if array.ndim != ndim or 0 in array.shape:
        raise DoesNotFit(
            zh=f"{what.zh}应是非空的 {ndim} 维数组，现形状为 {array.shape}。",
            en=f"{_first_large(what.en)} should be a non-empty array of {ndim} dimensions, not of shape {array.shape}.",
        )
    return array


def names(given: Sequence[str] | None, *, count: int, what: Words, prefix: str) -> tuple[str, ...]:
    """`given` as distinct names for `count` things; without them `prefix`1, `prefix`2 … DoesNotFit otherwise."""
    if given is None:
        return tuple(f"{prefix}{i + 1}" for i in range(count))
    if len(given) != count:
        raise DoesNotFit(
            zh=f"给出 {len(given)} 个{what.zh}名称，数据有 {count} 个。请一一对应。",
            en=f"Names of {plural(what.en)}: {len(given)} given for {count} in the data. Give one each.",
        )
    if twice := sorted({str(name) for name in given if list(given).count(name) > 1}):
        raise DoesNotFit(
            zh=f"{what.zh}名称重复：{listed(twice).zh}。请使用不同名称。",
            en=f"Names of {plural(what.en)} that occur twice: {listed(twice).en}. Use distinct names.",
        )
    return tuple(str(name) for name in given)


def size(values: Sequence[Any] | np.ndarray[Any, Any], *, count: int, what: Words, of: Words) -> None:
    """DoesNotFit unless there is one of `what` for each of the `count` things called `of`."""
    if len(values) != count:
        raise DoesNotFit(
            zh=f"{what.zh}有 {len(values)} 个，{of.zh}有 {count} 个，应一一对应。",
            en=f"{_first_large(what.en)}: {len(values)} given for {counted(count, of.en)}; give one each.",
        )


def one_of(value: str, *, known: Sequence[str], what: Words) -> None:
    """DoesNotFit, with the known ones, unless `value` is among them."""
    if value not in known:
        raise DoesNotFit(
            zh=f"{what.zh}没有“{value}”，可选：{'、'.join(known)}。",
            en=f"{what.en} cannot be “{value}”; choose one of {', '.join(known)}.",
        )


def place(index: Sequence[int], *, axes: Sequence[Sequence[str]]) -> Words:
    """Where an entry lies: the names of its row, column …"""
    parts = [axis[i] for axis, i in zip(axes, index, strict=True)]
    return Words(zh="×".join(parts), en=" × ".join(parts))


def complete(values: Floats, *, what: Words, axes: Sequence[Sequence[str]]) -> Floats:
    """`values` if finite. MissingValues for NaN, OutOfDomain for infinity, naming places; `axes` name each axis."""
    _refuse_where(
        np.isnan(values),
        axes=axes,
        error=MissingValues,
        zh=what.zh + "缺 {count} 个值：{places}。缺失不是零，请补报，或明确选择缺失值规则、剔除相应{hint}。",
        en=what.en + ": {values} missing ({places}). Missing is not zero: supply them, name a rule, or leave them out.",
        hint="单位或指标",
    )
    _refuse_where(
        np.isinf(values),
        axes=axes,
        error=OutOfDomain,
        zh=what.zh + "有 {count} 个无穷大：{places}。请检查计算公式的分母。",
        en=what.en + ": {values} infinite ({places}). Look at the denominators.",
    )
    return values


def not_negative(values: Floats, *, what: Words, axes: Sequence[Sequence[str]]) -> Floats:
    """`values` if none is below zero. OutOfDomain otherwise."""
    _refuse_where(
        values < 0,
        axes=axes,
        error=OutOfDomain,
        zh=what.zh + "有 {count} 个负值：{places}。本方法只适用于非负数据，请改用其他方法或先平移并说明。",
        en=what.en + ": {values} below zero ({places}). This method needs values of zero or more.",
    )
    return values


def positive(values: Floats, *, what: Words, axes: Sequence[Sequence[str]]) -> Floats:
    """`values` if all are above zero. OutOfDomain otherwise."""
    _refuse_where(
        values <= 0,
        axes=axes,
        error=OutOfDomain,
        zh=what.zh + "有 {count} 个零或负值：{places}。本方法要求正数，请剔除或改用其他方法。",
        en=what.en + ": {values} of zero or below ({places}). This method needs positive values.",
    )
    return values


def varied(matrix: Floats, *, columns: Sequence[str], what: Words = CRITERIA) -> Floats:
    """`matrix` (n, m) if every column differs between rows by more than rounding. NoVariation otherwise."""
    scale = np.abs(matrix).max(axis=0)
    flat = np.ptp(matrix, axis=0) <= 1e-12 * scale
    if flat.any():
        constant = listed([name for name, is_flat in zip(columns, flat, strict=True) if is_flat])
        raise NoVariation(
            zh=f"{what.zh}{constant.zh}在各单位取值相同，无法据以区分。请剔除后重算。",
            en=f"The same for every unit, so that it tells none apart: {what.en} {constant.en}. Leave it out.",
        )
    return matrix


def enough(count: int, *, needed: int, what: Words, why: Words) -> None:
    """TooFew unless there are `needed` of `what`."""
    if count < needed:
        raise TooFew(
            zh=f"{f'只有 {count} 个' if count else '没有'}{what.zh}，至少需要 {needed} 个：{why.zh}。",
            en=f"{_first_large(plural(what.en))}: {f'only {count}' if count else 'none'}, at least {needed} needed "
            f"({why.en}).",
        )


def dependent_columns(matrix: Floats) -> list[int]:
    """Columns (n, m → indices) that are combinations of those before them, to nine digits of their length."""
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(lengths > 0, lengths, 1.0)
    basis: list[Floats] = []
    found = []
    for j in range(matrix.shape[1]):
        rest = scaled[:, j].copy()
        for _ in range(2):
            for direction in basis:
                rest -= direction * (direction @ rest)
        length = float(np.linalg.norm(rest))
        if length <= _RANK_TOLERANCE:
            found.append(j)
        else:
            basis.append(rest / length)
    return found


def independent(matrix: Floats, *, columns: Sequence[str], what: Words = CRITERIA) -> Floats:
    """`matrix` (n, m) if no column is a combination of the others. Collinear otherwise."""
    if dependent := dependent_columns(matrix):
        which = listed([columns[j] for j in dependent])
        raise Collinear(
            zh=f"{what.zh}{which.zh}是其他{what.zh}的线性组合，无法分别估计。请剔除后重算。",
            en=f"A linear combination of the others, not to be told from them: {what.en} {which.en}. Leave it out.",
        )
    return matrix


def shares(values: ArrayLike, *, names: Sequence[str], what: Words) -> Floats:
    """`values` as float64 (m,): not negative, adding up to one to nine digits, never rescaled. DoesNotAddUp."""
    array = numbers(values, ndim=1, what=what)
    size(array, count=len(names), what=what, of=CRITERIA)
    not_negative(complete(array, what=what, axes=[names]), what=what, axes=[names])
    total = float(array.sum())
    if abs(total - 1) > _SUM_TOLERANCE:
        raise DoesNotAddUp(
            zh=f"{what.zh}之和为 {total:.10g}，应为 1。请核对，不会自动调整。",
            en=f"{what.en} add up to {total:.10g}, not 1. Check them: they are not rescaled silently.",
        )
    return array


def flags(values: Sequence[bool] | Flags, *, count: int, what: Words) -> Flags:
    """`values` as booleans, one for each of `count` criteria."""
    size(values, count=count, what=what, of=CRITERIA)
    return np.array([bool(value) for value in values])


def _refuse_where(
    wrong: Flags,
    *,
    axes: Sequence[Sequence[str]],
    error: type[DoesNotFit | MissingValues | OutOfDomain],
    zh: str,
    en: str,
    hint: str = "",
) -> None:
    if not wrong.any():
        return
    found = [place(tuple(index), axes=axes) for index in np.argwhere(wrong)]
    zhs, ens = listed([words.zh for words in found], most=3), listed([words.en for words in found], most=3)
    raise error(
        zh=zh.format(count=len(found), places=zhs.zh, hint=hint),
        en=_first_large(en.format(values=counted(len(found), "value"), places=ens.en)),
    )


def counted(count: int, noun: str) -> str:
    """A number of things in English: 1 unit, 2 units, 2 criteria."""
    return f"{count} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """A noun in the plural, also where it already is."""
    return "criteria" if noun == "criterion" else noun if noun.endswith("s") or " " in noun else f"{noun}s"


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
