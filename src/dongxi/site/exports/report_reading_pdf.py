"""The lines of a PDF as its text has them. A PDF marks no figures: each line of the register is looked for in reading
order, and what stands in place of one that is not there is set beside it letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from dongxi.site.exports.report_layout import JOINER
from dongxi.site.exports.report_printed import Cell, Line, Mark, plain, squeezed

_NUMBER_OF_PAGE = re.compile(r"^\s*—\s*\d+\s*—\s*$", re.MULTILINE)
_DIGITS = frozenset("0123456789.,-−+%")
_CITED = "〔"
"""Before the numbers of sources that end a paragraph: nothing may stand between."""
_NEAR, _AHEAD, _ALIKE = 400, 3, 0.5
Cells = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class _Text:
    """The text without blanks, and the places in it before which there were some."""

    words: str
    parted: frozenset[int]

    def grown(self, start: int, end: int) -> tuple[int, int]:
        """The span with the digits and signs that touch its ends."""
        while start > 0 and self._touch(start):
            start -= 1
        while end < len(self.words) and self._touch(end):
            end += 1
        return start, end

    def _touch(self, place: int) -> bool:
        return place not in self.parted and {self.words[place - 1], self.words[place]} <= _DIGITS


def lines_of_pdf(document: Any, lines: Sequence[Line]) -> list[Line]:
    """Those `lines` of the register that the pages of an opened PDF hold, as they stand now."""
    wanted = list(_wanted(lines))
    read, table = list[Line](), Line(cells=())
    for (kind, cells), now in zip(wanted, _now(_text(document), [cells for _kind, cells in wanted]), strict=True):
        match kind:
            case "caption":
                table = replace(table, caption=plain(now[0]) if now else "")
            case "heads":
                table = replace(table, heads=tuple(map(plain, now or ("",) * len(cells))))
            case "row" if now:
                read.append(replace(table, cells=now))
            case "line" if now:
                *pieces, last = now[0]
                read.append(Line(cells=((*pieces, str(last).removesuffix(_CITED)),)))
    return read


def _wanted(lines: Iterable[Line]) -> Iterator[tuple[str, Cells]]:
    """What is to be found, in order: lines up to the numbers of their sources, and before the rows of a table its
    caption and its heads."""
    table: tuple[str, tuple[str, ...]] = "", ()
    for line in lines:
        if line.heads and (line.caption, line.heads) != table:
            table = line.caption, line.heads
            yield "caption", ((line.caption,),)
            yield "heads", tuple((head,) for head in line.heads)
        if line.heads:
            yield "row", line.cells
        else:
            yield "line", ((*line.cells[0], _CITED),)


def _text(document: Any) -> _Text:
    pages = (document[number].get_textpage().get_text_range() for number in range(len(document)))
    parts = "\n".join(_NUMBER_OF_PAGE.sub("", page.replace("\r\n", "\n").replace(JOINER, "")) for page in pages).split()
    parted, place = set(), 0
    for part in parts:
        parted.add(place)
        place += len(part)
    return _Text(words="".join(parts), parted=frozenset(parted))


def _now(text: _Text, wanted: Sequence[Cells]) -> list[Cells | None]:
    """Each of the `wanted` as it stands, None for one that nothing is like."""
    names = ["".join(map(plain, cells)) for cells in wanted]
    places = _places(text, names)
    found: list[Cells | None] = []
    for i, (cells, name, place) in enumerate(zip(wanted, names, places, strict=True)):
        if place >= 0:
            found.append(cells)
            continue
        start = max((places[j] + len(names[j]) for j in range(i) if places[j] >= 0), default=0)
        end = min((after for after in places[i:] if after >= start), default=len(text.words))
        found.append(_instead(text, cells, name, start, min(end, start + 3 * len(name) + 2 * _NEAR)))
    return found


def _places(text: _Text, names: Sequence[str]) -> list[int]:
    """Where each stands, one after the other; −1 for one that is not there, or farther on than those that follow."""
    places, at = list[int](), 0
    for i, name in enumerate(names):
        place = text.words.find(name, at)
        whole = place >= 0 and text.grown(place, place + len(name)) == (place, place + len(name))
        ahead = names[i + 1 : i + 1 + _AHEAD]
        far = place - at > _NEAR and bool(ahead) and all(text.words.find(each, at, place) >= 0 for each in ahead)
        places.append(place if whole and not far else -1)
        at = place + len(name) if places[-1] >= 0 else at
    return places


def _instead(text: _Text, cells: Cells, name: str, start: int, end: int) -> Cells | None:
    """What stands between two places instead of a line, parted as the line is."""
    matcher = SequenceMatcher(None, name, text.words[start:end], autojunk=False)
    blocks = [(a, start + b, size) for a, b, size in matcher.get_matching_blocks() if size]
    if sum(size for _a, _b, size in blocks) < _ALIKE * len(name):
        return None
    (first, at, _size), (last, there, _rest) = blocks[0], blocks[-1]
    left, right = text.grown(max(start, at - first), min(end, there + len(name) - last))

    def place(of: int) -> int:
        return left if of == 0 else right if of == len(name) else _across(blocks, of)

    found, done = list[Cell](), 0
    for cell in cells:
        pieces = list[str | Mark]()
        for piece in cell:
            begun, done = done, done + len(squeezed(piece.text if isinstance(piece, Mark) else piece))
            now = text.words[place(begun) : place(done)]
            pieces.append(replace(piece, text=now) if isinstance(piece, Mark) else now)
        found.append(tuple(pieces))
    return tuple(found)


def _across(blocks: Sequence[tuple[int, int, int]], place: int) -> int:
    """The place in the text for one in the line; what was put in there belongs to what follows."""
    for a, b, size in blocks:
        if place <= a + size:
            return b + max(0, place - a)
    a, b, size = blocks[-1]
    return b + size
