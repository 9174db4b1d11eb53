"""Who answers and by when, told by labels outside brackets at the end of a clause: no commitment."""

import pytest

from dongxi.analysis.plan import Task
from tests.analysis.plan.short_documents import reading

BODY = "一、重点任务\n（一）良种选育。与南京农业大学建设枸杞实验室。"


def read(closing: str) -> tuple[Task, list[str | None]]:
    """The task that `closing` closes, and the dates of its commitments: of one, for the closing is none."""
    document = reading(f"{BODY}{closing}\n（二）人才交流。举办推介活动。")
    own = [one for one in document.commitments if one.task == "1.1"]
    assert [one.text for one in own] == ["与南京农业大学建设枸杞实验室"]
    return document.tasks[0], [one.due.date if one.due else None for one in own]


def answers(task: Task) -> dict[str, str]:
    return {party.name: party.role for party in task.responsible}


@pytest.mark.parametrize(
    ("closing", "date"),
    [
        ("完成时限：2024年12月底前。", "2024-12"),
        ("\n完成时间：2024年底", "2024"),
        ("时间节点：2024年6月30日。", "2024-06-30"),
        ("完成时限为2024年12月底。", "2024-12"),
        ("时间节点：2024年6月底前完成选址，12月底前开工。", "2024-12"),
        ("进度安排：2024年3月完成方案；2025年3月底前建成。", "2025-03"),
        ("时间安排：2024年3月—12月。", "2024-12"),
        ("办结时限：2024.09。", "2024-09"),
        ("完成时限：长期坚持。", None),
        ("完成时限：每年12月底前。", None),
    ],
)
def test_a_label_of_time_sets_the_date_of_all(closing: str, date: str | None) -> None:
    task, dates = read(closing)
    assert (task.due.date if task.due else None) == date
    assert dates == [date]


@pytest.mark.parametrize(
    "closing",
    [
        "牵头单位：省科技厅。配合单位：省财政厅、省教育厅。",
        "牵头单位：省科技厅；配合单位：省财政厅、省教育厅；完成时间：2024年底。",
        "\n牵头单位：省科技厅\n配合单位：省财政厅、省教育厅",
        "牵头单位：省科技厅  配合单位：省财政厅、省教育厅  完成时限：2024年底",
        "主责部门:省科技厅,协同部门:省财政厅、省教育厅.",
        "责任单位：省科技厅、省财政厅、省教育厅。完成时限：2024年底。",
        "完成时限：2024年底。责任单位：省科技厅、省财政厅、省教育厅。",
        "责任领导：王同志；落实单位：省科技厅、省财政厅、省教育厅。",
        "【责任单位：省科技厅、省财政厅、省教育厅】",
        "〔省科技厅牵头，省财政厅、省教育厅配合〕",
        "（牵头单位：省科技厅  配合单位：省财政厅、省教育厅）",
        "由省科技厅负责，省财政厅、省教育厅配合。",
        "省科技厅牵头，省财政厅、省教育厅配合，2024年12月底前完成。",
    ],
)
def test_who_answers_is_told_by_labels_in_whatever_order_and_punctuation(closing: str) -> None:
    task, _ = read(closing)
    assert answers(task) == {"省科技厅": "lead", "省财政厅": "support", "省教育厅": "support"}


def test_one_office_alone_may_lead_up_to_a_date() -> None:
    task, dates = read("省科技厅牵头，2024年12月底前完成。")
    assert (answers(task), dates) == ({"省科技厅": "lead"}, ["2024-12"])


def test_a_closing_note_in_brackets_is_no_part_of_a_name() -> None:
    task, _ = read("\n责任单位：省科技厅、省教育厅（按职责分工负责）")
    assert answers(task) == {"省科技厅": "lead", "省教育厅": "support"}


@pytest.mark.parametrize("sentence", ["明确各责任单位：定期通报进展。", "省科技厅牵头，建设枸杞检测站。"])
def test_words_of_a_sentence_are_no_label(sentence: str) -> None:
    document = reading(f"{BODY}{sentence}")
    assert len(document.commitments) == 2


def test_labels_below_a_clause_of_one_sentence_leave_it_a_clause() -> None:
    document = reading("一、重点任务\n1.建设枸杞实验室。责任单位：省科技厅。完成时限：2024年底。\n2.举办推介活动。")
    assert [node.heading for node in document.outline[1:]] == [None, None]
