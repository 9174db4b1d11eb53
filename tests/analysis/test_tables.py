"""Tables as people send them: what is no table, or holds no number, is said in Chinese and with its place."""

from __future__ import annotations

import errno
import io
import os
import zipfile

import pytest
import xlsxwriter

from dongxi.analysis import tables
from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.framework import read_framework
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.analysis.os_words import why_not
from dongxi.analysis.reporting.annual.report import shipped_framework
from dongxi.analysis.tables import read_table, table_of
from dongxi.analysis.workbooks import first_sheet


def workbook(*, second_sheet: bool = False) -> bytes:
    """A formula that failed in C3 of its first sheet."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["单位", "年份", "强度"])
    sheet.write_row(1, 0, ["甲", 2023, 1.5])
    sheet.write_row(2, 0, ["乙", 2023])
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    if second_sheet:
        book.add_worksheet().write_formula(1, 2, "=1/0", None, "#N/A")
    book.close()
    return content.getvalue()


@pytest.mark.parametrize("second_sheet", [False, True])
def test_a_formula_that_failed_is_not_missing(second_sheet):
    table = table_of(workbook(second_sheet=second_sheet), name="x.xlsx")
    assert [row.cells.get("强度") for row in table.rows] == ["1.5", "#DIV/0!"]


def uncalculated() -> bytes:
    """A formula that no program has calculated in B2 of its sheet, and one that gives nothing in B3."""
    calculated = io.BytesIO()
    book = xlsxwriter.Workbook(calculated)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["单位", "强度"])
    sheet.write_column(1, 0, ["甲", "乙"])
    sheet.write_formula(1, 1, "=B9*2", None, 0)
    sheet.write_formula(2, 1, '=""', None, "text")
    book.close()
    content = io.BytesIO()
    with zipfile.ZipFile(calculated) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.namelist():
            emptied = old.read(part).replace(b"<v>0</v></c></row><row", b"<v></v></c></row><row")
            new.writestr(part, emptied.replace(b"<v>text</v>", b"<v></v>"))
    return content.getvalue()


def test_a_formula_that_nobody_calculated_is_not_missing_and_one_that_gives_nothing_is():
    table = table_of(uncalculated(), name="x.xlsx")
    assert [row.cells.get("强度", "") for row in table.rows] == ["=B9*2", ""]


def spread(part: bytes) -> bytes:
    """A workbook whose only sheet holds a word in A1, and this far away."""
    whole, content = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(whole)
    book.add_worksheet().write(0, 0, "单位")
    book.close()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", part + b"</sheetData>"))
    return content.getvalue()


FAR = [
    pytest.param(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "第 1048576 行、第 16384 列", id="plain"),
    pytest.param(b"<row r='1048576'><c  x='>'  r = 'XFD1048576'  ><v>1</v></c></row>", "第 1048576 行", id="odd marks"),
    pytest.param(b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>', "第 16384 列", id="small letters"),
    pytest.param(
        b'<row r="1048576">' + b"<c/>" * 99 + b"<c><v>1</v></c></row>", "第 1048576 行、第 100 列", id="no names"
    ),
]


@pytest.mark.parametrize(("part", "words"), FAR)
def test_a_sheet_spread_too_far_is_refused_before_room_is_made_for_it(part, words):
    with pytest.raises(TableUnreadable, match=f"{words}.*请删去远处多余的格子"):
        table_of(spread(part), name="x.xlsx")


def test_cells_far_away_that_hold_nothing_are_no_matter():
    empty = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert table_of(spread(empty), name="x.xlsx").heads == ("单位",)


def test_a_long_text_that_many_cells_share_is_counted_for_each(monkeypatch):
    """A file keeps it once; the reader would make a copy for every cell."""
    monkeypatch.setattr(tables, "LARGEST", 1_000_000)
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole)
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["单位", *["长" * 30_000] * 100])
    book.close()
    assert len(table_of(whole.getvalue(), name="x.xlsx").rows) == 100
    more = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (row, row) for row in range(102, 142))
    content = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", more + b"</sheetData>"))
    with pytest.raises(TableUnreadable, match="解开后过大"):
        table_of(content.getvalue(), name="x.xlsx")


def inflating(size: int, *, said: int) -> bytes:
    """A whole workbook with a part of so many bytes, of which its directory says another size."""
    content = io.BytesIO(spread(b""))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.bin", bytes(size))
        package.infolist()[-1].file_size = said
    return content.getvalue()


@pytest.mark.parametrize("said", [5_000_000, 10])
def test_a_workbook_that_unpacks_to_too_much_is_refused_whatever_it_says_of_itself(said, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST", 1_000_000)
    content = inflating(5_000_000, said=said)
    assert len(content) < 20_000
    with pytest.raises(TableUnreadable, match="解开后过大"):
        table_of(content, name="x.xlsx")
    assert table_of(inflating(3_000_000, said=3_000_000), name="x.xlsx").heads == ("单位",)


@pytest.fixture
def strength(tmp_path):
    """A framework that scores 强度 alone."""
    framework = tmp_path / "f.toml"
    framework.write_text(
        'title = "示例"\n[columns]\nunit = "单位"\n[[criterion]]\nname = "投入"\nweight = 100\n'
        '[[criterion.indicator]]\nname = "强度"\nweight = 1\ndirection = "higher"\n'
        'scoring = { method = "linear", floor = 0, target = 2.5 }\n',
        encoding="utf-8",
    )
    return read_framework(framework)


def test_a_failed_formula_is_named_with_its_row_and_column(strength):
    with pytest.raises(TableUnreadable, match="第 3 行的“强度”是“#DIV/0!”，不是数"):
        reported_values(framework=strength, table=table_of(workbook(), name="x.xlsx"))


def test_a_formula_that_nobody_calculated_is_refused_as_one_in_both_languages(strength):
    with pytest.raises(TableUnreadable, match=r"第 2 行的“强度”是“=B9\*2”，是没有算出来的公式") as refused:
        reported_values(framework=strength, table=table_of(uncalculated(), name="x.xlsx"))
    assert '"=B9*2" is a formula that was not calculated' in refused.value.en


def test_a_text_that_is_called_a_workbook_is_none():
    with pytest.raises(TableUnreadable, match="名为工作簿，内容却不是"):
        table_of(b"hello\n1\n", name="a.XLSX")
    assert table_of(b"hello\n1\n", name="a.csv").heads == ("hello",)


@pytest.mark.parametrize("asked", ["1890", "2090"])
def test_a_year_beyond_those_there_are_is_answered_with_the_nearest(asked):
    known = sorted({row.cells["年份"] for row in shipped_table().rows})
    nearest = known[0] if asked < known[0] else known[-1]
    with pytest.raises(TableUnreadable, match=f"现有 {known[0]} 至 {known[-1]}，最近的是“{nearest}”"):
        reported_values(framework=shipped_framework(), table=shipped_table(), period=asked)


def test_what_the_system_reports_is_said_in_chinese(tmp_path):
    with pytest.raises(TableUnreadable, match="这是文件夹，不是文件"):
        read_table(tmp_path)
    for number in (errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS):
        words = why_not(OSError(number, os.strerror(number)))
        assert not any(letter.isascii() for letter in words), words
    assert why_not(OSError(9999, "x")) == "系统错误 9999"


FORMULAS = [
    pytest.param(b"<c r='B2'><f>A1*2</f><v>7</v></c>", "7", id="calculated"),
    pytest.param(b"<c r='B2'><f t='shared' si='0'/><v>7</v></c>", "7", id="shared"),
    pytest.param(b"<c r='B2' t='str'><f>A1</f><v>\xe4\xb8\x83</v></c>", "七", id="text"),
    pytest.param(b"<c r='B2'><f>A1*2</f></c>", "=A1*2", id="no value"),
    pytest.param(b"<c r='B2'><f>A1*2</f><v/></c>", "=A1*2", id="value closed"),
    pytest.param(b"<c r='B2'><f>A1*2</f><v> </v></c>", "=A1*2", id="value blank"),
    pytest.param(b"<c r='B2'><f\n>A1*2</f></c>", "=A1*2", id="broken line"),
    pytest.param(b"<c r='B2'><f t='shared' si='0'/></c>", "=", id="shared without a value"),
    pytest.param(b"<c r='B2'><f/></c>", "=", id="empty"),
    pytest.param(b"<c r='B2' t = 'e'><f>1/0</f><v>#DIV/0!</v></c>", "#DIV/0!", id="error, widely written"),
]


@pytest.mark.parametrize(("cell", "read"), FORMULAS)
def test_a_formula_counts_as_calculated_only_where_its_value_stands(cell, read):
    calculated = b'<row r="3"><c r="B3"><f>1+1</f><v>2</v></c></row>'
    content = spread(b'<row r="2"><c r="A2"><v>1</v></c>' + cell + b"</row>" + calculated)
    sheet = first_sheet(content, most_bytes=10**8, most_cells=10**6)
    shown = sheet.formulas.get((1, 1)) or sheet.rows[1][1]
    assert (str(int(shown)) if isinstance(shown, float) else shown) == read
    assert (2, 1) not in sheet.formulas
