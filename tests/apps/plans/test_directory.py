"""An office named by its rank alone is that of the plan's own region, or of nobody."""

from __future__ import annotations

import pytest

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.plans.storing.directory import Directory

OFFICE = "宁夏回族自治区科学技术厅"


@pytest.fixture
def office(facts) -> Organisation:
    return Organisation.objects.get(name=OFFICE)


def known(name: str, home: str | None) -> int | None:
    region = Region.objects.get(pk=home) if home else None
    return Directory(home=region).known(kind="organisation", name=name).organisation_id


@pytest.mark.parametrize("name", ["自治区科技厅", "自治区科学技术厅", OFFICE])
@pytest.mark.parametrize("home", ["640000", "640521"])
def test_an_office_named_by_rank_is_that_of_the_plans_region_or_of_the_one_above(office, name, home):
    assert known(name, home) == office.pk


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("自治区科技厅", None),
        ("自治区科技厅", "650000"),
        ("自治区科技厅", "310000"),
        ("省科技厅", "640000"),
        ("市科技局", "640000"),
        ("东部省科技厅", "640000"),
        ("自治区", "640000"),
    ],
)
def test_an_office_of_another_rank_or_place_is_not_taken_for_it(office, name, home):
    assert known(name, home) != office.pk
