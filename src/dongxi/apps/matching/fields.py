"""Fields of work by code: divisions of GB/T 4754-2017 and disciplines of GB/T 13745-2009, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dongxi.apps.records.wording import in_language
from dongxi.data import read_toml


@dataclass(frozen=True, kw_only=True)
class Field:
    """A division or a discipline; `group` is the section of a division."""

    code: str
    name: str
    name_en: str
    group: str = ""
    group_en: str = ""

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


@cache
def industries() -> dict[str, Field]:
    """Divisions by code (A01 … R90), in order."""
    return {
        row["code"]: Field(**row, group=section["name"], group_en=section["name_en"])
        for section in read_toml("fields")["section"]
        for row in section["divisions"]
    }


@cache
def disciplines() -> dict[str, Field]:
    """First-level disciplines by code (110 … 910), in order."""
    return {row["code"]: Field(**row) for row in read_toml("fields")["discipline"]}


def industry_choices() -> list[tuple[str, str]]:
    """Codes and names, the code first so that a long list can be typed into."""
    return [(code, f"{code} {field}") for code, field in industries().items()]


def discipline_choices() -> list[tuple[str, str]]:
    return [(code, f"{code} {field}") for code, field in disciplines().items()]


def field_words(*, industry: str, discipline: str) -> str:
    """What a posting is about, in words: the discipline where it is given, else the industry."""
    known = disciplines().get(discipline) or industries().get(industry)
    return str(known) if known else ""
