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


def test_more_units_than_places_are_kept_for_are_refused():
    framework = framework_of(FRAMEWORK, name="f")
    reported = reported_values(framework=framework, table=table_of(units(MOST_UNITS + 1).encode(), name="t"))
    with pytest.raises(DoesNotFit, match="有 5,001 个单位，最多 5,000 个"):
        assess(framework=framework, reported=reported)
