"""What people type names units, columns and periods: commas of either kind, spans, places in full or by code."""

import pytest

from dongxi.analysis.evaluation.choosing import chosen, span, split, variables
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.result import Words

UNIT = Words(zh="单位", en="unit")
DECADE = tuple(str(year) for year in range(2010, 2020))


def test_names_are_split_at_either_comma_and_one_with_a_comma_is_found():
    assert split('a，b, "c,d"') == ["a", "b", "c,d"]
    known = ("Korea, South", "甲（西）", "乙")
    assert chosen("甲(西)，Korea, South,乙", known=known, what=UNIT) == ("甲（西）", "Korea, South", "乙")
    with pytest.raises(DoesNotFit, match="单位没有“丙”"):
        chosen("乙,丙", known=known, what=UNIT)
    with pytest.raises(DoesNotFit, match="没有写明单位"):
        chosen(" ", known=known, what=UNIT)


def test_names_may_stand_between_chinese_list_commas_unless_a_name_holds_one():
    assert chosen("甲、乙，丙", known=("甲", "乙", "丙"), what=UNIT) == ("甲", "乙", "丙")
    assert chosen("甲、乙，丙", known=("甲、乙", "丙"), what=UNIT) == ("甲、乙", "丙")


@pytest.mark.parametrize("name", ["宁夏回族自治区", "640000"])
def test_a_place_in_full_or_by_its_code_is_suggested_as_the_table_names_it(name):
    with pytest.raises(DoesNotFit, match=f"没有“{name}”。是否指“宁夏”"):
        chosen(name, known=("甘肃", "宁夏", "青海"), what=UNIT)


def test_a_column_named_twice_is_refused():
    with pytest.raises(DoesNotFit, match="人写了不止一次"):
        variables("人,钱,人", variable_of=lambda name: name)


def test_a_span_holds_both_its_ends_also_where_periods_have_hyphens():
    assert span("2012-2014,2018", periods=DECADE) == ("2012", "2013", "2014", "2018")
    months = ("2020-01", "2020-02", "2020-03")
    assert span("2020-01-2020-02", periods=months) == months[:2]
    with pytest.raises(DoesNotFit, match="没有时期“2009-2012”"):
        span("2009-2012", periods=DECADE)


@pytest.mark.parametrize(("typed", "meant"), [("2018-2012", "2012-2018"), ("2014至2013", "2013-2014")])
def test_a_span_that_runs_backwards_is_refused(typed, meant):
    with pytest.raises(DoesNotFit, match=f"“{typed}”的起讫颠倒了。请先写早的，如 {meant}"):
        span(typed, periods=DECADE)
