"""Official series: gaps stay gaps, ratios are ratios of sums, breaks are told, and only the system loads them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser

from dongxi import data
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.errors import BadInput, NotAllowed
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.statistics import queries
from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak
from dongxi.apps.statistics.services import load_series


@pytest.fixture(scope="module")
def published() -> dict[tuple[str, str, int], int]:
    """The shipped cells as they stand in the file: {(indicator, region, year): integer}."""
    rows = data.read_csv("statistics")
    return {(row["indicator"], row["region"], int(row["year"])): int(row["value"]) for row in rows}


@pytest.fixture(scope="module")
def zones() -> dict[str, list[str]]:
    """The provinces of each zone, from the file."""
    rows = [row for row in data.read_csv("regions") if row["level"] == "province" and row["zone"]]
    return {zone: [row["code"] for row in rows if row["zone"] == zone] for zone in {row["zone"] for row in rows}}


def indicator(code: str) -> Indicator:
    return queries.indicators().get(code=code)


def by_year(series: queries.Series) -> dict[int, Decimal | None]:
    return {point.year: point.value for point in series.points}


def test_a_derived_indicator_is_the_ratio_of_its_published_parts(facts, published):
    ningxia = by_year(queries.series(indicator=indicator("rd_intensity_revised"), regions=["640000"])["640000"])
    expected = Fraction(published["rd_expenditure", "640000", 2023] * 100, published["gdp", "640000", 2023])
    assert abs(Fraction(ningxia[2023]) - expected) < Fraction(1, 10**20)


@pytest.mark.parametrize("zone", ["east", "west"])
def test_a_zones_intensity_is_the_ratio_of_the_sums_of_the_file(facts, published, zones, zone):
    total = by_year(queries.total(indicator=indicator("rd_intensity_revised"), regions=zones[zone], label=zone))
    for year in range(2010, 2024):
        spent = sum(published["rd_expenditure", code, year] for code in zones[zone])
        produced = sum(published["gdp", code, year] for code in zones[zone])
        assert abs(Fraction(total[year]) - Fraction(spent * 100, produced)) < Fraction(1, 10**20)


@pytest.mark.parametrize(("zone", "in_doubt"), [("east", ()), ("west", ("450000",))])
def test_a_zones_contracts_bought_are_the_sum_of_the_file_without_whom_it_doubts(
    facts, published, zones, zone, in_doubt
):
    total = by_year(queries.total(indicator=indicator("contracts_bought"), regions=zones[zone], label=zone))
    scale = indicator("contracts_bought").scale
    counted = [code for code in zones[zone] if code not in in_doubt]
    for year in (2000, 2005, 2010, *range(2012, 2024)):
        assert total[year] == Decimal(sum(published["contracts_bought", code, year] for code in counted)).scaleb(-scale)


def test_a_year_that_was_not_published_is_a_gap_and_not_zero(facts):
    ningxia = by_year(queries.series(indicator=indicator("contracts_sold"), regions=["640000"])["640000"])
    assert ningxia[2011] is None
    assert 0 not in ningxia.values()


def test_a_group_has_no_figure_for_a_year_that_a_member_lacks(facts, zones):
    before = by_year(queries.total(indicator=indicator("contracts_bought"), regions=zones["west"], label="west"))
    Observation.objects.filter(indicator="contracts_bought", region="640000", year=2020).delete()
    after = by_year(queries.total(indicator=indicator("contracts_bought"), regions=zones["west"], label="west"))
    assert before[2020] is not None
    assert after[2020] is None
    assert after[2021] == before[2021]


def test_a_member_that_lacks_many_years_is_left_out_of_all_of_them_and_named(facts, zones):
    total = queries.total(indicator=indicator("contracts_sold"), regions=zones["west"], label="west")
    assert total.without == ("540000",)
    assert total.in_doubt == ("450000", "630000")


def test_a_figure_in_doubt_is_marked_where_its_region_is_drawn_and_where_regions_stand_side_by_side(facts, zones):
    bought = indicator("contracts_bought")
    own = queries.series(indicator=bought, regions=["450000"])
    assert [point.year for point in own["450000"].points if point.doubtful] == [2021]
    rows = queries.figure(own, sides={}, title="")["rows"]
    assert [row["x"] for row in rows if row["doubtful"]] == [2021]
    assert queries.standing(indicator=bought, regions=zones["west"], year=2021).doubtful == {"450000"}
    assert not queries.standing(indicator=bought, regions=zones["west"], year=2022).doubtful


def test_a_published_ratio_has_no_total(facts, zones):
    with pytest.raises(BadInput, match="比率"):
        queries.total(indicator=indicator("rd_intensity"), regions=zones["west"], label="west")


def test_a_figure_draws_only_breaks_within_its_years(facts):
    series = queries.series(indicator=indicator("rd_intensity_revised"), regions=["640000"])
    figure = queries.figure(series, sides={}, title="")
    assert SeriesBreak.objects.filter(indicator="gdp", year=2024).exists()
    assert not figure["breaks"]


def test_a_break_of_one_province_is_drawn_for_it_alone(facts):
    sold = indicator("contracts_sold")
    shown = {}
    for code in ("630000", "640000"):
        series = queries.series(indicator=sold, regions=[code])
        shown[code] = [b["x"] for b in queries.figure(series, sides={}, title="", region=code)["breaks"]]
    assert shown == {"630000": [2019], "640000": []}


def test_a_figure_keeps_gaps_as_nothing(facts):
    series = queries.series(indicator=indicator("contracts_sold"), regions=["640000"])
    rows = {row["x"]: row["y"] for row in queries.figure(series, sides={}, title="")["rows"]}
    assert rows[2011] is None


def test_the_latest_figures_take_each_regions_own_last_year(facts, published):
    found = queries.latest(codes=["gdp", "rd_intensity_revised"], regions=["640000", "810000"])
    assert found["640000"]["gdp"] == Decimal(published["gdp", "640000", 2024]).scaleb(-1)
    assert "810000" not in found


def test_the_standing_takes_the_last_year_most_provinces_have(facts, zones):
    codes = [code for members in zones.values() for code in members]
    standing = queries.standing(indicator=indicator("rd_expenditure"), regions=codes)
    assert (standing.year, len(standing.values)) == (2023, 31)
    assert queries.standing(indicator=indicator("rd_expenditure"), regions=codes, year=2015).year == 2015
    assert queries.standing(indicator=indicator("rd_expenditure"), regions=codes, year=1999).year == 2023


def test_several_regions_cost_one_query(facts, zones, django_assert_num_queries):
    derived = indicator("rd_intensity_revised")
    with django_assert_num_queries(1):
        queries.series(indicator=derived, regions=zones["west"])


def test_loading_again_changes_nothing_but_the_audit(facts):
    before = list(Observation.objects.order_by("indicator", "region", "year").values_list("indicator", "value"))
    load_series(actor=SYSTEM, indicators=data.read_toml("indicators"), rows=data.read_csv("statistics"))
    after = list(Observation.objects.order_by("indicator", "region", "year").values_list("indicator", "value"))
    assert after == before
    assert AuditEntry.objects.filter(verb="statistics.load").count() == 2


@pytest.mark.parametrize("role", ["", "ministry", "administrator"])
def test_anybody_but_the_system_cannot_load_series(facts, role):
    actor = AnonymousUser()
    if role:
        actor = User.objects.create_user("somebody")
        grant_role(actor=SYSTEM, user=actor, role=role)
    with pytest.raises(NotAllowed):
        load_series(actor=actor, indicators={"indicator": []}, rows=[])
    assert Observation.objects.exists()
