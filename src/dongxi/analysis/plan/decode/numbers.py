"""Word's automatic numbering (w:numPr), rendered as Word prints it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9
_DEEPEST_STYLE = 20


def chinese(value: int) -> str:
    """1–99 as 一 … 九十九; beyond that digit by digit."""
    tens, ones = divmod(value, 10)
    if not 0 < value < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _roman(value: int) -> str:
    printed = ""
    for worth, letters in _ROMAN + _ROMAN_ONES:
        printed += letters * min(value // worth, 20)
        value %= worth
    return printed


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if 1 <= value <= 20 else str(value)


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 20)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda value: "".join(_DIGITS[int(digit)] for digit in str(value)),
    "japaneseDigitalTenThousand": chinese,
    "decimalFullWidth": str,
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
}


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    pattern: str
    start: int
    legal: bool


@dataclass(slots=True)
class Numbering:
    """The counters of one document's lists while its paragraphs are walked in order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _styles: dict[str, tuple[str | None, str | None, str | None, str]] = field(default_factory=dict)
    _counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any) -> "Numbering":
        """The numbering definitions of a python-docx `document`."""
        made = cls()
        made._read_styles(document.styles.element)
        for relation in document.part.rels.values():
            if not relation.is_external and relation.reltype.endswith("/numbering"):
                made._read_numbering(relation.target_part)
        return made

    def number(self, paragraph: Any) -> str:
        """The printed number of `paragraph` (an lxml w:p), "" when it has none; advances the list's counter."""
        found, depth = self._list_of(paragraph)
        levels = self._levels.get(found or "", {})
        if found is None or depth not in levels:
            return ""
        level = levels[depth]
        counts = self._counts[self._abstract.get(found, found)]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return self._printed(level, levels, counts)

    def is_contents_line(self, paragraph: Any) -> bool:
        """Whether `paragraph` is an entry of a generated table of contents."""
        name = self._styles.get(_style(paragraph) or "", (None, None, None, ""))[3]
        return name.lower().startswith("toc ")

    def _printed(self, level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        printed = level.pattern
        for at in range(_LEVELS):
            mark = f"%{at + 1}"
            if mark in printed:
                other = levels.get(at, level)
                render = _FORMATS.get("decimal" if level.legal else other.format, str)
                printed = printed.replace(mark, render(counts.get(at, other.start)))
        return printed

    def _list_of(self, paragraph: Any) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        number, level = _number_properties(properties)
        style = _style(paragraph)
        for _ in range(_DEEPEST_STYLE):
            if (number is not None and level is not None) or style is None:
                break
            of_style = self._styles.get(style)
            if of_style is None:
                break
            number, level = number or of_style[0], level or of_style[1]
            style = of_style[2]
        return (None if number in (None, "0") else number), int(level or 0)

    def _read_styles(self, root: Any) -> None:
        for style in root.iter(qn("w:style")):
            number, level = _number_properties(style.find(qn("w:pPr")))
            based = style.find(qn("w:basedOn"))
            name = style.find(qn("w:name"))
            self._styles[style.get(qn("w:styleId"), "")] = (
                number,
                level,
                None if based is None else based.get(qn("w:val")),
                "" if name is None else name.get(qn("w:val"), ""),
            )

    def _read_numbering(self, part: Any) -> None:
        root = part.element
        abstract = {each.get(qn("w:abstractNumId")): _levels_of(each) for each in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            key = number.get(qn("w:numId"))
            of = number.find(qn("w:abstractNumId"))
            base = None if of is None else of.get(qn("w:val"))
            self._levels[key] = dict(abstract.get(base, {}))
            overrides = number.findall(qn("w:lvlOverride"))
            # A list that overrides its start counts on its own; the others share their definition's counter.
            self._abstract[key] = f"{base}/{key}" if overrides else str(base)
            for override in overrides:
                self._override(key, override)

    def _override(self, key: str, override: Any) -> None:
        depth = int(override.get(qn("w:ilvl"), "0"))
        for level in override.findall(qn("w:lvl")):
            self._levels[key][depth] = _level_of(level)
        start = override.find(qn("w:startOverride"))
        if start is not None and depth in self._levels[key]:
            old = self._levels[key][depth]
            value = _integer(start.get(qn("w:val")), old.start)
            self._levels[key][depth] = _Level(old.format, old.pattern, value, old.legal)


def _style(paragraph: Any) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if found is None else found.get(qn("w:val"))


def _number_properties(properties: Any) -> tuple[str | None, str | None]:
    if properties is None:
        return None, None
    number = properties.find(f"{qn('w:numPr')}/{qn('w:numId')}")
    level = properties.find(f"{qn('w:numPr')}/{qn('w:ilvl')}")
    return (
        None if number is None else number.get(qn("w:val")),
        None if level is None else level.get(qn("w:val")),
    )


def _levels_of(abstract: Any) -> dict[int, _Level]:
    return {int(level.get(qn("w:ilvl"), "0")): _level_of(level) for level in abstract.findall(qn("w:lvl"))}


def _level_of(level: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return default if found is None else found.get(qn("w:val"), default)

    shape = value("w:numFmt", "decimal")
    pattern = "" if shape in ("bullet", "none") else value("w:lvlText", "")
    return _Level(shape, pattern, _integer(value("w:start", "1"), 1), level.find(qn("w:isLgl")) is not None)


def _integer(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 7 else default
