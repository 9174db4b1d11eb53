"""Tables that a plain text sets by tabs or wide gaps, told from lines that merely hold some."""

import re
from collections.abc import Sequence
from itertools import groupby

from dongxi.analysis.plan.vocab import either, vocabulary, words

_LEAST_CELLS = 3
_LEAST_ROWS = 2
_GAP = re.compile(r"\t[ \t]*| {2,}\t?[ \t]*")
_COLUMN = re.compile(either(words("layout", "table_columns")))
_SIGNATORY = re.compile(vocabulary("frame")["signatory"] + "$")


def table_rows(lines: Sequence[str]) -> frozenset[int]:
    """The places of those of `lines` that are rows of a table: two or more in a row of three cells or more.

    Cells parted by blanks only need a row that heads columns; rows of signatories are none.
    """
    cells = {at: split for at, line in enumerate(lines) if line.strip() for split in [_cells(line)]}
    found: set[int] = set()
    for wide, group in groupby(cells, key=lambda at: len(cells[at]) >= _LEAST_CELLS):
        rows = list(group)
        if wide and len(rows) >= _LEAST_ROWS and _is_table([cells[at] for at in rows], [lines[at] for at in rows]):
            found.update(rows)
    return frozenset(found)


def _cells(line: str) -> tuple[str, ...]:
    bare = line.strip()
    return tuple(filter(None, _GAP.split(bare))) if "\t" in bare or "  " in bare else ()


def _is_table(rows: Sequence[tuple[str, ...]], lines: Sequence[str]) -> bool:
    if all(_SIGNATORY.search(cell) for row in rows for cell in row):
        return False
    return all("\t" in line.strip() for line in lines) or sum(map(bool, map(_COLUMN.fullmatch, rows[0]))) > 1
