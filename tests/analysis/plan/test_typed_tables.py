"""Tables pasted as text: rows parted by tabs or wide gaps are tasks where columns say so, else text that is told."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

HEAD = "贵州省科技协作行动方案\n一、人才协作\n每年选派30名教师赴宁波进修。\n"
BELOW = "\n二、保障措施\n（一）省科技厅建立台账。"


def table(document: PlanDocument) -> list[str]:
    return [document.text[slice(*doubt.span)] for doubt in document.warnings if doubt.code == "table_as_text"]


@pytest.mark.parametrize("gap", ["\t", "    ", "　　", "\t\t"])
@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        (["序号", "任务", "牵头单位"], [["1", "组建辣椒产业联盟", "省科技厅"], ["2", "举办推介活动", "省商务厅"]]),
        (["任务", "责任单位", "完成时限"], [["组建辣椒产业联盟", "省科技厅", "2024年6月"]]),
    ],
)
def test_rows_of_a_typed_table_of_tasks_are_tasks(gap: str, heads: list[str], rows: list[list[str]]) -> None:
    printed = "\n".join(gap.join(row) for row in [heads, *rows])
    document = read_text(f"{HEAD}任务分工表\n{printed}{BELOW}")
    assert table(document) == []
    own = [task for task in document.tasks if "\t" in document.text[slice(*task.span)]]
    assert [task.title for task in own] == [row[heads.index("任务")] for row in rows]
    assert [one.text for one in document.commitments if one.task in {task.id for task in own}] == [
        row[heads.index("任务")] for row in rows
    ]
    assert [(one.name, one.role) for task in own for one in task.responsible] == [
        (row[heads.index("任务") + 1], "lead") for row in rows
    ]
    assert [one.text for one in document.commitments][-1] == "省科技厅建立台账"


@pytest.mark.parametrize("gap", ["\t", "    "])
def test_a_table_of_figures_is_kept_as_text_and_told(gap: str) -> None:
    rows = [["序号", "类别", "数量"], ["1", "联合实验室", "20"], ["2", "产业联盟", "6"]]
    printed = "\n".join(gap.join(row) for row in rows)
    document = read_text(f"{HEAD}数量表\n{printed}{BELOW}")
    assert table(document) == ["\n".join(["数量表", *("\t".join(row) for row in rows)])]
    assert [one.text for one in document.commitments] == ["每年选派30名教师赴宁波进修", "省科技厅建立台账"]


@pytest.mark.parametrize(
    "lines",
    [
        "1．组建辣椒产业联盟。\t\t由省科技厅负责。",
        "1．组建  辣椒  产业联盟。\n2．举办  推介  活动。",
        "省科技厅\t省财政厅\t省教育厅\n省商务厅\t省民政厅\t省水利厅",
    ],
)
def test_lines_that_merely_hold_gaps_are_no_table(lines: str) -> None:
    assert table(read_text(HEAD + lines + BELOW)) == []


@pytest.mark.parametrize("opening", ["附件1：", "附件\n"])
def test_a_table_that_is_an_annex_leaves_the_annex_its_title(opening: str) -> None:
    document = read_text(f"{HEAD}{opening}任务分工表\n序号\t任务\t牵头单位\n1\t组建联盟\t省科技厅")
    assert [node.heading for node in document.outline if "附件" in node.number] == ["任务分工表"]
    assert [one.text for one in document.commitments] == ["每年选派30名教师赴宁波进修", "组建联盟"]
