"""Direct, equal, entropy, CRITIC, combined weights: published tables, by hand, pymcdm 1.4.0, invariants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dongxi.analysis.evaluation.combination import combination
from dongxi.analysis.evaluation.critic import critic
from dongxi.analysis.evaluation.dea import dea
from dongxi.analysis.evaluation.direct import Branch, direct
from dongxi.analysis.evaluation.entropy import entropy
from dongxi.analysis.evaluation.equal import equal
from dongxi.analysis.evaluation.errors import (
    CannotEvaluate,
    Collinear,
    DoesNotAddUp,
    DoesNotFit,
    MissingValues,
    NoVariation,
    OutOfDomain,
    TooFew,
)
from dongxi.analysis.evaluation.topsis import topsis

TABLE = np.array(
    [[690, 3.1, 9, 7], [590, 3.9, 7, 6], [600, 3.6, 8, 8], [620, 3.8, 7, 10], [700, 2.8, 10, 4], [650, 4, 6, 9.0]]
)
DATA = arrays(float, st.tuples(st.integers(3, 9), st.integers(2, 6)), elements=st.floats(0.1, 100))


def spread(data: np.ndarray) -> bool:
    return bool((np.ptp(data, axis=0) > 1e-3).all())


def leaf(name: str, weight: float | str) -> Branch:
    return Branch(name=name, weight=weight)


# --- direct


def test_shares_follow_the_tree_with_percents_within_percents():
    tree = [
        Branch(name="落实", weight=40, parts=(leaf("任务", 75), leaf("经费", 25))),
        Branch(name="成效", weight=60, parts=(leaf("专利", "33.3"), leaf("转化", 33.3), leaf("人才", 33.4))),
    ]
    found = direct(tree=tree)
    assert found.by_name() == pytest.approx({"任务": 0.3, "经费": 0.1, "专利": 0.1998, "转化": 0.1998, "人才": 0.2004})
    assert found.first_level == {"落实": 0.4, "成效": 0.6}
    assert found.paths[2] == ("成效", "专利")


@pytest.mark.parametrize(
    ("inner", "weights"),
    [("whole", (80, 20)), ("parent", (12, 3)), ("count", (1.6, 0.4))],
    ids=lambda value: str(value),
)
def test_inner_weights_add_up_as_the_convention_says(inner, weights):
    group = Branch(name="质效", weight=15, parts=tuple(leaf(f"指标{i}", w) for i, w in enumerate(weights)))
    found = direct(tree=[group, leaf("其余", 85)], inner=inner)
    assert found.weights == pytest.approx([0.12, 0.03, 0.85])


def test_every_level_that_does_not_add_up_is_named_and_nothing_is_rescaled():
    tree = [Branch(name="甲", weight=50, parts=(leaf("a", 60), leaf("b", 30))), leaf("乙", 40)]
    with pytest.raises(DoesNotAddUp) as refused:
        direct(tree=tree)
    assert "第一级合计 90，应为 100" in str(refused.value)
    assert "甲合计 90" in str(refused.value)


def test_tenths_add_up_exactly():
    assert direct(tree=[leaf(str(i), 0.1) for i in range(10)], whole=1).weights == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("tree", "error"),
    [
        ([], DoesNotFit),
        ([leaf("甲", -10), leaf("乙", 110)], OutOfDomain),
        ([leaf("甲", 50), leaf("甲", 50)], DoesNotFit),
        ([leaf("甲", "多"), leaf("乙", 50)], DoesNotFit),
        ([leaf("甲", float("nan")), leaf("乙", 50)], DoesNotFit),
    ],
)
def test_a_tree_that_makes_no_sense_is_refused(tree, error):
    with pytest.raises(error):
        direct(tree=tree)


def test_equal_weights_treat_groups_alike_whatever_their_size():
    found = equal(criteria=["a", "b", "c"], groups=["x", "x", "y"])
    assert found.weights == pytest.approx([0.25, 0.25, 0.5])
    assert equal(criteria=["a", "b"]).weights == pytest.approx([0.5, 0.5])


# --- from data


def test_entropy_of_xu_2004():
    found = entropy(matrix=[[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]])
    assert found.weights.round(4).tolist() == [0.4630, 0.3992, 0.1378, 0]


def test_critic_of_diakoulaki_mavrotas_and_papayannakis_1995():
    matrix = [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
    found = critic(matrix=matrix, maximise=[True] * 3)
    assert found.weights.round(2).tolist() == [0.20, 0.48, 0.32]
    assert found.weights == pytest.approx([0.20222554, 0.48090173, 0.31687273])  # as scikit-criteria has it


def test_critic_of_tus_and_aytac_adali_2019():
    matrix = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    found = critic(matrix=matrix, maximise=[True] * 6)
    assert found.weights == pytest.approx([0.157, 0.249, 0.168, 0.121, 0.154, 0.151], abs=6e-4)


@pytest.mark.filterwarnings("ignore")
def test_entropy_and_critic_agree_with_pymcdm():
    peer = pytest.importorskip("pymcdm.weights", reason="pymcdm is in the benchmarks group")
    upward = [True] * 4
    assert entropy(matrix=TABLE).weights == pytest.approx(peer.entropy_weights(TABLE, np.ones(4)), abs=1e-9)
    assert critic(matrix=TABLE, maximise=upward).weights == pytest.approx(
        peer.critic_weights(TABLE, np.ones(4)), abs=1e-9
    )


def test_entropy_by_hand():
    """Column a: shares ½, ½, 0 → entropy ln 2 / ln 3. Column b: shares ⅓ each but for a little."""
    found = entropy(matrix=[[1, 4], [1, 4], [0, 1]])
    b = -(2 * 4 / 9 * np.log(4 / 9) + 1 / 9 * np.log(1 / 9)) / np.log(3)
    assert found.entropy == pytest.approx([np.log(2) / np.log(3), b])
    assert found.weights == pytest.approx(np.array([1 - found.entropy[0], 1 - b]) / (2 - found.entropy[0] - b))


def test_entropy_by_range_turns_round_with_its_criterion():
    one = entropy(matrix=TABLE, maximise=[True, True, True, False], scale="range")
    other = entropy(matrix=TABLE * [1, 1, 1, -1], maximise=[True] * 4, scale="range")
    assert one.weights == pytest.approx(other.weights)


@given(DATA.filter(spread))
@settings(deadline=None, max_examples=50)
def test_weights_from_data_lie_on_the_simplex_and_ignore_units_of_measure_and_order(data):
    order = np.arange(data.shape[1])[::-1]
    up = [True] * data.shape[1]
    for weigh in (
        lambda m: entropy(matrix=m),
        lambda m: entropy(matrix=m, maximise=up, scale="range"),
        lambda m: _critic_or_none(m, up),
    ):
        found = weigh(data)
        if found is None:
            continue
        assert found.weights.min() >= 0
        assert found.weights.sum() == pytest.approx(1)
        assert weigh(data * 1000).weights == pytest.approx(found.weights, abs=1e-6)
        assert weigh(data[::-1][:, order]).weights == pytest.approx(found.weights[order], abs=1e-6)


def _critic_or_none(matrix, up):
    try:
        return critic(matrix=matrix, maximise=up)
    except Collinear:
        return None


def test_a_criterion_that_hangs_on_one_unit_is_doubted():
    data = np.array([[1, 5.0], [1, 6], [1, 7], [90, 8]])
    found = entropy(matrix=data, units=["甘肃", "宁夏", "青海", "西藏"])
    assert [d.name for d in found.doubts] == ["no_single_unit_decides"]
    assert "西藏" in found.doubts[0].words.zh


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        ([[1, 2], [1, 3], [1, 4]], NoVariation),
        ([[1, 2], [float("nan"), 3], [2, 4]], MissingValues),
        ([[1, 2], [None, 3], [2, 4]], MissingValues),
        (np.ma.array([[1, 2], [9, 3], [2, 4]], mask=[[0, 0], [1, 0], [0, 0]]), MissingValues),
        ([[1, 2], [float("inf"), 3], [2, 4]], OutOfDomain),
        ([[1, 2], [2, 3]], TooFew),
        ([[1, 2], [2, 3, 4], [1, 1]], DoesNotFit),
    ],
)
def test_data_that_cannot_be_weighed_is_refused(matrix, error):
    for weigh in (lambda: entropy(matrix=matrix), lambda: critic(matrix=matrix, maximise=[True, True])):
        with pytest.raises(error):
            weigh()


def test_negative_values_have_no_shares_but_have_a_range():
    data = [[-1, 2], [0, 3], [2, 5]]
    with pytest.raises(OutOfDomain, match="负值"):
        entropy(matrix=data)
    assert entropy(matrix=data, maximise=[True, True], scale="range").weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("twice", [2.0, -1.0])
def test_a_criterion_that_says_what_another_says_is_doubted(twice):
    first, second = np.array([1.0, 2, 4, 3, 7]), np.array([5.0, 1, 2, 4, 3])
    data = np.column_stack([first, second, 10 + twice * first])
    up, names = [True, True, True], ["强度", "专利", "投入"]
    for found in (
        entropy(matrix=data, criteria=names),
        critic(matrix=data, maximise=up, criteria=names),
        topsis(matrix=data, weights=[0.25, 0.5, 0.25], maximise=up, criteria=names),
    ):
        [told] = [doubt.words for doubt in found.doubts if doubt.name == "nothing_is_said_twice"]
        assert "强度与投入" in told.zh
        assert "强度 and 投入" in told.en


def test_criteria_that_differ_are_not_doubted_as_the_same():
    for found in (entropy(matrix=TABLE), critic(matrix=TABLE, maximise=[True] * 4)):
        assert "nothing_is_said_twice" not in [doubt.name for doubt in found.doubts]


@pytest.mark.parametrize(
    ("matrix", "units", "said"),
    [
        ([[1, 2], [2, 3]], None, "Units: only 2, at least 3 needed (fewer show no spread)."),
        ([[-1, 2], [0, 3], [2, 5]], None, "The data: 1 value below zero (U1 × C1). This"),
        ([[-1, 2], [-2, 3], [2, 5]], None, "The data: 2 values below zero (U1 × C1, U2 × C1). This"),
        ([[None, 2], [0, 3], [2, 5]], None, "The data: 1 value missing (U1 × C1). Missing is not zero"),
        ([[1, 2], [1, 3], [1, 5]], None, "so that it tells none apart: criterion C1."),
        ([[1, 2], [1, 3], [1, 5]], ["甲"], "Names of units: 1 given for 3 in the data."),
    ],
)
def test_a_refusal_is_a_sentence_in_english(matrix, units, said):
    with pytest.raises(CannotEvaluate) as refused:
        entropy(matrix=matrix, units=units)
    assert said in refused.value.en


def test_how_many_belong_to_how_many_is_said_in_english():
    with pytest.raises(DoesNotFit) as refused:
        dea(inputs=[[1.0]] * 5, outputs=[[1.0]] * 8)
    assert refused.value.en == "Output: 8 given for 5 units; give one each."


def test_criteria_that_all_say_the_same_do_not_conflict():
    with pytest.raises(Collinear):
        critic(matrix=[[1, 2], [2, 4], [3, 6]], maximise=[True, True])


# --- combined


def of(*weights: float):
    names = [f"C{i}" for i in range(len(weights))]
    return direct(tree=[leaf(n, w) for n, w in zip(names, weights, strict=True)], whole=1)


def test_linear_and_product_by_hand():
    parts = {"a": of(0.2, 0.8), "b": of(0.5, 0.5)}
    assert combination(parts=parts, coefficients=[3, 1]).weights == pytest.approx([0.275, 0.725])
    assert combination(parts=parts, rule="product").weights == pytest.approx([1 / 3, 2 / 3])  # √.1 : √.4


@pytest.mark.parametrize("rule", ["linear", "product", "balance"])
def test_what_is_the_same_in_all_sets_stays_the_same(rule):
    one = of(0.2, 0.3, 0.5)
    found = combination(parts={"a": one, "b": one}, rule=rule)
    assert found.weights == pytest.approx(one.weights)
    assert found.distances == pytest.approx([0, 0])


def test_balance_solves_its_equations():
    sets = np.array([[0.2, 0.3, 0.5], [0.4, 0.4, 0.2]])
    found = combination(parts={"a": of(*sets[0]), "b": of(*sets[1])}, rule="balance")
    c = np.linalg.solve(sets @ sets.T, np.diag(sets @ sets.T))
    assert found.weights == pytest.approx(c @ sets / c.sum())


@pytest.mark.parametrize("rule", ["linear", "product", "balance"])
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_a_combination_lies_on_the_simplex(rule, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    sets = {str(i): critic(matrix=rng.random((6, 4)), maximise=[True] * 4) for i in range(3)}
    found = combination(parts=sets, rule=rule)
    assert found.weights.min() >= 0
    assert found.weights.sum() == pytest.approx(1)
    assert found.coefficients.sum() == pytest.approx(1)


def test_sets_over_other_criteria_or_nothing_in_common_are_refused():
    with pytest.raises(DoesNotFit):
        combination(parts={"a": of(0.5, 0.5), "b": of(0.2, 0.3, 0.5)})
    with pytest.raises(NoVariation):
        combination(parts={"a": of(1, 0), "b": of(0, 1)}, rule="product")
    with pytest.raises(TooFew):
        combination(parts={"a": of(1, 0)})


def test_arrays_of_a_result_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        of(0.5, 0.5).weights[0] = 1
