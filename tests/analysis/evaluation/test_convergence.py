"""β and σ convergence: data made with a known speed, numpy's own regression, the definition of the tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr

from dongxi.analysis.evaluation.beta_convergence import beta_convergence
from dongxi.analysis.evaluation.errors import Collinear, DoesNotFit, MissingValues, NoVariation, OutOfDomain, TooFew
from dongxi.analysis.evaluation.least_squares import least_squares
from dongxi.analysis.evaluation.sigma_convergence import sigma_convergence

FIRST = np.array([12, 15, 22, 30, 41, 55, 60, 80, 95.0])


def test_units_that_close_a_tenth_of_the_gap_a_year_converge_at_that_speed():
    """ln y(T) = ln y* + (ln y(0) − ln y*) e^(−λ T) with λ = .1, T = 8: half the gap is gone after ln 2 / .1 years."""
    last = np.exp(5 + (np.log(FIRST) - 5) * np.exp(-0.8))
    found = beta_convergence(first=FIRST, last=last, years=8)
    assert found.speed == pytest.approx(0.1)
    assert found.half_life == pytest.approx(np.log(2) / 0.1)
    assert found.slope == pytest.approx(-(1 - np.exp(-0.8)) / 8)
    assert "存在收敛" in found.reading.zh
    assert {a.name: a.holds for a in found.assumptions}["dispersion_fell_too"]


def test_a_slope_without_evidence_is_read_as_just_that():
    rng = np.random.default_rng(1)
    found = beta_convergence(first=FIRST, last=FIRST * np.exp(rng.normal(0, 0.2, 9)), years=5)
    assert found.p_value > 0.05
    assert "不等于证明没有收敛" in found.reading.zh


def test_regression_to_the_mean_is_not_taken_for_convergence():
    """Pure noise around a common level: the slope is negative, dispersion does not fall."""
    rng = np.random.default_rng(3)
    first, last = np.exp(rng.normal(3, 0.5, (2, 60)))
    last = np.exp((np.log(last) - np.log(last).mean()) / np.log(last).std() * np.log(first).std() * 1.01 + 3)
    found = beta_convergence(first=first, last=last, years=10)
    assert found.slope < 0
    assert found.p_value < 0.05
    assert "dispersion_fell_too" in [doubt.name for doubt in found.doubts]
    assert "可能只是向均值回归" in found.reading.zh


@given(st.integers(0, 10_000), st.floats(0.1, 1000))
@settings(deadline=None, max_examples=30)
def test_units_of_measure_and_order_change_nothing(seed, factor):
    rng = np.random.default_rng(seed)
    first, last = rng.uniform(1, 100, (2, 12))
    one, order = beta_convergence(first=first, last=last, years=7), rng.permutation(12)
    other = beta_convergence(first=first[order] * factor, last=last[order] * factor, years=7)
    assert other.slope == pytest.approx(one.slope, abs=1e-9)
    assert other.slope_error == pytest.approx(one.slope_error, abs=1e-9)
    assert one.slope == pytest.approx(np.polyfit(np.log(first), np.log(last / first) / 7, 1)[0])


def test_robust_errors_are_those_of_their_definition():
    """HC3: (X'X)⁻¹ X' diag(e² / (1 − h)²) X (X'X)⁻¹."""
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(20), rng.normal(size=(20, 2))])
    y = rng.normal(size=20)
    fit = least_squares(x=x, y=y)
    bread = np.linalg.inv(x.T @ x)
    hat = np.diag(x @ bread @ x.T)
    beta = bread @ x.T @ y
    meat = x.T @ np.diag(((y - x @ beta) / (1 - hat)) ** 2) @ x
    assert fit.coefficients == pytest.approx(beta)
    assert fit.errors == pytest.approx(np.sqrt(np.diag(bread @ meat @ bread)))
    assert fit.leverage == pytest.approx(hat)


def test_controls_find_convergence_within_groups_that_do_not_converge():
    rng = np.random.default_rng(8)
    east = np.repeat([1.0, 0.0], 10)
    first = np.exp(rng.normal(3, 0.6, 20) + 1.5 * east)
    goal = 4 + 3 * east
    last = np.exp(goal + (np.log(first) - goal) * 0.5)
    plain = beta_convergence(first=first, last=last, years=10)
    within = beta_convergence(first=first, last=last, years=10, controls=east[:, None], control_names=["东部"])
    assert within.slope == pytest.approx(-0.05)
    assert plain.slope > within.slope
    assert "条件收敛" in within.reading.zh


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first": [*FIRST[:-1], 0]}, OutOfDomain),
        ({"last": [*FIRST[:-1], None]}, MissingValues),
        ({"last": FIRST[:-1]}, DoesNotFit),
        ({"first": FIRST[:4], "last": FIRST[:4]}, TooFew),
        ({"years": 0}, OutOfDomain),
        ({"first": np.full(9, 3.0)}, NoVariation),
        ({"controls": np.ones((9, 1))}, Collinear),
        ({"controls": np.ones((8, 1))}, DoesNotFit),
    ],
)
def test_what_shows_no_convergence_is_refused(change, error):
    with pytest.raises(error):
        beta_convergence(**{"first": FIRST, "last": FIRST[::-1], "years": 5, **change})


# --- σ


def test_sigma_is_the_spread_of_logarithms_and_falls_when_units_draw_together():
    steps = np.exp(
        3 + (np.log(FIRST)[:, None] - 3) * np.array([1, 0.8, 0.5]) + 0.02 * np.sin(np.arange(27)).reshape(9, 3)
    )
    found = sigma_convergence(values=steps, periods=["2010", "2015", "2020"])
    assert found.sigma == pytest.approx(np.log(steps).std(axis=0, ddof=1))
    assert found.change < 0
    assert found.p_value < 0.001
    assert "差距缩小" in found.reading.zh
    assert not found.doubts


def test_the_test_is_that_sum_and_difference_do_not_correlate():
    rng = np.random.default_rng(2)
    values = np.exp(rng.normal(size=(15, 2)))
    logs = np.log(values)
    expected = pearsonr(logs[:, 1] + logs[:, 0], logs[:, 1] - logs[:, 0])
    assert sigma_convergence(values=values).p_value == pytest.approx(expected.pvalue)


def test_the_test_keeps_its_level_when_nothing_changes():
    rng = np.random.default_rng(6)
    common = rng.normal(size=(400, 12))
    p = [
        sigma_convergence(values=np.exp(np.column_stack([c + rng.normal(size=12), c + rng.normal(size=12)]))).p_value
        for c in common
    ]
    assert abs(np.mean(np.array(p) < 0.05) - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 400)


def test_swings_between_the_ends_are_told():
    base = np.log(FIRST)[:, None] - 3
    noise = 0.01 * np.cos(np.arange(27)).reshape(9, 3)
    found = sigma_convergence(values=np.exp(3 + base * np.array([1, 0.2, 0.9]) + noise))
    assert "ends_are_typical" in [doubt.name for doubt in found.doubts]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (np.ones((4, 3)), TooFew),
        (np.ones((6, 1)), TooFew),
        (np.outer(FIRST, [1, 2]), NoVariation),
        (np.outer(FIRST, [0, 2]), OutOfDomain),
        (np.outer(FIRST, [np.nan, 2]), MissingValues),
    ],
)
def test_panels_without_a_change_to_test_are_refused(values, error):
    with pytest.raises(error):
        sigma_convergence(values=values)
