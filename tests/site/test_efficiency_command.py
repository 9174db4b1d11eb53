"""`dongxi efficiency`: any table in, scores with slacks, peers, targets and intervals out, or the Malmquist index."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from dongxi.site.cli import app

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "efficiency.md"
SHIPPED = (
    "shipped", "--unit", "地区", "--inputs", "R&D人员全时当量,R&D经费",
    "--outputs", "国内有效发明专利数,技术合同输出成交额", "--period", "年份", "--without", "西藏",
)  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["efficiency", *map(str, arguments)])


def answer(tmp_path: Path, *arguments: object) -> dict:
    out = tmp_path / "o.json"
    result = run(*arguments, "--out", out)
    assert result.exit_code == 0, result.stderr
    return json.loads(out.read_bytes())


def column(path: Path, name: str) -> list[float]:
    with path.open(encoding="utf-8", newline="") as file:
        return [float(row[name]) for row in csv.DictReader(file)]


def rows() -> list[list[object]]:
    """Eight units over three years, the frontier moving by a tenth each year."""
    rng = np.random.default_rng(5)
    staff, money = rng.uniform(5, 20, 8), rng.uniform(10, 90, 8)
    made = np.sqrt(staff * money) * rng.uniform(0.5, 1.0, 8)
    return [
        [f"县{i}", 2020 + t, round(float(staff[i]), 4), round(float(money[i]), 4), round(float(made[i] * 1.1**t), 6)]
        for i in range(8)
        for t in range(3)
    ]


def written(path: Path, lines: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("单位", "年份", "人员", "经费（万元）", "产出"), *lines])
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path / "表.csv", rows())


def asked(table: object, *more: object) -> tuple[object, ...]:
    return table, "--unit", "单位", "--inputs", "人员,经费", "--outputs", "产出", "--period", "年份", *more


@pytest.mark.shared
def test_the_hospitals_come_out_as_published(shared, tmp_path):
    path = shared / "data/methods/hospital_cooper_seiford_tone.csv"
    found = answer(tmp_path, path, "--unit", "dmu", "--inputs", "doctors,nurses", "--outputs", "outpatients,inpatients")
    assert list(found["scores"].values()) == pytest.approx(column(path, "ccr_published"), abs=6e-4)
    assert found["peers"]["B"] == {"B": pytest.approx(1)}
    assert found["slacks"]["I"]["nurses"] > 0


@pytest.mark.shared
@pytest.mark.parametrize(
    ("model", "orientation", "reference", "power"),
    [("ccr", "in", "crs_in", 1), ("bcc", "in", "vrs_in", 1), ("ccr", "out", "crs_out", -1)],
)
def test_the_eleven_units_come_out_to_the_last_digit(shared, tmp_path, model, orientation, reference, power):
    path = shared / "data/methods/fls_book_dea_jl.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    (tmp_path / "t.csv").write_text(
        "\n".join([f"u,{lines[0]}", *(f"{i},{line}" for i, line in enumerate(lines[1:]))]), encoding="utf-8"
    )
    found = answer(
        tmp_path, tmp_path / "t.csv", "--unit", "u", "--inputs", "x1,x2", "--outputs", "y",
        "--model", model, "--orientation", orientation,
    )  # fmt: skip
    expected = [value**power for value in column(path, reference)]
    assert list(found["scores"].values()) == pytest.approx(expected, abs=1e-8)


@pytest.mark.shared
def test_the_slacks_based_measure_comes_out_as_published(shared, tmp_path):
    path = shared / "data/methods/Tone2001.csv"
    found = answer(
        tmp_path, path, "--unit", "DMU", "--inputs", "Input1,Input2", "--outputs", "Output1,Output2", "--model", "sbm"
    )
    assert list(found["scores"].values()) == pytest.approx([0.798, 0.568, 1, 0.667, 1], abs=6e-4)
    assert found["orientation"] is None


def test_the_shipped_figures_print_ranks_peers_slacks_and_what_speaks_against_them():
    result = run(*SHIPPED, "--at", 2023)
    assert result.exit_code == 0, result.stderr
    assert re.search(r"1 +北京 +1\.0000 +—", result.stdout)
    assert "效率只相对于在列单位" in result.stdout
    assert "误差会被算作低效" in result.stdout
    assert "全国" not in result.stdout


NOTE = re.compile(r"· 数值存疑：(.+?)。前沿由做得最好的单位构成.*--without")


@pytest.mark.parametrize("source", ["shipped", Path(__file__).parents[2] / "examples" / "efficiency-table.csv"])
def test_a_unit_with_a_figure_in_doubt_is_marked_and_left_out_on_request(source):
    said = run(source, *SHIPPED[1:], "--at", 2023, "--model", "bcc").stdout
    assert re.search(r"1 +黑龙江（存疑） +1\.0000", said)
    assert re.search(r"黑龙江（存疑） 0\.\d{3}", said)  # as somebody's peer
    assert NOTE.search(said)[1] == "黑龙江（技术合同输出成交额）"
    without = run(source, *SHIPPED[1:-1], "西藏,黑龙江", "--at", 2023, "--model", "bcc").stdout
    assert "存疑" not in without
    assert [re.search(r"广西 +(\d\.\d+)", text)[1] for text in (said, without)] == ["0.8326", "0.9065"]


def test_the_documented_example_rests_on_no_figure_in_doubt():
    for page in (DOCUMENT, DOCUMENT.parents[1] / "zh" / "efficiency.md"):
        assert "--at 2023 --without 西藏,黑龙江 --model bcc" in page.read_text(encoding="utf-8")
        assert re.search(r"广西 +0\.9065", page.read_text(encoding="utf-8"))


def test_doubts_over_several_years_are_told_with_their_year(tmp_path):
    arguments = (*SHIPPED, "--at", "2021-2023")
    said = run(*arguments).stdout
    assert NOTE.search(said)[1] == (
        "吉林（技术合同输出成交额 2021、技术合同输出成交额 2022）、黑龙江（技术合同输出成交额 2023）、"
        "广西（技术合同输出成交额 2021）"
    )
    assert re.search(r"广西（存疑） +\d\.\d{4}", said)
    found = answer(tmp_path, *arguments)["doubtful"]
    assert {"unit": "黑龙江", "column": "技术合同输出成交额", "period": "2023", "mark": "变动原因不明"} in found
    assert len(found) == 4
    assert run(*arguments, "--out", tmp_path / "o.xlsx").exit_code == 0
    sheet = CalamineWorkbook.from_path(str(tmp_path / "o.xlsx")).get_sheet_by_name("各单位").to_python()
    assert {row[0]: row[-1] for row in sheet}["广西"] == "技术合同输出成交额 2021"


def test_a_mark_about_a_column_that_is_not_used_marks_nobody(tmp_path):
    lines = [[*line, mark] for line, mark in zip(rows(), ["别的", "经费", "产出（件）", *[""] * 21], strict=True)]
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("单位", "年份", "人员", "经费（万元）", "产出", "别的", "标记"),
                *([*line[:5], 1, line[5]] for line in lines),
            ]
        )
    found = answer(tmp_path, *asked(path))["doubtful"]
    assert [(one["unit"], one["period"], one["column"]) for one in found] == [
        ("县0", "2021", "经费（万元）"), ("县0", "2022", "产出"),
    ]  # fmt: skip


def test_several_years_of_the_shipped_figures_give_the_change_of_productivity():
    result = run(*SHIPPED, "--at", "2021-2023")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"2022 +2023 +1\.\d{4}", result.stdout)
    assert "生产率平均每期" in result.stdout


def test_a_target_lies_on_the_frontier(table, tmp_path):
    found = answer(tmp_path, *asked(table, "--at", 2020, "--model", "bcc"))
    lines = [[unit, 2020, *target.values()] for unit, target in found["targets"].items()]
    kept = [[f"{line[0]}目标", *line[1:]] for line in lines]
    again = answer(tmp_path, *asked(written(tmp_path / "t.csv", [*rows(), *kept]), "--at", 2020, "--model", "bcc"))
    assert [again["scores"][line[0]] for line in kept] == pytest.approx([1.0] * 8, abs=1e-6)
    assert again["scores"]["县0"] == pytest.approx(found["scores"]["县0"], abs=1e-6)


def test_the_frontier_that_moves_by_a_tenth_is_seen_to(table, tmp_path):
    found = answer(tmp_path, *asked(table))["malmquist"]
    assert [step["technical_change"] for step in found["means"]] == pytest.approx([1.1, 1.1])
    assert [step["efficiency_change"] for step in found["means"]] == pytest.approx([1.0, 1.0])
    assert list(found["cumulative"].values()) == pytest.approx([1.21] * 8)
    assert {(step["from"], step["to"]) for step in found["steps"]} == {("2020", "2021"), ("2021", "2022")}


def test_intervals_stand_beside_the_scores_and_are_the_same_each_time(table, tmp_path):
    first, second = (answer(tmp_path, *asked(table, "--at", 2020, "--bootstrap", 100)) for _ in range(2))
    assert first["intervals"] == second["intervals"]
    assert first["bootstrap"] == {"draws": 100, "level": 0.95}
    for unit, score in first["scores"].items():
        held = first["intervals"][unit]
        assert held["low"] <= held["corrected"] <= held["high"] <= score + 1e-9


def test_super_efficiency_tells_the_efficient_apart(table, tmp_path):
    plain = answer(tmp_path, *asked(table, "--at", 2020))
    beyond = answer(tmp_path, *asked(table, "--at", 2020, "--model", "super"))
    best = [unit for unit, efficient in plain["efficient"].items() if efficient]
    assert all(beyond["scores"][unit] > 1 for unit in best)
    others = [unit for unit in plain["scores"] if unit not in best]
    assert [beyond["scores"][unit] for unit in others] == pytest.approx([plain["scores"][unit] for unit in others])


def test_every_key_of_the_contract_is_documented(table, tmp_path):
    documented = DOCUMENT.read_text(encoding="utf-8")
    one = answer(tmp_path, *asked(table, "--at", 2020, "--bootstrap", 100))
    several = answer(tmp_path, *asked(table))["malmquist"]
    keys = (
        *one, *one["intervals"]["县0"], *one["bootstrap"], *one["assumptions"][0],
        *several, *several["steps"][0], *several["means"][0],
    )  # fmt: skip
    assert not [key for key in keys if f'"{key}"' not in documented]


@pytest.mark.parametrize(
    ("change", "more", "told"),
    [
        (None, ("--inputs", "人园"), "是否指“人员”"),
        (None, ("--unit", "县"), "没有“县”一列"),
        (None, ("--outputs", "人员"), "既作投入又作产出"),
        (None, ("--outputs", ","), "没有写明任何一列"),
        (None, ("--at", "2031"), "没有时期“2031”"),
        (None, ("--model", "dea"), "现有：ccr、bcc、super、sbm"),
        (None, ("--orientation", "up"), "现有：in、out"),
        (None, ("--at", "2020", "--model", "sbm", "--orientation", "out"), "不分导向"),
        (None, ("--model", "super"), "请用 --model ccr"),
        (None, ("--bootstrap", "500"), "单个时期"),
        (None, ("--at", "2020", "--bootstrap", "20"), "至少需要 100 个"),
        (None, ("--units", "县0"), "至少需要 2 个"),
        (None, ("--without", "县九"), "单位没有“县九”"),
        (lambda lines: lines.pop(4), (), "县1 2021（没有这一行）"),
        (lambda lines: lines[4].__setitem__(3, ""), (), "县1 2021（第 6 行）"),
        (lambda lines: lines[4].__setitem__(3, "多"), (), "第 6 行的“经费（万元）”是“多”，不是数"),
        (lambda lines: lines[4].__setitem__(3, -1), (), "负值"),
        (lambda lines: lines[4].__setitem__(4, 0), (), "产出全部为零"),
        (lambda lines: lines.append(lines[4]), (), "第 6 行和第 26 行各有一个"),
    ],
)
def test_what_cannot_be_measured_is_one_line_and_writes_nothing(table, tmp_path, change, more, told):
    if change:
        lines = rows()
        change(lines)
        written(table, lines)
    out = tmp_path / "o.json"
    result = run(*asked(table, "--out", out, *more))
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()


def test_more_units_than_can_be_compared_are_refused(tmp_path):
    lines = [[f"u{i}", 2020, 1 + i % 7, 2 + i % 5, 3 + i % 3] for i in range(5001)]
    result = run(*asked(written(tmp_path / "big.csv", lines)))
    assert result.exit_code == 2
    assert "最多 5,000 个" in result.stderr


@pytest.mark.parametrize(
    ("more", "sheets"),
    [(("--at", 2020), ["效率", "松弛与目标", "标杆", "说明"]), ((), ["各期平均", "各单位", "逐期变化", "说明"])],
)
def test_workbook_and_page_hold_the_answer(table, tmp_path, more, sheets):
    out = tmp_path / "o.xlsx"
    assert run(*asked(table, *more, "--out", out)).exit_code == 0
    assert CalamineWorkbook.from_path(str(out)).sheet_names == sheets
    page = tmp_path / "o.html"
    assert run(*asked(table, *more, "--out", page)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe)\b", text)
    assert text.count("<svg") == 2
    assert "县0" in text
