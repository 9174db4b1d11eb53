"""The first sheet of a workbook. What it unpacks to and how far its cells spread is found before it is read: the reader
makes room for the whole rectangle, and a file of some kilobytes could take all memory."""

from __future__ import annotations

import copy
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dongxi.analysis.cell_formats import hidden_rows, percents
from dongxi.analysis.error_cells import first_sheet_part, without_value
from dongxi.analysis.errors import WorkbookRefused
from dongxi.analysis.furthest_cell import furthest_cell

_PACKED = b"PK\x05\x06"
"""The end of every zip package."""
_PIECE = 1 << 20
_PLACE = re.compile(r"([A-Za-z]*)([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True)
class FirstSheet:
    """Its name and those of the `others`, its cells by row and column from A1 on, and by (row, column), both from 0,
    the formulas without a value (`error_cells.without_value`) and the numbers shown as per cent; rows, from 1, that are
    `hidden`."""

    name: str
    others: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    formulas: Mapping[tuple[int, int], str]
    percents: frozenset[tuple[int, int]]
    hidden: frozenset[int]


def first_sheet(content: bytes, *, most_bytes: int, most_cells: int) -> FirstSheet:
    """The first sheet of an .xlsx, or of an .xls, which neither unpacks nor spreads far. WorkbookRefused for what is
    none, unpacks to more than `most_bytes`, or spreads over more than `most_cells` from A1 to its last cell."""
    import python_calamine
    from lxml import etree  # type: ignore[import-untyped]

    formulas: Mapping[tuple[int, int], str] = {}
    shown, hidden = frozenset[tuple[int, int]](), frozenset[int]()
    try:
        if _PACKED in content:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                if not unpacks_within(package, most=most_bytes):
                    raise WorkbookRefused(why="unpacks")
                sheets = _sheets(package)
                for each in sheets.values():
                    _require_narrow(each, most_cells)
                if _said_over(package, sheets, most=most_bytes) > most_bytes:
                    raise WorkbookRefused(why="unpacks")
                first = sheets.get(first_sheet_part(package) or "", b"")
                formulas, shown, hidden = without_value(first), percents(package, first), hidden_rows(first)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        return FirstSheet(
            name=sheet.name,
            others=tuple(book.sheet_names[1:]),
            rows=sheet.to_python(skip_empty_area=False),
            formulas=formulas,
            percents=shown,
            hidden=hidden,
        )
    except (python_calamine.CalamineError, IndexError, etree.XMLSyntaxError, *BROKEN) as problem:
        raise WorkbookRefused(why="broken") from problem


BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, UnicodeError)
"""What a package that is broken, locked or packed in an unusual way raises while it is read."""


def unpacks_within(package: zipfile.ZipFile, *, most: int) -> bool:
    """Whether its parts hold at most so many bytes, counted and not as the package says of itself."""
    if sum(part.file_size for part in package.infolist()) > most:
        return False
    left = most
    for part in package.infolist():
        whole = copy.copy(part)
        whole.file_size = sys.maxsize
        with package.open(whole) as inside:
            while left >= 0 and (piece := inside.read(_PIECE)):
                left -= len(piece)
        if left < 0:
            return False
    return True


def _sheets(package: zipfile.ZipFile) -> dict[str, bytes]:
    """What the part of the first sheet holds, by its name; where that is not told, of all."""
    own = first_sheet_part(package)
    parts = [own] if own else [each for each in package.namelist() if "worksheets/" in each and each.endswith(".xml")]
    if not parts:
        raise WorkbookRefused(why="broken")
    return {part: package.read(part) for part in parts}


def _said_over(package: zipfile.ZipFile, sheets: Mapping[str, bytes], *, most: int) -> int:
    """The characters of all cells: a text that many share is kept once in the file, but read for each of them. Not
    counted out where they cannot be more than `most`, nor any further once they are."""
    texts = [each for each in package.namelist() if each.lower().endswith("sharedstrings.xml")]
    lengths = [len("".join(text.itertext())) for part in texts for text in _elements(package.read(part), "si")]
    longest, total = max(lengths, default=0), 0
    for content in sheets.values():
        if len(content) // len(b"<c/>") * longest > most and content.count(b"c") * longest > most:
            places = ("".join(cell.itertext()).strip() for cell in _elements(content, "c") if cell.get("t") == "s")
            for at in places:
                total += lengths[int(at)] if at.isdecimal() and int(at) < len(lengths) else 0
                if total > most:
                    return total
    return total


def _require_narrow(content: bytes, most: int) -> None:
    """By the names of all cells, and only where that is too much or cannot be told, by those that hold anything."""
    reach = furthest_cell(content)
    if (reach is None or reach[0] * reach[1] > most) and (last := _last_cell(content)) and last[0] * last[1] > most:
        raise WorkbookRefused(why="spread", at=last)


def _last_cell(content: bytes) -> tuple[int, int]:
    """How many rows and columns there are from A1 to the last cell that holds anything."""
    rows = columns = row = column = 0
    for element in _elements(content, "c", begun="row"):
        given = element.get("r", "")
        if element.tag.endswith("row"):
            row, column = int(given) if given.isdecimal() else row + 1, 0
            continue
        place = _PLACE.fullmatch(given)
        column = _number(place[1].encode()) if place and place[1] else column + 1
        if "".join(element.itertext()).strip():
            rows, columns = max(rows, int(place[2]) if place else row), max(columns, column)
    return rows, columns


def _elements(content: bytes, name: str, *, begun: str = "") -> Iterator[Any]:
    """The elements of that name once they are whole, and those called `begun` when they begin, one at a time."""
    from lxml import etree

    events, tags = ("start", "end") if begun else ("end",), [f"{{*}}{each}" for each in (name, begun) if each]
    read = io.BytesIO(content)
    for event, element in etree.iterparse(
        read, events=events, tag=tags, resolve_entities=False, no_network=True, huge_tree=True
    ):
        if (event, etree.QName(element).localname) in (("end", name), ("start", begun)):
            yield element
        if event == "end":
            element.clear()
            above = element.getparent()
            while above is not None and element.getprevious() is not None:
                del above[0]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
