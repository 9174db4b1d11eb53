"""The official arithmetic: scoring functions, weighted sums, vetoes, grades; by hand and by what must hold of any."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.evaluation.direct import Branch, direct
from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit, MissingValues, NoVariation, OutOfDomain
from dongxi.analysis.evaluation.grades import Band, grades
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Efficacy, Grade, Linear, Step
from dongxi.analysis.evaluation.smaa import smaa
from dongxi.analysis.evaluation.vetoes import Veto
from dongxi.analysis.evaluation.weight_region import around
from dongxi.analysis.evaluation.weighted_sum import MISSING, RULES, weighted_sum

NAN = float("nan")
PERCENT = Linear(floor=0, target=100)


# --- scoring functions


@pytest.mark.parametrize(
    ("scoring", "value", "points"),
    [
        (Linear(floor=20, target=80), 50, 50),
        (Linear(floor=20, target=80), 10, 0),
        (Linear(floor=20, target=80), 99, 100),
        (Linear(floor=10, target=2), 4, 75),  # less is better
        (Linear(floor=0, target=3, full=15), 1, 5),
        (Efficacy(floor=40, target=90), 40, 60),
        (Efficacy(floor=40, target=90), 65, 80),
        (Efficacy(floor=40, target=90), 15, 40),
        (Efficacy(floor=40, target=90), -100, 0),
        (Efficacy(floor=40, target=90), 1000, 100),
        (Step(steps=((10, 60), (20, 80), (30, 100))), 25, 80),
        (Step(steps=((10, 60), (20, 80), (30, 100))), 30, 100),
        (Step(steps=((10, 60), (20, 80), (30, 100)), otherwise=20), 9, 20),
        (Step(steps=((30, 60), (15, 100)), falling=True), 15, 100),
        (Step(steps=((30, 60), (15, 100)), falling=True), 31, 0),
        (Grade(table={"优秀": 100, "良好": 80}), "良好", 80),
        (Linear(floor="0.1", target="0.3"), 0.2, 50),  # decimals as printed, not as stored
    ],
)
def test_a_value_becomes_points_as_the_function_says(scoring, value, points):
    assert scoring.points(value) == points


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
@settings(deadline=None)
def test_more_never_earns_fewer_points(one, other):
    low, high = sorted((one, other))
    for scoring in (Linear(floor=0, target=50), Efficacy(floor=0, target=50), Step(steps=((0, 1), (9, 5)))):
        assert 0 <= scoring.points(low) <= scoring.points(high) <= scoring.full


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Linear(floor=5, target=5), NoVariation),
        (lambda: Efficacy(floor=5, target="5.0"), NoVariation),
        (lambda: Step(steps=()), DoesNotFit),
        (lambda: Step(steps=((1, 50), (2, 40))), DoesNotFit),
        (lambda: Grade(table={"优秀": 100}).points("极好"), DoesNotFit),
        (lambda: PERCENT.points("多"), DoesNotFit),
    ],
)
def test_scoring_that_makes_no_sense_is_refused(make, error):
    with pytest.raises(error):
        make()


# --- weighted sum


def scored(values, missing="refuse", weights=None, **more):
    names = list(values)
    return weighted_sum(
        values=values,
        weights=weights or {name: Fraction(1, len(names)) for name in names},
        scoring=dict.fromkeys(names, PERCENT),
        missing=missing,
        **more,
    )


def test_points_times_weights_add_up_and_equal_scores_share_a_rank():
    found = scored({"a": [50, 90, 70, 100], "b": [100, 60, 80, 0]}, weights={"a": 0.5, "b": 0.5})
    assert found.scores.tolist() == [75, 75, 75, 50]
    assert found.ranks == (1, 1, 1, 4)
    assert found.lost.sum(axis=1) == pytest.approx(100 - found.scores)


def test_a_score_on_the_cut_off_is_on_the_cut_off():
    """In binary, .1 × 90 seven times plus .3 × 90 is a hair below 90."""
    names = [f"c{i}" for i in range(8)]
    found = scored({n: [90] for n in names}, weights={n: 0.3 if n == "c7" else 0.1 for n in names})
    assert found.scores[0] == 90
    assert grades(scores=found.scores.tolist(), bands=[Band(name="优", at_least=90), Band(name="其他")]).grades == (
        "优",
    )


def test_rounding_is_half_up_and_from_the_exact_value():
    assert scored({"a": ["89.995", "89.9949999", "1.005"]}, weights={"a": 1}).scores.tolist() == [90.0, 89.99, 1.01]


def test_every_rule_for_missing_values_is_told_as_what_it_does():
    """The median is of the points, not of the values: 0, 50 and 100 points of values 20, 30 and 1000."""
    assert RULES.keys() == MISSING.keys()
    found = weighted_sum(
        values={"c": [20, 30, 1000, None]},
        weights={"c": 1},
        scoring={"c": Linear(floor=20, target=40)},
        missing="median",
    )
    assert found.scores[3] == 50
    told = found.assumptions[0].words
    assert "得分的中位数" in told.zh
    assert "the median score of those who reported" in told.en


def test_missing_is_not_zero_and_refused_unless_a_rule_is_named():
    values = {"a": [80, 60], "b": [None, 40]}
    with pytest.raises(MissingValues, match="U1"):
        scored(values)
    by_rule = {rule: scored(values, rule).scores[0] for rule in ("reported", "no_points", "median", "unscored")}
    assert by_rule["reported"] == 80
    assert by_rule["no_points"] == 40
    assert by_rule["median"] == 60
    assert np.isnan(by_rule["unscored"])


@pytest.mark.parametrize("empty", [None, NAN, "", "  ", np.nan])
def test_every_way_of_saying_nothing_is_missing(empty):
    found = scored({"a": [80, 60], "b": [empty, 40]}, "reported")
    assert found.coverage.tolist() == [0.5, 1]
    assert [doubt.name for doubt in found.doubts] == ["reported_enough"]
    assert "报送不全：U1" in found.reading.zh


@pytest.mark.parametrize(
    ("b", "zh", "en"),
    [
        ([50, 50], "各单位报送覆盖权重不低于八成。", "Every unit reported at least four fifths of the weight."),
        (
            [None, 50],
            "有单位报送覆盖的权重不足八成（2 个中 1 个）：U1。",
            "Some units reported less than four fifths of the weight (1 of 2): U1.",
        ),
        (
            [None, None],
            "全部 2 个单位报送覆盖的权重都不足八成。",
            "None of the 2 units reported four fifths of the weight.",
        ),
    ],
)
def test_who_reported_enough_is_said_as_it_is(b, zh, en):
    found = scored({"a": [80, 60], "b": b}, "reported")
    told = next(one.words for one in found.assumptions if one.name == "reported_enough")
    assert told.zh.startswith(zh)
    assert told.en.startswith(en)


def test_a_value_that_is_no_number_is_refused_with_its_place():
    with pytest.raises(DoesNotFit, match="U2的b：“约40”不是数"):
        scored({"a": [80, 60], "b": [50, "约40"]})


def test_zero_is_a_value():
    assert scored({"a": [0, 60], "b": [50, 40]}).scores[0] == 25


def test_what_does_not_apply_gives_its_weight_away_and_costs_no_coverage():
    found = scored({"a": [80, 60], "b": [NOT_APPLICABLE, 40]}, weights={"a": 0.25, "b": 0.75})
    assert found.scores.tolist() == [80, 45]
    assert found.coverage.tolist() == [1, 1]
    assert found.weights[0].tolist() == [1, 0]


def test_a_rule_may_be_given_by_criterion():
    found = scored({"a": [None, 60], "b": [50, None]}, {"a": "no_points", "b": "reported"})
    assert found.scores.tolist() == [25, 60]


def test_a_unit_that_reported_nothing_has_no_score_and_no_rank():
    found = scored({"a": [None, 60], "b": [None, 40]}, "reported")
    assert found.ranks == (None, 1)
    assert "未计分：U1" in found.reading.zh


def test_a_veto_applies_caps_or_stays_undecided():
    vetoes = [Veto(name="安全事故", criterion="事故", when="above", limit=0)]
    found = weighted_sum(
        values={"a": [90, 95, 80], "事故": [0, 2, None]},
        weights={"a": 1},
        scoring={"a": PERCENT},
        vetoes=vetoes,
        cap="59.99",
    )
    assert found.scores.tolist() == [90, 59.99, 80]
    assert found.vetoed == ((), ("安全事故",), ())
    assert found.undecided == ((), (), ("安全事故",))
    assert "无法判断是否触发否决：U3" in found.reading.zh


@pytest.mark.parametrize(
    ("veto", "value", "verdict"),
    [
        (Veto(name="v", criterion="c", when="below", limit=60), 59.9, True),
        (Veto(name="v", criterion="c", when="below", limit=60), 60, False),
        (Veto(name="v", criterion="c", when="is", limit="造假"), "造假", True),
        (Veto(name="v", criterion="c", when="below", limit=60), None, None),
        (Veto(name="v", criterion="c", when="below", limit=60, if_missing="applies"), None, True),
        (Veto(name="v", criterion="c", when="below", limit=60), NOT_APPLICABLE, False),
    ],
)
def test_a_veto_says_yes_no_or_cannot_tell(veto, value, verdict):
    assert veto.verdict(value) is verdict


@given(st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=2, max_size=6), st.data())
@settings(deadline=None, max_examples=50)
def test_improving_one_value_never_costs_points_or_places(rows, data):
    i, j = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 2))
    before = scored({str(c): [row[c] for row in rows] for c in range(3)})
    rows = [list(row) for row in rows]
    rows[i][j] = 100
    after = scored({str(c): [row[c] for row in rows] for c in range(3)})
    assert after.scores[i] >= before.scores[i]
    assert after.ranks[i] <= before.ranks[i]
    assert after.scores[:i].tolist() == before.scores[:i].tolist()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"weights": {"a": 0.5, "b": 0.4}}, DoesNotAddUp),
        ({"weights": {"a": 1.5, "b": -0.5}}, OutOfDomain),
        ({"weights": {"a": 0.5, "c": 0.5}}, DoesNotFit),
        ({"missing": "guess"}, DoesNotFit),
        ({"units": ["甲"]}, DoesNotFit),
        ({"vetoes": [Veto(name="v", criterion="z", when="below", limit=1)]}, DoesNotFit),
    ],
)
def test_a_framework_that_does_not_fit_its_table_is_refused(more, error):
    with pytest.raises(error):
        scored({"a": [1, 2], "b": [3, 4]}, **more)


# --- grades

BANDS = [
    Band(name="优秀", at_least=90, most=1),
    Band(name="良好", at_least=80),
    Band(name="合格", at_least=60),
    Band(name="较差"),
]


def test_grades_follow_cut_offs_and_quotas_and_a_veto_is_the_last_grade():
    found = grades(scores=[95, 92, 85, 59.99, None, 99], bands=BANDS, vetoed=[False] * 5 + [True])
    assert found.grades == ("优秀", "良好", "良好", "较差", None, "较差")
    assert found.displaced == ("U2",)
    assert "名额已满：U2" in found.reading.zh
    assert "未定等：U5" in found.reading.zh


@pytest.mark.parametrize(
    ("ties", "expected"), [("exclude", ("良好", "良好", "良好")), ("include", ("优秀", "优秀", "良好"))]
)
def test_equal_scores_never_get_different_grades(ties, expected):
    assert grades(scores=[95, 95, 91], bands=BANDS, ties=ties).grades[:2] == expected[:2]


def test_when_equals_fall_together_nobody_behind_them_overtakes():
    """One place, two first: both fall, and the third may not take the place."""
    assert grades(scores=[95, 95, 91], bands=BANDS).grades == ("良好", "良好", "良好")


def test_a_share_is_of_those_scored_and_rounded_down():
    bands = [Band(name="A", share="0.3"), Band(name="B")]
    assert grades(scores=[9, 8, 7, 6, 5, 4, 3, 2, 1, None], bands=bands).counts == {"A": 2, "B": 7}


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=12),
    st.sampled_from(["exclude", "include"]),
    st.integers(0, 3),
)
@settings(deadline=None)
def test_a_higher_score_never_earns_a_worse_grade(scores, ties, most):
    bands = [Band(name="a", at_least=70, most=most), Band(name="b", at_least=40, share=0.3), Band(name="c")]
    found = grades(scores=scores, bands=bands, ties=ties)
    order = {name: place for place, name in enumerate("abc")}
    places = [order[grade] for grade in found.grades]
    for s, p in zip(scores, places, strict=True):
        for other, place in zip(scores, places, strict=True):
            assert not (s > other and p > place)
            assert not (s == other and p != place)


@pytest.mark.parametrize(
    "bands",
    [
        [],
        [Band(name="a", at_least=60)],
        [Band(name="a", at_least=60), Band(name="b", at_least=80), Band(name="c")],
        [Band(name="a", at_least=60), Band(name="a")],
    ],
)
def test_bands_that_leave_somebody_out_or_rise_are_refused(bands):
    with pytest.raises(DoesNotFit):
        grades(scores=[1, 2], bands=bands)


def test_who_stands_on_an_edge_is_told():
    assert grades(scores=[89.6, 70], bands=BANDS).doubts[0].name == "nobody_on_the_edge"


# --- the whole road


def test_a_framework_from_its_tree_to_grades_and_rank_intervals():
    """Thirds of a third stay exact: eight ninths of 90 and one ninth of 90 are 90."""
    thirds = tuple(Branch(name=name, weight=1) for name in ("任务", "经费", "制度"))
    tree = [Branch(name=name, weight=1, parts=parts) for name, parts in (("落实", thirds), ("成效", ()), ("评价", ()))]
    weights = direct(tree=tree, whole=3, inner="count").exact
    assert sum(weights.values()) == 1
    values = {name: [90, 40, None] for name in weights}
    found = weighted_sum(values=values, weights=weights, scoring=dict.fromkeys(weights, PERCENT), missing="reported")
    assert found.scores.tolist()[:2] == [90, 40]
    given = grades(scores=found.scores.tolist(), bands=BANDS, units=found.units, vetoed=[bool(v) for v in found.vetoed])
    assert given.grades == ("优秀", "较差", None)
    places = smaa(
        values=found.points, missing=(0, 100), region=around(weights=list(map(float, weights.values())), by=0.2)
    )
    assert places.rank_low[0] == 1
    assert (places.rank_low[2], places.rank_high[2]) != (3, 3)  # who reported nothing may stand anywhere
