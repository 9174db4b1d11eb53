"""Key src/dongxi/data/statistics.csv: official provincial series as integers in each indicator's scale.

Reads the compiled panel beside the checkout, keeps the indicators that indicators.toml defines, repairs what binary
floats did to the printed decimals (5844.296620000001), marks doubtful figures and names the bulletin behind each.
Nothing is interpolated, smoothed or dropped; a cell that was not published has no row. Run
``uv run python scripts/key_statistics.py``; it prints the coverage and the largest rounding of each series.
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PANEL = ROOT.parent / "shared" / "data" / "panel" / "panel_long.csv"
DATA = ROOT / "src" / "dongxi" / "data"
TARGET = DATA / "statistics.csv"


@dataclass(frozen=True, kw_only=True)
class Observation:
    """A row of statistics.csv; `value` is an integer, the figure in the indicator's unit times 10^scale."""

    indicator: str
    region: str
    year: int
    value: int
    vintage: str
    flag: str
    source: str


@dataclass(frozen=True)
class Series:
    """Which column of the panel an indicator is keyed from; `years` narrows it, empty means every year held."""

    indicator: str
    column: str
    source: str
    vintage: str = ""
    years: tuple[int, ...] = ()


SERIES = (
    Series("gdp", "gdp_100myuan", "nbs-regional", "revised"),
    Series("population", "population_10k", "nbs-regional", "revised"),
    Series("rd_expenditure", "rd_internal_total_100myuan", "st-yearbook", years=(2010,)),
    Series("rd_expenditure", "rd_expenditure_100myuan", "rd-bulletin"),
    Series("rd_intensity", "rd_intensity_pct", "rd-bulletin", "published"),
    Series("rd_personnel", "rd_fte_personyear", "st-yearbook"),
    Series("rd_researchers", "rd_fte_researchers_personyear", "st-yearbook"),
    Series("rd_basic", "rd_internal_basic_100myuan", "st-yearbook"),
    Series("rd_applied", "rd_internal_applied_100myuan", "st-yearbook"),
    Series("rd_experimental", "rd_internal_experimental_100myuan", "st-yearbook"),
    Series("rd_from_government", "rd_src_gov_100myuan", "st-yearbook"),
    Series("rd_from_enterprises", "rd_src_firm_100myuan", "st-yearbook"),
    Series("fiscal_science", "fiscal_sci_tech_100myuan", "statistical-yearbook"),
    Series("fiscal_education", "fiscal_education_100myuan", "statistical-yearbook"),
    Series("fiscal_total", "fiscal_total_100myuan", "statistical-yearbook"),
    Series("contracts_sold", "tech_contract_value_sold_100myuan", "st-yearbook"),
    Series("contracts_bought", "tech_contract_value_bought_100myuan", "st-yearbook"),
    Series("contracts_sold_count", "tech_contract_count_sold", "st-yearbook"),
    Series("contracts_bought_count", "tech_contract_count_bought", "st-yearbook"),
    Series("patents_applied", "patent_applied_total", "st-yearbook"),
    Series("patents_applied_invention", "patent_applied_invention", "st-yearbook"),
    Series("patents_granted", "patent_granted_total", "st-yearbook"),
    Series("patents_granted_invention", "patent_granted_invention", "st-yearbook"),
    Series("patents_valid_invention", "patent_valid_invention", "st-yearbook"),
    Series("hitech_recognised", "hitech_enterprises_announced", "hitech-recognition"),
    Series("hitech_firms", "hitech_industry_firms", "st-yearbook"),
    Series("hitech_revenue", "hitech_industry_revenue_100myuan", "st-yearbook"),
    Series("hitech_new_products", "hitech_newproduct_sales_100myuan", "st-yearbook"),
    Series("hitech_rd", "hitech_rd_internal_100myuan", "st-yearbook"),
    Series("papers_sci", "sci_papers_sci", "st-yearbook"),
    Series("papers_ei", "sci_papers_ei", "st-yearbook"),
)

# indicator, region → years: kept as found, marked for the reader.
DOUBTFUL = {
    # 2018: exchanging the two rows would make both provinces' series smooth.
    ("hitech_new_products", "150000"): (2018,),
    ("hitech_new_products", "230000"): (2018,),
    ("hitech_rd", "150000"): (2018,),
    ("hitech_rd", "230000"): (2018,),
    # 91.7 → 940.6 → 227.0
    ("contracts_sold", "450000"): (2021,),
    ("contracts_bought", "450000"): (2021,),
    # 687 → 189 → 1819
    ("contracts_sold_count", "650000"): (2020,),
}
UNEXPLAINED = {
    ("contracts_sold", "220000"): (2021, 2022),
    ("contracts_sold", "230000"): (2023,),
    ("contracts_sold", "630000"): (2019,),
    ("contracts_bought", "220000"): (2021,),
    ("hitech_recognised", "230000"): (2020,),
}
SMALL_BASE = {
    ("contracts_sold", "520000"): (2005, 2010, 2017),
    ("contracts_sold", "630000"): (2010,),
    ("contracts_sold", "540000"): (2019,),
    ("contracts_sold_count", "520000"): (2005,),
    ("contracts_sold_count", "540000"): (2019,),
    ("papers_ei", "540000"): (2021,),
}
TABLES = (("suspicious", DOUBTFUL), ("unexplained", UNEXPLAINED), ("small_base", SMALL_BASE))
FLAGS = {
    (indicator, region, year): flag
    for flag, table in TABLES
    for (indicator, region), years in table.items()
    for year in years
}


def scales() -> dict[str, int]:
    """Indicator code → scale, as indicators.toml defines them."""
    with (DATA / "indicators.toml").open("rb") as file:
        defined = tomllib.load(file)["indicator"]
    return {indicator["code"]: indicator["scale"] for indicator in defined}


def panel() -> dict[str, list[tuple[str, int, Decimal]]]:
    """Column → (region, year, figure) of every published cell."""
    columns: dict[str, list[tuple[str, int, Decimal]]] = defaultdict(list)
    with PANEL.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["value"]:
                columns[row["indicator"]].append((row["adcode"], int(row["year"]), Decimal(row["value"])))
    return columns


def scaled(*, figure: Decimal, scale: int) -> int:
    """The figure times 10^scale, rounded half up: 5844.296620000001 at scale 4 → 58442966."""
    return int(figure.scaleb(scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def observations_of(
    series: Series, *, cells: list[tuple[str, int, Decimal]], scale: int
) -> Iterator[tuple[Observation, Decimal]]:
    """Each observation of a series with what rounding to its scale took or gave."""
    for region, year, figure in cells:
        if series.years and year not in series.years:
            continue
        value = scaled(figure=figure, scale=scale)
        observation = Observation(
            indicator=series.indicator,
            region=region,
            year=year,
            value=value,
            vintage=series.vintage,
            flag=FLAGS.get((series.indicator, region, year), ""),
            source=series.source,
        )
        yield observation, abs(Decimal(value).scaleb(-scale) - figure)


def main() -> None:
    columns, scale_of = panel(), scales()
    order = {code: position for position, code in enumerate(scale_of)}
    kept: list[Observation] = []
    for series in SERIES:
        scale = scale_of[series.indicator]
        found = list(observations_of(series, cells=columns[series.column], scale=scale))
        kept += [observation for observation, _ in found]
        years = sorted({observation.year for observation, _ in found})
        rounding = max(lost for _, lost in found)
        print(f"{series.indicator:28}{len(found):5} rows  {years[0]}–{years[-1]}  rounding ≤ {rounding:f}")
    kept.sort(key=lambda row: (order[row.indicator], row.region, row.year))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Observation)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(observation) for observation in kept)
    print(len(kept), "observations,", sum(bool(row.flag) for row in kept), "flagged")


if __name__ == "__main__":
    main()
