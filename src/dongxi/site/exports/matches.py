"""Matches as .csv, .jsonl or .xlsx: five columns that always stand first, then titles and the columns people sent."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dongxi.apps.records.listing_cells import harmless
from dongxi.apps.records.printing import set_up_to_print

Row = Mapping[str, Any]
HEADS = ("need_id", "offer_id", "rank", "score", "reasons", "need_title", "offer_title")
_WIDTHS = {"need_id": 12, "offer_id": 16, "rank": 7, "score": 8, "reasons": 60, "need_title": 36, "offer_title": 48}
_TITLES = ("需求编号", "供给编号", "名次", "得分", "理由", "需求", "供给")


def heads(*, needs: Sequence[str], offers: Sequence[str]) -> list[str]:
    """All columns: ours, then what the two files held besides, told apart by the side."""
    return [*HEADS, *(f"need.{head}" for head in needs), *(f"offer.{head}" for head in offers)]


def to_csv(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet opens it as Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(column, "")) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_jsonl(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    """One object a line."""
    lines = (json.dumps({column: row.get(column) for column in columns}, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def to_xlsx(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    """A workbook to read and print: Chinese heads, filters, a frozen head, a rule under each need."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("匹配")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    plain, score = ({"text_wrap": True, "valign": "top"}, {"num_format": "0.000", "valign": "top"})
    kinds = [(book.add_format(plain | top), book.add_format(score | top)) for top in ({}, {"top": 1})]
    titles = dict(zip(HEADS, _TITLES, strict=True))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, titles.get(column, _titled(column)), bold)
        sheet.set_column(at, at, _WIDTHS.get(column, 16))
    count = 0
    for count, row in enumerate(rows, start=1):
        words, number = kinds[row["rank"] == 1]
        for at, column in enumerate(columns):
            value = row.get(column, "")
            if column in ("rank", "score"):
                sheet.write_number(count, at, value, number if column == "score" else words)
            else:
                sheet.write_string(count, at, _plain(value), words)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    sheet.freeze_panes(1, 0)
    set_up_to_print(sheet, head=0, last=(count, len(columns) - 1), footer="&C第 &P 页，共 &N 页")
    book.close()
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Iterable[Row], Sequence[str]], bytes]] = {
    "csv": to_csv,
    "jsonl": to_jsonl,
    "xlsx": to_xlsx,
}


def refused_rows(path: Path, rows: Sequence[tuple[str, int, str, Mapping[str, str]]]) -> None:
    """The rows that were not taken, with file, row and reason, and their cells as they came."""
    columns = list(dict.fromkeys(head for *_, cells in rows for head in cells))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["文件", "行", "退回原因", *columns])
    for name, number, why, cells in rows:
        writer.writerow([name, number, why, *(_plain(cells.get(column, "")) for column in columns)])
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def _titled(column: str) -> str:
    side, _dot, head = column.partition(".")
    return f"{'需求' if side == 'need' else '供给'}：{head}"


def _plain(value: object) -> str:
    return harmless(value) if isinstance(value, str) else str(value)
