"""The league and a province in it: never a bare rank, every figure with its way down to the source."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dongxi.apps.evaluation.queries.moved_rows import moved_most
from tests.apps.evaluation.test_gap_and_effect import CHINESE, text_of

PAGES = (
    "/evaluation/",
    "/evaluation/?framework=western&period=2018",
    "/evaluation/score/western/2023/640000/",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_and_reads_in_english_alone(facts, page):
    answer = Client(headers={"accept-language": "en"}).get(page)
    assert answer.status_code == 200
    assert not CHINESE.findall(text_of(answer).replace("中文", ""))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_the_weights_are_an_example(facts, client, page):
    assert "示例权重，非官方" in text_of(client.get(page))


def test_a_place_never_stands_without_its_interval(facts, client):
    said = text_of(client.get("/evaluation/?framework=western&period=2023"))
    places = re.findall(r"第\d+名.{0,8}", said)
    assert len(places) == 12
    assert all("区间" in place for place in places)


@pytest.mark.parametrize(
    "page", ["/evaluation/?framework=western&period=2023", "/evaluation/score/western/2023/630000/"]
)
def test_an_interval_says_what_it_covers_and_leads_to_other_methods(facts, client, page):
    answer = client.get(page)
    assert "未报的指标在零分与满分之间任意取值。" in text_of(answer)
    assert "存疑的数值既按属实计" not in text_of(answer)
    assert "换一种计分方法，名次可能落在区间之外" in text_of(answer)
    assert "/evaluation/score/western/2023/methods" in answer.content.decode()
    assert "稳定" not in text_of(answer)


def test_a_province_is_told_where_points_begin_and_where_they_are_full(facts, client):
    shown = client.get("/evaluation/score/western/2023/640000/").context["shown"]
    one = next(each for each in shown["indicators"] if each["code"] == "rd_intensity_revised")
    assert one["rule"] == "底线 0（不得分），满分线 2.5"


def test_a_figure_leads_from_the_league_to_the_province_to_the_indicator(facts, client):
    league = client.get("/evaluation/?framework=western&period=2023").content.decode()
    assert "/evaluation/score/western/2023/640000/" in league
    unit = client.get("/evaluation/score/western/2023/640000/").content.decode()
    links = set(re.findall(r'href="(/statistics/[^"]+)"', unit))
    assert len(links) == 6
    for link in links:
        assert client.get(link).status_code == 200


def test_points_got_and_lost_add_up_to_a_full_score(facts, client):
    unit = client.get("/evaluation/score/western/2023/640000/")
    shown = unit.context["shown"]
    total = float(shown["score"]) + sum(one["lost"] for one in shown["indicators"])
    assert total == pytest.approx(100, abs=0.01)


def test_what_a_tenth_more_would_bring_is_what_the_scoring_says(facts, client):
    """R&D intensity: linear from 0 to 2.5, weight .24: a tenth of the value brings value / 2.5 × 24 / 10 points."""
    shown = client.get("/evaluation/score/western/2023/640000/").context["shown"]
    one = next(each for each in shown["indicators"] if each["code"] == "rd_intensity_revised")
    assert one["by_a_tenth"] == pytest.approx(float(one["value"]) / 2.5 * 24 / 10, abs=0.01)
    assert shown["gains"]["by_a_tenth"] == max(each["by_a_tenth"] for each in shown["indicators"])


def test_an_unknown_framework_year_or_province_is_not_found(facts, client):
    for page in ("?framework=none", "?framework=western&period=1990", "score/western/2023/000000/"):
        assert client.get(f"/evaluation/{page}").status_code == 404


def test_a_word_in_the_address_that_nobody_reads_changes_nothing(facts, client):
    assert client.get("/evaluation/?request=x&framework=western").status_code == 200


def test_the_league_is_taken_away_as_a_file_with_its_warning(facts, client):
    answer = client.get("/evaluation/score/western/2023.csv")
    assert "示例权重，非官方" in answer.content.decode("utf-8-sig")
    assert client.get("/evaluation/score/western/2023.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize(
    "page",
    [*PAGES, "/evaluation/score/western/2023/methods", "/evaluation/score/western/2023/weights", "/evaluation/runs/"],
)
def test_a_page_once_computed_asks_little_of_the_store(facts, client, django_assert_max_num_queries, page):
    client.get(page)
    with django_assert_max_num_queries(20):
        assert client.get(page).status_code == 200


def test_methods_of_a_year_that_nobody_reported_whole_say_why_there_is_nothing_to_compare(facts, client):
    answer = client.get("/evaluation/score/western/2011/methods")
    assert answer.status_code == 200
    said = text_of(answer)
    assert said.count("至少要 2 个才能并列比较") == 6
    assert "算不出：按方案" not in said
    found = answer.context["found"]
    assert [head["method"] for head in found["heads"]] == ["official"]
    assert "最好—最差" not in said  # a place without an interval would stand there
    ranks = {row["code"]: row["rank"] for row in answer.context["study"]["rows"]}
    assert {row["code"]: row["places"][0] for row in found["rows"]} == ranks
    assert "有缺报、只能按方案规则处理" not in said
    placed = client.get("/api/v1/evaluation/frameworks/western/2011/methods").json()
    assert [len(one["placings"]) for one in placed if one["method"] != "dea"] == [12, 0, 0, 0, 0, 0, 0]


def test_all_who_move_farthest_are_named_or_counted():
    one = {"甲": 2, "乙": -2, "丙": 2}
    shown = moved_most(one, lambda unit: {"name": unit, "doubt": ""})
    assert [(group["up"], group["by"], [unit["name"] for unit in group["units"]]) for group in shown] == [
        (True, 2, ["甲", "丙"]),
        (False, 2, ["乙"]),
    ]
    many = moved_most({str(i): 1 for i in range(9)}, lambda unit: {"name": unit, "doubt": ""})
    assert [(group["count"], group["units"]) for group in many] == [(9, [])]
    assert moved_most({}, dict) == []


def test_methods_and_an_indicator_left_out_name_every_one_of_those_who_move_farthest(facts, client):
    answer = client.get("/evaluation/score/western/2023/methods")
    several = [one for one in answer.context["found"]["why"] if sum(group["count"] for group in one["moved"]) > 1]
    assert several
    said = text_of(answer)
    for group in several[0]["moved"]:
        assert "、".join(unit["name"] for unit in group["units"]) in said
    tried = client.get("/evaluation/score/western/2023/weights").context["tried"]
    assert any(sum(group["count"] for group in one["moved"]) > 1 for one in tried["without"])


def test_what_the_middle_would_bring_is_what_the_middle_value_scores(facts, client):
    """Inner Mongolia's basic research stands at 4.0 of 10 points; the middle value lies on the step of 8."""
    shown = client.get("/evaluation/score/western/2023/150000/").context["shown"]
    one = next(each for each in shown["indicators"] if each["value"] == "3.35")
    assert (one["got"], one["middle"], round(one["to_middle"], 1)) == ("4.0", "8.03", 4.0)
