"""Cells of a workbook whose formula failed (#DIV/0!) or was never calculated: calamine gives them as empty, which would
make them missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]

_LINKS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
"""The link to a part, as usual workbooks and strict ones write it."""
_AT = re.compile(r"([A-Z]+)(\d+)")
_FAILED = (b't="e"', b"t='e'")
_FORMULA, _CALCULATED = (
    re.compile(rb"[<:]f[\s>/]"),
    re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*<v>\s*[^<\s#]"),
)


def without_value(content: bytes) -> Mapping[tuple[int, int], str]:
    """(row, column), both from 0, → the error value, or “=” and the formula that no program has calculated, of the
    sheet that a part holds; empty for what is no usual one."""
    if not content or (not any(mark in content for mark in _FAILED) and _all_calculated(content)):
        return {}
    found = {}
    for cell in parsed(content).iter("{*}c"):
        at = _AT.fullmatch(cell.get("r", ""))
        value = cell.findtext("{*}v", "").strip()
        if at and cell.get("t") == "e":
            found[int(at[2]) - 1, column_number(at[1]) - 1] = value
        elif at and not value and cell.get("t", "n") == "n" and (formula := cell.find("{*}f")) is not None:
            found[int(at[2]) - 1, column_number(at[1]) - 1] = f"={formula.text or ''}"
    return found


def _all_calculated(content: bytes) -> bool:
    """Whether a value, and no error, is seen right behind every formula. Other ways of writing one are parsed."""
    if b"\0" in content:
        return False
    if not (b"<f" in content or b":f" in content):
        return True
    return sum(1 for _ in _FORMULA.finditer(content)) == sum(1 for _ in _CALCULATED.finditer(content))


def first_sheet_part(package: ZipFile) -> str | None:
    """The part that holds the sheet a workbook names first."""
    names = package.namelist()
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(names):
        return None
    sheet = parsed(package.read("xl/workbook.xml")).find("{*}sheets/{*}sheet")
    wanted = None if sheet is None else next((sheet.get(link) for link in _LINKS if sheet.get(link)), None)
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
