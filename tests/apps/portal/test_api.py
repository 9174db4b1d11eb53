"""Series and public records as the read API gives them: figures with their source, kinds of money apart."""

from __future__ import annotations

from dongxi import data
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.statistics.kept import kept
from dongxi.apps.statistics.services import load_series


def test_a_figure_comes_with_its_unit_and_bulletin(facts, client):
    answer = client.get("/api/v1/observations", {"indicator": "gdp", "region": "640000", "year": 2023}).json()
    (row,) = answer["items"]
    cell = next(
        each
        for each in data.read_csv("statistics")
        if (each["indicator"], each["region"], each["year"]) == ("gdp", "640000", "2023")
    )
    assert float(row["number"]) * 10 == int(cell["value"])
    assert (row["unit"], row["source"]) == ("亿元", "国家数据分省年度数据（E0103）2023年")
    assert answer["next"] is None


def test_a_year_without_a_figure_has_no_row(facts, client):
    asked = {"indicator": "contracts_sold", "region": "640000", "year": 2011}
    assert client.get("/api/v1/observations", asked).json()["items"] == []


def test_series_page_to_their_end(facts, client):
    address, seen = "/api/v1/indicators?limit=10", []
    while address:
        answer = client.get(address).json()
        seen += [row["code"] for row in answer["items"]]
        address = answer["next"]
    assert (
        len(seen)
        == len(set(seen))
        == len(data.read_toml("indicators")["indicator"]) + len(data.read_toml("indicators")["derived"])
    )


def test_breaks_of_one_region_are_asked_for(facts, client):
    everywhere = client.get("/api/v1/indicators/contracts_sold/breaks").json()
    qinghai = client.get("/api/v1/indicators/contracts_sold/breaks", {"region": "630000"}).json()
    assert everywhere == []
    assert [(row["year"], row["regions"]) for row in qinghai] == [(2019, ["630000"])]


def test_records_follow_the_scope_and_say_what_is_counted(facts, client):
    rows = client.get("/api/v1/public-records", {"strand": "ningxia", "year": 2017}).json()["items"]
    assert rows
    assert {row["strand"] for row in rows} == {"ningxia"}
    assert all(row["counted"] is (row["quality"] != "repost") for row in rows)
    assert client.get("/api/v1/public-records", {"year": "soon"}).status_code == 422
    assert (
        client.get("/api/v1/public-records", {"quality": "repost", "limit": 1}).json()["items"][0]["counted"] is False
    )


def test_an_unknown_code_is_a_problem_in_words(facts, client):
    answer = client.get("/api/v1/indicators/nothing")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_what_was_computed_is_kept_until_the_series_are_loaded_again(facts):
    made = []

    def compute() -> int:
        made.append(1)
        return len(made)

    assert [kept("counting", compute), kept("counting", compute)] == [1, 1]
    load_series(actor=SYSTEM, indicators=data.read_toml("indicators"), rows=data.read_csv("statistics"))
    assert kept("counting", compute) == 2
