"""What a workbook's formats tell: a number shown as 5.0 % is 5 %, and hidden rows are known."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from dongxi.analysis.tables import table_of


def workbook(*, pattern: str | None, hidden: bool = False, others: tuple[str, ...] = ()) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("报送表")
    sheet.write_row(0, 0, ["单位", "完成率"])
    shown = book.add_format({"num_format": pattern}) if pattern else None
    for row, value in enumerate((0.05, 0.07, 1), start=1):
        sheet.write_row(row, 0, [f"县{row}"])
        sheet.write_number(row, 1, value, shown)
    if hidden:
        sheet.set_row(2, None, None, {"hidden": True})
    for name in others:
        book.add_worksheet(name)
    book.close()
    return content.getvalue()


def cells(content: bytes) -> list[str]:
    return [row.cells["完成率"] for row in table_of(content, name="x.xlsx").rows]


@pytest.mark.parametrize("pattern", ["0%", "0.00%", "0.0%", '0.0%;[Red]-0.0%;"无"', "#,##0.000 %"])
def test_a_number_shown_as_per_cent_is_read_so_with_all_its_digits(pattern):
    assert cells(workbook(pattern=pattern)) == ["5%", "7%", "100%"]


@pytest.mark.parametrize("pattern", [None, "0.00", '0.0"%"', r"0.0\%", "[$%-409]0.0"])
def test_a_sign_that_is_only_printed_does_not_make_a_number_per_cent(pattern):
    assert cells(workbook(pattern=pattern)) == ["0.05", "0.07", "1"]


def test_which_sheet_was_read_and_which_rows_are_hidden_is_known():
    sheet = table_of(workbook(pattern=None, hidden=True, others=("说明",)), name="x.xlsx").sheet
    assert sheet is not None
    assert (sheet.name, sheet.others, sheet.hidden) == ("报送表", ("说明",), frozenset({3}))
