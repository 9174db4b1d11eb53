"""A report as PDF, set by Typst with the packaged fonts; the register of its figures is attached to the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import typst

from dongxi.analysis.reporting import numbering
from dongxi.analysis.reporting.model import (
    Block,
    Chapter,
    Chart,
    Figure,
    Paragraph,
    Report,
    Runs,
    Table,
    blocks_of,
    citations,
    cited_in,
)
from dongxi.site.drawing_font import FONT_FOLDER
from dongxi.site.exports.report_charts import Picture
from dongxi.site.exports.report_docx.body import WHOLE
from dongxi.site.exports.report_register import register_of

_TEMPLATE = "report_pdf.typ"
_REGISTER = "register.xml"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}


def to_pdf(report: Report, pictures: Mapping[str, Picture]) -> bytes:
    """The document as bytes; the same report gives the same bytes."""
    charts = [block.caption for block in blocks_of(report) if isinstance(block, Chart)]
    names = {caption: f"chart{number}.svg" for number, caption in enumerate(charts, start=1)}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / _TEMPLATE).write_bytes((files(__package__) / _TEMPLATE).read_bytes())
        (place / _REGISTER).write_bytes(register_of(report))
        (place / "main.typ").write_text(Markup(report, names).text(), encoding="utf-8")
        for caption, name in names.items():
            (place / name).write_text(pictures[caption].svg, encoding="utf-8")
        content: bytes = typst.compile(
            place / "main.typ",
            format="pdf",
            root=place,
            font_paths=[FONT_FOLDER],
            ignore_system_fonts=True,
            timestamp=0,
        )
    return content


class Markup:
    """Writes one report as Typst; `names` are the files of its charts by caption."""

    def __init__(self, report: Report, names: Mapping[str, str]) -> None:
        self.report, self.names = report, names
        self.order = {source: place for place, source in enumerate(citations(report), start=1)}

    def text(self) -> str:
        """The whole file."""
        report = self.report
        lines = "".join(f"{quoted(line)}, " for line in report.cover)
        head = (
            f'#import "{_TEMPLATE}": *\n'
            f"#show: report.with(title: {quoted(report.title)}, subtitle: {quoted(report.subtitle)})\n"
            f'#pdf.attach("{_REGISTER}", relationship: "data", mime-type: "application/xml")\n'
            f"#cover({quoted(report.title)}, {quoted(report.subtitle)}, ({lines}))\n#contents()\n"
        )
        return head + "\n".join(self._chapters())

    def _chapters(self) -> Iterator[str]:
        for place, chapter in enumerate(self.report.chapters, start=1):
            if chapter.apart and place > 1:
                yield "#pagebreak(weak: true)"
            yield from self._chapter(place, chapter)

    def _chapter(self, place: int, chapter: Chapter) -> Iterator[str]:
        yield f"#heading(level: 1, {quoted(numbering.chapter(place) + chapter.title)})"
        for block in chapter.blocks:
            yield from self._block(block)
        for number, section in enumerate(chapter.sections, start=1):
            yield f"#heading(level: 2, {quoted(numbering.section(number) + section.title)})"
            for block in section.blocks:
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph():
                lead = f"#lead({quoted(block.lead)})" if block.lead else ""
                yield f"{lead}{_words(block.runs)}{self._cited(block)}\n"
            case Table():
                yield self._table(block)
            case Chart():
                name = self.names[block.caption]
                yield f'#chart({quoted(block.caption)}, "{name}", {quoted(block.alt)})'
                if block.table:
                    yield self._table(block.table)

    def _table(self, table: Table) -> str:
        widths = ", ".join(f"{width}fr" for width in table.widths)
        heads = ", ".join(quoted(words) for words in table.heads)
        sides = ", ".join("left" if place in table.left else "right" for place in range(len(table.heads)))
        cells = ", ".join(f"[{_words(cell)}]" for row in table.rows for cell in row)
        whole = str(len(table.rows) <= WHOLE).lower()
        numbers = cited_in(table, self.order)
        note = (f"注：{table.note}" if table.note else "") + (
            f"来源：〔{numbering.ranges(numbers)}〕。" if numbers else ""
        )
        return (
            f"#data({quoted(table.caption)}, {quoted(note)}, ({widths}), ({heads},), ({sides},), ({cells},), {whole})"
        )

    def _cited(self, block: Block) -> str:
        numbers = cited_in(block, self.order)
        return f"#cite-numbers({quoted(f'〔{numbering.ranges(numbers)}〕')})" if numbers else ""


def _words(runs: Runs) -> str:
    return "".join(f"#{quoted(each.text if isinstance(each, Figure) else each)}" for each in runs)


def quoted(words: str) -> str:
    """A string of Typst."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in words) + '"'
