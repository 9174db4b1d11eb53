"""The same framework with other weights, whichever way it writes those of the second level."""

from fractions import Fraction

import pytest

from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.reweighting import levels, reweighted

TEXT = """
title = "示例"
inner = "{inner}"
[columns]
unit = "单位"
[[criterion]]
name = "投入"
weight = 60
[[criterion.indicator]]
name = "经费"
weight = {a}
direction = "higher"
scoring = {{ method = "linear", floor = 0, target = 1 }}
[[criterion.indicator]]
name = "人员"
weight = {b}
direction = "higher"
scoring = {{ method = "linear", floor = 0, target = 1 }}
[[criterion]]
name = "产出"
weight = 40
direction = "higher"
scoring = {{ method = "linear", floor = 0, target = 1 }}
"""
WAYS = {"count": (0.5, 1.5), "whole": (25, 75), "parent": (15, 45)}


def framework(inner: str):
    a, b = WAYS[inner]
    return framework_of(TEXT.format(inner=inner, a=a, b=b), name="F.toml")


@pytest.mark.parametrize("inner", WAYS)
def test_the_weights_as_they_stand_change_nothing(inner):
    own = framework(inner)
    assert reweighted(framework=own, weights={}).weights.exact == own.weights.exact


@pytest.mark.parametrize("inner", WAYS)
def test_parts_keep_their_shares_when_only_the_first_level_changes(inner):
    found = reweighted(framework=framework(inner), weights={("投入",): 20, ("产出",): 80})
    assert found.weights.exact == {"经费": Fraction(1, 20), "人员": Fraction(3, 20), "产出": Fraction(4, 5)}


@pytest.mark.parametrize("inner", WAYS)
def test_parts_change_within_their_criterion(inner):
    own = framework(inner)
    _first, inside = levels(own)
    half = inside.due / 2
    found = reweighted(framework=own, weights={("投入", "经费"): half, ("投入", "人员"): half})
    assert found.weights.exact == {"经费": Fraction(3, 10), "人员": Fraction(3, 10), "产出": Fraction(2, 5)}


@pytest.mark.parametrize("inner", WAYS)
def test_a_criterion_may_weigh_nothing(inner):
    found = reweighted(framework=framework(inner), weights={("投入",): 0, ("产出",): 100})
    assert found.weights.exact["经费"] == 0


def test_every_level_that_does_not_add_up_is_told():
    with pytest.raises(DoesNotAddUp, match=r"第一级合计 110，应为 100；投入合计 3\.5，应为 2"):
        reweighted(framework=framework("count"), weights={("投入",): 70, ("投入", "经费"): 2})


def test_an_unknown_path_is_refused():
    with pytest.raises(DoesNotFit, match="投入 / 论文"):
        reweighted(framework=framework("count"), weights={("投入", "论文"): 1})
