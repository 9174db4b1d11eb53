"""Leaving a criterion out, and the least change of weights that swaps two places (against HiGHS through scipy)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import kendalltau

from dongxi.analysis.evaluation.errors import DoesNotFit, MissingValues, TooFew
from dongxi.analysis.evaluation.leave_one_out import leave_one_out
from dongxi.analysis.evaluation.ranks import agreement
from dongxi.analysis.evaluation.weight_swap import swap, weight_swap


def table(seed: int, n: int = 5, m: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.random((n, m)).round(2) * 100, rng.dirichlet(np.ones(m))


def test_without_a_criterion_its_weight_goes_to_the_rest():
    """Scores 50, 50, 60: without the first criterion 0, 100, 60; without the second 100, 0, 60."""
    found = leave_one_out(points=[[100, 0], [0, 100], [60, 60]], weights=[0.5, 0.5], units=["甲", "乙", "丙"])
    assert found.ranks.tolist() == [2, 2, 1]
    assert found.without.tolist() == [[3, 1, 2], [1, 3, 2]]
    assert found.shift.tolist() == [[1, -1, 1], [-1, 1, 1]]
    assert found.doubts


def test_a_criterion_without_weight_changes_nothing():
    points, _ = table(1)
    found = leave_one_out(points=points, weights=[0.5, 0.3, 0.2, 0])
    assert found.without[3].tolist() == found.ranks.tolist()
    assert found.agreement[3] == pytest.approx(1)


def test_all_the_weight_on_one_criterion_leaves_nothing():
    with pytest.raises(TooFew):
        leave_one_out(points=[[1, 2], [2, 1]], weights=[1, 0])


def least_by_programme(points: np.ndarray, weights: np.ndarray, i: int, j: int) -> float:
    """Minimise ½ Σ (up + down) with w + up − down on the simplex and the lead no longer positive."""
    gaps = points[i] - points[j]
    gaps = gaps if weights @ gaps >= 0 else -gaps
    m = len(weights)
    solved = linprog(
        np.full(2 * m, 0.5),
        A_ub=[np.r_[gaps, -gaps]],
        b_ub=[-weights @ gaps],
        A_eq=[np.r_[np.ones(m), -np.ones(m)]],
        b_eq=[0],
        bounds=[(0, None)] * m + [(0, w) for w in weights],
    )
    return solved.fun if solved.status == 0 else float("inf")


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_the_least_change_is_that_of_the_linear_programme(seed):
    points, weights = table(seed)
    found = weight_swap(points=points, weights=weights)
    for i in range(5):
        for j in range(i):
            assert found.moved[i, j] == pytest.approx(least_by_programme(points, weights, i, j), abs=1e-7)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_the_weights_of_a_swap_make_the_two_level_and_are_weights(seed):
    points, weights = table(seed, n=2)
    found = swap(points=points, weights=weights, pair=("U1", "U2"))
    if np.isfinite(found.moved):
        scores = points @ found.weights
        assert scores[0] == pytest.approx(scores[1], abs=1e-9)
        assert found.weights.min() >= -1e-12
        assert found.weights.sum() == pytest.approx(1)
        assert found.moved == pytest.approx(np.abs(found.change).sum() / 2)
    else:
        assert "任何权重都不能" in found.reading.zh


def test_a_swap_by_hand_is_read_aloud():
    """Lead 60·.6 − 40·.4 = 20; each percent moved to the second lowers it by 1: 20 % bring them level."""
    found = swap(
        points=[[80, 20], [20, 60]],
        weights=[0.6, 0.4],
        pair=("乙", "甲"),
        units=["甲", "乙"],
        criteria=["研发", "转化"],
    )
    assert found.moved == pytest.approx(0.2)
    assert found.reading.zh == "只要把 20.0% 的权重由研发移到转化，乙即追平甲。"
    assert (found.ahead, found.behind) == ("甲", "乙")


def test_neighbours_who_swap_at_a_touch_are_told():
    found = weight_swap(points=[[80, 20], [20, 80], [1, 0]], weights=[0.505, 0.495], units=["甲", "乙", "丙"])
    assert found.fragile == (("甲", "乙"),)
    assert np.isinf(found.moved[0, 2])
    assert found.doubts


def test_pairs_that_are_not_in_the_table_and_missing_points_are_refused():
    for pair in (("U1", "U9"), ("U1", "U1")):
        with pytest.raises(DoesNotFit):
            swap(points=[[1, 2], [2, 1]], weights=[0.5, 0.5], pair=pair)
    with pytest.raises(MissingValues):
        weight_swap(points=[[1, None], [2, 1]], weights=[0.5, 0.5])


def test_agreement_of_two_orders_is_kendalls_tau_b():
    rng = np.random.default_rng(1)
    for _ in range(50):
        one, other = rng.integers(1, 6, 9), rng.integers(1, 6, 9)
        assert agreement(one, other) == pytest.approx(kendalltau(one, other).statistic)
    assert np.isnan(agreement(np.ones(3, dtype=int), np.arange(3)))
