"""The lines of a Word document or of a page as they stand now, with what is between the marks of each figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from dongxi.site.exports.report_printed import Cell, Line, Mark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIGURE = re.compile(r"f\d{4,}")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑", "softHyphen": "-", "sym": "�"}
_UNSEEN = frozenset({"head", "script", "style", "sup", "svg", "template"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def lines_of_word(document: Any) -> list[Line]:
    """Those of `word/document.xml`, parsed. What a tracked change struck out or moved away, and hidden text, does not
    count."""
    page = _Page()
    walk = etree.iterwalk(document, events=("start", "end"))
    for event, element in walk:
        name = str(element.tag).removeprefix(_W)
        if event == "start" and (name in ("del", "moveFrom") or (name == "r" and _vanishes(element))):
            walk.skip_subtree()
        elif step := _WORD.get((event, name)):
            step(page, element)
        elif event == "start" and name in _SIGNS:
            page.say(_SIGNS[name])
    return page.read()


def lines_of_page(document: Any) -> list[Line]:
    """Those of a page, parsed. The raised numbers of sources and what an element's own attributes hide do not count."""
    page = _Page()
    walk = etree.iterwalk(document, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        unseen = event in ("start", "end") and (element.tag in _UNSEEN or _hides(element))
        if event == "start" and unseen:
            walk.skip_subtree()
        elif not unseen and (step := _HTML.get((event, str(element.tag)))):
            step(page, element)
        if event == "start" and not unseen:
            page.say(element.text or "")
        elif event != "start":
            page.say(element.tail or "")
    return page.read()


def values_of_page(document: Any) -> dict[str, list[str]]:
    """The values that a page's figures hold for programs, by their ids; a mark without one holds none."""
    found: dict[str, list[str]] = {}
    for each in document.iter("data"):
        if "value" in each.attrib:
            found.setdefault(each.get("id", ""), []).append(each.get("value"))
    return found


def _vanishes(run: Any) -> bool:
    """Whether a run of a Word document is hidden text."""
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _hides(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


@dataclass(eq=False, kw_only=True)
class _Piece:
    """Words as they are read, inside the mark of the figure `id`, or of none."""

    id: str = ""
    words: str = ""


_Pieces = list[_Piece]


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A paragraph as its only cell, or a row of a table below its caption and heads."""

    cells: list[_Pieces]
    caption: str = ""
    heads: list[_Pieces] = field(default_factory=list)

    def line(self) -> Line:
        heads = tuple(map(_words, self.heads))
        return Line(cells=tuple(map(_cell, self.cells)), caption=self.caption, heads=heads)


class _Page:
    """What has been read, and the cell, the row and the marks that are open."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self.cell: _Pieces = []
        self.row: list[_Pieces] = []
        self.heads: list[_Pieces] = []
        self.open: dict[str, _Piece] = {}
        self.carried: dict[str, str] = {}
        self.before, self.caption, self.tables = "", "", 0

    def say(self, words: str) -> None:
        """Words, inside the mark that was opened last and is still open."""
        if self.open:
            next(reversed(self.open.values())).words += words
        elif words:
            self.cell.append(_Piece(words=words))

    def mark(self, key: str, name: str) -> None:
        """A figure begins; `key` will end it. Marks of others are none of ours."""
        if _FIGURE.fullmatch(name):
            self.open[key] = _Piece(id=name)
            self.cell.append(self.open[key])

    def unmark(self, key: str) -> None:
        """A figure ends; one carried over from a paragraph before that had all its words there is none here."""
        piece = self.open.pop(key, None)
        if piece is not None and self.carried.get(key) == piece.words:
            self.cell = [each for each in self.cell if each is not piece]

    def begin(self) -> None:
        """A paragraph begins; what stood between the lines belongs to none."""
        if not self.tables:
            self.cell = list(self.open.values())
            self.carried = {key: piece.words for key, piece in self.open.items()}

    def paragraph(self) -> None:
        """A paragraph outside any table ends."""
        if not self.tables:
            self.rows.append(_Row(cells=[self.cell]))
            self.before, self.cell = _words(self.cell), []

    def table(self) -> None:
        self.tables += 1
        if self.tables == 1:
            self.caption, self.heads, self.cell, self.row = self.before, [], [], []

    def head(self) -> None:
        """The caption of a table that holds it."""
        self.caption, self.cell = _words(self.cell), []

    def column(self) -> None:
        if self.tables == 1:
            self.row.append(self.cell)
            self.cell = []

    def end_of_row(self) -> None:
        """The first row of a table are its heads."""
        if self.tables == 1:
            if self.heads:
                self.rows.append(_Row(cells=self.row, caption=self.caption, heads=self.heads))
            else:
                self.heads = self.row
            self.row = []

    def end_of_table(self) -> None:
        self.tables -= 1

    def read(self) -> list[Line]:
        """The lines, once all is read: a mark may reach beyond the paragraph it began in."""
        return [row.line() for row in self.rows]


def _words(pieces: _Pieces) -> str:
    return "".join(piece.words for piece in pieces)


def _cell(pieces: _Pieces) -> Cell:
    return tuple(Mark(id=piece.id, text=piece.words) if piece.id else piece.words for piece in pieces)


_Step = Callable[[_Page, Any], None]
_WORD: Mapping[tuple[str, str], _Step] = {
    ("start", "t"): lambda page, element: page.say(element.text or ""),
    ("start", "bookmarkStart"): lambda page, each: page.mark(each.get(f"{_W}id", ""), each.get(f"{_W}name", "")),
    ("start", "bookmarkEnd"): lambda page, each: page.unmark(each.get(f"{_W}id", "")),
    ("start", "p"): lambda page, _: page.begin(),
    ("end", "p"): lambda page, _: page.paragraph(),
    ("start", "tbl"): lambda page, _: page.table(),
    ("end", "tc"): lambda page, _: page.column(),
    ("end", "tr"): lambda page, _: page.end_of_row(),
    ("end", "tbl"): lambda page, _: page.end_of_table(),
}
_HTML: Mapping[tuple[str, str], _Step] = {
    ("start", "data"): lambda page, each: page.mark(each.get("id", ""), each.get("id", "")),
    ("end", "data"): lambda page, each: page.unmark(each.get("id", "")),
    ("start", "p"): lambda page, _: page.begin(),
    ("end", "p"): lambda page, _: page.paragraph(),
    ("start", "table"): lambda page, _: page.table(),
    ("end", "caption"): lambda page, _: page.head(),
    ("end", "td"): lambda page, _: page.column(),
    ("end", "th"): lambda page, _: page.column(),
    ("end", "tr"): lambda page, _: page.end_of_row(),
    ("end", "table"): lambda page, _: page.end_of_table(),
}
