"""DEA against Cooper, Seiford & Tone's hospitals, the fls book's table, Tone (2001), Pyfrontier 1.1 and duality."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dongxi.analysis.evaluation import errors
from dongxi.analysis.evaluation.dea import dea
from dongxi.analysis.evaluation.dea_bootstrap import dea_bootstrap
from dongxi.analysis.evaluation.malmquist import malmquist
from dongxi.analysis.evaluation.slacks_based import slacks_based
from dongxi.analysis.evaluation.super_efficiency import super_efficiency


def table(shared, name, skip):
    with (shared / "data/methods" / name).open(encoding="utf-8", newline="") as file:
        return np.array([row[skip:] for row in csv.reader(file)][1:], float)


def drawn(seed, n=40, m=2, s=2):
    rng = np.random.default_rng(seed)
    inputs = rng.lognormal(size=(n, m))
    return inputs, rng.lognormal(size=(n, s)) * inputs.mean(axis=1, keepdims=True)


def whole_programme(inputs, outputs, unit, *, variable, orientation, others=None):
    """One unit's programme as it stands in the textbook, all columns at once."""
    n, (m, s) = len(inputs), (inputs.shape[1], outputs.shape[1])
    kept = np.arange(n) if others is None else others
    into = orientation == "input"
    upper = np.zeros((m + s, 1 + len(kept)))
    upper[:m, 1:], upper[m:, 1:] = inputs[kept].T, -outputs[kept].T
    if into:
        upper[:m, 0], right = -inputs[unit], np.concatenate([np.zeros(m), -outputs[unit]])
    else:
        upper[m:, 0], right = outputs[unit], np.concatenate([inputs[unit], np.zeros(s)])
    cost = np.zeros(1 + len(kept))
    cost[0] = 1 if into else -1
    equal = {"A_eq": np.append(0.0, np.ones(len(kept)))[None], "b_eq": [1.0]} if variable else {}
    found = linprog(cost, A_ub=upper, b_ub=right, method="highs", **equal)
    return abs(found.fun) if found.status == 0 else np.nan


@pytest.mark.shared
def test_the_hospitals_of_cooper_seiford_and_tone(shared):
    data = table(shared, "hospital_cooper_seiford_tone.csv", 1)
    found = dea(inputs=data[:, :2], outputs=data[:, 2:4], units=list("ABCDEFGHIJKL"))
    assert found.efficiency == pytest.approx(data[:, 4], abs=5.1e-4)
    assert "A、B、D" in found.reading.zh


@pytest.mark.shared
@pytest.mark.parametrize(
    ("column", "returns", "orientation"),
    [(3, "constant", "input"), (4, "variable", "input"), (5, "constant", "output")],
)
def test_the_eleven_units_of_the_book(shared, column, returns, orientation):
    data = table(shared, "fls_book_dea_jl.csv", 0)
    found = dea(inputs=data[:, :2], outputs=data[:, 2:3], returns=returns, orientation=orientation)
    assert found.distance == pytest.approx(data[:, column], abs=1e-9)


@pytest.mark.shared
def test_the_slacks_of_tone(shared):
    data = table(shared, "Tone2001.csv", 2)
    found = slacks_based(inputs=data[:, :2], outputs=data[:, 2:4], units=list("ABCDE"))
    assert found.efficiency == pytest.approx([0.798, 0.568, 1, 0.667, 1], abs=5e-4)
    assert found.efficient.tolist() == [False, False, True, False, True]


@pytest.mark.shared
def test_a_unit_on_the_frontier_with_slack_is_told_from_an_efficient_one(shared):
    data = table(shared, "fls_book_dea_jl.csv", 0)
    found = dea(inputs=data[:, :2], outputs=data[:, 2:3], returns="variable")
    assert found.efficiency[10] == pytest.approx(1)
    assert not found.efficient[10]
    assert found.input_slacks[10] == pytest.approx([0, 4])
    assert found.peers[10] == (("U1", pytest.approx(1)),)


@pytest.mark.parametrize("returns", ["constant", "variable"])
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("n", [5, 130])
def test_few_columns_and_many_blocks_give_what_the_whole_programme_gives(returns, orientation, n):
    inputs, outputs = drawn(n, n=n, m=3)
    found = dea(inputs=inputs, outputs=outputs, returns=returns, orientation=orientation)
    for unit in range(0, n, max(1, n // 12)):
        whole = whole_programme(inputs, outputs, unit, variable=returns == "variable", orientation=orientation)
        assert found.distance[unit] == pytest.approx(whole, abs=1e-7)


@pytest.mark.parametrize("returns", ["constant", "variable"])
def test_super_efficiency_leaves_each_unit_out_and_says_where_nothing_compares(returns):
    inputs, outputs = drawn(7, n=25)
    found = super_efficiency(inputs=inputs, outputs=outputs, returns=returns)
    for unit in range(25):
        others = np.delete(np.arange(25), unit)
        whole = whole_programme(
            inputs, outputs, unit, variable=returns == "variable", orientation="input", others=others
        )
        assert found.efficiency[unit] == pytest.approx(whole, abs=1e-7, nan_ok=True)
    lost = np.isnan(found.efficiency)
    assert len(found.without_answer) == lost.sum()
    assert (found.ranks[lost] == 0).all()
    assert (returns == "variable") == bool(lost.any())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the peer's own use of PuLP
def test_agreement_with_pyfrontier():
    frontier = pytest.importorskip("Pyfrontier.frontier_model", reason="Pyfrontier 1.1 is in the benchmarks group")
    inputs, outputs = drawn(3, n=12)
    for returns, name in (("constant", "CRS"), ("variable", "VRS")):
        peer = frontier.EnvelopDEA(name, "in")
        peer.fit(inputs, outputs)
        ours = dea(inputs=inputs, outputs=outputs, returns=returns).efficiency
        assert ours == pytest.approx([result.score for result in peer.result], abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_prices_and_targets_prove_one_another(seed):
    inputs, outputs = drawn(seed, n=15)
    found = dea(inputs=inputs, outputs=outputs)
    u, v = found.output_prices, found.input_prices
    assert (u * outputs).sum(axis=1) == pytest.approx(found.efficiency, abs=1e-7)  # strong duality
    assert (v * inputs).sum(axis=1) == pytest.approx(np.ones(15), abs=1e-7)
    assert (u @ outputs.T - v @ inputs.T).max() <= 1e-7  # nobody does better at these prices
    target = found.distance[:, None] * inputs - found.input_slacks
    names = list(found.units)
    for i, peers in enumerate(found.peers):
        made = sum(share * inputs[names.index(name)] for name, share in peers)
        assert made == pytest.approx(target[i], rel=1e-5, abs=1e-7)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 1000))
def test_invariants_of_scale_order_returns_and_orientation(seed, factor):
    inputs, outputs = drawn(seed, n=14)
    crs, vrs = dea(inputs=inputs, outputs=outputs), dea(inputs=inputs, outputs=outputs, returns="variable")
    scaled = dea(inputs=inputs * [factor, 1], outputs=outputs * [1, factor])
    assert scaled.efficiency == pytest.approx(crs.efficiency, abs=1e-6)
    assert dea(inputs=inputs[::-1], outputs=outputs[::-1]).efficiency[::-1] == pytest.approx(crs.efficiency, abs=1e-7)
    assert (vrs.efficiency >= crs.efficiency - 1e-8).all()
    assert dea(inputs=inputs, outputs=outputs, orientation="output").efficiency == pytest.approx(
        crs.efficiency, abs=1e-7
    )
    slack = slacks_based(inputs=inputs, outputs=outputs)
    assert (slack.efficiency <= crs.efficiency + 1e-8).all()
    assert crs.efficiency.max() == pytest.approx(1)
    for returns in ("non_increasing", "non_decreasing"):
        between = dea(inputs=inputs, outputs=outputs, returns=returns).efficiency
        assert (between >= crs.efficiency - 1e-8).all()
        assert (between <= vrs.efficiency + 1e-8).all()


def test_more_of_an_output_never_lowers_a_unit():
    inputs, outputs = drawn(11, n=12)
    before = dea(inputs=inputs, outputs=outputs).efficiency[5]
    outputs[5] *= 1.2
    assert dea(inputs=inputs, outputs=outputs).efficiency[5] >= before - 1e-9


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_bootstrap_intervals_lie_below_the_estimate_and_repeat_by_seed(orientation):
    inputs, outputs = drawn(2, n=20)
    told = []
    options = {"inputs": inputs, "outputs": outputs, "orientation": orientation, "draws": 100, "seed": 5}
    found = dea_bootstrap(**options, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (100, 100)
    assert (found.low < found.corrected).all()
    assert (found.corrected < found.high).all()
    assert (found.high <= found.efficiency + 1e-9).all()
    assert (found.low > 0).all()
    assert (dea_bootstrap(**options).corrected == found.corrected).all()


def test_the_bootstrap_covers_a_known_frontier_better_than_the_bare_estimate():
    """y = √x, inefficiency half-normal: true efficiency is known; the bare estimate is always above."""
    rng = np.random.default_rng(8)
    best, loss = rng.uniform(1, 9, 40), np.abs(rng.normal(scale=0.3, size=40))
    inputs, outputs = (best * np.exp(loss))[:, None], np.sqrt(best)[:, None]
    found = dea_bootstrap(inputs=inputs, outputs=outputs, draws=100)
    truth = np.exp(-loss)
    assert np.abs(found.corrected - truth).mean() < np.abs(found.efficiency - truth).mean()
    assert ((found.low <= truth) & (truth <= found.high)).mean() > 0.75


def test_malmquist_of_a_case_done_by_hand():
    """One input, one output. A stands still at 1; B goes from 1/2 to 2: it catches up and moves the frontier by 2."""
    found = malmquist(
        inputs=[[[1], [1]], [[2], [1]]], outputs=[[[1], [1]], [[1], [2]]], units=["A", "B"], periods=["2020", "2021"]
    )
    assert found.efficiency == pytest.approx(np.array([[1, 0.5], [0.5, 1]]))
    assert found.technical_change[:, 0] == pytest.approx([2, 2])
    assert found.efficiency_change[:, 0] == pytest.approx([0.5, 2])
    assert found.index[:, 0] == pytest.approx([1, 4])
    assert found.mean == pytest.approx([2])


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.sampled_from(["input", "output"]))
def test_malmquist_parts_multiply_up_and_standing_still_is_one(seed, orientation):
    rng = np.random.default_rng(seed)
    inputs, outputs = rng.lognormal(size=(9, 3, 2)), rng.lognormal(size=(9, 3, 2))
    found = malmquist(inputs=inputs, outputs=outputs, orientation=orientation)
    assert found.index == pytest.approx(found.efficiency_change * found.technical_change)
    assert found.efficiency_change == pytest.approx(found.pure_change * found.scale_change)
    assert found.cumulative == pytest.approx(found.index.prod(axis=1))
    inputs[:, 1:], outputs[:, 1:] = inputs[:, :1], outputs[:, :1]
    still = malmquist(inputs=inputs, outputs=outputs, orientation=orientation)
    assert still.index == pytest.approx(np.ones((9, 2)), abs=1e-7)


@pytest.mark.parametrize(
    ("method", "change", "error", "said"),
    [
        (dea, {"inputs": [[1], [np.nan]]}, errors.MissingValues, "乙"),
        (dea, {"inputs": [[1], [-1]]}, errors.OutOfDomain, "负值"),
        (dea, {"inputs": [[1], [0]]}, errors.OutOfDomain, "乙的投入全部为零"),
        (dea, {"returns": "increasing"}, errors.DoesNotFit, "non_increasing"),
        (dea, {"orientation": "both"}, errors.DoesNotFit, "output"),
        (slacks_based, {"inputs": [[1, 0], [1, 1]]}, errors.OutOfDomain, "甲"),
        (dea_bootstrap, {"draws": 10}, errors.TooFew, "100"),
        (dea_bootstrap, {}, errors.NoVariation, "不在前沿"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(method, change, error, said):
    with pytest.raises(error, match=said):
        method(**({"inputs": [[1], [2]], "outputs": [[1], [1]], "units": ["甲", "乙"]} | change))


def test_too_few_units_are_a_doubt_not_a_refusal():
    found = dea(inputs=[[1], [2]], outputs=[[1], [1]])
    assert {doubt.name for doubt in found.doubts} >= {"enough_units"}
