"""Learning from decisions."""

from dataclasses import replace

import numpy as np
import pytest
from analysis.matching.market import decisions, grades, needs, offers

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching import Decision, Engine, Learned, learn
from dongxi.analysis.matching.experience import likeness, remember
from dongxi.analysis.matching.learn import LEAST


@pytest.fixture(scope="module")
def blind() -> Engine:
    return Engine(embedder=None).known(offers())


@pytest.fixture(scope="module")
def learned(blind: Engine) -> Learned:
    return learn(engine=blind, decisions=decisions())


def test_too_few_decisions_are_refused_with_how_many_there_are(blind: Engine) -> None:
    with pytest.raises(AnalysisError, match=f"共 {LEAST - 1} 条.*至少要 {LEAST} 条"):
        learn(engine=blind, decisions=decisions()[: LEAST - 1])


def test_decisions_of_one_kind_are_refused(blind: Engine) -> None:
    every = [Decision(need=one.need, offer=one.offer, accepted=True) for one in decisions()[:100]]
    with pytest.raises(AnalysisError, match="不合适 0 条"):
        learn(engine=blind, decisions=every)


def test_a_level_off_the_scale_is_refused(blind: Engine) -> None:
    with pytest.raises(AnalysisError, match="应为 1 至 4"):
        learn(engine=blind, decisions=[replace(one, level=5) for one in decisions()])


def test_what_does_worse_on_decisions_held_out_is_left_out_and_said(blind: Engine) -> None:
    rng = np.random.default_rng(5)
    noise = [replace(one, level=int(rng.integers(1, 5))) for one in decisions()]
    report = learn(engine=blind, decisions=noise).report
    left_out = not (report.weights_learned and report.experience_learned)
    assert bool(report.notes) == (left_out or any(one.worse for one in report.held_out))


def test_what_is_learned_orders_the_decisions_held_out_at_least_as_well(learned: Learned) -> None:
    by_pair = next(one for one in learned.report.held_out if one.split == "pair")
    assert not by_pair.worse or learned.report.notes


def test_the_order_of_decisions_changes_nothing_to_the_last_digit(blind: Engine, learned: Learned) -> None:
    one, other = learned, learn(engine=blind, decisions=decisions()[::-1])
    assert one.weights == other.weights
    assert one.report == other.report
    assert one.calibration == other.calibration


def test_an_offer_refused_for_a_need_falls_there_and_an_accepted_one_rises(blind: Engine) -> None:
    need, best = needs()[0], "o01"
    upside_down = [
        replace(one, level=(1 if one.offer.id == best else 4 if one.offer.id == "o64" else one.level))
        if one.need.id == need.id
        else one
        for one in decisions()
    ]
    learned = learn(engine=blind, decisions=upside_down)
    if not learned.report.experience_learned:
        pytest.skip("experience did not help on held-out decisions")
    engine = learned.engine(like=blind)
    offer = {one.id: one for one in offers()}
    assert engine.score(need=need, offer=offer["o64"]).parts["experience"] > 0
    assert engine.score(need=need, offer=offer[best]).parts["experience"] < 0


def test_accepted_and_rejected_teach_like_levels_and_an_acquaintance_teaches_nothing() -> None:
    need, offer = needs()[0], offers()[0]
    assert Decision(need=need, offer=offer, accepted=True).target() == 1
    assert Decision(need=need, offer=offer, accepted=False, reason="field").target() == 0
    assert 0 < Decision(need=need, offer=offer, accepted=False, reason="problem").target() < 1
    assert Decision(need=need, offer=offer, accepted=False, reason="known").target() is None
    assert Decision(need=need, offer=offer).target() is None


def test_calibration_never_falls_as_the_score_rises_and_counts_every_decision(learned: Learned) -> None:
    values = learned.calibration.suitable(np.linspace(0, 1, 101))
    assert (np.diff(values) >= 0).all()
    assert sum(learned.calibration.decisions) == len(grades())


def test_the_first_selection_of_a_learned_engine_stands_near_its_whole_score(blind: Engine, learned: Learned) -> None:
    engine = learned.engine(like=blind)
    wanted, offered = engine.prepare(needs()), engine.prepare(offers())
    products = engine.wanted(wanted) @ engine.vectors(offered).T
    whole = [engine.parts(wanted.take(np.array([at])), offered).sum(axis=1) for at in range(len(needs()))]
    assert np.mean([np.corrcoef(*rows)[0, 1] for rows in zip(products, whole, strict=True)]) > 0.7


def test_a_level_is_guessed_no_lower_for_a_higher_score(learned: Learned) -> None:
    levels = learned.calibration.level(np.linspace(0, 1, 101))
    assert levels[0] == 1
    assert (np.diff(levels) >= 0).all()


def _taught(rng: np.random.Generator, *, need: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    needs = rng.normal(size=(max(need) + 1, 8))
    needs /= np.linalg.norm(needs, axis=1, keepdims=True)
    offers = np.column_stack((rng.normal(size=(20, 6)), np.ones(20)))
    return needs, offers, rng.integers(0, 20, len(need)), rng.normal(size=len(need))


def test_labels_higher_for_one_need_throughout_lift_its_offers_alike_and_teach_no_order() -> None:
    need = np.array([0] * 9 + [1] * 7 + [2])
    needs, offers, offer, rest = _taught(np.random.default_rng(3), need=list(need))
    told = [
        remember(needs=needs, offers=offers, need=need, offer=offer, rest=one, noise=2.0)
        for one in (rest, rest + 5.0 * (need == 1))
    ]
    assert np.allclose(told[0].pull[:, :-1], told[1].pull[:, :-1])
    lift = [likeness(needs, needs) @ one.pull[:, -1] for one in told]
    assert lift[1][1] > lift[0][1] + 2.5


def test_the_order_is_that_of_kernel_ridge_regression_solved_directly() -> None:
    need = np.array([0] * 9 + [1] * 7 + [2] * 4)
    needs, offers, offer, rest = _taught(np.random.default_rng(4), need=list(need))
    told = remember(needs=needs, offers=offers, need=need, offer=offer, rest=rest, noise=2.0)
    same = need[:, None] == need[None, :]
    centre = np.eye(len(need)) - same / same.sum(axis=1)
    rows = offers[offer, :-1]
    kernel = likeness(needs, needs)[np.ix_(need, need)] * (rows @ rows.T)
    duals = np.linalg.solve(centre @ kernel @ centre + 2.0 * np.eye(len(need)), centre @ rest)
    found = ((likeness(needs, needs) @ told.pull[:, :-1])[need] * rows).sum(axis=1)
    assert np.allclose(found, kernel @ duals, atol=5e-3)


def test_a_need_with_one_decision_teaches_no_order_and_is_hardly_lifted() -> None:
    needs, offers, offer, _rest = _taught(np.random.default_rng(5), need=[0])
    told = remember(needs=needs, offers=offers, need=np.array([0]), offer=offer, rest=np.array([1.0]), noise=2.0)
    assert not told.pull[:, :-1].any()
    assert told.pull[0, -1] == pytest.approx(0.25)


def test_counting_by_a_share_leaves_what_all_offers_gain_alike() -> None:
    needs, offers, offer, rest = _taught(np.random.default_rng(6), need=[0] * 9)
    told = remember(needs=needs, offers=offers, need=np.zeros(9, np.intp), offer=offer, rest=rest, noise=2.0)
    half = told.shared(0.5)
    assert np.array_equal(half.pull[:, :-1], 0.5 * told.pull[:, :-1])
    assert np.array_equal(half.pull[:, -1], told.pull[:, -1])
