"""Contacts step by step: what follows what, what must come before, whose turn it is, who is reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dongxi.apps.matching.contact_rules import CONTACT_MOVES, ContactMove, ContactState, next_step
from dongxi.apps.matching.models import Contact, ContactAmount, Notice
from dongxi.apps.matching.queries.contacts import (
    contacts_waiting,
    known_identity,
    waited_for,
)
from dongxi.apps.matching.rules import Side
from dongxi.apps.matching.services.contacts import (
    assign_broker,
    declare_conflict,
    move_contact,
    remind_silent,
)
from dongxi.apps.records.errors import NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.services import file_evidence


def file_agreement(person, contact):
    return file_evidence(
        actor=person,
        permission="matching.file_evidence",
        subject=contact,
        title="技术开发合同",
        name="合同.txt",
        chunks=[b"contract"],
    )


def test_a_contact_goes_from_asking_to_a_signed_contract(county, team, broker, met):
    move_contact(actor=broker, contact=met, move="intend", amounts={"intention": 30_000_000})
    file_agreement(team, met)
    move_contact(actor=team, contact=met, move="sign", amounts={"contract": 28_000_000})
    assert met.state == ContactState.SIGNING
    move_contact(actor=county, contact=met, move="confirm")
    met.refresh_from_db()
    assert met.state == ContactState.SIGNED
    assert dict(ContactAmount.objects.values_list("kind", "fen")) == {"intention": 30_000_000, "contract": 28_000_000}
    assert [step.move for step in met.steps.all()] == ["ask", "assign", "agree", "meet", "intend", "sign", "confirm"]
    verbs = AuditEntry.objects.filter(subject_type="matching.contact").values_list("verb", flat=True)
    assert set(verbs) == {
        "matching.ask_contact",
        "matching.assign_broker",
        "matching.answer_contact",
        "matching.progress_contact",
        "matching.confirm_signing",
        "matching.declare_conflict",
        "matching.file_evidence",
    }


@pytest.mark.parametrize(
    ("state", "move"),
    [(s, m) for s in ContactState for m in ContactMove if (str(s), str(m)) not in CONTACT_MOVES],
)
def test_a_move_the_table_does_not_have_is_refused_in_words(state, move):
    with pytest.raises(RuleBroken, match="不能执行"):
        next_step(state, move)


def test_from_every_state_that_is_not_over_a_contact_can_come_to_an_end():
    leading = {start for (start, _move), step in CONTACT_MOVES.items() if step.to == "ended"}
    assert leading == {"asked", "brokered", "agreed", "met", "intended", "signing"}


def test_only_agreeing_reveals_and_no_path_past_it_avoids_it():
    hidden = {"asked", "brokered", "ended"}
    crossing = {m for (start, m), step in CONTACT_MOVES.items() if start in hidden and step.to not in hidden}
    assert crossing == {"agree"}


def test_an_intention_waits_for_both_sides_declarations(county, team, agreed):
    move_contact(actor=county, contact=agreed, move="meet", met_on=timezone.localdate())
    with pytest.raises(RuleBroken, match=r"需求方、供给方.*尚未声明"):
        move_contact(actor=county, contact=agreed, move="intend")


def test_a_conflict_is_stated_in_words(county, agreed):
    with pytest.raises(RuleBroken, match="什么关系"):
        declare_conflict(actor=county, contact=agreed, side="need", exists=True)


def test_signing_waits_for_the_agreement(team, broker, met):
    move_contact(actor=broker, contact=met, move="intend")
    with pytest.raises(RuleBroken, match="签约文件"):
        move_contact(actor=team, contact=met, move="sign")


def test_a_file_is_not_taken_before_both_agreed_and_others_cannot_file_evidence(team, stranger, broker, brokered):
    with pytest.raises(RuleBroken, match="互见身份"):
        file_agreement(team, brokered)
    move_contact(actor=team, contact=brokered, move="agree")
    for who in (stranger, broker):
        with pytest.raises(NotAllowed):
            file_agreement(who, brokered)


def test_money_of_another_kind_than_the_step_is_refused(broker, met):
    with pytest.raises(RuleBroken, match="口径"):
        move_contact(actor=broker, contact=met, move="intend", amounts={"contract": 1})


@pytest.mark.parametrize("days", [-1, 1])
def test_the_first_meeting_is_not_before_both_agreed_nor_in_the_future(county, agreed, days):
    with pytest.raises(RuleBroken, match="首次会面"):
        move_contact(actor=county, contact=agreed, move="meet", met_on=timezone.localdate() + timedelta(days=days))


def test_an_end_has_a_coded_reason_and_other_needs_words(team, brokered):
    with pytest.raises(RuleBroken, match="请选择原因"):
        move_contact(actor=team, contact=brokered, move="decline")
    with pytest.raises(RuleBroken, match="备注"):
        move_contact(actor=team, contact=brokered, move="decline", reason="other")
    assert move_contact(actor=team, contact=brokered, move="decline", reason="no_capacity").state == "ended"


def test_what_was_declined_is_never_revealed(team, county, broker, brokered):
    move_contact(actor=team, contact=brokered, move="decline", reason="no_capacity")
    assert known_identity(contact=brokered, side=Side.OFFER, to=county) is None
    assert known_identity(contact=brokered, side=Side.NEED, to=broker) is None


def test_a_step_from_a_stale_page_is_refused(team, county, agreed):
    with pytest.raises(StaleWrite):
        move_contact(actor=county, contact=agreed, move="meet", met_on=timezone.localdate(), read_at=agreed.version - 1)


def test_whose_turn_it_is(county, team, broker, stranger, asked):
    assert contacts_waiting(to=broker).get() == asked
    assert not contacts_waiting(to=county).exists()
    assign_broker(actor=broker, contact=asked, broker=broker, declares_none=True)
    assert contacts_waiting(to=team).get() == asked
    assert not contacts_waiting(to=county).exists()
    move_contact(actor=team, contact=asked, move="agree")
    assert contacts_waiting(to=county).get() == asked
    assert not contacts_waiting(to=stranger).exists()


def test_an_answer_waits_for_the_declaration_of_the_broker(administrator, broker, asked, team):
    assign_broker(actor=administrator, contact=asked, broker=broker)
    assert waited_for(contact=asked, cleared=False) == ["broker"]
    assert contacts_waiting(to=broker).get() == asked
    declare_conflict(actor=broker, contact=asked, side="broker", exists=False)
    assert waited_for(contact=asked) == ["offer"]
    assert not contacts_waiting(to=broker).exists()
    assert contacts_waiting(to=team).get() == asked


def test_silence_is_reminded_of_once_in_the_days_set(settings, team, broker, brokered):
    settings.REMIND_AFTER_DAYS = 7
    assert remind_silent(actor=SYSTEM) == 0
    Contact.objects.update(moved_at=timezone.now() - timedelta(days=8))
    assert remind_silent(actor=SYSTEM) == 1
    assert remind_silent(actor=SYSTEM) == 0
    notice = Notice.objects.get(to=team, kind="contact_silent")
    assert notice.facts["days"] == 8
    assert AuditEntry.objects.filter(verb="matching.remind", detail__contacts=[brokered.code]).exists() or (
        AuditEntry.objects.get(verb="matching.remind").detail["contacts"] == [brokered.code]
    )


def test_people_cannot_remind_for_the_installation(administrator):
    with pytest.raises(NotAllowed):
        remind_silent(actor=administrator)
