"""What the forms of a report have in common: the order of its parts, and how its tables are set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dongxi.analysis.reporting import numbering
from dongxi.analysis.reporting.model import Block, Report, Table, cited_in

WUHAO, XIAOWU = 10.5, 9.0
"""Points of the text of tables: 五号, 小五."""
JOINER = "\u2060"
"""Forbids a line to end here; it is not seen."""
_ROOMY = 6
_SHORT = 10
_PAGE = range(24, 37)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading with its number. `chapter` counts from 1 and is 0 for a section; `apart` begins a page."""

    words: str
    chapter: int = 0
    apart: bool = False


def parts_of(report: Report) -> Iterator[Heading | Block]:
    """Headings and blocks in reading order."""
    for place, chapter in enumerate(report.chapters, start=1):
        words = numbering.chapter(place) + chapter.title
        yield Heading(words=words, chapter=place, apart=chapter.apart and place > 1)
        yield from chapter.blocks
        for number, section in enumerate(chapter.sections, start=1):
            yield Heading(words=numbering.section(number) + section.title)
            yield from section.blocks


def chapters_of(report: Report) -> Iterator[Heading]:
    """The headings that the contents list."""
    return (part for part in parts_of(report) if isinstance(part, Heading) and part.chapter)


def kept_whole(table: Table) -> bool:
    """Whether a table stands on one page: short ones do, and those that about fill one; others part between pages."""
    return len(table.rows) <= _SHORT or len(table.rows) in _PAGE


def points(table: Table) -> float:
    """The size of a table's text: few columns leave room for larger letters."""
    return WUHAO if len(table.heads) <= _ROOMY else XIAOWU


def cited(block: Block, order: dict[str, int]) -> str:
    """The numbers of a block's sources in their brackets; empty for none."""
    numbers = cited_in(block, order)
    return f"〔{numbering.ranges(numbers)}〕" if numbers else ""


def unit_apart(words: str) -> tuple[str, str]:
    """The head of a column and the brackets at its end, which mostly hold its unit; empty for none."""
    place = words.rfind("（") if words.endswith("）") else -1
    return (words, "") if place < 1 else (words[:place], words[place:])


def note(table: Table, order: dict[str, int]) -> str:
    """What stands beneath a table."""
    told, numbers = f"注：{table.note}" if table.note else "", cited(table, order)
    return told + (f"来源：{numbers}。" if numbers else "")
