"""Workbooks of needs and offers: the columns, the generated template, reading, and the refused rows that come back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dongxi.analysis.errors import WorkbookRefused
from dongxi.apps.matching.fields import discipline_choices, disciplines, industries, industry_choices
from dongxi.apps.matching.rules import Disclosure, Side
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.listing_cells import harmless
from dongxi.apps.records.money import MoneyKind

if TYPE_CHECKING:
    from dongxi.analysis.workbooks import FirstSheet

MOST_ROWS = 5_000
MOST_UNPACKED = 200_000_000
"""Bytes that a workbook may unpack to."""
MOST_CELLS = 5_000_000
"""From the first of its sheet to the last that holds anything."""
TEMPLATE_ROWS = 1_000
REFUSED_COLUMN = gettext_lazy("退回原因")
Choices = Callable[[], Iterable[tuple[Any, Any]]]


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """A column: its stable key, its head, other heads it is known by, and the words that may stand in it."""

    key: str
    title: str | Promise
    aliases: tuple[str, ...] = ()
    choices: Choices | None = None
    width: int = 16
    help: str | Promise = ""

    def heads(self) -> set[str]:
        return {_head(name) for name in (self.key, str(self.title), *self.aliases)}


COLUMNS = (
    SheetColumn(key="id", title=gettext_lazy("本单位编号"), aliases=("编号", "本单位编号", "reference"),
                help=gettext_lazy("您自己的编号；再次导入时凭它认出同一条。")),
    SheetColumn(key="title", title=gettext_lazy("标题"), aliases=("标题", "名称"), width=40,
                help=gettext_lazy("必填，八十字以内，不写单位名称。")),
    SheetColumn(key="text", title=gettext_lazy("说明"), aliases=("说明", "body", "内容"), width=60),
    SheetColumn(key="material", title=gettext_lazy("材料"), aliases=("材料",)),
    SheetColumn(key="method", title=gettext_lazy("方法"), aliases=("方法",)),
    SheetColumn(key="efficacy", title=gettext_lazy("效能"), aliases=("效能",)),
    SheetColumn(key="product", title=gettext_lazy("产品"), aliases=("产品",)),
    SheetColumn(key="application", title=gettext_lazy("应用"), aliases=("应用",)),
    SheetColumn(key="figures", title=pgettext_lazy("需求", "指标"), aliases=("指标",), width=30,
                help=gettext_lazy("例如“锂回收率 ≥ 85 %”，多项用分号隔开。")),
    SheetColumn(key="field", title=gettext_lazy("领域"), aliases=("领域",), width=24, choices=lambda: field_choices(),
                help=gettext_lazy("学科（GB/T 13745）或行业（GB/T 4754）的名称或代码。")),
    SheetColumn(key="region", title=gettext_lazy("地区"), aliases=("地区",),
                help=gettext_lazy("您负责的地区之内的名称或代码；不填则取您的单位所在地。")),
    SheetColumn(key="maturity", title=gettext_lazy("技术就绪度"), aliases=("技术就绪度", "就绪度"),
                choices=lambda: [(n, n) for n in range(1, 10)]),
    SheetColumn(key="mode", title=gettext_lazy("合作模式"), aliases=("合作模式", "模式"), choices=lambda: Mode.choices),
    SheetColumn(key="amount", title=gettext_lazy("金额（万元）"), aliases=("金额（万元）", "金额", "预算（万元）")),
    SheetColumn(key="amount_kind", title=gettext_lazy("金额口径"), aliases=("金额口径", "口径"),
                choices=lambda: MoneyKind.choices),
    SheetColumn(key="deadline", title=gettext_lazy("期限"), aliases=("期限",),
                help=gettext_lazy("日期，例如 2027-06-30。")),
    SheetColumn(key="disclosure", title=gettext_lazy("所在地公开到"), aliases=("所在地公开到",),
                choices=lambda: Disclosure.choices),
    SheetColumn(key="unit", title=gettext_lazy("单位名称"), aliases=("单位名称", "单位"),
                help=gettext_lazy("以下各列双方同意对接后才给对方看。")),
    SheetColumn(key="contact_name", title=gettext_lazy("联系人"), aliases=("联系人",)),
    SheetColumn(key="contact_phone", title=gettext_lazy("电话"), aliases=("电话",)),
    SheetColumn(key="contact_email", title=gettext_lazy("电子邮箱"), aliases=("电子邮箱", "邮箱")),
    SheetColumn(key="note", title=gettext_lazy("只给对方看的说明"), aliases=("只给对方看的说明",), width=30),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
FORM_FIELD = {"text": "body"}
"""Where a column's key is not the name of its field in the form."""


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row as given: its number in the sheet, its cells by column key, as text, and why others cannot be read."""

    number: int
    cells: Mapping[str, str]
    unread: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A workbook as read; `unused` are heads that no column is known by."""

    rows: tuple[SheetRow, ...]
    unused: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the file that holds anything: its number, its cells from the first column on, and why others cannot be
    read, by column from 0."""

    number: int
    cells: Sequence[str]
    unread: Mapping[int, str] = field(default_factory=dict)

    def by_key(self, keys: Sequence[str]) -> SheetRow:
        named = {column: key for column, key in enumerate(keys) if key}
        cells = {named[at]: cell for at, cell in enumerate(self.cells) if at in named and cell}
        return SheetRow(
            number=self.number, cells=cells, unread={named[at]: why for at, why in self.unread.items() if at in named}
        )


def field_choices() -> list[tuple[str, str]]:
    """Disciplines, then industries, by code."""
    return [*discipline_choices(), *industry_choices()]


def read_sheet(*, name: str, content: bytes) -> Sheet:
    """The rows of an .xlsx or .csv file. BadInput if it cannot be read, has no title column, or is too long."""
    lines = _csv_lines(content) if name.lower().endswith(".csv") else _xlsx_lines(content)
    if not lines:
        raise BadInput(_("工作簿是空的。请从本页下载模板填写。"))
    heads, *rest = lines
    if heads.unread:
        raise BadInput(" ".join(heads.unread.values()))
    keys = _keys(heads.cells)
    if "title" not in keys:
        known = _("、").join(str(column.title) for column in COLUMNS)
        raise BadInput(_("没有找到“标题”一列，请核对第一行的列名。可用的列：%(known)s。") % {"known": known})
    rows = [row for line in rest if (row := line.by_key(keys)).unread or any(line.cells)]
    if len(rows) > MOST_ROWS:
        words = _("共 %(count)s 行，一次最多导入 %(most)s 行，请分成几份。")
        raise BadInput(words % {"count": len(rows), "most": MOST_ROWS})
    unused = tuple(head for key, head in zip(keys, heads.cells, strict=False) if head and not key)
    return Sheet(rows=tuple(rows), unused=unused)


def coded(key: str, cell: str) -> str:
    """A cell's word as the form takes it: the code of a choice by its code or its words, else the cell itself."""
    column = BY_KEY[key]
    if column.choices is None or not cell:
        return cell
    words = {_head(str(word)): str(code) for code, word in column.choices()}
    words |= {_head(str(code)): str(code) for code, _word in column.choices()}
    return words.get(_head(cell), cell)


def field_codes(cell: str) -> dict[str, str]:
    """The discipline or the industry that a cell names by code, by name, or by both; empty if it names none."""
    wanted = _head(cell)
    for name, known in (("discipline", disciplines()), ("industry", industries())):
        for code, each in known.items():
            if wanted in {_head(word) for word in (code, each.name, each.name_en, f"{code} {each}")}:
                return {name: code}
    return {}


def template(*, side: str) -> bytes:
    """An empty workbook with drop-downs, help in the heads, and a sheet of the words that may stand in them."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(_("需求") if side == Side.NEED else _("供给"))
    words = book.add_worksheet(_("可选的词"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for at, column in enumerate(COLUMNS):
        sheet.write_string(0, at, str(column.title), bold)
        sheet.set_column(at, at, column.width)
        if column.help:
            sheet.write_comment(0, at, str(column.help))
        if column.choices is not None:
            _drop_down(sheet, words, at, str(column.title), [str(word) for _code, word in column.choices()])
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def refused_book(*, rows: Sequence[tuple[SheetRow, str]]) -> bytes:
    """The refused rows as they came, each with its reason in the last column."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("退回的行"))
    used = [column for column in COLUMNS if any(column.key in row.cells for row, _reason in rows)]
    bold, red = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#b3261e"})
    for at, head in enumerate([*(str(column.title) for column in used), str(REFUSED_COLUMN)]):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, 40 if at == len(used) else used[at].width)
    for line, (row, reason) in enumerate(rows, start=1):
        for at, column in enumerate(used):
            sheet.write_string(line, at, harmless(row.cells.get(column.key, "")))
        sheet.write_string(line, len(used), reason, red)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _drop_down(sheet: Any, words: Any, at: int, title: str, options: list[str]) -> None:
    words.write_string(0, at, title)
    for line, word in enumerate(options, start=1):
        words.write_string(line, at, word)
    from xlsxwriter.utility import xl_col_to_name

    column = xl_col_to_name(at)
    source = f"='{words.get_name()}'!${column}$2:${column}${len(options) + 1}"
    sheet.data_validation(1, at, TEMPLATE_ROWS, at, {"validate": "list", "source": source, "error_type": "warning"})


def _head(word: str) -> str:
    return "".join(word.replace("（", "(").replace("）", ")").casefold().split())


def _keys(heads: Sequence[str]) -> list[str]:
    known = {head: column.key for column in reversed(COLUMNS) for head in column.heads()}
    keys: list[str] = []
    for head in heads:
        key = known.get(_head(head), "")
        if key and key in keys:
            raise BadInput(_("“%(head)s”一列出现了两次，请留一列。") % {"head": head})
        keys.append(key)
    return keys


def _csv_lines(content: bytes) -> list[Line]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows = enumerate(csv.reader(io.StringIO(text)), start=1)
        lines = [Line(number=number, cells=[_unguarded(cell) for cell in row]) for number, row in rows]
        return [line for line in lines if any(line.cells)]
    raise BadInput(_("读不出这份 CSV 的文字编码，请另存为 UTF-8 或 GB 18030。"))


def _xlsx_lines(content: bytes) -> list[Line]:
    from dongxi.analysis.workbooks import first_sheet

    try:
        sheet = first_sheet(content, most_bytes=MOST_UNPACKED, most_cells=MOST_CELLS)
    except WorkbookRefused as refused:
        row, column = refused.at
        raise BadInput(_REFUSED[refused.why] % {"row": row, "column": column}) from None
    rows = {at: [_text(cell) for cell in row] for at, row in enumerate(sheet.rows)}
    unread = _unread(sheet)
    held = sorted({at for at, row in rows.items() if any(row)} | unread.keys())
    return [Line(number=at + 1, cells=rows.get(at, ()), unread=unread.get(at, {})) for at in held]


def _unread(sheet: FirstSheet) -> dict[int, dict[int, str]]:
    """Why cells cannot be read whose formula failed or was never calculated: by row and column, both from 0."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    found: dict[int, dict[int, str]] = {}
    for (row, column), formula in sheet.formulas.items():
        words = _UNCALCULATED if formula.startswith("=") else _FAILED
        at = {"sheet": sheet.name, "cell": xl_rowcol_to_cell(row, column), "value": formula}
        found.setdefault(row, {})[column] = words % at
    return found


_REFUSED = {
    "broken": gettext_lazy("打不开这份工作簿，可能已损坏或不是 xlsx。请用模板重新填写。"),
    "unpacks": gettext_lazy("工作簿解开后过大。请分成几份，或存为 csv。"),
    "spread": gettext_lazy(
        "第一张工作表的内容散到了第 %(row)s 行、第 %(column)s 列，太大。请删去远处多余的格子，或存为 csv。"
    ),
}
_UNCALCULATED = gettext_lazy("工作表“%(sheet)s”的 %(cell)s 是没有算出来的公式。请在电子表格软件中算好后另存，再导入。")
_FAILED = gettext_lazy("工作表“%(sheet)s”的 %(cell)s 是出错的公式（%(value)s）。请改好后另存，再导入。")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else _unguarded(str(cell))


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that our own exports put before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
