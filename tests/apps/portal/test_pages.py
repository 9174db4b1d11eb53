"""Every gathering page answers in both languages, in few queries, without a Chinese word where English is read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dongxi.apps.cooperation.models import PublicRecord, RecordParty
from dongxi.apps.cooperation.queries import records_of_region
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.plans.models import Task
from dongxi.apps.records.models import Evidence
from tests.constants_of_tests import CHINESE

VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "path", "rect", "use"})
PAGES = {
    "/": "东西部科技合作走到了哪一步",
    "/?strand=ningxia&region=640000&year=2022": "属于所选范围的",
    "/regions/": "新疆生产建设兵团",
    "/regions/640000/": "结构相近的省份",
    "/regions/660000/": "不是零，是没有数值",
    "/regions/710000/": "不是零，是没有数值",
    "/regions/640100/": "随附的官方统计只到省级",
    "/regions/640104/": "兴庆",
    "/organisations/?kind=academy": "中国农业科学院",
    "/statistics/": "R&amp;D经费投入强度（修订后GDP）",
    "/statistics/contracts_sold/": "青海2018年79亿元",
    "/statistics/rd_intensity/": "公布的比率不能相加",
    "/search/?q=枸杞": "枸杞",
    "/search/?q=没有这个词": "没有找到",
    "/cooperation/": "不计入任何合计",
    "/cooperation/R001/": "中国新闻网宁夏",
    "/cooperation/?strand=ningxia&region=350000&year=2019": "清除筛选",
    "/plans/national-2021-2025/tasks/2.5.1/": "不表示这些记录是该任务的成果",
}
CHINESE_BY_NATURE = (
    "/regions/",
    "/regions/640104/",
    "/search/?q=枸杞",
    "/search/?q=没有这个词",
    "/plans/national-2021-2025/tasks/2.5.1/",
)
"""Pages that show Chinese to English readers on purpose: one-character names, counties, what they typed themselves,
the number of a document."""


class Words(HTMLParser):
    """What a page says, in text and in names for those who do not see it; what is marked as Chinese is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.said += [given[name] for name in ("aria-label", "placeholder", "title") if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, given.get("lang") or ""))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if not any(tag in ("script", "style") or lang.startswith("zh") for tag, lang in self.open):
            self.said.append(text)


def words(page: str) -> Words:
    reader = Words()
    reader.feed(page)
    return reader


@pytest.mark.parametrize(("address", "says"), PAGES.items())
def test_a_page_answers(facts, client, address, says):
    answer = client.get(address)
    assert answer.status_code == 200
    assert says in answer.content.decode()


@pytest.mark.parametrize("address", [each for each in PAGES if each not in CHINESE_BY_NATURE])
def test_a_page_reads_in_english_alone(facts, address):
    answer = Client(headers={"accept-language": "en"}).get(address)
    found = [text.strip() for text in words(answer.content.decode()).said if CHINESE.search(text)]
    assert found == []


def test_an_organisation_reads_in_english_alone(facts):
    body = Organisation.objects.get(name="中国农业科学院")
    answer = Client(headers={"accept-language": "en"}).get(f"/organisations/{body.pk}/")
    assert [text for text in words(answer.content.decode()).said if CHINESE.search(text)] == []


def test_the_records_beside_a_task_read_in_english_alone(facts):
    page = Client(headers={"accept-language": "en"}).get("/plans/national-2021-2025/tasks/2.5.1/").content.decode()
    beside = page[page.index('id="records-title"') : page.index("<aside")]
    assert [text for text in words(f"<h2 {beside}").said if CHINESE.search(text)] == []


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 50),
        ("/regions/640000/", 55),
        ("/statistics/contracts_sold/", 9),
        ("/cooperation/", 16),
        ("/search/?q=宁夏", 6),
    ],
)
def test_a_page_costs_few_queries(facts, client, address, most):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= most


def test_a_records_list_costs_the_same_with_more_rows(facts, client):
    costs = []
    for kept in (30, 60):
        PublicRecord.objects.filter(code__gt=f"R0{kept}").update(quality="media")
        with CaptureQueriesContext(connection) as queries:
            client.get("/cooperation/", {"size": str(20 if kept == 30 else 50)})
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_region_list_costs_two_queries_whatever_the_page(facts, client):
    for size in ("20", "50"):
        with CaptureQueriesContext(connection) as queries:
            client.get("/regions/", {"size": size})
        assert len(queries) == 2


def test_the_whole_country_is_the_home_page(facts, client):
    assert client.get("/regions/000000/").headers["Location"] == "/"


def test_a_code_no_longer_in_use_leads_to_the_place_of_today_and_says_so(facts, client):
    answer = client.get("/regions/350427/", follow=True)
    assert answer.redirect_chain == [("/regions/350405/", 302)]
    assert "代码 350427（沙县）自2021年起不再使用，现为沙县区（350405）。" in answer.content.decode()
    refused = client.get("/api/v1/regions/350427")
    assert refused.status_code == 400
    assert "350405" in refused.json()["detail"]


@pytest.mark.parametrize(
    "address", ["/regions/999999/", "/organisations/0/", "/statistics/nothing/", "/cooperation/R999/"]
)
def test_what_is_not_there_is_said_to_be_missing(facts, client, address):
    assert client.get(address).status_code == 404


def test_every_region_has_a_page_and_its_name_on_it(facts, client):
    for region in Region.objects.filter(tile_row__isnull=False):
        page = client.get(f"/regions/{region.pk}/")
        assert page.status_code == 200
        assert region.short_name in page.content.decode()


def test_scope_is_carried_from_the_map_to_the_task(facts, client):
    page = client.get("/?strand=ningxia").content.decode()
    task = Task.objects.get(plan__shipped=True, code="2.5.1")
    assert f"{task.get_absolute_url()}?strand=ningxia" in page


def test_filed_evidence_changes_the_state_on_the_wall(facts, client):
    before = client.get("/").content.decode()
    task = Task.objects.get(plan__shipped=True, code="2.5.1")
    Evidence.objects.create(
        title="验收报告",
        link="https://example.org/report",
        subject_type=task._meta.label_lower,
        subject_id=str(task.pk),
    )
    after = client.get("/").content.decode()
    assert before.count("已有佐证，待核") == 0
    assert after.count("已有佐证，待核") == 1


def test_an_empty_store_says_what_to_do(db, client):
    page = client.get("/")
    assert page.status_code == 200
    assert "运行 dongxi up" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("/statistics/contracts_bought/?year=2021", ["吉林", "广西"]),
        ("/statistics/contracts_bought/?year=2022", []),
        ("/regions/450000/", ["2021"]),
        ("/regions/640000/", []),
    ],
)
def test_a_figure_in_doubt_is_marked_in_the_table_under_its_chart(facts, client, page, marked):
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', client.get(page).content.decode())
    assert sorted({head for head, cells in rows if "（存疑）" in cells}) == marked


@pytest.mark.parametrize("code", ["640000", "640100", "650000", "350000"])
def test_the_head_of_a_region_tells_reposts_apart_from_records_with_a_source(facts, client, code):
    named = records_of_region(Region.objects.get(pk=code), to=AnonymousUser())
    counted, reposts = named.filter(counted=True).count(), named.filter(counted=False).count()
    said = f"有来源的公开记录{counted}条" + (f"，另有转载、未核实{reposts}条" if reposts else "") + "。"
    assert said in client.get(f"/regions/{code}/").content.decode()


def test_an_organisation_named_by_a_repost_alone_has_no_record_with_a_source(facts, client):
    counted = RecordParty.objects.filter(record__counted=True, organisation__isnull=False).values("organisation")
    body = Organisation.objects.filter(public_records__record__counted=False).exclude(pk__in=counted).first()
    page = client.get(f"/organisations/{body.pk}/").content.decode()
    assert "有来源的公开记录0条，另有转载、未核实" in page


@pytest.mark.parametrize(("code", "offered"), [("660000", True), ("710000", False), ("810000", False)])
def test_only_a_place_of_the_programme_is_asked_for_a_plan_of_its_own(facts, client, code, offered):
    page = client.get(f"/regions/{code}/").content.decode()
    assert ("或上传该地区的落实方案" in page) is offered
    assert "查看已有方案" in page


def test_organisations_stand_by_kind_and_region_and_are_found_by_part_of_a_name(facts, client):
    rows = [line.row for line in client.get("/organisations/").context["listing"]["lines"]]
    standing = [(body.kind, body.region_id or "999999") for body in rows]
    assert standing == sorted(standing)
    for part in ("宁夏大学", "Ningxia University"):
        named = [line.row.name for line in client.get("/organisations/", {"name": part}).context["listing"]["lines"]]
        assert "宁夏大学" in named
        assert len(named) < 10


def test_the_figures_under_a_derived_indicator_are_said_to_be_those_of_its_parts(facts, client):
    page = client.get("/statistics/rd_intensity_revised/").content.decode()
    assert "推算所用的公布数值：R&amp;D经费" in page
    assert "全部数值" not in page


def test_what_is_past_stands_apart_from_what_is_still_to_come(facts, client):
    due = client.get("/").context["progress"].due
    page = client.get("/").content.decode()
    assert ("已过期限</h3>" in page) is any(row.past for row in due[:6])
    assert ("尚未到期</h3>" in page) is any(not row.past for row in due[:6])
    assert [row.past for row in due] == sorted(row.past for row in due)
