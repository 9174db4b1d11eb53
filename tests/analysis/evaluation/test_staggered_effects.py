"""Difference-in-differences and event study against cases done by hand and regressions written out with dummies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.evaluation import errors
from dongxi.analysis.evaluation.did import did
from dongxi.analysis.evaluation.event_study import event_study


def made(seed, *, effect=(2.0, 1.0), noise=0.3, sizes=(20, 12, 10), periods=8):
    """Never treated, and two groups that start at 3 and 5 with constant effects; parallel trends hold."""
    rng = np.random.default_rng(seed)
    starts = [None] * sizes[0] + ["3"] * sizes[1] + ["5"] * sizes[2]
    n = sum(sizes)
    y = rng.normal(size=(n, 1)) + rng.normal(size=periods) + noise * rng.normal(size=(n, periods))
    for i, start in enumerate(starts):
        if start:
            y[i, int(start) :] += effect[0] if start == "3" else effect[1]
    return {"outcomes": y, "starts": starts, "periods": [str(t) for t in range(periods)]}


def by_dummies(outcomes, first, distances, window):
    """Least squares on unit, period and distance dummies; CR1 errors: (coefficients, errors)."""
    n, t = outcomes.shape
    rows = []
    for i in range(n):
        for s in range(t):
            e = None if first[i] is None else int(np.clip(s - first[i], *window))
            rows.append([float(i == j) for j in range(n)] + [float(s == j) for j in range(1, t)]
                        + [float(e == d) for d in distances])  # fmt: skip
    x, y = np.array(rows), outcomes.ravel()
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    scores = (x * (y - x @ beta)[:, None]).reshape(n, t, -1).sum(axis=1)
    covariance = inverse @ scores.T @ scores @ inverse * n / (n - 1) * (n * t - 1) / (n * t - len(distances) - t)
    return beta[-len(distances) :], np.sqrt(np.diag(covariance))[-len(distances) :]


def test_two_groups_and_two_periods_are_the_difference_of_differences():
    outcomes = [[1, 4], [3, 6.5], [2, 3], [4, 4.5], [0, 1.5]]
    found = did(outcomes=outcomes, starts=["b", "b", None, None, None], periods=["a", "b"])
    changes = np.array([3, 3.5, 1, 0.5, 1.5])
    assert found.overall == pytest.approx(3.25 - 1.0)
    # error of a difference of means, each with the plain (population) variance
    assert found.overall_error == pytest.approx(np.sqrt(changes[:2].var() / 2 + changes[2:].var() / 3))
    assert found.att.tolist() == [[0.0, pytest.approx(2.25)]]
    assert np.isnan(found.pretrend_p)


def test_every_group_and_period_is_its_own_difference_of_differences():
    case = made(0)
    y, starts = case["outcomes"], np.array([int(s) if s else -1 for s in case["starts"]])
    never, not_yet = did(**case, draws=200), did(**case, comparison="not_yet", draws=200)
    for k, start in enumerate((3, 5)):
        for t in range(8):
            change = y[:, t] - y[:, start - 1]
            alone = change[starts == start].mean() - change[starts == -1].mean()
            assert never.att[k, t] == pytest.approx(alone)
            waiting = (starts == -1) | ((starts > max(t, start - 1)) & (starts != start))
            assert not_yet.att[k, t] == pytest.approx(change[starts == start].mean() - change[waiting].mean())


def test_the_means_weigh_groups_by_their_size():
    found = did(**made(1), draws=200)
    cells = [(12, found.att[0, t]) for t in range(3, 8)] + [(10, found.att[1, t]) for t in range(5, 8)]
    weights, values = np.array(cells).T
    assert found.overall == pytest.approx(weights @ values / weights.sum())
    assert found.group_att[1] == pytest.approx(found.att[1, 5:].mean())
    e = found.distances.tolist().index(2)
    assert found.event_att[e] == pytest.approx((12 * found.att[0, 5] + 10 * found.att[1, 7]) / 22)
    assert found.period_att[6] == pytest.approx((12 * found.att[0, 6] + 10 * found.att[1, 6]) / 22)
    assert np.isnan(found.period_att[:3]).all()


def test_known_effects_are_recovered_where_the_plain_regression_is_not():
    case = made(2, effect=(4.0, 0.5), noise=0.05)
    found = did(**case, draws=500)
    assert found.group_att == pytest.approx([4.0, 0.5], abs=0.1)
    assert (found.event_low <= found.event_att).all()
    assert found.pretrend_p > 0.01
    assert any(doubt.name == "one_start_for_all" for doubt in event_study(**case).doubts)


def test_the_stated_error_is_the_spread_over_repetitions():
    found = [did(**made(seed, noise=1.0), draws=200) for seed in range(60)]
    spread = np.std([one.overall for one in found], ddof=1)
    assert np.mean([one.overall_error for one in found]) == pytest.approx(spread, rel=0.3)


def test_diverging_trends_before_the_start_are_seen_and_said():
    case = made(3, noise=0.1)
    treated = np.array([start is not None for start in case["starts"]])
    case["outcomes"][treated] += 0.5 * np.arange(8)
    found = did(**case, draws=200)
    assert found.pretrend_p < 0.001
    assert "平行趋势可疑" in found.reading.zh
    assert "parallel trends are in doubt" in found.reading.en


def test_no_effect_reads_as_not_significant_and_not_as_none():
    found = did(**made(6, effect=(0.0, 0.0), noise=1.0), draws=200)
    assert found.p_value > 0.05
    assert "不证明没有效果" in found.reading.zh


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(-50, 50))
def test_effects_of_units_and_of_periods_cancel(seed, shift):
    case = made(seed)
    moved = case | {"outcomes": case["outcomes"] + shift * np.arange(42)[:, None] + np.sin(np.arange(8)) * shift}
    for method, field in ((did, "att"), (event_study, "coefficients")):
        assert getattr(method(**moved), field) == pytest.approx(getattr(method(**case), field), abs=1e-8)


def test_units_treated_throughout_are_left_out_by_name():
    case = made(4)
    case["starts"][0] = "0"
    found = did(**case, draws=200)
    assert found.left_out == ("U1",)
    assert any(doubt.name == "nobody_treated_throughout" for doubt in found.doubts)


@pytest.mark.parametrize("window", [None, (-3, 2)])
def test_the_event_study_is_the_regression_on_dummies(window):
    case = made(5)
    found = event_study(**case, window=window)
    first = [None if start is None else int(start) for start in case["starts"]]
    coefficients, stated = by_dummies(case["outcomes"], first, found.distances, found.window)
    assert found.coefficients == pytest.approx(coefficients, abs=1e-9)
    assert found.errors == pytest.approx(stated, rel=1e-9)


def test_one_common_start_makes_both_methods_agree():
    case = made(7, sizes=(15, 12, 0))
    found, study = did(**case, draws=200), event_study(**case)
    at = [found.distances.tolist().index(e) for e in study.distances]
    assert found.event_att[at] == pytest.approx(study.coefficients)


@pytest.mark.parametrize(
    ("method", "change", "error", "said"),
    [
        (did, {"starts": [None] * 6}, errors.TooFew, "处理单位"),
        (did, {"starts": ["2"] * 6}, errors.TooFew, "not_yet"),
        (did, {"starts": ["9", *[None] * 5]}, errors.DoesNotFit, "9"),
        (did, {"starts": ["2"]}, errors.DoesNotFit, "一一对应"),
        (did, {"comparison": "all"}, errors.DoesNotFit, "not_yet"),
        (did, {"draws": 3}, errors.TooFew, "200"),
        (event_study, {"starts": ["2"] * 6}, errors.Collinear, "从未处理"),
        (event_study, {"window": (0, 1)}, errors.DoesNotFit, "窗口"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(method, change, error, said):
    base = {
        "outcomes": np.random.default_rng(0).normal(size=(6, 4)),
        "starts": ["2", "2", None, None, None, None],
        "periods": list("0123"),
    }
    with pytest.raises(error, match=said):
        method(**(base | change))


def test_a_missing_outcome_is_refused():
    with pytest.raises(errors.MissingValues, match="U2×1"):
        did(outcomes=[[1, 2], [3, np.nan], [1, 1]], starts=["1", "1", None], periods=["0", "1"])
