"""The report marks what rests on a figure in doubt, and lists those of every year that it draws on."""

from __future__ import annotations

import pytest

from dongxi.analysis.reporting.annual import annual_report
from dongxi.analysis.reporting.model import Chart, Figure, Paragraph, Report, Runs, Table, blocks_of
from dongxi.analysis.reporting.statistics import Statistics


def words(runs: Runs) -> str:
    return "".join(run.text if isinstance(run, Figure) else run for run in runs)


def text(report: Report) -> str:
    return "\n".join(words(block.runs) for block in blocks_of(report) if isinstance(block, Paragraph))


def table(report: Report, caption: str) -> Table:
    held = [block.table if isinstance(block, Chart) else block for block in blocks_of(report)]
    return next(one for one in held if isinstance(one, Table) and caption in one.caption)


def cells(found: Table) -> dict[str, tuple[str, ...]]:
    return {words(row[0]): tuple(words(cell) for cell in row[1:]) for row in found.rows}


@pytest.fixture(scope="module")
def report() -> Report:
    """2021, in which 广西 and 吉林 are flagged."""
    return annual_report(period="2021", form="html")


@pytest.fixture(scope="module")
def later() -> Report:
    return annual_report(period="2023", form="html")


def test_a_unit_is_marked_in_the_tables_of_ranks_and_the_note_says_why(report):
    found = table(report, "得分与名次区间")
    assert [unit for unit in cells(found) if unit.endswith("※")] == ["广西※"]
    assert cells(found)["广西※"][2] == "3—10"
    assert "带※的单位有数值存疑（广西：吸纳技术强度、输出技术强度）" in found.note
    points = cells(table(report, "各项指标得分"))["广西※"]
    assert [cell.endswith("※") for cell in points] == [False] * 4 + [True] * 2
    assert "吸纳技术强度、输出技术强度的数值存疑：得分和名次照公布值计算，名次区间计入了存疑。" in text(report)


def test_a_league_without_doubts_has_neither_mark_nor_note(later):
    found = table(later, "得分与名次区间")
    assert not [unit for unit in cells(found) if "※" in unit]
    assert "※" not in found.note
    assert "的数值存疑：得分和名次" not in text(later)


def test_sums_that_hold_such_figures_say_so_in_summary_and_tables(report, later):
    [told] = [line for line in text(report).splitlines() if line.startswith("西部十二省区市R&D经费合计")]
    assert told.endswith("2021年的合计含存疑数字（吉林、广西），未作剔除。")
    shares = cells(table(later, "西部地区占各省合计的比重"))
    assert [year for year, row in shares.items() if row[1].endswith("※")] == ["2021"]
    assert [year for year, row in shares.items() if row[2].endswith("※")] == ["2019", "2021", "2022", "2023"]
    zones = cells(table(later, "四大区域主要指标"))
    assert [zone for zone, row in zones.items() if row[3].endswith("※")] == ["东北地区"]
    assert "含存疑数字" not in text(later)


def test_tables_of_the_gap_name_whom_they_leave_out(later):
    assert "不含吉林、广西：" in table(later, "人均吸纳技术合同成交额：东西部比较").note
    assert "不含吉林、黑龙江、广西、西藏、青海：" in table(later, "人均输出技术合同成交额：东西部比较").note
    assert "不含" not in table(later, "R&D经费投入强度（修订后GDP）：东西部比较").note
    assert "比较不含数值存疑或缺数较多的省份。" in text(later)


def test_the_list_holds_the_flagged_figures_of_every_year_drawn_on(later):
    [told] = [line for line in text(later).splitlines() if line.startswith("本报告用到的各年数字中")]
    facts = Statistics()
    told_of = ("contracts_sold", "contracts_bought", "hitech_recognised")
    flagged = [
        row for row in facts.rows.values() if row["flag"] and row["indicator"] in told_of and row["year"] >= "2010"
    ]
    assert len(flagged) == 12
    assert "有标记的12个" in told
    for row in flagged:
        name = f"{facts.name(row['region'])}{facts.title(row['indicator'])}（{row['year']}年，"
        assert name in told
    assert "2005年" not in told  # no part of the report reaches back so far
