"""Change after the Plan on the shipped figures: who is compared with whom, and what may be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dongxi.analysis.evaluation.holm import holm
from dongxi.analysis.indicators.effect_words import one_sided, reach, verdict_words
from dongxi.analysis.indicators.effects import POOLS, effect_study
from dongxi.analysis.indicators.measures import members, named
from dongxi.analysis.indicators.partners import beneficiaries, partners


@pytest.fixture(scope="module")
def study():
    return effect_study()


def test_the_plan_names_eight_western_provinces_as_beneficiaries():
    assert named(beneficiaries()).zh == "内蒙古、贵州、云南、西藏、甘肃、青海、宁夏、新疆"


def test_donors_lie_outside_the_twelve_western_provinces_with_and_without_named_partners(study):
    west = set(members("western"))
    assert len(study.outside) == 19
    for change in study.changes:
        assert not west & set(change.donors)
        assert change.pool == "all" or not set(partners()) & set(change.donors)
    assert named(study.named).zh == "北京、天津、上海、江苏、安徽、福建、山东、广东"


def test_every_province_measure_and_pool_has_one_answer(study):
    asked = {(one.region, one.measure.code, one.pool) for one in study.changes}
    assert len(asked) == len(study.changes) == len(study.regions) * len(study.measures) * len(POOLS)


def test_the_smallest_attainable_p_is_one_over_donors_and_one(study):
    for change in study.changes:
        if not change.refused:
            assert change.smallest_p == pytest.approx(1 / (1 + len(change.donors)))
            assert change.p >= change.smallest_p - 1e-12


def test_weights_add_up_and_the_gap_is_actual_minus_synthetic(study):
    for change in study.changes:
        if not change.refused:
            assert sum(weight for _donor, weight in change.weights) == pytest.approx(1, abs=0.02)
            np.testing.assert_allclose(change.actual - change.synthetic, change.gap, rtol=1e-9, atol=1e-9)


def test_a_mixture_that_does_not_follow_bears_no_conclusion(study):
    lost = [one for one in study.changes if not one.refused and not one.follows]
    assert lost
    for change in lost:
        assert change.verdict == "no_fit"
        assert np.isnan(change.p_adjusted)
        assert "不作判断" in change.reading.zh


def test_what_is_not_significant_reads_as_exactly_that(study):
    open_ones = [one for one in study.changes if one.verdict in ("not_significant", "out_of_reach")]
    assert open_ones
    for change in open_ones:
        assert "不能说有变化，也不能说没有变化" in change.reading.zh
        assert "neither a change nor its absence" in change.reading.en


@pytest.mark.parametrize("pool", POOLS)
def test_where_donors_are_too_few_for_significance_every_word_says_so(study, pool):
    family = [one for one in study.changes if one.pool == pool and one.follows]
    least = len(family) * min(one.smallest_p for one in family)
    assert least > study.level
    for one in family:
        assert one.out_of_reach
        assert one.verdict == "out_of_reach"
        assert one.least_adjusted == pytest.approx(least)
        assert one.p_adjusted >= least - 1e-12
        assert verdict_words(one).zh == "不可能达到显著"
        assert f"校正后最小也有 {least:.3f}，不可能达到显著" in one.reading.zh
    said = reach(family, level=study.level)
    assert "任何一项都不可能达到显著" in said.zh
    assert ("不作校正也不可能" in said.zh) == (pool == "unnamed")
    within = [replace(one, out_of_reach=False, verdict="not_significant") for one in family]
    assert "不可能" not in reach(within, level=study.level).zh
    assert verdict_words(within[0]).zh == "未见显著变化"


def test_the_rank_among_placebos_is_told_with_p(study):
    for region in ("620000", "640000"):
        one = study.of(region, "rd_personnel_per_head")
        assert (one.rank, one.places) == (1, 20)
        assert "p = 0.050，在该省和 19 个对照共 20 地中排第 1" in one.reading.zh


def test_a_set_without_zero_is_explained_where_no_change_can_be_claimed(study):
    for one in study.changes:
        if one.follows:
            assert ("不含零" in one.reading.zh) == (one.low > 0 or one.high < 0)


@pytest.mark.parametrize("pool", POOLS)
def test_a_set_without_zero_tells_how_many_of_all_that_can_be_tested_are_like_it(study, pool):
    family = [one for one in study.changes if one.pool == pool and one.follows]
    like_it = [one for one in family if not one.low <= 0 <= one.high]
    assert len(like_it) > 1
    for one in like_it:
        assert f"可作检验的 {len(family)} 项中有 {len(like_it)} 项如此" in one.reading.zh
        assert f"{len(like_it)} of the {len(family)} that can be tested do so" in one.reading.en


def test_estimates_on_one_side_in_every_province_are_told_as_a_fact_without_a_conclusion(study):
    own = [one for one in study.changes if one.pool == "all"]
    said = one_sided(own)
    for measure in study.measures:
        averages = [one.average for one in own if one.measure == measure and not one.refused]
        same = all(value < 0 for value in averages) or all(value > 0 for value in averages)
        assert (f"{measure.short.zh}在 {len(averages)} 个省区都" in said.zh) == same
    assert "R&D强度在 8 个省区都低于合成值" in said.zh
    assert "不能由此得出结论" in said.zh
    mixed = [replace(one, average=index - 3.5) for index, one in enumerate(own[:8])]
    assert one_sided(mixed) is None


def test_an_earlier_start_that_shows_as_much_is_a_doubt(study):
    told = "".join(doubt.words.zh for doubt in study.of("640000", "rd_intensity").doubts)
    assert "假想起始的差距最大为真实估计的 58%" in told
    assert study.of("640000", "patents_in_force").doubts == ()


def test_no_reading_speaks_of_an_effect_of_cooperation(study):
    for change in study.changes:
        if change.reading:
            assert "不是合作的效果" in change.reading.zh
            assert "规划之后只有 2 年" in change.reading.zh
            assert not any("\u4e00" <= character <= "\u9fff" for character in change.reading.en)


def test_doubtful_and_missing_figures_are_refused_in_words(study):
    assert "存疑" in study.of("630000", "contracts_sold").refused.zh
    assert "缺" in study.of("540000", "contracts_sold").refused.zh
    assert named(study.of("640000", "contracts_sold").left_out).zh == "吉林、黑龙江"


def test_the_same_figures_give_the_same_answers_to_the_last_digit(study):
    again = effect_study()
    for one, other in zip(study.changes, again.changes, strict=True):
        assert one.refused == other.refused
        assert one.reading == other.reading
        if not one.refused:
            assert one.gap.tolist() == other.gap.tolist()


def test_progress_is_told_to_its_end():
    told = []
    effect_study(progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == len(told)


def test_holms_example_and_its_bounds():
    np.testing.assert_allclose(holm(p_values=[0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    assert holm(p_values=[0.9, 0.8]).tolist() == [1.0, 1.0]
