"""Proposals are decided one by one, by those who may, at the version they were read."""

from __future__ import annotations

import dataclasses

import pytest

from dongxi.analysis.plan import read_text
from dongxi.apps.people.models import Region
from dongxi.apps.plans import finding, queries, services
from dongxi.apps.plans.correction_forms import CorrectionForm
from dongxi.apps.plans.models import Commitment, Deliverable, Party, Plan, Task, TaskMode
from dongxi.apps.plans.queries.document import document_json
from dongxi.apps.plans.storing.correcting import Correction, NamedParty
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import AuditEntry, SearchEntry

pytestmark = pytest.mark.django_db


def first(plan: Plan) -> Commitment:
    return queries.review_rows(plan).first()


def correction(row: Commitment, **changes) -> Correction:
    return Correction(**({"quote": row.text, "force": row.force} | changes))


def test_a_document_becomes_a_draft_with_undecided_proposals(draft):
    assert draft.state == "draft"
    assert (draft.document_number, draft.horizon_end, draft.region_id) == ("宁科发〔2023〕7号", 2025, "640000")
    assert draft.short_title == "宁夏东西部科技合作落实方案（2023—2025年）"
    rows = list(queries.review_rows(draft))
    assert {row.decision for row in rows} == {"proposed"}
    assert all(draft.text[row.start : row.end] == row.text for row in rows)


def test_accepting_keeps_the_proposal_and_raises_the_version(draft, ningxia):
    row = first(draft)
    services.accept_commitment(actor=ningxia, commitment=row, read_at=1)
    row.refresh_from_db()
    assert (row.decision, row.version) == ("accepted", 2)
    assert AuditEntry.objects.first().detail == {"decision": "accepted"}


def test_accepting_a_whole_task_stands_in_the_history_of_its_commitments_alone(client, draft, ningxia):
    task = first(draft).task
    services.accept_task(actor=ningxia, task=task)
    assert [line.what for line in queries.history(first(draft))] == [line.what for line in queries.history(task)]
    other = Commitment.objects.filter(task__plan=draft).exclude(task=task).first()
    assert queries.history(other) == []
    client.force_login(ningxia)
    assert "装入后没有改动" not in client.get(first(draft).get_absolute_url()).content.decode()


def test_a_commitment_of_a_local_plan_is_not_told_to_await_local_plans(client, draft, ningxia):
    client.force_login(ningxia)
    page = client.get(first(draft).get_absolute_url()).content.decode()
    assert "上传地方落实方案" not in page
    assert "还没有与国家方案的条款对应起来" in page


def test_a_stale_save_shows_both_versions(draft, ningxia, colleague):
    row, same = first(draft), first(draft)
    services.reject_commitment(actor=colleague, commitment=row, read_at=1)
    with pytest.raises(StaleWrite) as refusal:
        services.correct_commitment(
            actor=ningxia, commitment=same, read_at=1, correction=correction(same, force="explore")
        )
    assert refusal.value.facts["yours"]["force"] == "explore"
    assert refusal.value.facts["theirs"]["decision"] == "rejected"


def test_a_correction_changes_parties_modes_deliverables_and_due(draft, ningxia):
    row = first(draft)
    services.correct_commitment(
        actor=ningxia,
        commitment=row,
        read_at=1,
        correction=correction(
            row,
            modes=("talent_exchange",),
            parties=(NamedParty(name="上海交通大学", role="partner", acts=False),),
            deliverables=(("枸杞良种", "product"),),
            due="2025",
        ),
    )
    row = queries.review_rows(draft).get(pk=row.pk)
    assert [mode.mode for mode in row.modes.all()] == ["talent_exchange"]
    assert [(party.name, party.acts) for party in row.parties.all()] == [("上海交通大学", False)]
    assert [(thing.name, thing.type) for thing in row.deliverables.all()] == [("枸杞良种", "product")]
    assert (row.due_year, row.decision) == (2025, "corrected")
    assert row.proposal["force"]


def test_corrected_words_must_stand_once_in_the_task(draft, ningxia):
    row = first(draft)
    with pytest.raises(BadInput, match="原文中没有"):
        services.correct_commitment(
            actor=ningxia, commitment=row, read_at=1, correction=correction(row, quote="建设葡萄酒小镇")
        )
    with pytest.raises(BadInput, match="出现"):
        services.correct_commitment(actor=ningxia, commitment=row, read_at=1, correction=correction(row, quote="枸杞"))


def test_an_unknown_code_lists_the_known_ones(draft, ningxia):
    row = first(draft)
    with pytest.raises(BadInput, match="joint_research"):
        services.correct_commitment(
            actor=ningxia, commitment=row, read_at=1, correction=correction(row, modes=("magic",))
        )


@pytest.mark.parametrize(
    ("due", "told"),
    [("2023-13", "日历上没有2023-13"), ("2023-02-30", "日历上没有"), ("9999", "1949至2099"), ("二〇二五", "格式")],
)
def test_a_due_date_that_cannot_be_is_refused_in_words(client, draft, ningxia, due, told):
    row = first(draft)
    with pytest.raises(BadInput, match=told):
        services.correct_commitment(actor=ningxia, commitment=row, read_at=1, correction=correction(row, due=due))
    client.force_login(ningxia)
    typed = {"action": "correct", "read_at": 1, "quote": row.text, "force": row.force, "due": due}
    answer = client.post(f"{queries.review_address(draft)}{row.code}/", typed)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Commitment.objects.get(pk=row.pk).due_text


@pytest.mark.parametrize("due", ["2024-02-29", "2025-12", "2099", ""])
def test_a_due_date_of_the_calendar_is_taken(draft, ningxia, due):
    row = first(draft)
    services.correct_commitment(actor=ningxia, commitment=row, read_at=1, correction=correction(row, due=due))
    assert Commitment.objects.get(pk=row.pk).due_text == due


def test_a_plan_takes_no_year_out_of_all_reason_for_its_period(client, draft, ningxia):
    client.force_login(ningxia)
    typed = {"region": "640000", "horizon_start": 2023, "horizon_end": 9999, "read_at": 1}
    answer = client.post(f"{queries.review_address(draft)}about/", typed)
    assert (answer.status_code, "1949至2099" in answer.content.decode()) == (400, True)


def test_a_missed_commitment_is_added_from_its_first_to_its_last_words(draft, ningxia):
    task = draft.tasks.select_related("plan").first()
    row = services.add_commitment(
        actor=ningxia,
        task=task,
        correction=Correction(quote="到2025年", quote_end="联合实验室", force="direct", due="2025"),
    )
    assert row.text == "到2025年，建成东西部枸杞联合实验室"
    assert row.decision == "corrected"
    assert row.proposal == {}


def test_a_plan_is_not_submitted_while_proposals_are_open(draft, ningxia):
    with pytest.raises(RuleBroken, match="未审核"):
        services.move_plan(actor=ningxia, plan=draft, move="submit", read_at=1)


def test_the_submitter_cannot_verify_their_own_plan(reviewed, ningxia):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    with pytest.raises(RuleBroken, match="提交人"):
        services.move_plan(actor=ningxia, plan=reviewed, move="verify", read_at=2)


def test_a_colleague_verifies_and_publishes_and_the_plan_is_found(reviewed, ningxia, colleague):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    services.move_plan(actor=colleague, plan=reviewed, move="verify", read_at=2)
    services.move_plan(actor=colleague, plan=reviewed, move="publish", read_at=3)
    assert reviewed.published_at is not None
    assert SearchEntry.objects.filter(kind="plan", subject_id=reviewed.pk, region="640000").exists()


def test_a_withdrawn_plan_is_no_longer_found_and_its_reason_stays(reviewed, ministry, ningxia):
    for move, actor, version in (("submit", ningxia, 1), ("verify", ministry, 2), ("publish", ministry, 3)):
        services.move_plan(actor=actor, plan=reviewed, move=move, read_at=version)
    services.move_plan(actor=ministry, plan=reviewed, move="withdraw", read_at=4, reason="附件有误")
    assert not SearchEntry.objects.filter(kind="plan", subject_id=reviewed.pk).exists()
    assert queries.history(reviewed)[0].reason == "附件有误"


def test_returning_needs_a_reason_and_opens_the_review_again(reviewed, ningxia, colleague):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    with pytest.raises(RuleBroken, match="理由"):
        services.move_plan(actor=colleague, plan=reviewed, move="return", read_at=2)
    services.move_plan(actor=colleague, plan=reviewed, move="return", read_at=2, reason="第一条责任方不清")
    services.reject_commitment(actor=ningxia, commitment=first(reviewed), read_at=2)


def test_a_submitted_plan_takes_no_more_corrections(reviewed, ningxia):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    with pytest.raises(RuleBroken, match="不能再改"):
        services.accept_commitment(actor=ningxia, commitment=first(reviewed), read_at=2)


def test_another_province_cannot_decide(draft, shanghai):
    for verb in (services.accept_commitment, services.reject_commitment):
        with pytest.raises(NotAllowed):
            verb(actor=shanghai, commitment=first(draft), read_at=1)


def test_another_province_cannot_correct_or_add(draft, shanghai):
    row = first(draft)
    with pytest.raises(NotAllowed):
        services.correct_commitment(actor=shanghai, commitment=row, read_at=1, correction=correction(row))
    with pytest.raises(NotAllowed):
        services.add_commitment(actor=shanghai, task=row.task, correction=correction(row))
    with pytest.raises(NotAllowed):
        services.accept_task(actor=shanghai, task=row.task)


def test_another_province_cannot_submit_or_publish(reviewed, ningxia, shanghai):
    with pytest.raises(NotAllowed):
        services.move_plan(actor=shanghai, plan=reviewed, move="submit", read_at=1)
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    with pytest.raises(NotAllowed):
        services.move_plan(actor=shanghai, plan=reviewed, move="verify", read_at=2)


def test_another_province_sees_neither_the_draft_nor_its_tasks(draft, shanghai, ningxia):
    assert not queries.visible_plans(to=shanghai).filter(pk=draft.pk).exists()
    assert not queries.visible_tasks(to=shanghai).filter(plan=draft).exists()
    assert not queries.visible_commitments(to=shanghai).filter(task__plan=draft).exists()
    assert queries.visible_commitments(to=ningxia).filter(task__plan=draft).exists()


def test_a_rejected_commitment_of_a_published_plan_is_seen_by_nobody_else(draft, ningxia, ministry, shanghai):
    rows = list(queries.review_rows(draft))
    services.reject_commitment(actor=ningxia, commitment=rows[0], read_at=1)
    for task in draft.tasks.select_related("plan"):
        services.accept_task(actor=ningxia, task=task)
    for move, actor, version in (("submit", ningxia, 1), ("verify", ministry, 2), ("publish", ministry, 3)):
        services.move_plan(actor=actor, plan=draft, move=move, read_at=version)
    seen = queries.visible_commitments(to=shanghai).filter(task__plan=draft)
    assert seen.count() == len(rows) - 1
    assert not seen.filter(pk=rows[0].pk).exists()


def test_what_was_read_of_the_document_itself_can_be_put_right(draft, ningxia):
    services.correct_plan(
        actor=ningxia, plan=draft, read_at=1, region=draft.region, horizon_start=2023, horizon_end=2026
    )
    draft.refresh_from_db()
    assert (draft.horizon_end, draft.version) == (2026, 2)
    with pytest.raises(StaleWrite):
        services.correct_plan(actor=ningxia, plan=draft, read_at=1, region=draft.region, horizon_end=2030)


def test_the_text_of_a_document_cannot_be_changed(draft, ningxia):
    with pytest.raises(RuleBroken, match="text"):
        services.correct_plan(actor=ningxia, plan=draft, read_at=1, region=draft.region, text="另一个")


def test_a_plan_without_a_title_is_called_by_its_file_says_so_and_can_be_named(client, draft, ningxia):
    document = dataclasses.replace(read_text(draft.text + "附记"), title="")
    plan = services.draft_plan(
        actor=ningxia, document=document, file=draft.file, file_name="落实方案.docx", region=draft.region, job=None
    )
    client.force_login(ningxia)
    assert (plan.title, plan.warnings[0]["code"]) == ("落实方案", "no_title")
    page = client.get(plan.get_absolute_url()).content.decode()
    assert ">落实方案</h1>" in page
    assert "没有读出标题" in page
    address = f"{queries.review_address(plan)}about/"
    form = client.get(address).context["form"]
    sent = {field.html_name: value for field in form if (value := field.value()) not in (None, "")}
    assert client.post(address, sent | {"title": " 宁夏\n方案 "}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).title == "宁夏 方案"
    assert client.post(address, sent | {"title": "", "read_at": 2}).status_code == 400


def test_a_province_cannot_hand_its_draft_to_another(draft, ningxia):
    with pytest.raises(NotAllowed):
        services.correct_plan(actor=ningxia, plan=draft, read_at=1, region=Region.objects.get(pk="310000"))


def test_a_document_that_says_it_is_another_provinces_is_doubted(draft, ministry):
    document = read_text(draft.text.replace("宁夏", "青海").replace("宁科发", "青科发"))
    plan = services.draft_plan(
        actor=ministry, document=document, file=draft.file, file_name="x", region=draft.region, job=None
    )
    assert (plan.region_said, draft.region_said) == (["630000"], [])


def test_nothing_is_decided_on_a_plan_that_was_published_since_it_was_read(draft, ningxia):
    row = first(draft)
    task = row.task
    Plan.objects.filter(pk=draft.pk).update(state="published")
    assert row.task.plan.state == "draft"
    decisions = (
        lambda: services.accept_commitment(actor=ningxia, commitment=row, read_at=1),
        lambda: services.correct_commitment(actor=ningxia, commitment=row, read_at=1, correction=correction(row)),
        lambda: services.accept_task(actor=ningxia, task=task),
        lambda: services.correct_plan(actor=ningxia, plan=task.plan, read_at=1, region=draft.region),
    )
    for decide in decisions:
        with pytest.raises(RuleBroken, match="已发布"):
            decide()
    assert Commitment.objects.get(pk=row.pk).decision == "proposed"


def test_what_only_a_rejected_commitment_names_counts_for_its_task_nowhere(client, reviewed):
    """Not on the page, in the API, in search, in the export, in a filter, nor for who may file evidence."""
    task = reviewed.tasks.first()
    row = task.commitments.first()
    Party.objects.create(task=task, commitment=row, role="partner", kind="region", name="海南", region_id="460000")
    Party.objects.create(task=task, commitment=row, role="partner", kind="generic", name="环球枸杞商会")
    TaskMode.objects.create(task=task, commitment=row, mode="park_building")
    Deliverable.objects.create(task=task, commitment=row, name="枸杞博物馆", type="project")

    def seen() -> list[bool]:
        Plan.objects.filter(pk=reviewed.pk).update(state="published")
        plan = Plan.objects.get(pk=reviewed.pk)
        finding.show(plan=plan)
        page = client.get(task.get_absolute_url()).content.decode()
        told = client.get(f"/api/v1/tasks?plan={plan.slug}").content.decode()
        exported = [each for each in document_json(plan=plan)["tasks"] if each["id"] == task.code]
        tasks = Task.objects.filter(plan=plan)
        return [
            "枸杞博物馆" in page,
            "park_building" in told,
            task.get_absolute_url() in client.get("/search/?q=博物馆").content.decode(),
            SearchEntry.objects.filter(kind="party", title="环球枸杞商会").exists(),
            "枸杞博物馆" in str(exported),
            queries.by_mode(tasks, "park_building").filter(pk=task.pk).exists(),
            queries.by_region(tasks, "460000").filter(pk=task.pk).exists(),
            "460000" in Task.objects.get(pk=task.pk).place().regions,
        ]

    assert seen() == [True] * 8
    Commitment.objects.filter(pk=row.pk).update(decision="rejected")
    assert seen() == [False] * 8


def test_who_sees_a_published_plan_is_told_why_they_cannot_review_it(client, reviewed, ningxia, colleague, shanghai):
    client.force_login(shanghai)
    address = f"/plans/{reviewed.slug}/review/"
    assert client.get(address).status_code == 404
    for actor, move in ((ningxia, "submit"), (colleague, "verify"), (colleague, "publish")):
        services.move_plan(actor=actor, plan=reviewed, move=move, read_at=reviewed.version)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "权限" in answer.content.decode()


def test_a_false_quotation_and_a_bad_date_are_told_at_once(draft):
    row = queries.review_rows(draft).first()
    sent = {"quote": "文件里没有的话", "force": "explore", "due": "2024-13", "read_at": "1"}
    form = CorrectionForm(sent, task=row.task, commitment=row)
    assert {"quote", "due"} <= set(form.errors)


def test_a_stale_save_says_who_saved_before_it_says_what_to_do(client, draft, ningxia, colleague):
    client.force_login(ningxia)
    row = queries.review_rows(draft).first()
    services.accept_commitment(actor=colleague, commitment=row, read_at=1)
    sent = {"action": "accept", "read_at": 1}
    page = client.post(f"/plans/{draft.slug}/review/{row.code}/", sent).content.decode()
    assert "colleague" in page[: page.index("怎么办")].partition("最近一次保存")[2]
