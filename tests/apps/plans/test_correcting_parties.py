"""Who answers for a task, and which role each party of a commitment has, can be put right through plain forms."""

from __future__ import annotations

import pytest

from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Commitment, Party, Plan, Task
from dongxi.apps.plans.queries.document import document_json
from dongxi.apps.plans.storing.correcting import Correction, NamedParty
from dongxi.apps.plans.storing.rows import store
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.site import refusals

pytestmark = pytest.mark.django_db
LEAD, SUPPORT = ("自治区科技厅", "lead"), ("宁夏大学", "support")


def first_task(plan: Plan) -> Task:
    return plan.tasks.select_related("plan").first()


def responsible(task: Task) -> list[tuple[str, str]]:
    return [(party.name, party.role) for party in queries.responsible_in(Task.objects.get(pk=task.pk))]


def correct(actor, task: Task, *parties: tuple[str, str], read_at: int = 1) -> Task:
    named = [NamedParty(name=name, role=role) for name, role in parties]
    return services.correct_responsible(actor=actor, task=task, read_at=read_at, parties=named)


def rows(form) -> dict[str, str]:
    """What a browser sends of a form as it was given, without scripts."""
    return {field.html_name: value for field in form if (value := field.value()) is not None}


def test_the_responsible_bodies_of_a_task_are_replaced_and_both_are_written_down(draft, ningxia):
    task = first_task(draft)
    correct(ningxia, task, LEAD)
    correct(ningxia, task, LEAD, SUPPORT, read_at=2)
    assert responsible(task) == [LEAD, SUPPORT]
    line = AuditEntry.objects.first()
    assert (line.detail["before"], line.detail["after"]) == (
        "自治区科技厅（牵头）",
        "自治区科技厅（牵头）、宁夏大学（配合）",
    )
    assert queries.history(task)[0].what == "审核机器提议：更正责任单位"


def test_a_responsible_body_is_bound_to_whom_the_store_knows(draft, ningxia):
    task = first_task(draft)
    correct(ningxia, task, SUPPORT)
    party = task.parties.get(commitment=None, role="support")
    assert (party.kind, party.organisation.name) == ("organisation", "宁夏大学")
    assert draft.text[party.start : party.end] == "宁夏大学"


def test_the_other_parties_of_a_task_stay_when_its_responsible_bodies_are_corrected(draft, ningxia):
    task = first_task(draft)
    others = task.parties.exclude(commitment=None, role__in=("lead", "support"))
    before = sorted(others.values_list("name", "role"))
    assert before
    correct(ningxia, task, LEAD)
    assert sorted(others.values_list("name", "role")) == before


def test_a_responsible_body_leads_or_supports_and_nothing_else(draft, ningxia):
    with pytest.raises(BadInput, match="牵头或配合"):
        correct(ningxia, first_task(draft), ("上海", "partner"))


def test_a_stale_correction_of_responsible_bodies_shows_both_in_words(draft, ningxia, colleague):
    task = first_task(draft)
    correct(colleague, first_task(draft), SUPPORT)
    with pytest.raises(StaleWrite) as refusal:
        correct(ningxia, task, LEAD)
    facts = refusal.value.facts
    assert list(facts["labels"].values()) == ["责任单位"]
    assert list(facts["yours"].values()) == ["自治区科技厅（牵头）"]
    assert list(facts["theirs"].values()) == ["宁夏大学（配合）"]


def test_another_province_cannot_decide_who_is_responsible(draft, shanghai):
    with pytest.raises(NotAllowed):
        correct(shanghai, first_task(draft), LEAD)


def test_responsible_bodies_are_not_corrected_after_submission(reviewed, ningxia):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    with pytest.raises(RuleBroken, match="不能再改"):
        correct(ningxia, first_task(reviewed), LEAD)


def test_reading_the_same_document_again_leaves_what_a_person_said(draft, ningxia):
    from dongxi.analysis.plan import read_text
    from dongxi.apps.plans.storing import from_document

    task = first_task(draft)
    correct(ningxia, task, LEAD, SUPPORT)
    again = from_document.draft(document=read_text(draft.text), strands={})
    store(plan=draft, draft=again, decision="proposed")
    task.refresh_from_db()
    assert responsible(task) == [LEAD, SUPPORT]
    assert (task.version, task.responsible_corrected) == (2, True)


def test_the_exported_document_names_the_corrected_bodies(draft, ningxia):
    correct(ningxia, first_task(draft), LEAD)
    told = document_json(plan=Plan.objects.get(pk=draft.pk))["tasks"][0]["responsible"]
    assert [(party["name"], party["role"]) for party in told] == [LEAD]


def test_responsible_bodies_are_put_right_through_the_form(client, draft, ningxia):
    client.force_login(ningxia)
    task = first_task(draft)
    address = f"/plans/{draft.slug}/tasks/{task.code}/responsible/?at={task.commitments.first().code}"
    sent = rows(client.get(address).context["form"])
    sent |= {"party_0": "自治区科技厅、自治区财政厅", "role_0": "lead", "party_1": "宁夏大学", "role_1": "support"}
    answer = client.post(address, sent)
    assert answer.url.endswith(f"/review/?at={task.commitments.first().code}")
    assert responsible(task) == [LEAD, ("自治区财政厅", "lead"), SUPPORT]
    page = client.get(answer.url).content.decode()
    assert "自治区财政厅" in page


def test_a_stale_form_of_responsible_bodies_keeps_every_row_that_was_typed(client, draft, ningxia, colleague):
    client.force_login(ningxia)
    task = first_task(draft)
    address = f"/plans/{draft.slug}/tasks/{task.code}/responsible/"
    sent = rows(client.get(address).context["form"]) | {f"party_{row}": f"单位{row}" for row in range(6)}
    correct(colleague, first_task(draft), SUPPORT)
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(f'value="单位{row}"' in page for row in range(6))
    assert "两个版本对照" in page
    assert "宁夏大学（配合）" in page
    assert "以我的版本保存" in page
    assert client.post(address, rows(answer.context["form"])).status_code == 302
    assert [name for name, _role in responsible(task)] == [f"单位{row}" for row in range(6)]


def test_a_stale_correction_shows_both_versions_whole_and_can_be_saved_over_the_other(
    client, draft, ningxia, colleague
):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    sent = rows(client.get(f"/plans/{draft.slug}/review/?at={row.code}&edit").context["form"])
    sent |= {"action": "correct", "due": "2025", "party_0": "银川市", "modes": ["talent_exchange"]}
    theirs = Correction(
        quote=row.text,
        force="explore",
        parties=(NamedParty(name="石嘴山市", role="lead"), NamedParty(name="福建农林大学", role="partner", acts=False)),
        deliverables=(("枸杞良种", "product"),),
    )
    services.correct_commitment(actor=colleague, commitment=row, read_at=1, correction=theirs)
    late = client.post(f"/plans/{draft.slug}/review/{row.code}/", sent)
    shown = {each.label: (each.yours, each.theirs) for each in refusals.differences(late.context["stale"])}
    assert late.status_code == 409
    assert shown["力度"][1] == "探索"
    assert (shown["期限"], shown["合作模式"]) == (("2025", ""), ("人才交流", ""))
    assert "银川市" in shown["行动方"][0]
    assert (shown["行动方"][1], shown["协作方"][1]) == ("石嘴山市（牵头）", "福建农林大学（合作方）")
    assert shown["成果形式"][1] == "枸杞良种（产品）"
    assert not {"start", "end", "期限（年）"} & set(shown)
    again = client.post(late.request["PATH_INFO"], rows(late.context["form"]) | {"action": "correct"})
    assert again.status_code == 302
    assert Commitment.objects.get(pk=row.pk).due_text == "2025"
    assert Party.objects.filter(commitment=row, name="银川市").exists()


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_a_stale_decision_shows_the_row_as_it_is_now_to_be_decided_on_again(client, draft, ningxia, colleague, action):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    services.correct_commitment(
        actor=colleague, commitment=row, read_at=1, correction=Correction(quote=row.text, force="explore")
    )
    late = client.post(f"/plans/{draft.slug}/review/{row.code}/", {"action": action, "read_at": 1})
    page = late.content.decode()
    assert (late.status_code, late.context["commitment"].pk) == (409, row.pk)
    assert "仍要这样办" in page
    assert 'href="?at=' not in page
    assert client.post(late.request["PATH_INFO"], {"action": action, "read_at": 2}).status_code == 302


def test_the_stale_form_of_a_document_can_be_saved_over_the_other(client, draft, ningxia, colleague):
    client.force_login(ningxia)
    address = f"/plans/{draft.slug}/review/about/"
    sent = rows(client.get(address).context["form"]) | {"horizon_end": "2026"}
    sent = {key: value for key, value in sent.items() if value != ""}
    plan = Plan.objects.get(pk=draft.pk)
    services.correct_plan(actor=colleague, plan=plan, read_at=1, region=plan.region, horizon_end=2027)
    late = client.post(address, sent)
    shown = {each.label: (each.yours, each.theirs) for each in refusals.differences(late.context["stale"])}
    assert shown["规划期末年"] == (2026, 2027)
    assert "region_said" not in shown
    assert client.post(address, sent | {"read_at": late.context["form"].data["read_at"]}).status_code == 302
    assert Plan.objects.get(pk=draft.pk).horizon_end == 2026


def test_a_decision_on_a_submitted_plan_leads_back_to_its_row(client, reviewed, ningxia):
    client.force_login(ningxia)
    row = queries.review_rows(reviewed).first()
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    answer = client.post(f"/plans/{reviewed.slug}/review/{row.code}/", {"action": "accept", "read_at": row.version})
    assert answer.status_code == 409
    assert f'href="/plans/{reviewed.slug}/review/?at={row.code}"' in answer.content.decode()


def test_a_party_is_given_its_role_through_the_form(client, draft, ningxia):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    page = client.get(f"/plans/{draft.slug}/review/?at={row.code}&edit")
    sent = rows(page.context["form"]) | {"action": "correct"}
    known = {value: key.removeprefix("party_") for key, value in sent.items() if key.startswith("party_") and value}
    spare = max(int(number) for number in known.values()) + 1
    chosen = next(iter(known))
    sent |= {f"role_{known[chosen]}": "lead", f"side_{known[chosen]}": "acts"}
    sent |= {f"party_{spare}": "银川市、石嘴山市", f"role_{spare}": "beneficiary", f"side_{spare}": "with"}
    assert client.post(f"/plans/{draft.slug}/review/{row.code}/", sent).status_code == 302
    told = {(party.name, party.role, party.acts) for party in Party.objects.filter(commitment=row)}
    assert {(chosen, "lead", True), ("银川市", "beneficiary", False), ("石嘴山市", "beneficiary", False)} <= told
    assert len(told) == len(known) + 2


def test_a_party_whose_name_is_cleared_goes(client, draft, ningxia):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    sent = rows(client.get(f"/plans/{draft.slug}/review/?at={row.code}&edit").context["form"]) | {"action": "correct"}
    gone = sent["party_0"]
    client.post(f"/plans/{draft.slug}/review/{row.code}/", sent | {"party_0": ""})
    assert not Party.objects.filter(commitment=row, name=gone).exists()


def test_a_corrected_party_keeps_the_kind_the_reader_gave_it(draft, ningxia):
    """The store knows no such park, so only the earlier reading can say that it is one."""
    row = queries.review_rows(draft).first()
    Party.objects.create(task=row.task, commitment=row, role="partner", kind="park", name="无名园区")
    form = Correction(quote=row.text, force=row.force, parties=(NamedParty(name="无名园区", role="lead", acts=True),))
    services.correct_commitment(actor=ningxia, commitment=row, read_at=1, correction=form)
    assert Party.objects.get(commitment=row, name="无名园区").kind == "park"


def test_an_unknown_role_is_said_beside_the_row_and_the_names_stay(client, draft, ningxia):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    sent = rows(client.get(f"/plans/{draft.slug}/review/?at={row.code}&edit").context["form"]) | {"action": "correct"}
    answer = client.post(
        f"/plans/{draft.slug}/review/{row.code}/", sent | {"role_0": "boss", "party_1": "张江、中关村"}
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["role_0"]
    assert 'value="张江、中关村"' in answer.content.decode()


def test_a_name_too_long_for_its_column_is_said_beside_the_row(client, draft, ningxia):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    sent = rows(client.get(f"/plans/{draft.slug}/review/?at={row.code}&edit").context["form"]) | {"action": "correct"}
    answer = client.post(f"/plans/{draft.slug}/review/{row.code}/", sent | {"party_0": "甲" * 121})
    assert "120" in answer.context["form"].errors["party_0"][0]


def test_the_shipped_plans_responsible_bodies_survive_a_new_release_of_the_facts(ministry):
    from dongxi.data import read_toml

    plan = Plan.objects.get(shipped=True)
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    task = Task.objects.select_related("plan").filter(plan=plan, parties__role="lead").first() or first_task(plan)
    correct(ministry, task, ("科技部", "lead"))
    services.load_shipped_plan(actor=SYSTEM, facts=read_toml("plan"))
    assert responsible(task) == [("科技部", "lead")]
    assert Commitment.objects.filter(task=task).exists()
