"""The tables of a framework file, read so that every mistake is told with the line it stands in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dongxi.analysis.errors import FrameworkUnreadable
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.tables import nearest, suggestion, suggestion_en

ENGLISH = {
    "文字": "text",
    "数": "a number",
    "整数": "a whole number",
    "列表": "a list",
    "表": "a table",
    "值": "a value",
}
KINDS: Mapping[str, tuple[type, ...]] = {
    "文字": (str,),
    "数": (int, Decimal),
    "整数": (int,),
    "列表": (list,),
    "表": (dict,),
    "值": (str, int, Decimal),
}
"""What a key may hold, as one says it."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One table of the file `name`: its cells, and `where` it stands, e.g. “第 12 行“投入””."""

    name: str
    text: str
    where: Words
    cells: Mapping[str, Any]

    def wrong(self, zh: str, en: str) -> FrameworkUnreadable:
        """The refusal, to be raised."""
        return FrameworkUnreadable(name=self.name, where=self.where, why=Words(zh=zh, en=en))

    def wrong_at(self, key: str, zh: str, en: str) -> FrameworkUnreadable:
        """The same, with the line in which a key of the whole file stands."""
        lines = enumerate(self.text.splitlines(), start=1)
        number = next((n for n, line in lines if re.match(rf"\s*{re.escape(key)}\s*=", line)), None)
        where = Words(zh=f"第 {number} 行", en=f"line {number}") if number else self.where
        return FrameworkUnreadable(name=self.name, where=where, why=Words(zh=zh, en=en))

    def only(self, *known: str) -> None:
        """FrameworkUnreadable for a key nobody reads: it may be a slip."""
        for key in self.cells:
            if key not in known:
                raise self.wrong(
                    f"不认识“{key}”。{suggestion(key, known)}", f"unknown key “{key}”; {suggestion_en(key, known)}"
                )

    def needed(self, key: str, kind: str) -> Any:
        """What stands under a key that must be there."""
        if self.cells.get(key) in (None, ""):
            raise self.wrong(f"缺“{key}”。请补上", f"“{key}” is missing; please add it")
        return self.given(key, kind)

    def given(self, key: str, kind: str, default: Any = None) -> Any:
        """What stands under a key, or the default; FrameworkUnreadable if it is of another kind."""
        value = self.cells.get(key, default)
        if key in self.cells and (isinstance(value, bool) or not isinstance(value, KINDS[kind])):
            raise self.wrong(
                f"“{key}”应是{kind}，现为“{value}”。请改正", f"“{key}” must be {ENGLISH[kind]}, it is “{value}”"
            )
        if isinstance(value, Decimal) and not value.is_finite():
            raise self.wrong(
                f"“{key}”应是有限的数，现为“{value}”。请改正", f"“{key}” must be a finite number, it is “{value}”"
            )
        return value

    def chosen(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """One of some words."""
        value = self.given(key, "文字", default) if default is not None else self.needed(key, "文字")
        if value not in known:
            near = nearest(value, known)
            raise self.wrong(
                f"“{key}”不能是“{value}”，可选：{'、'.join(known)}" + (f"。{suggestion(value, known)}" if near else ""),
                f"“{key}” cannot be “{value}”; choose from {', '.join(known)}"
                + (f"; {suggestion_en(value, known)}" if near else ""),
            )
        return str(value)

    def words(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts, none of them twice."""
        values = self.given(key, "列表", list(default))
        if not all(isinstance(value, str) for value in values) or len(set(values)) < len(values):
            raise self.wrong(
                f"“{key}”应是互不相同的文字的列表。请改正", f"“{key}” must be a list of texts, each of them once"
            )
        return tuple(values)

    def part(self, key: str) -> Section | None:
        """The table under a key; None if there is none."""
        cells = self.given(key, "表")
        if cells is None:
            return None
        inside = Words(zh=f"{self.where.zh}的 {key}", en=f"{self.where.en}, {key}")
        return self._under(cells, inside if self.where.zh else Words(zh=f"[{key}]", en=f"[{key}]"))

    def parts(self, key: str) -> Iterator[Section]:
        """The tables of a list, each found again in the file by its name."""
        for number, cells in enumerate(self.given(key, "列表", []), start=1):
            if not isinstance(cells, dict):
                raise self.wrong(
                    f"“{key}”的第 {number} 项不是表。请写成 [[{key}]]",
                    f"number {number} of “{key}” is no table; write it as [[{key}]]",
                )
            title = cells.get("name")
            nameless = Words(zh=f"[[{key}]] 第 {number} 项", en=f"[[{key}]] number {number}")
            yield self._under(cells, place(self.text, title) if title else nameless)

    def _under(self, cells: Mapping[str, Any], where: Words) -> Section:
        return Section(name=self.name, text=self.text, where=where, cells=cells)


_MEANT = (
    ("Invalid value", "等号后面没有值，或值写得不对；文字要加引号"),
    ("Expected '='", "键后面少了“=”"),
    ("Cannot overwrite", "同一个键写了两次"),
    ("Cannot declare", "同一个表写了两次"),
    ("Unclosed array", "方括号“[”没有收尾"),
    ("Unclosed inline table", "花括号“{”没有收尾"),
    ("Unterminated string", "引号没有收尾"),
    ("Illegal character", "引号没有收尾，或有不能用的字符"),
    ("Expected newline", "一行只能写一项，后面有多余的字"),
    ("Expected ']", "表名的方括号没有收尾"),
    ("Duplicate", "同一个键写了两次"),
)
"""How a message of the parser begins, and what is commonly meant."""


def opened(text: str, *, name: str) -> Section:
    """The whole file as one section. FrameworkUnreadable for what is no TOML, with the line."""
    try:
        cells = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        line, column = _reached(problem, text)
        where = Words(zh=f"第 {line} 行第 {column} 列", en=f"line {line}, column {column}")
        said = _said(problem)
        why = Words(zh=f"不是 TOML（{said.zh}）。请改正这一处", en=f"this is no TOML ({said.en}); please correct it")
        raise FrameworkUnreadable(name=name, where=where, why=why) from None
    return Section(name=name, text=text, where=Words(zh="", en=""), cells=cells)


def _said(problem: tomllib.TOMLDecodeError) -> Words:
    """What is commonly meant, in plain words; else the parser's own."""
    if "character for a key" in str(problem):
        return Words(zh='中文作键要加引号，如 "优" = 100', en='keys in Chinese need quotes, as in "优" = 100')
    said = str(problem).partition(" (at ")[0]
    return Words(zh=next((zh for start, zh in _MEANT if said.startswith(start)), "这里读不懂"), en=said)


def _reached(problem: tomllib.TOMLDecodeError, text: str) -> tuple[int, int]:
    """Line and column, from 1, at which the parser stopped; it gives none for the end of the file."""
    if at := re.search(r"line (\d+), column (\d+)", str(problem)):
        return int(at[1]), int(at[2])
    lines = text.rstrip().splitlines() or [""]
    return len(lines), len(lines[-1]) + 1


def place(text: str, title: object) -> Words:
    """Where something of that name stands in the file: its line, if the name is written there as such."""
    pattern = re.compile(rf"""\bname\s*=\s*["']{re.escape(str(title))}["']""")
    lines = [str(number) for number, line in enumerate(text.splitlines(), start=1) if pattern.search(line)]
    if not lines:
        return Words(zh=f"“{title}”", en=f"“{title}”")
    return Words(zh=f"第 {'、'.join(lines)} 行“{title}”", en=f"line {', '.join(lines)} “{title}”")
