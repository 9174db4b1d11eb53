"""`dongxi score`: any table and a framework in, ranks with intervals and what drives them out."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from dongxi.site.cli import app
from tests.site.page_read import Page

EXAMPLE = Path(__file__).parents[2] / "examples" / "framework.toml"
FRAMEWORK = """
title = "县区落实 <示例>"
note = "示例权重，非官方。"
missing = "reported"
[columns]
unit = "单位"
[[criterion]]
name = "完成率"
measure = "%"
weight = 70
direction = "higher"
scoring = { method = "linear", floor = 0, target = 100 }
[[criterion]]
name = "评议"
weight = 30
scoring = { method = "grade", table = { "优" = 100, "良" = 60 } }
"""
ROWS = "单位,完成率（%）,评议\n甲,90,优\n乙,80,良\n丙,,良\n=丁,85,不适用\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["score", *map(str, arguments)])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    table, framework = tmp_path / "t.csv", tmp_path / "f.toml"
    table.write_text(ROWS, encoding="utf-8")
    framework.write_text(FRAMEWORK, encoding="utf-8")
    return table, framework


def test_the_shipped_example_prints_ranks_with_intervals_and_what_drives_them():
    result = run("shipped", "--framework", EXAMPLE, "--period", 2023)
    assert result.exit_code == 0, result.stderr
    assert "示例权重，非官方" in result.stdout
    assert re.search(r"3 +重庆 +68\.25 +2—4 +第二档 +100% +吸纳技术强度 −10\.7 +R&D经费投入强度 \+11\.1", result.stdout)
    assert "…" not in result.stdout


def test_what_was_not_reported_is_said_and_is_no_zero(files):
    result = run(files[0], "--framework", files[1])
    assert "丙　未报：完成率。" in result.stdout
    assert "=丁　不适用：评议。" in result.stdout
    assert re.search(r"丙 +60\.00 ", result.stdout)


def test_json_is_the_documented_contract(files, tmp_path):
    out = tmp_path / "o.json"
    result = run(files[0], "--framework", files[1], "--out", out)
    assert result.exit_code == 0, result.stderr
    found = json.loads(out.read_bytes())
    assert found["schema"] == "dongxi.score/1"
    documented = (Path(__file__).parents[2] / "docs" / "reference" / "framework.md").read_text(encoding="utf-8")
    unit = found["units"][0]
    for key in (*found, *found["indicators"][0], *found["intervals"], *unit, *unit["indicators"][0]):
        assert f'"{key}"' in documented, key
    third = next(each for each in found["units"] if each["unit"] == "丙")
    assert third["indicators"][0] == {
        "name": "完成率", "state": "not_reported", "value": None, "points": None, "weight": 0, "lost": None,
        "doubt": None,
    }  # fmt: skip
    assert third["coverage"] == pytest.approx(0.3)
    assert sum(each["weight"] for each in found["indicators"]) == pytest.approx(1)


def test_the_same_input_gives_the_same_file(files, tmp_path):
    for name in ("a.json", "b.json"):
        run(files[0], "--framework", files[1], "--out", tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_workbook_answers_three_questions_and_prints(files, tmp_path):
    out = tmp_path / "o.xlsx"
    assert run(files[0], "--framework", files[1], "--out", out).exit_code == 0
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["名次", "指标得分", "方法与说明"]
    cells = [row[:6] for row in book.get_sheet_by_name("指标得分").to_python()]
    assert ["丙", "完成率", "", "%", "未报", ""] in cells
    with zipfile.ZipFile(out) as package:
        sheets = [package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)]
    for sheet in sheets:
        assert re.search(r'<pane [^>]*topLeftCell="[A-Z]4"[^>]*state="frozen"', sheet)
        assert "<autoFilter ref=" in sheet
        assert re.search(r'<pageSetup paperSize="9"[^>]*orientation="landscape"', sheet)
        assert "<f>" not in sheet


def test_the_page_needs_nothing_else_and_escapes_what_people_wrote(files, tmp_path):
    out = tmp_path / "o.html"
    assert run(files[0], "--framework", files[1], "--out", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    names = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert not [attributes for _, attributes in page.tags if {"src", "href", "onload", "style"} & set(attributes)]
    assert "县区落实 &lt;示例&gt;" in text
    assert ("html", {"lang": "zh-CN"}) in page.tags
    assert names.count("caption") == names.count("table") == 3
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    assert '<td class="number absent">未报</td>' in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table, framework: framework.write_text(FRAMEWORK.replace("70", "60"), "utf-8"), "合计 90，应为 100"),
        (lambda table, framework: table.write_text(ROWS.replace("评议", "评义"), "utf-8"), "是否指“评义”"),
        (lambda table, framework: table.write_text(ROWS.replace("优", "忧"), "utf-8"), "第 2 行的“评议”：等次“忧”不在"),
        (lambda table, framework: table.unlink(), "没有这个文件"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line(files, change, told):
    change(*files)
    result = run(files[0], "--framework", files[1])
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_suffix_nobody_knows_or_an_input_as_result_is_refused(files, tmp_path):
    assert "后缀" in run(files[0], "--framework", files[1], "--out", tmp_path / "o.pdf").stderr
    copy = files[1].rename(tmp_path / "f.json")
    assert "正是要读的文件" in run(files[0], "--framework", copy, "--out", copy).stderr


def test_places_that_move_least_are_not_called_firm_and_other_methods_are_named():
    said = run("shipped", "--framework", EXAMPLE, "--period", "2023").stdout
    assert "名次变化最小的（十次中至少九次不变）：广西、陕西、青海" in said
    assert "换一种计分方法，名次可能与此不同" in said
    assert "稳定" not in said


def test_shipped_figures_in_doubt_are_marked_in_the_row_and_told_below_the_table():
    said = run("shipped", "--framework", EXAMPLE, "--period", "2021").stdout
    assert re.search(r"广西 +\d+\.\d+ +\d+—\d+ 存疑", said)
    assert len(re.findall(r"—\d+ 存疑", said)) == 1
    assert "广西　存疑：吸纳技术强度、输出技术强度。" in said
    assert "数值存疑：广西（吸纳技术强度、输出技术强度）" in said


def test_files_tell_which_figures_are_in_doubt_and_in_which_words(files, tmp_path):
    files[0].write_text(
        "单位,完成率（%）,评议,标记\n甲,90,优,完成率\n乙,80,良,口径<待核>\n丙,70,良,\n", encoding="utf-8"
    )
    for form in ("json", "xlsx", "html"):
        result = run(files[0], "--framework", files[1], "--out", tmp_path / f"o.{form}")
        assert result.exit_code == 0, result.stderr
    units = {one["unit"]: one for one in json.loads((tmp_path / "o.json").read_bytes())["units"]}
    assert [units[unit]["doubtful"] for unit in ("甲", "乙", "丙")] == [["完成率"], ["完成率", "评议"], []]
    assert [cell["doubt"] for cell in units["甲"]["indicators"]] == ["存疑", None]
    assert [cell["doubt"] for cell in units["乙"]["indicators"]] == ["口径<待核>"] * 2
    book = CalamineWorkbook.from_path(str(tmp_path / "o.xlsx"))
    remarks = {row[1]: row[9] for row in book.get_sheet_by_name("名次").to_python() if len(row) > 9}
    assert remarks["甲"] == "存疑：完成率"
    assert remarks["乙"] == "存疑：完成率（口径<待核>）、评议（口径<待核>）"
    states = [(row[0], row[1], row[4]) for row in book.get_sheet_by_name("指标得分").to_python()]
    assert ("甲", "完成率", "存疑") in states
    assert ("甲", "评议", "已报") in states
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    assert "完成率（口径&lt;待核&gt;）" in page
    assert page.count("<small>存疑</small>") == 2
