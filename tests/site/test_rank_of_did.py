"""A difference-in-differences tells two p-values by name, the one by rank also where units start at different times."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from dongxi.analysis.evaluation.effect import Effect, effect
from dongxi.analysis.evaluation.effect_question import question
from dongxi.analysis.evaluation.panel import read_panel
from dongxi.analysis.tables import table_of
from dongxi.site.exports.effect_rows import contract, least_p, paragraph, summary

YEARS = range(2012, 2022)


def answer(*, units: str, treated: str, since: str, jump: float = 3.0, method: str = "did") -> Effect:
    """Each treated unit gains `jump` from its start on."""
    rng = np.random.default_rng(9)
    starts = dict(zip(treated.split(","), map(int, since.split(",")), strict=True))
    lines = ["单位,年,值"]
    for unit in units:
        values = [year - 2000 + rng.random() + jump * (unit in starts and year >= starts[unit]) for year in YEARS]
        lines += [f"{unit},{year},{value}" for year, value in zip(YEARS, values, strict=True)]
    table = table_of("\n".join(lines).encode(), name="t.csv")
    panel = read_panel(table=table, unit="单位", period="年", variables=["值"])
    return effect(question=question(panel=panel, outcome="值", treated=treated, since=since, method=method))


def test_the_table_names_both_values_and_gives_the_least_that_rank_can_reach():
    found = answer(units="甲乙丙丁戊", treated="甲", since="2018")
    assert summary(found.parts[0])[4] == "名次 0.200（最小可能 0.200），以此为准；正态近似 < 0.001"
    assert "正态近似 p < 0.001" in paragraph(found).zh


def test_an_augmented_mixture_names_both_tests_and_the_one_to_trust():
    found = answer(units="甲乙丙丁戊己", treated="甲", since="2018", method="augmented")
    part, plain = found.parts[0], contract(found)
    assert summary(part)[4].startswith("名次 0.167（最小可能 0.167），以此为准；移动各期误差 ")
    assert summary(part)[4].endswith("（最小可能 0.100）")
    assert "以名次检验为准" in paragraph(found).zh
    assert plain["p_value"] == plain["smallest_p"] == pytest.approx(1 / 6)
    assert plain["moved_p"] == plain["parts"][0]["moved_p"] == pytest.approx(part.p_value)
    assert plain["normal_p"] is None


def test_the_least_that_p_can_be_is_never_printed_as_nothing():
    assert least_p(1 / 10_001) == "0.0001"
    assert least_p(1 / 172) == "0.006"


def test_two_starts_have_one_rank_and_with_four_donors_the_doubt_that_it_could_not_be_rare():
    found = answer(units="甲乙丙丁戊己", treated="甲,乙", since="2017,2018")
    assert found.rank is not None
    assert (found.rank.p_value, found.rank.compared) == (pytest.approx(1 / 13), 12)
    told = paragraph(found).zh
    assert "名次检验 p = 0.077（可能的最小值 0.0769" in told
    assert "对照太少，不可能达到显著" in told
    plain = contract(found)
    assert plain["p_value"] == plain["rank_p"] == pytest.approx(1 / 13)
    assert plain["smallest_p"] == plain["smallest_rank_p"] == pytest.approx(1 / 13)
    assert plain["normal_p"] < 0.001 < plain["p_value"]


def test_the_rank_is_that_of_every_arrangement_by_hand():
    found = answer(units="甲乙丙丁戊己庚", treated="甲,乙", since="2016,2019", jump=0.1)
    spans = [sum(year >= since for year in YEARS) for since in (2016, 2019)]
    effects = [{each.unit: each.average_effect for each in part.placebos} for part in found.parts]
    changes = [
        abs(spans[0] * effects[0][one] + spans[1] * effects[1][other]) / sum(spans)
        for one, other in permutations("丙丁戊己庚", 2)
    ]
    assert found.rank is not None
    assert found.rank.p_value == pytest.approx((1 + sum(each >= abs(found.average_effect) for each in changes)) / 21)
    assert found.rank.p_value > 1 / 21
    assert "对照太少" not in paragraph(found).zh


def test_too_few_controls_for_a_rank_are_told():
    found = answer(units="甲乙丙丁", treated="甲,乙", since="2016,2018")
    assert found.rank is not None
    assert np.isnan(found.rank.p_value)
    assert "对照只有 2 个，少到不能作名次检验" in paragraph(found).zh
