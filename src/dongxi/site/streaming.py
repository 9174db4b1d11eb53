"""A table taken away whole: its rows are streamed as CSV or JSON lines, never gathered."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.functional import Promise

from dongxi.apps.records.listing_cells import harmless

CHUNK = 2_000
BYTE_ORDER_MARK = "\ufeff"  # spreadsheets take a CSV file for UTF-8 only if it begins with one
Columns = tuple[tuple[str, str], ...]
"""(name in the file, field path) of each column."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """A table that may be taken away whole: `rows(user)` is a queryset of what they may see, in a stable order."""

    name: str
    title: str | Promise
    columns: Columns
    rows: Callable[[Any], QuerySet]


def named(*fields: str) -> Columns:
    """Columns called like their fields."""
    return tuple((field, field) for field in fields)


def csv_lines(*, export: Export, to: Any) -> Iterator[str]:
    """The table as CSV. Text that a spreadsheet would take for a formula is marked as text."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow([name for name, _path in export.columns])
    for row in _rows(export, to):
        yield writer.writerow([_cell(value) for value in row])


def json_lines(*, export: Export, to: Any) -> Iterator[str]:
    """The table as one JSON object a line."""
    names = [name for name, _path in export.columns]
    for row in _rows(export, to):
        line = dict(zip(names, row, strict=True))
        yield json.dumps(line, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n"


FORMATS = {"csv": ("text/csv; charset=utf-8", csv_lines), "jsonl": ("application/jsonl; charset=utf-8", json_lines)}


def _rows(export: Export, to: Any) -> Iterator[tuple]:
    return (
        export.rows(to)
        .prefetch_related(None)
        .values_list(*(path for _name, path in export.columns))
        .iterator(chunk_size=CHUNK)
    )


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return harmless("|".join(str(each) for each in value) if isinstance(value, list) else value)


class _Line:
    """What csv writes into: it hands each line straight back."""

    def write(self, line: str) -> str:
        return line
