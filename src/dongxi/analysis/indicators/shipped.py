"""The shipped statistics as a long table: what `shipped` stands for where a command wants a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from dongxi.analysis.evaluation.doubtful import HEAD
from dongxi.analysis.flags import DOUBTFUL_FLAGS
from dongxi.analysis.tables import Row, Table
from dongxi.data import shared_csv, shared_toml

NAME = "随附统计数据"
HEADS = ("地区", "年份", "指标", "计量单位", "数值", HEAD)
ENGLISH = {
    NAME: "The shipped statistics",
    **dict(zip(HEADS, ("region", "year", "indicator", "unit", "value", "mark"), strict=True)),
}
NATION, NATION_NAME = "000000", "全国"
Key = tuple[str, str, str]


def shipped_table() -> Table:
    """Every published figure, and the derived ones, one a row: region, year, indicator, unit of measure, value, mark.

    A derived figure stands where both its parts do; ratios are exact to 28 digits, not rounded. The mark has the words
    of the flag if no comparison may rest on the figure, or on a part of it; else it is empty.
    """
    facts = shared_toml("indicators")
    regions = {row["code"]: row["short"] for row in shared_csv("regions") if row["level"] == "province"}
    regions |= {NATION: NATION_NAME}
    lines = [*_published(facts), *_derived(facts)]
    rows = [
        Row(number=number, cells={head: cell for head, cell in zip(HEADS, line, strict=True) if cell})
        for number, line in enumerate(_said(lines, regions), start=2)
    ]
    return Table(name=NAME, heads=HEADS, rows=tuple(rows), english=ENGLISH)


Line = tuple[str, str, str, str, Decimal, str]
"""Region, year, name of the indicator, its unit of measure, value, mark."""


def _said(lines: Iterable[Line], regions: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for region, year, name, unit, value, mark in lines:
        yield regions[region], year, name, unit, f"{value}", mark


def _figures(facts: Mapping[str, Any]) -> Mapping[Key, Decimal]:
    scales = {each["code"]: each["scale"] for each in facts["indicator"]}
    return {
        (row["indicator"], row["region"], row["year"]): Decimal(row["value"]).scaleb(-scales[row["indicator"]])
        for row in shared_csv("statistics")
    }


def _marks(facts: Mapping[str, Any]) -> Mapping[Key, str]:
    """The flag's words of every figure in doubt."""
    words = {each["code"]: each["name"] for each in facts["flag"] if each["code"] in DOUBTFUL_FLAGS}
    return {
        (row["indicator"], row["region"], row["year"]): words[row["flag"]]
        for row in shared_csv("statistics")
        if row["flag"] in words
    }


def _published(facts: Mapping[str, Any]) -> Iterator[Line]:
    said, marks = {each["code"]: (each["name"], each["unit"]) for each in facts["indicator"]}, _marks(facts)
    for key, value in _figures(facts).items():
        code, region, year = key
        yield region, year, *said[code], value, marks.get(key, "")


def _derived(facts: Mapping[str, Any]) -> Iterator[Line]:
    figures, marks = _figures(facts), _marks(facts)
    for each in facts["derived"]:
        for (code, region, year), above in figures.items():
            below = figures.get((each["denominator"], region, year))
            if code == each["numerator"] and below:
                parts = (marks.get((part, region, year)) for part in (code, each["denominator"]))
                mark = "、".join(dict.fromkeys(filter(None, parts)))
                yield region, year, each["name"], each["unit"], above * each["factor"] / below, mark
