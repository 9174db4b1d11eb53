"""Synthetic control against Abadie & Gardeazabal (2003) and Abadie, Diamond & Hainmueller (2015), pysyncon 1.7, and
cases made up so that the answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels_of_tests import basque, germany, years

from dongxi.analysis.evaluation import errors
from dongxi.analysis.evaluation.augmented_synthetic import augmented_synthetic
from dongxi.analysis.evaluation.nearest_mixture import nearest_mixture
from dongxi.analysis.evaluation.outer_error import OuterError
from dongxi.analysis.evaluation.placebos_in_space import placebos_in_space
from dongxi.analysis.evaluation.placebos_in_time import placebos_in_time
from dongxi.analysis.evaluation.predictor import predictor
from dongxi.analysis.evaluation.predictor_weights import search, squared_error
from dongxi.analysis.evaluation.synthetic_control import synthetic_control

BASQUE, CATALONIA, MADRID = "Basque Country (Pais Vasco)", "Cataluna", "Madrid (Comunidad De)"


def by_name(found, names=None):
    weights = dict(zip(found.donors, found.weights, strict=True))
    return weights if names is None else [weights[name] for name in names]


@pytest.fixture(scope="module")
def small():
    """Six donors that follow two factors; the treated unit is 0.6 of one, 0.4 of another, plus 5 from period 8 on."""
    rng = np.random.default_rng(1)
    donors = 10 + rng.normal(size=(6, 2)) @ rng.normal(size=(2, 12)).cumsum(axis=1) + 0.2 * rng.normal(size=(6, 12))
    own = 0.6 * donors[1] + 0.4 * donors[4] + 5.0 * (np.arange(12) >= 8)
    periods = [str(2010 + t) for t in range(12)]
    return {
        "outcomes": np.vstack([own, donors]),
        "units": ["甲", *(f"对照{i}" for i in range(6))],
        "periods": periods,
        "treated": "甲",
        "since": "2018",
    }


@pytest.mark.shared
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_basque_country_is_catalonia_and_madrid_from_every_seed(shared, seed):
    found = synthetic_control(**basque(shared), seed=seed)
    assert by_name(found, [CATALONIA, MADRID]) == pytest.approx([0.8508, 0.1492], abs=1e-4)
    assert found.pre_mspe == pytest.approx(0.0088645, abs=1e-7)
    gap = dict(zip(found.periods, found.gap, strict=True))
    assert np.mean([gap[year] for year in years(1975, 1997)]) == pytest.approx(-0.69956, abs=2e-5)
    assert found.agreeing >= 2


@pytest.mark.shared
def test_the_bound_holds_and_a_lower_floor_lets_all_predictors_but_one_be_ignored(shared):
    case = basque(shared)
    found, freer = synthetic_control(**case), synthetic_control(**case, least=1e-5, starts=80)
    assert found.bound < freer.pre_mspe < found.pre_mspe
    assert freer.predictor_weights.max() > 0.95
    assert found.predictor_weights.min() >= 0.003 - 1e-12


@pytest.mark.shared
def test_west_germany_with_the_published_weights(shared):
    case = germany(shared)
    names = ["Austria", "USA", "Japan", "Switzerland", "Netherlands"]
    published = {"Austria": 0.4145, "USA": 0.2162, "Japan": 0.1632, "Switzerland": 0.1077, "Netherlands": 0.0984}
    rows = [case["units"].index(name) for name in names]
    own = case["outcomes"][case["units"].index("West Germany")]
    after = slice(case["periods"].index("1990"), None)
    gap = own - np.array(list(published.values())) @ case["outcomes"][rows]
    assert gap[after].mean() == pytest.approx(-1555, abs=0.5)

    training = synthetic_control(**germany(shared, training=True), starts=60)
    found = synthetic_control(**case, predictor_weights=training.predictor_weights)
    assert by_name(found, names) == pytest.approx(list(published.values()), abs=0.03)
    assert set(names) == {name for name, weight in by_name(found).items() if weight > 0.05}
    assert found.average_effect == pytest.approx(-1555, rel=0.03)


@pytest.mark.shared
def test_the_published_west_germany_is_nearest_for_predictor_weights_of_its_own(shared):
    """Weights to four digits: those V that make them nearest, found from the optimality conditions alone."""
    found = synthetic_control(**germany(shared), predictor_weights=[0.3862, 0.1114, 0.1050, 0.0936, 0.2061, 0.0978])
    names = ["Austria", "USA", "Japan", "Switzerland", "Netherlands"]
    assert by_name(found, names) == pytest.approx([0.4145, 0.2162, 0.1632, 0.1077, 0.0984], abs=5e-4)
    assert found.average_effect == pytest.approx(-1555, abs=1)


@pytest.mark.shared
def test_the_search_fits_better_than_any_of_many_random_predictor_weights(shared):
    found = synthetic_control(**germany(shared))
    rng = np.random.default_rng(4)
    for _ in range(40):
        tried = synthetic_control(**germany(shared), predictor_weights=0.003 + 0.982 * rng.dirichlet(np.full(6, 0.5)))
        assert found.pre_mspe <= tried.pre_mspe * (1 + 1e-9)


def test_a_known_mixture_is_found_exactly(small):
    found = synthetic_control(**small)
    assert by_name(found, ["对照1", "对照4"]) == pytest.approx([0.6, 0.4], abs=1e-6)
    assert found.gap[8:] == pytest.approx(5.0)
    assert found.average_effect == pytest.approx(5.0)
    assert found.pre_mspe == pytest.approx(0, abs=1e-12)
    assert "5" in found.reading.zh
    assert "安慰剂" in found.reading.zh


def test_units_of_measurement_do_not_matter(small):
    with_predictors = small | {
        "predictors": [
            predictor(name="early", values=small["outcomes"], periods=small["periods"], over=small["periods"][:3]),
            predictor(name="late", values=small["outcomes"], periods=small["periods"], over=small["periods"][4:8]),
        ]
    }
    first = synthetic_control(**with_predictors)
    scaled = [predictor(name=p.name, values=1000 * p.values) for p in with_predictors["predictors"]]
    second = synthetic_control(**(with_predictors | {"predictors": scaled, "outcomes": 7 * small["outcomes"]}))
    assert second.weights == pytest.approx(first.weights, abs=1e-6)
    assert second.gap == pytest.approx(7 * first.gap, abs=1e-5)


def test_the_order_of_units_does_not_matter(small):
    order = [3, 0, 5, 1, 6, 2, 4]
    turned = small | {"outcomes": small["outcomes"][order], "units": [small["units"][i] for i in order]}
    first, second = synthetic_control(**small), synthetic_control(**turned)
    assert [by_name(second)[name] for name in first.donors] == pytest.approx(first.weights, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(2, 9), st.integers(0, 10_000))
def test_the_nearest_mixture_is_one_and_none_is_nearer(rows, donors, seed):
    apart = np.random.default_rng(seed).normal(size=(rows, donors))
    weights = nearest_mixture(apart)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)
    missed = apart @ weights
    assert (apart.T @ missed >= missed @ missed - 1e-9).all()  # optimality: no donor lies nearer along what is missed


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_slope_of_the_outer_error_is_what_small_steps_show(seed):
    rng = np.random.default_rng(seed)
    apart, outcomes, weights = rng.normal(size=(4, 6)), rng.normal(size=(5, 6)), rng.dirichlet(np.ones(4) * 5)
    value, slope = OuterError(predictors=apart, outcomes=outcomes)(weights)
    for i in range(4):
        sides = []
        for sign in (1, -1):
            moved = weights.copy()
            moved[i] += sign * 1e-6
            sides.append(OuterError(predictors=apart, outcomes=outcomes)(moved)[0])
        right, left = (sides[0] - value) / 1e-6, (value - sides[1]) / 1e-6
        if abs(right - left) < 1e-3 * (1 + abs(right)):  # not on a kink
            assert slope[i] == pytest.approx((right + left) / 2, rel=1e-2, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_an_outer_error_that_remembers_donors_is_the_one_that_does_not(seed, predictors):
    """With few predictors the unit often lies inside its donors, where many mixtures are equally near."""
    rng = np.random.default_rng(seed)
    apart, outcomes = rng.normal(size=(predictors, 9)) + rng.integers(0, 2), rng.normal(size=(5, 9))
    remembering, weights = OuterError(predictors=apart, outcomes=outcomes), rng.dirichlet(np.ones(predictors))
    for _ in range(30):
        weights = np.abs(weights + 0.03 * rng.normal(size=predictors)) + 1e-3
        value, slope = remembering(weights)
        fresh_value, fresh_slope = OuterError(predictors=apart, outcomes=outcomes)(weights)
        assert value == pytest.approx(fresh_value, rel=1e-6)
        assert slope == pytest.approx(fresh_slope, rel=1e-4, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_no_fit_beats_the_bound_and_no_predictor_falls_below_its_floor(seed):
    rng = np.random.default_rng(seed)
    apart, outcomes = rng.normal(size=(3, 7)), rng.normal(size=(5, 7))
    found = search(predictors=apart, outcomes=outcomes, first=np.ones(3) / 3, least=0.01, starts=6, seed=0)
    assert found.mspe >= found.bound * (1 - 1e-9)
    assert found.predictor_weights.min() >= 0.01 - 1e-12
    assert found.predictor_weights.sum() == pytest.approx(1)
    assert squared_error(outcomes, found.weights) == found.mspe


def test_placebos_rank_the_treated_unit_and_invert_the_same_test(small):
    rng = np.random.default_rng(3)
    noise = rng.normal(size=(12, 12))
    case = small | {
        "outcomes": np.vstack([small["outcomes"], noise + 10]) + 0.4 * rng.normal(size=(19, 12)),
        "units": [*small["units"], *(f"远{i}" for i in range(12))],
    }
    told = []
    found = placebos_in_space(
        of=synthetic_control(**case), level=0.85, progress=lambda done, of: told.append((done, of))
    )
    assert told[-1] == (18, 18)
    assert found.smallest_p == pytest.approx(1 / 19)
    assert found.p_value == pytest.approx((1 + (found.ratios >= found.ratio).sum()) / 19)
    assert found.p_value == found.smallest_p
    assert found.low < 5 < found.high
    gap, error = synthetic_control(**case).gap[8:], np.sqrt(synthetic_control(**case).pre_mspe)
    for constant, inside in ((found.low + 1e-3, True), (found.low - 1e-3, False), (found.high + 1e-3, False)):
        ratio = np.sqrt(((gap - constant) ** 2).mean()) / error
        assert bool((1 + (found.ratios >= ratio).sum()) / 19 > 0.15) is inside
    assert (found.period_low < gap).all()
    assert (found.period_high > gap).all()


def test_too_few_donors_for_a_level_give_an_infinite_set_and_say_so(small):
    found = placebos_in_space(of=synthetic_control(**small), level=0.95)
    assert np.isinf([found.low, found.high]).all()
    assert "置信集" in found.reading.zh
    assert any(doubt.name == "could_be_significant" for doubt in found.doubts)


def exact_donors(seed: int, *, change: float, copies: int = 2) -> dict:
    """Nine donors of noise, of which the first `copies` + 1 are alike before the start: those placebos fit exactly. The
    treated unit is near two others and differs by `change` from period 5 on."""
    rng = np.random.default_rng(seed)
    donors = 10 + rng.normal(size=(9, 8))
    donors[: copies + 1, :5] = donors[0, :5]
    own = donors[5:7].mean(axis=0) + 0.1 * rng.normal(size=8) + change * (np.arange(8) >= 5)
    return {
        "outcomes": np.vstack([own, donors]),
        "units": ["甲", *(f"对照{i}" for i in range(9))],
        "periods": [str(2010 + t) for t in range(8)],
        "treated": "甲",
        "since": "2015",
    }


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.floats(0.5, 100))
def test_placebos_that_fit_exactly_have_no_ratio_and_count_as_at_least_as_large(seed, copies, change):
    of = synthetic_control(**exact_donors(seed, change=change, copies=copies))
    found = placebos_in_space(of=of, level=0.5)
    alike = [f"对照{i}" for i in range(copies + 1)]
    assert set(alike) <= set(found.exact)
    assert np.isinf(found.ratios[: copies + 1]).all()
    assert found.p_value >= (1 + len(alike)) / 10 - 1e-12
    told = next(doubt for doubt in found.doubts if doubt.name == "ratios_defined")
    assert "前后误差之比不定" in told.words.zh
    assert "not defined" in told.words.en


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_what_fits_exactly_does_not_hang_on_rounding_or_on_the_unit_of_measurement(seed, change, factor):
    case = exact_donors(seed, change=change)
    first = placebos_in_space(of=synthetic_control(**case))
    shaken = case["outcomes"] * factor * (1 + 1e-13 * np.random.default_rng(seed).normal(size=(10, 8)))
    second = placebos_in_space(of=synthetic_control(**(case | {"outcomes": shaken})))
    assert second.exact == first.exact
    assert (np.isinf(second.ratios) == np.isinf(first.ratios)).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 20))
def test_an_exact_fit_of_the_treated_unit_is_ranked_by_what_came_after_and_claims_no_more(seed, change):
    case = exact_donors(seed, change=0, copies=1)
    case["outcomes"][0] = 0.5 * case["outcomes"][6] + 0.5 * case["outcomes"][7] + change * (np.arange(8) >= 5)
    of = synthetic_control(**case)
    found = placebos_in_space(of=of, level=0.7)
    assert found.exact[0] == "甲"
    assert np.isinf(found.ratio)
    after, own = np.sqrt((found.gaps[:, 5:] ** 2).mean(axis=1)), np.sqrt((of.gap[5:] ** 2).mean())
    larger = (after >= own * (1 - 1e-12)) | np.isinf(found.ratios)
    assert found.p_value == pytest.approx((1 + larger.sum()) / 10)
    assert found.p_value >= (1 + np.isinf(found.ratios).sum()) / 10, "never less than by infinite ratios"
    assert (found.period_high - found.period_low > 1e-3).all(), "no exact fit makes an interval of no width"
    assert "改按起始之后的误差排名" in next(one for one in found.doubts if one.name == "ratios_defined").words.zh


def test_a_fit_that_is_not_exact_keeps_its_ratio_and_says_nothing_of_it(small):
    case = small | {"outcomes": small["outcomes"] + 0.1 * np.random.default_rng(0).normal(size=(7, 12))}
    found = placebos_in_space(of=synthetic_control(**case))
    assert found.exact == ()
    assert np.isfinite(found.ratios).all()
    assert "ratios_defined" not in [one.name for one in found.assumptions]


def test_badly_fitting_placebos_can_be_left_out_by_name(small):
    case = small | {"outcomes": small["outcomes"] + 0.1 * np.random.default_rng(0).normal(size=(7, 12))}
    of = synthetic_control(**case)
    everyone = placebos_in_space(of=of)
    some = placebos_in_space(of=of, worst_fit=float(np.sort(everyone.pre_mspe)[3] / of.pre_mspe) * 1.001)
    assert len(some.donors) == 4
    assert set(some.donors) | set(some.left_out) == set(everyone.donors)


def test_an_invented_start_shows_nothing_and_drops_predictors_from_later(small):
    early = predictor(name="early", values=small["outcomes"], periods=small["periods"], over=small["periods"][:3])
    later = predictor(name="later", values=small["outcomes"], periods=small["periods"], over=small["periods"][5:8])
    of = synthetic_control(**small, predictors=[early, later])
    found = placebos_in_time(of=of, at=["2014", "2015"])
    assert found.left_out == ("later",)
    assert np.isnan(found.gaps[:, 8:]).all()
    assert found.average_gap.shape == (2,)
    assert abs(placebos_in_time(of=synthetic_control(**small)).average_gap[0]) < 1e-6


def test_the_augmented_weights_of_two_donors_are_those_done_by_hand():
    """Donors 0 and 2 around a unit at 3 over two periods: the mixture is the second; ridge moves on by (x λ)-shrunk."""
    outcomes = np.array([[3.0, 3.0, 3.0], [0.0, 0.0, 1.0], [2.0, 2.0, 2.0]])
    found = augmented_synthetic(
        outcomes=outcomes, treated="U1", since="3", units=["U1", "U2", "U3"], periods=["1", "2", "3"], penalty=4.0
    )
    # centred donors ∓1 in both periods, missed (1, 1): (BB' + 4 I)⁻¹ (1, 1)' = (1, 1)/8, so ∓ 1/4
    assert found.mixture == pytest.approx([0, 1])
    assert found.weights == pytest.approx([-0.25, 1.25])
    assert found.gap == pytest.approx([0.5, 0.5, 3 - (-0.25 + 2.5)])


def test_the_augmented_fit_is_closer_before_and_its_weights_add_up(small):
    case = small | {"outcomes": small["outcomes"] + 0.3 * np.random.default_rng(5).normal(size=(7, 12))}
    found = augmented_synthetic(**case)
    assert found.weights.sum() == pytest.approx(1)
    assert found.pre_mspe <= found.mixture_mspe
    assert found.penalties[0] > found.penalties[-1]
    assert found.smallest_p == pytest.approx(1 / 12)
    assert 1 / 12 - 1e-12 <= found.p_value <= 1


def test_the_augmented_method_agrees_with_pysyncon(small):
    augsynth = pytest.importorskip("pysyncon.augsynth", reason="pysyncon 1.7 is in the benchmarks group")
    apart = (small["outcomes"][1:, :8] - small["outcomes"][0, :8]).T + 0.3
    centred = apart - apart.mean(axis=1, keepdims=True)
    found = augmented_synthetic(
        **(small | {"outcomes": np.vstack([small["outcomes"][:1] - 0.3, small["outcomes"][1:]])}), penalty=2.5
    )
    ridge = augsynth.AugSynth.solve_ridge(-apart.mean(axis=1), centred, found.mixture, 2.5)
    assert found.weights == pytest.approx(found.mixture + ridge, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"treated": "乙"}, errors.DoesNotFit, "乙"),
        ({"since": "2031"}, errors.DoesNotFit, "2031"),
        ({"donors": ["甲", "对照1"]}, errors.DoesNotFit, "自己"),
        ({"donors": ["对照1"]}, errors.TooFew, "至少需要 2 个"),
        ({"fit_periods": ["2010", "2019"]}, errors.DoesNotFit, "2019"),
        ({"since": "2011"}, errors.TooFew, "起始之前"),
        ({"predictors": [predictor(name="常数", values=np.ones(7))]}, errors.NoVariation, "常数"),
        ({"predictors": [predictor(name="x", values=np.arange(7.0))], "least": 1.0}, errors.OutOfDomain, "最低权重"),
        (
            {"predictors": [predictor(name="x", values=np.arange(7.0))], "predictor_weights": [-1]},
            errors.OutOfDomain,
            "x",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(small, change, error, said):
    with pytest.raises(error, match=said):
        synthetic_control(**(small | change))


def test_a_missing_value_is_refused_and_never_a_zero(small):
    holed = small["outcomes"].copy()
    holed[2, 9] = np.nan
    with pytest.raises(errors.MissingValues, match="对照1×2019"):
        synthetic_control(**(small | {"outcomes": holed}))
    without = [unit for unit in small["units"] if unit not in ("甲", "对照1")]
    assert synthetic_control(**(small | {"outcomes": holed, "donors": without})).donors == tuple(without)
    half = predictor(name="x", values=[[1, np.nan], [np.nan, np.nan]], periods=["1", "2"])
    assert half.values[0] == 1
    assert np.isnan(half.values[1])
    assert half.missing.tolist() == [1, 2]
