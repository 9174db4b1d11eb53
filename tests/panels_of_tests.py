"""The published panels beside the checkout, read as the methods take them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from dongxi.analysis.evaluation.predictor import predictor


def panel(path: Path, *, unit: str, time: str, without: tuple[str, ...] = ()) -> dict:
    """`units`, `periods`, and for each other column of numbers an array (n, T), NaN where the cell is empty."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[unit] not in without]
    units = list(dict.fromkeys(row[unit] for row in rows))
    periods = [str(year) for year in sorted({int(float(row[time])) for row in rows})]
    columns = {name: np.full((len(units), len(periods)), np.nan) for name in rows[0] if name not in (unit, time)}
    for row in rows:
        at = units.index(row[unit]), periods.index(str(int(float(row[time]))))
        for name, values in columns.items():
            values[at] = float(row[name]) if row[name] not in ("", "NA") else np.nan
    return {"units": units, "periods": periods, **columns}


def years(first: int, last: int) -> list[str]:
    return [str(year) for year in range(first, last + 1)]


def basque(shared: Path) -> dict:
    """Arguments of `synthetic_control` for Abadie & Gardeazabal (2003): schooling as shares, 1964–69, and so on."""
    data = panel(shared / "data/methods/basque.csv", unit="regionname", time="year", without=("Spain (Espana)",))

    def mean(name, first, last):
        return predictor(name=name, values=data[name], periods=data["periods"], over=years(first, last))

    levels = [mean(f"school.{name}", 1964, 1969).values for name in ("illit", "prim", "med", "high", "post.high")]
    school = np.array([*levels[:3], levels[3] + levels[4]])
    shares = school / school.sum(axis=0)
    sectors = ("agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa")
    return {
        "outcomes": data["gdpcap"],
        "units": data["units"],
        "periods": data["periods"],
        "treated": "Basque Country (Pais Vasco)",
        "since": "1970",
        "fit_periods": years(1960, 1969),
        "predictors": [
            *(predictor(name=f"school{i}", values=row) for i, row in enumerate(shares)),
            mean("invest", 1964, 1969),
            mean("gdpcap", 1960, 1969),
            *(mean(f"sec.{name}", 1961, 1969) for name in sectors),
            mean("popdens", 1969, 1969),
        ],
    }


def germany(shared: Path, *, training: bool = False) -> dict:
    """Arguments of `synthetic_control` for Abadie, Diamond & Hainmueller (2015), main or training period."""
    data = panel(shared / "data/methods/germany.csv", unit="country", time="year")
    data.pop("code", None)
    first, schooling, invest = (
        (1971, ("1970", "1975"), "invest70") if training else (1981, ("1980", "1985"), "invest80")
    )

    def mean(name, over):
        return predictor(name=name, values=data[name], periods=data["periods"], over=over)

    decade = years(first, first + 9)
    return {
        "outcomes": data["gdp"],
        "units": data["units"],
        "periods": data["periods"],
        "treated": "West Germany",
        "since": "1990" if not training else "1991",
        "fit_periods": years(1981, 1990) if training else years(1960, 1989),
        "predictors": [
            *(mean(name, decade) for name in ("gdp", "trade", "infrate")),
            mean("schooling", schooling),
            mean(invest, ["1980"]),
            mean("industry", decade),
        ],
    }
