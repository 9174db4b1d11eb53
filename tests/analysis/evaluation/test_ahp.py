"""Analytic hierarchy process: Saaty's published drinks, AHPy 2.1 for missing comparisons, invariants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.evaluation.ahp import ahp
from dongxi.analysis.evaluation.errors import DoesNotFit, MissingValues, OutOfDomain
from dongxi.analysis.evaluation.pairwise import RANDOM_INDEX, by_eigenvector, by_logarithms

NAN = float("nan")
DRINKS = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
SAATY_2008 = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [NAN, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [NAN, NAN, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [NAN, NAN, NAN, 1, 1 / 2, 1, 1 / 3],
    [NAN, NAN, NAN, NAN, 1, 2, 1 / 2],
    [NAN, NAN, NAN, NAN, NAN, 1, 1 / 3],
    [NAN, NAN, NAN, NAN, NAN, NAN, 1],
]


def of_weights(weights: np.ndarray) -> np.ndarray:
    """Comparisons that agree with `weights` and with themselves."""
    return weights[:, None] / weights


def random_comparisons(rng: np.random.Generator, size: int) -> np.ndarray:
    scale = np.r_[1 / np.arange(9, 1, -1), np.arange(1, 10)]
    matrix = np.ones((size, size))
    i, j = np.triu_indices(size, 1)
    matrix[i, j] = rng.choice(scale, len(i))
    matrix[j, i] = 1 / matrix[i, j]
    return matrix


def test_the_drinks_of_saaty_2008_weigh_as_published():
    found = ahp(judgements=SAATY_2008, criteria=DRINKS)
    published = {
        "coffee": 0.177,
        "wine": 0.019,
        "tea": 0.042,
        "beer": 0.116,
        "soda": 0.190,
        "milk": 0.129,
        "water": 0.327,
    }
    assert {name: round(weight, 3) for name, weight in found.by_name().items()} == published
    assert round(found.consistency_ratio, 3) == 0.022
    assert not found.doubts
    assert "water 32.7%" in found.reading.en
    assert "可以接受" in found.reading.zh


@pytest.mark.parametrize("size", [3, 5, 7, 9])
def test_the_random_index_is_what_random_comparisons_give(size):
    rng = np.random.default_rng(20260101)
    indices = [(by_eigenvector(random_comparisons(rng, size)).largest - size) / (size - 1) for _ in range(4_000)]
    assert abs(np.mean(indices) - RANDOM_INDEX[size - 3]) < 4 * np.std(indices) / np.sqrt(len(indices))


@pytest.mark.parametrize("missing", [[(0, 5)], [(0, 3), (1, 6), (2, 4)], [(0, 1), (0, 2), (3, 6), (4, 5), (1, 4)]])
@pytest.mark.filterwarnings("ignore")
def test_missing_comparisons_are_completed_as_ahpy_does(missing):
    peer = pytest.importorskip("ahpy", reason="AHPy is in the benchmarks group")
    matrix = np.array(SAATY_2008)
    for pair in missing:
        matrix[pair] = NAN
    pairs = {
        (DRINKS[i], DRINKS[j]): matrix[i, j] for i in range(7) for j in range(i + 1, 7) if not np.isnan(matrix[i, j])
    }
    theirs = peer.Compare("drinks", pairs, precision=9, tolerance=1e-7, iterations=1000).target_weights
    ours = ahp(judgements=matrix, criteria=DRINKS).by_name()
    assert ours == pytest.approx(theirs, abs=1e-5)


@given(st.lists(st.floats(0.05, 1), min_size=3, max_size=8), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_comparisons_that_agree_give_their_weights_back_even_if_only_a_tree_of_them_was_made(raw, seed):
    weights = np.array(raw) / sum(raw)
    rng = np.random.default_rng(seed)
    matrix = np.full((len(raw), len(raw)), NAN)
    for i in range(1, len(raw)):
        j = rng.integers(i)
        matrix[i, j] = weights[i] / weights[j]
    for how in ("eigenvector", "geometric"):
        found = ahp(judgements=matrix, prioritise=how)
        assert found.weights == pytest.approx(weights, abs=1e-6)
        assert found.consistency_ratio == 0


@given(st.integers(0, 2**32 - 1), st.integers(3, 7))
@settings(deadline=None, max_examples=30)
def test_the_order_in_which_criteria_are_named_changes_nothing(seed, size):
    rng = np.random.default_rng(seed)
    matrix, order = random_comparisons(rng, size), rng.permutation(size)
    one, other = ahp(judgements=matrix), ahp(judgements=matrix[np.ix_(order, order)])
    assert other.weights == pytest.approx(one.weights[order], abs=1e-9)
    assert other.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-9)


def test_filling_in_minimises_the_largest_eigenvalue():
    matrix = random_comparisons(np.random.default_rng(7), 5)
    matrix[0, 4] = matrix[4, 0] = NAN
    best = by_eigenvector(matrix)
    for factor in (0.5, 0.9, 1.1, 2):
        other = best.completed.copy()
        other[0, 4] *= factor
        other[4, 0] /= factor
        assert by_eigenvector(other).largest > best.largest


def test_geometric_priorities_are_row_geometric_means_when_nothing_is_missing():
    matrix = random_comparisons(np.random.default_rng(3), 6)
    means = np.exp(np.log(matrix).mean(axis=1))
    assert by_logarithms(matrix).weights == pytest.approx(means / means.sum())


def test_a_group_of_the_same_mind_is_that_mind_and_influence_one_is_that_expert():
    rng = np.random.default_rng(5)
    one, other = random_comparisons(rng, 4), random_comparisons(rng, 4)
    alone = ahp(judgements=one)
    for how in ("judgements", "priorities"):
        assert ahp(judgements=[one, one], group=how).weights == pytest.approx(alone.weights)
        assert ahp(judgements=[one, other], influence=[1, 0], group=how).weights == pytest.approx(alone.weights)


def test_a_group_compares_by_geometric_means_and_may_complete_each_other():
    first = [[1, 2, NAN], [NAN, 1, NAN], [NAN, NAN, 1]]
    second = [[1, 8, NAN], [NAN, 1, 5], [NAN, NAN, 1]]
    found = ahp(judgements=[first, second], experts=["甲", "乙"])
    assert found.comparisons[0, 1] == pytest.approx(4)
    assert found.comparisons[1, 2] == pytest.approx(5)
    assert np.isnan(found.expert_ratios[0])
    assert found.expert_ratios[1] == 0
    with pytest.raises(MissingValues, match="甲的比较不连通"):
        ahp(judgements=[first, second], experts=["甲", "乙"], group="priorities")


def test_contradictory_judgements_are_told_with_the_pair_to_look_at_first():
    found = ahp(judgements=[[1, 5, 1 / 5], [NAN, 1, 5], [NAN, NAN, 1]], criteria=["研发", "转化", "人才"])
    assert found.consistency_ratio > 0.1
    assert [d.name for d in found.doubts] == ["group_is_consistent"]
    assert "不宜直接使用" in found.reading.zh


def test_of_a_pair_typed_twice_the_whole_number_counts():
    assert ahp(judgements=[[1, 3], [0.33, 1]]).weights == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize(
    ("matrix", "error", "words"),
    [
        ([[1, 3], [3, 1]], DoesNotFit, "不互为倒数"),
        ([[2, 3], [NAN, 1]], DoesNotFit, "对角线不是 1"),
        ([[1, -3], [NAN, 1]], OutOfDomain, "负数"),
        ([[1, 0], [NAN, 1]], OutOfDomain, "应为正数"),
        ([[1, NAN], [NAN, 1]], MissingValues, "不连通"),
        ([[1, 2, 3], [1, 1, 2]], DoesNotFit, "方阵"),
        ([[1]], ValueError, "至少需要 2 个"),
        ([[1, "a"], [1, 1]], DoesNotFit, "不是数"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(matrix, error, words):
    with pytest.raises(error, match=words) as refused:
        ahp(judgements=matrix)
    assert refused.value.en
