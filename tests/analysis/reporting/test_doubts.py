"""The report marks what rests on a figure in doubt, and lists those of every year that it draws on."""

from __future__ import annotations

import re

import pytest

from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.analysis.reporting.annual import annual_report
from dongxi.analysis.reporting.annual.doubts import in_share
from dongxi.analysis.reporting.annual.overall import _zone_table
from dongxi.analysis.reporting.annual.report import shipped_framework
from dongxi.analysis.reporting.annual.subject import Subject
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


def subject_of(period: str) -> Subject:
    """What a report on a year is about, without the studies."""
    framework = shipped_framework()
    given = reported_values(framework=framework, table=shipped_table(), period=period)
    found = assess(framework=framework, reported=given, draws=200)
    return Subject(period=period, statistics=Statistics(), assessment=found, gaps=(), effects=None, since=2021)


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
    sentence = (
        "2021年技术合同吸纳成交额，西部地区的合计含存疑数字（广西），各省合计除此以外还含其他地区的（吉林），未作剔除。"
    )
    assert told.endswith(sentence)
    assert text(report).count(sentence) == 2  # in the summary and where the share is told
    assert "R&D经费，西部" not in text(report)
    shares = cells(table(later, "西部地区占各省合计的比重"))
    assert [year for year, row in shares.items() if row[1].endswith("※")] == ["2021"]
    assert [year for year, row in shares.items() if row[2].endswith("※")] == ["2019", "2021", "2022", "2023"]
    zones = cells(table(later, "四大区域主要指标"))
    assert [zone for zone, row in zones.items() if row[3].endswith("※")] == ["东北地区"]
    assert "含存疑数字" not in text(later)


def test_a_share_tells_the_wests_doubts_from_those_of_others_and_looks_at_each_year_it_compares():
    subject = subject_of("2021")
    everybody = subject.statistics.counted()

    def told(code: str, *years: str) -> str:
        return in_share(subject, code, subject.west, everybody, years)

    assert told("rd_expenditure", "2020", "2021") == ""
    others = "2022年技术合同输出成交额，各省合计含存疑数字（吉林），西部地区的合计不含，未作剔除。"
    own = "2019年技术合同输出成交额，西部地区和各省的合计都含西部地区的存疑数字（青海），未作剔除。"
    assert told("contracts_sold", "2022") == others
    assert told("contracts_sold", "2019") == own  # 西藏 of 2019 has a small base, no doubt
    assert told("contracts_sold", "2019", "2020", "2022", "2022") == own + others


def test_no_verdict_on_a_middle_rests_on_a_figure_in_doubt(report, later):
    """广西 2021 is in doubt and above the middle of contracts bought; without it 宁夏 is the middle itself."""
    said, share = text(report), "技术合同吸纳成交额与GDP之比"
    middle, without = r"西部中位数（2\.52%）", r"不计存疑的广西"
    assert re.search(rf"{share}4\.97%，.*?，因该数存疑不与{middle}相比", said)
    assert re.search(rf"{share}2\.46%，[^；]*，照公布值计低于{middle}，{without}则等于（2\.46%），高下不能断定", said)
    assert re.search(rf"{share}1\.78%，[^；]*，低于{middle}，{without}（中位数2\.46%）亦然", said)
    assert not re.search(r"不计存疑的|因该数存疑", text(later))


def test_charts_mark_what_rests_on_figures_in_doubt(report, later):
    def marked(report: Report, caption: str) -> set[tuple[str, str]]:
        [chart] = [one for one in blocks_of(report) if isinstance(one, Chart) and one.caption.endswith(caption)]
        return {(row["series"] or row["x"], str(row["x"])) for row in chart.plot["rows"] if row["doubtful"]}

    bought, sold = "技术合同吸纳成交额", "技术合同输出成交额"
    years = {(bought, "2021"), *((sold, year) for year in ("2019", "2021", "2022", "2023"))}
    assert marked(later, "西部地区占各省合计的比重") == years
    assert marked(report, "名次与名次区间") == {("广西", "广西")}
    assert not marked(later, "名次与名次区间")


def test_a_star_is_for_a_figure_in_doubt_not_for_a_small_base(report, later):
    sold = table(report, "技术合同输出成交额（亿元）")
    starred = {
        (region, year)
        for region, row in cells(sold).items()
        for year, cell in zip(sold.heads[1:], row, strict=True)
        if "*" in cell
    }
    assert starred == {("吉林", "2021年"), ("广西", "2021年"), ("青海", "2019年")}
    facts = Statistics()
    for region, year in (("西藏", 2019), ("贵州", 2017)):  # each flagged as of a small base
        assert facts.flag("contracts_sold", next(c for c in facts.counted() if facts.name(c) == region), str(year))
        assert f"{year}年" in sold.heads
    assert sold.note.startswith("带*的为存疑数字")
    assert "带*的为存疑数字，见“方法与数据说明”。" in table(report, "广西主要指标").note
    for found in (table(report, "R&D经费（亿元）"), table(report, "西藏主要指标"), table(later, "内蒙古主要指标")):
        assert "*" not in found.note + "".join("".join(row) for row in cells(found).values())


def test_a_sum_that_lacks_a_province_has_a_sign_of_its_own(report):
    zones = _zone_table(subject_of("2016"))
    assert [zone for zone, row in cells(zones).items() if row[3].endswith("△")] == ["西部地区"]
    assert "带△的合计缺个别省份。" in zones.note
    assert "*" not in zones.note + "".join("".join(row) for row in cells(zones).values())
    whole = table(report, "四大区域主要指标")
    assert "△" not in whole.note + "".join("".join(row) for row in cells(whole).values())


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


def test_no_growth_is_told_from_or_to_a_figure_in_doubt_nor_from_a_small_base():
    facts = Statistics()
    assert facts.change("contracts_sold", "540000", "2019") is None  # 2330.7% from 0.04
    assert facts.change("contracts_sold", "540000", "2020") is not None  # its base is small no more
    assert facts.change("contracts_sold_to_gdp", "540000", "2019") is not None  # points do not rest on the base
    assert facts.change("contracts_bought", "450000", "2021") is None
    assert facts.change("contracts_bought", "450000", "2022") is None
    assert facts.change("contracts_sold_to_gdp", "220000", "2023") is None


def test_why_a_change_is_not_told_stands_in_its_place(report, later):
    assert "技术合同输出成交额940.58亿元，不与上年比较（2021年数存疑：" in text(report)
    assert "技术合同输出成交额84.00亿元，不与上年比较（2022年数变动原因不明：" in text(later)
    assert "增长926.1%" not in text(report)
    assert "增长127.3%" not in text(later)
    assert cells(table(report, "广西主要指标"))["技术合同输出成交额（亿元）"][-1] == "—"


def test_a_share_of_a_year_in_doubt_is_not_said_to_have_risen(report, later):
    assert "2010年为15.8%，其中一年含存疑数字，不作比较。" in text(report)
    assert "2010年为15.8%，提高1.7个百分点。" in text(later)
