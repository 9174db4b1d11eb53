"""The annual report as data: what it says, and that it never says more than its figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dongxi.analysis.evaluation.draws import DRAWS
from dongxi.analysis.reporting import numbering
from dongxi.analysis.reporting.annual import annual_periods, annual_report
from dongxi.analysis.reporting.errors import ReportImpossible
from dongxi.analysis.reporting.kinds import kind_of
from dongxi.analysis.reporting.model import Chart, Figure, Paragraph, Report, Runs, Table, blocks_of, figures_of
from dongxi.analysis.reporting.statistics import Statistics
from dongxi.analysis.reporting.wording import direction, printed, say


def words(runs: Runs) -> str:
    return "".join(run.text if isinstance(run, Figure) else run for run in runs)


@pytest.fixture(scope="module")
def report() -> Report:
    return annual_report(period="2023", form="docx")


def text(report: Report) -> str:
    return "\n".join(words(block.runs) for block in blocks_of(report) if isinstance(block, Paragraph))


def test_the_chapters_are_those_of_an_annual_report(report):
    titles = [chapter.title for chapter in report.chapters]
    assert titles == ["摘要", "总体", "分省", "差距", "成效", "方法与数据说明", "附表"]


def test_the_published_figures_of_the_nation_stand_in_the_summary(report):
    assert "全国R&D经费33357.1亿元，比上年增长8.4%" in text(report)
    assert "61475.66亿元" in text(report)


def test_every_figure_has_a_number_a_value_a_period_and_a_source(report):
    figures = figures_of(report)
    assert len({figure.id for figure in figures}) == len(figures) > 4000
    assert not [figure for figure in figures if not (figure.sources and figure.what and figure.period)]
    for figure in figures:
        Decimal(figure.value)


def test_no_figure_names_a_method_alone_but_also_what_went_into_it(report):
    computed = [f for f in figures_of(report) if f.sources[0].name.startswith(("按评估方案", "由公开统计数据按"))]
    assert len(computed) > 500
    assert not [figure for figure in computed if len(figure.sources) < 2]
    assert not [figure for figure in computed if not figure.how]


def test_a_score_and_a_change_lead_to_framework_or_study_indicators_and_bulletins(report):
    told = {figure.what: figure for figure in figures_of(report)}
    points = told["宁夏R&D经费投入强度得分"]
    assert "western.toml" in points.sources[0].issue
    assert "R&D经费投入强度（修订后GDP）" in points.how
    assert any("2023年全国科技经费投入统计公报" in source.issue for source in points.sources)
    assert not any("基础研究" in source.issue for source in points.sources)
    change = told["宁夏R&D经费投入强度（修订后GDP）规划后的变化"]
    assert "studies.toml" in change.sources[0].issue
    assert "R&D经费÷" in change.how
    assert any("全国科技经费投入统计公报" in source.issue for source in change.sources)


def test_what_is_printed_is_the_value_rounded_and_its_sign_is_in_the_number_or_the_verb(report):
    for figure in figures_of(report):
        shown = figure.text.strip("+−-").replace(",", "")
        places = len(shown.partition(".")[2])
        assert abs(Decimal(shown) - abs(Decimal(figure.value))) <= Decimal(f"0.5e-{places}") + Decimal("1e-12"), figure


def test_a_place_is_never_told_without_its_interval(report):
    told = [line for line in text(report).splitlines() if "列第" in line]
    assert len(told) == 12
    assert all("名次区间" in line for line in told)


def test_weights_that_are_nobodys_are_called_that_wherever_scores_stand(report):
    assert "示例权重，非官方" in text(report)
    assert any("示例权重，非官方" in line for line in report.cover)


def test_change_after_the_plan_is_never_called_an_effect_of_cooperation(report):
    told = text(report)
    assert "不是合作的效果" in told
    assert "不可能达到显著：不能说有变化，也不能说没有变化。" in told
    assert "10项一并校正后p值最小也有0.500，大于0.05，任何一项都不可能达到显著" in told
    assert "存疑：假想起始的差距最大为真实估计的58%" in told
    assert "与2010年相比" in told
    assert "从规划期开始的2021年看" in told
    assert "样本很短" in told


def test_incomplete_counts_stay_incomplete(report):
    assert "不完全统计" in text(report)


@pytest.mark.parametrize(
    ("period", "plan"),
    [("2013", "2013年在规划期之前，规划于2022年印发"), ("2021", "2021年在规划期内，但规划于2022年才印发")],
)
def test_a_year_before_the_plan_tells_of_no_progress_of_its_tasks_and_of_no_change_after_it(period, plan):
    told = text(annual_report(period=period, form="docx"))
    assert plan in told
    assert f"{period}年东西部科技合作的基础条件和差距，" in told
    assert f"统计数字截至{period}年；公开合作记录只收{period}年及以前开始的，" in told
    assert f"{period}年尚无规划之后的数据，不作规划后变化的估计。" in told
    assert not [said for said in ("仍在规划期内", "规划实施", "合成控制法", "2023年") if said in told]


def test_numbers_in_notes_on_the_data_are_figures_as_well(report):
    told = [block.runs for block in blocks_of(report) if isinstance(block, Paragraph)]
    notes = [runs for runs in told if "青海2018年79亿元" in words(runs)]
    assert len(notes) > 1
    assert all({"79", "9"} <= {run.text for run in runs if isinstance(run, Figure)} for runs in notes)
    noted = [figure for figure in figures_of(report) if "指标说明" in figure.sources[0].name]
    assert not [figure for figure in noted if figure.text.startswith(("19", "20")) and len(figure.text) == 4]


def test_partners_of_places_below_a_province_are_named_with_these(report):
    assert "规划提出的合作方：中关村国家自主创新示范区（与贵阳）、广东。" in text(report)
    assert "东部省市、中关村、张江、深圳（与昆明、玉溪、楚雄）。" in text(report)


def test_a_year_whose_estimates_draw_on_a_later_one_says_so_at_its_head(report):
    told = text(annual_report(period="2022", form="docx"))
    assert "统计数字截至2022年，规划印发后变化的估计另用到2023年的数据；公开合作记录只收2022年" in told
    assert "统计数字截至2023年；公开合作记录只收2023年" in text(report)
    assert all("仍在规划期内" in each for each in (told, text(report)))


def test_records_of_no_known_year_are_not_told_as_of_the_year(report):
    assert "条（含未载年份、可能晚于本年度的3条），按来源分" in text(report)


@pytest.mark.parametrize("period", ["2040", "1999", "", "二〇二三"])
def test_a_year_the_facts_do_not_reach_is_refused(period):
    with pytest.raises(ReportImpossible, match="2013 至 2023"):
        annual_report(period=period, form="docx")


def test_the_first_year_has_a_year_before_it():
    assert annual_periods()[0] == "2013"


def test_an_unknown_kind_names_those_there_are():
    with pytest.raises(ReportImpossible, match="annual"):
        kind_of("weekly")


def test_missing_is_not_zero():
    statistics = Statistics()
    assert statistics.value("contracts_sold", "540000", "2012") is None
    assert statistics.figure("contracts_sold", "540000", "2012") is None
    assert statistics.change("contracts_sold", "540000", "2013") is None


def test_what_is_not_held_is_not_said_to_be_unpublished(report):
    held = [block.table if isinstance(block, Chart) else block for block in blocks_of(report)]
    tables = [block for block in held if isinstance(block, Table)]
    printed_words = [text(report), *(words(cell) for one in tables for row in one.rows for cell in row)]
    assert not [told for told in (*printed_words, *(one.note for one in tables)) if "未公布" in told]
    intensity = next(one for one in tables if one.caption.endswith("R&D经费投入强度（修订后GDP）（%）"))
    assert [words(cell) for cell in intensity.rows[0]] == ["全国", *["未收"] * 5]
    assert intensity.note.startswith("未收即随附数据没有这一数字")
    complete = next(one for one in tables if one.caption.endswith("R&D经费（亿元）"))
    assert "未收" not in complete.note


def test_only_breaks_between_years_drawn_on_are_told(report):
    section = next(s for s in report.chapters[5].sections if s.title == "口径变动与存疑数字")
    told = [words(block.runs) for block in section.blocks if isinstance(block, Paragraph)]
    assert any("吉林2020年462亿元" in line for line in told)
    assert not [line for line in told if "2011年起规模以上" in line or "2010年起按人口普查" in line]


def test_a_series_published_in_whole_numbers_gets_no_decimals():
    statistics = Statistics()
    whole = statistics.figure("hitech_revenue", "630000", "2023")
    fraction = statistics.figure("hitech_revenue", "640000", "2015")
    assert whole
    assert fraction
    assert (whole.text, fraction.text) == ("781", "111.8")


def test_the_words_of_a_method_are_set_as_the_rest_of_the_report(report):
    told = text(report)
    assert "p=0.150" in told
    assert "（54.2%变为48.4%）" in told
    assert "2710元/人" in told
    assert f"抽取{DRAWS}次" in told


def test_a_break_in_the_series_leaves_the_change_untold():
    assert Statistics().change("contracts_sold", "230000", "2023") is None


def test_a_sum_says_who_is_not_in_it():
    statistics = Statistics()
    assert statistics.total("contracts_sold", statistics.members("western"), "2012", named="西部").missing == ("西藏",)


def test_numbers_of_headings():
    assert [numbering.chinese(n) for n in (1, 10, 12, 20, 31)] == ["一", "十", "十二", "二十", "三十一"]
    assert numbering.ranges((1, 3, 4, 5, 7, 8)) == "1、3—5、7、8"


def test_a_minus_is_a_minus_and_zero_has_no_sign():
    assert printed(Decimal("-1.25"), 1) == "−1.3"
    assert printed(Decimal("-0.001"), 1) == "0.0"
    assert direction(Decimal("-0.001"), 1) == "same"


def test_a_place_nobody_fills_is_an_error():
    with pytest.raises(KeyError):
        say("{what}", other="x")
