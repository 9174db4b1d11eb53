"""A panel out of a table, and several treated units together."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.evaluation.effect_question import asked_for, question
from dongxi.analysis.evaluation.errors import DoesNotFit, MissingValues, TooFew
from dongxi.analysis.evaluation.panel import ONLY, Long, read_panel, variable_of
from dongxi.analysis.evaluation.several_treated import holm, several_treated
from dongxi.analysis.evaluation.stand_ins import arrangements, stand_ins
from dongxi.analysis.tables import table_of


def table(text: str):
    return table_of(text.encode(), name="t.csv")


def test_periods_stand_in_their_order_and_what_is_absent_is_no_zero():
    given = table('u,t,y,x\n甲,2020Q10,1,\n甲,2020Q9,2,0\n乙,2020Q9,"3,000.5",未报\n')
    found = read_panel(table=given, unit="u", period="t", variables=["y", "x"])
    assert found.periods == ("2020Q9", "2020Q10")
    assert found.values["y"][0].tolist() == [2, 1]
    assert found.values["y"][1, 0] == 3000.5
    assert np.isnan(found.values["y"][1, 1])
    assert np.isnan(found.values["x"][[0, 1], [1, 0]]).all()
    assert found.rows["y"].tolist() == [[3, 2], [4, 0]]
    with pytest.raises(MissingValues, match="乙 2020Q10（没有这一行）"):
        found.require("y", units=["乙"], periods=["2020Q10"], mend="请补上", mend_en="supply it")


def test_a_table_without_periods_has_one():
    found = read_panel(table=table("u,y\n甲,1\n乙,2\n"), unit="u", period=None, variables=["y"])
    assert found.periods == (ONLY,)
    assert found.values["y"].tolist() == [[1], [2]]


def test_a_long_table_gives_only_what_is_asked_for():
    given = table("u,t,名,值\n甲,2020,产值,1\n甲,2020,人口,多\n")
    long = Long(indicator="名", value="值")
    found = read_panel(table=given, unit="u", period="t", variables=["产值"], long=long)
    assert found.values["产值"].tolist() == [[1]]
    with pytest.raises(TableUnreadable, match="“名”一列没有“产直”。是否指“产值”"):
        variable_of(table=given, name="产直", long=long)


def test_a_head_is_known_without_its_measure_unless_two_would_be():
    given = table("u,经费（亿元）,强度（公布值）,强度（修订后）\n甲,1,2,3\n")
    assert variable_of(table=given, name="经费") == "经费（亿元）"
    assert variable_of(table=given, name="经费(亿元)") == "经费（亿元）"
    with pytest.raises(TableUnreadable, match=r"强度（公布值）.*强度（修订后）"):
        variable_of(table=given, name="强度")


def test_holm_is_what_the_definition_says():
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])
    assert (holm(np.array([0.2, 0.9, 0.5])) >= false_discovery_control([0.2, 0.9, 0.5]) - 1e-12).all()


def test_a_change_common_to_all_stands_out_together_though_in_none_alone():
    rng = np.random.default_rng(0)
    found = several_treated(
        treated=["甲", "乙", "丙"],
        standing=[1.6, 1.7, 1.8],
        placebos=rng.normal(size=(3, 30)),
        p_values=[0.1, 0.09, 0.07],
    )
    assert found.p_value < 0.02
    assert found.adjusted.min() > 0.1
    assert "没有一个单位突出" in found.reading.zh
    assert not found.doubts
    turned = several_treated(
        treated=["甲", "乙"], standing=[1.6, -1.6], placebos=rng.normal(size=(2, 30)), p_values=[0.1, 0.1]
    )
    assert turned.p_value > 0.9
    assert [doubt.name for doubt in turned.doubts] == ["changes_go_one_way"]


def test_a_placebo_that_fits_exactly_counts_as_larger_than_the_treated():
    rare = [[0.1] * 9, [0.1] * 9]
    asked = {"treated": ["甲", "乙"], "standing": [50.0, 60.0], "p_values": [0.1, 0.1]}
    assert several_treated(**asked, placebos=rare).p_value == pytest.approx(1 / 37)
    exact = [[np.inf, *each[1:]] for each in rare]
    assert several_treated(**asked, placebos=exact).p_value == pytest.approx(9 / 37)  # it stands in 8 pairs of 36


def test_p_is_no_smaller_than_the_arrangements_that_differ_allow():
    asked = {"treated": ["甲", "乙"], "standing": [50.0, 60.0], "p_values": [0.2, 0.2]}
    own = [0.1, 0.2, 0.3, 0.4]
    same = several_treated(**asked, placebos=[own, own])
    assert (same.arrangements, same.compared) == (6, 6)
    assert same.p_value == same.smallest_p == pytest.approx(1 / 7)
    assert "不可能达到显著" in same.reading.zh
    assert "少见（" not in same.reading.zh
    assert "could not be significant" in same.reading.en
    assert several_treated(**asked, placebos=[own, own[::-1]]).smallest_p == pytest.approx(1 / 13)


def test_the_p_values_that_are_adjusted_are_printed_with_the_level():
    rng = np.random.default_rng(1)
    asked = {"treated": ["甲", "乙"], "standing": [5.0, 6.0], "p_values": [0.02, 0.2], "placebos": rng.random((2, 60))}
    told = several_treated(**asked).reading
    assert "甲 0.020 → 0.040、乙 0.200 → 0.200；校正后仍少见的有甲" in told.zh
    assert "不大于 0.05 才算少见" in told.zh
    assert "rare up to 0.05" in told.en


def test_drawn_arrangements_are_all_different_and_put_no_donor_twice():
    assert len(stand_ins(donors=5, alike=[0, 1, 0])) == arrangements(donors=5, alike=[0, 1, 0]) == 30
    for alike in ([0, 0], [0, 1]):
        drawn = stand_ins(donors=30, alike=alike, most=400).tolist()
        assert len({tuple(row) if alike == [0, 1] else frozenset(row) for row in drawn}) == 400
        assert all(len(set(row)) == 2 for row in drawn)
    few = np.bincount(stand_ins(donors=30, alike=[0, 0], most=400).ravel(), minlength=30)
    assert few.min() > 10  # of 27 to be expected: drawn from all donors, not the first ones


def test_fewer_placebos_than_units_or_a_perfect_fit_cannot_be_tested_together():
    with pytest.raises(TooFew, match="安慰剂"):
        several_treated(treated=["甲", "乙"], standing=[1, 2], placebos=[[1, 2], [2, 1]], p_values=[0.5, 0.5])
    with pytest.raises(DoesNotFit, match="误差为零"):
        several_treated(treated=["甲"], standing=[np.inf], placebos=[[1, 2]], p_values=[0.5])


MARKED = {
    ("乙", 2015): "产",
    ("乙", 2016): "产",
    ("丙", 2015): "料",
    ("丙", 2016): "料",
    ("丙", 2019): "料",
    ("丁", 2020): "产",
}


def marked_table():
    lines = [
        f"{unit},{year},{i * 3 + t},{i + 1},{MARKED.get((unit, year), '')}"
        for i, unit in enumerate("甲乙丙丁")
        for t, year in enumerate(range(2015, 2021))
    ]
    return table("\n".join(["u,t,产,料,存疑", *lines]))


def told_in_doubt(**asked) -> str:
    known = marked_table()
    predictors = asked_for(asked.get("predictors", ""), variable_of=lambda name: variable_of(table=known, name=name))
    panel = read_panel(table=known, unit="u", period="t", variables=["产", "料"])
    given = {"panel": panel, "outcome": "产", "treated": "甲", "since": "2018"} | asked
    doubts = question(**given | {"predictors": predictors}).doubts
    return "".join(
        one.words.zh.partition("：")[2].partition("。")[0] for one in doubts if one.name == "figures_in_doubt"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "乙（产 2015、产 2016）、丁（产 2020）"),
        ({"fit": "2016-2017"}, "乙（产 2016）、丁（产 2020）"),
        ({"fit": "2016-2017", "without": "丁"}, "乙（产 2016）"),
        ({"fit": "2016-2017", "predictors": "料:2016-2017"}, "乙（产 2016）、丙（料 2016）、丁（产 2020）"),
        ({"fit": "2016-2017", "predictors": "料"}, "乙（产 2016）、丙（料 2015、料 2016）、丁（产 2020）"),
        ({"fit": "2016-2017", "predictors": "料:2017", "without": "乙"}, "丁（产 2020）"),
        ({"fit": "2016-2017", "predictors": "产:2015"}, "乙（产 2015、产 2016）、丁（产 2020）"),
        ({"method": "did", "fit": "2017-2018", "since": "2019"}, "丁（产 2020）"),
        (
            {"treated": "甲,乙", "since": "2019,2018", "fit": "2016-2017", "method": "did"},
            "乙（产 2016）、丁（产 2020）",
        ),
    ],
)
def test_only_figures_in_doubt_that_the_estimate_uses_are_told(asked, told):
    assert told_in_doubt(**asked) == told
