"""How our workbooks come out of a printer."""

from __future__ import annotations

from typing import Any


def set_up_to_print(sheet: Any, *, head: int, footer: str, last: tuple[int, int] | None = None) -> None:
    """A4 landscape, one page wide, the head row on each page, page numbers below. `sheet` is XlsxWriter's.

    `last` is the row and column at which the table ends; without it everything written is printed.
    """
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer(footer)
    sheet.center_horizontally()
    if last:
        sheet.print_area(0, 0, *last)
