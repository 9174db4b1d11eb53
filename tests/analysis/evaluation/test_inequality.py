"""Theil and Gini: by hand, against inequality 1.2.0 (PySAL), and decompositions that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.evaluation.errors import DoesNotFit, MissingValues, OutOfDomain, TooFew
from dongxi.analysis.evaluation.gini import gini
from dongxi.analysis.evaluation.theil import theil

VALUES = np.array([5.0, 3, 8, 1, 9, 4, 2, 7])
GROUPS = ["东", "东", "东", "西", "东", "西", "西", "西"]


@st.composite
def societies(draw):
    n = draw(st.integers(2, 10))
    values = draw(st.lists(st.floats(0.1, 100), min_size=n, max_size=n))
    heads = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    groups = draw(st.lists(st.sampled_from("甲乙丙"), min_size=n, max_size=n))
    return np.array(values), np.array(heads), groups


@pytest.mark.filterwarnings("ignore")
def test_theil_agrees_with_pysal():
    peer = pytest.importorskip("inequality.theil", reason="inequality is in the benchmarks group")
    theirs = peer.TheilD(VALUES, np.array(GROUPS))
    ours = theil(values=VALUES, groups=GROUPS)
    assert ours.total == pytest.approx(float(np.squeeze(theirs.T)))
    assert ours.between == pytest.approx(float(np.squeeze(theirs.bg)))
    assert ours.within == pytest.approx(float(np.squeeze(theirs.wg)))


@pytest.mark.filterwarnings("ignore")
def test_gini_agrees_with_pysal():
    peer = pytest.importorskip("inequality.gini", reason="inequality is in the benchmarks group")
    assert gini(values=VALUES).total == pytest.approx(float(peer.Gini(VALUES).g))


def test_one_who_has_all():
    found = theil(values=[0, 0, 0, 12])
    assert found.total == pytest.approx(np.log(4))
    assert gini(values=[0, 0, 0, 12]).total == pytest.approx(3 / 4)


def test_a_decomposition_by_hand():
    """East 6, 2; west 1, 3: means 4 and 2 of 3. Gini gaps: within 4 and 2, across 5, 3, 1, 1; overlap 2 (3 above 2)."""
    found = gini(values=[6, 2, 1, 3], groups=["东", "东", "西", "西"])
    assert found.total == pytest.approx((4 + 2 + 5 + 3 + 1 + 1) * 2 / (2 * 16 * 3))
    assert found.within == pytest.approx((4 + 2) * 2 / 96)
    assert found.between == pytest.approx(2 * (0.5 * 0.5) * 2 / 6)
    assert found.overlap == pytest.approx(2 * 2 / 96)  # the one overlap of 1, counted off both sides
    assert found.inside == pytest.approx([4 / 2 / 8, 2 / 2 / 4])


def test_groups_that_do_not_overlap_have_no_overlap():
    assert gini(values=[10, 12, 1, 2], groups=["东", "东", "西", "西"]).overlap == pytest.approx(0)


@given(societies())
@settings(deadline=None, max_examples=80)
def test_decompositions_add_up_whatever_the_groups(society):
    values, heads, groups = society
    for index in "TL":
        found = theil(values=values, population_weights=heads, groups=groups, index=index)
        assert found.between + found.within == pytest.approx(found.total, abs=1e-12)
        assert found.contribution.sum() == pytest.approx(found.within)
        assert found.value_share.sum() == pytest.approx(1)
    split = gini(values=values, population_weights=heads, groups=groups)
    assert split.within + split.between + split.overlap == pytest.approx(split.total, abs=1e-12)
    assert min(split.within, split.between, split.overlap) >= 0


@given(societies(), st.floats(0.01, 100))
@settings(deadline=None, max_examples=50)
def test_units_of_measure_order_and_splitting_heads_change_nothing(society, factor):
    values, heads, _ = society
    apart = np.repeat(values, heads)
    order = np.arange(len(apart))[::-1]
    for measure in (theil, gini):
        whole = measure(values=values, population_weights=heads).total
        assert measure(values=values * factor, population_weights=heads * 7).total == pytest.approx(whole, abs=1e-9)
        assert measure(values=apart[order]).total == pytest.approx(whole, abs=1e-9)


@given(societies())
@settings(deadline=None, max_examples=50)
def test_giving_from_rich_to_poor_never_widens_inequality(society):
    values, _, _ = society
    rich, poor = int(values.argmax()), int(values.argmin())
    after = values.copy()
    gift = (values[rich] - values[poor]) / 4
    after[[rich, poor]] += [-gift, gift]
    for measure in (lambda v: theil(values=v), lambda v: theil(values=v, index="L"), lambda v: gini(values=v)):
        assert measure(after).total <= measure(values).total + 1e-12


def test_equality_is_zero_and_has_no_shares():
    found = theil(values=[3, 3, 3], groups=["a", "a", "b"])
    assert found.total == pytest.approx(0)
    assert np.isnan(found.between_share)


def test_a_group_of_one_is_told():
    assert [d.name for d in theil(values=[1, 2, 3], groups=["a", "a", "b"]).doubts] == ["groups_have_members"]


@pytest.mark.parametrize("measure", [theil, gini])
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"values": [1]}, TooFew),
        ({"values": [1, -2]}, OutOfDomain),
        ({"values": [0, 0]}, OutOfDomain),
        ({"values": [1, None]}, MissingValues),
        ({"values": [1, 2], "population_weights": [1, 0]}, OutOfDomain),
        ({"values": [1, 2], "groups": ["a"]}, DoesNotFit),
    ],
)
def test_what_has_no_inequality_is_refused(measure, arguments, error):
    with pytest.raises(error):
        measure(**arguments)


def test_zero_has_no_logarithm_of_its_inverse():
    with pytest.raises(OutOfDomain):
        theil(values=[0, 1], index="L")
