"""Moran's I: by hand, against esda 2.10.0 (PySAL), all shuffles of a small map, and what must hold of any."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.evaluation.errors import DoesNotFit, MissingValues, NoVariation, OutOfDomain, TooFew
from dongxi.analysis.evaluation.moran import moran


def line(n: int) -> np.ndarray:
    """Each unit next to the one before and after."""
    return np.eye(n, k=1) + np.eye(n, k=-1)


def grid(side: int) -> np.ndarray:
    one = line(side)
    return np.kron(one, np.eye(side)) + np.kron(np.eye(side), one)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("standardise", [True, False])
def test_statistic_and_moments_agree_with_pysal(standardise):
    esda = pytest.importorskip("esda", reason="esda is in the benchmarks group")
    weights = pytest.importorskip("libpysal.weights")
    values = np.random.default_rng(0).gamma(2, 3, 36) + np.repeat(np.arange(6), 6)
    links = weights.lat2W(6, 6)
    theirs = esda.Moran(values, links, transformation="r" if standardise else "b", permutations=0)
    ours = moran(values=values, links=grid(6), standardise=standardise)
    assert ours.statistic == pytest.approx(theirs.I)
    assert ours.expected == pytest.approx(theirs.EI)
    assert ours.deviation == pytest.approx(theirs.seI_rand)
    assert ours.p_normal == pytest.approx(theirs.p_rand)


def test_a_line_by_hand():
    """1 … 5 on a line: z = −2 … 2, Σ z z' over eight links = 8, Σ z² = 10, so I = 5/8 · 8/10 = ½."""
    found = moran(values=[1, 2, 3, 4, 5], links=line(5), standardise=False)
    assert found.statistic == pytest.approx(0.5)
    assert found.expected == -0.25
    assert found.local.sum() == pytest.approx(0.5 * 8)


def test_moments_and_p_are_those_of_all_shuffles():
    values = np.array([1.0, 2, 7, 3, 9, 4])
    links = line(6)
    z = values - values.mean()
    every = np.array([6 / 10 * (s @ links @ s) / (z @ z) for s in map(np.array, permutations(z))])
    found = moran(values=values, links=links, standardise=False, permutations=20_000)
    assert found.deviation == pytest.approx(every.std())
    exact = (np.abs(every - found.expected) >= abs(found.statistic - found.expected) - 1e-12).mean()
    assert found.p_value == pytest.approx(exact, abs=0.015)


def test_a_slope_clusters_a_chessboard_alternates_and_both_are_read():
    slope, board = np.repeat(np.arange(6.0), 6), np.indices((6, 6)).sum(axis=0).ravel() % 2
    assert "空间集聚" in moran(values=slope, links=grid(6)).reading.zh
    found = moran(values=board, links=grid(6))
    assert found.statistic == pytest.approx(-1)
    assert "高低相间" in found.reading.zh


@given(st.integers(0, 10_000), st.floats(0.1, 100), st.floats(-100, 100))
@settings(deadline=None, max_examples=30)
def test_units_of_measure_and_order_change_nothing(seed, factor, shift):
    rng = np.random.default_rng(seed)
    values, order = rng.normal(size=9), rng.permutation(9)
    one = moran(values=values, links=grid(3), permutations=99)
    other = moran(values=values[order] * factor + shift, links=grid(3)[np.ix_(order, order)], permutations=99)
    assert other.statistic == pytest.approx(one.statistic, abs=1e-6)
    assert other.deviation == pytest.approx(one.deviation, abs=1e-6)


def test_the_same_seed_gives_the_same_p():
    values = np.random.default_rng(1).normal(size=9)
    one, other = (moran(values=values, links=grid(3), seed=5) for _ in range(2))
    assert one.p_value == other.p_value


def test_a_unit_without_neighbours_is_told():
    links = line(6)
    links[5] = links[:, 5] = 0
    found = moran(values=[1, 2, 3, 4, 5, 60], links=links, units=[*"甲乙丙丁戊", "海南"])
    assert "海南" in found.doubts[0].words.zh


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"values": [1, 1, 1, 1, 1]}, NoVariation),
        ({"values": [1, 2, 3, 4, None]}, MissingValues),
        ({"values": [1, 2, 3], "links": line(3)}, TooFew),
        ({"links": np.ones((5, 5))}, DoesNotFit),
        ({"links": line(4)}, DoesNotFit),
        ({"links": np.zeros((5, 5))}, DoesNotFit),
        ({"links": -line(5)}, OutOfDomain),
        ({"permutations": 9}, TooFew),
    ],
)
def test_maps_that_cannot_be_tested_are_refused(change, error):
    with pytest.raises(error):
        moran(**{"values": [1, 2, 3, 5, 4], "links": line(5), **change})
