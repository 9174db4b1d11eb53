"""Write examples/effect-panel.csv and examples/efficiency-table.csv: shipped statistics as wide tables.

    uv run python scripts/write_evaluation_examples.py

For trying `dongxi effect` and `dongxi efficiency` on a file. Figures are those of `shipped`, by province; derived
ratios are rounded to six digits after the point. What was not published stays empty. Of the second, a last
column names the figures of the row that are in doubt.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from dongxi.analysis.indicators.shipped import HEADS, NATION_NAME, shipped_table

EXAMPLES = Path(__file__).parents[1] / "examples"
UNIT, YEAR, INDICATOR, MEASURE, VALUE, MARK = HEADS
PANEL = (
    "R&D经费投入强度（修订后GDP）",
    "每万人口有效发明专利拥有量",
    "技术合同吸纳成交额与GDP之比",
    "基础研究占R&D经费比重",
)
TABLE = ("R&D人员全时当量", "R&D经费", "国内有效发明专利数", "技术合同输出成交额")
PLACES = Decimal("0.000001")


def main() -> None:
    write(EXAMPLES / "effect-panel.csv", PANEL, years=range(2010, 2024))
    write(EXAMPLES / "efficiency-table.csv", TABLE, years=range(2019, 2024), marked=True)


def write(path: Path, indicators: Sequence[str], *, years: range, marked: bool = False) -> None:
    """One row for each province and year; heads carry the unit of measure in brackets. `marked`: with the marks."""
    figures: dict[tuple[str, str], dict[str, str]] = {}
    measures: dict[str, str] = {}
    doubtful: dict[tuple[str, str], list[str]] = {}
    for row in shipped_table().rows:
        cells = row.cells
        if cells[INDICATOR] in indicators and cells[UNIT] != NATION_NAME and int(cells[YEAR]) in years:
            measures[cells[INDICATOR]] = cells[MEASURE]
            figures.setdefault((cells[UNIT], cells[YEAR]), {})[cells[INDICATOR]] = short(cells[VALUE])
            if MARK in cells:
                doubtful.setdefault((cells[UNIT], cells[YEAR]), []).append(cells[INDICATOR])
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([UNIT, YEAR, *(f"{name}（{measures[name]}）" for name in indicators), *([MARK] if marked else [])])
        for key in sorted(figures):
            told = "、".join(doubtful.get(key, ()))
            out.writerow([*key, *(figures[key].get(name, "") for name in indicators), *([told] if marked else [])])


def short(value: str) -> str:
    number = Decimal(value)
    rounded = number.quantize(PLACES) if -number.as_tuple().exponent > 6 else number
    return f"{rounded.normalize():f}"


if __name__ == "__main__":
    main()
