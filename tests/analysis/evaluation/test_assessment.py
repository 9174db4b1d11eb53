"""A framework applied to tables, wide and long: what was reported, scores, intervals, what drives them."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.errors import AnalysisError, TableUnreadable
from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.framework import Framework, framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.evaluation.interval_covers import covered
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE
from dongxi.analysis.indicators.shipped import NAME, shipped_table
from dongxi.analysis.tables import table_of
from dongxi.data import frameworks, shared_csv

WIDE = """
title = "示例"
missing = "reported"
[columns]
unit = "单位"
period = "年份"
[[criterion]]
name = "强度"
measure = "%"
weight = 60
direction = "higher"
scoring = { method = "linear", floor = 0, target = 4 }
[[criterion]]
name = "逾期"
weight = 40
direction = "lower"
scoring = { method = "linear", floor = 10, target = 0 }
[[veto]]
name = "逾期过多"
indicator = "逾期"
when = "above"
limit = 9
[[grade]]
name = "达标"
at_least = 60
[[grade]]
name = "未达标"
"""
LONG = WIDE.replace('period = "年份"', 'period = "年份"\nindicator = "指标"\nvalue = "数值"\nmeasure = "计量"')
WATCHED = """
[[criterion]]
name = "人员"
weight = 0
direction = "higher"
scoring = { method = "linear", floor = 0, target = 10 }
"""
ROWS = '单位,年份,强度（%）,逾期\n甲,2023,4,0\n乙,2023,2%,不适用\n丙,2023,—,"1,0"\n丁,2022,1,1\n'


def reported(text: str = ROWS, *, framework: str = WIDE, period: str | None = "2023"):
    table = table_of(text.encode(), name="T.csv")
    return reported_values(framework=framework_of(framework, name="F.toml"), table=table, period=period)


def assessed(text: str = ROWS, *, framework: str = WIDE, period: str | None = "2023"):
    found = reported(text, framework=framework, period=period)
    return assess(framework=framework_of(framework, name="F.toml"), reported=found, draws=2_000)


def refusal(text: str = ROWS, *, framework: str = WIDE, period: str | None = "2023") -> str:
    with pytest.raises(TableUnreadable) as refused:
        reported(text, framework=framework, period=period)
    assert refused.value.en != str(refused.value)
    assert "未能读取" not in refused.value.en
    return str(refused.value)


def long(wide: str) -> str:
    """The same figures, one a row."""
    heads, *rows = [line.split(",") for line in wide.replace('"1,0"', "10").splitlines()]
    measures = {"强度（%）": ("强度", "%"), "逾期": ("逾期", "")}
    lines = [
        ",".join((row[0], row[1], *measures[head], cell))
        for row in rows
        for head, cell in zip(heads[2:], row[2:], strict=True)
    ]
    return "\n".join(["单位,年份,指标,计量,数值", *lines])


def test_not_reported_not_applicable_and_numbers_as_people_write_them():
    found = reported()
    assert found.units == ("甲", "乙", "丙")
    assert found.values["强度"] == (Decimal(4), Decimal(2), None)
    assert found.values["逾期"] == (Decimal(0), NOT_APPLICABLE, Decimal(10))


def test_a_long_table_holds_the_same_as_a_wide_one():
    assert reported(long(ROWS), framework=LONG).values == reported().values


def test_scores_ranks_grades_and_what_drives_them():
    """甲 60 + 40; 乙 scored on 强度 alone, 50; 丙 on 逾期 alone, 0, and vetoed."""
    first, second, third = assessed().standings
    assert [(one.unit, one.score, one.rank, one.grade) for one in (first, second, third)] == [
        ("甲", 100, 1, "达标"),
        ("乙", 50, 2, "未达标"),
        ("丙", 0, 3, "未达标"),
    ]
    assert (first.low, first.high, first.lost) == (1, 1, ())
    assert [(part.indicator, part.points) for part in first.gained] == [("逾期", 20), ("强度", pytest.approx(15))]
    assert (second.not_applicable, second.coverage) == (("逾期",), 1)
    assert [(part.indicator, part.points) for part in second.lost] == [("强度", 50)]
    assert (third.missing, third.vetoed, third.coverage) == (("强度",), ("逾期过多",), 0.4)
    assert third.low is not None
    assert third.low < third.high  # nobody knows what was not reported


def test_a_value_not_reported_is_refused_where_the_framework_has_no_rule():
    with pytest.raises(AnalysisError, match="“强度”有 1 个单位未报送：丙（第 4 行）。"):
        assessed(framework=WIDE.replace('missing = "reported"', ""))


def test_no_points_is_a_rule_and_certain():
    third = assessed(framework=WIDE.replace('"reported"', '"no_points"')).standings[2]
    assert (third.score, third.low, third.high) == (0, 3, 3)


def test_a_unit_without_a_score_has_no_place_and_stands_last():
    found = assessed(framework=WIDE.replace('"reported"', '"unscored"'))
    assert [(one.unit, one.score, one.rank, one.low) for one in found.standings][2] == ("丙", None, None, None)
    assert found.standings[0].low == 1


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("reported", "报送不全：乙，其得分只覆盖已报部分。"),
        ("no_points", "报送不全：乙，未报的计零分。"),
        ("median", "报送不全：乙，未报的按有数据单位得分的中位数计。"),
        ("unscored", "未计分：乙。"),
    ],
)
def test_what_was_put_in_for_a_value_not_reported_is_said_as_it_is(rule, told):
    rows = "单位,年份,强度（%）,逾期\n甲,2023,1,2\n乙,2023,3,\n丙,2023,4,5\n"
    reading = assessed(rows, framework=WIDE.replace("reported", rule)).sums.reading.zh
    assert told in reading
    assert ("其得分只覆盖" in reading) is (rule == "reported")


def test_an_imputed_median_does_not_narrow_the_interval():
    """丙 gets the median of 强度, 75, and nothing on 逾期: 45 points, but nobody knows it."""
    third = assessed(framework=WIDE.replace('"reported"', '"median"')).standings[2]
    assert (third.unit, third.score, third.missing) == ("丙", 45, ("强度",))
    assert third.low is not None
    assert third.low < third.high


def test_what_is_only_watched_scores_nothing():
    framework = WIDE.replace("[[veto]]", WATCHED + "[[veto]]")
    rows = ROWS.replace("逾期\n", "逾期,人员\n").replace("甲,2023,4,0", "甲,2023,4,0,7")
    found = assessed(rows, framework=framework)
    assert [one.score for one in found.standings] == [100, 50, 0]
    assert found.standings[1].coverage == 1


def test_one_unit_has_a_score_and_no_interval():
    found = assessed(period="2022")
    assert [(one.unit, one.score, one.low) for one in found.standings] == [("丁", 51, None)]
    assert "没有名次区间" in found.notes[-1].zh


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"period": "2032"}, "“年份”一列没有“2032”。现有 2022 至 2023，最近的是“2023”"),
        (
            {"period": "2032", "text": "\n".join(line for line in ROWS.splitlines() if "2022" not in line)},
            "“年份”一列没有“2032”。只有“2023”",
        ),
        ({"period": None}, "有多个时期（2022、2023）。请用 --period 选一个"),
        ({"text": ROWS.replace("强度（%）", "强渡")}, "没有“强度”一列（评估方案第 8 行“强度”）。是否指"),
        ({"text": ROWS.replace("强度（%）", "强度（亿元）")}, "计量单位是“亿元”，评估方案第 8 行“强度”写的是“%”"),
        ({"text": ROWS.replace("乙,2023,2%", "乙,2023,两成")}, "第 3 行的“强度”是“两成”，不是数"),
        ({"text": ROWS + "甲,2023,1,1\n"}, "甲在第 2 行和第 6 行各有一个"),
        ({"text": ROWS + ",2023,1,1\n"}, "第 6 行没有写“单位”"),
        ({"text": ROWS.replace("年份", "年度")}, "没有“年份”一列。是否指“年度”"),
        ({"framework": 'units = ["甲", "丙丁"]' + WIDE}, "没有评估方案列出的“丙丁”。是否指“丙”、“丁”"),
        ({"framework": WIDE.replace('period = "年份"', "")}, "评估方案没有写明时期在哪一列"),
        ({"text": "单位,年份,强度,逾期\n甲,2023,,\n"}, "2023 没有评估方案所列指标的任何数值"),
        ({"text": long(ROWS).replace("强度", "强渡"), "framework": LONG}, "没有“强度”（评估方案第 11 行“强度”）"),
        ({"text": long(ROWS).replace("%,4", "亿元,4"), "framework": LONG}, "第 2 行的计量单位是“亿元”"),
        ({"text": long(ROWS) + "\n甲,2023,逾期,,3", "framework": LONG}, "甲的“逾期”在第 3 行和第 10 行各有一个"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_the_nearest_names(change, told):
    assert told in refusal(**change)


@given(st.permutations(ROWS.splitlines()[1:]))
@settings(deadline=None, max_examples=10)
def test_the_order_of_rows_changes_nothing(rows):
    found = assessed("\n".join([ROWS.splitlines()[0], *rows]))
    assert [(one.unit, one.score, one.rank) for one in found.standings] == [("甲", 100, 1), ("乙", 50, 2), ("丙", 0, 3)]


def test_the_shipped_statistics_are_a_table_with_derived_figures():
    """Inner Mongolia 2023: 228.1 of 24 627.0 hundred million yuan is 0.926 %."""
    table = shipped_table()
    found = {tuple(row.cells[head] for head in table.heads[:4]): row.cells["数值"] for row in table.rows}
    assert table.name == NAME
    assert found["内蒙古", "2023", "R&D经费", "亿元"] == "228.1"
    assert Decimal(found["内蒙古", "2023", "R&D经费投入强度（修订后GDP）", "%"]).quantize(Decimal("0.001")) == Decimal(
        "0.926"
    )
    assert {row.cells["地区"] for row in table.rows} >= {"全国", "西藏"}


DOUBTED = "单位,年份,强度（%）,逾期,存疑\n甲,2023,4,0,{mark}\n乙,2023,2,5,\n丙,2023,1,10,\n"


@pytest.mark.parametrize(
    ("mark", "doubtful"),
    [
        ("强度", {"强度": {"甲": "存疑"}}),
        ("强度（%）", {"强度": {"甲": "存疑"}}),
        ("年份", {}),
        ("逾期; 强度", {"强度": {"甲": "存疑"}, "逾期": {"甲": "存疑"}}),
        ("是", {"强度": {"甲": "存疑"}, "逾期": {"甲": "存疑"}}),
        ("强度 口径不明", {"强度": {"甲": "强度 口径不明"}, "逾期": {"甲": "强度 口径不明"}}),
        ("否", {}),
        *((word, {}) for word in ("正常", "已核实", "不存疑", "未存疑", "不", "基数小", "Small base", "基数小、正常")),
        ("基数小、口径不明", {"强度": {"甲": "口径不明"}, "逾期": {"甲": "口径不明"}}),
        ("—", {}),
        ("", {}),
    ],
)
def test_a_wide_row_marks_what_it_names_else_all_its_figures(mark, doubtful):
    assert reported(DOUBTED.format(mark=mark)).doubtful == doubtful


def test_a_long_row_marks_its_own_figure_under_either_head_and_not_one_that_is_not_there():
    marks = [",标记", "", ",变动原因不明", ",", ",", ",存疑", ""]
    lines = [f"{line}{mark}" for line, mark in zip(long(ROWS).splitlines(), marks, strict=False)]
    for text in ("\n".join(lines), "\n".join(lines).replace("标记", "存疑")):
        assert reported(text, framework=LONG).doubtful == {"逾期": {"甲": "变动原因不明"}}


def test_a_column_that_an_indicator_is_read_from_marks_nothing():
    rows = DOUBTED.replace("逾期", "标记").format(mark="")
    assert reported(rows, framework=WIDE.replace("逾期", "标记")).doubtful == {}


@pytest.mark.parametrize(("late", "said"), [("10", "触发"), ("1", "未触发")])
def test_a_veto_that_rests_on_a_figure_in_doubt_is_told_whether_it_applies_or_not(late, said):
    table = f"单位,年份,强度（%）,逾期,存疑\n甲,2023,4,0,\n乙,2023,2%,{late},逾期\n丙,2023,3,2,强度\n"
    found = assessed(table)
    assert {one.unit: one.veto_doubts for one in found.standings} == {"甲": (), "乙": ("逾期过多",), "丙": ()}
    assert {one.unit: one.vetoed for one in found.standings}["乙"] == (("逾期过多",) if said == "触发" else ())
    [note] = [note for note in found.notes if "一票否决所依据的数值存疑" in note.zh]
    assert f"乙（逾期过多：{said}）" in note.zh
    assert ("applies" if said == "触发" else "does not apply") in note.en


@pytest.mark.parametrize("rule", ["reported", "no_points", "median"])
def test_a_doubtful_value_keeps_its_score_and_widens_the_interval_whatever_the_rule(rule):
    framework = WIDE.replace('"reported"', f'"{rule}"')
    sure, doubted = (assessed(DOUBTED.format(mark=mark), framework=framework) for mark in ("", "强度"))
    assert [one.score for one in sure.standings] == [one.score for one in doubted.standings] == [100, 50, 15]
    assert [(one.low, one.high) for one in sure.standings] == [(1, 1), (2, 2), (3, 3)]
    assert [(one.low, one.high) for one in doubted.standings] == [(1, 2), (1, 2), (3, 3)]
    assert [one.doubtful for one in doubted.standings] == [{"强度": "存疑"}, {}, {}]
    whole = [one for one in doubted.notes if "名次最不确定" in one.zh]
    assert "第 1 至 2 名" in whole[0].zh
    [note] = [note for note in doubted.notes if "数值存疑" in note.zh]
    assert "甲（强度）" in note.zh
    assert "甲 (强度)" in note.en
    assert any("存疑的数值既按属实计，也按零分与满分之间任意得分计" in note.zh for note in doubted.notes)
    assert not [note for note in sure.notes if "存疑" in note.zh or "doubt" in note.en]


def test_of_a_leader_in_doubt_shares_of_first_places_are_told_for_both_cases():
    """甲 leads as given; worth anything it is behind 乙 in part of the draws: 乙 comes first too, 丙 never."""
    sure, doubted = (assessed(DOUBTED.format(mark=mark)) for mark in ("", "强度"))
    [alone], [both] = ([note for note in each.notes if "居首的占" in note.zh] for each in (sure, doubted))
    assert "，甲居首的占 100%；" in alone.zh
    assert "从未居首的有 2 个" in alone.zh
    found = re.search(r"存疑数值属实时甲居首的占 100%，这些数值任意得分时甲居首的占 (\d+)%；", both.zh)
    assert 50 < int(found[1]) < 95
    assert "从未居首的有 1 个" in both.zh
    assert (
        "with figures in doubt as given 甲 comes first in 100%; with them worth anything 甲 comes first in" in both.en
    )
    assert any("地各抽取 2,000 次" in note.zh and "2,000 draws in either case" in note.en for note in doubted.notes)
    assert any("地抽取 2,000 次" in note.zh and "case" not in note.en for note in sure.notes)


def test_a_place_that_a_doubt_leaves_to_luck_is_told_though_it_is_sure_with_values_as_given():
    rows = "单位,年份,强度（%）,逾期,存疑\n甲,2023,4,0,强度、逾期\n乙,2023,2,5,强度、逾期\n丙,2023,0.2,9,强度、逾期\n"
    sure, doubted = (assessed(text) for text in (rows.replace("强度、逾期", ""), rows))
    assert [one.name for one in sure.places.doubts] == []
    assert [one.name for one in doubted.places.doubts] == ["first_places_can_be_told"]
    assert "甲、乙、丙" in doubted.places.doubts[0].words.zh


@pytest.mark.parametrize(
    ("rules", "zh"),
    [
        (("reported", "reported"), "未报的指标在零分与满分之间任意取值。"),
        (("median", "unscored"), "未报的指标在零分与满分之间任意取值。"),
        (("no_points", "no_points"), "未报的指标记零分。"),
        (("no_points", "refuse"), "未报的指标记零分。"),
        (("no_points", "median"), "未报的指标，规则为记零分的仍记零分，其余在零分与满分之间任意取值。"),
        (("refuse", "unscored"), ""),
    ],
)
@pytest.mark.parametrize("doubts", [True, False])
def test_what_an_interval_allows_for_is_told_by_the_rules_of_the_framework(rules, zh, doubts):
    first, second = (f'missing = "{rule}"\ndirection' for rule in rules)
    text = WIDE.replace("direction", first, 1).replace('direction = "lower"', f'{second} = "lower"')
    told = covered(framework_of(text, name="F.toml"), doubts=doubts)
    assert told.zh == zh + ("存疑的数值既按属实计，也按零分与满分之间任意得分计。" if doubts else "")
    assert ("doubt" in told.en) == doubts
    assert ("not reported" in told.en) == bool(zh)


def test_without_intervals_the_note_does_not_claim_that_they_allow_for_doubt():
    rows = "单位,年份,强度（%）,逾期,存疑\n丁,2022,1,1,是\n"
    [note] = [note for note in assessed(rows, period="2022").notes if note.zh.startswith("数值存疑")]
    assert "区间" not in note.zh
    assert "interval" not in note.en


def test_the_shipped_table_marks_what_is_flagged_as_doubtful_and_what_is_derived_of_it():
    marks = {
        tuple(row.cells[head] for head in ("地区", "年份", "指标")): row.cells["标记"]
        for row in shipped_table().rows
        if "标记" in row.cells
    }
    assert marks["黑龙江", "2023", "技术合同输出成交额"] == "变动原因不明"
    assert marks["黑龙江", "2023", "技术合同输出成交额与GDP之比"] == "变动原因不明"
    assert marks["广西", "2021", "技术合同吸纳成交额与GDP之比"] == "存疑"
    assert ("贵州", "2017", "技术合同输出成交额") not in marks  # a small base is told but used
    flags = Counter(row["flag"] for row in shared_csv("statistics"))
    published = [key for key in marks if not key[2].endswith("与GDP之比")]
    assert len(published) == flags["suspicious"] + flags["unexplained"] > 0


@pytest.mark.parametrize(("name", "period", "unit"), [("western", "2021", "广西"), ("nation", "2023", "黑龙江")])
def test_a_league_of_shipped_figures_allows_for_those_in_doubt(name, period, unit):
    own: Framework = framework_of(frameworks()[name], name=name)
    given = reported_values(framework=own, table=shipped_table(), period=period)
    found, sure = (assess(framework=own, reported=each, draws=5_000) for each in (given, replace(given, doubtful={})))
    assert {one.unit: one.score for one in found.standings} == {one.unit: one.score for one in sure.standings}
    doubted, before = (next(one for one in each.standings if one.unit == unit) for each in (found, sure))
    assert doubted.doubtful
    assert doubted.low <= before.low
    assert doubted.high >= before.high
    assert doubted.high - doubted.low > before.high - before.low
    assert doubted.low <= doubted.rank <= doubted.high
    assert any("数值存疑" in note.zh and unit in note.zh for note in found.notes)


def notes(table: str, *, framework: str = WIDE) -> tuple[str, str]:
    found = assessed(table, framework=framework).notes
    return " ".join(note.zh for note in found), " ".join(note.en for note in found)


def test_a_vetoed_unit_that_stands_before_others_is_told_beneath_the_table():
    zh, en = notes("单位,年份,强度（%）,逾期\n甲,2023,4,10\n乙,2023,1,5\n丙,2023,4,0\n")
    assert "名次只按得分排：甲虽被一票否决，仍排在得分更低而未被否决的单位之前。" in zh
    assert "vetoed, yet before units that are not and have lower scores: 甲." in en


def test_a_vetoed_unit_that_stands_last_needs_no_word():
    zh, _ = notes("单位,年份,强度（%）,逾期\n甲,2023,0,10\n乙,2023,1,5\n丙,2023,4,0\n")
    assert "因一票否决列末等：甲" in zh
    assert "名次只按得分排" not in zh


def test_a_column_that_is_the_same_for_all_and_a_value_below_zero_are_told():
    zh, en = notes("单位,年份,强度（%）,逾期\n甲,2023,-0.5,2\n乙,2023,1,2\n丙,2023,4,2.0\n")
    assert "已报的单位取值都相同：逾期。" in zh
    assert "The same for every unit that reported: 逾期." in en
    assert "小于零的数：甲（强度 -0.5），而评分的界限都不小于零。" in zh
    assert "Below zero, where the thresholds of the scoring are not: 甲 (强度 -0.5)." in en


def test_values_that_vary_and_may_be_below_zero_need_no_word():
    below = WIDE.replace("floor = 0, target = 4", "floor = -2, target = 4")
    zh, _ = notes("单位,年份,强度（%）,逾期\n甲,2023,-0.5,1\n乙,2023,1,2\n丙,2023,4,—\n", framework=below)
    assert "取值都相同" not in zh
    assert "小于零" not in zh
