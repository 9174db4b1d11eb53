"""The portfolio keeps every limit, is the best there is, and says why a need is not in it."""

from collections import Counter
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.assign import Candidate, Limits, Portfolio, portfolio

PROVINCES = ("青海", "宁夏", "新疆")
EAST = ("江苏", "福建")


@st.composite
def problems(draw):
    """Tiny instances: at most nine candidates, so that every subset can be tried."""
    needs = {f"n{i}": draw(st.sampled_from(PROVINCES)) for i in range(draw(st.integers(1, 5)))}
    offers = {f"o{i}": draw(st.sampled_from(EAST)) for i in range(draw(st.integers(1, 4)))}
    every = [(need, offer) for need in needs for offer in offers]
    pairs = draw(st.lists(st.sampled_from(every), max_size=9, unique=True))
    candidates = [
        Candidate(need=n, offer=o, score=draw(st.integers(1, 99)) / 100, cost=draw(st.integers(0, 50)))
        for n, o in pairs
    ]
    limits = Limits(
        capacity=draw(st.dictionaries(st.sampled_from(sorted(offers)), st.integers(0, 3))),
        wanted=draw(st.dictionaries(st.sampled_from(sorted(needs)), st.integers(0, 2))),
        quotas=draw(
            st.dictionaries(st.tuples(st.sampled_from(PROVINCES), st.sampled_from(EAST)), st.integers(0, 2), max_size=3)
        ),
        budget=draw(st.none() | st.integers(0, 150)),
        floor=draw(st.integers(0, 3)),
    )
    return {"candidates": candidates, "needs": needs, "offers": offers, "limits": limits}


def kept(chosen, needs, offers, limits) -> bool:
    """Whether a set of pairs is within the limits, said independently of the programme."""
    of_offer, of_need = (Counter(getattr(pair, side) for pair in chosen) for side in ("offer", "need"))
    between = Counter((needs[pair.need], offers[pair.offer]) for pair in chosen)
    return (
        all(n <= limits.capacity.get(offer, 1) for offer, n in of_offer.items())
        and all(n <= limits.wanted.get(need, 1) for need, n in of_need.items())
        and all(n <= limits.quotas.get(regions, n) for regions, n in between.items())
        and (limits.budget is None or sum(pair.cost for pair in chosen) <= limits.budget)
    )


def levels(chosen, needs, floor: int) -> tuple[int, ...]:
    served = Counter(needs[need] for need in {pair.need for pair in chosen})
    return tuple(sum(n > level for n in served.values()) for level in range(floor))


def best_by_trying_all(candidates, needs, offers, limits) -> tuple[tuple[int, ...], float]:
    subsets = chain.from_iterable(combinations(candidates, n) for n in range(len(candidates) + 1))
    return max(
        (levels(chosen, needs, limits.floor), round(sum(pair.score for pair in chosen), 6))
        for chosen in subsets
        if kept(chosen, needs, offers, limits)
    )


@settings(max_examples=120, deadline=None)
@given(problem=problems())
def test_the_portfolio_is_within_the_limits_and_none_is_better(problem):
    found = portfolio(**problem)
    needs, limits = problem["needs"], problem["limits"]
    assert kept(found.chosen, needs, problem["offers"], limits)
    assert levels(found.chosen, needs, limits.floor) == found.floors
    assert (found.floors, round(found.total, 6)) == best_by_trying_all(**problem)
    assert found.gap == pytest.approx(0, abs=1e-6)


@settings(max_examples=120, deadline=None)
@given(problem=problems())
def test_every_need_is_served_or_has_a_reason_that_holds(problem):
    found = portfolio(**problem)
    assert {pair.need for pair in found.chosen} | {u.need for u in found.unserved} == set(problem["needs"])
    for reason in found.unserved:
        own = [pair for pair in problem["candidates"] if pair.need == reason.need]
        assert "gap" not in {obstacle.code for obstacle in reason.obstacles}
        for pair in own:
            assert not kept([*found.chosen, pair], problem["needs"], problem["offers"], problem["limits"])
        assert reason.chinese.endswith("。")
        assert reason.english.endswith(".")


@settings(max_examples=40, deadline=None)
@given(problem=problems(), seed=st.randoms())
def test_the_order_of_candidates_changes_nothing(problem, seed):
    mixed = list(problem["candidates"])
    seed.shuffle(mixed)
    assert portfolio(**problem) == portfolio(**problem | {"candidates": mixed})


@pytest.mark.parametrize("spare", [0, 1])
def test_the_budget_holds_to_the_last_fen(spare):
    costs = (333_333_333_333, 333_333_333_334, 333_333_333_334)
    pairs = [Candidate(need=f"n{i}", offer=f"o{i}", score=0.5 + i / 10, cost=cost) for i, cost in enumerate(costs)]
    found = portfolio(
        candidates=pairs,
        needs={pair.need: "青海" for pair in pairs},
        offers={pair.offer: "江苏" for pair in pairs},
        limits=Limits(budget=sum(costs) - 1 + spare),
    )
    assert len(found.chosen) == 2 + spare
    assert found.cost <= sum(costs) - 1 + spare


def chosen(found: Portfolio) -> set[tuple[str, str]]:
    return {(pair.need, pair.offer) for pair in found.chosen}


RICH = {f"q{i}": "青海" for i in range(3)}
STRONG = [Candidate(need=f"q{i}", offer="team", score=0.9) for i in range(3)]
WEAK = Candidate(need="w", offer="team", score=0.2)


def test_a_weak_provinces_first_need_comes_before_a_strong_ones_next():
    asked = {"candidates": [*STRONG, WEAK], "needs": RICH | {"w": "宁夏"}, "offers": {"team": "江苏"}}
    without = portfolio(**asked, limits=Limits(capacity={"team": 3}))
    assert ("w", "team") not in chosen(without)
    fair = portfolio(**asked, limits=Limits(capacity={"team": 3}, floor=2))
    assert ("w", "team") in chosen(fair)
    assert fair.floors == (2, 1)
    assert fair.total == pytest.approx(2.0)


def test_the_reason_names_who_took_the_place():
    found = portfolio(
        candidates=[*STRONG, WEAK],
        needs=RICH | {"w": "宁夏", "lone": "新疆"},
        offers={"team": "江苏"},
        limits=Limits(capacity={"team": 3}),
    )
    said = {reason.need: reason for reason in found.unserved}
    assert said["w"].chinese == "team的承接能力已由q0、q1、q2占满。"
    assert said["w"].english == "Team is fully taken by q0, q1, q2."
    assert said["lone"].chinese == "没有候选供给。"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(quotas={("青海", "江苏"): 0}), "quota"),
        (Limits(budget=4), "budget"),
        (Limits(capacity={"o": 0}), "capacity"),
        (Limits(wanted={"n": 0}), "none_wanted"),
    ],
)
def test_each_limit_is_a_reason(limits, code):
    pair = Candidate(need="n", offer="o", score=0.5, cost=5)
    found = portfolio(candidates=[pair], needs={"n": "青海"}, offers={"o": "江苏"}, limits=limits)
    assert [obstacle.code for reason in found.unserved for obstacle in reason.obstacles] == [code]


@pytest.mark.parametrize(
    ("candidates", "limits", "said"),
    [
        ([Candidate(need="x", offer="o", score=0.5)], Limits(), "不在需求或供给名单"),
        ([Candidate(need="n", offer="o", score=0.5)] * 2, Limits(), "出现两次"),
        ([Candidate(need="n", offer="o", score=0)], Limits(), "得分须为正数"),
        ([Candidate(need="n", offer="o", score=float("nan"))], Limits(), "得分须为正数"),
        ([Candidate(need="n", offer="o", score=0.5, cost=-1)], Limits(), "费用不得为负"),
        ([], Limits(budget=-1), "不得为负"),
    ],
)
def test_what_cannot_be_assigned_is_refused_in_words(candidates, limits, said):
    with pytest.raises(AnalysisError, match=said):
        portfolio(candidates=candidates, needs={"n": "青海"}, offers={"o": "江苏"}, limits=limits)


def test_nothing_to_choose_from_leaves_every_need_with_a_reason():
    found = portfolio(candidates=[], needs={"n": "青海"}, offers={}, limits=Limits(floor=2))
    assert (found.chosen, found.total, found.floors) == ((), 0.0, (0, 0))
    assert found.unserved[0].english == "No offer was proposed."
