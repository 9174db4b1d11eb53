"""Where each figure of a report comes from, and whether it is still printed as its register has it."""

from __future__ import annotations

import base64
import codecs
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lxml import etree, html

from dongxi.analysis.os_words import why_not
from dongxi.analysis.reporting.errors import Untraceable
from dongxi.analysis.workbooks import BROKEN, unpacks_within
from dongxi.site.exports.report_printed import Line, Printed, printed
from dongxi.site.exports.report_reading import lines_of_page, lines_of_word, values_of_page
from dongxi.site.exports.report_register import ATTACHED, Entry, Register, is_register, parsed, read_register

SAME, ALTERED, GONE = "same", "altered", "gone"
_TEXT = "word/document.xml"
_LARGEST = 200_000_000
_FORMS = "请给出东西通编出的 .docx、.pdf 或 .html 报告。"


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A figure of the register: how it was `printed`, and how it is `found` now, None if its place is gone. `value` as
    a page holds it for programs, where it is not the register's."""

    entry: Entry
    printed: Printed
    found: Printed | None
    value: str | None = None

    @property
    def state(self) -> str:
        if self.found is None:
            return GONE
        return SAME if self.found == self.printed and self.value is None else ALTERED


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A report's register and its figures in order. `compared`: what was held against it, `words` of the paragraphs as
    well; in reports of old `digits` alone, `nothing` in a PDF of old."""

    register: Register
    compared: str
    figures: tuple[Traced, ...]


def traced(path: Path) -> Trace:
    """The register of a report as Word, PDF or page, held against its text. Untraceable for any other file."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Untraceable(f"“{path.name}”打不开：{why_not(problem)}。请核对文件名和权限。") from None
    return trace_of(content, name=path.name)


def trace_of(content: bytes, *, name: str) -> Trace:
    """The register in the bytes of a file called `name`, held against its text."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.startswith(b"%PDF-"):
        return _of_pdf(content, name)
    if content.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return _of_page(content, name)
    return _of_word(content, name)


def _of_word(content: bytes, name: str) -> Trace:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if not unpacks_within(package, most=_LARGEST):
                raise Untraceable(f"“{name}”解开后太大，不是东西通编出的报告。{_FORMS}")
            register = _in_package(package)
            text = parsed(package.read(_TEXT)) if register is not None else None
    except (KeyError, etree.XMLSyntaxError, *BROKEN) as problem:
        raise Untraceable(f"“{name}”不是可以打开的 Word 文件、PDF 或网页，无从追溯。{_FORMS}") from problem
    if register is None or text is None:
        raise _unregistered(name)
    return _held(register, lines_of_word(text))


def _of_page(content: bytes, name: str) -> Trace:
    try:
        page = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        held = page.get_element_by_id(ATTACHED).text_content()
        inflated = zlib.decompressobj().decompress(base64.b64decode(held), _LARGEST)
        register = parsed(inflated)
    except (KeyError, ValueError, zlib.error, etree.LxmlError):
        raise _unregistered(name) from None
    if not is_register(register):
        raise _unregistered(name)
    return _held(read_register(register), lines_of_page(page), values_of_page(page))


def _of_pdf(content: bytes, name: str) -> Trace:
    import pypdfium2

    from dongxi.site.exports.report_reading_pdf import lines_of_pdf

    try:
        document = pypdfium2.PdfDocument(content)
        register = _attached(document)
    except (pypdfium2.PdfiumError, etree.XMLSyntaxError):
        raise _unregistered(name) from None
    if register is None:
        raise _unregistered(name)
    if not register.lines:
        return _held(register, None)
    return _held(register, lines_of_pdf(document, register.lines))


def _attached(document: Any) -> Register | None:
    """The register that is attached to a PDF."""
    attached = (document.get_attachment(place) for place in range(document.count_attachments()))
    own = next((each for each in attached if each.get_name() == ATTACHED), None)
    held = b"" if own is None else bytes(own.get_data())
    register = parsed(held) if 0 < len(held) <= _LARGEST else None
    return read_register(register) if register is not None and is_register(register) else None


def _in_package(package: zipfile.ZipFile) -> Register | None:
    for name in package.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            root = parsed(package.read(name))
            if is_register(root):
                return read_register(root)
    return None


def _unregistered(name: str) -> Untraceable:
    return Untraceable(f"“{name}”里没有数字登记，不是东西通编出的报告，或登记已被删去。{_FORMS}")


def _held(
    register: Register, lines: Iterable[Line] | None, values: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Trace:
    """Every figure of the register as printed then and as found now; without `lines` nothing is held against it.
    `values` that the marks of each figure hold beside what they show."""
    then = {one.id: Printed(before="", text=one.text, after="") for one in register.entries}
    then |= {name: places[0] for name, places in printed(register.lines).items()}
    now = {name: [one] for name, one in then.items()} if lines is None else printed(lines)
    if not register.lines:
        now = {name: [Printed(before="", text=one.text, after="") for one in places] for name, places in now.items()}
    return Trace(
        register=register,
        compared="words" if register.lines else "nothing" if lines is None else "digits",
        figures=tuple(
            Traced(
                entry=one,
                printed=then[one.id],
                found=_worst(now.get(one.id, ()), then[one.id]),
                value=next((value for value in values.get(one.id, ()) if value != one.value), None),
            )
            for one in register.entries
        ),
    )


def _worst(places: Sequence[Printed], then: Printed) -> Printed | None:
    """What tells of a figure that stands in several places: the first that can be read and is not as it was, if any."""
    read = [one for one in places if one.phrase] or places
    return next((one for one in read if one != then), read[0] if read else None)
