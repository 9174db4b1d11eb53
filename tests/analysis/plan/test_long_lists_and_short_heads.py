"""Clauses that count past 99, and documents whose title no 通知 and no number closes."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text


def listed(first: int, last: int, shape: str) -> PlanDocument:
    lines = [shape.format(number) + f"举办第{number}场成果推介会。" for number in range(first, last + 1)]
    return read_text("青海省科技协作工作要点\n" + "\n".join(lines))


@pytest.mark.parametrize("shape", ["{}.", "{}．", "{}、", "（{}）"])
def test_clauses_count_on_past_ninety_nine(shape: str) -> None:
    document = listed(1, 121, shape)
    assert [node.number for node in document.outline] == [shape.format(number) for number in range(1, 122)]
    assert len(document.tasks) == 121
    assert not {doubt.code for doubt in document.warnings} & {"number_skips", "number_restarts", "number_starts_late"}


def test_chinese_numbers_count_on_past_ninety_nine() -> None:
    numerals = ["九十九、", "一百、", "一百零一、", "一百一十、", "一百二十三、"]
    text = "\n".join(f"{each}举办一场推介会。" for each in numerals)
    assert [node.number for node in read_text("青海省科技协作工作要点\n" + text).outline] == numerals


@pytest.mark.parametrize(
    "line", ["120．家企业参加推介会。", "300、人次参加培训。", "2025. 举办推介会。", "2025、2026年举办推介会。"]
)
def test_a_figure_that_opens_a_line_is_no_clause(line: str) -> None:
    document = read_text(f"青海省科技协作工作要点\n1．举办推介会。\n2．举办培训班。\n{line}")
    assert [node.number for node in document.outline] == ["1．", "2．"]


@pytest.mark.parametrize("below", ["2023年7月1日\n第一条 每年举办推介会。", "第一条 每年举办推介会。"])
def test_the_office_below_a_title_issues_the_document(below: str) -> None:
    document = read_text(f"贵州省科技协作工作条款\n贵州省科学技术厅\n{below}\n第二条 每年举办培训班。")
    assert (document.title, document.issuers) == ("贵州省科技协作工作条款", ("贵州省科学技术厅",))


def test_an_office_above_its_subject_is_part_of_the_title() -> None:
    document = read_text("贵州省科学技术厅\n关于开展科技协作的意见\n2023年7月1日\n一、每年举办推介会。")
    assert document.title == "贵州省科学技术厅关于开展科技协作的意见"


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("省科技厅、省教育厅联合建立科技协作会商机制。", [("科技协作会商机制", "建立")]),
        ("支持海东市建立“飞地园区”、设立分园区。", [("飞地园区", "建立"), ("分园区", "设立")]),
        ("省科技厅、省教育厅联合建设高原医学实验室。", [("高原医学实验室", "联合建设")]),
    ],
)
def test_a_thing_made_has_no_piece_of_its_verb(clause: str, names: list[tuple[str, str]]) -> None:
    document = read_text("青海省科技协作工作要点\n一、平台建设\n1．" + clause)
    made = [(one.name, one.cue) for task in document.tasks for one in task.deliverables]
    assert made == names
