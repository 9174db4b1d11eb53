"""The read API: pages by cursor, answers 304 while nothing changed, and gives every error one form."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.services import edit_organisation
from dongxi.apps.plans.models import Plan, Task
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.statistics.models import Observation
from dongxi.site.bulk import EXPORTS
from dongxi.site.streaming import BYTE_ORDER_MARK
from tests.constants_of_tests import CHINESE


def problem_of(answer) -> dict:
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == answer.status_code
    assert body["detail"]
    return body


def walked(client, address: str) -> list[dict]:
    """Every row of a list, following `next`."""
    rows = []
    while address:
        body = client.get(address).json()
        rows += body["items"]
        address = body["next"]
    return rows


def test_following_next_visits_every_row_once_in_order(client, facts):
    codes = [row["code"] for row in walked(client, "/api/v1/regions?limit=500")]
    assert codes == sorted(Region.objects.values_list("pk", flat=True))


def test_a_row_added_behind_the_cursor_repeats_nothing(client, facts):
    first = client.get("/api/v1/regions?level=province&limit=10").json()
    Region.objects.create(code="100000", name="甲", short_name="甲", level="province")
    second = client.get(first["next"]).json()
    assert not {row["code"] for row in first["items"]} & {row["code"] for row in second["items"]}


def test_filters_stay_in_the_next_address(client, facts):
    rows = walked(client, "/api/v1/regions?level=province&zone=west&limit=5")
    assert len(rows) == 12
    assert {row["zone"] for row in rows} == {"west"}


def test_a_cursor_somebody_made_up_is_refused_as_a_problem(client, facts):
    body = problem_of(client.get("/api/v1/regions?cursor=made-up"))
    assert body["status"] == 400
    assert body["type"] == "urn:dongxi:problem:bad-input"


def test_a_cursor_of_another_list_is_refused(client, facts):
    first = client.get("/api/v1/regions?limit=1").json()
    cursor = first["next"].split("cursor=")[1].split("&")[0]
    assert problem_of(client.get(f"/api/v1/organisations?cursor={cursor}"))["status"] == 400


def test_an_unchanged_answer_is_304_until_something_is_written(client, facts):
    first = client.get("/api/v1/organisations?limit=1")
    again = client.get("/api/v1/organisations?limit=1", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    organisation = Organisation.objects.first()
    edit_organisation(actor=SYSTEM, organisation=organisation, read_at=organisation.version, name_en="Another name")
    changed = client.get("/api/v1/organisations?limit=1", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_an_unchanged_answer_costs_no_query_of_the_list(client, facts, django_assert_max_num_queries):
    first = client.get("/api/v1/regions")
    with django_assert_max_num_queries(1):
        assert client.get("/api/v1/regions", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_every_get_of_the_api_has_an_etag(client, facts):
    schema = client.get("/api/v1/openapi.json").json()
    plain = [path for path, ways in schema["paths"].items() if "{" not in path and "get" in ways]
    assert len(plain) >= 6
    for path in plain:
        taken = {each["name"] for each in schema["paths"][path]["get"].get("parameters", ())}
        answer = client.get(path, {"q": "枸杞"} if "q" in taken else {})
        assert answer.status_code == 200, path
        assert answer["ETag"], path


def test_the_api_is_read_only(client, facts):
    schema = client.get("/api/v1/openapi.json").json()
    assert {way for ways in schema["paths"].values() for way in ways} == {"get"}
    refused = client.post("/api/v1/regions")
    assert problem_of(refused)["status"] == 405
    assert refused["Allow"] == "GET"


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1/regions/999999", "/api/v9/regions"])
def test_what_is_not_there_is_a_problem(client, facts, address):
    assert problem_of(client.get(address))["status"] == 404


def test_a_wrong_parameter_says_which_and_why(client, facts):
    body = problem_of(client.get("/api/v1/regions?limit=0"))
    assert body["status"] == 422
    assert body["errors"][0]["where"].endswith("limit")


@pytest.mark.parametrize(
    ("asked", "chinese", "english"),
    [
        ("regions?limit=0", "应不小于 1。", "must be at least 1."),
        ("regions?limit=many", "应为整数。", "must be a whole number."),
        ("search", "缺少这个参数。", "this parameter is missing."),
        ("search?q=", "不能少于 1 个字。", "must have a length of at least 1."),
        ("tasks?region=64", "写法应符合", "must be written as"),
        ("public-records?quality=none", "应为下列之一：", "must be one of:"),
    ],
)
def test_all_of_a_refused_parameter_is_in_the_language_asked_for(client, facts, asked, chinese, english):
    for language, wanted in (("zh-hans", chinese), ("en", english)):
        body = problem_of(client.get(f"/api/v1/{asked}", headers={"accept-language": language}))
        assert body["status"] == 422
        said = body["errors"][0]["why"]
        assert said.startswith(wanted)
        both = body["detail"] + said
        assert bool(CHINESE.search(both)) is (language == "zh-hans")


@pytest.mark.parametrize(
    ("asked", "where", "why"),
    [
        ("observations?indicater=gdp", "query.indicater", "indicator"),
        ("regions/640000?year=2020", "query.year", "不接受参数"),
        ("search?q=枸杞&page=2", "query.page", "limit"),
    ],
)
def test_a_parameter_that_nobody_described_is_refused_not_passed_over(client, facts, asked, where, why):
    body = problem_of(client.get(f"/api/v1/{asked}"))
    assert body["status"] == 422
    assert [error["where"] for error in body["errors"]] == [where]
    assert why in body["errors"][0]["why"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [("rd_intensity_revised", "rd_expenditure ÷ gdp × 100"), ("rd_expenditur", "rd_expenditure"), ("zzz", "gdp")],
)
def test_an_indicator_without_published_figures_is_no_empty_list(client, facts, asked, named):
    body = problem_of(client.get(f"/api/v1/observations?indicator={asked}"))
    assert body["status"] == 404
    assert named in body["detail"]


def test_details_are_in_the_language_asked_for(client, facts):
    assert "没有这个地址" in problem_of(client.get("/api/v1/nothing"))["detail"]
    english = client.get("/api/v1/regions/999999", headers={"accept-language": "en"})
    assert "no such record" in problem_of(english)["detail"]
    outside = client.get("/api/v1/nothing", headers={"accept-language": "en"})
    assert "no such address" in problem_of(outside)["detail"]


def test_every_operation_is_described_in_chinese_and_english(client, facts):
    schema = client.get("/api/v1/openapi.json").json()
    for path, ways in schema["paths"].items():
        said = ways["get"]["summary"] + ways["get"]["description"]
        assert CHINESE.search(said), path
        assert any(character.isascii() and character.isalpha() for character in said), path


def test_the_docs_page_loads_nothing_from_elsewhere(client, facts):
    page = client.get("/api/v1/docs").content.decode()
    assert "swagger-ui" in page
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_holds_every_row_in_both_forms(client, facts, export):
    from django.contrib.auth.models import AnonymousUser

    expected = export.rows(AnonymousUser()).count()
    text = b"".join(client.get(f"/api/v1/export/{export.name}.csv")).decode()
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    assert rows[0] == [name for name, _path in export.columns]
    assert len(rows) == expected + 1
    lines = b"".join(client.get(f"/api/v1/export/{export.name}.jsonl")).decode().splitlines()
    assert len(lines) == expected
    assert all(list(json.loads(line)) == rows[0] for line in lines)


def test_an_unknown_export_lists_those_there_are(client, facts):
    for name in ("everything.csv", "regions.xlsx"):
        body = problem_of(client.get(f"/api/v1/export/{name}"))
        assert body["status"] == 404
        assert "regions.csv" in body["detail"]


def test_text_that_looks_like_a_formula_stays_text(client, facts):
    Organisation.objects.create(name="=1+1", aliases=["@two", "three"], kind="firm")
    text = b"".join(client.get("/api/v1/export/organisations.csv")).decode()
    assert "'=1+1" in text
    assert "'@two|three" in text


def test_exported_figures_are_those_of_the_store(client, facts):
    first = Observation.objects.order_by("pk").first()
    lines = b"".join(client.get("/api/v1/export/observations.jsonl")).splitlines()
    line = json.loads(lines[0])
    assert (line["indicator"], line["region"], line["year"], line["value"]) == (
        first.indicator_id,
        first.region_id,
        first.year,
        first.value,
    )


def test_search_finds_words_and_says_which(client, facts):
    hits = client.get("/api/v1/search", {"q": "枸杞"}).json()
    assert hits
    assert all("枸杞" in hit["words"] for hit in hits)


def test_the_audit_is_shown_only_to_those_who_may_read_it(client, facts):
    assert client.get("/api/v1/audit").json()["items"] == []


@pytest.mark.browser
def test_the_docs_page_draws_every_operation_and_breaks_no_policy(page, site):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{site.address}api/v1/docs")
    page.locator(".opblock").first.wait_for()
    assert page.locator(".opblock").count() >= 10
    assert not complaints


@pytest.mark.parametrize("address", ["/api/v1/observations", "/api/v1/tasks", "/api/v1/commitments"])
def test_a_list_in_the_order_of_a_relation_loses_no_row(client, facts, address):
    """Plans and indicators have an order of their own, which is not that of their keys."""
    early = Plan.objects.create(slug="early", title="早", level="national", state="published", issued_on="1999-01-01")
    late = Plan.objects.create(slug="late", title="晚", level="national", state="published", issued_on="2050-01-01")
    for plan in (early, late):
        for position in (1, 2):
            task = Task.objects.create(plan=plan, code=str(position), kind="task", title="一", position=position)
            task.commitments.create(code="c", position=1, text="一", force="must", decision="accepted")
    whole = b"".join(client.get(f"/api/v1/export/{address.rsplit('/', 1)[1]}.jsonl")).splitlines()
    limit = min(500, max(5, len(whole) // 20))
    assert len(walked(client, f"{address}?limit={limit}")) == len(whole)
