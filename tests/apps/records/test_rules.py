"""States move by one table, permissions are declared, search and facts belong to the installation."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records import queries, services
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import FactsRelease, SearchEntry
from dongxi.apps.records.permissions import SYSTEM, Grant, Permission, decide, declare
from dongxi.apps.records.rules import MOVES, ReviewState, next_state
from dongxi.apps.records.services import Findable


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
        declare([Permission(code="records.index", title="别的", grants=(Grant("public"),))])


def test_a_template_gets_the_same_answer_as_a_service(administrator):
    assert administrator.has_perm("records.cancel_job")
    assert not administrator.has_perm("records.index")


def test_an_administrator_cannot_index(administrator):
    with pytest.raises(NotAllowed) as no:
        services.index(actor=administrator, things=[])
    assert no.value.facts["code"] == "records.index"


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
    services.index(actor=SYSTEM, things=things)
    found = {word: [hit.entry.subject_id for hit in queries.found(text=word, to=SYSTEM)] for word in
             ("枸杞", "深加工", "节水灌溉", "wolfberry", "ＮＩＮＧＸＩＡ")}  # fmt: skip
    assert found == {"枸杞": ["1"], "深加工": ["1"], "节水灌溉": ["2"], "wolfberry": ["3"], "ＮＩＮＧＸＩＡ": ["3"]}


def test_indexing_again_replaces_what_was_known(db):
    services.index(actor=SYSTEM, things=[thing(1, "枸杞")])
    services.index(actor=SYSTEM, things=[thing(1, "盐湖")])
    assert SearchEntry.objects.count() == 1
    assert not queries.found(text="枸杞", to=SYSTEM)


def test_what_is_not_public_is_found_only_by_those_signed_in(administrator):
    from django.contrib.auth.models import AnonymousUser

    services.index(actor=SYSTEM, things=[thing(1, "内部事项", public=False)])
    assert queries.found(text="内部", to=administrator)
    assert not queries.found(text="内部", to=AnonymousUser())
    assert not queries.suggestions(text="内部", to=AnonymousUser())
