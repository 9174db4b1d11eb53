"""Tables among printed lines: those a Word document holds, and those a plain text sets by tabs or wide gaps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from dongxi.analysis.plan.vocab import either, vocabulary, words

CELL, BREAK, MERGED = "\x1f", "\x1e", "\x1d"
"""How a decoder hands on a row: CELL parts cells, BREAK the lines of one; MERGED is one that goes on from above."""

_LEAST_CELLS = 3
_LEAST_ROWS = 2
_GAP = re.compile(r"\t[ \t]*| {2,}\t?[ \t]*")
_COLUMN = re.compile(either(words("layout", "table_columns")))
_SIGNATORY = re.compile(vocabulary("frame")["signatory"] + "$")

Cells = tuple[str, ...]


def table_rows(lines: Sequence[str]) -> Mapping[int, Cells]:
    """The cells of those of `lines` that are rows of a table, by place: two or more in a row of three cells or more.

    Cells parted by blanks only need a row that heads columns; rows of signatories are none. A row with empty cells may
    follow one of as many columns.
    """
    cells = {at: _cells(line) for at, line in enumerate(lines) if line.strip()}
    found: dict[int, Cells] = {}
    if not any(cells.values()):
        return found
    for wide, group in groupby(_marked(cells, lines), key=lambda one: one[1]):
        rows = [at for at, _ in group]
        if wide and len(rows) >= _LEAST_ROWS and _is_table([cells[at] for at in rows], [lines[at] for at in rows]):
            found.update(zip(rows, _aligned([lines[at] for at in rows]), strict=True))
    return found


def _marked(cells: Mapping[int, Cells], lines: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """Each line with whether it may be a row."""
    columns = 0
    for at, split in cells.items():
        width = len(_parted(lines[at])) if split else 0
        wide = CELL in lines[at] or len(split) >= _LEAST_CELLS or (len(split) > 1 and width == columns)
        columns = width if wide else 0
        yield at, wide


def _cells(line: str) -> Cells:
    bare = line.strip()
    if CELL in line:
        return tuple(filter(None, bare.split(CELL)))
    return tuple(filter(None, _GAP.split(bare))) if "\t" in bare or "  " in bare else ()


def _parted(line: str) -> list[str]:
    """All cells of a row, empty ones too, where single marks part them."""
    if CELL in line:
        return line.split(CELL)
    return [cell.strip() for cell in line.rstrip("\n").split("\t")] if "\t" in line else list(_cells(line))


def _aligned(lines: Sequence[str]) -> list[Cells]:
    """The rows' cells column by column; rows whose marks do not agree have only the cells that hold something."""
    rows = [_parted(line) for line in lines]
    if len({len(row) for row in rows}) > 1 and not any(CELL in line for line in lines):
        return [_cells(line) for line in lines]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    held = [at for at in range(width) if any(row[at].strip(MERGED) for row in rows)]
    return [tuple(row[at] for at in held) for row in rows]


def _is_table(rows: Sequence[Cells], lines: Sequence[str]) -> bool:
    if all(_SIGNATORY.search(cell) for row in rows for cell in row):
        return False
    marked = all("\t" in line.strip() or CELL in line for line in lines)
    return marked or sum(map(bool, map(_COLUMN.fullmatch, rows[0]))) > 1
