"""TOPSIS, VIKOR and coupling coordination: published tables, by hand, pymcdm 1.4.0, and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dongxi.analysis.evaluation.coupling import coupling
from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit, MissingValues, NoVariation, OutOfDomain, TooFew
from dongxi.analysis.evaluation.topsis import topsis
from dongxi.analysis.evaluation.vikor import vikor

TABLE = np.array(
    [[690, 3.1, 9, 7], [590, 3.9, 7, 6], [600, 3.6, 8, 8], [620, 3.8, 7, 10], [700, 2.8, 10, 4], [650, 4, 6, 9.0]]
)
WEIGHTS = np.array([0.1, 0.4, 0.3, 0.2])
UP = [True, True, False, True]
CLIMB = {"matrix": [[1, 3000], [2, 3750], [5, 4500]], "weights": [0.5, 0.5], "maximise": [False, True]}


@st.composite
def tables(draw):
    shape = draw(st.tuples(st.integers(3, 7), st.integers(2, 5)))
    data = draw(arrays(float, shape, elements=st.integers(1, 50), unique=True))
    raw = draw(arrays(float, shape[1], elements=st.floats(0.1, 1)))
    return data, raw / raw.sum(), draw(st.lists(st.booleans(), min_size=shape[1], max_size=shape[1]))


def test_topsis_of_tzeng_and_huang_2011():
    found = topsis(
        matrix=[[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], weights=[0.3, 0.4, 0.3], maximise=[True, True, True]
    )
    assert found.scores.round(4).tolist() == [0.5037, 0.6581, 0.7482, 0.3340]
    assert found.ranks.tolist() == [3, 2, 1, 4]


def test_topsis_of_three_cars_in_ishizaka_and_nemery_2013():
    """Their weighted ideal and anti-ideal points; price is a cost."""
    found = topsis(
        matrix=[[5490, 51.4, 8.5, 285], [6500, 70.6, 7, 288], [6489, 54.3, 7.5, 290]],
        weights=[0.35, 0.25, 0.25, 0.15],
        maximise=[False, True, True, True],
    )
    assert found.ideal == pytest.approx([0.179573776, 0.171636015, 0.159499658, 0.087302767], abs=1e-8)
    assert found.worst == pytest.approx([0.212610118, 0.124958799, 0.131352659, 0.085797547], abs=1e-8)


# Six ways to use a river: profit, cost, energy, peak energy, homes moved, area flooded, villages moved, environment.
RIVER = {
    "matrix": [
        [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
        [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
        [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
        [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
        [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
        [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
    ],
    "maximise": [True, False, True, True, False, False, False, True],
    "units": ["A1", "A2", "A3", "A4", "A5", "A6"],
}


@pytest.mark.parametrize(
    ("economy", "people", "compromise", "solution"),
    [
        (1, 1, [0.991, 1, 0.473, 0.670, 0, 0.578], ("A5",)),
        (2, 1, [1, 0.533, 0.552, 0.563, 0, 0.686], ("A5",)),
        (1, 2, [0.684, 1, 0.147, 0.554, 0.041, 0.191], ("A5", "A3", "A6")),
        (1, 3.2, [0.668, 1, 0.051, 0.588, 0.058, 0.078], ("A3", "A5", "A6")),
    ],
)
def test_vikor_of_opricovic_and_tzeng_2007(economy, people, compromise, solution):
    weights = np.repeat([economy, people], 4)
    found = vikor(**RIVER, weights=weights / weights.sum())
    assert found.compromise == pytest.approx(np.array(compromise), abs=1.5e-3)
    assert found.solution == solution
    assert found.stability
    assert found.advantage == (len(solution) == 1)


def test_a_leader_that_is_first_by_neither_part_is_proposed_with_the_second():
    table = [[1, 101, 1, 101, 1], [101, 1, 101, 1, 101], [1, 1, 1, 1, 101], [11, 11, 11, 16, 61], [56] * 5]
    found = vikor(matrix=table, weights=[0.2] * 5, maximise=[False] * 5)
    assert found.regret == pytest.approx([0.2, 0.2, 0.2, 0.12, 0.11])
    assert found.utility == pytest.approx([0.4, 0.6, 0.2, 0.21, 0.55])
    assert found.advantage
    assert not found.stability
    assert found.solution == ("U4", "U5")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("scale", "theirs"), [("length", "vector_normalization"), ("range", "minmax_normalization")])
def test_topsis_agrees_with_pymcdm(scale, theirs):
    methods = pytest.importorskip("pymcdm.methods", reason="pymcdm is in the benchmarks group")
    normalise = getattr(pytest.importorskip("pymcdm.normalizations"), theirs)
    types = np.where(UP, 1, -1)
    if scale == "range":
        peer = methods.TOPSIS(normalise)(TABLE, WEIGHTS, types)
        assert topsis(matrix=TABLE, weights=WEIGHTS, maximise=UP, scale=scale).scores == pytest.approx(peer, abs=1e-9)
    else:  # its vector normalisation turns costs round; on benefits alone both follow Hwang & Yoon
        peer = methods.TOPSIS(normalise)(TABLE, WEIGHTS, np.ones(4))
        assert topsis(matrix=TABLE, weights=WEIGHTS, maximise=[True] * 4).scores == pytest.approx(peer, abs=1e-9)


def test_topsis_by_hand():
    """Risk 1, 2, 5 over √30 and altitude 3000, 3750, 4500 over √43312500, halved; ideal (1, 4500), worst (5, 3000)."""
    found = topsis(**CLIMB)
    risk, height = np.array([1, 2, 5]) / np.sqrt(30) / 2, np.array([3000, 3750, 4500]) / np.sqrt(43_312_500) / 2
    to_ideal = np.hypot(risk - risk[0], height - height[2])
    to_worst = np.hypot(risk - risk[2], height - height[0])
    assert found.scores == pytest.approx(to_worst / (to_ideal + to_worst))
    assert found.ranks.tolist() == [1, 2, 3]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("majority", [0, 0.5, 1])
def test_vikor_agrees_with_pymcdm(majority):
    methods = pytest.importorskip("pymcdm.methods", reason="pymcdm is in the benchmarks group")
    peer = methods.VIKOR(v=majority)(TABLE, WEIGHTS, np.where(UP, 1, -1))
    found = vikor(matrix=TABLE, weights=WEIGHTS, maximise=UP, majority=majority)
    assert found.compromise == pytest.approx(peer, abs=1e-9)


def test_vikor_of_opricovic_and_tzeng_2004():
    """S = ½(0 + 1), ½(¼ + ½), ½(1 + 0); R = ½, ¼, ½; Q = 1, 0, 1: the middle one leads by 1 > ½."""
    found = vikor(**CLIMB, units=["低", "中", "高"])
    assert found.utility == pytest.approx([0.5, 0.375, 0.5])
    assert found.regret == pytest.approx([0.5, 0.25, 0.5])
    assert found.compromise == pytest.approx([1, 0, 1])
    assert found.solution == ("中",)
    assert found.advantage
    assert found.stability


def test_vikor_without_a_clear_lead_proposes_a_set():
    found = vikor(matrix=[[8, 2], [6, 7], [8, 5], [4, 3], [4, 5]], weights=[0.5, 0.5], maximise=[True, True])
    assert not found.advantage  # .119 < 1 / 4
    assert found.solution == ("U3", "U2")
    assert "不宜单报第一" in found.reading.zh


@given(tables())
@settings(deadline=None, max_examples=40)
def test_units_of_measure_and_order_change_nothing_and_scores_stay_in_range(table):
    data, weights, up = table
    order = np.random.default_rng(0).permutation(len(data))
    for score in (
        lambda m: topsis(matrix=m, weights=weights, maximise=up).scores,
        lambda m: vikor(matrix=m, weights=weights, maximise=up).compromise,
    ):
        whole = score(data)
        assert whole.min() >= -1e-12
        assert whole.max() <= 1 + 1e-12
        assert score(data * 1000) == pytest.approx(whole, abs=1e-9)
        assert score(data[order]) == pytest.approx(whole[order], abs=1e-9)


@given(tables())
@settings(deadline=None, max_examples=40)
def test_who_is_better_in_everything_stands_before(table):
    data, weights, up = table
    best = np.where(up, data.max(axis=0) + 1, data.min(axis=0) * 0.5)
    data = np.vstack([data, best])
    assert topsis(matrix=data, weights=weights, maximise=up).ranks[-1] == 1
    assert topsis(matrix=data, weights=weights, maximise=up).scores[-1] == pytest.approx(1)
    assert vikor(matrix=data, weights=weights, maximise=up).compromise[-1] == pytest.approx(0)


def test_an_order_that_hangs_on_a_third_unit_is_told():
    """甲 stands behind 丙 only as long as 丁 stretches the second criterion."""
    found = topsis(
        matrix=[[6, 5], [6, 9], [3, 8], [7, 1]], weights=[0.5, 0.5], maximise=[True, True], units=list("甲乙丙丁")
    )
    told, _ = found.assumptions
    assert told.holds is False
    assert "丁" in told.words.zh


@pytest.mark.parametrize("method", [topsis, vikor])
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"matrix": [[1, 2], [1, 3], [1, 4]]}, NoVariation),
        ({"matrix": [[1, 2], [None, 3], [1, 4]]}, MissingValues),
        ({"matrix": [[1, 2]]}, TooFew),
        ({"weights": [0.5, 0.6]}, DoesNotAddUp),
        ({"weights": [-0.5, 1.5]}, OutOfDomain),
        ({"weights": [1]}, DoesNotFit),
        ({"maximise": [True]}, DoesNotFit),
        ({"units": ["a", "a", "b"]}, DoesNotFit),
    ],
)
def test_tables_that_cannot_be_compared_are_refused(method, change, error):
    with pytest.raises(error):
        method(**{**CLIMB, **change})


# --- coupling coordination


def test_coupling_by_hand_for_two_systems():
    """U = .4, .9: classic C = 2√.36/1.3; modified C = √((1 − .5) · .4/.9); T = .65; D = √(C T)."""
    classic = coupling(indices=[[0.4, 0.9]], form="classic")
    modified = coupling(indices=[[0.4, 0.9]])
    assert classic.coupling == pytest.approx([1.2 / 1.3])
    assert modified.coupling == pytest.approx([np.sqrt(0.5 * 0.4 / 0.9)])
    assert modified.coordination == pytest.approx(np.sqrt(modified.coupling * 0.65))
    assert classic.classes == ("中级协调",)  # √(.923 × .65) = .775


@pytest.mark.parametrize("form", ["classic", "modified"])
@given(rows=arrays(float, st.tuples(st.integers(1, 5), st.integers(2, 4)), elements=st.floats(0, 1)))
@settings(deadline=None, max_examples=40)
def test_coordination_stays_in_range_and_is_full_only_among_equals(form, rows):
    found = coupling(indices=rows, form=form)
    for part in (found.coupling, found.development, found.coordination):
        assert part.min() >= 0
        assert part.max() <= 1 + 1e-12
    alike = coupling(indices=np.full((1, 3), 0.3), form=form)
    assert alike.coupling == pytest.approx([1])
    assert alike.coordination == pytest.approx([np.sqrt(0.3)])
    assert coupling(indices=rows[:, ::-1], form=form).coordination == pytest.approx(found.coordination)


def test_a_system_at_zero_makes_no_coordination():
    assert coupling(indices=[[0, 1.0]]).coordination.tolist() == [0]
    assert coupling(indices=[[0, 0.0]]).classes == ("极度失调",)


def test_indices_outside_their_range_or_missing_are_refused():
    with pytest.raises(OutOfDomain, match="先归一化"):
        coupling(indices=[[0.2, 1.2]])
    with pytest.raises(MissingValues):
        coupling(indices=[[0.2, None]])
    with pytest.raises(TooFew):
        coupling(indices=[[0.2]])
