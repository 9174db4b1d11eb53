"""A store loaded from an older set of facts, brought up to a newer one that no longer holds some of them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dongxi.apps.cooperation.models import PublicRecord
from dongxi.apps.cooperation.services import load_public_records
from dongxi.apps.people import services as people
from dongxi.apps.people.models import Organisation, Region, RegionGroup, User
from dongxi.apps.plans import queries
from dongxi.apps.plans import services as plans
from dongxi.apps.plans.models import Alignment, Clause, Commitment, Party, Plan, Task
from dongxi.apps.plans.queries import covering
from dongxi.apps.plans.rules import PartyKind
from dongxi.apps.plans.storing.directory import Directory
from dongxi.apps.portal.services import index_places
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.models import AuditEntry, SearchEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.statistics.models import Indicator, Observation
from dongxi.apps.statistics.services import load_series
from dongxi.data import read_csv, read_toml
from tests.constants_of_tests import TODAY

pytestmark = pytest.mark.django_db
SPARE = "9.9"


def older_plan() -> dict[str, Any]:
    """The facts with a task more than today's, three commitments in it."""
    facts = copy.deepcopy(read_toml("plan"))
    task = copy.deepcopy(facts["task"][0])
    made = [copy.deepcopy(task["commitment"][0]) | {"id": f"{SPARE}-{number}"} for number in (1, 2, 3)]
    task |= {"id": SPARE, "title": "旧任务", "commitment": made, "pairings": [], "clause": facts["clause"][0]["id"]}
    facts["task"].append(task)
    return facts


def loaded(facts: dict[str, Any]) -> dict[str, Any]:
    """Loads the plan and gives back what the audit line says."""
    plans.load_shipped_plan(actor=SYSTEM, facts=facts)
    return AuditEntry.objects.filter(verb="plans.load").first().detail


def spare(number: int) -> Commitment:
    return Commitment.objects.select_related("task__plan").get(code=f"{SPARE}-{number}")


@pytest.fixture
def ministry(facts):
    user = User.objects.create_user("ministry")
    people.grant_role(actor=SYSTEM, user=user, role="ministry")
    return user


def test_what_nobody_has_to_do_with_leaves_with_the_facts(facts):
    loaded(older_plan())
    before = SearchEntry.objects.filter(kind="commitment").count()
    line = loaded(read_toml("plan"))
    assert (line["deleted"], line["withdrawn"]) == (3 + 1 + 1, 0)
    assert not Task.objects.filter(code=SPARE).exists()
    assert not Clause.objects.filter(code=SPARE).exists()
    assert SearchEntry.objects.filter(kind="commitment").count() == before - 3


def test_what_somebody_decided_on_evidenced_or_refers_to_is_kept_and_marked(facts, ministry, client):
    loaded(older_plan())
    plan = Plan.objects.get(shipped=True)
    Plan.objects.filter(pk=plan.pk).update(state="returned")
    plans.reject_commitment(actor=ministry, commitment=spare(1), read_at=1)
    Plan.objects.filter(pk=plan.pk).update(state="published")
    records.file_evidence(
        actor=ministry, permission="plans.file_evidence", subject=spare(2), title="", link="https://example.org/"
    )
    counted = covering.by_province(to=ministry).total
    proven = queries.tasks_with_parts(to=ministry, on=TODAY).get(code=SPARE).evidence_count
    line = loaded(read_toml("plan"))
    assert (line["deleted"], line["withdrawn"]) == (1, 3)  # a commitment; two of them and their task
    assert spare(2).withdrawn_at
    assert spare(2).task.withdrawn_at
    assert not Commitment.objects.filter(code=f"{SPARE}-3").exists()
    assert spare(2).parties.exists()
    assert not queries.ledger(to=ministry, on=TODAY).filter(code=f"{SPARE}-2").exists()
    assert covering.by_province(to=ministry).total == counted - 2
    shown = queries.tasks_with_parts(to=ministry, on=TODAY, withdrawn=True).get(code=SPARE)
    assert (proven, shown.evidence_count) == (1, 0)
    assert not [task for task in queries.review_queue(plan=plan, at="").tasks if task["task"].code == SPARE]
    page = client.get(spare(2).get_absolute_url()).content.decode()
    assert "不再载有此项" in page
    assert "https://example.org/" in client.get(spare(2).evidence_address()).content.decode()
    assert client.get(spare(2).task.get_absolute_url()).status_code == 200
    assert loaded(read_toml("plan"))["withdrawn"] == 0


def test_what_comes_back_into_the_facts_stands_again(facts, ministry):
    loaded(older_plan())
    records.file_evidence(
        actor=ministry, permission="plans.file_evidence", subject=spare(1), title="", link="https://example.org/"
    )
    loaded(read_toml("plan"))
    loaded(older_plan())
    assert spare(1).withdrawn_at is None
    assert spare(1).task.withdrawn_at is None
    assert queries.ledger(to=ministry, on=TODAY).filter(code=f"{SPARE}-1").exists()


def test_a_correspondence_holds_a_commitment_once_somebody_decided_on_it(facts, ministry):
    loaded(older_plan())
    local = Commitment.objects.exclude(code__startswith=SPARE).first()
    for number, decision in ((1, "accepted"), (2, "proposed")):
        Alignment.objects.create(national=spare(number), local=local, score_ppm=1, decision=decision)
    loaded(read_toml("plan"))
    assert spare(1).withdrawn_at
    assert not Commitment.objects.filter(code=f"{SPARE}-2").exists()
    assert Alignment.objects.count() == 1


def test_places_and_bodies_retire(facts):
    rows, groups = read_csv("regions"), read_toml("region_groups")["group"]
    county = {"code": "649999", "name": "旧县", "short": "旧县", "level": "county", "parent": "640100"}
    above = {"code": "649900", "name": "旧市", "short": "旧市", "level": "prefecture", "parent": "640000"}
    people.load_regions(actor=SYSTEM, rows=[*rows, above, county], groups=[*groups, {"key": "old", "name": "旧组"}])
    Region.objects.filter(pk="649999").update(parent="649900")
    bodies = read_toml("organisations")["organisation"]
    old = [{"key": f"old-{n}", "name": f"旧机构{n}", "kind": "university", "region": "649999"} for n in (1, 2)]
    people.load_organisations(actor=SYSTEM, rows=[*bodies, *old])
    ours = Organisation.objects.create(name="自己登记的机构", kind="firm")
    somebody = User.objects.create_user("somebody")
    people.grant_role(actor=SYSTEM, user=somebody, role="staff", organisation=Organisation.objects.get(key="old-1"))
    index_places(actor=SYSTEM)
    people.load_organisations(actor=SYSTEM, rows=bodies)
    detail = AuditEntry.objects.first().detail
    assert (detail["deleted"], detail["withdrawn"]) == (1, 1)
    people.load_regions(actor=SYSTEM, rows=rows, groups=groups)
    assert AuditEntry.objects.first().detail["deleted"] == 1
    assert Region.objects.filter(withdrawn_at__isnull=False).count() == 2  # the kept body's county, and its prefecture
    assert not RegionGroup.objects.filter(pk="old").exists()
    assert Organisation.objects.filter(pk=ours.pk, withdrawn_at=None).exists()
    index_places(actor=SYSTEM)
    assert not SearchEntry.objects.filter(title__startswith="旧").exists()


@pytest.fixture
def retired_places(facts):
    """A city, a county in it, a group and a body that the facts hold no longer; kept, for somebody refers to each."""
    rows, groups = read_csv("regions"), read_toml("region_groups")["group"]
    city = {"code": "649900", "name": "旧市", "short": "旧市", "level": "prefecture", "parent": "640000"}
    county = {"code": "649999", "name": "旧县", "short": "旧县", "level": "county", "parent": "649900"}
    group = {"key": "old", "name": "旧组", "members": ["640000", "649900"]}
    people.load_regions(actor=SYSTEM, rows=[*rows, city, county], groups=[*groups, group])
    bodies = read_toml("organisations")["organisation"]
    parent = next(row["key"] for row in bodies if row["kind"] == "ministry")
    old = {"key": "old", "name": "旧机构", "kind": "university", "region": "649999", "parent": parent}
    people.load_organisations(actor=SYSTEM, rows=[*bodies, old])
    somebody = User.objects.create_user("somebody")
    people.grant_role(actor=SYSTEM, user=somebody, role="staff", organisation=Organisation.objects.get(key="old"))
    Party.objects.create(
        task=Task.objects.first(), name="旧组", kind="group", role="partner", group=RegionGroup.objects.get(pk="old")
    )
    people.load_organisations(actor=SYSTEM, rows=bodies)
    people.load_regions(actor=SYSTEM, rows=rows, groups=groups)
    return Organisation.objects.get(key="old")


@pytest.mark.parametrize("table", ["regions", "groups", "group-members", "organisations"])
def test_no_whole_table_holds_a_place_or_body_that_was_retired(retired_places, client, table):
    lines = b"".join(client.get(f"/api/v1/export/{table}.jsonl").streaming_content).decode().splitlines()
    held = [json.loads(line) for line in lines]
    assert held
    gone = {"649900", "649999", "old", str(retired_places.pk)}
    assert not [row for row in held if gone & set(map(str, row.values()))]


def test_lists_of_the_read_api_leave_out_what_was_retired_but_each_answers_at_its_address(retired_places, client):
    assert client.get("/api/v1/regions", {"parent": "649900"}).json()["items"] == []
    assert client.get("/api/v1/organisations", {"region": "649999"}).json()["items"] == []
    groups = client.get("/api/v1/groups", {"limit": 500}).json()["items"]
    assert groups
    assert "old" not in {group["code"] for group in groups}
    assert client.get("/api/v1/regions/649900").json()["withdrawn_at"]
    assert client.get(f"/api/v1/organisations/{retired_places.pk}").json()["withdrawn_at"]
    assert client.get("/api/v1/regions/640100").json()["withdrawn_at"] is None


def test_pages_do_not_lead_to_what_was_retired_and_its_own_page_says_so(retired_places, client):
    region = client.get("/regions/640000/").content.decode()
    assert "银川" in region
    assert "旧市" not in region
    assert "旧组" not in region
    assert "旧机构" not in client.get(f"/organisations/{retired_places.parent_id}/").content.decode()
    for address in ("/regions/649900/", f"/organisations/{retired_places.pk}/"):
        assert "不再载有此项" in client.get(address).content.decode()


def test_a_role_is_given_only_where_the_facts_hold_the_place(retired_places):
    with pytest.raises(BadInput, match="649900"):
        people.open_account(actor=SYSTEM, username="late", role="province", region="649900")
    with pytest.raises(BadInput, match="旧机构"):
        people.open_account(actor=SYSTEM, username="late", role="staff", organisation="旧机构")


def test_a_name_in_a_new_document_means_nothing_that_was_retired(retired_places):
    directory = Directory()
    assert directory.kind_of("旧组") == directory.kind_of("旧机构") == PartyKind.GENERIC
    assert directory.kind_of("银川市") == PartyKind.REGION


def test_measures_and_figures_retire(facts):
    indicators, rows = read_toml("indicators"), read_csv("statistics")
    old = {"code": "old", "name": "旧指标", "name_en": "Old", "unit": "件", "unit_en": ""}
    older = indicators | {"indicator": [*indicators["indicator"], old]}
    load_series(actor=SYSTEM, indicators=older, rows=[*rows, dict(rows[0]) | {"indicator": "old"}])
    load_series(actor=SYSTEM, indicators=indicators, rows=rows)
    assert not Indicator.objects.filter(pk="old").exists()
    assert Observation.objects.count() == len(rows)
    assert AuditEntry.objects.first().detail["deleted"] == 1


def test_public_records_retire_from_the_store_and_from_search(facts):
    newest = read_toml("public_records")
    older = copy.deepcopy(newest)
    older["record"].append(copy.deepcopy(older["record"][0]) | {"id": "old", "title": "旧记录"})
    load_public_records(actor=SYSTEM, facts=older)
    assert SearchEntry.objects.filter(kind="record", subject_id="old").exists()
    load_public_records(actor=SYSTEM, facts=newest)
    assert not PublicRecord.objects.filter(code="old").exists()
    assert not SearchEntry.objects.filter(kind="record", subject_id="old").exists()
    assert AuditEntry.objects.first().detail["deleted"] == 1
