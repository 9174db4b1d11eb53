"""Official series that ship: against the official national figures, against each other, against the compilation."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from dongxi.data import read_csv, read_toml

FACTS = read_toml("indicators")
INDICATORS = {indicator["code"]: indicator for indicator in FACTS["indicator"]}
ROWS = read_csv("statistics")
NATION = "000000"
PROVINCES = sorted(region["code"] for region in read_csv("regions") if region["zone"] and region["level"] == "province")

type Cells = dict[tuple[str, int], Decimal]


def keyed() -> dict[str, Cells]:
    cells: dict[str, Cells] = defaultdict(dict)
    for row in ROWS:
        scale = INDICATORS[row["indicator"]]["scale"]
        cells[row["indicator"]][row["region"], int(row["year"])] = Decimal(int(row["value"])).scaleb(-scale)
    return cells


SERIES = keyed()


def years(code: str) -> list[int]:
    return sorted({year for _, year in SERIES[code]})


def provinces_together(code: str, year: int) -> Decimal:
    return sum((SERIES[code].get((region, year), Decimal(0)) for region in PROVINCES), Decimal(0))


@pytest.mark.parametrize(
    ("code", "year", "official"),
    [
        ("rd_expenditure", 2021, "27956.3"),
        ("rd_expenditure", 2022, "30782.9"),
        ("rd_expenditure", 2023, "33357.1"),
        ("rd_intensity", 2021, "2.44"),
        ("rd_intensity", 2022, "2.54"),
        ("rd_intensity", 2023, "2.65"),
        ("contracts_sold", 2021, "37294.3030"),
        ("contracts_sold", 2022, "47791.0166"),
        ("contracts_sold", 2023, "61475.6578"),
    ],
)
def test_the_nation_reads_as_officially_published(code: str, year: int, official: str):
    assert SERIES[code][NATION, year] == Decimal(official)


def test_at_least_18_indicators_cover_31_provinces_in_their_last_year():
    covered = [code for code in INDICATORS if all((p, years(code)[-1]) in SERIES[code] for p in PROVINCES)]
    assert len(covered) == len(INDICATORS) >= 18


def test_a_year_without_every_province_is_explained_in_the_note():
    short = {"540000": "西藏", "110000": "北京", "460000": "海南", "630000": "青海"}
    for code, indicator in INDICATORS.items():
        for year in years(code):
            for region in PROVINCES:
                if (region, year) not in SERIES[code]:
                    assert "年份和缺口同" in indicator["note"] or short[region] in indicator["note"], (
                        code,
                        region,
                        year,
                    )


def test_each_row_is_unique_and_names_what_the_facts_define():
    cells = [(row["indicator"], row["region"], row["year"], row["vintage"]) for row in ROWS]
    assert len(set(cells)) == len(cells)
    assert {row["indicator"] for row in ROWS} == set(INDICATORS)
    assert {row["source"] for row in ROWS} == {source["key"] for source in FACTS["source"]}
    assert {row["flag"] for row in ROWS} - {""} == {flag["code"] for flag in FACTS["flag"]}
    assert {row["region"] for row in ROWS} == {*PROVINCES, NATION}


def test_published_intensity_is_a_vintage_of_its_own():
    assert {row["vintage"] for row in ROWS if row["indicator"] == "rd_intensity"} == {"published"}
    assert {row["vintage"] for row in ROWS if row["indicator"] == "gdp"} == {"revised"}


@pytest.mark.parametrize("code", ["rd_expenditure", "rd_basic", "hitech_firms", "rd_personnel", "rd_from_government"])
def test_provinces_sum_to_the_nation(code: str):
    for year in years(code):
        assert provinces_together(code, year) == pytest.approx(SERIES[code][NATION, year], rel=Decimal("0.001"))


@pytest.mark.parametrize("code", ["fiscal_science", "fiscal_education", "fiscal_total"])
def test_the_fiscal_nation_is_the_sum_of_localities(code: str):
    held = [year for year in years(code) if (NATION, year) in SERIES[code]]
    assert held == [2019, 2020, 2021, 2022, 2023]
    for year in held:
        assert provinces_together(code, year) == pytest.approx(SERIES[code][NATION, year], rel=Decimal("0.001"))


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [("contracts_sold", 0, 10), ("contracts_bought", 4, Decimal("22.2")), ("patents_valid_invention", 1, 11)],
)
def test_provinces_fall_short_of_the_nation_by_what_the_note_says(code: str, least: Decimal, most: Decimal):
    for year in years(code):
        missing = (1 - provinces_together(code, year) / SERIES[code][NATION, year]) * 100
        assert least - Decimal("0.1") <= missing <= most, year


def test_what_the_nation_sells_it_buys():
    for sold, bought in (("contracts_sold", "contracts_bought"), ("contracts_sold_count", "contracts_bought_count")):
        for year in years(sold):
            assert SERIES[sold][NATION, year] == pytest.approx(SERIES[bought][NATION, year], abs=Decimal("0.0001"))


def test_the_three_kinds_of_research_make_up_rd_expenditure():
    apart = {}
    for (region, year), whole in SERIES["rd_expenditure"].items():
        parts = sum(SERIES[code][region, year] for code in ("rd_basic", "rd_applied", "rd_experimental"))
        if abs(parts - whole) > Decimal("0.0502"):
            apart[region, year] = round(parts - whole, 1)
    assert apart == {(NATION, 2021): 2, ("310000", 2021): Decimal("1.9")}


@pytest.mark.parametrize("year", range(2019, 2024))
def test_published_intensity_agrees_with_rd_over_gdp_since_2019(year: int):
    for region in PROVINCES:
        computed = SERIES["rd_expenditure"][region, year] / SERIES["gdp"][region, year] * 100
        assert abs(round(computed - SERIES["rd_intensity"][region, year], 2)) <= Decimal("0.12"), region


def test_before_2019_published_intensity_rests_on_another_gdp_and_a_break_says_so():
    computed = SERIES["rd_expenditure"]["120000", 2016] / SERIES["gdp"]["120000", 2016] * 100
    assert computed - SERIES["rd_intensity"]["120000", 2016] > Decimal("1.6")
    assert ("rd_intensity", 2019) in {(row["indicator"], row["year"]) for row in FACTS["break"]}


def test_gdp_of_2024_rests_on_a_new_base_and_a_break_says_so():
    growth = provinces_together("gdp", 2024) / provinces_together("gdp", 2023) - 1
    assert growth > Decimal("0.07")
    assert ("gdp", 2024) in {(row["indicator"], row["year"]) for row in FACTS["break"]}


@pytest.mark.parametrize(
    ("code", "gaps"),
    [
        ("contracts_sold", {2001, 2004, 2006, 2009, 2011}),
        ("contracts_bought", {2001, 2004, 2006, 2009, 2011}),
        ("hitech_firms", {2017}),
        ("hitech_revenue", {2017}),
    ],
)
def test_a_year_that_was_not_found_is_not_filled(code: str, gaps: set[int]):
    assert not gaps & set(years(code))


def test_what_was_not_published_is_absent_and_not_zero():
    assert ("540000", 2015) not in SERIES["contracts_sold"]
    assert ("540000", 2020) not in SERIES["hitech_new_products"]
    assert ("110000", 2012) not in SERIES["rd_from_enterprises"]
    assert all(value > 0 for cells in SERIES.values() for value in cells.values())


@pytest.mark.parametrize(
    ("code", "region", "year", "flag"),
    [
        ("hitech_new_products", "150000", "2018", "suspicious"),
        ("hitech_new_products", "230000", "2018", "suspicious"),
        ("contracts_sold", "450000", "2021", "suspicious"),
        ("contracts_sold", "220000", "2022", "unexplained"),
        ("contracts_sold", "230000", "2023", "unexplained"),
    ],
)
def test_a_doubtful_figure_is_kept_and_marked(code: str, region: str, year: str, flag: str):
    found = [row["flag"] for row in ROWS if (row["indicator"], row["region"], row["year"]) == (code, region, year)]
    assert found == [flag]


def test_breaks_and_derived_measures_name_series_that_ship():
    for row in FACTS["break"]:
        assert row["year"] in years(row["indicator"])
        assert set(row["regions"]) <= set(PROVINCES)
        assert row["note"]
        assert row["note_en"]
    for row in FACTS["derived"]:
        assert row["code"] not in INDICATORS
        assert {row["numerator"], row["denominator"]} <= set(INDICATORS)


def test_each_figure_names_the_issue_it_was_published_in():
    for source in FACTS["source"]:
        issue = source["each_year"].format(year=2022, next_year=2023)
        assert "2022" in issue
        assert "{" not in issue


def test_every_shipped_figure_is_the_compiled_one_to_the_printed_digit(shared: Path):
    with (shared / "data" / "panel" / "panel_long.csv").open(encoding="utf-8") as file:
        compiled = {
            (row["indicator"], row["adcode"], int(row["year"])): Decimal(row["value"])
            for row in csv.DictReader(file)
            if row["value"]
        }
    columns = {
        "gdp": "gdp_100myuan",
        "rd_expenditure": "rd_expenditure_100myuan",
        "contracts_sold": "tech_contract_value_sold_100myuan",
        "contracts_bought": "tech_contract_value_bought_100myuan",
        "fiscal_science": "fiscal_sci_tech_100myuan",
        "patents_valid_invention": "patent_valid_invention",
        "hitech_revenue": "hitech_industry_revenue_100myuan",
    }
    for code, column in columns.items():
        half_a_digit = Decimal(5).scaleb(-INDICATORS[code]["scale"] - 1)
        held = {(region, year): value for (name, region, year), value in compiled.items() if name == column}
        assert held.keys() <= SERIES[code].keys()
        for cell, value in held.items():
            assert abs(SERIES[code][cell] - value) <= half_a_digit, (code, cell)
