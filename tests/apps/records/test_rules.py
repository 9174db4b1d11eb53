"""States move by one table, permissions are declared, search and facts belong to the installation."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records import queries, search, services
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import FactsRelease, SearchEntry
from dongxi.apps.records.permissions import SYSTEM, Grant, Permission, decide, declare
from dongxi.apps.records.rules import MOVES, ReviewState, next_state
from dongxi.apps.records.search import Findable


@pytest.fixture
def administrator(db):
    user = User.objects.create_user("administrator")
    grant_role(actor=SYSTEM, user=user, role="administrator")
    return user


@pytest.mark.parametrize(("state", "move"), sorted(MOVES))
def test_every_move_of_the_table_leads_where_it_says(state, move):
    assert next_state(state, move, reason="说明") == MOVES[state, move]


def test_every_other_move_is_refused_and_lists_what_is_possible():
    moves = {move for _state, move in MOVES}
    for state in ReviewState:
        for move in moves:
            if (state, move) not in MOVES:
                with pytest.raises(RuleBroken, match="可以执行"):
                    next_state(state, move, reason="说明")


def test_returning_needs_a_reason():
    with pytest.raises(RuleBroken, match="理由"):
        next_state("submitted", "return", reason="  ")


def test_a_permission_nobody_declared_raises(db):
    with pytest.raises(ImproperlyConfigured, match="undeclared"):
        decide(SYSTEM, "records.nothing")


def test_two_meanings_of_one_permission_raise():
    with pytest.raises(ImproperlyConfigured, match="twice"):
        declare([Permission(code="records.load_facts", title="别的", grants=(Grant("public"),))])


def test_a_template_gets_the_same_answer_as_a_service(administrator):
    assert administrator.has_perm("records.cancel_job")
    assert not administrator.has_perm("records.load_facts")


def test_an_administrator_cannot_load_facts(administrator):
    with pytest.raises(NotAllowed) as no:
        services.record_facts(actor=administrator, digest="0" * 64, product_version="0", counts={})
    assert no.value.facts["code"] == "records.load_facts"
    assert not FactsRelease.objects.exists()


def thing(number: int, title: str, **more) -> Findable:
    return Findable(kind="test", subject_id=str(number), title=title, address=f"/{number}/", **more)


def test_search_finds_segmented_words_wherever_they_stand(db):
    things = [
        thing(1, "枸杞深加工关键技术"),
        thing(2, "盐湖资源利用", body="节水灌溉示范"),
        thing(3, "Ningxia wolfberry"),
    ]
    search.make_findable(things=things)
    found = {word: [hit.entry.subject_id for hit in queries.found(text=word, to=SYSTEM)] for word in
             ("枸杞", "深加工", "节水灌溉", "wolfberry", "ＮＩＮＧＸＩＡ")}  # fmt: skip
    assert found == {"枸杞": ["1"], "深加工": ["1"], "节水灌溉": ["2"], "wolfberry": ["3"], "ＮＩＮＧＸＩＡ": ["3"]}


def test_indexing_again_replaces_what_was_known(db):
    search.make_findable(things=[thing(1, "枸杞")])
    search.make_findable(things=[thing(1, "盐湖")])
    assert SearchEntry.objects.count() == 1
    assert not queries.found(text="枸杞", to=SYSTEM)


def test_hits_are_ranked_by_title_words_held_and_rarity(db):
    common = [thing(number, "节水", body="灌溉") for number in range(10, 40)]
    search.make_findable(
        things=[*common, thing(1, "节水灌溉"), thing(2, "盐湖", body="节水灌溉 盐湖"), thing(3, "灌溉")]
    )
    ranked = [hit.entry.subject_id for hit in queries.found(text="节水灌溉", to=SYSTEM)]
    assert ranked[:2] == ["1", "2"]
    assert [hit.entry.subject_id for hit in queries.found(text="灌溉", to=SYSTEM)][:2] == ["3", "1"]
    assert len(queries.found(text="节水", to=SYSTEM, most=5)) == 5


def test_a_word_that_most_things_hold_orders_hits_and_leaves_the_finding_to_the_others(db, monkeypatch):
    monkeypatch.setattr(queries, "FEW", 10)
    search.make_findable(things=[*(thing(number, "合作", body="灌溉") for number in range(30)), thing(40, "枸杞")])
    search.make_findable(things=[thing(41, "枸杞", body="合作"), thing(42, "盐湖 合作")])
    assert [hit.entry.subject_id for hit in queries.found(text="合作 枸杞", to=SYSTEM)] == ["41"]
    assert [hit.entry.subject_id for hit in queries.found(text="枸杞", to=SYSTEM)] == ["40", "41"]
    assert len(queries.found(text="合作", to=SYSTEM)) == 32


def test_where_nothing_holds_enough_of_the_words_what_holds_some_is_found_by_most_words_first(db):
    search.make_findable(things=[thing(1, "枸杞"), thing(2, "银川"), thing(3, "盐湖"), thing(4, "灌溉 储能")])
    some = queries.found(text="银川 枸杞", to=SYSTEM)
    assert {hit.entry.subject_id for hit in some} == {"1", "2"}
    assert not queries.any_holds_all(some, text="银川 枸杞")
    most = queries.found(text="储能 灌溉 盐湖 风电 光伏", to=SYSTEM)
    assert [(hit.entry.subject_id, len(hit.words)) for hit in most] == [("4", 2), ("3", 1)]
    search.make_findable(things=[thing(5, "银川枸杞")])
    every = queries.found(text="银川 枸杞", to=SYSTEM)
    assert [hit.entry.subject_id for hit in every] == ["5"]
    assert queries.any_holds_all(every, text="银川 枸杞")


@pytest.mark.parametrize("asked", ["深加工", "枸杞深加工", "滇 枸杞", "Salt Lakes", "R&D经费"])
def test_a_thing_called_so_holds_all_of_what_is_asked_however_it_is_cut(db, asked):
    search.make_findable(things=[thing(1, f"精{asked}示范", body="滇" if "滇" in asked else "")])
    assert queries.any_holds_all(queries.found(text=asked, to=SYSTEM)[:1], text=asked)


@pytest.mark.parametrize("asked", ["合作 枸杞", "合作 枸杞 盐湖"])
def test_what_lacks_a_common_word_does_not_take_the_place_of_what_holds_it(db, monkeypatch, asked):
    monkeypatch.setattr(queries, "FEW", 10)
    search.make_findable(things=[thing(number, "合作", body="灌溉") for number in range(30)])
    search.make_findable(things=[thing(number, "枸杞") for number in range(40, 45)])
    search.make_findable(things=[thing(50, "大漠", body="枸杞 合作"), thing(51, "盐湖")])
    for most in (1, 3, 200):
        assert [hit.entry.subject_id for hit in queries.found(text=asked, to=SYSTEM, most=most)] == ["50"]


def test_a_search_costs_the_same_queries_however_many_things_hold_the_words(db, django_assert_num_queries):
    search.make_findable(things=[thing(number, "节水", body="灌溉") for number in range(300)])
    with django_assert_num_queries(6):
        assert len(queries.found(text="节水灌溉", to=SYSTEM)) == 200
    with django_assert_num_queries(1):
        assert len(queries.suggestions(text="节", to=SYSTEM)) == 8


@pytest.mark.parametrize("typed", ["wolfb", "ningxia w", "深加", "加工", "_", "100%", "深"])
def test_what_is_being_typed_is_suggested_where_a_title_begins_with_it_or_holds_it(db, typed):
    titles = ["枸杞深加工", "Ningxia wolfberry", "_under", "100% own", "深圳"]
    search.make_findable(things=[thing(number, title) for number, title in enumerate(titles)])
    suggested = {entry.title for entry in queries.suggestions(text=typed, to=SYSTEM)}
    assert suggested == {title for title in titles if typed in title.casefold()}


def test_titles_that_begin_with_what_is_typed_come_before_those_that_hold_it(db):
    search.make_findable(things=[thing(1, "大枸杞"), thing(2, "枸杞深加工关键技术")])
    assert [entry.subject_id for entry in queries.suggestions(text="枸杞", to=SYSTEM)] == ["2", "1"]
