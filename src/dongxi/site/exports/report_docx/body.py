"""The text of a report as WordprocessingML: headings, paragraphs, tables, pictures; each figure between two marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from dongxi.analysis.reporting import numbering
from dongxi.analysis.reporting.model import (
    Block,
    Chapter,
    Chart,
    Figure,
    Paragraph,
    Report,
    Run,
    Runs,
    Table,
    citations,
    cited_in,
)
from dongxi.site.exports.report_docx.page import TEXT_WIDTH_MM, twips
from dongxi.site.exports.report_docx.pictures import Placed, picture

WHOLE = 36
"""Rows of a table that is not parted between pages."""
_EDGE, _INNER = 8, 4
_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


class Body:
    """Writes one report; counts marks as it goes. `placed` are its pictures by caption."""

    def __init__(self, report: Report, placed: Mapping[str, Placed]) -> None:
        self.report, self.placed = report, placed
        self.order = {source: place for place, source in enumerate(citations(report), start=1)}
        self.marks = 0

    def xml(self) -> str:
        """Everything between the body's tags but the section's properties."""
        return "".join([*self._cover(), *self._contents(), *self._chapters()])

    def _cover(self) -> Iterator[str]:
        yield from ('<w:p><w:pPr><w:pStyle w:val="CoverLine"/></w:pPr></w:p>' for _ in range(5))
        yield paragraph("ReportTitle", run(self.report.title))
        yield paragraph("CoverSubtitle", run(self.report.subtitle))
        yield from ('<w:p><w:pPr><w:pStyle w:val="CoverLine"/></w:pPr></w:p>' for _ in range(8))
        yield from (paragraph("CoverLine", run(line)) for line in self.report.cover)
        yield _BREAK

    def _contents(self) -> Iterator[str]:
        yield paragraph("ContentsTitle", run("目　　录"))
        for place, chapter in enumerate(self.report.chapters, start=1):
            yield _entry("Contents1", f"{numbering.chapter(place)}{chapter.title}", f"c{place}")
        yield _BREAK

    def _chapters(self) -> Iterator[str]:
        for place, chapter in enumerate(self.report.chapters, start=1):
            if chapter.apart and place > 1:
                yield _BREAK
            yield from self._chapter(place, chapter)

    def _chapter(self, place: int, chapter: Chapter) -> Iterator[str]:
        title = self._mark(f"c{place}", run(f"{numbering.chapter(place)}{chapter.title}"))
        yield paragraph("Heading1", title)
        for block in chapter.blocks:
            yield from self._block(block)
        for number, section in enumerate(chapter.sections, start=1):
            yield paragraph("Heading2", run(f"{numbering.section(number)}{section.title}"))
            for block in section.blocks:
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph():
                lead = run(block.lead, "<w:b/>") if block.lead else ""
                yield paragraph("Body", f"{lead}{self._runs(block.runs)}{self._cited(block)}")
            case Table():
                yield from self._table(block)
            case Chart():
                yield paragraph("Picture", picture(self.placed[block.caption]))
                yield paragraph("PictureCaption", run(block.caption))
                if block.table:
                    yield from self._table(block.table)

    def _table(self, table: Table) -> Iterator[str]:
        yield paragraph("Caption", run(table.caption))
        total = twips(TEXT_WIDTH_MM)
        widths = [int(total * width / sum(table.widths)) for width in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            _cell(paragraph("CellHead", run(words)), width) for words, width in zip(table.heads, widths, strict=True)
        )
        last, whole = len(table.rows) - 1, len(table.rows) <= WHOLE
        held = [whole or place == last for place in range(len(table.rows))]
        rows = "".join(self._row(cells, widths, table, held=keep) for cells, keep in zip(table.rows, held, strict=True))
        yield (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{_borders()}'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
            f"</w:tblCellMar><w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
        )
        yield paragraph("Note", f"{run(f'注：{table.note}') if table.note else ''}{self._cited_below(table)}")

    def _row(self, cells: tuple[Runs, ...], widths: list[int], table: Table, *, held: bool) -> str:
        styles = ["Cell" if place in table.left else "CellNumber" for place in range(len(cells))]
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
        numbers = cited_in(block, self.order)
        return run(f"〔{numbering.ranges(numbers)}〕", '<w:vertAlign w:val="superscript"/>') if numbers else ""

    def _cited_below(self, table: Table) -> str:
        numbers = cited_in(table, self.order)
        return run(f"来源：〔{numbering.ranges(numbers)}〕。") if numbers else ""


def run(words: str, properties: str = "") -> str:
    """A run of text; the hint gives quotation marks and dashes to the Chinese font."""
    return (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{properties}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    )


def paragraph(style: str, inner: str, *, held: bool = False) -> str:
    """A paragraph; a `held` one stays on the page of the next."""
    keep = "<w:keepNext/>" if held else ""
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


def _entry(style: str, words: str, mark: str) -> str:
    """A line of the contents; the page number is a field that Word works out when it opens or prints."""
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(TEXT_WIDTH_MM)}"/></w:tabs>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> PAGEREF {mark} \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> </w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{run(words)}<w:r><w:tab/></w:r>{field}</w:hyperlink>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{tab}</w:pPr>{link}</w:p>'
