"""What a table reports for a framework: a value, not reported or not applicable, for each unit and indicator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.all_reported import RowOf, require_all_reported
from dongxi.analysis.evaluation.as_read import sheet_notes, totals_among
from dongxi.analysis.evaluation.doubtful import mark, mark_heads, marked
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.framework import Framework, Measured
from dongxi.analysis.evaluation.per_cent import SIGN, require_one_way, unexpected, without_sign
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Grade, Value
from dongxi.analysis.evaluation.scoring import reported as is_reported
from dongxi.analysis.tables import (
    Row,
    Table,
    nearest_head,
    number_in,
    per_cent,
    plain,
    require_heads,
    suggestion,
    suggestion_en,
)

_BRACKETED = re.compile(r"^(?P<name>.*?)\s*[(（](?P<measure>[^()（）]*)[)）]$")
_NO_NUMBER = Words(
    zh="不是数。请改成数；未报的留空，不适用的写“不适用”", en="is no number; leave empty what is not reported"
)
_FORMULA = Words(
    zh="是没有算出来的公式。请在电子表格软件中算好后另存",
    en="is a formula that was not calculated; calculate it in a spreadsheet program and save",
)


@dataclass(frozen=True, kw_only=True)
class Reported:
    """Indicator → values of the `units`, of one `period`; None is not reported. `table` is the file's name.

    `doubtful`: indicator → unit → the words of the mark, of the values that carry one; none marked stays out. `notes`:
    what must be known of how the table was read.
    """

    table: str
    period: str | None
    units: tuple[str, ...]
    values: Mapping[str, tuple[Value, ...]]
    doubtful: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()

    def doubts_about(self, unit: str) -> dict[str, str]:
        """Indicator → the words of the mark, for the values of a unit that carry one."""
        return {name: marks[unit] for name, marks in self.doubtful.items() if unit in marks}


def reported_values(*, framework: Framework, table: Table, period: str | None = None) -> Reported:
    """The values that `framework` scores, and which of them the table marks as doubtful (`doubtful.HEADS`).

    TableUnreadable for a column, period, unit, indicator or measure unknown, a figure given twice, and a cell that is
    no number, or no grade of the framework; MissingValues where the framework refuses what is not reported.
    """
    columns = framework.columns
    require_heads(table, *(head for head in vars(columns).values() if head))
    chosen = _period(framework, table, period)
    rows = [row for row in table.rows if columns.period is None or row.cells.get(columns.period) == chosen]
    units = _units(framework, table, rows)
    cells = _long(framework, table, rows) if columns.indicator else _wide(framework, table, rows)
    for one in framework.indicators:
        require_one_way(table, one.column, [cells[unit, one.name] for unit in units if (unit, one.name) in cells])
    values = {
        one.name: tuple(_value(framework, table, one, cells.get((unit, one.name))) for unit in units)
        for one in framework.indicators
    }
    if all(value is None for column in values.values() for value in column):
        when = f"{chosen} " if chosen else ""
        why = f"{when}没有评估方案所列指标的任何数值。请换一个时期或核对列名"
        en = f"no figure of the framework's indicators {when}; take another period or check the names of columns"
        raise table.unreadable(why=why, why_en=en)
    require_all_reported(
        framework=framework,
        table=table,
        period=chosen,
        units=units,
        values=values,
        row_of=_row_of(framework, rows, cells),
    )
    doubtful = _doubtful(framework, table, cells, units, values)
    notes = tuple(_notes(framework, table, rows, units))
    return Reported(table=table.name, period=chosen, units=units, values=values, doubtful=doubtful, notes=notes)


def _notes(framework: Framework, table: Table, rows: Sequence[Row], units: Sequence[str]) -> Iterator[Words]:
    """Totals only where the framework does not name whom it scores."""
    at = {row.cells[framework.columns.unit]: row.number for row in reversed(rows)}
    if not framework.units and (totals := totals_among(units, rows={} if framework.columns.indicator else at)):
        yield totals
    yield from sheet_notes(table)


Cell = tuple[Row, str]
Cells = dict[tuple[str, str], Cell]


def _row_of(framework: Framework, rows: Sequence[Row], cells: Cells) -> RowOf:
    """In a wide table an empty cell stands in its unit's row; in a long one it has a row of its own, or none."""
    wide = framework.columns.indicator is None
    at = {row.cells[framework.columns.unit]: row.number for row in rows} if wide else {}

    def row_of(unit: str, name: str) -> int | None:
        cell = cells.get((unit, name))
        return cell[0].number if cell else at.get(unit)

    return row_of


def _doubtful(
    framework: Framework,
    table: Table,
    cells: Cells,
    units: Sequence[str],
    values: Mapping[str, tuple[Value, ...]],
) -> dict[str, dict[str, str]]:
    """Indicator → unit → the words of the mark: of its own row in a long table, of its unit's row in a wide one."""
    wide = framework.columns.indicator is None
    known = [name for one in framework.indicators for name in (one.name, one.column)]
    heads = mark_heads(table, taken=[*vars(framework.columns).values(), *(known if wide else ())])
    names = [*known, *table.heads]

    def words(unit: str, one: Measured) -> str:
        said = mark(cells[unit, one.name][0], heads)
        meant = marked(said, names=names) if wide else {one.name: said}
        return meant.get(one.name) or meant.get(one.column, "")

    found = {
        one.name: {
            unit: said
            for unit, value in zip(units, values[one.name], strict=True)
            if is_reported(value) and (said := words(unit, one))
        }
        for one in framework.indicators
    }
    return {name: told for name, told in found.items() if told}


def _period(framework: Framework, table: Table, wanted: str | None) -> str | None:
    head = framework.columns.period
    if head is None:
        if wanted is not None:
            why = f"评估方案没有写明时期在哪一列，不能取“{wanted}”。请在 [columns] 中写 period，或去掉 --period"
            en = (
                f"the framework does not say which column holds the period, so “{wanted}” cannot be taken; "
                "write period in [columns], or leave --period out"
            )
            raise table.unreadable(why=why, why_en=en)
        return None
    known = sorted({row.cells[head] for row in table.rows if head in row.cells})
    if wanted is None and len(known) > 1:
        told = f"{known[0]} 至 {known[-1]}，共 {len(known)} 个" if len(known) > 12 else "、".join(known)
        en = f"there are {len(known)} periods, {known[0]} to {known[-1]}; choose one with --period"
        raise table.unreadable(why=f"有多个时期（{told}）。请用 --period 选一个", why_en=en)
    if wanted is not None and wanted not in known:
        near = _nearest_period(wanted, known)
        raise table.unreadable(
            why=f"“{head}”一列没有“{wanted}”。{near.zh}",
            why_en=f"the column {table.head_en(head)} has no “{wanted}”; {near.en}",
        )
    return wanted if wanted is not None else (known[0] if known else None)


def _nearest_period(wanted: str, known: Sequence[str]) -> Words:
    """Beyond the years there are, the first or the last of them; else the names most alike, later ones first."""
    years = all(len(year) == len(wanted) and year.isdecimal() for year in (wanted, *known))
    if known and years and not known[0] <= wanted <= known[-1]:
        end = known[0] if wanted < known[0] else known[-1]
        if len(known) == 1:
            return Words(zh=f"只有“{end}”", en=f"there is only “{end}”")
        return Words(
            zh=f"现有 {known[0]} 至 {known[-1]}，最近的是“{end}”",
            en=f"there are {known[0]} to {known[-1]}, “{end}” is the nearest",
        )
    return Words(zh=suggestion(wanted, known[::-1]), en=suggestion_en(wanted, known[::-1]))


def _units(framework: Framework, table: Table, rows: Sequence[Row]) -> tuple[str, ...]:
    """Whom the framework names, else whoever stands in the rows, in order."""
    head = framework.columns.unit
    known = dict.fromkeys(row.cells[head] for row in table.rows if head in row.cells)
    for unit in framework.units:
        if unit not in known:
            near = _nearest(unit, known)
            why = f"“{head}”一列没有评估方案列出的“{unit}”。{near.zh}"
            en = f"the column {table.head_en(head)} has no “{unit}”, which the framework lists; {near.en}"
            raise table.unreadable(why=why, why_en=en)
    found = framework.units or tuple(dict.fromkeys(row.cells[head] for row in rows if head in row.cells))
    if not found:
        why, en = "没有一行可评。请核对内容", "no row can be scored; please check what it holds"
        raise table.unreadable(why=why, why_en=en)
    nameless = next((row for row in rows if head not in row.cells), None)
    if nameless:
        raise table.unreadable(
            why=f"第 {nameless.number} 行没有写“{head}”。请补上或删去这一行",
            why_en=f"row {nameless.number} has no “{head}”; add it or delete the row",
        )
    return found


def _nearest(unit: str, known: Iterable[str]) -> Words:
    """A unit by its longer or shorter name, as 宁夏 for 宁夏回族自治区; else as other names are suggested."""
    same = [f"“{name}”" for name in known if name in unit or unit in name]
    if same:
        return Words(zh=f"是否指{'、'.join(same)}", en=f"did you mean {' or '.join(same)}")
    return Words(zh=suggestion(unit, known), en=suggestion_en(unit, known))


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
        near = nearest_head(table, one.column)
        why = f"没有“{one.column}”一列（评估方案{one.where.zh}）。{near.zh}"
        en = f"there is no column “{one.column}” (framework, {one.where.en}); {near.en}"
        raise table.unreadable(why=why, why_en=en)
    if head != one.column:
        found = _BRACKETED.match(head)
        where = Words(zh=f"列名“{head}”", en=f"the column “{head}”")
        _same_measure(table, one, found["measure"] if found else "", where)
    return head


def _long(framework: Framework, table: Table, rows: Sequence[Row]) -> Cells:
    columns = framework.columns
    assert columns.indicator
    assert columns.value
    known = dict.fromkeys(row.cells.get(columns.indicator, "") for row in table.rows)
    wanted: dict[str, list[Measured]] = {}
    for one in framework.indicators:
        if one.column not in known:
            raise table.unreadable(
                why=f"“{columns.indicator}”一列没有“{one.column}”（评估方案{one.where.zh}）。"
                f"{suggestion(one.column, known)}",
                why_en=f"the column {table.head_en(columns.indicator)} has no “{one.column}” (framework, "
                f"{one.where.en}); {suggestion_en(one.column, known)}",
            )
        wanted.setdefault(one.column, []).append(one)
    cells: Cells = {}
    for row, one in _figures(rows, columns.indicator, wanted):
        if columns.measure:
            where = Words(zh=f"第 {row.number} 行", en=f"row {row.number}")
            _same_measure(table, one, row.cells.get(columns.measure, ""), where)
        key = (row.cells[columns.unit], one.name)
        if key in cells:
            raise _twice(table, cells[key][0], row, f"{key[0]}的“{one.column}”")
        cells[key] = (row, row.cells.get(columns.value, ""))
    return cells


def _figures(rows: Sequence[Row], head: str, wanted: Mapping[str, list[Measured]]) -> Iterator[tuple[Row, Measured]]:
    for row in rows:
        for one in wanted.get(row.cells.get(head, ""), ()):
            yield row, one


def _same_measure(table: Table, one: Measured, found: str, where: Words) -> None:
    if one.measure and plain(found) != plain(one.measure):
        raise table.unreadable(
            why=f"{where.zh}的计量单位是“{found}”，评估方案{one.where.zh}写的是“{one.measure}”。"
            "请换算成同一单位或改正其一",
            why_en=f"{where.en} is in “{found}”, the framework ({one.where.en}) says “{one.measure}”; convert or "
            "correct one of them",
        )


def _twice(table: Table, first: Row, second: Row, what: str) -> TableUnreadable:
    why = f"{what}在第 {first.number} 行和第 {second.number} 行各有一个。请留一个，或用 --period 选定时期"
    en = f"{what}: rows {first.number} and {second.number} both give one; keep one, or choose a period"
    return table.unreadable(why=why, why_en=en)


def _value(framework: Framework, table: Table, one: Measured, cell: Cell | None) -> Value:
    if cell is None:
        return None
    row, written = cell
    text = plain(written)
    if text in {plain(word) for word in framework.not_applicable}:
        return NOT_APPLICABLE
    if not text or text in {plain(word) for word in framework.not_reported}:
        return None
    return (
        _grade(table, one, row, written)
        if isinstance(one.scoring, Grade)
        else _number(framework, table, one, row, text)
    )


def _grade(table: Table, one: Measured, row: Row, written: str) -> str:
    try:
        one.scoring.points(written)
    except DoesNotFit as refused:
        why, en = refused.zh.rstrip("。"), refused.en.rstrip(".")
        raise table.unreadable(
            why=f"第 {row.number} 行的“{one.column}”：{why}",
            why_en=f"row {row.number}, “{one.column}”: {en}",
        ) from None
    return written.strip()


def _number(framework: Framework, table: Table, one: Measured, row: Row, text: str) -> Decimal:
    signed = per_cent(text)
    number = number_in(without_sign(text) if signed else text)
    if number is None:
        no_number = _FORMULA if text[0] == "=" else _NO_NUMBER
        why = f"第 {row.number} 行的“{one.column}”是“{text}”，{no_number.zh}"
        en = f"row {row.number}, “{one.column}”: “{text}” {no_number.en}"
        raise table.unreadable(why=why, why_en=en)
    if signed and plain(_measure(framework, table, one, row)) != SIGN:
        mend = Words(
            zh=f'若指百分之 {number}，请在评估方案{one.where.zh}写 measure = "%"',
            en=f'if {number} per cent is meant, write measure = "%" in the framework, {one.where.en}',
        )
        raise unexpected(table, row, one.column, text, mend=mend)
    return number


def _measure(framework: Framework, table: Table, one: Measured, row: Row) -> str:
    """What an indicator is measured in, as the framework, the row or the head says it; empty if none does."""
    if one.measure or framework.columns.indicator:
        return one.measure or row.cells.get(framework.columns.measure or "", "")
    found = _BRACKETED.match(_head(table, one))
    return found["measure"] if found else ""
