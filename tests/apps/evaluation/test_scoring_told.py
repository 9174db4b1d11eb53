"""Every rule of scoring is told with its numbers, in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from dongxi.analysis.evaluation.scoring import SCORING, Efficacy, Grade, Linear, Step
from dongxi.apps.evaluation.queries.scoring_told import rule_told

RULES = [
    (Linear(floor=0, target="2.5"), "底线 0（不得分），满分线 2.5", "no points at 0, full points at 2.5"),
    (Efficacy(floor=1, target=3), "不允许值 1（60 分），满意值 3（100 分）", "floor 1 (60 points)"),
    (Step(steps=((60, 50), (90, 100))), "达到 60 得 50 分；达到 90 得 100 分", "100 points from 90"),
    (Step(steps=((5, 100),), falling=True), "不超过 5 得 100 分", "100 points at 5 or less"),
    (Grade(table={"优秀": 100, "良好": 80}), "优秀 100 分；良好 80 分", "80 points"),
]


@pytest.mark.parametrize(("scoring", "chinese", "english"), RULES)
def test_a_rule_is_told_with_its_numbers(scoring, chinese, english):
    with override("zh-hans"):
        assert rule_told(scoring) == chinese
    with override("en"):
        assert english in rule_told(scoring)


def test_no_kind_of_scoring_is_left_untold():
    assert {type(one) for one, _, _ in RULES} == set(SCORING.values())
