"""Contacts: who may take part, that nobody learns too early who it is, and their pages."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dongxi.apps.matching.contact_rules import ContactMove, ContactState, EndReason
from dongxi.apps.matching.models import Contact, Notice
from dongxi.apps.matching.queries.contacts import (
    known_identity,
    moves_offered,
    visible_contacts,
)
from dongxi.apps.matching.rules import Side
from dongxi.apps.matching.services.contacts import (
    ask_contact,
    assign_broker,
    declare_conflict,
    move_contact,
)
from dongxi.apps.matching.services.postings import move_posting
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import SearchEntry
from dongxi.apps.records.permissions import SYSTEM

COUNTY_NAMES = ("中宁县", "马识途", "0955-5021234")
TEAM_NAMES = ("华东理工", "沈知行", "021-64250000")


def sign_in(client, person):
    client.force_login(person)


@pytest.mark.parametrize("state", ["asked", "brokered"])
def test_nobody_knows_the_other_side_before_it_agreed(state, county, team, broker, administrator, request):
    contact = request.getfixturevalue(state)
    assert known_identity(contact=contact, side=Side.OFFER, to=county) is None
    assert known_identity(contact=contact, side=Side.NEED, to=team) is None
    for side in Side:
        assert known_identity(contact=contact, side=side, to=broker) is None
        assert known_identity(contact=contact, side=side, to=administrator) is None


def test_once_agreed_both_sides_and_the_broker_know_and_nobody_else(agreed, county, team, broker, stranger):
    for side in Side:
        assert all(known_identity(contact=agreed, side=side, to=who) for who in (county, team, broker))
        assert known_identity(contact=agreed, side=side, to=stranger) is None


def test_pages_api_search_list_and_audit_tell_neither_side_before_both_agreed(client, brokered, county, team, broker):
    """Every place a side can look before the answer: the other side's names are nowhere."""
    brokered.match.need.refresh_from_db()
    addresses = [
        brokered.get_absolute_url(),
        "/matching/contacts/",
        "/matching/contacts/?format=csv",
        "/matching/waiting/",
        "/matching/funnel/",
        brokered.match.need.get_absolute_url(),
        brokered.match.offer.get_absolute_url(),
        f"/api/v1/contacts/{brokered.code}",
        "/api/v1/contacts",
        "/api/v1/notices",
        "/api/v1/audit",
        "/records/audit/",
        "/search/?q=枸杞",
    ]
    for who, names in ((county, TEAM_NAMES), (team, COUNTY_NAMES), (broker, COUNTY_NAMES + TEAM_NAMES)):
        sign_in(client, who)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, (str(who), address)
            body = b"".join(answer).decode() if answer.streaming else answer.content.decode()
            shown = [name for name in names if name in body]
            assert not shown, (str(who), address, shown)
    for asked in ("中宁县科学技术局", "马识途", "华东理工大学", "沈知行"):
        found = client.get("/api/v1/search", {"q": asked}).json()
        assert not [hit for hit in found if hit["kind"] in ("need", "offer", "contact")]
    assert not SearchEntry.objects.filter(kind__in=("need", "offer"), summary__contains="中宁县").exists()


def test_once_agreed_the_page_and_the_api_tell_each_who_the_other_is(client, agreed, county, team):
    sign_in(client, team)
    assert "马识途" in client.get(agreed.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/contacts/{agreed.code}").json()["sides"][0]["unit"] == "中宁县科学技术局"
    sign_in(client, county)
    assert "华东理工大学" in client.get(agreed.get_absolute_url()).content.decode()


def test_a_note_that_tells_who_asks_is_refused(county, pair):
    with pytest.raises(RuleBroken, match="认出您是谁"):
        ask_contact(actor=county, match=pair, side="need", note="我是中宁县科学技术局马识途")
    assert not Contact.objects.exists()


def test_one_contact_of_a_match_runs_at_a_time_and_another_may_follow_one_that_ended(county, pair, asked):
    with pytest.raises(RuleBroken, match="已有对接"):
        ask_contact(actor=county, match=pair, side="need")
    move_contact(actor=county, contact=asked, move="recall")
    assert asked.end_reason == EndReason.RECALLED
    assert ask_contact(actor=county, match=pair, side="need").pk != asked.pk


def test_a_contact_is_asked_for_only_while_both_texts_are_public(county, team, pair):
    move_posting(actor=team, posting=pair.offer, move="close", close_reason="dropped")
    pair.refresh_from_db()
    with pytest.raises(RuleBroken, match="公开"):
        ask_contact(actor=county, match=pair, side="need")


def test_whoever_asked_cannot_answer_contact_for_the_other_side(county, province, stranger, team, brokered):
    for who in (county, province, stranger):
        with pytest.raises(NotAllowed):
            move_contact(actor=who, contact=brokered, move="agree")
    assert ContactMove.AGREE in moves_offered(contact=brokered, to=team)
    assert ContactMove.AGREE not in moves_offered(contact=brokered, to=county)


def test_who_speaks_for_both_sides_cannot_answer_for_the_one_that_did_not_ask(person, brokered, team):
    both = person("local", region="640521", name="both")
    organisation = team.memberships.get().organisation
    from dongxi.apps.people.services import grant_role

    grant_role(actor=SYSTEM, user=both, role="staff", organisation=organisation)
    with pytest.raises(RuleBroken, match="同时能代表"):
        move_contact(actor=both, contact=brokered, move="agree")
    assert ContactMove.AGREE not in moves_offered(contact=brokered, to=both)


def test_strangers_cannot_ask_contact_for_others(stranger, pair):
    with pytest.raises(NotAllowed):
        ask_contact(actor=stranger, match=pair, side="need")


def test_sides_cannot_assign_broker_and_a_broker_cannot_send_another(county, team, broker, person, asked):
    for who in (county, team):
        with pytest.raises(NotAllowed):
            assign_broker(actor=who, contact=asked, broker=broker)
    with pytest.raises(NotAllowed):
        assign_broker(actor=broker, contact=asked, broker=person("broker", name="other"))


def test_brokers_and_sides_cannot_oversee_contacts_they_have_no_part_in(broker, stranger, agreed, person):
    other = person("broker", name="other")
    for who in (other, stranger):
        assert not visible_contacts(to=who).filter(pk=agreed.pk).exists()
    with pytest.raises(NotAllowed):
        assign_broker(actor=other, contact=agreed, broker=broker)


def test_a_broker_who_does_not_declare_cannot_take_a_contact_and_one_of_a_side_steps_back(asked, broker, team, person):
    with pytest.raises(RuleBroken, match="声明"):
        assign_broker(actor=broker, contact=asked, broker=broker)
    from dongxi.apps.people.services import grant_role

    partial = person("broker", name="partial")
    grant_role(actor=SYSTEM, user=partial, role="staff", organisation=team.memberships.get().organisation)
    with pytest.raises(RuleBroken, match="回避"):
        assign_broker(actor=partial, contact=asked, broker=partial, declares_none=True)


def test_an_assigned_broker_declares_before_the_other_side_may_answer(administrator, broker, team, asked):
    assign_broker(actor=administrator, contact=asked, broker=broker)
    with pytest.raises(RuleBroken, match="尚未声明"):
        move_contact(actor=team, contact=asked, move="agree")
    declare_conflict(actor=broker, contact=asked, side="broker", exists=False)
    assert move_contact(actor=team, contact=asked, move="agree").is_revealed()


def test_a_broker_with_a_conflict_steps_down_and_the_contact_waits_for_another(broker, brokered, person):
    declare_conflict(actor=broker, contact=brokered, side="broker", exists=True, statement="曾为供给方审稿")
    assert (brokered.state, brokered.broker) == (ContactState.ASKED, None)
    other = person("broker", name="other")
    assert assign_broker(actor=other, contact=brokered, broker=other, declares_none=True).broker == other


def test_after_a_broker_stepped_down_others_read_nothing_that_was_written_between_the_sides(
    client, agreed, county, team, broker, person
):
    move_contact(actor=county, contact=agreed, move="meet", met_on=timezone.localdate(), note="在银川与沈教授面谈")
    declare_conflict(actor=broker, contact=agreed, side="broker", exists=True, statement="有股份")
    sign_in(client, person("broker", name="other"))
    page = client.get(agreed.get_absolute_url()).content.decode()
    assert "接手这项对接" in page
    assert "沈教授" not in page
    assert "中宁县" not in page


def test_those_outside_a_contact_cannot_declare_conflict_or_progress_contact(stranger, agreed, person):
    for who in (stranger, person("broker", name="other")):
        with pytest.raises(NotAllowed):
            declare_conflict(actor=who, contact=agreed, side="need", exists=False)
        with pytest.raises(NotAllowed):
            move_contact(actor=who, contact=agreed, move="meet", met_on=timezone.localdate())


def test_each_is_told_when_it_is_their_turn_and_nothing_in_a_notice_names_a_side(county, team, broker, agreed):
    kinds = {who: set(Notice.objects.filter(to=who).values_list("kind", flat=True)) for who in (county, team, broker)}
    assert kinds[broker] == {"contact_asked", "contact_agreed"}
    assert kinds[team] == {"contact_brokered"}
    assert kinds[county] == {"contact_brokered", "contact_agreed"}
    said = " ".join(str(facts) for facts in Notice.objects.values_list("facts", flat=True))
    assert not [name for name in COUNTY_NAMES + TEAM_NAMES if name in said]


def test_the_pages_walk_a_contact_to_the_end(client, county, team, broker, pair):
    """The same walk by the forms of the pages."""
    sign_in(client, county)
    address = f"/matching/contacts/ask/{pair.need.code}/{pair.offer.code}/"
    assert "请求与对方对接" in client.get(address).content.decode()
    answer = client.post(address, {"side": "need", "note": "想谈中试"})
    page = answer["Location"]
    sign_in(client, broker)
    client.post(f"{page}take/", {"declares_none": "yes"})
    sign_in(client, team)
    shown = client.get(page).content.decode()
    assert "同意对接" in shown
    assert not [name for name in COUNTY_NAMES if name in shown]
    client.post(f"{page}move/", {"move": "agree", "read_at": version(page)})
    client.post(f"{page}move/", {"move": "meet", "read_at": version(page), "met_on": timezone.localdate().isoformat()})
    client.post(f"{page}declare/", {"side": "offer", "exists": "no"})
    sign_in(client, county)
    client.post(f"{page}declare/", {"side": "need", "exists": "no"})
    client.post(f"{page}move/", {"move": "intend", "read_at": version(page), "amount": "30"})
    from django.core.files.uploadedfile import SimpleUploadedFile

    agreement = SimpleUploadedFile("合同.txt", b"contract")
    client.post(f"{page}move/", {"move": "sign", "read_at": version(page), "amount": "28", "file": agreement})
    assert Contact.objects.get().state == ContactState.SIGNING
    sign_in(client, team)
    client.post(f"{page}move/", {"move": "confirm", "read_at": version(page)})
    assert Contact.objects.get().state == ContactState.SIGNED
    shown = client.get(page).content.decode()
    assert "合同.txt" in shown
    assert "28" in shown


def version(page: str) -> int:
    return Contact.objects.get(code=page.strip("/").rsplit("/", 1)[1]).version


def test_a_step_with_a_fault_comes_back_with_words_beside_the_field(client, county, agreed):
    sign_in(client, county)
    answer = client.post(f"{agreed.get_absolute_url()}move/", {"move": "meet", "read_at": agreed.version})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_the_list_and_the_page_cost_the_same_however_many_contacts_there_are(
    client, county, team, asked, pair, django_assert_max_num_queries
):
    sign_in(client, county)
    for _round in range(4):
        move_contact(actor=county, contact=Contact.objects.exclude(state="ended").get(), move="recall")
        ask_contact(actor=county, match=pair, side="need")
    with django_assert_max_num_queries(14):
        assert client.get("/matching/contacts/").status_code == 200
    with django_assert_max_num_queries(30):
        assert client.get(Contact.objects.exclude(state="ended").get().get_absolute_url()).status_code == 200


def test_an_empty_list_of_contacts_says_what_brings_one_to_those_who_can_have_one(client, county, team, person, write):
    def empty(who) -> str:
        client.force_login(who)
        return client.get("/matching/contacts/").content.decode()

    assert "请先填写需求或供给" in empty(county)
    write(county, "need")
    write(team, "offer")
    assert "打开您的需求，选一条合适的供给，点“请经纪人联系对方”" in empty(county)
    assert "打开您的供给" in empty(team)
    reader = empty(person("evaluator"))
    assert "您还没有参与的对接。" in reader
    assert "请经纪人联系对方" not in reader


def test_who_is_not_signed_in_is_asked_to_sign_in_for_what_waits(client, facts):
    answer = client.get("/matching/waiting/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/matching/waiting/")
