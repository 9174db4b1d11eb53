"""Tables pasted as text: rows parted by tabs or wide gaps are no clauses, and are told."""

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
def test_rows_of_a_table_are_no_clauses_and_no_commitments(gap: str, heads: list[str], rows: list[list[str]]) -> None:
    printed = "\n".join(gap.join(row) for row in [heads, *rows])
    document = read_text(f"{HEAD}任务分工表\n{printed}{BELOW}")
    assert [node.number for node in document.outline] == ["一、", "二、", "（一）"]
    assert [one.text for one in document.commitments] == ["每年选派30名教师赴宁波进修", "省科技厅建立台账"]
    assert table(document) == ["\n".join(["任务分工表", *("".join(row) for row in [heads, *rows])])]


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


@pytest.mark.parametrize("opening", ["附件1：", "附件\n", "附件"])
def test_a_table_that_is_an_annex_leaves_the_annex_its_title(opening: str) -> None:
    document = read_text(f"{HEAD}{opening}任务分工表\n序号\t任务\t牵头单位\n1\t组建联盟\t省科技厅")
    assert len(table(document)) == 1
    assert "任务分工表" not in table(document)[0]
    assert [one.text for one in document.commitments] == ["每年选派30名教师赴宁波进修"]
