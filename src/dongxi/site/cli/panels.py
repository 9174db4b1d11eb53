"""What the commands that evaluate share: a table opened, numbers typed, rows shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dongxi.site.cli.output import refused

if TYPE_CHECKING:
    from rich.table import Table as Shown

    from dongxi.analysis.evaluation.panel import Long
    from dongxi.analysis.tables import Table

SHIPPED = "shipped"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A table, and where it holds what if one figure stands in a row."""

    table: Table
    long: Long | None

    def variable_of(self, name: str) -> str:
        """The variable a name means."""
        from dongxi.analysis.evaluation.panel import variable_of

        return variable_of(table=self.table, name=name, long=self.long)


def open_table(name: str, *, long: tuple[str | None, str | None]) -> Opened:
    """The table in a file, long if told the heads of indicator and value; `shipped` without the national totals."""
    from dongxi.analysis.evaluation.panel import Long
    from dongxi.analysis.tables import read_table

    if name == SHIPPED:
        return _shipped()
    indicator, value = long
    if (indicator is None) != (value is None):
        raise refused("长表须同时写明 --indicator（指标名称在哪一列）和 --value（数值在哪一列）。")
    at = Long(indicator=indicator, value=value) if indicator and value else None
    return Opened(table=read_table(Path(name)), long=at)


def _shipped() -> Opened:
    from dongxi.analysis.evaluation.panel import Long
    from dongxi.analysis.indicators.shipped import HEADS, NATION_NAME, shipped_table

    table = shipped_table()
    rows = tuple(row for row in table.rows if row.cells[HEADS[0]] != NATION_NAME)
    return Opened(table=replace(table, rows=rows), long=Long(indicator=HEADS[2], value=HEADS[4]))


def planned() -> tuple[str, ...]:
    """The units of the shipped table whose plan the study of change is about."""
    from dongxi.analysis.indicators.measures import members, place_name, studies

    return tuple(place_name(code).zh for code in members(studies()["effect"]["outside"]))


def numbers(text: str | None) -> list[float] | None:
    """Numbers between commas; None for none."""
    if text is None:
        return None
    from dongxi.analysis.evaluation.choosing import split
    from dongxi.analysis.tables import number_in

    found = []
    for part in split(text):
        number = number_in(part)
        if number is None:
            raise refused(f"“{part}”不是数。请写用逗号分开的数，如 0.5,0.3,0.2。")
        found.append(float(number))
    return found


def shown_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, left: Collection[int]) -> Shown:
    """A table for the terminal; the columns `left` hold words, the others figures."""
    from rich import box
    from rich.table import Table as Shown
    from rich.text import Text

    shown = Shown(box=box.SIMPLE_HEAD)
    for at, head in enumerate(heads):
        shown.add_column(head, justify="left" if at in left else "right", overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))
    return shown
