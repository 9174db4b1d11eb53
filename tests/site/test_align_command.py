"""`dongxi align`: national against local, as JSON and as a workbook."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from dongxi.site.cli import app

EXAMPLES = Path(__file__).parents[2] / "examples" / "plans"
LOCAL = EXAMPLES / "tuning-2.txt"
SHEETS = ["对应关系", "国家任务尚无对应", "地方自有内容"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["align", *map(str, arguments)])


@pytest.fixture(scope="module")
def compared() -> dict[str, Any]:
    result = run("shipped", LOCAL)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CalamineWorkbook:
    out = tmp_path_factory.mktemp("align") / "对应.xlsx"
    result = run("shipped", LOCAL, "--format", "xlsx", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "已写入" in result.stderr
    return CalamineWorkbook.from_filelike(BytesIO(out.read_bytes()))


def test_every_national_commitment_is_listed_once_with_the_clauses_that_answer_it(compared: dict[str, Any]) -> None:
    assert compared["schema"] == "dongxi.alignment/1"
    assert len(compared["commitments"]) == len({one["id"] for one in compared["commitments"]}) == 104
    assert compared["national"]["wording"] == "paraphrase"
    assert compared["local"]["home"] == ["640000"]
    answered = {one["id"]: one["answers"] for one in compared["commitments"] if one["answers"]}
    assert any(one["title"] == "枸杞" for one in answered["2.5.1-1"])


def test_answers_come_best_first_with_scores_and_reasons(compared: dict[str, Any]) -> None:
    for one in compared["commitments"]:
        scores = [each["score"] for each in one["answers"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert all(each["reasons"]["contributions"] for each in one["answers"])


def test_answered_unanswered_and_elsewhere_part_the_national_commitments_between_them(compared: dict[str, Any]) -> None:
    answered = {one["id"] for one in compared["commitments"] if one["answers"]}
    elsewhere = {one["id"] for one in compared["commitments"] if one["elsewhere"]}
    unanswered = set(compared["unanswered"])
    assert answered | elsewhere | unanswered == {one["id"] for one in compared["commitments"]}
    assert len(answered) + len(elsewhere) + len(unanswered) == 104


def test_only_this_provinces_tasks_and_every_provinces_duties_are_answered(compared: dict[str, Any]) -> None:
    tasks = {one["task"] for one in compared["commitments"] if one["answers"]}
    assert {"2.5.1", "2.5.2", "2.5.3"} <= tasks
    assert all(task.startswith(("2.5.", "3.2", "3.3")) for task in tasks)


def test_rootless_clauses_answer_nothing(compared: dict[str, Any]) -> None:
    answering = {each["task"] for one in compared["commitments"] for each in one["answers"]}
    assert compared["rootless"]
    assert not answering & {one["task"] for one in compared["rootless"]}


def test_the_workbook_has_three_sheets_that_say_what_the_json_says(
    book: CalamineWorkbook, compared: dict[str, Any]
) -> None:
    assert book.sheet_names == SHEETS
    paired, unanswered, rootless = (book.get_sheet_by_name(name).to_python()[4:] for name in SHEETS)
    assert len(paired) == sum(len(one["answers"]) for one in compared["commitments"])
    assert len(unanswered) == len(compared["unanswered"])
    assert len(rootless) == len(compared["rootless"])
    assert paired[0][7] in ("很可能对应", "较可能对应", "须斟酌")
    assert 0 <= float(paired[0][8]) <= 1
    assert "宁夏回族自治区" in str(paired[0][9])


def test_a_workbook_without_a_name_is_named_after_the_local_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("shipped", LOCAL, "--format", "xlsx").exit_code == 0
    assert (tmp_path / "tuning-2-对应关系表.xlsx").stat().st_size > 0


def test_two_files_can_be_compared_without_the_shipped_facts() -> None:
    result = run(LOCAL, LOCAL)
    assert result.exit_code == 0
    compared = json.loads(result.stdout)
    assert compared["national"]["wording"] == "original"
    assert all(one["answers"][0]["score"] > 0.5 for one in compared["commitments"] if one["answers"])
    assert compared["rootless"] == []


@pytest.mark.parametrize("where", ["national", "local"])
def test_a_file_that_is_no_policy_is_refused_in_one_line(tmp_path: Path, where: str) -> None:
    broken = tmp_path / "空.txt"
    broken.write_bytes(b"")
    result = run(broken, LOCAL) if where == "national" else run("shipped", broken)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "空.txt" in result.stderr


def test_a_document_without_commitments_is_refused_with_what_to_do(tmp_path: Path) -> None:
    bare = tmp_path / "公告.txt"
    bare.write_text("关于召开座谈会的通知\n\n各有关单位：\n\n会议时间另行通知，请各单位知悉。\n", encoding="utf-8")
    result = run("shipped", bare)
    assert result.exit_code == 2
    assert "dongxi read" in result.stderr or "未能读取" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_neither_input_is_overwritten(tmp_path: Path) -> None:
    copy = tmp_path / "方案.txt"
    copy.write_bytes(LOCAL.read_bytes())
    for arguments in (("shipped", copy), (copy, LOCAL)):
        result = run(*arguments, "--out", copy)
        assert result.exit_code == 2
        assert copy.read_bytes() == LOCAL.read_bytes()


def test_a_missing_folder_is_told_before_any_work(tmp_path: Path) -> None:
    result = run("shipped", LOCAL, "--out", tmp_path / "没有" / "结果.json")
    assert result.exit_code == 2
    assert "不存在" in result.stderr
