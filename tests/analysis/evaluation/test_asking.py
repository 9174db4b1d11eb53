"""What the commands of effect and efficiency refuse in words rather than answer: late predictors, figures beyond
counting, spans that run backwards, names given twice; and what they take that people write."""

from __future__ import annotations

import numpy as np
import pytest

from dongxi.analysis.evaluation.choosing import chosen, span, variables
from dongxi.analysis.evaluation.effect import effect
from dongxi.analysis.evaluation.effect_question import Asked, question
from dongxi.analysis.evaluation.efficiency_table import efficiency_table, task
from dongxi.analysis.evaluation.errors import DoesNotFit, NotSolved, NoVariation, OutOfDomain
from dongxi.analysis.evaluation.panel import Panel, read_panel
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.tables import table_of
from dongxi.site.exports.effect_rows import figure, paragraph

UNIT = Words(zh="单位", en="unit")
YEARS = range(2012, 2022)


def panel(*, own: float | None = None, most: float = 1.0) -> Panel:
    """Five units over ten years; the first constant before 2018 if `own` is given; largest figure `most`."""
    rng = np.random.default_rng(4)
    lines = ["单位,年,值,底数"]
    for i, unit in enumerate("甲乙丙丁戊"):
        for year in YEARS:
            value = own if own is not None and i == 0 else rng.random() + i
            lines.append(f"{unit},{year},{value},{rng.random()}")
    lines[-1] = lines[-1].replace(lines[-1].split(",")[2], str(most))
    table = table_of("\n".join(lines).encode(), name="t.csv")
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


@pytest.mark.parametrize("method", ["synthetic", "augmented", "did"])
def test_a_unit_that_never_moves_is_told_without_infinite_shares(method):
    found = effect(question=question(panel=panel(own=2.0), outcome="值", treated="甲", since="2018", method=method))
    told = paragraph(found).zh + "".join(one.words.zh for part in found.parts for one in part.assumptions)
    assert "inf" not in told
    assert "nan" not in told
    if method == "synthetic":
        assert "起始之前各期都是 2，没有波动" in told


def test_zero_has_no_sign_and_a_long_figure_has_a_power():
    assert figure(-0.0) == "0"
    assert figure(-1e20) == "-1e+20"
    assert figure(12345.6) == "12,346"


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


def test_a_column_named_twice_is_refused():
    with pytest.raises(DoesNotFit, match="人写了不止一次"):
        variables("人,钱,人", variable_of=lambda name: name)


def test_a_span_that_runs_backwards_is_refused():
    with pytest.raises(DoesNotFit, match="“2018-2012”的起讫颠倒了。请先写早的，如 2012-2018"):
        span("2018-2012", periods=[str(year) for year in range(2010, 2020)])


def test_names_may_stand_between_chinese_list_commas_unless_a_name_holds_one():
    assert chosen("甲、乙，丙", known=("甲", "乙", "丙"), what=UNIT) == ("甲", "乙", "丙")
    assert chosen("甲、乙，丙", known=("甲、乙", "丙"), what=UNIT) == ("甲、乙", "丙")


@pytest.mark.parametrize("name", ["宁夏回族自治区", "640000"])
def test_a_place_in_full_or_by_its_code_is_suggested_as_the_table_names_it(name):
    with pytest.raises(DoesNotFit, match=f"没有“{name}”。是否指“宁夏”"):
        chosen(name, known=("甘肃", "宁夏", "青海"), what=UNIT)
