"""What a file is by its content: what speaks against its ending, in words; empty if nothing does.

The whole file is looked at, not its first bytes alone: a page is not a PDF for beginning like one. Nothing is rendered
or unpacked but a package's list of parts, so a hostile file costs no more than a sound one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import puremagic
from django.utils.translation import gettext as _

START, TAIL, LONGEST_LIST_OF_PARTS = 4_096, 65_536, 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_PDF_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_OFFICE_LIST = "[Content_Types].xml"


def misfit(path: Path, *, ending: str) -> str:
    """Why the file at `path` is not what its ending (with the dot, in small letters) says; empty if it is."""
    return CHECKS[ending](path)


def _pdf(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(START)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    if b"%PDF-" not in start[:1024]:
        return _renamed()
    if not _PDF_END.search(tail) or not (_PDF_OBJECT.search(start) or _PDF_OBJECT.search(tail)):
        return _("它开头像 PDF，但没有正文或结尾：可能没有下载完整，也可能不是 PDF。请重新下载，或用阅读器打开后另存。")
    return ""


def _office(path: Path, *, main: bytes, program: str) -> str:
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            return _("它设有打开密码，或是旧版 Office 文件。请取消密码，另存为新版格式后再提交。")
    listed = _part(path, _OFFICE_LIST)
    if listed is None:
        why = _("它的内容与扩展名不符，可能已损坏或被改名。请重新下载，或用 %(program)s 或 WPS 打开后另存。")
        return why % {"program": program}
    if main in listed:
        return ""
    why = _("它是一个压缩包，里面没有该类文档的正文。请重新下载，或用 %(program)s 或 WPS 打开后另存。")
    return why % {"program": program}


def _ofd(path: Path) -> str:
    return _renamed() if _part(path, "OFD.xml") is None else ""


def _part(path: Path, name: str) -> bytes | None:
    """One part of a package; None if there is no package or no such part."""
    try:
        with zipfile.ZipFile(path) as package, package.open(name) as part:
            return part.read(LONGEST_LIST_OF_PARTS)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError):
        return None


def _picture(path: Path, *, endings: frozenset[str]) -> str:
    with path.open("rb") as file:
        start = file.read(START)
    try:
        kinds = {match.extension for match in puremagic.magic_string(start)}
    except puremagic.PureError:
        kinds = set()
    return "" if kinds & endings else _renamed()


def _text(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(START)
    return "" if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in start else _renamed()


def _renamed() -> str:
    return _("它的内容与扩展名不符，可能已损坏或被改名。请重新下载，或用能打开它的软件打开后另存。")


_JPEG = frozenset({".jpg", ".jpeg"})
CHECKS: Mapping[str, Callable[[Path], str]] = {
    ".pdf": _pdf,
    ".docx": lambda path: _office(path, main=b"wordprocessingml.document.main+xml", program="Word"),
    ".xlsx": lambda path: _office(path, main=b"spreadsheetml.sheet.main+xml", program="Excel"),
    ".ofd": _ofd,
    ".png": lambda path: _picture(path, endings=frozenset({".png"})),
    ".jpg": lambda path: _picture(path, endings=_JPEG),
    ".jpeg": lambda path: _picture(path, endings=_JPEG),
    ".txt": _text,
    ".csv": _text,
}
