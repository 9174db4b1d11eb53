"""The measures that studies compare provinces by: ratios of two shipped series, with what is doubtful about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.result import Floats, Words
from dongxi.analysis.flags import DOUBTFUL_FLAGS
from dongxi.data import shared_csv, shared_toml

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """numerator ÷ denominator × factor, in `unit`, printed with `decimals`. `short` names it in a table's head."""

    code: str
    name: Words
    short: Words
    unit: Words
    numerator: str
    denominator: str
    factor: int
    decimals: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """A measure for `regions` (n codes) over `years` (T). `above`, `below`, `values` (n, T), NaN where not published.

    `doubtful`: (region, year) of figures carrying a flag of doubt. `breaks`: notes of years from which some series is
    not comparable. `sources`: the publications drawn on.
    """

    measure: Measure
    regions: tuple[str, ...]
    years: tuple[int, ...]
    above: Floats
    below: Floats
    values: Floats
    doubtful: tuple[tuple[str, int], ...]
    breaks: tuple[tuple[int, Words], ...]
    sources: tuple[Words, ...]

    def rows(self, regions: Iterable[str]) -> list[int]:
        """Where some regions stand."""
        return [self.regions.index(region) for region in regions]


def studies() -> Mapping[str, Any]:
    """What is studied: studies.toml."""
    return shared_toml("studies")


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its code."""
    return {row["code"]: _measure(row) for row in studies()["measure"]}


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        code=row["code"],
        name=Words(zh=row["name"], en=row["name_en"]),
        short=Words(zh=row["short"], en=row["short_en"]),
        unit=Words(zh=row["unit"], en=row["unit_en"]),
        numerator=row["numerator"],
        denominator=row["denominator"],
        factor=row["factor"],
        decimals=row["decimals"],
    )


@cache
def places() -> dict[str, Mapping[str, str]]:
    """The provinces that a figure is published for, by code."""
    held = {row["region"] for row in shared_csv("statistics")}
    return {row["code"]: row for row in shared_csv("regions") if row["level"] == "province" and row["code"] in held}


def place_name(code: str) -> Words:
    """A province as a sentence names it."""
    return Words(zh=places()[code]["short"], en=places()[code]["name_en"])


def named(codes: Iterable[str]) -> Words:
    """Provinces as a sentence lists them."""
    found = [place_name(code) for code in codes]
    return Words(zh="、".join(one.zh for one in found), en=", ".join(one.en for one in found))


def with_names(words: Words) -> Words:
    """What a method said of units that it knows by their codes, with their names instead."""

    def name(found: re.Match[str], language: str) -> str:
        return str(getattr(place_name(found[0]), language)) if found[0] in places() else found[0]

    return Words(
        zh=_CODE.sub(lambda found: name(found, "zh"), words.zh), en=_CODE.sub(lambda found: name(found, "en"), words.en)
    )


def series_name(code: str) -> Words:
    """A shipped series as a sentence names it."""
    row = next(row for row in shared_toml("indicators")["indicator"] if row["code"] == code)
    return Words(zh=row["name"], en=row["name_en"])


def members(group: str) -> tuple[str, ...]:
    """The provinces of a named group."""
    row = next(row for row in shared_toml("region_groups")["group"] if row["key"] == group)
    return tuple(row["members"])


def panel(measure: Measure, *, first: int, last: int, regions: Sequence[str] | None = None) -> Panel:
    """A measure year by year, all provinces by default, with what is doubtful and which publications it draws on."""
    codes = tuple(regions or sorted(places()))
    years = tuple(range(first, last + 1))
    facts, parts = shared_toml("indicators"), (measure.numerator, measure.denominator)
    scales = {row["code"]: row["scale"] for row in facts["indicator"]}
    rows = [row for row in _rows(parts) if row["region"] in codes and first <= int(row["year"]) <= last]
    tables = {part: np.full((len(codes), len(years)), np.nan) for part in parts}
    for row in rows:
        value = Decimal(row["value"]).scaleb(-scales[row["indicator"]])
        tables[row["indicator"]][codes.index(row["region"]), int(row["year"]) - first] = float(value)
    above, below = tables[measure.numerator], tables[measure.denominator]
    return Panel(
        measure=measure,
        regions=codes,
        years=years,
        above=above,
        below=below,
        values=above / below * measure.factor,
        doubtful=tuple((row["region"], int(row["year"])) for row in rows if row["flag"] in DOUBTFUL_FLAGS),
        breaks=tuple(_breaks(facts, parts, years)),
        sources=tuple(_sources(facts, [row["source"] for row in rows])),
    )


def _rows(parts: Sequence[str]) -> Iterable[Mapping[str, str]]:
    return (row for row in shared_csv("statistics") if row["indicator"] in parts)


def _breaks(facts: Mapping[str, Any], parts: Sequence[str], years: Sequence[int]) -> Iterable[tuple[int, Words]]:
    for row in facts["break"]:
        if row["indicator"] in parts and years[0] < row["year"] <= years[-1]:
            yield row["year"], Words(zh=row["note"], en=row["note_en"])


def _sources(facts: Mapping[str, Any], keys: Iterable[str]) -> Iterable[Words]:
    named = {row["key"]: Words(zh=row["name"], en=row["name_en"]) for row in facts["source"]}
    return (named[key] for key in sorted(set(keys)))
