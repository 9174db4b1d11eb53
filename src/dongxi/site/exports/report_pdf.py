"""A report as PDF, set by Typst with the packaged fonts; the register of its figures is attached to the file."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from dongxi.analysis.reporting.model import (
    Block,
    Chart,
    Figure,
    Paragraph,
    Report,
    Runs,
    Table,
    blocks_of,
    citations,
)
from dongxi.site.drawing_font import FONT_FOLDER
from dongxi.site.exports.report_charts import Picture
from dongxi.site.exports.report_layout import JOINER, Heading, cited, kept_whole, note, parts_of, points, unit_apart
from dongxi.site.exports.report_register import ATTACHED, register_of

_TEMPLATE = "report_pdf.typ"
_DASH = re.compile("(?<!—)—(?!—)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}


def to_pdf(report: Report, pictures: Mapping[str, Picture]) -> bytes:
    """The document as bytes; the same report gives the same bytes."""
    with _written(report, pictures) as main:
        content: bytes = typst.compile(main, format="pdf", timestamp=0, **_settings(main))
    return content


def chapter_pages(report: Report, pictures: Mapping[str, Picture]) -> tuple[int, ...]:
    """The page on which each chapter begins, the cover being the first."""
    with _written(report, pictures) as main:
        found = json.loads(typst.query(main, "<chapter>", field="value", **_settings(main)))
    return tuple(found)


def _settings(main: Path) -> dict[str, Any]:
    return {"root": main.parent, "font_paths": [FONT_FOLDER], "ignore_system_fonts": True}


@contextmanager
def _written(report: Report, pictures: Mapping[str, Picture]) -> Iterator[Path]:
    """The files that Typst reads, in a folder of their own; yields the one that it begins with."""
    charts = [block.caption for block in blocks_of(report) if isinstance(block, Chart)]
    names = {caption: f"chart{number}.svg" for number, caption in enumerate(charts, start=1)}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / _TEMPLATE).write_bytes((files(__package__) / _TEMPLATE).read_bytes())
        (place / ATTACHED).write_bytes(register_of(report))
        (place / "main.typ").write_text(Markup(report, names).text(), encoding="utf-8")
        for caption, name in names.items():
            (place / name).write_text(pictures[caption].svg, encoding="utf-8")
        yield place / "main.typ"


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
            f'#pdf.attach("{ATTACHED}", relationship: "data", mime-type: "application/xml")\n'
            f"#cover({quoted(report.title)}, {quoted(report.subtitle)}, ({lines}))\n#contents()\n"
        )
        return head + "\n".join(line for part in parts_of(report) for line in self._part(part))

    def _part(self, part: Heading | Block) -> Iterator[str]:
        match part:
            case Heading():
                if part.apart:
                    yield "#pagebreak(weak: true)"
                yield f"#chapter({quoted(part.words)})" if part.chapter else f"#heading(level: 2, {quoted(part.words)})"
            case Paragraph():
                lead = f"#lead({quoted(part.lead)})" if part.lead else ""
                numbers = cited(part, self.order)
                yield f"{lead}{_words(part.runs)}{f'#cite-numbers({quoted(numbers)})' if numbers else ''}\n"
            case Table():
                yield self._table(part)
            case Chart():
                name = self.names[part.caption]
                yield f'#chart({quoted(part.caption)}, "{name}", {quoted(part.alt)})'
                if part.table:
                    yield self._table(part.table)

    def _table(self, table: Table) -> str:
        widths = ", ".join(f"{width}fr" for width in table.widths)
        heads = ", ".join(f"head({quoted(words)}, {quoted(unit)})" for words, unit in map(unit_apart, table.heads))
        sides = ", ".join("left" if place in table.left else "right" for place in range(len(table.heads)))
        cells = ", ".join(f"[{_words(cell)}]" for row in table.rows for cell in row)
        told, whole = note(table, self.order), str(kept_whole(table)).lower()
        return (
            f"#data({quoted(table.caption)}, {quoted(told)}, ({widths}), ({heads},), ({sides},), ({cells},), "
            f"{whole}, {points(table)}pt)"
        )


def _words(runs: Runs) -> str:
    return "".join(f"#{quoted(each.text if isinstance(each, Figure) else _kept(each))}" for each in runs)


def _kept(words: str) -> str:
    """Words with the dash of a range joined to what it follows, so that no line begins with it."""
    return _DASH.sub(f"{JOINER}—", words)


def quoted(words: str) -> str:
    """A string of Typst."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in words) + '"'
