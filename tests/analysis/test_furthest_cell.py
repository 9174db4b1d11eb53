"""How far a sheet reaches is the same wherever a block ends, and is not guessed where it cannot be told."""

from __future__ import annotations

import pytest

from dongxi.analysis.furthest_cell import furthest_cell

ROW = b'<row r="%d"><c r="A%d" s="1"><v>3</v></c><c r="%s%d"/></row>'
SHEET = b"<cols><col/></cols>" + b"".join(
    ROW % (row, row, column, row) for row, column in ((1, b"b"), (1048576, b"AA"), (12, b"XFD"))
)


@pytest.mark.parametrize("block", range(1, len(SHEET) + 2, 7))
def test_no_cell_is_lost_where_a_block_ends(block):
    assert furthest_cell(SHEET, block=block) == (1048576, 16384)


def test_prefixed_names_and_single_quotes_are_cells_too():
    assert furthest_cell(b"<x:c r='C7'/>") == (7, 3)
    assert furthest_cell(b"<sheetData/>") == (0, 0)


@pytest.mark.parametrize(
    "cell",
    [
        b"<c><v>1</v></c>",
        b'<c s="1" r="ZZ9"/>',
        b'<c r = "ZZ9"/>',
        b'<c\nr="ZZ9"/>',
        b'<c r="&#65;1"/>',
        b'<c r="AAAA1"/>',
        b'<c r="A12345678"/>',
        b'<c r="7"/>',
        b'<c r="A1',
        '<c r="A1"/>'.encode("utf-16"),
    ],
)
@pytest.mark.parametrize("before", [b"", b'<c r="A1"/>', b'<z r="A1"/>'])
def test_a_cell_written_in_another_way_leaves_the_question_open(before, cell):
    assert furthest_cell(before + cell) is None
