"""What a table reports for a framework: a value, not reported or not applicable, for each unit and indicator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.framework import Framework, Measured
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Grade, Value
from dongxi.analysis.tables import Row, Table, number_in, plain, require_heads, suggestion

_BRACKETED = re.compile(r"^(?P<name>.*?)\s*[(（](?P<measure>[^()（）]*)[)）]$")


@dataclass(frozen=True, kw_only=True)
class Reported:
    """Indicator → values of the `units`, of one `period`; None is not reported. `table` is the file's name."""

    table: str
    period: str | None
    units: tuple[str, ...]
    values: Mapping[str, tuple[Value, ...]]


def reported_values(*, framework: Framework, table: Table, period: str | None = None) -> Reported:
    """The values that `framework` scores. TableUnreadable for a column, period, unit, indicator or measure unknown,
    a figure given twice, and a cell that is no number."""
    columns = framework.columns
    require_heads(table, *(head for head in vars(columns).values() if head))
    chosen = _period(framework, table, period)
    rows = [row for row in table.rows if columns.period is None or row.cells.get(columns.period) == chosen]
    units = _units(framework, table, rows)
    cells = _long(framework, table, rows) if columns.indicator else _wide(framework, table, rows)
    values = {
        one.name: tuple(_value(framework, table, one, cells.get((unit, one.name))) for unit in units)
        for one in framework.indicators
    }
    if all(value is None for column in values.values() for value in column):
        when = f"{chosen} " if chosen else ""
        why = f"{when}没有评估方案所列指标的任何数值。请换一个时期或核对列名"
        raise TableUnreadable(name=table.name, why=why)
    return Reported(table=table.name, period=chosen, units=units, values=values)


Cell = tuple[Row, str]
Cells = dict[tuple[str, str], Cell]


def _period(framework: Framework, table: Table, wanted: str | None) -> str | None:
    head = framework.columns.period
    if head is None:
        if wanted is not None:
            why = f"评估方案没有写明时期在哪一列，不能取“{wanted}”。请在 [columns] 中写 period，或去掉 --period"
            raise TableUnreadable(name=table.name, why=why)
        return None
    known = sorted({row.cells[head] for row in table.rows if head in row.cells})
    if wanted is None and len(known) > 1:
        told = f"{known[0]} 至 {known[-1]}，共 {len(known)} 个" if len(known) > 12 else "、".join(known)
        raise TableUnreadable(name=table.name, why=f"有多个时期（{told}）。请用 --period 选一个")
    if wanted is not None and wanted not in known:
        raise TableUnreadable(name=table.name, why=f"“{head}”一列没有“{wanted}”。{suggestion(wanted, known[::-1])}")
    return wanted if wanted is not None else (known[0] if known else None)


def _units(framework: Framework, table: Table, rows: Sequence[Row]) -> tuple[str, ...]:
    """Whom the framework names, else whoever stands in the rows, in order."""
    head = framework.columns.unit
    known = dict.fromkeys(row.cells[head] for row in table.rows if head in row.cells)
    for unit in framework.units:
        if unit not in known:
            why = f"“{head}”一列没有评估方案列出的“{unit}”。{_nearest(unit, known)}"
            raise TableUnreadable(name=table.name, why=why)
    found = framework.units or tuple(dict.fromkeys(row.cells[head] for row in rows if head in row.cells))
    if not found:
        raise TableUnreadable(name=table.name, why="没有一行可评。请核对内容")
    nameless = next((row for row in rows if head not in row.cells), None)
    if nameless:
        raise TableUnreadable(name=table.name, why=f"第 {nameless.number} 行没有写“{head}”。请补上或删去这一行")
    return found


def _nearest(unit: str, known: Iterable[str]) -> str:
    """A unit by its longer or shorter name, as 宁夏 for 宁夏回族自治区; else as other names are suggested."""
    same = [name for name in known if name in unit or unit in name]
    return f"是否指{'、'.join(f'“{name}”' for name in same)}" if same else suggestion(unit, known)


def _wide(framework: Framework, table: Table, rows: Sequence[Row]) -> Cells:
    heads = {one.name: _head(table, one) for one in framework.indicators}
    seen: dict[str, Row] = {}
    for row in rows:
        unit = row.cells[framework.columns.unit]
        if unit in seen:
            raise _twice(table, seen[unit], row, unit)
        seen[unit] = row
    return {
        (unit, name): (row, row.cells[head])
        for unit, row in seen.items()
        for name, head in heads.items()
        if head in row.cells
    }


def _head(table: Table, one: Measured) -> str:
    """The head an indicator stands under: its name, or its name with the measure in brackets."""
    bare = {found["name"]: head for head in table.heads if (found := _BRACKETED.match(head))}
    head = one.column if one.column in table.heads else bare.get(one.column)
    if head is None:
        why = f"没有“{one.column}”一列（评估方案{one.where}）。{suggestion(one.column, table.heads)}"
        raise TableUnreadable(name=table.name, why=why)
    if head != one.column:
        found = _BRACKETED.match(head)
        _same_measure(table, one, found["measure"] if found else "", f"列名“{head}”")
    return head


def _long(framework: Framework, table: Table, rows: Sequence[Row]) -> Cells:
    columns = framework.columns
    assert columns.indicator
    assert columns.value
    known = dict.fromkeys(row.cells.get(columns.indicator, "") for row in table.rows)
    wanted: dict[str, list[Measured]] = {}
    for one in framework.indicators:
        if one.column not in known:
            why = f"“{columns.indicator}”一列没有“{one.column}”（评估方案{one.where}）。{suggestion(one.column, known)}"
            raise TableUnreadable(name=table.name, why=why)
        wanted.setdefault(one.column, []).append(one)
    cells: Cells = {}
    for row, one in _figures(rows, columns.indicator, wanted):
        if columns.measure:
            _same_measure(table, one, row.cells.get(columns.measure, ""), f"第 {row.number} 行")
        key = (row.cells[columns.unit], one.name)
        if key in cells:
            raise _twice(table, cells[key][0], row, f"{key[0]}的“{one.column}”")
        cells[key] = (row, row.cells.get(columns.value, ""))
    return cells


def _figures(rows: Sequence[Row], head: str, wanted: Mapping[str, list[Measured]]) -> Iterator[tuple[Row, Measured]]:
    for row in rows:
        for one in wanted.get(row.cells.get(head, ""), ()):
            yield row, one


def _same_measure(table: Table, one: Measured, found: str, where: str) -> None:
    if one.measure and plain(found) != plain(one.measure):
        why = f"{where}的计量单位是“{found}”，评估方案{one.where}写的是“{one.measure}”。请换算成同一单位或改正其一"
        raise TableUnreadable(name=table.name, why=why)


def _twice(table: Table, first: Row, second: Row, what: str) -> TableUnreadable:
    why = f"{what}在第 {first.number} 行和第 {second.number} 行各有一个。请留一个，或用 --period 选定时期"
    return TableUnreadable(name=table.name, why=why)


def _value(framework: Framework, table: Table, one: Measured, cell: Cell | None) -> Value:
    if cell is None:
        return None
    row, written = cell
    text = plain(written)
    if text in {plain(word) for word in framework.not_applicable}:
        return NOT_APPLICABLE
    if not text or text in {plain(word) for word in framework.not_reported}:
        return None
    return written.strip() if isinstance(one.scoring, Grade) else _number(table, one, row, text)


def _number(table: Table, one: Measured, row: Row, text: str) -> Decimal:
    digits = text.removesuffix("%") if plain(one.measure or "") == "%" else text
    number = number_in(digits)
    if number is None:
        why = f"第 {row.number} 行的“{one.column}”是“{text}”，不是数。请改成数；未报的留空，不适用的写“不适用”"
        raise TableUnreadable(name=table.name, why=why)
    return number
