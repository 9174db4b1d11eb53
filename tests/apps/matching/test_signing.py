"""A contract is signed once one side has filed the agreement and the other has confirmed it; nobody does both."""

from __future__ import annotations

import pytest
from django.apps import apps as installed
from django.db import IntegrityError, connection, transaction

from dongxi.apps.matching.contact_rules import ContactMove, ContactState
from dongxi.apps.matching.models import Contact, ContactAmount, Notice
from dongxi.apps.matching.queries.contacts import (
    amounts_of,
    contacts_waiting,
    moves_offered,
    waited_for,
)
from dongxi.apps.matching.queries.funnel import FunnelScope, visible_funnel
from dongxi.apps.matching.services.contacts import assign_broker, declare_conflict, move_contact
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.services import file_evidence, withdraw_evidence


def file_agreement(person, contact, *, content=b"contract"):
    return file_evidence(
        actor=person,
        permission="matching.file_evidence",
        subject=contact,
        title="技术开发合同",
        name="合同.txt",
        chunks=[content],
    )


@pytest.fixture
def intended(met, broker):
    return move_contact(actor=broker, contact=met, move="intend")


@pytest.fixture
def signing(intended, team):
    """The team filed the signed agreement; the county has not confirmed it."""
    file_agreement(team, intended)
    return move_contact(actor=team, contact=intended, move="sign", amounts={"contract": 28_000_000})


def signed_needs() -> int:
    return visible_funnel(to=None, scope=FunnelScope())[0].stages[-1].count


def test_what_one_side_filed_counts_as_signed_once_the_other_confirmed(signing, county, team, broker):
    assert (signing.state, signing.signed_by_side, signed_needs()) == (ContactState.SIGNING, "offer", 0)
    assert waited_for(contact=signing) == ["need"]
    assert [list(contacts_waiting(to=who)) for who in (county, team, broker)] == [[signing], [], []]
    move_contact(actor=county, contact=signing, move="confirm")
    assert (signing.state, signed_needs()) == (ContactState.SIGNED, 1)
    kinds = Notice.objects.filter(to=team).values_list("kind", flat=True)
    assert "contact_signed" in kinds


def test_who_filed_cannot_confirm_signing_nor_can_the_broker(signing, team, broker):
    for who in (team, broker):
        for move in ("confirm", "dispute"):
            with pytest.raises(NotAllowed):
                move_contact(actor=who, contact=signing, move=move, note="不符")
    assert ContactMove.CONFIRM not in moves_offered(contact=signing, to=team)
    assert moves_offered(contact=signing, to=broker) == [ContactMove.END]


def test_a_stranger_cannot_confirm_signing(signing, stranger):
    with pytest.raises(NotAllowed):
        move_contact(actor=stranger, contact=signing, move="confirm")


def test_a_broker_cannot_file_a_signing_for_a_side(intended, broker, team):
    file_agreement(team, intended)
    with pytest.raises(NotAllowed):
        move_contact(actor=broker, contact=intended, move="sign")


def test_who_speaks_for_both_sides_cannot_confirm_signing_they_may_have_filed(signing, person, team):
    from dongxi.apps.people.services import grant_role

    both = person("local", region="640521", name="both")
    grant_role(actor=SYSTEM, user=both, role="staff", organisation=team.memberships.get().organisation)
    with pytest.raises(RuleBroken, match="同时能代表"):
        move_contact(actor=both, contact=signing, move="confirm")
    assert ContactMove.CONFIRM not in moves_offered(contact=signing, to=both)


def test_a_dispute_says_what_is_wrong_and_brings_the_contact_back(signing, county, team):
    with pytest.raises(RuleBroken, match="哪里不符"):
        move_contact(actor=county, contact=signing, move="dispute")
    move_contact(actor=county, contact=signing, move="dispute", note="合同金额应为 26 万元。")
    assert (signing.state, signing.signed_by_side) == (ContactState.INTENDED, "")
    assert signing.steps.last().note == "合同金额应为 26 万元。"
    assert amounts_of(contact=signing) == []
    assert Notice.objects.filter(to=team, kind="contact_unsigned").exists()
    move_contact(actor=team, contact=signing, move="sign", amounts={"contract": 26_000_000})
    assert [each.fen for each in amounts_of(contact=signing)] == [26_000_000]
    move_contact(actor=county, contact=signing, move="confirm")
    assert signed_needs() == 1


def test_a_signing_filed_again_without_an_amount_keeps_none_of_before(signing, county, team):
    move_contact(actor=team, contact=signing, move="retract")
    move_contact(actor=county, contact=signing, move="sign")
    assert signing.signed_by_side == "need"
    assert not ContactAmount.objects.filter(kind="contract").exists()
    assert waited_for(contact=signing) == ["offer"]


def test_only_who_filed_takes_it_back(signing, county, team):
    with pytest.raises(NotAllowed):
        move_contact(actor=county, contact=signing, move="retract")
    move_contact(actor=team, contact=signing, move="retract")
    assert signing.state == ContactState.INTENDED


def test_nothing_is_confirmed_whose_file_was_taken_back(signing, county, team):
    from dongxi.apps.records.queries import evidence_of

    withdraw_evidence(actor=team, filed=evidence_of(signing).get(), reason="传错了文件")
    with pytest.raises(RuleBroken, match="文件已撤回"):
        move_contact(actor=county, contact=signing, move="confirm")


def test_a_broker_who_steps_down_leaves_a_signing_where_it_stands(signing, broker, person, administrator):
    declare_conflict(actor=broker, contact=signing, side="broker", exists=True, statement="持有一方股份")
    assert (signing.state, signing.broker) == (ContactState.SIGNING, None)
    other = person("broker", name="other")
    assign_broker(actor=administrator, contact=signing, broker=other)
    assert signing.state == ContactState.SIGNING


def test_the_page_and_the_api_say_who_filed_and_who_is_to_confirm(client, signing, county):
    client.force_login(county)
    page = client.get(signing.get_absolute_url()).content.decode()
    assert "供给方提交了签约" in page
    assert "确认签约" in page
    assert "对签约提出异议" in page
    told = client.get(f"/api/v1/contacts/{signing.code}").json()
    assert (told["contact"]["state"], told["contact"]["signed_by"]) == ("signing", "offer")
    assert told["moves"] == ["confirm", "dispute", "end"]


def test_the_store_keeps_no_signed_contact_that_nobody_filed(signing):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=signing.pk).update(state="signed", signed_by_side="")


@pytest.mark.parametrize(("recorded_by", "state", "side"), [("need", "signing", "need"), ("broker", "intended", "")])
def test_contracts_that_one_party_recorded_before_wait_for_the_other(signing, recorded_by, state, side):
    from importlib import import_module

    migration = import_module("dongxi.apps.matching.migrations.0004_confirmed_signing")
    Contact.objects.filter(pk=signing.pk).update(state="signed", signed_by_side="offer")
    signing.steps.filter(move="sign").update(side=recorded_by)
    migration.wait_for_the_other_side(installed, connection.schema_editor)
    signing.refresh_from_db()
    assert (signing.state, signing.signed_by_side) == (state, side)


def test_an_administrator_without_a_broker_to_send_is_told_what_to_do(client, asked, administrator):
    client.force_login(administrator)
    assert "没有可派的技术经纪人" in client.get(asked.get_absolute_url()).content.decode()


def test_an_administrator_assigns_a_broker_on_the_page(client, asked, administrator, broker):
    client.force_login(administrator)
    assert "对方才能答复" in client.get(asked.get_absolute_url()).content.decode()
    client.post(f"{asked.get_absolute_url()}take/", {"broker": broker.pk})
    asked.refresh_from_db()
    assert (asked.broker, asked.state) == (broker, ContactState.BROKERED)


def test_a_broker_who_was_assigned_finds_the_declaration_open_and_the_end_folded(client, asked, administrator, broker):
    assign_broker(actor=administrator, contact=asked, broker=broker)
    client.force_login(broker)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "<details open><summary>声明有无利益冲突（经纪人）" in page
    assert "<details><summary>终止对接" in page
