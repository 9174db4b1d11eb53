"""What stops an evaluation is told with the file, the row, the framework's line and what to do."""

import pytest

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.errors import MissingValues
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.tables import table_of

WIDE = """
title = "示例"
[columns]
unit = "单位"
[[criterion]]
name = "强度"
weight = 60
direction = "higher"
scoring = { method = "linear", floor = 0, target = 4 }
[[criterion]]
name = "评议"
weight = 40
scoring = { method = "grade", table = { "优" = 100, "良" = 60 } }
"""
LONG = WIDE.replace('unit = "单位"', 'unit = "单位"\nindicator = "指标"\nvalue = "数值"\nperiod = "年份"')


def reported(text: str, *, framework: str = WIDE):
    own, table = framework_of(framework, name="F.toml"), table_of(text.encode(), name="T.csv")
    return reported_values(framework=own, table=table, period="2023" if own.columns.period else None)


def test_a_value_not_reported_is_told_with_its_file_row_and_rule():
    with pytest.raises(MissingValues) as raised:
        reported("单位,强度,评议\n甲,4,优\n乙,—,\n丙,,良\n")
    told, english = str(raised.value), raised.value.en
    assert told.startswith("“T.csv”不能评分：“强度”有 2 个单位未报送：乙（第 3 行）、丙（第 4 行）。“评议”也未报全。")
    assert '第 6 行“强度”，missing = "refuse"' in told
    assert '请在表中补报，或在方案中改写未报的规则，如 missing = "reported"。' in told
    assert english.startswith('"T.csv" cannot be scored: "强度" was not reported by 乙 (row 3), 丙 (row 4).')


def test_in_a_long_table_a_row_may_be_empty_or_lacking():
    with pytest.raises(MissingValues) as raised:
        reported(
            "单位,年份,指标,数值\n甲,2023,强度,4\n乙,2023,强度,\n甲,2023,评议,优\n乙,2023,评议,良\n丙,2023,评议,良\n",
            framework=LONG,
        )
    assert "2023 “强度”有 2 个单位未报送：乙（第 3 行）、丙（没有这一行）。" in str(raised.value)


def test_rows_that_are_lacking_are_told_once():
    rows = "单位,年份,指标,数值\n甲,2023,强度,4\n甲,2022,评议,优\n乙,2023,强度,3\n"
    with pytest.raises(MissingValues, match="“评议”有 2 个单位未报送：甲、乙（没有这样的行）。"):
        reported(rows, framework=LONG)


def test_what_has_a_rule_of_its_own_stops_nothing():
    own = WIDE.replace("weight = 60", 'weight = 60\nmissing = "reported"')
    assert reported("单位,强度,评议\n甲,4,优\n乙,,良\n", framework=own).values["强度"][1] is None


def test_a_grade_that_the_framework_lacks_is_told_with_its_row():
    with pytest.raises(TableUnreadable) as raised:
        reported("单位,强度,评议\n甲,4,优\n乙,3,中\n")
    assert "“T.csv”未能读取：第 3 行的“评议”：等次“中”不在评分表中，可选：优、良。" in str(raised.value)
    assert 'row 3, "评议": "中" is not a grade of the table' in raised.value.en
