"""What a report is made of. Words stand as written; every number that states a fact is a `Figure` with its origin.

    Report → Chapter → Section → Paragraph | Table | Chart

A line of text is a tuple of `Run`s: words and figures in the order they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where figures come from: `name` is what the text cites, `issue` the very issue, table or file."""

    name: str
    issue: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number as printed (`text`), exactly (`value`), and where it comes from.

    `how` says how it was computed from them, empty for one that was published as it stands.
    `id` is given when the report is numbered: the same figure in two places has two.
    """

    text: str
    value: str
    unit: str
    period: str
    what: str
    sources: tuple[Source, ...]
    how: str = ""
    id: str = ""


Tell = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""
Run = str | Figure
Runs = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph; `lead` is its run-in heading."""

    runs: Runs
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells, the first column naming the row. `widths` are relative; columns in `left` hold words."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[float, ...]
    left: frozenset[int] = frozenset({0})
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart to be drawn from `plot` (the plain data of `dongxi.site.figures`), with what it shows in words."""

    caption: str
    kind: str
    plot: Mapping[str, Any]
    alt: str
    table: Table | None = None


Block = Paragraph | Table | Chart


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled part of a chapter: （一）; its paragraphs carry the lower levels as leads."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """一、: blocks of its own, then its sections. `apart`: begins on a page of its own."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Report:
    """A whole report. `cover` are the lines below the title; `edition` is the digest of the facts it rests on."""

    title: str
    subtitle: str
    period: str
    cover: tuple[str, ...]
    edition: str
    chapters: tuple[Chapter, ...]


class _Count:
    """What has been numbered so far."""

    def __init__(self) -> None:
        self.figures = self.tables = self.charts = 0

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph():
                return replace(block, runs=self._ids(block.runs))
            case Table():
                return self._table(block)
            case Chart():
                self.charts += 1
                caption = f"图{self.charts}　{block.caption}"
                return replace(block, caption=caption, table=block.table and self._table(block.table))

    def _table(self, table: Table) -> Table:
        self.tables += 1
        rows = tuple(tuple(self._ids(cell) for cell in row) for row in table.rows)
        return replace(table, caption=f"表{self.tables}　{table.caption}", rows=rows)

    def _ids(self, runs: Runs) -> Runs:
        return tuple(replace(run, id=self._next()) if isinstance(run, Figure) else run for run in runs)

    def _next(self) -> str:
        self.figures += 1
        return f"f{self.figures:04}"


def numbered(report: Report) -> Report:
    """The report with an id for each figure, f0001 on in reading order, and with its tables and charts numbered."""
    count = _Count()
    chapters = []
    for chapter in report.chapters:
        blocks = tuple(count.block(block) for block in chapter.blocks)
        sections = tuple(
            replace(section, blocks=tuple(count.block(block) for block in section.blocks))
            for section in chapter.sections
        )
        chapters.append(replace(chapter, blocks=blocks, sections=sections))
    return replace(report, chapters=tuple(chapters))


def figures_in(block: Block) -> Iterator[Figure]:
    """The figures of a block in reading order."""
    match block:
        case Paragraph(runs=runs):
            yield from _figures(runs)
        case Table(rows=rows):
            for row in rows:
                for cell in row:
                    yield from _figures(cell)
        case Chart(table=table):
            if table:
                yield from figures_in(table)


def _figures(runs: Iterable[Run]) -> Iterator[Figure]:
    return (run for run in runs if isinstance(run, Figure))


def blocks_of(report: Report) -> Iterator[Block]:
    """Every block in reading order."""
    for chapter in report.chapters:
        yield from chapter.blocks
        for section in chapter.sections:
            yield from section.blocks


def figures_of(report: Report) -> tuple[Figure, ...]:
    """Every figure in reading order."""
    return tuple(figure for block in blocks_of(report) for figure in figures_in(block))


def citations(report: Report) -> tuple[str, ...]:
    """The name of every source cited, in the order of its first figure; their places are the numbers in the text."""
    return tuple(dict.fromkeys(source.name for figure in figures_of(report) for source in figure.sources))


def cited_in(block: Block, order: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of the sources that a block's figures rest on, ascending."""
    return tuple(sorted({order[source.name] for figure in figures_in(block) for source in figure.sources}))
