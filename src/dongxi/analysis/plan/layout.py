"""Printed lines to running text: one line a paragraph, page furniture gone, broken lines joined.

White space survives only between two Latin characters and as the "\\n" between paragraphs; where it stood between
other characters of a paragraph is kept in `gaps`, because a gap may part two signatories.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.model import Span
from dongxi.analysis.plan.numbering import opens_clause
from dongxi.analysis.plan.table_rows import BREAK, MERGED, Cells, table_rows
from dongxi.analysis.plan.vocab import any_of, vocabulary, words

_FOLDED = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FOLDED |= dict.fromkeys((0xA0, 0x2002, 0x2009, 0x202F), 0x20)
_FOLDED |= dict.fromkeys((0x3000, 0x2003), "  ")
_DROPPED = (*range(0x9), *range(0xE, 0x1C), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xD800, 0xE000))
_FOLDED |= dict.fromkeys(_DROPPED)
_RADICALS = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")
_RARE = re.compile(
    "["
    + "".join(re.escape(chr(code)) for code in sorted(_FOLDED) if code < 0xD800 or code > 0xDFFF)
    + "\ud800-\udfff]+"
)

_FURNITURE = re.compile(
    any_of([*words("layout", "wrapper"), *words("layout", "page_number"), vocabulary("layout")["contents_entry"]])
)
_BARE_NUMBER = re.compile(vocabulary("layout")["bare_page_number"])
_ANNEX = re.compile(vocabulary("layout")["annex"])
_NUMBER = re.compile(vocabulary("frame")["document_number"])
_NARROW = re.compile("[\x00-\u02ff]")
_LATIN = re.compile(r"[!-~]")

_BULLETS = "●•·—■◆"
_ENDS = "。！？；：…）)”"
_FULL_LINE = 0.86  # a line this much as long as the longest is filled to the margin
_LEAST_LINES = 6
_WRAPPED_SHARE = 0.4
_WIDEST_PAGE = 70  # characters; no page sets longer lines
_SHORTEST_LINE = 16
_FURNITURE_PAGES = 3
_INDENT = 2
_TAB = 4  # half-width columns
_DEEPEST_FIRST_LINE = 6  # half-width columns; what stands deeper is centred or to the right
_LINES_LOOKED_AT = 600


class Cell(NamedTuple):
    """A cell of a table: where its words stand, if it has any, and whether it goes on from the cell above."""

    span: Span
    merged: bool


class Table(NamedTuple):
    """A table in the running text: a row is a paragraph, a tab parts its cells, "\\n" the lines of one."""

    span: Span
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Running:
    """The running text. `gaps`: sorted offsets in `text` before which a line had white space that was removed.

    `tables`: those that a Word document holds or that tabs or wide gaps set.
    """

    text: str
    gaps: tuple[int, ...]
    tables: tuple[Table, ...] = ()

    def gaps_in(self, start: int, end: int) -> tuple[int, ...]:
        """The gaps strictly inside `[start, end)`."""
        return self.gaps[bisect_left(self.gaps, start + 1) : bisect_left(self.gaps, end)]


def run_on(printed: Printed) -> Running:
    """The running text of `printed`."""
    lines = _lines(printed)
    wrapped = printed.wrapped if printed.wrapped is not None else _looks_wrapped([line.text for line in lines])
    return _assembled(_joined(lines) if wrapped else _continued(lines))


class _Line(NamedTuple):
    """A printed line: its words, by how many half-width columns it is indented, its cells if it is a row of a table."""

    text: str
    indent: int
    cells: Cells = ()


def _lines(printed: Printed) -> list[_Line]:
    text = _RARE.sub(lambda found: found.group().translate(_FOLDED), printed.text)
    text = _RADICALS.sub(lambda found: _plain_radical(found.group()), text)
    text = text.replace("\x0b", "\n")
    pages = [_page(page.split("\n")) for page in text.split("\f")]
    pages = [[line for line in page if line.text] for page in pages]
    if printed.wrapped and len(pages) > 1:
        pages = _without_running_heads(pages)
    lines = [line for page in pages for line in page]
    start = next((at for at, line in enumerate(lines) if not line.text.startswith("# ")), len(lines))
    return [line for line in lines[start:] if not _is_furniture(line.text)]


def _page(printed: list[str]) -> list[_Line]:
    rows = table_rows(printed)
    return [_line(line, cells=rows.get(at, ())) for at, line in enumerate(printed)]


def _line(printed: str, *, cells: Cells) -> _Line:
    bare = printed.lstrip()
    indent = len(printed) - len(bare)
    if "\t" in printed:
        indent += (_TAB - 1) * printed.count("\t", 0, indent)
    if cells:
        bare = " ".join(cells).replace(MERGED, "")
    return _Line(" ".join(bare.split()), indent, cells)


def _plain_radical(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _is_furniture(line: str) -> bool:
    if len(line) > 400:
        return False
    bare = line.replace(" ", "")
    return _FURNITURE.fullmatch(bare) is not None


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Pages without bare page numbers and without a first or last line that most pages repeat."""
    pages = [_trimmed(page) for page in pages]
    repeated = Counter(line for page in pages for line in {each.text for each in (*page[:1], *page[-1:])})
    heads = {
        line
        for line, times in repeated.items()
        if times >= _FURNITURE_PAGES and times > len(pages) / 3 and not opens_clause(line)
    }
    return [
        [line for at, line in enumerate(page) if not (at in (0, len(page) - 1) and line.text in heads)]
        for page in pages
    ]


def _trimmed(page: list[_Line]) -> list[_Line]:
    at_edge = (0, len(page) - 1)
    return [line for at, line in enumerate(page) if not (at in at_edge and _BARE_NUMBER.fullmatch(line.text))]


def _width(line: str) -> float:
    """The length of a line in full-width characters."""
    return len(line) - len(_NARROW.findall(line)) / 2


def _looks_wrapped(lines: list[str]) -> bool:
    """Whether most long lines stop at one right margin without ending a sentence."""
    lines = lines[:_LINES_LOOKED_AT]
    widths = [_width(line[: 3 * _WIDEST_PAGE]) for line in lines]
    long = [at for at, width in enumerate(widths) if width >= _SHORTEST_LINE]
    if len(long) < _LEAST_LINES:
        return False
    margin = sorted(widths[at] for at in long)[int(len(long) * 0.9)]
    if margin > _WIDEST_PAGE or max(widths) > margin * 1.5:
        return False
    broken = sum(widths[at] >= margin * _FULL_LINE and lines[at][-1] not in _ENDS for at in long)
    return broken >= _WRAPPED_SHARE * len(long)


def _joined(lines: list[_Line]) -> list[tuple[str, Cells]]:
    """Paragraphs of wrapped `lines`, each with its cells if it is a row of a table.

    Where first lines are indented, an indented line begins a paragraph; where they are not, a line filled to the
    margin runs on, unless the next opens a clause.
    """
    widths = [_width(line.text) + line.indent / 2 for line in lines]
    if not widths:
        return []
    margin = sorted(widths)[int(len(widths) * 0.9)]
    indented = _indents(lines)
    paragraphs: list[tuple[list[str], Cells]] = []
    runs_on = False
    for line, width in zip(lines, widths, strict=True):
        if runs_on and not line.cells and not _begins(line, paragraphs[-1][0][-1], indented):
            paragraphs[-1][0].append(line.text)
        else:
            paragraphs.append(([line.text], line.cells))
        runs_on = not line.cells and width >= margin * _FULL_LINE and line.indent <= _DEEPEST_FIRST_LINE
    return [(_one_line(pieces), cells) for pieces, cells in paragraphs]


def _continued(lines: list[_Line]) -> list[tuple[str, Cells]]:
    """Paragraphs of lines that as a whole are not wrapped.

    Where first lines are indented, a line that is not goes on with an indented one before it that ends without a stop.
    """
    indented = any(line.indent for line in lines) and _indents(lines)
    paragraphs: list[tuple[str, Cells]] = []
    runs_on = False
    for line in lines:
        goes_on = runs_on and line.indent < _INDENT and not line.cells and not opens_clause(line.text)
        if goes_on:
            paragraphs[-1] = (_one_line([paragraphs[-1][0], line.text]), ())
        else:
            paragraphs.append((line.text, line.cells))
        opens = goes_on or _INDENT <= line.indent <= _DEEPEST_FIRST_LINE
        runs_on = indented and opens and not line.cells and line.text[-1] not in _ENDS
    return paragraphs


def _indents(lines: list[_Line]) -> bool:
    """Whether first lines of paragraphs are indented: most clauses are, and most lines are not."""
    opening = [line for line in lines if opens_clause(line.text)]
    indented = sum(line.indent >= _INDENT for line in opening)
    return (
        bool(opening)
        and indented > len(opening) / 2
        and sum(line.indent >= _INDENT for line in lines) < len(lines) * 0.8
    )


def _begins(line: _Line, before: str, indented: bool) -> bool:
    if _NUMBER.fullmatch(line.text.replace(" ", "")):
        return True
    opens = (opens_clause(line.text) or line.text[0] in _BULLETS or _ANNEX.fullmatch(line.text)) and before[-1] in _ENDS
    return bool(opens) or (indented and line.indent >= _INDENT)


def _one_line(pieces: list[str]) -> str:
    joined = pieces[0]
    for piece in pieces[1:]:
        latin = joined[-1].isascii() and joined[-1].isalpha() and piece[0].isascii() and piece[0].isalpha()
        joined += (" " if latin else "") + piece
    return joined


def _assembled(lines: list[tuple[str, Cells]]) -> Running:
    kept: list[str] = []
    gaps: list[int] = []
    tables: list[list[tuple[Cell, ...]]] = []
    spans: list[Span] = []
    starts = 0
    for line, cells in lines:
        row: tuple[Cell, ...] = ()
        if cells:
            bare, row = _row(cells, starts, gaps)
        else:
            pieces = line.split(" ")
            bare = pieces[0] if len(pieces) == 1 else _closed_up(pieces, starts, gaps)
        if bare:
            kept.append(bare)
            if row:
                if not spans or spans[-1][1] != starts - 1:
                    spans.append((starts, starts))
                    tables.append([])
                spans[-1] = (spans[-1][0], starts + len(bare))
                tables[-1].append(row)
            starts += len(bare) + 1
    held = tuple(Table(span, tuple(rows)) for span, rows in zip(spans, tables, strict=True))
    return Running(text="\n".join(kept), gaps=tuple(gaps), tables=held)


def _row(cells: Cells, starts: int, gaps: list[int]) -> tuple[str, tuple[Cell, ...]]:
    """A row as a paragraph, and its cells; those without words take no room."""
    text = ""
    row: list[Cell] = []
    for cell in cells:
        lines = [line for line in (" ".join(each.split()) for each in cell.strip(MERGED).split(BREAK)) if line]
        at = starts + len(text) + (1 if text and lines else 0)
        first = at
        closed = []
        for line in lines:
            pieces = line.split(" ")
            closed.append(pieces[0] if len(pieces) == 1 else _closed_up(pieces, at, gaps))
            at += len(closed[-1]) + 1
        words = "\n".join(closed)
        row.append(Cell((first, first + len(words)), cell == MERGED))
        text += ("\t" if text and words else "") + words
    return text, tuple(row)


def _closed_up(pieces: list[str], starts: int, gaps: list[int]) -> str:
    """`pieces` of one line without the space between them, except between Latin characters; notes the gaps."""
    built: list[str] = [pieces[0]]
    ends = list(accumulate(len(piece) for piece in pieces))
    spaces = 0
    for at, piece in enumerate(pieces[1:]):
        if _LATIN.match(pieces[at][-1]) and _LATIN.match(piece[0]):
            built.append(" ")
            spaces += 1
        else:
            gaps.append(starts + ends[at] + spaces)
        built.append(piece)
    return "".join(built)
