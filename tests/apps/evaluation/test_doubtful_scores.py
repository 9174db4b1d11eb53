"""A figure in doubt is marked wherever the place it led to stands: 广西 2021, flagged in the shipped statistics."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

import dongxi
from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.analysis.tables import table_of
from dongxi.apps.evaluation.computing import digest_of, recomputed
from dongxi.apps.evaluation.models import Framework, Run
from dongxi.apps.evaluation.rules import RunKind
from dongxi.apps.evaluation.services.runs import freeze_run
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.permissions import SYSTEM
from tests.apps.evaluation.test_gap_and_effect import CHINESE, text_of

BOTH = "吸纳技术强度、输出技术强度"
API = "/api/v1/evaluation/frameworks"


def row_of(answer, name: str) -> str:
    """The text of the first row that begins with a name and tells a place."""
    rows = re.findall(r"<tr>.*?</tr>", answer.content.decode(), re.DOTALL)
    text = [re.sub(r"<[^>]+>", " ", row) for row in rows]
    return next(" ".join(row.split()) for row in text if row.split()[:1] == [name] and len(row.split()) > 2)


def test_the_league_marks_the_row_and_says_which_figures(facts, client):
    answer = client.get("/evaluation/?framework=western&period=2021")
    assert re.match(rf"广西 第3名，区间 3–10 存疑 {BOTH} 53\.40", row_of(answer, "广西"))
    assert "存疑" not in row_of(answer, "重庆")
    assert f"数值存疑：广西（{BOTH}）" in text_of(answer)


def test_a_league_without_doubts_says_nothing_of_them(facts, client):
    answer = client.get("/evaluation/?framework=western&period=2023")
    assert "数值存疑" not in text_of(answer)
    assert 'class="tag doubt"' not in answer.content.decode()


def test_the_province_marks_the_figures_and_the_years(facts, client):
    own = client.get("/evaluation/score/western/2021/450000/")
    marked = {one["code"] for one in own.context["shown"]["indicators"] if one["doubt"]}
    assert marked == {"contracts_bought_to_gdp", "contracts_sold_to_gdp"}
    assert f"数值存疑：{BOTH}" in text_of(own)
    later = client.get("/evaluation/score/western/2023/450000/")
    assert "数值存疑：" not in text_of(later)
    assert "存疑" in row_of(later, "2021")
    assert "存疑" not in row_of(later, "2022")
    assert later.context["scores"]["note"].endswith("2021年有数值存疑，得分照公布值计算，与其他年份不宜直接比较。")


def test_a_middle_that_a_doubt_moves_is_told_with_the_one_without(facts, client):
    own = client.get("/evaluation/score/western/2021/640000/")
    moved = {one["code"]: one for one in own.context["shown"]["indicators"] if one["middle_undoubted"]}
    assert set(moved) == {"contracts_bought_to_gdp", "contracts_sold_to_gdp"}
    bought = moved["contracts_bought_to_gdp"]
    assert (bought["middle"], bought["middle_undoubted"]) == ("2.52", "2.46")
    assert bought["to_middle"] > bought["to_middle_undoubted"] > 0
    assert moved["contracts_sold_to_gdp"]["to_middle"] > moved["contracts_sold_to_gdp"]["to_middle_undoubted"] == 0
    assert "2.52 不计存疑： 2.46" in text_of(own).replace("：2", "： 2")
    assert "两者说法不同的，够不够得上中位数不能断定" in text_of(own)
    assert "不计存疑" not in text_of(client.get("/evaluation/score/western/2023/640000/"))


def test_a_figure_in_doubt_is_compared_with_no_middle(facts, client):
    own = client.get("/evaluation/score/western/2021/450000/")
    indicators = own.context["shown"]["indicators"]
    assert {one["to_middle"] is None for one in indicators if one["doubt"]} == {True}
    assert {one["to_middle"] is None for one in indicators if not one["doubt"]} == {False}
    assert text_of(own).count("存疑，不比") == 2


def test_charts_mark_the_year_and_the_place_that_rest_on_a_doubt(facts, client):
    scores = client.get("/evaluation/score/western/2023/450000/").context["scores"]
    assert [row["x"] for row in scores["rows"] if row["doubtful"]] == [2021]
    figure = client.get("/evaluation/?framework=western&period=2021").context["study"]["figure"]
    assert [row["x"] for row in figure["rows"] if row["doubtful"]] == ["广西"]


def test_methods_that_put_others_elsewhere_without_the_doubt_say_so(facts, client):
    found = client.get("/evaluation/score/western/2021/methods")
    said = {one["method"]: one["without_doubts"] for one in found.context["found"]["why"]}
    assert not said.pop("official")
    assert said
    assert all(words.startswith("去掉数值存疑的广西再算，其余地区") for words in said.values())
    assert all(words in text_of(found) for words in said.values())


def test_what_the_mark_means_is_read_without_a_pointer(facts, client):
    mark = re.compile(r'<span class="tag doubt"([^>]*)>(.*?)</span>(?:</span>)?(?: <span class="help">(.*?)</span>)?')
    pages = ["?framework=nation&period=2023"]
    pages += [f"score/nation/2023/{end}" for end in ("230000/", "methods", "weights")]
    for page in pages:
        tags = mark.findall(client.get(f"/evaluation/{page}").content.decode())
        assert tags
        assert all(not attributes and "变动原因不明" in inside + beside for attributes, inside, beside in tags)


@pytest.mark.parametrize("page", ["methods", "weights"])
def test_other_methods_and_other_weights_mark_the_row_too(facts, client, page):
    answer = client.get(f"/evaluation/score/western/2021/{page}")
    assert "存疑" in row_of(answer, "广西")
    assert "存疑" not in row_of(answer, "重庆")
    assert f"数值存疑：广西：{BOTH}" in text_of(answer)


def test_a_swap_of_places_with_a_region_in_doubt_says_so(facts, client):
    page = "/evaluation/score/western/2021/weights"
    said = text_of(client.get(page, {"w0": "10", "w1": "10", "w2": "80"}))
    assert "陕西与广西（第一、第二）才会换位" in said
    assert f"广西：{BOTH}。换位所需的权重照公布值计算" in said
    assert "换位所需的权重照公布值计算" not in text_of(client.get(page))


def test_the_words_of_the_flag_are_told_in_the_readers_language(facts):
    english = Client(headers={"accept-language": "en"})
    [one] = [one for one in english.get(f"{API}/nation/2023").json()["standings"] if one["doubtful"]]
    assert one["name"] == "Heilongjiang"
    assert one["doubtful"][0]["words"] == "unexplained change"
    pages = [
        "?framework=nation&period=2023",
        *(f"score/nation/2023/{end}" for end in ("230000/", "methods", "weights")),
    ]
    for page in pages:
        said = text_of(english.get(f"/evaluation/{page}"))
        assert "unexplained change" in said
        assert not CHINESE.findall(said.replace("中文", ""))


def test_files_and_the_api_tell_the_same(facts, client):
    text = client.get("/evaluation/score/western/2021.csv").content.decode("utf-8-sig")
    doubts = {row["地区"]: row["存疑"] for row in csv.DictReader(io.StringIO(text))}
    assert {name: doubt for name, doubt in doubts.items() if doubt} == {"广西": BOTH}
    league = client.get(f"{API}/western/2021").json()
    doubtful = {row["name"]: row["doubtful"] for row in league["standings"] if row["doubtful"]}
    assert doubtful == {"广西": [{"name": name, "words": "存疑"} for name in BOTH.split("、")]}
    unit = client.get(f"{API}/western/2021/450000").json()
    assert {one["name"] for one in unit["indicators"] if one["doubt"] == "存疑"} == set(BOTH.split("、"))
    assert [one["period"] for one in unit["trend"] if one["doubtful"]] == ["2021"]
    official = client.get(f"{API}/western/2021/methods").json()[0]
    assert [one["name"] for one in official["placings"] if one["doubtful"]] == ["广西"]


@pytest.fixture
def evaluator(facts):
    user = User.objects.create(username="evaluator")
    grant_role(actor=SYSTEM, user=user, role="evaluator")
    return user


def test_a_frozen_run_keeps_the_doubts_and_is_computed_again_with_them(evaluator, client):
    run = freeze_run(actor=evaluator, framework=Framework.objects.get(code="western"), period="2021")
    assert run.inputs["doubtful"] == {name: {"广西": "存疑"} for name in BOTH.split("、")}
    answer = client.get(run.get_absolute_url())
    assert "分毫不差" in text_of(answer)
    assert "存疑的数值既按属实计" in text_of(answer)
    assert "这次定格早于存疑标记" not in text_of(answer)
    assert "广西 第3名，区间 3–10 存疑" in row_of(answer, "广西")
    assert f"数值存疑：广西：{BOTH}" in text_of(answer)
    text = client.get(f"/evaluation/runs/{run.pk}.csv").content.decode("utf-8-sig")
    assert {row["地区"]: row["存疑"] for row in csv.DictReader(io.StringIO(text))}["广西"] == BOTH
    run.inputs["doubtful"] = {}
    run.save()
    assert "重算结果与定格时不同" in text_of(client.get(run.get_absolute_url()))


def test_a_run_frozen_before_doubts_were_kept_is_still_the_same_to_the_last_digit(evaluator, client):
    western = Framework.objects.get(code="western")
    new = freeze_run(actor=evaluator, framework=western, period="2021")
    inputs = {key: value for key, value in new.inputs.items() if key != "doubtful"}
    old = Run.objects.create(
        kind=RunKind.SCORE,
        subject=new.subject,
        framework=western,
        period="2021",
        inputs=inputs,
        digest=digest_of(inputs),
        program=dongxi.__version__,
        result=recomputed(western.text, western.code, inputs).result,
    )
    answer = client.get(old.get_absolute_url())
    said = text_of(answer)
    assert "分毫不差" in said
    assert "这次定格早于存疑标记" in said
    assert "未报的指标在零分与满分之间任意取值" in said
    assert "存疑的数值既按属实计" not in said
    assert row_of(answer, "广西").startswith("广西 第3名，区间 3–5 53.40")
    assert client.get(f"/evaluation/runs/{old.pk}.csv").status_code == 200
    english = text_of(Client(headers={"accept-language": "en"}).get(old.get_absolute_url()))
    assert not CHINESE.findall(english.replace("中文", ""))


COUNTS = """
title = "成交额"
units = ["西藏", "青海", "陕西", "甘肃"]
[columns]
unit = "地区"
period = "年份"
indicator = "指标"
value = "数值"
[[criterion]]
name = "技术合同输出成交额"
weight = 60
direction = "higher"
scoring = { method = "linear", floor = 0, target = 1000 }
[[criterion]]
name = "成交"
column = "技术合同输出成交额"
weight = 40
direction = "higher"
scoring = { method = "linear", floor = 0, target = 1000 }
"""


def test_our_own_download_read_back_in_doubts_what_the_shipped_table_does(facts, client):
    """西藏 2019 has a small base, which is no doubt; 青海 2019 is unexplained."""
    file = client.get("/statistics/contracts_sold/?year=2019&format=csv").getvalue()
    assert "基数小" in file.decode("utf-8-sig")
    framework = framework_of(COUNTS, name="own")
    tables = (table_of(file, name="own.csv"), shipped_table())
    found, shipped = (reported_values(framework=framework, table=one, period="2019") for one in tables)
    assert found.doubtful["技术合同输出成交额"] == {"青海": "变动原因不明"}
    assert (found.units, found.values, found.doubtful) == (shipped.units, shipped.values, shipped.doubtful)
    own, given = (assess(framework=framework, reported=each, draws=500) for each in (found, shipped))
    assert own.standings == given.standings
