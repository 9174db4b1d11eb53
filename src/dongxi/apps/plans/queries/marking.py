"""A plan's text cut into lines and pieces, each piece knowing the commitment or heading it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from dongxi.apps.plans.models import Clause, Commitment

_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九十]{4}\s*年[\d\s〇一二三四五六七八九十]{1,5}月[\d\s〇一二三四五六七八九十]{1,5}日"
)
_CLOSING = " \u3000。：:."
"""What may stand behind a heading that is alone in its line."""


@dataclass(frozen=True)
class Piece:
    """Words of the text in a row: plain, a heading's, or a commitment's."""

    text: str
    commitment: Commitment | None = None
    heading: bool = False


@dataclass(frozen=True)
class Line:
    """One paragraph of the text. `anchors` are the codes of the clauses that begin in it; `level` their level where it
    holds nothing but a heading; `role`: "title", "issuers", whose pieces are one name each, "date" below them, or "row"
    of a table, whose `cells` are the pieces apart."""

    pieces: tuple[Piece, ...]
    anchors: tuple[str, ...] = ()
    level: int = 0
    role: str = ""

    def in_table(self) -> bool:
        return self.role == "row"

    def cells(self) -> list[list[Piece]]:
        """The pieces of each cell; cells are parted by tabs."""
        cells: list[list[Piece]] = [[]]
        for piece in self.pieces:
            for number, words in enumerate(piece.text.split("\t")):
                if number:
                    cells.append([])
                if words:
                    cells[-1].append(replace(piece, text=words))
        return cells


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    commitment: Commitment | None = None


def marked(
    *,
    text: str,
    clauses: Iterable[Clause],
    commitments: Iterable[Commitment],
    span: tuple[int, int] | None = None,
    title: str = "",
    issuers: Iterable[str] = (),
) -> list[Line]:
    """The text (or its part `span`) as marked lines, in one pass; where marks overlap, the earlier keeps its words.

    A `title` that opens the text on several lines is one line, and the names of `issuers` in a line stand apart.
    """
    first, last = span or (0, len(text))
    names = [name for name in issuers if name]
    placed = [clause for clause in clauses if clause.start is not None]
    marks = [_Mark(clause.start, clause.end) for clause in placed if clause.heading]
    marks += [_Mark(row.start, row.end, row) for row in commitments if row.start is not None]
    marks = [mark for mark in _apart(marks) if mark.end > first and mark.start < last]
    opening = _title_end(text, title) if first == 0 else 0
    lines = [Line((Piece(text[:opening].replace("\n", "")),), role="title")] if opening else []
    lines += _lines(text=text, first=max(first, opening), last=last, marks=marks, clauses=placed)
    lines = [_as_row(_names_apart(line, names)) for line in lines]
    return [_dated(line, before) for before, line in pairwise([Line(()), *lines])]


def _as_row(line: Line) -> Line:
    return replace(line, role="row", level=0) if any("\t" in piece.text for piece in line.pieces) else line


def _dated(line: Line, before: Line) -> Line:
    """The date below the names of issuers is set as they are."""
    alone = before.role == "issuers" and _DATE.fullmatch("".join(piece.text for piece in line.pieces).strip())
    return replace(line, role="date") if alone else line


def _title_end(text: str, title: str) -> int:
    """Where a title ends that opens the text; 0 where the text opens otherwise."""
    wanted, at = "".join(title.split()), 0
    for letter in wanted:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text) or text[at] != letter:
            return 0
        at += 1
    return at if text[at : at + 1] in ("", "\n") else 0


def _names_apart(line: Line, issuers: list[str]) -> Line:
    """A line that is nothing but names of issuers as one that holds each apart; any other as it is."""
    words = "".join(piece.text for piece in line.pieces)
    held = [name for name in issuers if name in words]
    if line.anchors or not held:
        return line
    found = re.fullmatch(f"(?:{'|'.join(map(re.escape, sorted(held, key=len, reverse=True)))}|\\s)+", words)
    names = re.findall("|".join(map(re.escape, sorted(held, key=len, reverse=True))), words) if found else []
    return Line(tuple(map(Piece, names)), role="issuers") if names else line


def _apart(marks: list[_Mark]) -> Iterator[_Mark]:
    end = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.end > end:
            yield _Mark(max(mark.start, end), mark.end, mark.commitment)
            end = mark.end


def _lines(*, text: str, first: int, last: int, marks: list[_Mark], clauses: list[Clause]) -> Iterator[Line]:
    clauses = sorted(clauses, key=lambda clause: clause.start)
    at, mark_at, clause_at = first, 0, 0
    while at < last:
        end = text.find("\n", at, last)
        end = last if end < 0 else end
        while clause_at < len(clauses) and clauses[clause_at].start < at:
            clause_at += 1
        begun = []
        while clause_at < len(clauses) and clauses[clause_at].start < end:
            begun.append(clauses[clause_at])
            clause_at += 1
        while mark_at < len(marks) and marks[mark_at].end <= at:
            mark_at += 1
        pieces = tuple(_pieces(text=text, start=at, end=end, marks=marks, mark_at=mark_at))
        if pieces:
            alone = begun and begun[0].heading and not text[begun[0].end : end].strip(_CLOSING)
            level = begun[0].level if alone else 0
            yield Line(pieces, tuple(clause.code for clause in begun), level)
        at = end + 1


def _pieces(*, text: str, start: int, end: int, marks: list[_Mark], mark_at: int) -> Iterator[Piece]:
    at = start
    while mark_at < len(marks) and marks[mark_at].start < end:
        mark = marks[mark_at]
        begin, stop = max(mark.start, at), min(mark.end, end)
        if text[at:begin].strip() or "\t" in text[at:begin] or (begin > at and at > start):
            yield Piece(text[at:begin])
        yield Piece(text[begin:stop], mark.commitment, mark.commitment is None)
        at, mark_at = stop, mark_at + 1
    if text[at:end].strip() or "\t" in text[at:end]:
        yield Piece(text[at:end])
