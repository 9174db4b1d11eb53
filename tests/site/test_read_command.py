"""`dongxi read` as an officer runs it: real files in, real files out."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from dongxi.analysis.plan import PlanDocument
from dongxi.site.cli import app

TEXT = """甲省东西部科技合作实施方案
为加强合作，制定本方案。
一、重点任务
（一）平台联建。支持宁夏大学联合浙江大学共建联合实验室，2025年底前建成中试平台。（省科技厅牵头，省财政厅配合）
（二）人才交流。互派干部挂职，=1+1 不是公式。
"""
PARTS_WITH_THE_COUNT = {"xlsx": ["xl/sharedStrings.xml"], "docx": ["word/document.xml"]}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "方案.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def run(*arguments: object):
    return CliRunner().invoke(app, ["read", *map(str, arguments)])


def test_the_tree_shows_the_outline_and_each_commitment(plan: Path) -> None:
    result = run(plan)
    assert result.exit_code == 0
    for words in ("甲省东西部科技合作实施方案", "（一）平台联建", "联合实验室", "宁夏大学 ↔ 浙江大学", "2025年"):
        assert words in result.output


def test_a_commitment_is_called_by_its_one_name_wherever_it_is_counted(plan: Path, tmp_path: Path) -> None:
    said = [run(plan).output]
    for form in ("xlsx", "docx"):
        out = tmp_path / f"表.{form}"
        said.append(run(plan, "--format", form, "--out", out).stderr)
        said += [zipfile.ZipFile(out).read(part).decode() for part in PARTS_WITH_THE_COUNT[form]]
    assert all("任务承诺" in words and "举措" not in words for words in said)


def test_json_is_the_contract_and_reads_back(plan: Path) -> None:
    result = run(plan, "--format", "json")
    tree = json.loads(result.stdout)
    assert tree["schema"] == "dongxi.plan/1"
    assert PlanDocument.from_json(tree).tasks[0].title == "平台联建"


def test_the_workbook_is_a_table_ready_to_print(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    assert run(plan, "--format", "xlsx", "--out", out).exit_code == 0
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "甲省东西部科技合作实施方案任务分解表"
    assert "进展情况" in rows[2]
    assert "佐证材料" in rows[2]
    assert rows[3][1:5] == ["一（一）", "平台联建", "牵头：省科技厅\n配合：省财政厅", "浙江大学"]
    assert [row[-2:] for row in rows[3:]] == [["", ""]] * (len(rows) - 3)
    sheet = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    for set_up in ('orientation="landscape"', 'paperSize="9"', "<autoFilter", 'state="frozen"', 'fitToHeight="0"'):
        assert set_up in sheet
    assert "<f>" not in sheet


def test_the_workbook_gives_a_row_the_date_of_its_own_words_and_no_goals(tmp_path: Path) -> None:
    file, out = tmp_path / "目标.txt", tmp_path / "表.xlsx"
    body = "2023年6月底前选派科技人员赴上海挂职。组织实施重大研发项目，力争2024年前突破2项以上技术。"
    file.write_text(f"甲省实施方案\n一、重点任务\n（一）平台联建。{body}\n", encoding="utf-8")
    assert run(file, "--format", "xlsx", "--out", out).exit_code == 0
    table = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    told = json.loads(run(file, "--format", "json").stdout)["commitments"]
    assert [row[7] for row in table[3:]] == ["2023年6月", ""]
    assert [each["due"] and each["due"]["date"] for each in told] == ["2023-06", None]


def test_the_word_table_is_landscape_with_a_repeated_head_and_chinese_fonts(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "表.docx"
    assert run(plan, "--format", "docx", "--out", out).exit_code == 0
    made = docx.Document(io.BytesIO(out.read_bytes()))
    section, table = made.sections[0], made.tables[0]
    assert section.page_width > section.page_height
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.cell(1, 2).text == "平台联建"
    fonts = table.cell(1, 2).paragraphs[0].runs[0]._r.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"


@pytest.mark.parametrize(
    ("title", "called"),
    [
        (
            "甲省科学技术厅关于印发《甲省东西部科技合作方案（2023—2025年）》的通知",
            "甲省东西部科技合作方案（2023—2025年）",
        ),
        ("甲省东西部科技合作方案", "甲省东西部科技合作方案"),
    ],
)
def test_a_table_is_called_after_the_plan_not_after_the_notice_or_an_annex(plan: Path, title: str, called: str) -> None:
    words = (
        TEXT.replace("甲省东西部科技合作实施方案", title) + "附件：重点项目表\n\n附件\n重点项目表\n1.建设联合实验室\n"
    )
    plan.write_text(words, encoding="utf-8")
    out = plan.parent / "表.docx"
    assert run(plan, "--format", "docx", "--out", out).exit_code == 0
    assert docx.Document(io.BytesIO(out.read_bytes())).paragraphs[0].text == f"{called}任务分解表"


def test_a_workbook_without_a_path_is_named_after_the_file(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(plan, "--format", "xlsx").exit_code == 0
    assert (tmp_path / "方案-任务分解表.xlsx").exists()


def test_the_file_that_is_read_is_never_written_over(plan: Path) -> None:
    result = run(plan, "--format", "json", "--out", plan)
    assert result.exit_code == 2
    assert plan.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("target", ["没有的文件夹/表.json", "."])
def test_a_place_that_cannot_be_written_is_refused_in_one_line(plan: Path, tmp_path: Path, target: str) -> None:
    result = run(plan, "--format", "json", "--out", tmp_path / target)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("given", "called"), [(".", "“.”"), ("文件夹", "“文件夹”")])
def test_a_folder_is_said_to_be_one_and_what_to_name_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, called: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "文件夹").mkdir()
    result = run(given)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    for words in (called, "这是文件夹", "请写明其中的一份文件"):
        assert words in result.stderr


def test_a_file_of_one_character_is_too_short_not_foreign(tmp_path: Path) -> None:
    file = tmp_path / "来文.txt"
    file.write_text("一", encoding="utf-8")
    result = run(file)
    assert result.exit_code == 2
    assert "文字太短" in result.stderr
    assert "中文" not in result.stderr


@pytest.mark.parametrize("content", [b"", b"The quick brown fox. " * 30, b"%PDF-1.7\n", b"PK\x03\x04 cut short"])
def test_what_is_no_policy_document_is_one_line_and_exit_code_two(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "来文"
    file.write_bytes(content)
    result = run(file)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "来文" in result.stderr
    assert result.stdout == ""
