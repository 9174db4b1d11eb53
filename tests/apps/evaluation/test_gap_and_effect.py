"""The pages of the gap and of change after the Plan: real figures, plain words, both languages, a sound page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from dongxi.analysis.indicators.effects import effect_study
from tests.constants_of_tests import CHINESE

PAGES = (
    "/evaluation/gap/",
    "/evaluation/gap/?measure=contracts_sold&split=zones",
    "/evaluation/effect/",
    "/evaluation/effect/?pool=unnamed",
    "/evaluation/effect/640000/rd_intensity/",
    "/evaluation/effect/640000/rd_intensity/?pool=unnamed",
    "/evaluation/effect/630000/contracts_sold/",
)


def text_of(answer) -> str:
    """What a page says between its tags in its main part."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", " ", main, flags=re.DOTALL)))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_and_reads_in_english_alone(facts, page):
    answer = Client(headers={"accept-language": "en"}).get(page)
    assert answer.status_code == 200
    assert not CHINESE.findall(text_of(answer).replace("中文", ""))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_speaks_of_an_effect_of_cooperation_without_saying_that_it_is_none(facts, client, page):
    said = text_of(client.get(page))
    assert "合作的效果" not in said.replace("不是合作的效果", "")


def test_the_gap_page_answers_with_east_and_west_over_revised_gdp(facts, client):
    said = text_of(client.get("/evaluation/gap/"))
    assert "2010年以来降低（54.2% → 48.4%）：2014年降到 45.8%（最低），2023年升到 48.4%" in said
    assert "54.2% → 49.5% → 48.4%" in said
    assert "标准误用 HC3" in said
    for value in ("2.1", "3.34", "1.14", "1.62"):
        assert value in said


def test_the_effect_page_says_how_few_years_there_are_and_who_is_compared(facts, client):
    said = unescape(text_of(client.get("/evaluation/effect/")))
    assert "规划之后只有2年（2022—2023）" in said
    assert "校正后任何一项都不可能达到显著" in said
    assert "难" not in said
    assert "p = 0.050，20 地中第 1；校正后 0.500" in said
    assert "1/（19+1）" in said
    assert "北京、天津、上海、江苏、安徽、福建、山东、广东" in said
    assert "R&D人员在 8 个省区都低于合成值" in said
    assert "规划点名的合作方（省份，或园区、城市、结对地区）所在的省份：北京、天津" in said
    assert "东部省市、沿黄省区、长江流域）仍在对照之内" in said
    assert "1/（11+1）" in text_of(client.get("/evaluation/effect/?pool=unnamed"))


def test_a_change_tells_its_doubts_and_explains_a_set_without_zero(facts, client):
    assert "假想起始的差距最大为真实估计的 58%" in text_of(client.get("/evaluation/effect/640000/rd_intensity/"))
    assert "不含零" in text_of(client.get("/evaluation/effect/640000/rd_personnel_per_head/"))


def cells_of(client, address: str, row: str) -> list[str]:
    """What the two pools say in one row of the table that sets them side by side."""
    page = client.get(address).content.decode()
    found = re.search(rf"<tr><th scope=\"row\">{row}.*?</tr>", page, re.DOTALL)[0]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", found, re.DOTALL)]


@pytest.mark.parametrize("row", ["数据不能排除的变化（九成置信）：下限", "安慰剂检验的 p 值", "在该省和对照中的位次"])
def test_where_the_mixture_does_not_follow_no_set_and_no_test_are_shown(facts, client, row):
    assert cells_of(client, "/evaluation/effect/650000/rd_intensity/", row)[1] == "— 跟不上，不足为凭"


@pytest.mark.parametrize("end", ["下限", "上限"])
def test_a_set_without_zero_has_its_caveat_in_the_same_cell(facts, client, end):
    row = f"数据不能排除的变化（九成置信）：{end}"
    plain, without = cells_of(client, "/evaluation/effect/640000/rd_intensity/", row)
    assert "不含零" not in plain
    assert "不含零，但未作多项校正（9 项中有 3 项如此），不能说有变化" in without


def test_a_change_without_any_estimate_says_so_in_place_of_an_empty_table(facts, client):
    answer = client.get("/evaluation/effect/540000/contracts_sold/")
    said = text_of(answer)
    assert "两组对照都不作估计，没有数字可列" in said
    assert re.search(r"西部以外各省 *西藏缺 ?2010.*剔除规划点名的合作方 *西藏缺 ?2010", said)
    assert "缺数或数值存疑，" not in said
    assert ">—</td>" not in answer.content.decode()
    assert "没有数字可列" not in text_of(client.get("/evaluation/effect/640000/rd_intensity/"))


def test_every_cell_of_the_table_leads_to_its_change_and_on_to_the_figures(facts, client):
    page = client.get("/evaluation/effect/").content.decode()
    cells = set(re.findall(r'href="(/evaluation/effect/\d{6}/\w+/)\?pool=all"', page))
    assert len(cells) == 8 * 5
    change = client.get(min(cells)).content.decode()
    series = re.findall(r'href="(/statistics/\w+/)', change)
    assert len(series) == 2
    assert all(client.get(one).status_code == 200 for one in series)


@pytest.mark.parametrize(
    "page",
    [
        "/evaluation/gap/?measure=nothing",
        "/evaluation/gap/?split=nothing",
        "/evaluation/effect/?pool=nothing",
        "/evaluation/effect/110000/rd_intensity/",
        "/evaluation/effect/640000/nothing/",
    ],
)
def test_what_is_not_studied_is_refused_in_words(facts, client, page):
    answer = client.get(page)
    assert answer.status_code == 404
    assert "没有这" in answer.content.decode()


def test_pages_once_computed_ask_little_of_the_store(facts, client, django_assert_max_num_queries):
    client.get("/evaluation/effect/")
    client.get("/evaluation/gap/")
    for page in ("/evaluation/effect/", "/evaluation/gap/"):
        with django_assert_max_num_queries(8):
            client.get(page)


def test_a_zone_that_is_mostly_left_out_is_not_drawn_and_files_say_who_is_not_counted(facts, client):
    page = client.get("/evaluation/gap/?measure=contracts_sold&split=zones")
    said = text_of(page)
    assert "不含吉林、黑龙江、广西、青海（存疑）；不含西藏（缺数较多）；东北多数省份不计入，不画" in said
    figure = page.context["shown"]["means"]
    assert {row["series"] for row in figure["rows"]} == {"东部", "中部", "西部"}
    rows = client.get("/api/v1/evaluation/gap?measure=contracts_sold").json()
    assert {row["northeast"] for row in rows} == {None}
    assert all("黑龙江" in row["left_out"] for row in rows)


@pytest.mark.parametrize(
    ("page", "label", "address"),
    [
        ("/evaluation/gap/?measure=nothing", "每万人口有效发明专利", "/evaluation/gap/?measure=patents_in_force"),
        ("/evaluation/effect/?pool=nothing", "西部以外各省", "/evaluation/effect/?pool=all"),
        ("/evaluation/effect/110000/rd_intensity/", "宁夏", "/evaluation/effect/640000/rd_intensity/"),
        ("/evaluation/effect/640000/nothing/", "吸纳", "/evaluation/effect/640000/contracts_bought/"),
        ("/evaluation/score/western/1990/methods", "2023", "/evaluation/score/western/2023/methods"),
        ("/evaluation/?framework=western&period=1990", "2022", "/evaluation/?framework=western&amp;period=2022"),
        ("/evaluation/score/western/2023/000000/", "宁夏", "/evaluation/score/western/2023/640000/"),
        ("/regions/999999/", "宁夏", "/regions/640000/"),
        ("/statistics/nothing/", "R&amp;D经费", "/statistics/rd_expenditure/"),
    ],
)
def test_an_address_that_names_nothing_leads_to_what_there_is(facts, client, page, label, address):
    answer = client.get(page)
    assert answer.status_code == 404
    content = answer.content.decode()
    assert "没有这一页" in content
    shown = re.search(rf'<li><a href="{re.escape(address)}">([^<]*)</a>', content)
    assert shown, content
    assert label in shown[1]
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_how_many_donors_there_are_is_told_of_each_measure_where_they_differ(facts, client):
    said = unescape(text_of(client.get("/evaluation/effect/")))
    told = re.search(r"对照的省数（不计缺数和数值存疑的）：([^；]*)；", said)[1]
    study = effect_study()
    for measure in study.measures:
        counts = {len(one.donors) for one in study.changes if one.measure == measure and one.pool == "all"} - {0}
        assert f"{measure.short.zh} {'–'.join(map(str, sorted(counts)))}" in told
    assert len(set(re.findall(r" (\d+)", told))) > 1
