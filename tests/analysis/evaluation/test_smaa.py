"""SMAA: against integrals done by hand, a plain count with sorting, and what must hold of any table."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from dongxi.analysis.evaluation.errors import CannotEvaluate, DoesNotFit, MissingValues, OutOfDomain, TooFew
from dongxi.analysis.evaluation.smaa import smaa
from dongxi.analysis.evaluation.weight_draws import Draws, plan
from dongxi.analysis.evaluation.weight_region import anywhere, around, bounded, ranked

NAN = float("nan")
TABLES = arrays(float, st.tuples(st.integers(2, 7), st.integers(2, 5)), elements=st.integers(0, 100))


def near(value: float, error: float):
    return pytest.approx(value, abs=5 * error)


def test_two_criteria_by_hand():
    """A (1, 0), B (0, 1), C (.6, .6): with weight w on the first, A leads if w > .6, B if w < .4, C between."""
    found = smaa(values=[[1, 0], [0, 1], [0.6, 0.6]], draws=200_000)
    assert found.acceptability[:, 0] == near(np.array([0.4, 0.4, 0.2]), found.error)
    assert found.acceptability[2] == near(np.array([0.2, 0.8, 0]), found.error)
    assert found.central_weights[:, 0] == pytest.approx([0.8, 0.2, 0.5], abs=0.01)
    assert found.wins[0, 1] == near(0.5, found.error)
    assert found.confidence.tolist() == [1, 1, 1]


def test_an_order_of_importance_by_hand():
    """The same with w ≥ ½ on the first: A leads if w > .6, which is four fifths of what is left."""
    found = smaa(values=[[1, 0], [0, 1], [0.6, 0.6]], region=ranked(order=[0, 1]), draws=200_000)
    assert found.acceptability[:, 0] == near(np.array([0.8, 0, 0.2]), found.error)
    assert np.isnan(found.central_weights[1]).all()
    assert np.isnan(found.confidence[1])


def test_three_criteria_by_hand():
    """Each of three units best in one criterion leads on a third of the simplex, with mean weight 11/18."""
    found = smaa(values=np.eye(3), draws=300_000)
    assert found.acceptability == near(np.full((3, 3), 1 / 3), found.error)
    assert np.diag(found.central_weights) == pytest.approx(np.full(3, 11 / 18), abs=0.005)


def test_uncertain_data_by_hand():
    """Equal but for .1 in both criteria, errors .1 each: the difference has sd √(2 (w² + (1−w)²)) · .1."""
    found = smaa(values=[[0.6, 0.6], [0.5, 0.5]], spread=np.full((2, 2), 0.1), draws=400_000)
    w = (np.arange(10_000) + 0.5) / 10_000
    expected = norm.cdf(0.1 / (0.1 * np.sqrt(2 * (w**2 + (1 - w) ** 2)))).mean()
    assert found.wins[0, 1] == near(expected, found.error)
    assert found.confidence[0] == pytest.approx(norm.cdf(1), abs=0.02)  # at the central weights, about a half each


def test_errors_of_scores_are_those_of_values_drawn_one_by_one():
    rng = np.random.default_rng(3)
    values, spread = rng.random((5, 4)), rng.random((5, 4)) / 3
    found = smaa(values=values, spread=spread, draws=200_000)
    weights = rng.dirichlet(np.ones(4), 100_000)
    drawn = values + spread * rng.standard_normal((100_000, 5, 4))
    order = np.argsort(np.argsort(-np.einsum("knm,km->kn", drawn, weights), axis=1), axis=1)
    plain = np.stack([(order == place).mean(axis=0) for place in range(5)], axis=1)
    assert found.acceptability == pytest.approx(plain, abs=0.01)


def test_a_missing_value_is_neither_zero_nor_the_mean_but_widens_the_interval():
    values = [[70, 70], [50, NAN], [10, 10]]
    with pytest.raises(MissingValues):
        smaa(values=values)
    found = smaa(values=values, missing=(0, 100), draws=100_000)
    assert found.rank_low[1] == 1
    assert found.rank_high[1] == 2  # with w on the first and u unknown, 50 w + u (1 − w) > 10 nearly always
    w, u = (np.random.default_rng(1).random((2, 1_000_000)) * [[1], [100]]).astype(float)
    assert found.acceptability[1, 0] == near((50 * w + u * (1 - w) > 70).mean(), found.error)


@given(TABLES)
@settings(deadline=None, max_examples=40)
def test_counting_is_what_sorting_would_give(values):
    """The same weights, places by comparing scores in double precision; equal rows share the better place."""
    found = smaa(values=values, draws=500, seed=11, block=500)
    draws = plan(region=anywhere(criteria=values.shape[1]), seed=11)
    rng = np.random.default_rng(np.random.SeedSequence(11).spawn(1)[0])
    weights = draws.weights(count=500, rng=rng).astype(float)
    scores = (values - values.mean(axis=0)) @ weights
    places = (scores[:, None] < scores[None] - 1e-4).sum(axis=1)
    loose = (scores[:, None] < scores[None] + 1e-4).sum(axis=1) - 1
    plain = np.stack([(places == r).mean(axis=1) for r in range(len(values))], axis=1)
    if (places == loose).all():
        assert found.acceptability == pytest.approx(plain)
    assert (found.rank_mean >= places.mean(axis=1) + 1 - 1e-9).all()
    assert (found.rank_mean <= loose.mean(axis=1) + 1 + 1e-9).all()


@given(TABLES)
@settings(deadline=None, max_examples=30)
def test_shares_add_up_and_dominance_shows(values):
    better = np.vstack([values, values.max(axis=0) + 1])
    found = smaa(values=better, draws=300)
    assert found.acceptability.sum(axis=1) == pytest.approx(1)
    assert found.acceptability[-1, 0] == 1
    assert (found.wins + found.wins.T <= 1 + 1e-12).all()
    assert (found.rank_low <= found.rank_high).all()
    central = found.central_weights[~np.isnan(found.central_weights[:, 0])]
    assert central.sum(axis=1) == pytest.approx(1)
    assert central.min() >= 0


def test_twins_share_every_place():
    found = smaa(values=[[3, 1], [3, 1], [1, 3]], draws=1_000)
    assert found.acceptability[0].tolist() == found.acceptability[1].tolist()
    assert found.wins[0, 1] == found.wins[1, 0] == 0
    assert found.acceptability[2, 1] == 0  # behind twins comes third


def test_the_reading_names_all_who_share_the_first_place():
    twins = smaa(values=[[5, 5]] * 3, units=["甲县", "乙县", "丙县"], draws=200)
    assert "甲县、乙县、丙县居首的各占 100%（得分相同时并列第一）" in twins.reading.zh
    assert "甲县, 乙县, 丙县 each come first in 100% (sharing first place where equal)" in twins.reading.en
    alone = smaa(values=[[6, 6], [5, 5]], units=["甲县", "乙县"], draws=200)
    assert "甲县居首的占 100%" in alone.reading.zh
    assert "并列" not in alone.reading.zh


def test_twins_stay_twins_beside_a_unit_of_which_less_is_known():
    found = smaa(values=[[50, 50], [50, 50], [NAN, 60]], missing=(0, 100), draws=1_000)
    assert found.acceptability[0].tolist() == found.acceptability[1].tolist()
    assert found.wins[0, 1] == found.wins[1, 0] == 0


def test_units_that_differ_only_where_nothing_weighs_are_twins():
    found = smaa(values=[[3, 1, 9], [3, 1, 2], [1, 3, 5]], region=around(weights=[0.5, 0.5, 0], by=0.2), draws=1_000)
    assert found.wins[0, 1] == found.wins[1, 0] == 0
    assert found.acceptability[0].tolist() == found.acceptability[1].tolist()


def test_more_units_than_a_byte_can_count():
    values = np.arange(300.0)[:, None] * [1, 1] + [[0, 0.5]]
    found = smaa(values=values, draws=200)
    assert np.array_equal(found.rank_mean, np.arange(300, 0, -1))
    twins = smaa(values=np.vstack([values, values[:1]]), draws=200)
    assert twins.acceptability[0, 299] == twins.acceptability[300, 299] == 1


def test_the_answer_depends_on_neither_threads_nor_the_day():
    rng = np.random.default_rng(0)
    values = rng.random((6, 4))
    one, two = (smaa(values=values, draws=5_000, block=700, threads=threads) for threads in (1, 3))
    for name in ("acceptability", "wins", "central_weights"):
        assert np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True)


def test_progress_is_told_to_the_end():
    told = []
    smaa(values=np.eye(3), draws=1_000, block=300, progress=lambda done, all_: told.append((done, all_)))
    assert told[0] == (300, 1_000)
    assert told[-1] == (1_000, 1_000)


# --- regions of weights

REGIONS = {
    "simplex": (anywhere(criteria=4), "simplex"),
    "lower bounds": (bounded(lower=[0.1, 0.2, 0, 0.1], upper=[1, 1, 1, 1]), "simplex"),
    "order": (ranked(order=[2, 0, 3, 1]), "simplex"),
    "around": (around(weights=[0.4, 0.3, 0.2, 0.1], by=0.2), "reject_box"),
    "one upper bound": (bounded(lower=[0, 0, 0, 0], upper=[1, 0.6, 1, 1]), "reject_simplex"),
    "fixed": (bounded(lower=[0.25, 0, 0, 0], upper=[0.25, 1, 1, 1]), "reject_box"),
    "order and bounds": (bounded(lower=[0.1] * 4, upper=[0.5] * 4, order=[0, 1, 2, 3]), None),
}


@pytest.mark.parametrize("name", REGIONS)
def test_draws_lie_in_their_region_and_are_uniform_there(name):
    region, method = REGIONS[name]
    draws = plan(region=region, seed=1)
    assert method in (None, draws.method)
    weights = draws.weights(count=40_000, rng=np.random.default_rng(2)).astype(float)
    assert weights.sum(axis=0) == pytest.approx(1, abs=1e-5)
    assert (weights >= region.lower[:, None] - 1e-5).all()
    assert (weights <= region.upper[:, None] + 1e-5).all()
    if region.order:
        assert (np.diff(weights[list(region.order)], axis=0) <= 1e-5).all()
    plain = np.random.default_rng(3).dirichlet(np.ones(4), 3_000_000).T if name != "fixed" else None
    if plain is not None:
        inside = ((plain >= region.lower[:, None]) & (plain <= region.upper[:, None])).all(axis=0)
        if region.order:
            inside &= (np.diff(plain[list(region.order)], axis=0) <= 0).all(axis=0)
        assert weights.mean(axis=1) == pytest.approx(plain[:, inside].mean(axis=1), abs=0.004)
        assert weights.std(axis=1) == pytest.approx(plain[:, inside].std(axis=1), abs=0.004)


def test_walking_finds_the_same_weights_as_rejecting():
    region = around(weights=[0.4, 0.3, 0.2, 0.1], by=0.3)
    rejected = plan(region=region, seed=0).weights(count=20_000, rng=np.random.default_rng(0))
    walked = Draws(region=region, method="walk", corners=np.eye(4)).weights(count=8_000, rng=np.random.default_rng(1))
    assert walked.mean(axis=1) == pytest.approx(rejected.mean(axis=1), abs=0.003)
    assert np.cov(walked) == pytest.approx(np.cov(rejected), abs=2e-4)


def test_a_narrow_region_is_walked():
    rng = np.random.default_rng(4)
    weights = np.sort(rng.dirichlet(np.ones(12)))[::-1]
    region = bounded(lower=0.9 * weights, upper=np.minimum(1.1 * weights, 1), order=range(12))
    draws = plan(region=region, seed=0)
    found = draws.weights(count=500, rng=rng)
    assert (found <= region.upper[:, None] + 1e-5).all()
    assert found.mean(axis=1) == pytest.approx(weights, abs=0.02)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: bounded(lower=[0.6, 0.6], upper=[1, 1]), DoesNotFit),
        (lambda: bounded(lower=[0.5, 0.5], upper=[1, 1]), DoesNotFit),
        (lambda: bounded(lower=[0, 0], upper=[0.4, 0.4]), DoesNotFit),
        (lambda: bounded(lower=[0.3, 0], upper=[0.2, 1]), OutOfDomain),
        (lambda: bounded(lower=[0, 0], upper=[1, 1], order=[0, 0]), DoesNotFit),
        (lambda: ranked(order=[0, 2]), DoesNotFit),
        (lambda: around(weights=[0.5, 0.6], by=0.1), CannotEvaluate),
        (lambda: around(weights=[0.5, 0.5], by=0), OutOfDomain),
        (lambda: anywhere(criteria=1), TooFew),
    ],
)
def test_regions_without_room_are_refused(make, error):
    with pytest.raises(error):
        make()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"values": [[1, 2]]}, TooFew),
        ({"values": [[1], [2]]}, TooFew),
        ({"values": [[1, 2], [3, 4]], "draws": 10}, TooFew),
        ({"values": [[1, 2], [3, 4]], "spread": [[1, 2]]}, DoesNotFit),
        ({"values": [[1, 2], [3, 4]], "spread": [[1, 2], [-1, 2]]}, OutOfDomain),
        ({"values": [[1, 2], [3, 400]], "missing": (0, 100)}, OutOfDomain),
        ({"values": [[1, 2], [3, 4]], "region": anywhere(criteria=3)}, DoesNotFit),
        ({"values": [[1, float("inf")], [3, 4]]}, OutOfDomain),
    ],
)
def test_tables_without_places_are_refused(arguments, error):
    with pytest.raises(error):
        smaa(**arguments)


def test_weights_about_given_ones_are_drawn_without_the_library_that_solves_programmes():
    program = (
        "import sys; from dongxi.analysis.evaluation.weight_region import around; "
        "from dongxi.analysis.evaluation.weight_draws import plan; "
        "plan(region=around(weights=[0.5, 0.3, 0.2], by=0.2), seed=0); print('scipy.optimize' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"
