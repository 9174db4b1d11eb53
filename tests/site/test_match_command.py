"""`dongxi match`: two tables in, ranked offers with reasons out; bad rows apart, and on after a kill."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from dongxi.site.cli import app
from dongxi.site.cli.journal import Journal
from dongxi.site.exports.matches import HEADS

EXAMPLES = Path(__file__).parents[2] / "examples"
NEEDS, OFFERS = EXAMPLES / "needs.xlsx", EXAMPLES / "offers.xlsx"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["match", *map(str, arguments)])


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def sheet(tmp_path: Path):
    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_each_need_gets_its_best_offers_with_rank_score_and_reasons() -> None:
    result = run(NEEDS, OFFERS, "--top", 3)
    assert result.exit_code == 0, result.stderr
    found = rows(result.stdout_bytes)
    assert list(found[0])[:7] == list(HEADS)
    assert [row["rank"] for row in found[:4]] == ["1", "2", "3", "1"]
    best = {row["need_id"]: row["offer_id"] for row in found if row["rank"] == "1"}
    assert best["N-01"] == "F-01"
    assert "盐湖" in found[0]["need_title"]
    assert all(row["reasons"] for row in found)


def test_a_title_that_nobody_calculated_is_no_title(tmp_path: Path, sheet) -> None:
    needs = tmp_path / "needs.xlsx"
    with xlsxwriter.Workbook(needs) as book:
        page = book.add_worksheet()
        for line, row in enumerate([("id", "标题", "备查"), ("N-1", "盐湖提锂", ""), ("N-2", "", ""), ("N-3", "", "")]):
            page.write_row(line, 0, row)
        page.write_formula("C2", "=1+1", value="")
        page.write_formula("B3", "=B2&A3", value="")
        page.write_formula("B4", "=Z9", value="#REF!")
    result = run(needs, sheet("offers.csv", "id,title\nF-1,铝系吸附剂盐湖提锂\n"))
    assert result.exit_code == 0, result.stderr
    assert {row["need_id"] for row in rows(result.stdout_bytes)} == {"N-1"}
    for said in (
        "“标题”是没有算出来的公式（=B2&A3）",
        "“标题”是没有算出来的公式（#REF!）",
        "请在电子表格软件中算好后另存",
    ):
        assert said in result.stderr


def test_columns_nobody_asked_for_are_kept_on_both_sides() -> None:
    found = rows(run(NEEDS, OFFERS, "--top", 1).stdout_bytes)
    assert "锂回收率" in found[0]["need.figures"]
    assert "offer.figures" in found[0]


def test_every_format_holds_the_same_matches(tmp_path: Path) -> None:
    for form in ("csv", "jsonl", "xlsx"):
        result = run(NEEDS, OFFERS, "--top", 2, "--out", tmp_path / f"m.{form}")
        assert result.exit_code == 0, result.stderr
    as_csv = [(row["need_id"], row["offer_id"]) for row in rows((tmp_path / "m.csv").read_bytes())]
    lines = [json.loads(line) for line in (tmp_path / "m.jsonl").read_text("utf-8").splitlines()]
    sheet = CalamineWorkbook.from_path(tmp_path / "m.xlsx").get_sheet_by_index(0).to_python()
    assert [(row["need_id"], row["offer_id"]) for row in lines] == as_csv
    assert [(line[0], line[1]) for line in sheet[1:]] == as_csv
    assert sheet[0][:4] == ["需求编号", "供给编号", "名次", "得分"]
    assert not list(tmp_path.glob("*.part"))


def test_a_row_that_cannot_be_taken_is_told_and_kept_with_its_reason_and_the_rest_goes_on(sheet, tmp_path) -> None:
    needs = sheet(
        "n.csv", "编号,标题,技术就绪度,地区\n1,盐湖提锂,6,青海\n1,重复的,,\n2,牦牛繁育,十,\n3,红景天,,清海\n4,锂,,\n"
    )
    result = run(needs, OFFERS, "--out", tmp_path / "out.csv")
    assert result.exit_code == 0, result.stderr
    assert {row["need_id"] for row in rows((tmp_path / "out.csv").read_bytes())} == {"1", "4"}
    told = rows((tmp_path / "out-退回.csv").read_bytes())
    assert [row["行"] for row in told] == ["3", "4", "5"]
    assert "重复" in told[0]["退回原因"]
    assert "1 至 9" in told[1]["退回原因"]
    assert "青海" in told[2]["退回原因"]
    assert "3 行未取" in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_any_usual_encoding(sheet, encoding: str) -> None:
    needs = sheet("n.csv", "id,title\n甲,盐湖提锂\n", encoding)
    result = run(needs, OFFERS, "--top", 1)
    assert result.exit_code == 0, result.stderr
    assert rows(result.stdout_bytes)[0]["need_id"] == "甲"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "空的"),
        ("id,titel\n1,x\n", "title"),
        ("id,title\n", "没有一行内容"),
        ("id,title\n1,……\n", "没有可读的文字"),
        ("id,title\n1,甲,乙\n", "第 2 行"),
        ("id,title,title\n1,甲,乙\n", "出现了两次"),
        (f"id,title\n1,{'长' * 140_000}\n", "有一格超过"),
    ],
)
def test_what_is_no_table_of_needs_is_refused_in_one_line(sheet, content: str, said: str) -> None:
    result = run(sheet("n.csv", content), OFFERS)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_broken_workbook_and_a_missing_file_are_refused(sheet, tmp_path: Path) -> None:
    broken = tmp_path / "n.xlsx"
    broken.write_bytes(NEEDS.read_bytes()[:900])
    assert "打不开" in run(broken, OFFERS).stderr
    assert "没有这个文件" in run(tmp_path / "none.csv", OFFERS).stderr


def test_traditional_characters_and_a_very_long_text_are_matched_like_others(sheet) -> None:
    long = "盐湖卤水提锂，" * 15_000
    needs = sheet(
        "n.csv", f"id,title,text\n繁,鹽湖鹵水提鋰吸附劑,\n长,提锂,{long}\n混,Salt lake 提锂 ｌｉｔｈｉｕｍ,\n一,锂,\n"
    )
    result = run(needs, OFFERS, "--top", 3)
    assert result.exit_code == 0, result.stderr
    found = rows(result.stdout_bytes)
    for need in ("繁", "长", "混"):
        assert "F-01" in [row["offer_id"] for row in found if row["need_id"] == need]


def graded(best: dict[str, str], needs: list[str], offers: list[str]) -> str:
    """Decisions on every pair: the best strong, all others none."""
    lines = [f"{need},{offer},{4 if best[need] == offer else 1}" for need in needs for offer in offers]
    return "\n".join(["need_id,offer_id,level", *lines, "N-99,F-01,4", "N-01,F-01,七"]) + "\n"


def test_decisions_are_learned_from_first_and_what_they_did_is_said(sheet) -> None:
    needs, offers = [f"N-{n:02d}" for n in range(1, 13)], [f"F-{n:02d}" for n in range(1, 41)]
    before = {row["need_id"]: row["offer_id"] for row in rows(run(NEEDS, OFFERS, "--top", 1).stdout_bytes)}
    result = run(NEEDS, OFFERS, "--top", 1, "--learn", sheet("d.csv", graded(before, needs, offers)))
    assert result.exit_code == 0, result.stderr
    after = {row["need_id"]: row["offer_id"] for row in rows(result.stdout_bytes)}
    assert after == before
    assert "480 条判定" in result.stderr
    assert "学习前" in result.stderr
    assert "没有编号“N-99”" in result.stderr
    assert "等级“七”" in result.stderr


def test_too_few_decisions_are_refused(sheet) -> None:
    result = run(NEEDS, OFFERS, "--learn", sheet("d.csv", "需求编号,供给编号,判定\nN-01,F-01,合适\n"))
    assert result.exit_code == 2
    assert "至少要" in result.stderr


def test_decisions_without_a_verdict_are_no_decisions(sheet) -> None:
    result = run(NEEDS, OFFERS, "--learn", sheet("d.csv", "need_id,offer_id,levl\nN-01,F-01,4\n"))
    assert result.exit_code == 2
    assert "levl" in result.stderr


def test_a_cluster_that_does_not_answer_is_refused_in_words() -> None:
    result = run(NEEDS, OFFERS, "--cluster", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "连接不上集群" in result.stderr


def test_a_killed_run_goes_on_where_it_stopped_and_ends_with_the_same_file(sheet, tmp_path: Path) -> None:
    needs = sheet("n.csv", "id,title\n" + "".join(f"{n},盐湖提锂第{n}项\n" for n in range(700)))
    whole, cut = tmp_path / "whole.csv", tmp_path / "cut.csv"
    assert run(needs, OFFERS, "--top", 2, "--out", whole).exit_code == 0
    command = [sys.executable, "-c", "from dongxi.site.cli import app; app()", "match", needs, OFFERS, "--top", 2]
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen([*map(str, command), "--out", cut], env=ours)
    part = cut.with_name("cut.csv.part")
    while process.poll() is None and not (part.exists() and part.read_bytes().count(b"\n") >= 2):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert part.exists()
    with part.open("ab") as file:
        file.write(b'{"done": 600, "rows": [{"need')
    again = run(needs, OFFERS, "--top", 2, "--out", cut)
    assert again.exit_code == 0, again.stderr
    assert "接着上次做" in again.stderr
    assert cut.read_bytes() == whole.read_bytes()


def test_a_journal_of_other_work_is_begun_anew(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", key={"top": 1}) as journal:
        journal.add(done=3, rows=[{"a": 1}])
    with Journal(tmp_path / "j", key={"top": 1}) as journal:
        assert journal.done == 3
        assert list(journal.rows()) == [{"a": 1}]
    with Journal(tmp_path / "j", key={"top": 2}) as journal:
        assert journal.done == 0
        assert list(journal.rows()) == []
