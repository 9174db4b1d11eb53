"""A framework written anew with other weights reads as the same framework with these weights."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_text import TRIED, with_weights
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.evaluation.reweighting import levels, reweighted
from dongxi.data import frameworks
from tests.analysis.evaluation.test_framework import WHOLE
from tests.analysis.evaluation.test_reweighting import TEXT, WAYS

SOURCE = Words(zh="来自示例", en="from an example")
TEXTS = {
    "example": (Path(__file__).parents[3] / "examples" / "framework.toml").read_text(encoding="utf-8"),
    "whole": WHOLE,
    **{inner: TEXT.format(inner=inner, a=a, b=b) for inner, (a, b) in WAYS.items()},
    **frameworks(),
}
AS_READ = ("columns", "vetoes", "bands", "ties", "cap", "units", "sway", "decimals", "full", "whole", "note")


def written(text: str, weights=None):
    return framework_of(with_weights(text, name="F.toml", weights=weights or {}, source=SOURCE), name="F.toml")


@pytest.mark.parametrize("name", TEXTS)
def test_written_as_it_stands_it_is_the_same_framework_but_for_its_title(name):
    own, again = framework_of(TEXTS[name], name="F.toml"), written(TEXTS[name])
    assert again.weights.exact == own.weights.exact
    for key in (*AS_READ, "not_reported", "not_applicable"):
        assert getattr(again, key) == getattr(own, key), key
    where = own.indicators[0].where
    assert [replace(one, where=where) for one in again.indicators] == [
        replace(one, where=where) for one in own.indicators
    ]
    assert again.title == own.title + TRIED.zh
    assert {key: again.english[key] for key in own.english} == dict(own.english)


@pytest.mark.parametrize("inner", WAYS)
def test_other_weights_are_those_that_were_tried(inner):
    text = TEXT.format(inner=inner, a=WAYS[inner][0], b=WAYS[inner][1])
    own = framework_of(text, name="F.toml")
    half = levels(own)[1].due / 2
    tried = {("投入",): Fraction(125, 10), ("产出",): Fraction(875, 10), ("投入", "经费"): half, ("投入", "人员"): half}
    assert written(text, tried).weights.exact == reweighted(framework=own, weights=tried).weights.exact


def test_what_does_not_add_up_or_has_no_end_is_refused_by_name():
    text = TEXT.format(inner="whole", a=25, b=75)
    with pytest.raises(DoesNotAddUp):
        written(text, {("投入",): Fraction(50)})
    with pytest.raises(DoesNotFit, match="投入 / 经费"):
        written(text, {("投入", "经费"): Fraction(100, 3), ("投入", "人员"): Fraction(200, 3)})


def test_the_file_says_where_its_weights_come_from():
    assert with_weights(WHOLE, name="F.toml", weights={}, source=SOURCE).startswith("# 来自示例\n# from an example\n")
