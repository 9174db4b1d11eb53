"""A report as it is printed: its lines with the places of its figures, which its register keeps and a trace compares.

A line is a paragraph or a row of a table. What is told of a figure is its part of the sentence it stands in, and the
sentences after it up to the next figure; in a table also the caption, the head of its column and the name of its row.
Its sign, its unit and the words that depend on it are all among these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dongxi.analysis.reporting.model import Chart, Figure, Paragraph, Report, Runs, Table, blocks_of

_SPACE = re.compile(r"\s+")
_END, _CLAUSE = re.compile(r"[。！？]"), re.compile(r"[，；：、]")
_CITED = re.compile(r"〔[\d、—]+〕$")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The place of a figure in a line, and what stands there."""

    id: str
    text: str


Cell = tuple[str | Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph as its only cell, or a row of the table of that caption and those heads."""

    cells: tuple[Cell, ...]
    caption: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A figure as printed: the words before it that are told of it, itself, those after it. `place` of one in a table
    are the caption, the head of its column, and the name of its row with what the row says in words. Blanks are left
    out but in the figure itself."""

    before: str
    text: str
    after: str
    place: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        return f"{self.before}{self.text}{self.after}"


def squeezed(words: str) -> str:
    """Words without blanks, which editors and browsers move about."""
    return _SPACE.sub("", words)


def plain(cell: Cell) -> str:
    """What a cell says."""
    return squeezed("".join(piece.text if isinstance(piece, Mark) else piece for piece in cell))


def lines_of(report: Report) -> Iterator[Line]:
    """The lines of a report that hold figures, in reading order."""
    for block in blocks_of(report):
        match block:
            case Paragraph():
                if any(isinstance(run, Figure) for run in block.runs):
                    yield Line(cells=((block.lead, *_cell(block.runs)),))
            case Table():
                yield from _rows(block)
            case Chart(table=Table() as table):
                yield from _rows(table)


def _rows(table: Table) -> Iterator[Line]:
    for row in table.rows:
        if any(isinstance(run, Figure) for cell in row for run in cell):
            yield Line(cells=tuple(map(_cell, row)), caption=table.caption, heads=table.heads)


def _cell(runs: Runs) -> Cell:
    return tuple(Mark(id=run.id, text=run.text) if isinstance(run, Figure) else run for run in runs)


def printed(lines: Iterable[Line]) -> dict[str, list[Printed]]:
    """Each figure of those lines by its id, everywhere it stands: once, unless somebody copied it."""
    found: dict[str, list[Printed]] = {}
    for line in lines:
        for column, cell in enumerate(line.cells):
            for mark, before, after in _parted(cell):
                one = Printed(before=before, text=mark.text.strip(), after=after, place=_place(line, column))
                found.setdefault(mark.id, []).append(one)
    return found


def _place(line: Line, column: int) -> tuple[str, ...]:
    if not line.heads:
        return ()
    head = line.heads[column] if column < len(line.heads) else ""
    name = [plain(line.cells[0])] if column else []
    return squeezed(line.caption), squeezed(head), "　".join([*name, *_said_beside(line, column)])


def _said_beside(line: Line, column: int) -> Iterator[str]:
    """What the row says in words, as a verdict, beside its name and a figure in `column`."""
    for place, cell in enumerate(line.cells):
        in_words = place not in (0, column) and not any(isinstance(piece, Mark) for piece in cell)
        if in_words and (words := _CITED.sub("", plain(cell))):
            yield words


def _parted(cell: Cell) -> Iterator[tuple[Mark, str, str]]:
    """Each figure of a cell with what is told before and after it; no word is told of none."""
    marks, words = _marks_and_words(cell)
    gaps = [("", words[0]), *(_gap(each) for each in words[1:-1]), (words[-1], "")]
    for place, mark in enumerate(marks):
        yield mark, gaps[place][1], gaps[place + 1][0]


def _marks_and_words(cell: Cell) -> tuple[list[Mark], list[str]]:
    """The figures of a cell, and the words before the first, between them and after the last: one more."""
    marks, words = list[Mark](), [""]
    for piece in cell:
        if isinstance(piece, Mark):
            marks.append(piece)
            words.append("")
        else:
            words[-1] += piece
    return marks, [_CITED.sub("", squeezed(each)) for each in words]


def _gap(words: str) -> tuple[str, str]:
    """The words between two figures: whole sentences are told of the former, the one that is begun of the latter.
    Within a sentence they are parted at the first comma; both have them, where there is none."""
    ends = [found.end() for found in _END.finditer(words)]
    if ends:
        return words[: ends[-1]], words[ends[-1] :]
    clause = _CLAUSE.search(words)
    return (words[: clause.end()], words[clause.end() :]) if clause else (words, words)
