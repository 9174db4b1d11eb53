"""Bytes to lines: what the file is, told by its content and not by its name, and its text line by line."""

from collections.abc import Callable
from importlib import import_module

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode import plain
from dongxi.analysis.plan.decode.package import zip_parts
from dongxi.analysis.plan.decode.printed import Printed

MAX_BYTES = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000

Decoder = Callable[[bytes], Printed]

_FOREIGN = (
    (b"{\\rtf", "这是 RTF 文件", "请用 Word 或 WPS 另存为 .docx 后再读"),
    (b"\x89PNG", "这是图片", "请先做文字识别（OCR），或找到该文件的文字版"),
    (b"\xff\xd8\xff", "这是图片", "请先做文字识别（OCR），或找到该文件的文字版"),
    (b"II*\x00", "这是图片", "请先做文字识别（OCR），或找到该文件的文字版"),
    (b"Rar!", "这是压缩包", "请解压后读其中的文件"),
    (b"7z\xbc\xaf", "这是压缩包", "请解压后读其中的文件"),
    (b"\x1f\x8b", "这是压缩包", "请解压后读其中的文件"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARTS = (("word/document.xml", "word"), ("OFD.xml", "ofd"))


def decode(data: bytes) -> Printed:
    """The lines of a .txt, .docx, .pdf or .ofd file. Raises PlanUnreadable when there are none to be had."""
    if len(data) > MAX_BYTES:
        raise PlanUnreadable(
            where="文件开头",
            why=f"文件有 {len(data) / 1024**2:.0f} MB，超过上限 {MAX_BYTES // 1024**2} MB",
            remedy="请拆分文件，或去掉其中的图片后再读",
        )
    printed = _decoder(data)(data)
    if len(printed.text) > MAX_CHARACTERS:
        raise too_long(len(printed.text))
    return printed


def too_long(length: int) -> PlanUnreadable:
    return PlanUnreadable(
        where=f"第 {MAX_CHARACTERS:,} 字处",
        why=f"全文 {length:,} 字，超过上限 {MAX_CHARACTERS:,} 字",
        remedy="请拆分文件后再读",
    )


def _decoder(data: bytes) -> Decoder:
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise PlanUnreadable(where="文件开头", why="文件是空的", remedy="请检查文件是否下载或保存完整")
    if b"%PDF-" in data[:1024]:
        return _loaded("pdf")
    if data.startswith(b"PK"):
        return _package_decoder(data)
    if data.startswith(_OLE):
        raise _ole(data)
    for start, why, remedy in _FOREIGN:
        if data.startswith(start):
            raise PlanUnreadable(where="文件开头", why=why, remedy=remedy)
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
        where="压缩包目录",
        why="包内既没有 Word 正文也没有 OFD 正文",
        remedy="请提供 .docx、.ofd、.pdf 或 .txt 文件；压缩包请先解压",
    )


def _ole(data: bytes) -> PlanUnreadable:
    if _ENCRYPTED in data:
        return PlanUnreadable(where="文件开头", why="文件设有打开密码", remedy="请在 Word 或 WPS 中取消密码后再读")
    return PlanUnreadable(
        where="文件开头", why="这是旧版 Office 文件（.doc 等）", remedy="请用 Word 或 WPS 另存为 .docx 后再读"
    )
