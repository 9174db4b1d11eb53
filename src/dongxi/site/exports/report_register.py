"""The register of figures inside a report: which value, unit, period and source stands behind each number, and whether
the text still says what the register holds."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from dongxi.analysis.os_words import why_not
from dongxi.analysis.reporting.errors import Untraceable
from dongxi.analysis.reporting.model import Report, figures_of

NAMESPACE = "urn:dongxi:report:figures:1"
ATTACHED = "register.xml"
"""Its name among what is attached to a PDF."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OURS = f"{{{NAMESPACE}}}"
_TEXT = "word/document.xml"
_LARGEST = 200_000_000
SAME, ALTERED, GONE = "same", "altered", "gone"


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A figure of the register; `found` is what the text now says in its place, None if the place is gone."""

    id: str
    text: str
    value: str
    unit: str
    period: str
    what: str
    how: str
    sources: tuple[str, ...]
    found: str | None

    @property
    def state(self) -> str:
        return GONE if self.found is None else SAME if self.found == self.text else ALTERED


@dataclass(frozen=True, kw_only=True)
class Trace:
    """All figures of a report in order, the edition of the facts they rest on, and whether the register is whole.

    `compared`: whether the text was held against it; that of a PDF is not, so `found` repeats the register there.
    """

    title: str
    edition: str
    whole: bool
    compared: bool
    figures: tuple[Traced, ...]


def register_of(report: Report) -> bytes:
    """The register as XML: the issues drawn on, figures in reading order."""
    issues = dict.fromkeys(source.issue for figure in figures_of(report) for source in figure.sources)
    order = {issue: place for place, issue in enumerate(issues, start=1)}
    lines = [
        *(f'<source n="{place}" words={quoteattr(issue)}/>' for issue, place in order.items()),
        *(_line(vars(figure), [order[source.issue] for source in figure.sources]) for figure in figures_of(report)),
    ]
    body = "\n".join(lines)
    head = (
        f'<report xmlns="{NAMESPACE}" title={quoteattr(report.title + report.subtitle)}'
        f" period={quoteattr(report.period)}"
        f' edition="{report.edition}" digest="{_digest(etree.fromstring(f"<r>{body}</r>"))}">'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}\n</report>\n'.encode()


_KEYS = ("id", "text", "value", "unit", "period", "what", "how")


def _line(figure: Mapping[str, Any], sources: list[int]) -> str:
    told = " ".join(f"{key}={quoteattr(figure[key])}" for key in _KEYS)
    return f'<figure {told} sources="{" ".join(map(str, sources))}"/>'


def _digest(root: Any) -> str:
    """SHA-256 over the attributes of every line, in order."""
    total = hashlib.sha256()
    for line in root:
        total.update(repr([etree.QName(line).localname, *sorted(line.attrib.items())]).encode())
    return total.hexdigest()


def traced(path: Path) -> Trace:
    """The register of a report as Word or PDF, held against the text of the former. Untraceable for any other file."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Untraceable(f"“{path.name}”打不开：{why_not(problem)}。请核对文件名和权限。") from None
    return trace_of(content, name=path.name)


def trace_of(content: bytes, *, name: str) -> Trace:
    """The register in the bytes of a file called `name`, held against its text if it is Word's."""
    if content.startswith(b"%PDF-"):
        return _held(_attached(content, name), None)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(each.file_size for each in package.infolist()) > _LARGEST:
                raise Untraceable(f"“{name}”解开后太大，不是东西通编出的报告。")
            register = _register(package)
            text = _parsed(package.read(_TEXT)) if register is not None else None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError, RuntimeError) as problem:
        raise Untraceable(
            f"“{name}”不是可以打开的 Word 文件（.docx）或 PDF，无从追溯。请给出东西通编出的 .docx 或 .pdf 报告。"
        ) from problem
    if register is None or text is None:
        raise _unregistered(name)
    return _held(register, _places(text))


def _unregistered(name: str) -> Untraceable:
    return Untraceable(
        f"“{name}”里没有数字登记，不是东西通编出的报告，或登记已被删去。请给出原来的 .docx 或 .pdf 报告。"
    )


def _attached(content: bytes, name: str) -> Any:
    """The register that is attached to a PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        attached = (document.get_attachment(place) for place in range(document.count_attachments()))
        own = next((each for each in attached if each.get_name() == ATTACHED), None)
        held = b"" if own is None else bytes(own.get_data())
        register = _parsed(held) if 0 < len(held) <= _LARGEST else None
    except (pypdfium2.PdfiumError, etree.XMLSyntaxError):
        raise _unregistered(name) from None
    if register is None or register.tag != f"{_OURS}report":
        raise _unregistered(name)
    return register


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _register(package: zipfile.ZipFile) -> Any:
    for name in package.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            root = _parsed(package.read(name))
            if root.tag == f"{_OURS}report":
                return root
    return None


def _held(register: Any, places: Mapping[str, str] | None) -> Trace:
    sources = {line.get("n"): line.get("words") for line in register.iter(f"{_OURS}source")}
    figures = tuple(
        Traced(
            **{key: line.get(key, "") for key in _KEYS},
            sources=tuple(sources.get(number, "") for number in line.get("sources", "").split()),
            found=line.get("text", "") if places is None else places.get(line.get("id", "")),
        )
        for line in register.iter(f"{_OURS}figure")
    )
    return Trace(
        title=register.get("title", ""),
        edition=register.get("edition", ""),
        whole=_digest(register) == register.get("digest"),
        compared=places is not None,
        figures=figures,
    )


def _places(text: Any) -> dict[str, str]:
    """What stands between the marks of each figure."""
    return {name: "".join(pieces) for name, pieces in _marked(text).items()}


def _marked(text: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    open_marks: dict[str, str] = {}
    for event, element in _walk(text):
        if event == "start":
            name = element.get(f"{_W}name", "")
            open_marks[element.get(f"{_W}id")] = name
            found[name] = []
        elif event == "end":
            open_marks.pop(element.get(f"{_W}id"), None)
        else:
            for name in open_marks.values():
                found[name].append(element.text or "")
    return found


def _walk(text: Any) -> Iterator[tuple[str, Any]]:
    events = {f"{_W}bookmarkStart": "start", f"{_W}bookmarkEnd": "end", f"{_W}t": "text"}
    for element in text.iter(*events):
        yield events[element.tag], element
