"""A plan's text is set as it was printed: heading, title and issuers each in their own way."""

from __future__ import annotations

import pytest

from dongxi.apps.plans.models import Clause, Commitment
from dongxi.apps.plans.queries.marking import marked
from dongxi.apps.plans.queries.outlining import sections

TITLE = "某省“十四五”科技合作\n行动方案"
RUN_IN = "（一）总体目标。到2025年，共建创新载体达到80家。"
ISSUED = "科技部教育部工业和信息化部"
TEXT = f"{TITLE}\n一、总体要求\n{RUN_IN}\n{ISSUED}\n各部门落实科技部意见。\n"


def clause(code: str, level: int, number: str, heading: str) -> Clause:
    start = TEXT.index(number + heading) + len(number)
    return Clause(code=code, level=level, number=number, heading=heading, start=start, end=start + len(heading))


@pytest.fixture
def lines():
    clauses = [clause("1", 1, "一、", "总体要求"), clause("1.1", 2, "（一）", "总体目标")]
    return marked(
        text=TEXT,
        clauses=clauses,
        commitments=[],
        title=TITLE.replace("\n", ""),
        issuers=["科技部", "教育部", "工业和信息化部"],
    )


def words(line) -> str:
    return "".join(piece.text for piece in line.pieces)


def test_only_a_heading_that_stands_alone_is_set_as_one(lines):
    levels = {words(line): line.level for line in lines}
    assert levels["一、总体要求"] == 1
    assert levels[RUN_IN] == 0
    run_in = next(line for line in lines if words(line) == RUN_IN)
    assert [piece.text for piece in run_in.pieces if piece.heading] == ["总体目标"]
    assert run_in.anchors == ("1.1",)


def test_a_title_broken_over_lines_is_one_line(lines):
    assert (lines[0].role, words(lines[0])) == ("title", TITLE.replace("\n", ""))
    assert words(lines[1]) == "一、总体要求"


def test_a_text_that_opens_otherwise_keeps_its_lines():
    shown = marked(text=TEXT, clauses=[], commitments=[], title="另一份方案")
    assert [words(line) for line in shown][:2] == TITLE.split("\n")
    assert {line.role for line in shown} == {""}


def test_issuers_that_run_together_stand_apart_and_a_sentence_that_names_one_does_not(lines):
    (issuers,) = [line for line in lines if line.role == "issuers"]
    assert [piece.text for piece in issuers.pieces] == ["科技部", "教育部", "工业和信息化部"]
    assert words(lines[-1]) == "各部门落实科技部意见。"


def test_rows_of_a_table_are_cells_and_a_mark_stays_in_its_own():
    text = "附件\n序号\t任务\t牵头单位\n1\t组建联合体\t科技厅\n附注。"
    row = Commitment(pk=1, start=text.index("组建"), end=text.index("\t科技厅"))
    shown = marked(text=text, clauses=[], commitments=[row])
    assert [line.in_table() for line in shown] == [False, True, True, False]
    cells = shown[2].cells()
    assert [["".join(piece.text for piece in cell)] for cell in cells] == [["1"], ["组建联合体"], ["科技厅"]]
    assert [[piece.commitment for piece in cell] for cell in cells] == [[None], [row], [None]]


def test_the_date_below_the_issuers_stands_with_them_and_a_date_elsewhere_does_not():
    shown = marked(
        text="2023年6月12日\n科技部\n2023年6月12日\n一、要求", clauses=[], commitments=[], issuers=["科技部"]
    )
    assert [line.role for line in shown] == ["", "issuers", "date", ""]


def test_a_row_of_a_table_goes_in_the_outline_by_its_own_name():
    text = "1\t组建枸杞精深加工创新联合体\t自治区科技厅\t宁夏大学、江南大学"
    row = Clause(code="4.1", level=1, number="1", heading="", start=0, end=len(text))
    (section,) = sections(clauses=[row], tasks=[], text=text)
    assert section.opening == "组建枸杞精深加工创新联合体"
