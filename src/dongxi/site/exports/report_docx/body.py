"""The text of a report as WordprocessingML: headings, paragraphs, tables, pictures; each figure between two marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from dongxi.analysis.reporting.model import (
    Block,
    Chart,
    Figure,
    Paragraph,
    Report,
    Run,
    Runs,
    Table,
    citations,
)
from dongxi.site.exports.report_docx.page import TEXT_WIDTH_MM, twips
from dongxi.site.exports.report_docx.pictures import Placed, picture
from dongxi.site.exports.report_layout import (
    XIAOWU,
    Heading,
    chapters_of,
    cited,
    kept_whole,
    note,
    parts_of,
    points,
    unit_apart,
)

_TOGETHER = 3
"""Rows of a table that stay together where it parts: the first and the last ones."""
_EDGE, _INNER = 8, 4
_CELL_MARGIN = 50
_BREAK = "<w:r><w:br/></w:r>"


class Body:
    """Writes one report and counts its marks. `placed`: its pictures by caption; `pages`: where its chapters begin."""

    def __init__(self, report: Report, placed: Mapping[str, Placed], pages: Sequence[int]) -> None:
        self.report, self.placed, self.pages = report, placed, pages
        self.order = {source: place for place, source in enumerate(citations(report), start=1)}
        self.marks = 0

    def xml(self) -> str:
        """Everything between the body's tags but the section's properties."""
        parts = (line for part in parts_of(self.report) for line in self._part(part))
        return "".join([*self._cover(), *self._contents(), *parts])

    def _cover(self) -> Iterator[str]:
        yield from ('<w:p><w:pPr><w:pStyle w:val="CoverLine"/></w:pPr></w:p>' for _ in range(5))
        yield paragraph("ReportTitle", run(self.report.title))
        yield paragraph("CoverSubtitle", run(self.report.subtitle))
        yield from ('<w:p><w:pPr><w:pStyle w:val="CoverLine"/></w:pPr></w:p>' for _ in range(8))
        yield from (paragraph("CoverLine", run(line)) for line in self.report.cover)

    def _contents(self) -> Iterator[str]:
        yield paragraph("ContentsTitle", run("目　　录"), apart=True)
        for heading, page in zip(chapters_of(self.report), self.pages, strict=True):
            yield _entry("Contents1", heading.words, f"c{heading.chapter}", page)

    def _part(self, part: Heading | Block) -> Iterator[str]:
        match part:
            case Heading():
                yield self._heading(part)
            case Paragraph():
                lead = run(part.lead, "<w:b/>") if part.lead else ""
                yield paragraph("Body", f"{lead}{self._runs(part.runs)}{self._cited(part)}")
            case Table():
                yield from self._table(part)
            case Chart():
                yield paragraph("Picture", picture(self.placed[part.caption]))
                yield paragraph("PictureCaption", run(part.caption))
                if part.table:
                    yield from self._table(part.table)

    def _heading(self, heading: Heading) -> str:
        words = run(heading.words)
        if not heading.chapter:
            return paragraph("Heading2", words)
        return paragraph(
            "Heading1", self._mark(f"c{heading.chapter}", words), apart=heading.apart or heading.chapter == 1
        )

    def _table(self, table: Table) -> Iterator[str]:
        yield paragraph("Caption", run(table.caption))
        total = twips(TEXT_WIDTH_MM)
        widths = [int(total * width / sum(table.widths)) for width in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            _cell(paragraph(f"{_sized(table)}Head", _head(words, width, points(table)), held=True), width)
            for words, width in zip(table.heads, widths, strict=True)
        )
        count, whole = len(table.rows), kept_whole(table)
        held = [whole or place < _TOGETHER - 1 or place >= count - _TOGETHER for place in range(count)]
        rows = "".join(self._row(cells, widths, table, held=keep) for cells, keep in zip(table.rows, held, strict=True))
        yield (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{_borders()}'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
            f'<w:left w:w="{_CELL_MARGIN}" w:type="dxa"/><w:right w:w="{_CELL_MARGIN}" w:type="dxa"/>'
            f"</w:tblCellMar><w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
        )
        yield paragraph("Note", run(note(table, self.order)))

    def _row(self, cells: tuple[Runs, ...], widths: list[int], table: Table, *, held: bool) -> str:
        size = _sized(table)
        styles = [f"{size}{_kind(table, place)}" for place in range(len(cells))]
        inner = "".join(
            _cell(paragraph(style, self._runs(cell), held=held), width)
            for style, cell, width in zip(styles, cells, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"

    def _runs(self, runs: Runs) -> str:
        return "".join(self._one(each) for each in runs)

    def _one(self, each: Run) -> str:
        return self._mark(each.id, run(each.text)) if isinstance(each, Figure) else run(each)

    def _mark(self, name: str, inner: str) -> str:
        self.marks += 1
        return f'<w:bookmarkStart w:id="{self.marks}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{self.marks}"/>'

    def _cited(self, block: Block) -> str:
        numbers = cited(block, self.order)
        return run(numbers, '<w:vertAlign w:val="superscript"/>') if numbers else ""


def _sized(table: Table) -> str:
    """The style of its cells."""
    return "Cell" if points(table) == XIAOWU else "LargeCell"


def _kind(table: Table, place: int) -> str:
    """Whether a cell holds numbers, words, or words to be kept clear of the numbers before them."""
    if place not in table.left:
        return "Number"
    return "Words" if place and place - 1 not in table.left else ""


def _head(words: str, width: int, size: float) -> str:
    """The head of a column; where a line of it would part the brackets at its end, these get a line of their own."""
    own, unit = unit_apart(words)
    room = int((width - 2 * _CELL_MARGIN) / 20 / size)
    at = _letters(own) % room
    parted = unit and at and at + _letters(unit) > room
    return run(own) + _BREAK + run(unit) if parted else run(words)


def _letters(words: str) -> float:
    """How many Chinese letters are as wide."""
    return sum(0.5 if letter.isascii() else 1 for letter in words)


def run(words: str, properties: str = "") -> str:
    """A run of text; the hint gives quotation marks and dashes to the Chinese font."""
    return (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{properties}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    )


def paragraph(style: str, inner: str, *, held: bool = False, apart: bool = False) -> str:
    """A paragraph; a `held` one stays on the page of the next, one `apart` begins a page."""
    keep = ("<w:keepNext/>" if held else "") + ("<w:pageBreakBefore/>" if apart else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{inner}</w:p>'


def _cell(inner: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def _borders() -> str:
    sizes = {"top": _EDGE, "left": 0, "bottom": _EDGE, "right": 0, "insideH": _INNER, "insideV": 0}
    lines = "".join(
        f'<w:{side} w:val="{"single" if size else "nil"}" w:sz="{size}" w:space="0" w:color="7F7F7F"/>'
        for side, size in sizes.items()
    )
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _entry(style: str, words: str, mark: str, page: int) -> str:
    """A line of the contents; the page number is a field that Word works out anew, `page` what it shows until then."""
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(TEXT_WIDTH_MM)}"/></w:tabs>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> PAGEREF {mark} \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{page}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{run(words)}<w:r><w:tab/></w:r>{field}</w:hyperlink>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{tab}</w:pPr>{link}</w:p>'
