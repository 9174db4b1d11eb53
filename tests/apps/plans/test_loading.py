"""The shipped plan comes into the store, again and again, without touching what people did."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from dongxi.analysis.modes import MODES
from dongxi.apps.people.models import User
from dongxi.apps.plans import services
from dongxi.apps.plans.models import Commitment, Deliverable, Goal, NamedPairingSide, Party, Plan, Task, TaskMode
from dongxi.apps.plans.rules import Mode
from dongxi.apps.plans.storing import rows
from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.models import AuditEntry, SearchEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.data import read_toml

pytestmark = pytest.mark.django_db
TABLES = (Plan, Task, Commitment, Party, TaskMode, Deliverable, Goal, NamedPairingSide, SearchEntry)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def test_the_shipped_plan_has_twenty_tasks_in_seven_strands_and_three_safeguards(facts):
    tasks = Task.objects.filter(plan__shipped=True)
    assert tasks.filter(kind="task").count() == 20
    assert tasks.filter(kind="task").values("strand").distinct().count() == 7
    assert tasks.filter(kind="safeguard").count() == 3


def test_loading_twice_leaves_the_same_rows(facts):
    before = counts()
    services.load_shipped_plan(actor=SYSTEM, facts=read_toml("plan"))
    assert counts() == before


def test_loading_again_keeps_what_a_person_rejected_and_corrected(facts):
    rejected, corrected = Commitment.objects.filter(task__plan__shipped=True)[:2]
    Commitment.objects.filter(pk=rejected.pk).update(decision="rejected")
    Commitment.objects.filter(pk=corrected.pk).update(decision="corrected", force="explore")
    services.load_shipped_plan(actor=SYSTEM, facts=read_toml("plan"))
    rejected.refresh_from_db()
    corrected.refresh_from_db()
    assert (rejected.decision, corrected.decision, corrected.force) == ("rejected", "corrected", "explore")


def test_loading_writes_an_audit_line_with_its_counts(facts):
    line = AuditEntry.objects.filter(verb="plans.load").first()
    commitments = Commitment.objects.filter(task__plan__shipped=True).count()
    assert line.detail == {"tasks": 23, "commitments": commitments, "deleted": 0, "withdrawn": 0}


def test_three_cities_and_three_partners_are_one_pairing(facts):
    sides = NamedPairingSide.objects.filter(name="昆明")[0].pairing.sides.all()
    assert [side.name for side in sides if side.side == "a"] == ["昆明", "玉溪", "楚雄"]
    assert [side.name for side in sides if side.side == "b"] == ["中关村", "张江", "深圳"]


def test_every_region_party_of_the_shipped_plan_is_a_known_region(facts):
    assert not Party.objects.filter(kind="region", region=None).exists()


def test_nothing_of_the_shipped_plan_has_a_place_in_a_text_that_is_not_there(facts):
    assert Plan.objects.get(shipped=True).text == ""
    assert not Commitment.objects.filter(task__plan__shipped=True).exclude(start=None).exists()


def test_plan_tasks_and_commitments_can_be_found(facts):
    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert {"plan", "task", "commitment", "party"} <= kinds


def test_a_person_cannot_load_the_shipped_plan(facts):
    person = User.objects.create(username="somebody")
    with pytest.raises(NotAllowed):
        services.load_shipped_plan(actor=person, facts=read_toml("plan"))


def test_loading_again_keeps_a_withdrawn_plan_out_of_search(facts):
    plan = Plan.objects.get(shipped=True)
    Plan.objects.filter(pk=plan.pk).update(state="withdrawn")
    services.load_shipped_plan(actor=SYSTEM, facts=read_toml("plan"))
    assert Plan.objects.get(pk=plan.pk).state == "withdrawn"
    assert not SearchEntry.objects.filter(kind__in=("plan", "task", "commitment")).exists()


def test_the_modes_of_the_store_are_named_as_those_of_the_reader():
    with translation.override("zh-hans"):
        assert {mode.value: str(mode.label) for mode in Mode} == MODES


def test_a_long_document_is_stored_with_as_many_parameters_as_any_database_takes(drafted, monkeypatch):
    monkeypatch.setattr(rows, "_BATCH", 3)
    longest = 0

    def count(execute, sql, params, many, context):
        nonlocal longest
        if " IN (" in sql:
            longest = max(longest, len(params or ()))
        return execute(sql, params, many, context)

    lines = [
        f"（{number}）组建第{number}个联合实验室。支持宁夏大学与上海交通大学共建实验室。" for number in range(1, 41)
    ]
    with connection.execute_wrapper(count):
        plan = drafted("\n".join(["关于印发《落实方案》的通知", "一、重点任务", *lines]), "长.txt")
    assert Commitment.objects.filter(task__plan=plan).count() >= 40
    assert longest < 40


@pytest.mark.parametrize("batch", [1, 500])
def test_a_task_that_left_the_facts_goes_with_its_clause_whatever_is_taken_at_a_time(facts, monkeypatch, batch):
    monkeypatch.setattr(rows, "_BATCH", batch)
    shipped = read_toml("plan")
    services.load_shipped_plan(actor=SYSTEM, facts=shipped)
    before = counts()
    shipped["task"].pop()
    services.load_shipped_plan(actor=SYSTEM, facts=shipped)
    after = counts()
    assert before["Task"] - after["Task"] == 1
    assert before["Commitment"] > after["Commitment"]
