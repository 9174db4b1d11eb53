"""Public records: kinds of money stay apart, reposts count nowhere, scope narrows, and only the system loads them."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from dongxi import data
from dongxi.apps.cooperation import queries
from dongxi.apps.cooperation.models import PublicRecord, RecordAmount
from dongxi.apps.cooperation.services import load_public_records
from dongxi.apps.people.models import Organisation, Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.plans.models import Plan, Task, TaskMode
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM

ANYBODY = AnonymousUser()


def visible():
    return queries.visible_records(to=ANYBODY)


def test_money_of_each_kind_is_the_sum_of_the_counted_records_of_the_file(facts):
    expected: dict[str, int] = defaultdict(int)
    for record in data.read_toml("public_records")["record"]:
        for amount in record.get("amounts", ()) if record["counted"] else ():
            expected[amount["kind"]] += amount["yuan"] * 100
    assert {row.kind: row.fen for row in queries.money_by_kind(visible())} == expected | {"unstated": None}


def test_money_whose_kind_no_source_states_has_no_total_but_is_counted(facts, client):
    [unstated] = [row for row in queries.money_by_kind(visible()) if row.kind == "unstated"]
    assert unstated.records > 1
    assert "口径未注明 不合计" in client.get("/cooperation/").content.decode()


def region_money(code: str) -> queries.Reported:
    return queries.money_reported(queries.by_region(visible(), code), region=code)


def test_a_region_is_not_credited_with_what_others_signed_too(facts):
    ningxia = region_money("640000")
    assert "contract" not in {row.kind for row in ningxia.kinds}  # what the whole region bought counts for none
    assert not any(row.approximate for row in ningxia.kinds)
    assert ningxia.joint == 1
    assert {row.kind: row.fen for row in region_money("650000").kinds} == {}
    assert region_money("650000").joint == 2


def test_money_agreed_between_two_provinces_stands_on_both_their_pages(facts):
    beijing, inner_mongolia = (
        next(row.fen for row in region_money(code).kinds if row.kind == "fiscal") for code in ("110000", "150000")
    )
    assert beijing == 450_000_000 * 100
    assert inner_mongolia > beijing


def test_a_national_body_on_its_side_leaves_a_region_its_money(facts):
    record = PublicRecord.objects.get(code="R006")
    body = Organisation.objects.filter(region="000000").first()
    record.parties.create(side="beneficiary", kind="organisation", name="x", organisation=body)
    assert [row.kind for row in region_money("640000").kinds if row.kind == "total_investment"]
    record.parties.create(side="beneficiary", kind="group", name="六省区")
    assert not [row.kind for row in region_money("640000").kinds if row.kind == "total_investment"]


@pytest.mark.parametrize("address", ["/regions/640000/", "/cooperation/?region=640000"])
def test_a_region_page_keeps_planned_and_joint_money_apart(facts, client, address):
    page = client.get(address).content.decode()
    assert "签约 132.77亿元" not in page  # what the whole region bought, not the cooperation's
    assert "159.77" not in page
    assert "总投资（计划） 54.53亿元" in page
    assert "另有1条是与其他地区共同的金额，未分地区，不计入。" in page
    assert "合计只说明报道的规模" in page


def test_a_total_that_holds_planned_money_says_of_how_many_records(facts):
    [total] = [row for row in queries.money_by_kind(visible()) if row.kind == "total_investment"]
    assert 0 < total.planned < total.records


def test_a_label_that_says_its_kind_is_not_said_twice():
    assert RecordAmount(kind="total_investment", label="总投资40亿元").in_words() == "总投资40亿元"
    assert RecordAmount(kind="fiscal", label="2.5亿元").in_words() == "财政 2.5亿元"


def test_two_kinds_of_one_record_are_never_added(facts):
    record = PublicRecord.objects.filter(counted=True).first()
    record.amounts.all().delete()
    for kind in ("intention", "contract"):
        RecordAmount.objects.create(record=record, kind=kind, fen=100, label="1元")
    money = queries.money_by_kind(visible().filter(pk=record.pk))
    assert {row.kind: row.fen for row in money} == {"intention": 100, "contract": 100}


def test_a_repost_is_listed_but_stands_in_no_total_and_no_link(facts):
    reposts = visible().filter(quality="repost")
    assert reposts.exists()
    assert queries.money_by_kind(reposts) == []
    assert queries.links_between_provinces(reposts) == []
    assert not any(record.quality == "repost" for record in queries.latest_records(to=ANYBODY, most=100))


def test_the_store_refuses_a_counted_repost(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicRecord.objects.filter(quality="repost").update(counted=True)


def places_of(record: PublicRecord) -> set[str]:
    parties = record.parties.all()
    return {p.region_id for p in parties if p.region_id} | {
        p.organisation.region_id for p in parties if p.organisation and p.organisation.region_id
    }


def test_a_region_finds_the_records_of_the_places_and_bodies_in_it(facts):
    found = list(queries.records_of_region(Region.objects.get(pk="640000"), to=ANYBODY))
    inside = [{place for place in places_of(record) if place.startswith("64")} for record in found]
    assert all(inside)
    assert any("640000" not in places for places in inside)
    assert len(found) == len(set(found))


def test_a_year_finds_the_records_that_cover_it_and_none_without_a_year(facts):
    found = list(queries.in_scope(visible(), year="2018"))
    assert found
    assert all(r.year_from is not None or r.year_to is not None for r in found)
    assert all((r.year_from or r.year_to) <= 2018 <= (r.year_to or r.year_from) for r in found)


def test_scopes_narrow_together(facts):
    both = queries.in_scope(visible(), strand="ningxia", region="350000")
    assert {record.strand for record in both} == {"ningxia"}
    assert set(both) <= set(queries.in_scope(visible(), region="350000"))


def test_a_task_is_shown_only_records_of_its_strand_and_modes(facts):
    task = Task.objects.get(plan__shipped=True, code="2.5.1")
    modes = set(task.modes.values_list("mode", flat=True))
    near = list(queries.records_near(task, to=ANYBODY))
    assert near
    assert all(r.strand == task.strand and modes & {m.mode for m in r.modes.all()} for r in near)


def test_a_list_of_records_costs_the_same_however_long(facts, django_assert_num_queries):
    for most in (20, 60):
        with django_assert_num_queries(7):
            shown = [(str(party), label) for r in visible()[:most] for label, named in r.sides() for party in named]
        assert len(shown) >= most


def test_loading_again_keeps_every_record_and_writes_one_more_line(facts):
    before = list(PublicRecord.objects.order_by("code").values_list("pk", "code"))
    load_public_records(actor=SYSTEM, facts=data.read_toml("public_records"))
    assert list(PublicRecord.objects.order_by("code").values_list("pk", "code")) == before
    assert RecordAmount.objects.count() == sum(
        len(row.get("amounts", ())) for row in data.read_toml("public_records")["record"]
    )
    assert AuditEntry.objects.filter(verb="cooperation.load").count() == 2


@pytest.mark.parametrize("role", ["", "ministry", "evaluator"])
def test_anybody_but_the_system_cannot_load_records(facts, role):
    actor = ANYBODY
    if role:
        actor = User.objects.create_user("somebody")
        grant_role(actor=SYSTEM, user=actor, role=role)
    with pytest.raises(NotAllowed):
        load_public_records(actor=actor, facts={"record": []})
    assert PublicRecord.objects.exists()


def test_a_total_says_when_an_amount_in_it_is_approximate_or_a_lower_bound(facts):
    marked = {money.kind: money for money in queries.money_by_kind(PublicRecord.objects.all())}
    counted = RecordAmount.objects.filter(record__counted=True)
    for kind, money in marked.items():
        assert money.approximate == counted.filter(kind=kind, approximate=True).exists()
        assert money.at_least == counted.filter(kind=kind, at_least=True).exists()
    assert any(money.approximate or money.at_least for money in marked.values())


def test_the_strands_to_choose_from_are_those_of_published_plans(facts):
    draft = Plan.objects.create(slug="draft", title="未发布", level="national", state="draft")
    Task.objects.create(
        plan=draft, code="1", kind="task", title="秘密", strand="secret", strand_name="秘密", position=1
    )
    assert "secret" not in dict(queries.strand_choices())


def test_what_only_a_rejected_commitment_names_brings_no_record_and_task_together(facts):
    task = Task.objects.get(plan__shipped=True, code="2.5.1")
    shown = {row.mode for record in queries.records_near(task, to=ANYBODY) for row in record.modes.all()}
    mode = next(m for m in Mode.values if not task.modes.filter(mode=m).exists() and m in shown)
    record = next(
        each for each in visible().filter(strand=task.strand) if [row.mode for row in each.modes.all()] == [mode]
    )
    commitment = task.commitments.first()
    TaskMode.objects.create(task=task, commitment=commitment, mode=mode)
    assert record in queries.records_near(task, to=ANYBODY)
    assert task in queries.tasks_near(record, to=ANYBODY)
    task.commitments.filter(pk=commitment.pk).update(decision="rejected")
    assert record not in queries.records_near(task, to=ANYBODY)
    assert task not in queries.tasks_near(record, to=ANYBODY)
