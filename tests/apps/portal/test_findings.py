"""Search finds places, bodies and measures beside the plan, in both languages, on every database alike."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from dongxi.apps.people.models import Organisation, Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.portal.queries import hits
from dongxi.apps.portal.services import index_places
from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.models import AuditEntry, SearchEntry, SearchPosting
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.queries import found, suggestions
from dongxi.apps.statistics.models import Indicator
from tests.constants_of_tests import CHINESE

ANYBODY = AnonymousUser()


def titles(text: str, **given) -> list[str]:
    return [hit.entry.title for hit in found(text=text, to=ANYBODY, **given)]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("枸杞", "record", "枸杞"),
        ("深加工", "task", "青字号"),
        ("节水灌溉", "commitment", "节水灌溉"),
        ("张江", "task", "张江"),
        ("呼包鄂", "party", "呼包鄂"),
        ("Ningxia", "region", "宁夏"),
        ("salt lake", "task", "盐湖"),
        ("salt lakes", "organisation", "盐湖研究所"),
        ("研发强度", "indicator", "R&D经费投入强度"),
        ("中科院", "organisation", "中国科学院"),
        ("640104", "region", "兴庆区"),
        ("滇", "region", "云南"),
    ],
)
def test_search_finds_what_a_reader_would_type(facts, text, kind, wanted):
    assert any(wanted in title for title in titles(text, kind=kind))


@pytest.mark.parametrize("text", ["宁夏", "Ningxia", "兵团", "张江"])
def test_a_thing_called_exactly_so_comes_first(facts, text):
    first = found(text=text, to=ANYBODY)[0].entry
    assert text in (first.title, first.title_en)


@pytest.mark.parametrize(("text", "name"), [("宁", "宁夏"), ("Ning", "宁夏"), ("呼和", "呼和浩特")])
def test_suggestions_begin_with_the_largest_place_of_that_name(facts, text, name):
    assert suggestions(text=text, to=ANYBODY)[0].title == name


def test_nothing_is_found_or_suggested_for_nothing(facts):
    assert found(text="  ，", to=ANYBODY) == []
    assert suggestions(text="  ", to=ANYBODY) == []


def test_every_place_body_and_measure_can_be_found(facts):
    for kind, model in (("organisation", Organisation), ("indicator", Indicator)):
        assert SearchEntry.objects.filter(kind=kind).count() == model.objects.count()
    assert SearchEntry.objects.filter(kind="region").count() == Region.objects.exclude(pk="000000").count()


def test_indexing_again_changes_no_count_and_writes_one_more_line(facts):
    before = (SearchEntry.objects.count(), SearchPosting.objects.count())
    index_places(actor=SYSTEM)
    assert (SearchEntry.objects.count(), SearchPosting.objects.count()) == before
    assert AuditEntry.objects.filter(verb="portal.index_places").count() == 2


@pytest.mark.parametrize("role", ["", "ministry", "administrator"])
def test_anybody_but_the_system_cannot_index_places(facts, role):
    actor = ANYBODY
    if role:
        actor = User.objects.create_user("somebody")
        grant_role(actor=SYSTEM, user=actor, role=role)
    with pytest.raises(NotAllowed):
        index_places(actor=actor)


def test_hits_are_grouped_by_kind_and_counted_whole(facts):
    every = found(text="宁夏", to=ANYBODY)
    groups = hits.by_kind(every)
    assert sum(group.total for group in groups) == len(every)
    assert groups[0].kind == "region"
    assert all(len(group.hits) <= hits.FIRST_OF_A_KIND for group in groups)
    assert any(group.more for group in groups)
    only = {group.kind: group for group in hits.by_kind(every, only="task")}["task"]
    assert only.more == 0


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("枸杞产业", ["枸杞"], [("枸杞", True), ("产业", False)]),
        ("节水灌溉", ["节水", "水灌", "灌溉"], [("节水灌溉", True)]),
        ("Salt Lakes", ["salt", "lake"], [("Salt", True), (" ", False), ("Lakes", True)]),
        ("salty", ["salt"], [("salty", False)]),
        ("", ["枸杞"], []),
    ],
)
def test_the_words_that_found_a_text_are_marked_in_it(text, words, expected):
    assert hits.parts(text, words) == expected


def test_the_search_page_marks_words_and_escapes_what_was_typed(facts, client):
    page = client.get(reverse("portal:search"), {"q": "枸杞 <script>"}).content.decode()
    assert '<script>"' not in page
    assert "枸杞 &lt;script&gt;" in page
    assert "<mark>枸杞</mark>" in client.get(reverse("portal:search"), {"q": "枸杞"}).content.decode()


@pytest.mark.parametrize(
    ("language", "partly", "pinyin"),
    [
        ("zh-hans", "没有一条含有全部的词", "拼音只认省、市"),
        ("en", "Nothing holds all the words", "Of pinyin only"),
    ],
)
def test_the_search_page_says_what_it_could_not_match(facts, language, partly, pinyin):
    reader = Client(headers={"accept-language": language})
    pages = {text: reader.get("/search/", {"q": text}).content.decode() for text in ("枸杞 xyzzy", "枸杞", "gouqi")}
    assert {text: partly in page for text, page in pages.items()} == {
        "枸杞 xyzzy": True, "枸杞": False, "gouqi": False,
    }  # fmt: skip
    assert "<mark>枸杞</mark>" in pages["枸杞 xyzzy"]
    assert {text: pinyin in page for text, page in pages.items()} == {
        "枸杞 xyzzy": False, "枸杞": False, "gouqi": True,
    }  # fmt: skip


def test_suggestions_are_options_with_their_address(facts, client):
    answer = client.get(reverse("portal:suggestions"), {"q": "宁夏"}).content.decode()
    assert 'role="option"' in answer
    assert 'data-address="/regions/640000/"' in answer


def test_an_english_question_shows_english_titles(facts, client):
    page = client.get(reverse("portal:search"), {"q": "Ningxia"}, headers={"accept-language": "en"}).content.decode()
    assert "<mark>Ningxia</mark>" in page


def test_a_hit_read_in_english_shows_its_english_summary(facts):
    page = Client(headers={"accept-language": "en"}).get("/search/", {"q": "Ningxia University"}).content.decode()
    assert "University" in page
    shown = SearchEntry.objects.get(kind="organisation", title="宁夏大学")
    assert shown.summary_en
    assert not CHINESE.search(shown.summary_en)
    assert shown.summary_en in re.sub("</?mark>", "", page)
