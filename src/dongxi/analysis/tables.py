"""Tables as people send them, .csv in any of the usual encodings or the first sheet of an .xlsx, as rows of text."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from dongxi.analysis.errors import TableUnreadable, WorkbookRefused
from dongxi.analysis.os_words import why_not
from dongxi.analysis.words import Words

if TYPE_CHECKING:
    from dongxi.analysis.workbooks import FirstSheet

LARGEST = 500_000_000
"""Bytes of a file that is read at all; a workbook may unpack to four times as many."""
MOST_CELLS = 50_000_000
"""From the first of a workbook's sheet to the last that holds anything."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_RESAVE = "请另存为 UTF-8 编码的 .csv 或 .xlsx 后重试"
_TITLE = "列名应写在第 1 行；第 1 行若是标题，请删去"
MOST = 12
"""Names that a suggestion lists at most."""


class Formula(str):
    """What stands in a cell whose formula failed or was never calculated: the error, or “=” and the formula."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its number in the file, as a person counts, and its cells by head, empty ones left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Which sheet of a workbook was read, the `others`, which were not, and the numbers of its rows that are hidden."""

    name: str
    others: tuple[str, ...]
    hidden: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The heads in order, and the rows that hold anything; the `sheet` they stand in, None in a text. A number that a
    workbook shows as per cent is given so: 0.05 shown as 5.0 % is “5%”. `english` of its name and heads, if any."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    sheet: Sheet | None = None
    english: Mapping[str, str] = field(default_factory=dict)

    @property
    def name_en(self) -> str:
        """What an English sentence calls it."""
        return self.english.get(self.name, f"“{self.name}”")

    def head_en(self, head: str) -> str:
        """A head as an English sentence quotes it: “地区” (region)."""
        return f"“{head}” ({self.english[head]})" if head in self.english else f"“{head}”"

    def unreadable(self, *, why: str, why_en: str) -> TableUnreadable:
        """What to raise for it."""
        return TableUnreadable(name=self.name, why=why, why_en=why_en, name_en=self.english.get(self.name, ""))


def read_table(path: Path) -> Table:
    """The table in a file. TableUnreadable, in one line, for what is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise TableUnreadable(name=path.name, why=f"文件超过 {LARGEST // 1_000_000} MB。请分成几份")
        content = path.read_bytes()
    except FileNotFoundError:
        raise TableUnreadable(name=path.name, why="没有这个文件。请核对文件名和所在的文件夹") from None
    except OSError as problem:
        raise TableUnreadable(name=path.name, why=f"文件打不开：{why_not(problem)}") from None
    return table_of(content, name=path.name)


def table_of(content: bytes, *, name: str) -> Table:
    """The table in the bytes of a file; a zip package is a workbook, whatever the file is called."""
    if content[:2] != b"PK" and name.lower().endswith((".xlsx", ".xlsm")):
        raise TableUnreadable(
            name=name, why=f"工作簿打不开：名为工作簿，内容却不是。{_RESAVE}，内容本是 CSV 的把文件名改为 .csv"
        )
    opened = _first_sheet(content, name) if content[:2] == b"PK" else None
    lines = _csv_lines(content, name) if opened is None else _sheet_lines(opened)
    heads = next(lines, None)
    if heads is None:
        raise TableUnreadable(name=name, why="文件是空的，第一行应是列名")
    sheet = None if opened is None else Sheet(name=opened.name, others=opened.others, hidden=opened.hidden)
    return Table(name=name, heads=_distinct(heads, name), rows=tuple(_rows(lines, heads, name)), sheet=sheet)


def require_heads(table: Table, *heads: str) -> None:
    """TableUnreadable, with the nearest names, unless the table has these columns."""
    for head in heads:
        if head not in table.heads:
            near = nearest_head(table, head)
            raise table.unreadable(
                why=f"没有“{head}”一列。{near.zh}",
                why_en=f"there is no column “{head}”; {near.en}",
            )


def nearest_head(table: Table, wanted: str) -> Words:
    """What may have been meant by a column that is not there; below a title, that heads belong into the first row."""
    below = next((row.number for row in table.rows[:MOST] if wanted in row.cells.values()), None)
    if len(table.heads) > 1 and (below is None or len(table.heads) > 2):
        return Words(zh=suggestion(wanted, table.heads), en=suggestion_en(wanted, table.heads))
    where = (
        Words(zh=f"，“{wanted}”在第 {below} 行", en=f", “{wanted}” is in row {below}") if below else Words(zh="", en="")
    )
    held = "、".join(f"“{head}”" for head in table.heads)
    return Words(
        zh=f"列名读自第 1 行，那里只有{held}{where.zh}。列名应写在第 1 行，请删去上面的标题行",
        en=f"heads are read from row 1, which holds only {held}{where.en}; put the heads into row 1 and delete the "
        "title above them",
    )


def suggestion(wanted: str, known: Iterable[str]) -> str:
    """What may have been meant: the nearest names, else some of those there are."""
    names = list(known)
    if near := nearest(wanted, names):
        return f"是否指{'、'.join(f'“{name}”' for name in near)}"
    return f"现有：{'、'.join(names[:MOST])}{' 等' if len(names) > MOST else ''}" if names else "现有的一个也没有"


def suggestion_en(wanted: str, known: Iterable[str]) -> str:
    """The same in English."""
    names = list(known)
    if near := nearest(wanted, names):
        return f"did you mean {' or '.join(f'“{name}”' for name in near)}"
    return f"there are: {', '.join(names[:MOST])}{' …' if len(names) > MOST else ''}" if names else "there are none"


def nearest(wanted: str, names: Sequence[str]) -> list[str]:
    """The names most like the one that is wanted, at most three."""
    return difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)


def plain(text: str) -> str:
    """A cell's text with full-width forms as usual ones, without white space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def number_in(text: str) -> Decimal | None:
    """The number a cell holds, thousands separated or not; None for what is no finite number."""
    try:
        number = Decimal(re.sub(r"[,\s]", "", plain(text)))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def per_cent(text: str) -> bool:
    """Whether a cell says itself that its number is per cent."""
    return plain(text).endswith("%")


def _rows(lines: Iterator[Sequence[str]], heads: Sequence[str], name: str) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        if len(line) > len(heads) and any(line[len(heads) :]):
            raise TableUnreadable(
                name=name,
                why=f"第 {number} 行有 {len(line)} 格，列名只有 {len(heads)} 个。"
                + (_TITLE if sum(map(bool, heads)) == 1 else "请核对这一行的分隔符或补上列名"),
            )
        cells = {head: cell for head, cell in zip(heads, line, strict=False) if head and cell}
        if cells:
            yield Row(number=number, cells=cells)


def _distinct(heads: Sequence[str], name: str) -> tuple[str, ...]:
    named = [head for head in heads if head]
    if not named:
        raise TableUnreadable(name=name, why="第一行没有列名")
    twice = next((head for head in named if named.count(head) > 1), None)
    if twice:
        raise TableUnreadable(name=name, why=f"“{twice}”一列出现了两次。请留一列")
    return tuple(named)


def _csv_lines(content: bytes, name: str) -> Iterator[Sequence[str]]:
    text = _decoded(content, name)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if line:
                yield [_plain(cell) for cell in line]
    except csv.Error as problem:
        most = csv.field_size_limit()
        long = "field larger" in str(problem)
        why = f"有一格超过 {most:,} 个字符，请缩短" if long else f"不是完好的 CSV，{_RESAVE}"
        raise TableUnreadable(name=name, why=why) from None


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",\t;", key=first.count)


def _decoded(content: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _in_full(content, encoding, name)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise TableUnreadable(name=name, why=f"既不是 .xlsx，也不是文字的 CSV。{_RESAVE}")


def _in_full(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise TableUnreadable(name=name, why=f"开头标明 {encoding} 编码，内容却不是。{_RESAVE}") from None


def _first_sheet(content: bytes, name: str) -> FirstSheet:
    from dongxi.analysis.workbooks import first_sheet

    try:
        return first_sheet(content, most_bytes=4 * LARGEST, most_cells=MOST_CELLS)
    except WorkbookRefused as refused:
        raise TableUnreadable(name=name, why=_not_read(refused)) from None


def _sheet_lines(sheet: FirstSheet) -> Iterator[Sequence[str]]:
    formulas = {at: Formula(found) for at, found in sheet.formulas.items() if found}
    for row, line in enumerate(sheet.rows):
        yield [
            formulas.get((row, column)) or (_percent(cell) if (row, column) in sheet.percents else _cell(cell))
            for column, cell in enumerate(line)
        ]


def _not_read(refused: WorkbookRefused) -> str:
    row, column = refused.at
    return {
        "broken": f"工作簿打不开，可能已损坏、设有密码或不是 .xlsx。{_RESAVE}",
        "unpacks": "工作簿解开后过大。请分成几份，或存为 .csv",
        "spread": f"第一张工作表的内容散到了第 {row} 行、第 {column} 列，太大。请删去远处多余的格子，或存为 .csv",
    }[refused.why]


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else _plain(str(cell))


def _percent(cell: object) -> str:
    """A number as its format shows it, with all its digits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{(Decimal(repr(cell)) * 100).normalize():f}%"
    return _cell(cell)


def _plain(cell: str) -> str:
    """A cell without white space around it and without the apostrophe that our exports put before a formula's sign."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
