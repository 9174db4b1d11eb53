"""The official text is known by its digest and gives the shipped plan its sentences."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dongxi.analysis.plan import read, read_text
from dongxi.apps.plans import services
from dongxi.apps.plans.models import Commitment, Goal, Plan, Task
from dongxi.apps.plans.queries.outlining import place
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import StoredFile
from dongxi.apps.records.permissions import SYSTEM
from dongxi.data import read_toml

pytestmark = [pytest.mark.django_db, pytest.mark.shared]


@pytest.fixture
def file(facts) -> StoredFile:
    return StoredFile.objects.create(sha256="0" * 64, size=1, media_type="text/plain")


def bind(*, actor, document, file) -> Plan:
    return services.bind_official_text(
        actor=actor,
        plan=Plan.objects.get(shipped=True),
        document=document,
        facts=read_toml("plan"),
        file=file,
        file_name="方案.txt",
    )


def test_the_official_text_gives_every_commitment_its_words(shared, ministry, file):
    before = {row.code: row.text for row in Commitment.objects.filter(task__plan__shipped=True)}
    plan = bind(actor=ministry, document=read(shared / "plan" / "plan.txt"), file=file)
    rows = list(Commitment.objects.filter(task__plan=plan).select_related("task__plan"))
    assert {row.code: row.text for row in rows} == before
    assert all(row.task.start <= row.start < row.end <= row.task.end for row in rows)
    assert all(len("".join(row.words().split())) == row.end - row.start - _gaps(plan, row) for row in rows)
    for task in Task.objects.filter(plan=plan, kind="task"):
        assert task.title in "".join(plan.text[task.start : task.end].split())


def _gaps(plan: Plan, row: Commitment) -> int:
    return sum(character.isspace() for character in plan.text[row.start : row.end])


def test_the_official_text_fills_in_the_goals(shared, ministry, file):
    plan = bind(actor=ministry, document=read(shared / "plan" / "plan.txt"), file=file)
    goals = Goal.objects.filter(task__plan=plan)
    assert goals.exists()
    assert all(goal.text == plan.text[goal.start : goal.end] for goal in goals)


def test_loading_the_facts_again_keeps_the_bound_text(shared, ministry, file):
    plan = bind(actor=ministry, document=read(shared / "plan" / "plan.txt"), file=file)
    services.load_shipped_plan(actor=SYSTEM, facts=read_toml("plan"))
    assert Plan.objects.get(pk=plan.pk).text == plan.text
    assert not Commitment.objects.filter(task__plan=plan, start=None).exists()


def test_another_text_is_not_bound(ministry, file):
    with pytest.raises(RuleBroken, match="摘要不符"):
        bind(actor=ministry, document=read_text("一、重点任务\n支持宁夏建设枸杞实验室。\n" * 3), file=file)


def test_an_expert_cannot_bind_a_text(shared, person, file):
    with pytest.raises(NotAllowed):
        bind(actor=person("expert"), document=read(shared / "plan" / "plan.txt"), file=file)


def test_the_pages_of_a_task_and_a_commitment_show_the_official_sentence_its_place_and_the_binding(
    client, shared, ministry, file
):
    row = Commitment.objects.filter(task__plan__shipped=True).select_related("task").first()
    before = client.get(row.task.get_absolute_url()).content.decode()
    assert "装入后没有改动" in before
    assert "官方文本的原句" not in before
    bind(actor=ministry, document=read(shared / "plan" / "plan.txt"), file=file)
    row = Commitment.objects.select_related("task__plan").get(pk=row.pk)
    for shown in (row.task, row):
        page = client.get(shown.get_absolute_url()).content.decode()
        assert row.summary() in page
        assert row.words() in page
        assert f'#c-{row.task.code}">原文第{shown.start}—{shown.end}字</a>' in page
        assert "绑定官方文本" in page
        assert "装入后没有改动" not in page


def test_a_task_page_reads_the_official_text_once_however_many_sentences_it_shows(client, shared, ministry, file):
    bind(actor=ministry, document=read(shared / "plan" / "plan.txt"), file=file)
    task = next(task for task in Task.objects.filter(plan__shipped=True) if task.commitments.count() > 3)
    address = task.get_absolute_url()
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address).content.decode()
    assert page.count('<blockquote class="source-words short"') > 3
    assert len([query for query in captured if '"plans_plan"."text"' in query["sql"]]) == 1


def test_links_to_a_task_lead_to_the_part_of_the_text_it_stands_in(client, shared, ministry, file, monkeypatch):
    plan = bind(actor=ministry, document=read(shared / "plan" / "plan.txt"), file=file)
    monkeypatch.setattr("dongxi.apps.plans.queries.outlining.LONGEST_PAGE", 800)
    for task in Task.objects.filter(plan=plan).select_related("plan"):
        assert f'id="c-{task.code}"' in client.get(place(task).partition("#")[0]).content.decode()
        assert f'href="{place(task)}"' in client.get(task.evidence_address()).content.decode()
