"""Cells of a workbook whose formula failed (#DIV/0!) or was never calculated: calamine gives them as empty, which would
make them missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_AT = re.compile(r"([A-Z]+)(\d+)")
_FORMULA, _FAILED = re.compile(rb"<f[ >/]"), (b't="e"', b"t='e'")


def without_value(package: ZipFile) -> Mapping[tuple[int, int], str]:
    """(row, column), both from 0, → the error value, or “=” and the formula that no program has calculated, of the
    first sheet; empty for what is no usual workbook."""
    part = first_sheet_part(package)
    content = package.read(part) if part else b""
    if not (_FORMULA.search(content) or any(mark in content for mark in _FAILED)):
        return {}
    found = {}
    for cell in parsed(content).iter(f"{_MAIN}c"):
        at = _AT.fullmatch(cell.get("r", ""))
        value = cell.findtext(f"{_MAIN}v", "").strip()
        if at and cell.get("t") == "e":
            found[int(at[2]) - 1, column_number(at[1]) - 1] = value
        elif at and not value and cell.get("t", "n") == "n" and (formula := cell.find(f"{_MAIN}f")) is not None:
            found[int(at[2]) - 1, column_number(at[1]) - 1] = f"={formula.text or ''}"
    return found


def first_sheet_part(package: ZipFile) -> str | None:
    """The part that holds the sheet a workbook names first."""
    names = package.namelist()
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(names):
        return None
    sheet = parsed(package.read("xl/workbook.xml")).find(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = None if sheet is None else sheet.get(_LINK)
    for link in parsed(package.read("xl/_rels/workbook.xml.rels")):
        if link.get("Id") == wanted:
            target = link.get("Target", "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None


def parsed(content: bytes) -> Any:
    """A part as a tree; it may name nothing outside itself."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def column_number(letters: str) -> int:
    """The column, from 1, that letters name."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
