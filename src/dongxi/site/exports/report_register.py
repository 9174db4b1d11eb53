"""The register inside a report: which value, unit, period and source stands behind each figure, and the line in which
it is printed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from dongxi.analysis.reporting.model import Report, figures_of
from dongxi.site.exports.report_printed import Cell, Line, Mark, lines_of

NAMESPACE = "urn:dongxi:report:figures:1"
ATTACHED = "register.xml"
"""Its name among what is attached to a PDF, and its id in a page."""
KEYS = ("id", "text", "value", "unit", "period", "what", "how")
_OURS = f"{{{NAMESPACE}}}"
_PLACE = re.compile(r"⟦(f\d+)⟧")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A figure of the register."""

    id: str
    text: str
    value: str
    unit: str
    period: str
    what: str
    how: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Register:
    """What a file holds about its figures. `whole`: nobody changed it. `lines` are none in reports of old."""

    title: str
    edition: str
    whole: bool
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]


def register_of(report: Report) -> bytes:
    """The register as XML: the issues drawn on, figures in reading order, the lines they stand in."""
    issues = dict.fromkeys(source.issue for figure in figures_of(report) for source in figure.sources)
    order = {issue: place for place, issue in enumerate(issues, start=1)}
    lines = [
        *(f'<source n="{place}" words={quoteattr(issue)}/>' for issue, place in order.items()),
        *(_entry(vars(figure), [order[source.issue] for source in figure.sources]) for figure in figures_of(report)),
        *_written(lines_of(report)),
    ]
    body = "\n".join(lines)
    head = (
        f'<report xmlns="{NAMESPACE}" title={quoteattr(report.title + report.subtitle)}'
        f" period={quoteattr(report.period)}"
        f' edition="{report.edition}" digest="{_digest(etree.fromstring(f"<r>{body}</r>"))}">'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}\n</report>\n'.encode()


def is_register(root: Any) -> bool:
    return bool(root.tag == f"{_OURS}report")


def read_register(root: Any) -> Register:
    """The register from its parsed XML."""
    sources = {line.get("n"): line.get("words") for line in root.iter(f"{_OURS}source")}
    entries = tuple(
        Entry(
            **{key: line.get(key, "") for key in KEYS},
            sources=tuple(sources.get(number, "") for number in line.get("sources", "").split()),
        )
        for line in root.iter(f"{_OURS}figure")
    )
    return Register(
        title=root.get("title", ""),
        edition=root.get("edition", ""),
        whole=_digest(root) == root.get("digest"),
        entries=entries,
        lines=tuple(_lines(root, {entry.id: entry.text for entry in entries})),
    )


def parsed(content: bytes) -> Any:
    """XML that draws on nothing else. XMLSyntaxError for what is none."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _entry(figure: Mapping[str, Any], sources: list[int]) -> str:
    told = " ".join(f"{key}={quoteattr(figure[key])}" for key in KEYS)
    return f'<figure {told} sources="{" ".join(map(str, sources))}"/>'


def _digest(root: Any) -> str:
    """SHA-256 over the attributes of every line, in order."""
    total = hashlib.sha256()
    for line in root:
        total.update(repr([etree.QName(line).localname, *sorted(line.attrib.items())]).encode())
    return total.hexdigest()


def _written(lines: Iterator[Line]) -> Iterator[str]:
    """Paragraphs, and each table before its rows; a figure's place is its id in ⟦⟧, cells stand between tabs."""
    table: tuple[str, tuple[str, ...]] = "", ()
    for line in lines:
        if line.heads and (line.caption, line.heads) != table:
            table = line.caption, line.heads
            yield f"<table words={quoteattr('\t'.join((line.caption, *line.heads)))}/>"
        cells = ("".join(f"⟦{one.id}⟧" if isinstance(one, Mark) else one for one in cell) for cell in line.cells)
        yield f"<{'row' if line.heads else 'line'} words={quoteattr('\t'.join(cells))}/>"


def _lines(root: Any, texts: Mapping[str, str]) -> Iterator[Line]:
    caption, heads = "", tuple[str, ...]()
    for element in root.iter(f"{_OURS}table", f"{_OURS}row", f"{_OURS}line"):
        kind, parts = etree.QName(element).localname, element.get("words", "").split("\t")
        if kind == "table":
            caption, heads = parts[0], tuple(parts[1:])
            continue
        cells = tuple(_cell(part, texts) for part in parts)
        yield Line(cells=cells, caption=caption, heads=heads) if kind == "row" else Line(cells=cells)


def _cell(words: str, texts: Mapping[str, str]) -> Cell:
    parts = _PLACE.split(words)
    pieces = (Mark(id=part, text=texts.get(part, "")) if i % 2 else part for i, part in enumerate(parts))
    return tuple(piece for piece in pieces if piece != "")
