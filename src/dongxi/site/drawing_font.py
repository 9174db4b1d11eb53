"""The font that charts are measured and drawn with: the packaged outlines and widths, without what only slows reading.

vl-convert reads the font anew for every word it measures. Most of that goes into the layout tables and into the
thousands of ranges that number the glyphs for exchange (the charset of CFF); neither bears on shapes or widths.
Without them a chart is drawn in half the time.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from dongxi.site.kept import kept

FONT_FOLDER = Path(str(files("pylopdf_fonts_zh_cn")))
FILE = "NotoSansSC-Regular.otf"
_LAYOUT = frozenset({b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG"})
_HEADER, _ENTRY = struct.Struct(">4s4H"), struct.Struct(">4s3L")
_CHARSET = 15
_ONE_RANGE = 2
"""The format of a charset whose ranges may be as long as the font."""


@cache
def folder() -> Path:
    """A folder that holds the font alone: in the store's cache, or for as long as a command without a store runs."""
    cache_folder = getattr(settings, "CHART_CACHE", None) if settings.configured else None
    home = Path(_temporary().name) if cache_folder is None else cache_folder.parent / "font" / _edition()
    return kept(home / FILE, lambda: lean((FONT_FOLDER / FILE).read_bytes())).parent


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="dongxi-font-")


def _edition() -> str:
    made_from = Path(__file__).read_bytes() + version("pylopdf-fonts-zh-cn").encode()
    return hashlib.sha256(made_from).hexdigest()[:16]


def lean(font: bytes) -> bytes:
    """An OpenType font without its layout tables; where its outlines are CFF, with glyphs numbered in one range."""
    kind, count, *_search = _HEADER.unpack_from(font)
    entries = [_ENTRY.unpack_from(font, _HEADER.size + _ENTRY.size * place) for place in range(count)]
    tables = {tag: font[start : start + length] for tag, _sum, start, length in entries if tag not in _LAYOUT}
    if b"CFF " in tables:
        glyphs = int.from_bytes(tables[b"maxp"][4:6])
        tables[b"CFF "] = _numbered_in_one_range(tables[b"CFF "], glyphs)
    return _put_together(kind, tables)


def _put_together(kind: bytes, tables: dict[bytes, bytes]) -> bytes:
    step = 1 << len(tables).bit_length() - 1
    head = _HEADER.pack(kind, len(tables), 16 * step, step.bit_length() - 1, 16 * (len(tables) - step))
    directory, body = bytearray(head), bytearray()
    start = _HEADER.size + _ENTRY.size * len(tables)
    for tag, content in tables.items():
        directory += _ENTRY.pack(tag, 0, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return bytes(directory + body)


def _numbered_in_one_range(outlines: bytes, glyphs: int) -> bytes:
    """CFF (Adobe Technical Note 5176) whose charset says: all glyphs after the first, numbered from 1 on."""
    _names, after = _index(outlines, outlines[2])
    (top, *_others), _after = _index(outlines, after)
    start = next(operands[-1] for operator, operands in _operations(outlines[top]) if operator == _CHARSET)
    charset = struct.pack(">BHH", _ONE_RANGE, 1, glyphs - 2)
    return outlines[:start] + charset + outlines[start + len(charset) :]


def _index(outlines: bytes, at: int) -> tuple[list[slice], int]:
    """Where the entries of an INDEX stand, and where it ends."""
    count, size = int.from_bytes(outlines[at : at + 2]), outlines[at + 2]
    places = range(at + 3, at + 3 + size * (count + 1), size)
    base = places.stop - 1
    ends = [base + int.from_bytes(outlines[place : place + size]) for place in places]
    return [slice(*pair) for pair in pairwise(ends)], ends[-1]


def _operations(dictionary: bytes) -> Iterator[tuple[int, list[int]]]:
    """The operators of a DICT with their operands; escaped operators are told as 1200 and more, reals as 0."""
    operands: list[int] = []
    at = 0
    while at < len(dictionary):
        first = dictionary[at]
        if first <= 21:
            operator, length = (1200 + dictionary[at + 1], 2) if first == 12 else (first, 1)
            yield operator, operands
            operands = []
        else:
            value, length = _operand(dictionary, at)
            operands.append(value)
        at += length


def _operand(dictionary: bytes, at: int) -> tuple[int, int]:
    """A number of a DICT and its length in bytes."""
    first, rest = dictionary[at], dictionary[at + 1 :]
    if first == 28:
        return int.from_bytes(rest[:2], signed=True), 3
    if first == 29:
        return int.from_bytes(rest[:4], signed=True), 5
    if first == 30:
        return 0, 2 + next(place for place, byte in enumerate(rest) if 15 in (byte >> 4, byte & 15))
    if first <= 246:
        return first - 139, 1
    return ((first - 247) * 256 + rest[0] + 108, 2) if first <= 250 else (-(first - 251) * 256 - rest[0] - 108, 2)
