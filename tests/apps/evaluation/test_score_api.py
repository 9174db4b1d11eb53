"""Frameworks, leagues, regions and frozen leagues in the read API: as on the pages, and only for whom they are."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client

from dongxi.analysis.indicators import efficiency
from dongxi.apps.evaluation import computing
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.services.frameworks import add_framework
from dongxi.apps.evaluation.services.runs import freeze_run
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.permissions import SYSTEM
from dongxi.data import frameworks

API = "/api/v1/evaluation"
LEAGUE = f"{API}/frameworks/western/2023"


@pytest.fixture
def evaluator(facts):
    user = User.objects.create(username="evaluator")
    grant_role(actor=SYSTEM, user=user, role="evaluator")
    return user


@pytest.fixture
def own(evaluator):
    return add_framework(actor=evaluator, code="own", text=frameworks()["western"] + "\n# ours\n")


def test_a_framework_comes_with_its_tree_and_shares_that_make_one(facts, client):
    found = client.get(f"{API}/frameworks/western").json()
    assert found["shipped"]
    assert "示例权重，非官方" in found["note"]
    assert found["periods"][0] == "2023"
    assert sum(one["weight"] for one in found["criteria"]) == found["whole"] == 100
    for criterion in found["criteria"]:
        assert sum(one["weight"] for one in criterion["indicators"]) == pytest.approx(criterion["due"])
    shares = [one["share"] for criterion in found["criteria"] for one in criterion["indicators"]]
    assert sum(shares) == pytest.approx(1)
    assert found["text"].startswith("# 示例权重")


def test_a_league_is_what_the_page_shows_and_no_rank_lacks_its_interval(facts, client):
    found = client.get(LEAGUE).json()
    page = client.get("/evaluation/?framework=western&period=2023").context["study"]["rows"]
    assert [(one["region"], one["rank"]) for one in found["standings"]] == [(row["code"], row["rank"]) for row in page]
    assert all(one["low"] <= one["rank"] <= one["high"] for one in found["standings"])
    assert "示例权重，非官方" in found["warning"]
    assert found["digest"] == Framework.objects.get(code="western").digest


def test_a_region_has_every_indicator_and_every_year(facts, client):
    found = client.get(f"{LEAGUE}/640000").json()
    lost = sum(one["lost"] for one in found["indicators"])
    assert found["score"] + lost == pytest.approx(100, abs=0.01)
    assert {one["series"] for one in found["indicators"]} >= {"rd_intensity_revised", "contracts_bought_to_gdp"}
    assert [one["period"] for one in found["trend"]][:2] == ["2023", "2022"]
    assert found["trend"][0]["rank"] == found["rank"]


def test_methods_stand_side_by_side_and_only_the_framework_has_intervals_at_once(facts, client):
    found = {one["method"]: one for one in client.get(f"{LEAGUE}/methods").json()}
    assert set(found) == {"official", "equal", "entropy", "critic", "topsis", "vikor", "coupling", "dea"}
    for one in found.values():
        assert len(one["placings"]) == 12
        assert one["why"]
    assert all(place["low"] for place in found["official"]["placings"])
    assert all(place["low"] is None for place in found["topsis"]["placings"])
    assert all(0 < place["value"] <= 1 for place in found["coupling"]["placings"])
    assert all(0 < place["value"] <= 1 + 1e-9 for place in found["dea"]["placings"])


@pytest.mark.parametrize("address", ["none", "western/1990", "western/2023/000000", "western/1990/methods"])
def test_what_there_is_not_is_a_problem_in_words(facts, client, address):
    answer = client.get(f"{API}/frameworks/{address}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_an_evaluators_own_framework_and_its_runs_are_for_evaluators_alone(own, evaluator, client):
    run = freeze_run(actor=evaluator, framework=own, period="2023")
    public = Client()
    assert {one["code"] for one in public.get(f"{API}/frameworks").json()["items"]} == {"nation", "western"}
    for address in ("frameworks/own", "frameworks/own/2023", "frameworks/own/2023/640000", f"runs/{run.pk}"):
        assert public.get(f"{API}/{address}").status_code == 404
    assert public.get(f"{API}/runs").json()["items"] == []
    client.force_login(evaluator)
    assert "own" in {one["code"] for one in client.get(f"{API}/frameworks").json()["items"]}
    assert client.get(f"{API}/frameworks/own/2023").status_code == 200
    assert client.get(f"{API}/runs/{run.pk}").json()["result"] == run.result


def test_runs_page_by_cursor_newest_first_and_are_narrowed(evaluator, client):
    western = Framework.objects.get(code="western")
    made = [freeze_run(actor=evaluator, framework=western, period=period) for period in ("2021", "2022", "2023")]
    first = client.get(f"{API}/runs?limit=2").json()
    assert [one["id"] for one in first["items"]] == [made[2].pk, made[1].pk]
    assert [one["id"] for one in client.get(first["next"]).json()["items"]] == [made[0].pk]
    [one] = client.get(f"{API}/runs?framework=western&period=2022").json()["items"]
    assert (one["framework"], one["digest"]) == ("western", made[1].digest)


def test_nothing_is_sent_twice_until_something_changes(evaluator, client):
    tag = client.get(LEAGUE)["ETag"]
    assert client.get(LEAGUE, headers={"if-none-match": tag}).status_code == 304
    add_framework(actor=evaluator, code="own", text=frameworks()["western"] + "\n# ours\n")
    assert client.get(LEAGUE, headers={"if-none-match": tag}).status_code == 200


def test_intervals_ready_meanwhile_are_sent_although_the_audit_stands_still(facts, client, monkeypatch):
    caches["pages"].clear()
    methods = f"{LEAGUE}/methods"
    first = client.get(methods)
    same = {"if-none-match": first["ETag"]}
    assert client.get(methods, headers=same).status_code == 304
    asked = efficiency.studies()["efficiency"]
    monkeypatch.setattr(efficiency, "studies", lambda: {"efficiency": {**asked, "draws": 100}})
    league = client.get(LEAGUE)["ETag"]
    computing.intervals(2023, compute=True)
    again = client.get(methods, headers=same)
    assert again.status_code == 200
    dea = next(one for one in again.json() if one["method"] == "dea")
    assert all(place["low"] for place in dea["placings"])
    assert client.get(LEAGUE, headers={"if-none-match": league}).status_code == 304
    caches["pages"].clear()


def test_english_names_are_given_to_readers_of_english(facts):
    found = Client(headers={"accept-language": "en"}).get(f"{LEAGUE}/640000").json()
    assert found["name"] == "Ningxia"
    assert found["indicators"][0]["name"].isascii()


@pytest.mark.parametrize("address", ["frameworks", "frameworks/western", "frameworks/western/2023", "runs"])
def test_answers_once_computed_ask_little_of_the_store(facts, client, django_assert_max_num_queries, address):
    client.get(f"{API}/{address}")
    with django_assert_max_num_queries(12):
        assert client.get(f"{API}/{address}").status_code == 200
