"""The nine ministries' plan of 2022, read from the reference documents beside the checkout."""

from collections import Counter
from pathlib import Path

import pytest

from dongxi.analysis.plan import PlanDocument, Task, read, squeeze
from dongxi.data import read_toml


@pytest.fixture(scope="module")
def plan(shared: Path) -> PlanDocument:
    return read(shared / "plan" / "plan.txt")


@pytest.fixture(scope="module")
def facts() -> dict:
    return read_toml("plan")


def task(plan: PlanDocument, key: str) -> Task:
    return next(one for one in plan.tasks if one.id == key)


def test_title_number_issuers_date_and_horizon_are_as_printed(plan: PlanDocument, facts: dict) -> None:
    assert plan.title == facts["title"]
    assert plan.document_number == facts["document_number"]
    assert list(plan.issuers) == facts["issuer_names"]
    assert plan.issued_on == facts["issued_on"]
    assert list(plan.horizon or ()) == facts["horizon"]


def test_it_has_three_ten_and_twenty_headings(plan: PlanDocument) -> None:
    levels = Counter(node.level for node in plan.outline)
    assert (levels[1], levels[2], levels[3]) == (3, 10, 20)


def test_every_heading_is_exactly_as_printed(plan: PlanDocument, facts: dict) -> None:
    printed = {(clause["number"], clause["heading"]) for clause in facts["clause"]}
    printed |= {(one["number"], one["title"]) for one in facts["task"]}
    assert {(node.number, node.heading) for node in plan.outline if node.level} == printed


def test_there_are_twenty_tasks_in_seven_strands_and_three_safeguards(plan: PlanDocument) -> None:
    assert Counter(one.kind for one in plan.tasks) == {"task": 20, "safeguard": 3}
    assert len({one.strand for one in plan.tasks if one.kind == "task"}) == 7
    assert all(one.strand is None for one in plan.tasks if one.kind == "safeguard")


def test_the_text_is_the_document_whole(plan: PlanDocument, facts: dict) -> None:
    assert squeeze(plan.text).sha256 == facts["sha256"]


def test_every_text_is_a_slice_of_the_text(plan: PlanDocument) -> None:
    for commitment in plan.commitments:
        assert commitment.text == plan.text[slice(*commitment.span)]
    for one in plan.tasks:
        for goal in one.goals:
            assert goal.text == plan.text[slice(*goal.span)]
        for named in (*one.regions, *one.organisations, *one.fields, *one.deliverables):
            assert named.name == plan.text[slice(*named.span)]
        for mode in one.modes:
            assert mode.cue == plan.text[slice(*mode.span)]


def test_three_sides_with_three_are_one_pairing(plan: PlanDocument) -> None:
    [pairing] = task(plan, "2.4.2").pairings
    assert [party.name for party in pairing.a] == ["昆明", "玉溪", "楚雄"]
    assert [party.name for party in pairing.b] == ["中关村", "张江", "深圳"]


def test_a_cooperation_of_four_sides_names_no_parties(plan: PlanDocument) -> None:
    found = task(plan, "2.1.3")
    assert found.pairings == ()
    assert {party.code for party in found.regions} == {"650000"}


def test_every_party_is_named_in_the_text_of_its_task(plan: PlanDocument) -> None:
    for one in plan.tasks:
        words = plan.text[slice(*one.span)]
        for party in (*one.regions, *one.organisations, *one.responsible):
            assert party.name in words


def test_no_task_of_it_states_a_date(plan: PlanDocument) -> None:
    assert all(one.due is None for one in plan.tasks)
    assert all(commitment.due is None for commitment in plan.commitments)


def test_its_numbering_leaves_no_doubt(plan: PlanDocument) -> None:
    assert plan.warnings == ()
