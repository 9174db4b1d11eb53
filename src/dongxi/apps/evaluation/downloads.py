"""The studies as files: CSV in UTF-8 with its byte order mark, or a workbook. Numbers stay numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dongxi.apps.records.listing_cells import harmless
from dongxi.apps.records.listing_export import BOM, XLSX

Rows = Sequence[dict[str, Any]]


def as_csv(rows: Rows) -> tuple[bytes, str]:
    """The rows as CSV, with the media type; an empty cell is a figure that is missing."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(rows[0])
    writer.writerows([harmless(value) for value in row.values()] for row in rows)
    return (BOM + held.getvalue()).encode(), "text/csv; charset=utf-8"


def as_xlsx(rows: Rows) -> tuple[bytes, str]:
    """The rows as one sheet with a frozen head and a filter."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("数据"))
    sheet.write_row(0, 0, list(rows[0]), book.add_format({"bold": True, "bottom": 1}))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, list(row.values()))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(rows[0]) - 1)
    sheet.autofit()
    book.close()
    return held.getvalue(), XLSX


FORMATS: dict[str, Callable[[Rows], tuple[bytes, str]]] = {"csv": as_csv, "xlsx": as_xlsx}


def download(*, name: str, rows: Rows, ending: str) -> HttpResponse:
    """The rows as a file to save; `ending` one of FORMATS."""
    content, media_type = FORMATS[ending](rows)
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="dongxi-{name}.{ending}"'
    return answer
