"""Plain text in UTF-8, UTF-16 or GB18030, told apart by the bytes."""

import codecs

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.decode.told import AT_THE_START
from dongxi.analysis.words import Words

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_COMMON = frozenset("，。、的和业发展科技建设合作实施机制工作重点区国省市（）：一二三")
_SAMPLE = 20_000
_LEAST_COMMON = 0.05


def decode(data: bytes) -> Printed:
    """The text of `data`; line ends of every kind become "\\n"."""
    return Printed(text=_text(data).replace("\r\n", "\n").replace("\r", "\n"), wrapped=None)


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding) or _fail(
                Words(
                    zh=f"开头标明 {encoding} 编码，内容却不是",
                    en=f"its first bytes say {encoding}, and what follows is not",
                )
            )
    if b"\x00" not in data:
        text = _decoded(data, "utf-8")
        if text is not None:
            return text
    best = max(_GUESSES, key=lambda encoding: _likeness(data, encoding))
    if _likeness(data, best) < _LEAST_COMMON:
        return _fail(
            Words(
                zh="字符编码无法识别，或这不是文本文件",
                en="the encoding of its characters is not recognised, or it is no text file",
            )
        )
    return _decoded(data, best) or _fail(
        Words(
            zh=f"内容在中途不再是 {best} 编码，文件可能被截断",
            en=f"midway it is no longer {best}; the file may have been cut off",
        )
    )


def _likeness(data: bytes, encoding: str) -> float:
    """How much the start of `data`, read in `encoding`, looks like official Chinese: its share of common signs."""
    sample = data[:_SAMPLE].decode(encoding, "ignore")
    return sum(char in _COMMON for char in sample) / (len(sample) or 1)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _fail(why: Words) -> str:
    remedy = Words(
        zh="请用 UTF-8 编码另存为 .txt，或提供 .docx、.pdf 文件",
        en="Please save it as .txt in UTF-8, or bring a .docx or .pdf file",
    )
    raise PlanUnreadable(where=AT_THE_START, why=why, remedy=remedy)
