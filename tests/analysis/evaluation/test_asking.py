"""What effect and efficiency refuse in words rather than answer: late predictors, figures beyond counting."""

from __future__ import annotations

import numpy as np
import pytest

from dongxi.analysis.evaluation.effect_question import Asked, question
from dongxi.analysis.evaluation.efficiency_table import efficiency_table, task
from dongxi.analysis.evaluation.errors import DoesNotFit, NotSolved, NoVariation, OutOfDomain
from dongxi.analysis.evaluation.panel import Panel, read_panel
from dongxi.analysis.tables import table_of

YEARS = range(2012, 2022)


def panel(*, most: float = 1.0) -> Panel:
    """Five units over ten years; largest figure `most`."""
    rng = np.random.default_rng(4)
    rows = [[unit, year, rng.random() + i, rng.random()] for i, unit in enumerate("甲乙丙丁戊") for year in YEARS]
    rows[-1][2] = most
    lines = "".join(",".join(map(str, row)) + "\n" for row in rows)
    table = table_of(f"单位,年,值,底数\n{lines}".encode(), name="t.csv")
    return read_panel(table=table, unit="单位", period="年", variables=["值", "底数"])


def asked(*overs: str | None) -> list[Asked]:
    return [Asked(name=f"底数:{over}", variable="底数", over=over) for over in overs]


@pytest.mark.parametrize("over", ["2018", "2019", "2016-2019", "2019,2015"])
def test_a_predictor_from_the_start_on_is_refused(over):
    with pytest.raises(DoesNotFit, match=f"预测变量“底数:{over}”取了 .*不早于起始时期 2018"):
        question(panel=panel(), outcome="值", treated="甲", since="2018", predictors=asked(over))


def test_of_several_starts_the_first_bounds_predictors():
    with pytest.raises(DoesNotFit, match="不早于起始时期 2017"):
        question(panel=panel(), outcome="值", treated="甲,乙", since="2019,2017", predictors=asked("2018"))


def test_a_mean_up_to_the_start_is_taken_with_a_doubt():
    found = question(panel=panel(), outcome="值", treated="甲", since="2018", predictors=asked("2015-2018"))
    assert [one.name for one in found.doubts] == ["predictors_before_the_start"]
    assert not question(panel=panel(), outcome="值", treated="甲", since="2018", predictors=asked("2015-2017")).doubts


def test_figures_whose_squares_are_infinite_are_refused_with_their_row():
    with pytest.raises(OutOfDomain, match=r"“t.csv”的“值”中戊 2021（第 51 行）是 1e\+300，大到无法计算"):
        question(panel=panel(most=1e300), outcome="值", treated="甲", since="2018")


def test_an_outcome_that_never_differs_is_refused():
    rows = "".join(f"{unit},{year},5\n" for unit in "甲乙丙丁" for year in YEARS)
    table = table_of(f"单位,年,值\n{rows}".encode(), name="t.csv")
    same = read_panel(table=table, unit="单位", period="年", variables=["值"])
    with pytest.raises(NoVariation, match="“值”在所有单位、所有时期都是 5"):
        question(panel=same, outcome="值", treated="甲", since="2018")


def of_one_year(*rows: str) -> Panel:
    table = table_of(("单位,人,钱,产\n" + "\n".join(rows)).encode(), name="t.csv")
    return read_panel(table=table, unit="单位", period=None, variables=["人", "钱", "产"])


def test_a_column_too_wide_to_solve_is_named():
    wide = of_one_year("甲,1,2,3", "乙,2,1e90,3", "丙,3,3,2", "丁,4,2,1")
    with pytest.raises(NotSolved, match=r"“钱”由甲的 2 到乙的 1e\+90"):
        efficiency_table(task=task(panel=wide, inputs=["人", "钱"], outputs=["产"]))


def test_units_that_are_all_efficient_have_no_lowest():
    alike = of_one_year("甲,1,1,1", "乙,2,2,2", "丙,3,3,3")
    told = efficiency_table(task=task(panel=alike, inputs=["人"], outputs=["产"])).reading.zh
    assert "全部 3 个单位都位于前沿，分不出高低" in told
    assert "最低" not in told


def test_a_period_without_a_column_of_periods_asks_for_it():
    with pytest.raises(DoesNotFit, match="请用 --period 写明"):
        task(panel=of_one_year("甲,1,1,1", "乙,2,2,2"), inputs=["人"], outputs=["产"], at="2023")
