"""Thousands of units: places are found by sorting, as comparing each with each finds them; too many are refused."""

import numpy as np
import pytest

from dongxi.analysis.evaluation.assessment import MOST_UNITS, assess
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.evaluation.rank_counts import SORTED
from dongxi.analysis.evaluation.smaa import smaa
from dongxi.analysis.tables import table_of

FRAMEWORK = """
title = "t"
missing = "reported"
[columns]
unit = "单位"
[[criterion]]
name = "甲"
weight = 60
direction = "higher"
scoring = { method = "linear", floor = 0, target = 100 }
[[criterion]]
name = "乙"
weight = 40
direction = "higher"
scoring = { method = "linear", floor = 0, target = 100 }
"""


def units(count: int) -> str:
    rng = np.random.default_rng(count)
    return "单位,甲,乙\n" + "".join(f"县{i},{a:.3f},{b:.3f}\n" for i, (a, b) in enumerate(rng.random((count, 2)) * 100))


@pytest.mark.parametrize("count", [SORTED, 255, 256, 300])
@pytest.mark.parametrize("twins", [False, True])
def test_sorting_finds_the_places_that_comparing_finds(count, twins):
    values = np.random.default_rng(count).random((count, 3))
    if twins:
        values[::7] = values[0]
    compared, found = (smaa(values=values, draws=600, seed=2, pairs=pairs) for pairs in (True, False))
    assert found.wins is None
    assert compared.wins is not None
    assert np.array_equal(found.central_weights, compared.central_weights, equal_nan=True)
    shares = np.abs(found.acceptability - compared.acceptability)
    if twins:
        assert not shares.any()
    assert shares.max() <= 2 / 600  # scores that are level by rounding alone share a place
    assert shares.sum() < 0.01 * count


def test_no_pairs_are_counted_for_places_and_progress_is_told_often():
    framework, told = framework_of(FRAMEWORK, name="f"), []
    reported = reported_values(framework=framework, table=table_of(units(1_200).encode(), name="t"))
    found = assess(
        framework=framework, reported=reported, draws=20_000, progress=lambda done, total: told.append((done, total))
    )
    assert found.places is not None
    assert found.places.wins is None
    assert len(told) > 4
    assert told[-1] == (20_000, 20_000)


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
    framework = framework_of(FRAMEWORK.replace("reported", rule), name="f")
    table = table_of("单位,甲,乙\n甲,1,2\n乙,3,\n丙,4,5\n".encode(), name="t")
    reading = assess(framework=framework, reported=reported_values(framework=framework, table=table)).sums.reading.zh
    assert told in reading
    assert ("其得分只覆盖" in reading) is (rule == "reported")


def test_more_units_than_places_are_kept_for_are_refused():
    framework = framework_of(FRAMEWORK, name="f")
    reported = reported_values(framework=framework, table=table_of(units(MOST_UNITS + 1).encode(), name="t"))
    with pytest.raises(DoesNotFit, match="有 5,001 个单位，最多 5,000 个"):
        assess(framework=framework, reported=reported)
