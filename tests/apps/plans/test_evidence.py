"""Evidence of a task or a commitment: filed by those it names, listed with its digest, withdrawn with a reason."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dongxi.apps.people.models import Organisation, Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Commitment, Party, Plan, Task
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry, Evidence
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.queries import evidence_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def report(name: str = "report.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def file(actor, subject, link: str = "https://example.org/report") -> Evidence:
    return records.file_evidence(
        actor=actor, permission="plans.file_evidence", subject=subject, title="验收报告", link=link
    )


def named(code: str) -> Task:
    return Task.objects.get(plan__shipped=True, code=code)


def state_in_ledger(client, row: Commitment) -> str:
    answer = client.get("/plans/ledger/?plan=national-2021-2025&size=200&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    [line] = [line for line in lines if line.startswith(f"{row.code},")]
    return "evidenced" if "已有佐证，待核" in line else "unreported"


def state_in_api(client, path: str, code: str) -> tuple[str, int]:
    rows = client.get(f"/api/v1/{path}?limit=200").json()["items"]
    [row] = [row for row in rows if row["code"] == code]
    return row["state"], row["evidence_count"]


def count_queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.fixture
def task(facts) -> Task:
    """A task that names Ningxia itself."""
    return named("2.5.1")


@pytest.fixture
def staff(facts):
    """Makes somebody of an organisation."""

    def make(organisation: Organisation) -> User:
        user = User.objects.create(username=f"staff-{organisation.pk}")
        grant_role(actor=SYSTEM, user=user, role="staff", organisation=organisation)
        return user

    return make


def test_a_file_is_filed_on_a_commitment_and_listed_with_who_digest_and_size(client, task, ningxia):
    row = task.commitments.first()
    client.force_login(ningxia)
    answer = client.post(row.evidence_address(), {"title": "中试基地验收报告", "file": report()}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(row.evidence_address(), 302)]
    kept = evidence_of(row).get()
    assert (kept.title, kept.filed_by, kept.file.size) == ("中试基地验收报告", ningxia, len(PDF))
    for shown in (hashlib.sha256(PDF).hexdigest(), "中试基地验收报告", str(ningxia), "report.pdf", "application/pdf"):
        assert shown in page
    assert b"".join(client.get(f"/records/evidence/{kept.pk}/")) == PDF


def test_filing_on_a_commitment_turns_the_state_in_ledger_home_and_api_and_of_its_task(client, task, ningxia):
    row = task.commitments.first()
    assert state_in_ledger(client, row) == "unreported"
    assert "已有佐证，待核" not in client.get("/").content.decode()
    file(ningxia, row)
    assert state_in_ledger(client, row) == "evidenced"
    assert client.get("/").content.decode().count("已有佐证，待核") == 1
    assert state_in_api(client, "commitments", row.code) == ("evidenced", 1)
    assert state_in_api(client, "tasks", task.code) == ("evidenced", 1)
    assert row.evidence_address() in client.get(task.get_absolute_url()).content.decode()


def test_evidence_of_a_whole_task_says_nothing_of_a_single_commitment(client, task, ningxia):
    file(ningxia, task)
    assert state_in_api(client, "tasks", task.code) == ("evidenced", 1)
    assert state_in_api(client, "commitments", task.commitments.first().code)[0] == "ended_unreported"


def test_withdrawn_evidence_no_longer_counts_and_its_reason_stays(client, task, ningxia):
    row = task.commitments.first()
    kept = file(ningxia, row)
    client.force_login(ningxia)
    client.post(f"{row.evidence_address()}{kept.pk}/", {"reason": "传错了文件"})
    assert state_in_ledger(client, row) == "unreported"
    assert state_in_api(client, "tasks", task.code) == ("ended_unreported", 0)
    assert "传错了文件" in client.get(row.evidence_address()).content.decode()
    assert queries.history(row)[0].reason == "传错了文件"
    assert AuditEntry.objects.filter(subject_id=str(row.pk), verb="plans.file_evidence").exists()


def test_a_withdrawal_without_a_reason_is_asked_for_one_beside_the_field(client, task, ningxia):
    kept = file(ningxia, task)
    client.force_login(ningxia)
    answer = client.post(f"{task.evidence_address()}{kept.pk}/", {"reason": " "})
    assert answer.status_code == 400
    assert re.search(rf'id="reason-error-{kept.pk}"><p class="error"', answer.content.decode())
    assert evidence_of(task).get().withdrawn_at is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "file"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"file": ("tool.exe", b"MZ")}, "file"),
        ({"file": ("report.pdf", b"MZ")}, "file"),
        ({"file": ("report.pdf", PDF), "link": "no address"}, "link"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_what_was_typed_stays(client, task, ningxia, given, field):
    client.force_login(ningxia)
    sent = {name: report(*value) if name == "file" else value for name, value in given.items()}
    answer = client.post(task.evidence_address(), {"title": "验收报告"} | sent)
    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert 'value="验收报告"' in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_beyond_the_limit_is_said_beside_the_field(client, task, ningxia, settings):
    settings.FILE_LIMIT_BYTES = 10
    client.force_login(ningxia)
    answer = client.post(task.evidence_address(), {"title": "x", "file": report()})
    assert "上限" in answer.context["form"].errors["file"][0]


def test_a_province_files_where_the_task_names_it_or_a_group_it_belongs_to(task, ningxia):
    by_group = named("2.3.1")
    own = by_group.parties.filter(region__code__startswith="64")
    assert not own.exists()
    assert file(ningxia, task).pk
    assert file(ningxia, by_group).pk
    assert file(ningxia, by_group.commitments.first()).pk


def test_a_province_that_is_not_named_cannot_file_evidence(client, task, person):
    tibet = person("province", "540000")
    for subject in (task, task.commitments.first()):
        with pytest.raises(NotAllowed) as no:
            file(tibet, subject)
        assert no.value.facts["code"] == "plans.file_evidence"
    client.force_login(tibet)
    assert client.post(task.evidence_address(), {"link": "https://example.org"}).status_code == 403
    assert 'enctype="multipart/form-data"' not in client.get(task.evidence_address()).content.decode()


def test_a_city_cannot_file_evidence_for_its_province(task, person):
    with pytest.raises(NotAllowed):
        file(person("province", "640100"), task)


@pytest.mark.parametrize("role", ["evaluator", "expert", "broker"])
def test_an_evaluator_an_expert_and_a_broker_cannot_file_evidence(task, person, role):
    with pytest.raises(NotAllowed):
        file(person(role), task)


def test_the_public_cannot_file_evidence_and_is_told_to_sign_in(client, task):
    assert client.post(task.evidence_address(), {"link": "https://example.org"}).status_code == 403
    page = client.get(task.evidence_address()).content.decode()
    assert "登录后再试" in page
    assert 'name="link"' not in page


@pytest.mark.parametrize("role", ["ministry", "administrator"])
def test_a_ministry_and_an_administrator_file_anywhere(task, person, role):
    assert file(person(role), task).pk


def test_staff_file_where_the_task_names_their_organisation_and_cannot_file_evidence_elsewhere(task, staff):
    body = Organisation.objects.filter(named_in__task=task).first()
    if body is None:
        body = Organisation.objects.filter(kind="university").first()
        Party.objects.create(task=task, role="partner", kind="organisation", name=body.name, organisation=body)
    other = Organisation.objects.exclude(pk__in=task.place().organisations).first()
    assert file(staff(body), task.commitments.first()).pk
    with pytest.raises(NotAllowed):
        file(staff(other), task)


def test_who_is_named_in_a_plan_cannot_decide_on_it(draft, shanghai):
    """Shanghai is named by a task of Ningxia's draft: it may prove, one day, what was done, and decide on nothing."""
    from dongxi.apps.plans import services

    row = queries.review_rows(draft).first()
    region = Region.objects.get(pk="310000")
    Party.objects.create(task=row.task, role="partner", kind="region", name="上海", region=region)
    assert "310000" in row.place().regions
    for verb in (services.accept_commitment, services.reject_commitment):
        with pytest.raises(NotAllowed):
            verb(actor=shanghai, commitment=row, read_at=1)
    with pytest.raises(NotAllowed):
        services.accept_task(actor=shanghai, task=row.task)
    assert not queries.editable_plans(to=shanghai).filter(pk=draft.pk).exists()


def test_a_draft_takes_no_evidence(client, reviewed, ningxia):
    row = queries.review_rows(reviewed).first()
    with pytest.raises(RuleBroken, match="尚未发布"):
        file(ningxia, row)
    client.force_login(ningxia)
    assert "尚未发布" in client.get(row.evidence_address()).content.decode()


def test_a_rejected_commitment_takes_no_evidence(task, ningxia):
    row = task.commitments.first()
    Commitment.objects.filter(pk=row.pk).update(decision="rejected")
    row.refresh_from_db()
    with pytest.raises(RuleBroken, match="未被采纳"):
        file(ningxia, row)


def test_evidence_of_a_plan_one_may_not_see_is_not_found(client, draft, shanghai):
    row = queries.review_rows(draft).first()
    client.force_login(shanghai)
    assert client.get(row.evidence_address()).status_code == 404
    assert client.post(row.evidence_address(), {"link": "https://example.org"}).status_code == 404


def test_evidence_of_one_thing_is_not_withdrawn_at_the_address_of_another(client, task, ningxia):
    kept = file(ningxia, task)
    client.force_login(ningxia)
    other = task.commitments.first()
    assert client.post(f"{other.evidence_address()}{kept.pk}/", {"reason": "x"}).status_code == 404


def test_another_cannot_withdraw_evidence_and_an_administrator_may(client, task, ningxia, ministry, person):
    kept = file(ningxia, task)
    client.force_login(ministry)
    assert "撤回这件佐证" not in client.get(task.evidence_address()).content.decode()
    assert client.post(f"{task.evidence_address()}{kept.pk}/", {"reason": "x"}).status_code == 403
    client.force_login(person("administrator"))
    assert client.post(f"{task.evidence_address()}{kept.pk}/", {"reason": "重复"}).status_code == 302


def test_a_name_of_somebody_is_shown_to_those_who_are_signed_in_alone(client, task, ningxia, ministry):
    file(ningxia, task)
    assert str(ningxia) not in client.get(task.evidence_address()).content.decode()
    client.force_login(ministry)
    assert str(ningxia) in client.get(task.evidence_address()).content.decode()


def test_the_list_of_evidence_costs_the_same_queries_however_long(client, task, ningxia, ministry):
    file(ningxia, task)
    client.force_login(ministry)
    one = count_queries(client, task.evidence_address())
    for number in range(8):
        file(ningxia, task, link=f"https://example.org/{number}")
    assert count_queries(client, task.evidence_address()) == one


def test_the_ledger_leads_to_the_evidence_that_it_counts(client, task, ningxia):
    row = task.commitments.first()
    file(ningxia, row)
    assert row.evidence_address() in client.get("/plans/ledger/?strand=ningxia&size=100").content.decode()


def test_no_evidence_is_lost_when_the_facts_are_loaded_again(task, ningxia):
    from dongxi.apps.plans.services import load_shipped_plan
    from dongxi.data import read_toml

    row = task.commitments.first()
    file(ningxia, row)
    load_shipped_plan(actor=SYSTEM, facts=read_toml("plan"))
    assert evidence_of(Commitment.objects.get(task__plan=Plan.objects.get(shipped=True), code=row.code)).count() == 1
