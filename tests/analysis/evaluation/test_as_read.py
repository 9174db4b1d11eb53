"""What must be known of how a table was read: per cent, totals, sheets, hidden rows, titles above the heads."""

from __future__ import annotations

import pytest

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.as_read import looks_like_total
from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.effect_question import question
from dongxi.analysis.evaluation.efficiency_table import efficiency_table, task
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.evaluation.panel import Panel, read_panel
from dongxi.analysis.tables import Row, Sheet, Table, table_of

FRAMEWORK = """
title = "t"
missing = "reported"
{units}
[columns]
unit = "单位"
[[criterion]]
name = "完成率"
{measure}
weight = 60
direction = "higher"
scoring = {{ method = "linear", floor = 0, target = 100 }}
[[criterion]]
name = "数"
weight = 40
direction = "higher"
scoring = {{ method = "linear", floor = 0, target = 10 }}
"""
PER_CENT = 'measure = "%"'


def rates(*values: str, head: str = "完成率（%）", sheet: Sheet | None = None, names: str = "甲乙丙丁") -> Table:
    rows = tuple(
        Row(number=number, cells={"单位": name, head: value, "数": "1"})
        for number, (name, value) in enumerate(zip(names, values, strict=False), start=2)
    )
    return Table(name="t.xlsx", heads=("单位", head, "数"), rows=rows, sheet=sheet)


def values(table: Table, *, measure: str = PER_CENT) -> list[float]:
    read = reported_values(framework=framework_of(FRAMEWORK.format(measure=measure, units=""), name="f"), table=table)
    return [float(value) for value in read.values["完成率"]]


def panel(table: Table, variable: str = "完成率（%）") -> Panel:
    return read_panel(table=table, unit="单位", period=None, variables=[variable, "数"])


SHEET = Sheet(name="表一", others=(), hidden=frozenset())


@pytest.mark.parametrize("measure", [PER_CENT, ""])
def test_per_cent_is_so_many_per_cent_where_framework_or_head_measures_it(measure):
    assert values(rates("5%", "7%", sheet=SHEET), measure=measure) == [5, 7]
    assert panel(rates("5%", "7%", sheet=SHEET)).values["完成率（%）"][:, 0].tolist() == [5, 7]


def test_per_cent_where_nothing_measures_it_is_refused_by_its_row():
    with pytest.raises(TableUnreadable, match=r"第 2 行的“完成率”是百分数“5%”.*measure = \"%\".*若指 0\.05"):
        values(rates("5%", "7%", head="完成率"), measure="")
    with pytest.raises(TableUnreadable, match=r"第 2 行的“完成率”是百分数“5%”.*“完成率（%）”"):
        panel(rates("5%", "7%", head="完成率"), "完成率")


@pytest.mark.parametrize("read", [values, panel])
@pytest.mark.parametrize(("bare", "sheet"), [("0.07", SHEET), ("7", SHEET), ("0.07", None)])
def test_a_column_of_which_only_some_is_per_cent_is_refused_with_both_rows(read, bare, sheet):
    with pytest.raises(TableUnreadable, match=rf"有的带 % 有的不带：第 2 行是“5%”，第 3 行是“{bare}”"):
        read(rates("5%", bare, sheet=sheet))


def test_zero_is_zero_with_or_without_the_sign_and_a_text_may_leave_out_what_is_clear():
    assert values(rates("5%", "0", sheet=SHEET)) == [5, 0]
    assert values(rates("95%", "80")) == [95, 80]


@pytest.mark.parametrize(
    "name", ["合计", "合 计", "总计：", "西部合计", "全国", "平均", "各县平均", "Total", "Grand total", "（小计）"]
)
def test_rows_of_totals_are_known_by_their_names(name):
    assert looks_like_total(name)


@pytest.mark.parametrize("name", ["甲县", "平均县", "全州县", "合计县", "Totalitaria", "全国示范县", "Meandu", "安徽"])
def test_a_unit_whose_name_only_holds_such_a_word_is_no_total(name):
    assert not looks_like_total(name)


def test_a_total_that_is_scored_is_named_with_its_row_and_one_the_framework_asks_for_is_not():
    table = rates("50", "60", "110", names=["甲", "乙", "合计"])
    for units, told in (("", True), ('units = ["甲", "乙", "合计"]', False)):
        framework = framework_of(FRAMEWORK.format(measure=PER_CENT, units=units), name="f")
        found = assess(framework=framework, reported=reported_values(framework=framework, table=table), draws=200)
        assert any("“合计”（第 4 行）看来是合计或平均" in note.zh for note in found.notes) is told


def test_efficiency_and_effect_say_it_too_and_which_sheet_was_read():
    sheet = Sheet(name="表一", others=("表二",), hidden=frozenset({3}))
    found = efficiency_table(
        task=task(
            panel=panel(rates("50", "60", "70", names=["甲", "乙", "合计"], sheet=sheet)),
            inputs=["完成率（%）"],
            outputs=["数"],
        )
    )
    told = " ".join(note.zh for note in found.notes)
    assert "“合计”看来是合计或平均" in told
    assert "第一张工作表“表一”，没有读“表二”" in told
    assert "隐藏的行也计算在内，行号：3" in told
    rows = tuple(
        Row(number=10 * i + t, cells={"单位": unit, "年": str(2000 + t), "数": str(i + t)})
        for i, unit in enumerate(["甲", "乙", "丙", "全国"])
        for t in range(6)
    )
    years = read_panel(
        table=Table(name="t", heads=("单位", "年", "数"), rows=rows), unit="单位", period="年", variables=["数"]
    )
    asked = question(panel=years, outcome="数", treated="甲", since="2004")
    assert [one.name for one in asked.doubts] == ["units_are_no_totals"]
    assert not question(panel=years, outcome="数", treated="甲", since="2004", without="全国").doubts


@pytest.mark.parametrize("text", ["上报表\n单位\n甲\n", "上报表,\n单位,数\n甲,1\n", "上报表\n单位,数\n甲,1\n"])
def test_a_title_above_the_heads_is_told(text):
    framework = framework_of(FRAMEWORK.format(measure=PER_CENT, units=""), name="f")
    with pytest.raises(TableUnreadable, match="列名应写在第 1 行"):
        reported_values(framework=framework, table=table_of(text.encode(), name="t.csv"))
