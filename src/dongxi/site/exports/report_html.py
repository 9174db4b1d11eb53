"""A report as one page that needs nothing else: to read, to print on A4, to hear. Each figure is a `data` element.

The register of its figures stands in the page itself, in a template that no browser shows."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from string import Template

from dongxi.analysis.reporting.model import (
    Block,
    Chart,
    Figure,
    Paragraph,
    Report,
    Runs,
    Table,
    citations,
    cited_in,
)
from dongxi.site.chart_drawing import named_image
from dongxi.site.exports.report_charts import Picture
from dongxi.site.exports.report_layout import Heading, chapters_of, parts_of
from dongxi.site.exports.report_register import register_of

_TEMPLATE = "report_html.html"


def to_html(report: Report, pictures: Mapping[str, Picture]) -> bytes:
    """The page as UTF-8; the same report gives the same bytes."""
    page = Template((files(__package__) / _TEMPLATE).read_text(encoding="utf-8"))
    written = Page(report, pictures)
    return page.substitute(
        title=escape(report.title),
        subtitle=escape(report.subtitle),
        cover="".join(f"<p>{escape(line)}</p>" for line in report.cover),
        contents="".join(
            f'<li><a href="#c{heading.chapter}">{escape(heading.words)}</a></li>' for heading in chapters_of(report)
        ),
        body="\n".join(line for part in parts_of(report) for line in written.part(part)),
        register=base64.b64encode(zlib.compress(register_of(report), 9)).decode(),
    ).encode()


class Page:
    """Writes the parts of one report."""

    def __init__(self, report: Report, pictures: Mapping[str, Picture]) -> None:
        self.report, self.pictures = report, pictures
        self.order = {source: place for place, source in enumerate(citations(report), start=1)}
        self.charts = 0

    def part(self, part: Heading | Block) -> Iterator[str]:
        """A heading, paragraph, table or chart."""
        match part:
            case Heading():
                yield (
                    f'<h2 id="c{part.chapter}">{escape(part.words)}</h2>'
                    if part.chapter
                    else f"<h3>{escape(part.words)}</h3>"
                )
            case Paragraph():
                lead = f"<strong>{escape(part.lead)}</strong>" if part.lead else ""
                yield f"<p{self._target(part)}>{lead}{_words(part.runs)}{self._cited(part)}</p>"
            case Table():
                yield self._table(part)
            case Chart():
                self.charts += 1
                image = named_image(
                    self.pictures[part.caption].svg,
                    title=part.caption,
                    description=part.alt,
                    key=f"k{self.charts}",
                )
                label = escape(part.caption, quote=True)
                yield (
                    f'<figure><div class="scroll" role="region" aria-label="{label}" tabindex="0">{image}</div>'
                    f"<figcaption>{escape(part.caption)}</figcaption></figure>"
                )
                if part.table:
                    yield self._table(part.table)

    def _target(self, block: Paragraph) -> str:
        """The list of sources is where the numbers in the text lead."""
        named = len(block.runs) == 1 and block.runs[0] in self.order and block.lead.startswith("〔")
        return f' id="s{block.lead.strip("〔〕")}"' if named else ""

    def _table(self, table: Table) -> str:
        sides = ["" if place in table.left else ' class="number"' for place in range(len(table.heads))]
        head = "".join(
            f'<th scope="col"{side}>{escape(words)}</th>' for side, words in zip(sides, table.heads, strict=True)
        )
        rows = "".join(self._row(cells, sides) for cells in table.rows)
        note = (f"注：{escape(table.note)}" if table.note else "") + self._cited_below(table)
        label = escape(table.caption, quote=True)
        return (
            f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
            f'<p class="note">{note}</p>'
        )

    def _row(self, cells: tuple[Runs, ...], sides: list[str]) -> str:
        first, *rest = cells
        inner = "".join(f"<td{side}>{_words(cell)}</td>" for side, cell in zip(sides[1:], rest, strict=True))
        return f'<tr><th scope="row">{_words(first)}</th>{inner}</tr>'

    def _cited(self, block: Block) -> str:
        links = "、".join(f'<a href="#s{number}">{number}</a>' for number in cited_in(block, self.order))
        return f'<sup aria-label="来源">〔{links}〕</sup>' if links else ""

    def _cited_below(self, table: Table) -> str:
        numbers = cited_in(table, self.order)
        links = "、".join(f'<a href="#s{number}">{number}</a>' for number in numbers)
        return f"来源：〔{links}〕。" if links else ""


def _words(runs: Runs) -> str:
    return "".join(_figure(each) if isinstance(each, Figure) else escape(each) for each in runs)


def _figure(figure: Figure) -> str:
    issues = "；".join(source.issue for source in figure.sources)
    told = (
        f"{figure.what}，{figure.period}，{figure.unit}。{f'算法：{figure.how}。' if figure.how else ''}来源：{issues}"
    )
    return f'<data id="{figure.id}" value="{escape(figure.value)}" title="{escape(told)}">{escape(figure.text)}</data>'
