"""The shipped statistics as a long table: what `shipped` stands for where a command wants a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from dongxi.analysis.tables import Row, Table
from dongxi.data import shared_csv, shared_toml

NAME = "随附统计数据"
HEADS = ("地区", "年份", "指标", "计量单位", "数值")
NATION, NATION_NAME = "000000", "全国"
Figures = Mapping[tuple[str, str, str], Decimal]


def shipped_table() -> Table:
    """Every published figure, and the derived ones, one a row: region, year, indicator, unit of measure, value.

    A derived figure stands where both its parts do; ratios are exact to 28 digits, not rounded.
    """
    facts = shared_toml("indicators")
    regions = {row["code"]: row["short"] for row in shared_csv("regions") if row["level"] == "province"}
    regions |= {NATION: NATION_NAME}
    lines = [*_published(facts), *_derived(facts)]
    rows = [
        Row(number=number, cells=dict(zip(HEADS, (regions[region], year, name, unit, f"{value}"), strict=True)))
        for number, (region, year, name, unit, value) in enumerate(lines, start=2)
    ]
    return Table(name=NAME, heads=HEADS, rows=tuple(rows))


Line = tuple[str, str, str, str, Decimal]


def _figures(facts: Mapping[str, Any]) -> Figures:
    scales = {each["code"]: each["scale"] for each in facts["indicator"]}
    return {
        (row["indicator"], row["region"], row["year"]): Decimal(row["value"]).scaleb(-scales[row["indicator"]])
        for row in shared_csv("statistics")
    }


def _published(facts: Mapping[str, Any]) -> Iterator[Line]:
    said = {each["code"]: (each["name"], each["unit"]) for each in facts["indicator"]}
    for (code, region, year), value in _figures(facts).items():
        yield region, year, *said[code], value


def _derived(facts: Mapping[str, Any]) -> Iterator[Line]:
    figures = _figures(facts)
    for each in facts["derived"]:
        for (code, region, year), above in figures.items():
            below = figures.get((each["denominator"], region, year))
            if code == each["numerator"] and below:
                yield region, year, each["name"], each["unit"], above * each["factor"] / below
