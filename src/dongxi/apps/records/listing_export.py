"""Exports of a list: everything filtered, not only the page. Memory stays bounded by a block of rows."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.listing_cells import harmless, is_number, plain
from dongxi.apps.records.printing import set_up_to_print

if TYPE_CHECKING:
    from dongxi.apps.records.listing import Column, Listing
    from dongxi.apps.records.listing_view import ListingView

BLOCK = 500
BOM = "\ufeff"
SHEET_ROWS = 1_048_575
SHEET_TEXT = 32_767
LINE_HEIGHT, MOST_LINES = 15, 27
LAST_NARROW = "\u2e7f"  # what comes after it is as wide as two
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_export(*, listing: Listing, view: ListingView, rows: QuerySet[Any]) -> HttpResponseBase:
    """A CSV in UTF-8 with its byte order mark, streamed row by row."""
    columns, language = listing.chosen_columns(view), translation.get_language()
    response = StreamingHttpResponse(_csv_blocks(columns, rows, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(listing)}.csv"'
    return response


def xlsx_export(*, listing: Listing, view: ListingView, rows: QuerySet[Any]) -> HttpResponseBase:
    """A workbook: frozen head, filter, widths, units in the head, and a sheet that says what it holds."""
    count = rows.count()
    if count > SHEET_ROWS:
        raise BadInput(
            _("共 %(count)s 行，超过一张工作表的上限（%(limit)s 行）。请先筛选，或导出 CSV。")
            % {"count": f"{count:,}", "limit": f"{SHEET_ROWS:,}"}
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
    _write_workbook(file, listing, view, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_file_name(listing)}.xlsx", content_type=XLSX)


EXPORTS: dict[str, Callable[..., HttpResponseBase]] = {"csv": csv_export, "xlsx": xlsx_export}


def _file_name(listing: Listing) -> str:
    return f"dongxi-{listing.name}-{timezone.localdate().isoformat()}"


def _values(columns: tuple[Column, ...], rows: QuerySet[Any]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=BLOCK):
        yield [_value(column, row) for column in columns]


def _value(column: Column, row: Any) -> Any:
    """What a cell holds. A column that has a word of its own for what is missing says it; one of numbers stays one."""
    value = column.value(row)
    says = value is None and not column.numeric and column.missing != type(column).missing
    return str(column.missing) if says else plain(value)


def _head(column: Column) -> str:
    return (
        _("%(title)s（%(unit)s）") % {"title": column.title, "unit": column.unit} if column.unit else str(column.title)
    )


def _csv_blocks(columns: tuple[Column, ...], rows: QuerySet[Any], language: str | None) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    with translation.override(language):
        buffer.write(BOM)
        writer.writerow([harmless(_head(column)) for column in columns])
    values, more = _values(columns, rows), True
    while more:
        with translation.override(language):
            more = _fill(writer, values)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _fill(writer: Any, values: Iterator[list[Any]]) -> bool:
    """Write one block; False once the rows are at an end."""
    for number, row in enumerate(values, start=1):
        writer.writerow([harmless(value) for value in row])
        if number == BLOCK:
            return True
    return False


def _write_workbook(file: Any, listing: Listing, view: ListingView, rows: QuerySet[Any]) -> None:
    import xlsxwriter  # loaded by the first workbook, not by the first page

    columns = listing.chosen_columns(view)
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(str(listing.title)[:31] or listing.name[:31])
    _set_up(book, sheet, columns)
    sheet.set_header(_page_header(listing, view))
    last = 0
    looks = _looks(book)
    widths = [_width(column) for column in columns]
    for last, values in enumerate(_values(columns, rows), start=1):
        sheet.set_row(last, LINE_HEIGHT * _lines(values, widths))
        for place, value in enumerate(values):
            _write(sheet, last, place, value, looks)
    sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    _about(book, listing, view, last)
    book.close()


def _set_up(book: Any, sheet: Any, columns: tuple[Column, ...]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#F3F1EB"})
    sheet.freeze_panes(1, 0)
    set_up_to_print(sheet, head=0, footer="&C&P / &N")
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(0, place, _head(column), head)


def _width(column: Column) -> int:
    """In characters of the default font; a Chinese character takes two."""
    return column.width or (50 if column.long else max(10 if column.numeric else 18, 2 * len(_head(column)) + 2))


def _lines(values: list[Any], widths: list[int]) -> int:
    """How many lines the longest text of a row takes: programs other than Excel do not fit a row to its text."""
    texts = ((value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str))
    return min(MOST_LINES, max((-(-_wide(text) // width) for text, width in texts if text), default=1))


def _wide(text: str) -> int:
    return len(text) + sum(character > LAST_NARROW for character in text)


@dataclass(frozen=True, kw_only=True)
class Looks:
    """The cell formats: whole numbers, other numbers, text."""

    whole: Any
    number: Any
    text: Any


def _looks(book: Any) -> Looks:
    line = {"valign": "top", "bottom": 7}
    return Looks(
        whole=book.add_format({**line, "num_format": "[>=10000]#,##0;General"}),
        number=book.add_format(line),
        text=book.add_format({**line, "text_wrap": True}),
    )


def _write(sheet: Any, row: int, place: int, value: Any, looks: Looks) -> None:
    if is_number(value):
        sheet.write_number(row, place, value, looks.whole if isinstance(value, int) else looks.number)
    elif value:
        sheet.write_string(row, place, value[:SHEET_TEXT], looks.text)
    else:
        sheet.write_blank(row, place, None, looks.text)


def _about(book: Any, listing: Listing, view: ListingView, count: int) -> None:
    """The second sheet: what was asked for, how many rows, when."""
    sheet = book.add_worksheet(_("说明"))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)
    facts = [
        (_("列表"), str(listing.title) or listing.name),
        (_("行数"), f"{count:,}"),
        (_("导出时间"), timezone.localtime().strftime("%Y-%m-%d %H:%M")),
    ]
    facts += _asked(listing, view)
    for row, (what, value) in enumerate(facts):
        sheet.write_string(row, 0, what)
        sheet.write_string(row, 1, value)


def _asked(listing: Listing, view: ListingView) -> list[tuple[str, str]]:
    return [(str(each.title), view.asked_words(each.key)) for each in listing.filters if view.filters[each.key]]


def _page_header(listing: Listing, view: ListingView) -> str:
    """What every printed page says of itself: the list's title, and what it was filtered by."""
    title = str(listing.title) or listing.name
    asked = _("；").join(_("：").join(each) for each in _asked(listing, view))
    return f"&L{_in_header(title, 31)}&R{_in_header(asked, 90)}"  # a header holds 255 characters


def _in_header(words: str, most: int) -> str:
    return (words if len(words) <= most else f"{words[: most - 1]}…").replace("&", "&&")
