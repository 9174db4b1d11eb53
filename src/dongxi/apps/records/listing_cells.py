"""How a value stands in a cell: on the page, in a CSV, in a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from dongxi.apps.records.listing import Column

FIVE_DIGITS = 10_000  # separated from here on, so that a year stays a year
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Number = int | float | Decimal


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a table cell shows. `missing`: nobody gave a value, which is neither zero nor empty."""

    text: str
    address: str = ""
    state: str = ""
    numeric: bool = False
    missing: bool = False
    long: bool = False


def cell_of(column: Column, row: Any) -> Cell:
    """The cell of a row in a column."""
    value = column.value(row)
    return Cell(
        text=str(column.missing) if value is None else words(value),
        address=(column.address(row) or "") if column.address else "",
        state=column.state(row) if column.state else "",
        numeric=column.numeric,
        missing=value is None,
        long=column.long,
    )


def is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


def words(value: Any) -> str:
    """A value as read on the page: long numbers separated, times in Shanghai, several things joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if is_number(value):
        return f"{value:,}" if abs(value) >= FIVE_DIGITS else str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return _("、").join(words(part) for part in value)
    return str(value)


def plain(value: Any) -> Any:
    """A value for a sheet: a number stays a number, everything else is text."""
    return value if is_number(value) else words(value)


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe; numbers are left alone."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
