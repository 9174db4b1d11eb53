"""Tables of tasks in Word documents: every row a task with who answers and by when, each exactly where it stands."""

import io
from typing import Any

import docx
import pytest

from dongxi.analysis.plan import PlanDocument, Task, read

HEADS = ["序号", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "共建平台", "与宁波大学共建辣椒加工联合实验室", "省科技厅", "省教育厅、省财政厅", "2024年12月底前"],
    ["2", "人才互派", "每年选派20名农技人员赴宁波跟班学习", "省委组织部", "省科技厅", "2025年6月"],
    ["3", "成果转化", "黔甬技术交易分市场建设", "省市场监管局", "", "持续推进"],
]
TITLE = "贵州省科技协作任务分工方案"


def made(*parts: str | list[list[str]], below: tuple[tuple[int, int, int], ...] = ()) -> PlanDocument:
    """A document of paragraphs and tables; `below`: cells of a table merged downwards (column, first row, last row)."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[0]))
        for row, cells in zip(table.rows, part, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
        for column, first, last in below:
            table.cell(first, column).merge(table.cell(last, column))
    held = io.BytesIO()
    document.save(held)
    return true(read(held.getvalue()))


def true(document: PlanDocument) -> PlanDocument:
    """`document`, each item of which stands where it says."""
    for one in document.commitments:
        assert document.text[slice(*one.span)] == one.text
        assert all(document.text[slice(*thing.span)] == thing.name for thing in one.deliverables)
    for task in document.tasks:
        assert all(document.text[slice(*each.span)] == each.name for each in task.responsible)
    return document


def told(document: PlanDocument, task: Task) -> dict[str, Any]:
    own = [one for one in document.commitments if one.task == task.id]
    return {
        "asks": [one.text for one in own],
        "due": [one.due.date if one.due else None for one in own],
        "lead": [one.name for one in task.responsible if one.role == "lead"],
        "support": [one.name for one in task.responsible if one.role == "support"],
    }


def test_each_row_is_a_task_with_who_answers_and_by_when() -> None:
    document = made("一、重点任务分工", [HEADS, *ROWS])
    assert [(task.title, task.kind) for task in document.tasks] == [(row[1], "task") for row in ROWS]
    assert [told(document, task) for task in document.tasks] == [
        {"asks": [ROWS[0][2]], "due": ["2024-12"], "lead": ["省科技厅"], "support": ["省教育厅", "省财政厅"]},
        {"asks": [ROWS[1][2]], "due": ["2025-06"], "lead": ["省委组织部"], "support": ["省科技厅"]},
        {"asks": [ROWS[2][2]], "due": [None], "lead": ["省市场监管局"], "support": []},
    ]
    assert {party.cue for task in document.tasks for party in task.responsible} == {"牵头单位", "配合单位"}
    assert not {doubt.code for doubt in document.warnings} & {"no_tasks", "table_as_text"}


def test_rows_of_an_annex_stand_below_it() -> None:
    document = made("一、工作要求", "省科技厅每年组织评估。", "附件：重点任务分工表", [HEADS, *ROWS])
    assert [node.heading for node in document.outline] == ["工作要求", "重点任务分工表", *(row[1] for row in ROWS)]
    assert [node.parent for node in document.outline][2:] == ["2"] * 3


@pytest.mark.parametrize(
    ("heads", "lead", "support"),
    [
        (["任务名称", "工作内容", "责任单位", "时间节点"], ["省科技厅"], ["省财政厅"]),
        (["工作任务", "主要内容", "牵头（责任）单位", "时间进度"], ["省科技厅", "省财政厅"], []),
        (["任务", "具体任务", "责任单位（第一个为牵头单位）", "完 成 时 间"], ["省科技厅"], ["省财政厅"]),
        (["重点工作", "工作措施", "配合部门", "完成期限"], [], ["省科技厅", "省财政厅"]),
    ],
)
def test_columns_go_by_many_names(heads: list[str], lead: list[str], support: list[str]) -> None:
    row = ["搭建平台", "与宁波大学共建联合实验室", "省科技厅、省财政厅", "2024年6月底前"]
    document = made("一、任务分工", [heads, row, row])
    first = told(document, document.tasks[0])
    assert (first["asks"], first["due"]) == ([row[1]], ["2024-06"])
    assert (first["lead"], first["support"]) == (lead, support)


def test_a_task_merged_over_several_measures_is_one_task() -> None:
    rows = [
        ["1", "共建平台", "与宁波大学共建联合实验室", "省科技厅", "", "2024年6月"],
        ["", "", "组建辣椒产业联盟", "省农业农村厅", "", "2025年6月"],
        ["2", "人才互派", "选派20名农技人员赴宁波学习", "省委组织部", "", "2025年"],
    ]
    document = made("一、任务分工", [HEADS, *rows], below=((0, 1, 2), (1, 1, 2)))
    assert [task.title for task in document.tasks] == ["共建平台", "人才互派"]
    assert told(document, document.tasks[0]) == {
        "asks": ["与宁波大学共建联合实验室", "组建辣椒产业联盟"],
        "due": ["2024-06", "2025-06"],
        "lead": ["省科技厅", "省农业农村厅"],
        "support": [],
    }


def test_who_answers_for_merged_rows_answers_for_each_and_is_named_once() -> None:
    rows = [[*row[:3], "省科技厅" * (row is ROWS[0]), "", "2025年" * (row is ROWS[0])] for row in ROWS]
    document = made("一、任务分工", [HEADS, *rows], below=((3, 1, 3), (5, 1, 3)))
    assert [told(document, task)["lead"] for task in document.tasks] == [["省科技厅"]] * 3
    assert [told(document, task)["due"] for task in document.tasks] == [["2025"]] * 3


def test_heads_repeated_on_the_next_page_and_rows_that_head_a_group_are_no_tasks() -> None:
    group = ["一、平台", "", "", "", "", ""]
    document = made("一、任务分工", [HEADS, group, ROWS[0], HEADS, *ROWS[1:]])
    assert [task.title for task in document.tasks] == [row[1] for row in ROWS]


def test_the_lines_of_a_cell_are_measures_without_their_numbers() -> None:
    row = ["1", "共建平台", "1．与宁波大学共建联合实验室；\n2．组建辣椒产业联盟。", "省科技厅", "", "2025年"]
    document = made("一、任务分工", [HEADS, row, ROWS[1]])
    assert told(document, document.tasks[0])["asks"] == ["与宁波大学共建联合实验室", "组建辣椒产业联盟"]


CLAUSES = ("一、重点任务", "（一）共建平台。与宁波大学共建辣椒加工联合实验室。", "（二）人才互派。选派教师赴宁波进修。")


def test_a_row_that_names_a_clause_tells_more_of_it_and_doubles_nothing() -> None:
    document = made(*CLAUSES, "附件：重点任务分工表", [HEADS, *ROWS])
    assert [task.title for task in document.tasks] == ["共建平台", "人才互派", "成果转化"]
    first, second, _ = (told(document, task) for task in document.tasks)
    assert first["asks"] == ["与宁波大学共建辣椒加工联合实验室"]
    assert (first["lead"], first["support"]) == (["省科技厅"], ["省教育厅", "省财政厅"])
    assert document.tasks[0].due is not None
    assert document.tasks[0].due.date == "2024-12"
    assert second["asks"] == ["选派教师赴宁波进修", ROWS[1][2]]
    assert second["due"][1] == "2025-06"


def test_rows_that_only_name_tasks_otherwise_than_the_clauses_are_told() -> None:
    rows = [["序号", "任务", "牵头单位"], ["1", "共建平台", "省科技厅"], ["2", "师资能力", "省教育厅"]]
    document = made(*CLAUSES, "附件：重点任务分工表", rows)
    assert [task.title for task in document.tasks] == ["共建平台", "人才互派"]
    assert [(doubt.code, "1 行" in doubt.message) for doubt in document.warnings if "table" in doubt.code] == [
        ("table_as_text", True)
    ]


def test_another_table_is_kept_as_text_and_told_where() -> None:
    rows = [["类别", "数量", "经费"], ["联合实验室", "20", "300"], ["产业联盟", "6", "90"]]
    document = made(*CLAUSES, "附件：数量表", rows)
    (doubt,) = [doubt for doubt in document.warnings if doubt.code == "table_as_text"]
    assert document.text[slice(*doubt.span)] == "\n".join("\t".join(row) for row in rows)
    assert len(document.tasks) == 2


def test_a_table_that_only_frames_its_text_is_read_as_text() -> None:
    document = made(
        [["一、重点任务"], ["（一）共建平台。与宁波大学共建辣椒加工联合实验室。"], ["（二）选派教师进修。"]]
    )
    assert [node.number for node in document.outline] == ["一、", "（一）", "（二）"]
