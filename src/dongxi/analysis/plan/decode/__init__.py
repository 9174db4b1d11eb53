"""Bytes to lines: what the file is, told by its content and not by its name, and its text line by line."""

from collections.abc import Callable
from importlib import import_module

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode import plain
from dongxi.analysis.plan.decode.package import zip_parts
from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.decode.told import (
    AT_THE_START,
    IN_THE_PACKAGE,
    LOCKED,
    RECOGNISE,
    SAVE_AS_DOCX,
    SPLIT,
    UNPACK,
)
from dongxi.analysis.words import Words

MAX_BYTES = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000

Decoder = Callable[[bytes], Printed]

_PICTURE = Words(zh="这是图片", en="it is a picture")
_ARCHIVE = Words(zh="这是压缩包", en="it is an archive")
_FOREIGN = (
    (b"{\\rtf", Words(zh="这是 RTF 文件", en="it is an RTF file"), SAVE_AS_DOCX),
    (b"\x89PNG", _PICTURE, RECOGNISE),
    (b"\xff\xd8\xff", _PICTURE, RECOGNISE),
    (b"II*\x00", _PICTURE, RECOGNISE),
    (b"Rar!", _ARCHIVE, UNPACK),
    (b"7z\xbc\xaf", _ARCHIVE, UNPACK),
    (b"\x1f\x8b", _ARCHIVE, UNPACK),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARTS = (("word/document.xml", "word"), ("OFD.xml", "ofd"))


def decode(data: bytes) -> Printed:
    """The lines of a .txt, .docx, .pdf or .ofd file. Raises PlanUnreadable when there are none to be had."""
    if len(data) > MAX_BYTES:
        size, most = f"{len(data) / 1024**2:.0f} MB", f"{MAX_BYTES // 1024**2} MB"
        raise PlanUnreadable(
            where=AT_THE_START,
            why=Words(zh=f"文件有 {size}，超过上限 {most}", en=f"it has {size}, more than the limit of {most}"),
            remedy=Words(
                zh="请拆分文件，或去掉其中的图片后再读", en="Please split it, or take the pictures out of it, first"
            ),
        )
    printed = _decoder(data)(data)
    if len(printed.text) > MAX_CHARACTERS:
        raise too_long(len(printed.text))
    return printed


def too_long(length: int) -> PlanUnreadable:
    return PlanUnreadable(
        where=Words(zh=f"第 {MAX_CHARACTERS:,} 字处", en=f"at character {MAX_CHARACTERS:,}"),
        why=Words(
            zh=f"全文 {length:,} 字，超过上限 {MAX_CHARACTERS:,} 字",
            en=f"it has {length:,} characters, more than the limit of {MAX_CHARACTERS:,}",
        ),
        remedy=SPLIT,
    )


def _decoder(data: bytes) -> Decoder:
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise PlanUnreadable(
            where=AT_THE_START,
            why=Words(zh="文件是空的", en="the file is empty"),
            remedy=Words(zh="请检查文件是否下载或保存完整", en="Please check that it was downloaded or saved whole"),
        )
    if b"%PDF-" in data[:1024]:
        return _loaded("pdf")
    if data.startswith(b"PK"):
        return _package_decoder(data)
    if data.startswith(_OLE):
        raise _ole(data)
    for start, why, remedy in _FOREIGN:
        if data.startswith(start):
            raise PlanUnreadable(where=AT_THE_START, why=why, remedy=remedy)
    return plain.decode


def _loaded(name: str) -> Decoder:
    """The decoder of one format, loaded when a file needs it: the libraries behind it are large."""
    decoder: Decoder = import_module(f"{__name__}.{name}").decode
    return decoder


def _package_decoder(data: bytes) -> Decoder:
    parts = zip_parts(data)
    for part, decoder in _PARTS:
        if part in parts:
            return _loaded(decoder)
    raise PlanUnreadable(
        where=IN_THE_PACKAGE,
        why=Words(
            zh="包内既没有 Word 正文也没有 OFD 正文", en="there is neither the text of Word nor that of OFD in it"
        ),
        remedy=Words(
            zh="请提供 .docx、.ofd、.pdf 或 .txt 文件；压缩包请先解压",
            en="Please bring a .docx, .ofd, .pdf or .txt file; unpack an archive first",
        ),
    )


def _ole(data: bytes) -> PlanUnreadable:
    if _ENCRYPTED in data:
        return PlanUnreadable(
            where=AT_THE_START,
            why=LOCKED,
            remedy=Words(
                zh="请在 Word 或 WPS 中取消密码后再读", en="Please take the password off in Word or WPS first"
            ),
        )
    return PlanUnreadable(
        where=AT_THE_START,
        why=Words(zh="这是旧版 Office 文件（.doc 等）", en="it is a file of an old Office (.doc or the like)"),
        remedy=SAVE_AS_DOCX,
    )
