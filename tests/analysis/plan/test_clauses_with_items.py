"""Clauses that have items below them: what their own body asks for is a task too, and nothing is left out unsaid."""

import pytest

from dongxi.analysis.plan import PlanDocument
from tests.analysis.plan.short_documents import reading

ITEMS = "\n1.举办推介活动。\n2.建设检测中心。"


def tasks(document: PlanDocument) -> dict[str, list[str]]:
    return {task.id: [one.text for one in document.commitments if one.task == task.id] for task in document.tasks}


def doubts(document: PlanDocument) -> list[tuple[str, str]]:
    return [
        (doubt.code, document.text[slice(*doubt.span)].strip())
        for doubt in document.warnings
        if doubt.code in ("clause_no_task", "clause_body_no_task")
    ]


def test_what_a_clause_asks_for_before_its_items_is_a_task() -> None:
    document = reading(
        "一、重点任务\n（一）引才育才。每年选派30名教师赴南京进修。设立引才基金，2025年底前到位2亿元。" + ITEMS
    )
    assert tasks(document) == {
        "1.1": ["每年选派30名教师赴南京进修", "设立引才基金，2025年底前到位2亿元"],
        "1.1.1": ["举办推介活动"],
        "1.1.2": ["建设检测中心"],
    }
    assert doubts(document) == []


@pytest.mark.parametrize("lead", ["重点做好以下工作：", "组织实施下列行动。", "具体安排如下：", "关键要靠科技来突破。"])
def test_a_sentence_that_only_leads_to_the_items_is_no_task(lead: str) -> None:
    document = reading("一、重点任务\n（一）引才育才。" + lead + ITEMS)
    assert list(tasks(document)) == ["1.1.1", "1.1.2"]
    assert doubts(document) == []


def test_a_sentence_with_an_amount_above_items_is_a_task_and_no_heading() -> None:
    document = reading("一、重点任务\n（一）引进良种不少于20项。" + ITEMS)
    assert tasks(document)["1.1"] == ["引进良种不少于20项"]
    assert document.outline[1].heading is None


def test_the_introduction_of_a_section_that_gathers_tasks_is_none_but_is_told() -> None:
    document = reading("一、重点任务\n推进科技协作走深走实。\n（一）举办推介活动。")
    assert list(tasks(document)) == ["1.1"]
    assert doubts(document) == [("clause_body_no_task", "一、重点任务\n推进科技协作走深走实。")]


def test_a_deepest_clause_without_a_commitment_is_told() -> None:
    document = reading(
        "一、重点任务\n（一）举办推介活动。\n（二）平台共建共享。\n二、附则\n（一）本方案所称平台是指实验室。"
    )
    assert list(tasks(document)) == ["1.1"]
    assert doubts(document) == [("clause_no_task", "（二）平台共建共享。")]


@pytest.mark.parametrize(
    "sentence",
    [
        "建设牛羊良种检测中心",
        "联合建设河海大学塔里木节水灌溉研究院",
        "共建闽宁葡萄酒联合实验室，开展品种选育",
        "设立张江高新区临夏飞地园区",
    ],
)
def test_a_sentence_above_items_that_has_one_certain_thing_built_is_a_task_and_no_heading(sentence: str) -> None:
    document = reading(f"一、重点任务\n（一）{sentence}。" + ITEMS)
    assert document.outline[1].heading is None
    assert list(tasks(document)) == ["1.1", "1.1.1", "1.1.2"]
    assert document.tasks[0].deliverables
    assert doubts(document) == []


@pytest.mark.parametrize("heading", ["建设科技创新平台", "共建产业园区", "打造枸杞产业集群", "组建创新联合体"])
def test_a_kind_of_thing_above_items_may_head_them_and_is_told(heading: str) -> None:
    document = reading(f"一、重点任务\n（一）{heading}。" + ITEMS)
    assert document.outline[1].heading == heading
    assert [code for code, _ in doubts(document)] == ["clause_body_no_task"]


@pytest.mark.parametrize("sentence", ["任何单位不得以协作名义重复建设检测中心", "严禁重复建设检测中心"])
def test_what_is_forbidden_is_a_commitment_that_leaves_nothing_behind(sentence: str) -> None:
    [one] = reading(f"一、重点任务\n（一）{sentence}。").commitments
    assert (one.text, one.force, one.deliverables, one.modes) == (sentence, "must", (), ())


def test_a_letter_numbers_what_it_stands_before() -> None:
    inside = reading("一、重点任务\n（一）A.鼓励企业赴外设立研发中心。")
    assert [(one.force, one.text) for one in inside.commitments] == [("encourage", "鼓励企业赴外设立研发中心")]
    below = reading("一、重点任务\n（一）研发合作。\nA.鼓励企业赴外设立研发中心。\nB、举办推介活动。")
    assert [(task.id, task.title) for task in below.tasks] == [
        ("1.1.1", "鼓励企业赴外设立研发中心"),
        ("1.1.2", "举办推介活动"),
    ]
