"""Deferred acceptance: nobody would rather change, and every need has the best it can have."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.stable import Stable, blocking_pairs, stable_matching


@st.composite
def wishes(draw):
    """Up to four needs and three offers with incomplete lists and capacities."""
    needs, offers = [f"n{i}" for i in range(draw(st.integers(0, 4)))], [f"o{i}" for i in range(draw(st.integers(0, 3)))]

    def lists(own, others):
        return {one: draw(st.lists(st.sampled_from(others), unique=True)) if others else [] for one in own}

    capacity = {offer: draw(st.integers(0, 3)) for offer in offers}
    return {"needs": lists(needs, offers), "offers": lists(offers, needs), "capacity": capacity}


def every_matching(needs, offers, capacity):
    """Every way to give each need nobody or one offer it accepts and that accepts it, within capacity."""
    choices = [[None, *(o for o in needs[n] if n in offers[o])] for n in needs]
    for picked in product(*choices):
        offer_of = {n: o for n, o in zip(needs, picked, strict=True) if o}
        needs_of = {o: tuple(n for n in offers[o] if offer_of.get(n) == o) for o in offers}
        if all(len(its) <= capacity[o] for o, its in needs_of.items()):
            yield Stable(offer_of=offer_of, needs_of=needs_of, left=tuple(n for n in needs if n not in offer_of))


def rank(need, found, needs) -> int:
    return needs[need].index(found.offer_of[need]) if need in found.offer_of else len(needs[need])


@settings(max_examples=200, deadline=None)
@given(asked=wishes())
def test_no_pair_blocks_and_no_stable_matching_is_better_for_any_need(asked):
    found = stable_matching(**asked)
    assert not blocking_pairs(found=found, **asked)
    assert set(found.offer_of) | set(found.left) == set(asked["needs"])
    assert all(len(its) <= asked["capacity"][offer] for offer, its in found.needs_of.items())
    for other in every_matching(**asked):
        if not blocking_pairs(found=other, **asked):
            assert all(rank(n, found, asked["needs"]) <= rank(n, other, asked["needs"]) for n in asked["needs"])


def test_the_example_of_gale_and_shapley_with_three_stable_matchings_gives_the_proposers_their_first_choice():
    """Gale & Shapley 1962, example 1: men α β γ, women A B C; each man can have his first choice."""
    needs = {"α": ["A", "B", "C"], "β": ["B", "C", "A"], "γ": ["C", "A", "B"]}
    offers = {"A": ["β", "γ", "α"], "B": ["γ", "α", "β"], "C": ["α", "β", "γ"]}
    assert stable_matching(needs=needs, offers=offers).offer_of == {"α": "A", "β": "B", "γ": "C"}


def test_a_pair_that_would_rather_change_is_found():
    needs, offers = {"a": ["x", "y"], "b": ["x", "y"]}, {"x": ["a", "b"], "y": ["a", "b"]}
    swapped = Stable(offer_of={"a": "y", "b": "x"}, needs_of={"x": ("b",), "y": ("a",)}, left=())
    assert blocking_pairs(found=swapped, needs=needs, offers=offers) == (("a", "x"),)


@pytest.mark.parametrize(
    ("needs", "offers", "capacity", "said"),
    [
        ({"a": ["x", "x"]}, {"x": []}, {}, "出现两次"),
        ({"a": ["z"]}, {"x": []}, {}, "不在名单"),
        ({"a": []}, {"x": ["b"]}, {}, "不在名单"),
        ({"a": []}, {"x": []}, {"x": -1}, "不得为负"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_in_words(needs, offers, capacity, said):
    with pytest.raises(AnalysisError, match=said):
        stable_matching(needs=needs, offers=offers, capacity=capacity)
