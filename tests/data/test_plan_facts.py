"""The shipped plan facts: complete, consistent with themselves, and true to the plan's text where it is at hand."""

import importlib.util
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "dongxi" / "data"
MODES = {
    "resource_sharing",
    "talent_exchange",
    "platform_building",
    "joint_research",
    "technology_transfer",
    "park_building",
}
TYPES = {
    "platform",
    "laboratory",
    "alliance",
    "park",
    "base",
    "project",
    "demonstration",
    "system",
    "mechanism",
    "training",
    "product",
}
FORCES = {"must", "support", "promote", "encourage", "explore", "direct"}
PARTY_KINDS = {"region", "group", "park", "organisation", "generic"}
ROLES = {"beneficiary", "partner", "lead", "support"}


@pytest.fixture(scope="module")
def facts() -> dict:
    return tomllib.loads((DATA / "plan.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_plan_facts", ROOT / "scripts" / "check_plan_facts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def region_codes() -> set[str]:
    lines = (DATA / "regions.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(",", 1)[0] for line in lines}


def tasks(facts: dict, kind: str = "task") -> list[dict]:
    return [task for task in facts["task"] if task["kind"] == kind]


def test_the_plan_has_three_chapters_ten_sections_twenty_tasks_and_three_safeguards(facts):
    assert Counter(clause["level"] for clause in facts["clause"]) == {1: 3, 2: 10}
    assert len(tasks(facts)) == 20
    assert [task["id"] for task in tasks(facts, "safeguard")] == ["3.1", "3.2", "3.3"]


def test_the_twenty_tasks_stand_in_seven_strands(facts):
    assert Counter(task["strand"] for task in tasks(facts)) == {
        "xinjiang": 3,
        "xizang": 3,
        "qinghai": 3,
        "yunnan": 3,
        "ningxia": 3,
        "neimenggu": 3,
        "pairing": 2,
    }


def test_every_task_hangs_under_a_clause_and_every_commitment_under_its_task(facts):
    clauses = {clause["id"] for clause in facts["clause"]}
    for task in facts["task"]:
        assert task["clause"] in clauses
        assert task["id"].startswith(task["clause"] + ".")
        assert [c["id"] for c in task["commitment"]] == [
            f"{task['id']}-{n}" for n in range(1, len(task["commitment"]) + 1)
        ]


def test_codes_are_those_the_product_knows(facts, region_codes):
    for task in facts["task"]:
        assert {mode["code"] for mode in task["modes"]} <= MODES
        assert {thing["type"] for thing in task["deliverables"]} <= TYPES
        assert {c["force"] for c in task["commitment"]} <= FORCES
        assert {party["kind"] for party in task["parties"]} <= PARTY_KINDS
        assert {party["role"] for party in task["parties"]} <= ROLES
        assert all(party.get("name_en") for party in task["parties"] if party["kind"] == "generic")
        assert {party["code"] for party in task["parties"] if party["kind"] == "region"} <= region_codes


def test_group_and_organisation_keys_exist_in_their_own_tables(facts):
    known = {
        "group": {g["key"] for g in tomllib.loads((DATA / "region_groups.toml").read_text("utf-8"))["group"]},
        "organisation": {
            o["key"] for o in tomllib.loads((DATA / "organisations.toml").read_text("utf-8"))["organisation"]
        },
    }
    known["park"] = known["organisation"]
    missing = [
        (task["id"], party["name"], party["key"])
        for task in facts["task"]
        for party in task["parties"]
        if "key" in party and party["key"] not in known[party["kind"]]
    ]
    assert missing == []
    assert set(facts["issuers"]) <= known["organisation"]


def test_commitments_name_only_what_their_task_names(facts):
    for task in facts["task"]:
        parties = {party["name"] for party in task["parties"]}
        things = {thing["name"] for thing in task["deliverables"]}
        modes = {mode["code"] for mode in task["modes"]}
        for commitment in task["commitment"]:
            assert {*commitment["actors"], *commitment["partners"]} <= parties, commitment["id"]
            assert set(commitment["deliverables"]) <= things, commitment["id"]
            assert set(commitment["modes"]) <= modes, commitment["id"]
        for pairing in task["pairings"]:
            assert {*pairing["a"], *pairing["b"]} <= parties, task["id"]


def test_the_yunnan_pairing_is_three_with_three_and_four_party_cooperation_names_nobody(facts):
    by_id = {task["id"]: task for task in facts["task"]}
    (pairing,) = by_id["2.4.2"]["pairings"]
    assert (pairing["a"], pairing["b"]) == (["昆明", "玉溪", "楚雄"], ["中关村", "张江", "深圳"])
    assert by_id["2.1.3"]["pairings"] == []
    assert {party["role"] for party in by_id["2.1.3"]["parties"]} == {"beneficiary"}


def test_the_nine_issuers_lead_the_coordination_mechanism(facts):
    (mechanism,) = [task for task in facts["task"] if task["id"] == "3.1"]
    assert [p["key"] for p in mechanism["parties"] if p["role"] == "lead"] == facts["issuers"]
    assert len(facts["issuers"]) == len(facts["issuer_names"]) == 9


def test_commitments_follow_each_other_without_overlap_inside_their_task(facts):
    for task in facts["task"]:
        runs = sorted([c["span"] for c in task["commitment"]] + task["goals"])
        assert task["heading_span"][1] < runs[0][0]
        assert runs[-1][1] <= task["span"][1]
        assert all(before[1] <= after[0] for before, after in pairwise(runs)), task["id"]


def test_no_due_date_is_given_because_the_plan_states_none_for_a_task(facts):
    assert not [task["id"] for task in facts["task"] if "due" in task]


def test_everything_named_has_its_english(facts):
    assert all(facts[key] for key in ("title_en", "short_title_en"))
    assert all(clause["heading_en"] for clause in facts["clause"])
    for task in facts["task"]:
        assert task["title_en"]
        assert all(item["name_en"] for item in [*task["fields"], *task["deliverables"]])
        assert all(c["summary_en"] for c in task["commitment"])


def test_summaries_are_short(facts):
    assert [c["id"] for task in facts["task"] for c in task["commitment"] if not 0 < len(c["summary"]) <= 60] == []


def test_the_facts_agree_with_the_plans_text_and_copy_no_sentence_of_it(shared, facts, checker):
    text = checker.squeeze((shared / "plan" / "plan.txt").read_text(encoding="utf-8"))
    assert checker.faults(facts, text) == []


def test_the_checker_finds_a_copied_sentence_and_another_text(facts, checker):
    made_up = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
    assert checker.shared_run("请看" + made_up, "，" + made_up + "。", allowed=[]) == made_up
    assert checker.shared_run("请看" + made_up, made_up, allowed=[made_up]) == ""
    assert "not the labelled one" in checker.faults(facts, made_up)[0]
