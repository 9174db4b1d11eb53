"""Advantage, relatedness and complexity: by hand, against ecomplexity 0.5.3, and what must hold of any table."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dongxi.analysis.evaluation.advantage import advantage
from dongxi.analysis.evaluation.complexity import complexity
from dongxi.analysis.evaluation.errors import (
    CannotEvaluate,
    Collinear,
    DoesNotFit,
    MissingValues,
    NoVariation,
    OutOfDomain,
    TooFew,
)
from dongxi.analysis.evaluation.relatedness import relatedness

ACTIVITY = np.random.default_rng(4).gamma(0.5, 20, (12, 8)).round() + np.eye(12, 8) * 30
TABLES = arrays(float, st.tuples(st.integers(3, 8), st.integers(3, 7)), elements=st.integers(0, 50))


@pytest.fixture(scope="module")
def theirs():
    """What ecomplexity makes of the same activity, as tables (regions, fields)."""
    pandas = pytest.importorskip("pandas", reason="pandas comes with ecomplexity, in the benchmarks group")
    peer = pytest.importorskip("ecomplexity", reason="ecomplexity is in the benchmarks group")
    rows = [(2020, f"R{i:02}", f"F{j:02}", ACTIVITY[i, j]) for i in range(12) for j in range(8)]
    columns = {"time": "year", "loc": "region", "prod": "field", "val": "value"}
    data = pandas.DataFrame(rows, columns=["year", "region", "field", "value"])
    found = peer.ecomplexity(data, columns, verbose=False, check_logsupermodularity=False)
    return {
        name: found.pivot(index="region", columns="field", values=name).to_numpy()
        for name in ("rca", "mcp", "eci", "pci", "density")
    }


@pytest.mark.filterwarnings("ignore")
def test_advantage_relatedness_and_complexity_agree_with_ecomplexity(theirs):
    found = advantage(values=ACTIVITY)
    assert found.ratio == pytest.approx(theirs["rca"])
    assert np.array_equal(found.present, theirs["mcp"] == 1)
    near = relatedness(present=found.present, own=True)
    assert near.density == pytest.approx(theirs["density"])
    rank = complexity(present=found.present)
    assert rank.regions_index == pytest.approx(theirs["eci"][:, 0], abs=1e-8)
    assert rank.fields_index == pytest.approx(theirs["pci"][0], abs=1e-8)


def test_advantage_by_hand():
    """Region 1 does 6 of 10 in field 1, which is 8 of 20 everywhere: 1.5."""
    found = advantage(values=[[6, 4], [2, 8]], regions=["甲", "乙"], fields=["农业", "能源"])
    assert found.ratio == pytest.approx(np.array([[1.5, 2 / 3], [0.5, 4 / 3]]))
    assert found.present.tolist() == [[True, False], [False, True]]
    assert "甲的农业" in found.reading.zh
    assert found.doubts[0].name == "counts_are_not_thin"


@given(TABLES, st.floats(0.1, 1000))
@settings(deadline=None, max_examples=50)
def test_advantages_average_to_one_and_ignore_units_of_measure(values, factor):
    assume((values.sum(axis=0) > 0).all() and (values.sum(axis=1) > 0).all())
    found = advantage(values=values)
    share = values.sum(axis=0) / values.sum()
    assert found.ratio @ share == pytest.approx(1)
    assert advantage(values=values * factor).ratio == pytest.approx(found.ratio)
    assert (np.abs(found.symmetric) <= 1).all()


HAS = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1]])


def test_relatedness_by_hand():
    """Fields are in 2, 3, 2, 1 regions; 1 and 2 together in 2 → min(2/2, 2/3) = 2/3; 3 and 4 in 1 → min(1/2, 1) = ½."""
    found = relatedness(present=HAS, fields=["a", "b", "c", "d"])
    assert found.proximity[0] == pytest.approx([1, 2 / 3, 1 / 2, 0])
    assert found.proximity[2, 3] == pytest.approx(1 / 2)
    assert found.density[0, 2] == pytest.approx((1 / 2 + 2 / 3) / (1 / 2 + 2 / 3 + 1 / 2))
    assert found.candidates == (("c", "d"), ("d",), ("a",))


@given(arrays(int, st.tuples(st.integers(2, 8), st.integers(2, 7)), elements=st.integers(0, 1)))
@settings(deadline=None, max_examples=60)
def test_proximity_is_symmetric_and_density_a_share(present):
    assume((present.sum(axis=0) > 0).all() and (present.sum(axis=1) > 0).all())
    found = relatedness(present=present)
    assert np.array_equal(found.proximity, found.proximity.T)
    known = found.density[~np.isnan(found.density)]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()
    order = np.arange(present.shape[1])[::-1]
    assert relatedness(present=present[:, order]).density == pytest.approx(found.density[:, order], nan_ok=True)


@given(arrays(int, st.tuples(st.integers(3, 8), st.integers(3, 8)), elements=st.integers(0, 1)))
@settings(deadline=None, max_examples=60)
def test_a_regions_complexity_is_the_mean_of_its_fields(present):
    assume((present.sum(axis=0) > 0).all() and (present.sum(axis=1) > 0).all())
    try:
        found = complexity(present=present)
    except CannotEvaluate:
        return
    assert found.regions_index.mean() == pytest.approx(0, abs=1e-9)
    assert found.regions_index.std() == pytest.approx(1)
    assert (present / present.sum(axis=1, keepdims=True)) @ found.fields_index == pytest.approx(
        found.regions_index, abs=1e-6
    )
    assert found.regions_index @ (found.diversity - found.diversity.mean()) >= -1e-6


def test_nested_regions_are_ordered_by_how_much_more_they_can_do():
    present = np.tril(np.ones((5, 5)))
    assert np.argsort(complexity(present=present).regions_index).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("method", "table", "error"),
    [
        (advantage, [[1, 2]], TooFew),
        (advantage, [[1], [2]], TooFew),
        (advantage, [[1, 0], [2, 0]], NoVariation),
        (advantage, [[0, 0], [2, 1]], NoVariation),
        (advantage, [[1, -1], [2, 1]], OutOfDomain),
        (advantage, [[1, None], [2, 1]], MissingValues),
    ],
)
def test_activity_without_shares_is_refused(method, table, error):
    with pytest.raises(error):
        method(values=table)


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ([[1, 2], [1, 1]], DoesNotFit),
        ([[1, 1], [1, 1]], NoVariation),
        ([[1, 0], [0, 1]], NoVariation),
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], Collinear),
    ],
)
def test_presence_that_orders_nothing_is_refused(table, error):
    with pytest.raises(error):
        complexity(present=table)
