"""A panel out of a table: for each variable one figure per unit and period, wide or long, whoever sends it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.as_read import sheet_notes, totals_among
from dongxi.analysis.evaluation.doubtful import bare, mark, mark_heads, marked
from dongxi.analysis.evaluation.errors import MissingValues, OutOfDomain
from dongxi.analysis.evaluation.framework import NOT_REPORTED
from dongxi.analysis.evaluation.per_cent import SIGN, require_one_way, unexpected, without_sign
from dongxi.analysis.evaluation.result import Floats, Integers, Words, listed
from dongxi.analysis.tables import Row, Table, nearest_head, number_in, per_cent, plain, require_heads, suggestion

_NOT_THERE = frozenset({*NOT_REPORTED, "不适用"})
_WHOLE = re.compile(r"^(-?\d+)\.0+$")
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)")
LARGEST = 1e100
"""Figures beyond it are refused: sums of their squares would be infinite."""
ONLY = ""
"""The one period of a table that has none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """`values` of each variable (n, T) over `units` and `periods` in order, NaN where nothing was reported; `rows` of
    each (n, T), the row of the file a figure stands in, 0 where there is none. `table` is the file's name.
    `doubtful`: variable → unit and period → the words of the mark, where there is a figure and it carries one. `notes`:
    what must be known of how the table was read."""

    table: str
    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: Mapping[str, Floats]
    rows: Mapping[str, Integers]
    doubtful: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()

    def totals(self, units: Sequence[str]) -> Words | None:
        """That some of these units look like totals; with their rows where each has one."""
        row_of = {name: int(rows[i, 0]) for rows in self.rows.values() for i, name in enumerate(self.units)}
        return totals_among(units, rows=row_of if len(self.periods) == 1 and len(self.values) == 1 else {})

    def require_computable(self, variable: str, *, units: Sequence[str]) -> None:
        """OutOfDomain, with its row, for a figure whose square is beyond what a computer counts with."""
        at = [self.units.index(name) for name in units]
        beyond = np.argwhere(np.abs(np.nan_to_num(self.values[variable][at])) > LARGEST)
        if not len(beyond):
            return
        i, t = beyond[0].tolist()
        place, row = f"{units[i]} {self.periods[t]}".strip(), int(self.rows[variable][at[i], t])
        figure = f"{self.values[variable][at[i], t]:.3g}"
        raise OutOfDomain(
            zh=f"“{self.table}”的“{variable}”中{place}（第 {row} 行）是 {figure}，大到无法计算。"
            "请核对，或换用较大的计量单位。",
            en=f"“{variable}” of {self.table} is {figure} for {place} (row {row}), too large to compute with. Check "
            "it, or use a larger unit of measure.",
        )

    def require(self, variable: str, *, units: Sequence[str], periods: Sequence[str], mend: str, mend_en: str) -> None:
        """MissingValues, with the row of each, unless `variable` was reported for all these units and periods."""
        at = np.ix_([self.units.index(name) for name in units], [self.periods.index(name) for name in periods])
        empty = np.argwhere(np.isnan(self.values[variable][at]))
        if not len(empty):
            return
        rows = self.rows[variable][at]
        zh, en = [], []
        for i, t in empty.tolist():
            place, row = f"{units[i]} {periods[t]}".strip(), int(rows[i, t])
            zh.append(f"{place}（{f'第 {row} 行' if row else '没有这一行'}）")
            en.append(f"{place} ({f'row {row}' if row else 'no such row'})")
        raise MissingValues(
            zh=f"“{self.table}”的“{variable}”缺 {len(empty)} 个值：{listed(zh, most=3).zh}。缺失不是零：{mend}。"
            "单元格若是公式，请先计算并保存。",
            en=f"“{variable}” of {self.table} lacks {len(empty)} values: {listed(en, most=3).en}. Missing is not zero: "
            f"{mend_en}. Formulas must be calculated and saved first.",
        )


@dataclass(frozen=True, kw_only=True)
class Long:
    """The heads of a table with one figure a row: what the figure is called, and the figure."""

    indicator: str
    value: str


def read_panel(
    *, table: Table, unit: str, period: str | None, variables: Sequence[str], long: Long | None = None
) -> Panel:
    """The `variables` (`variable_of`) of a table whose columns `unit` and `period` say whose and when; without `period`
    one figure each. TableUnreadable for a column unknown, a cell that is no number, a figure given twice, periods that
    have no order.
    """
    require_heads(table, *([unit] if period is None else [unit, period]))
    found: dict[str, Cells] = {name: {} for name in variables}
    units: dict[str, None] = {}
    periods: dict[str, None] = {}
    for variable, row, text in _figures(table, variables, long):
        who = _said(table, row, unit)
        when = ONLY if period is None else label(_said(table, row, period))
        units[who] = periods[when] = None
        if (who, when) in found[variable]:
            first = found[variable][who, when][0]
            raise _twice(table, first, row, f"{who} {when}".strip(), variable if long else None, period)
        found[variable][who, when] = row, text
    if not units:
        raise TableUnreadable(name=table.name, why="没有一行数据。请核对内容")
    ordered = _in_order(table, period, list(periods))
    columns = {name: _column(table, name, cells, list(units), ordered) for name, cells in found.items()}
    return Panel(
        table=table.name,
        units=tuple(units),
        periods=ordered,
        values={name: values for name, (values, _) in columns.items()},
        rows={name: rows for name, (_, rows) in columns.items()},
        doubtful=_doubtful(table, found, keys=(unit, period or ""), long=long),
        notes=tuple(sheet_notes(table)),
    )


Cells = dict[tuple[str, str], tuple[Row, str]]


def _doubtful(
    table: Table, found: Mapping[str, Cells], *, keys: tuple[str, str], long: Long | None
) -> dict[str, dict[tuple[str, str], str]]:
    """Variable → unit and period → the words of the mark: of the figure's row in a long table, else of its unit's."""
    heads = mark_heads(table, taken=(*keys, long.indicator, long.value) if long else (*keys, *found))

    def words(variable: str, row: Row) -> str:
        said = mark(row, heads)
        return said if long else marked(said, names=table.heads).get(variable, "")

    every = {
        variable: {key: said for key, (row, text) in cells.items() if _there(text) and (said := words(variable, row))}
        for variable, cells in found.items()
    }
    return {variable: marks for variable, marks in every.items() if marks}


def _there(text: str) -> bool:
    shown = plain(text)
    return bool(shown) and shown not in _NOT_THERE


def variable_of(*, table: Table, name: str, long: Long | None = None) -> str:
    """The variable a name means: a head, also without the measure in brackets; in a long table an indicator."""
    if long is not None:
        require_heads(table, long.indicator, long.value)
    known = (
        table.heads if long is None else tuple(dict.fromkeys(row.cells.get(long.indicator, "") for row in table.rows))
    )
    same = {plain(each): each for each in known}
    if name in known or plain(name) in same:
        return name if name in known else same[plain(name)]
    alike = [each for each in known if bare(each) != each and plain(bare(each)) == plain(name)]
    if len(alike) == 1:
        return alike[0]
    hint = (
        f"是否指{'、'.join(f'“{each}”' for each in alike)}"
        if alike
        else (suggestion(name, known) if long else nearest_head(table, name).zh)
    )
    where = f"没有“{name}”一列" if long is None else f"“{long.indicator}”一列没有“{name}”"
    raise TableUnreadable(name=table.name, why=f"{where}。{hint}")


def label(text: str) -> str:
    """A period as it is named: a year that a spreadsheet made 1955.0 is 1955."""
    whole = _WHOLE.match(plain(text))
    return whole[1] if whole else plain(text)


def natural(period: str) -> tuple[tuple[float, str], ...]:
    """Sorts 2009 before 2010, 9 before 10, 2020Q2 before 2020Q10."""
    return tuple((float(part), "") if part[0].isdigit() else (math.inf, part) for part in _DIGITS.split(period) if part)


def _figures(table: Table, variables: Sequence[str], long: Long | None) -> Iterator[tuple[str, Row, str]]:
    """Variable, row and cell of every figure, empty ones as empty text: the row is there, the figure is not."""
    if long is None:
        for row in table.rows:
            for name in variables:
                yield name, row, row.cells.get(name, "")
        return
    wanted = frozenset(variables)
    for row in table.rows:
        if (name := row.cells.get(long.indicator, "")) in wanted:
            yield name, row, row.cells.get(long.value, "")


def _said(table: Table, row: Row, head: str) -> str:
    if head not in row.cells:
        raise TableUnreadable(name=table.name, why=f"第 {row.number} 行没有写“{head}”。请补上或删去这一行")
    return row.cells[head]


def _twice(
    table: Table, first: Row, second: Row, what: str, variable: str | None, period: str | None
) -> TableUnreadable:
    which = f"{what}的“{variable}”" if variable else what
    mend = "请留一行" if period else "请留一行；表中若有多个时期，请用 --period 写明时期在哪一列"
    return TableUnreadable(name=table.name, why=f"{which}在第 {first.number} 行和第 {second.number} 行各有一个。{mend}")


def _in_order(table: Table, head: str | None, periods: list[str]) -> tuple[str, ...]:
    wordy = next((period for period in periods if head and not any(sign.isdigit() for sign in period)), None)
    if wordy is not None:
        why = f"“{head}”一列的“{wordy}”排不出先后。请用年份、日期或带数字的时期，如 2023、2023-06、2023Q2"
        raise TableUnreadable(name=table.name, why=why)
    return tuple(sorted(periods, key=natural))


def _column(
    table: Table,
    variable: str,
    cells: Cells,
    units: Sequence[str],
    periods: Sequence[str],
) -> tuple[Floats, Integers]:
    values, rows = np.full((len(units), len(periods)), np.nan), np.zeros((len(units), len(periods)), np.int64)
    row_of = {name: i for i, name in enumerate(units)}
    column_of = {name: t for t, name in enumerate(periods)}
    for (who, when), (row, text) in cells.items():
        at = row_of[who], column_of[when]
        rows[at] = row.number
        if _there(text):
            values[at] = _number(table, variable, row, plain(text))
    require_one_way(table, variable, cells.values())
    return values, rows


def _number(table: Table, variable: str, row: Row, text: str) -> float:
    signed = per_cent(text)
    number = number_in(without_sign(text) if signed else text)
    if number is None:
        mend = (
            "是没有算出来的公式。请在电子表格软件中算好后另存"
            if text[0] in "=#"
            else "不是数。请改成数；未报的留空，不写零"
        )
        raise TableUnreadable(name=table.name, why=f"第 {row.number} 行的“{variable}”是“{text}”，{mend}")
    if signed and plain(variable)[len(plain(bare(variable))) :].strip(" ()") != SIGN:
        mend_it = Words(
            zh=f"若指百分之 {number}，请把“{variable}”改为“{variable}（%）”",
            en=f"if {number} per cent is meant, call it “{variable} (%)”",
        )
        raise unexpected(table, row, variable, text, mend=mend_it)
    return float(number)
