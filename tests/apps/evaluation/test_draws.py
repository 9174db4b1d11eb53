"""Pages, files and commands draw weights equally often, so that an interval is the same wherever one reads it."""

import inspect
from pathlib import Path

import pytest

from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.draws import DRAWS
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.evaluation.reweighting import levels
from dongxi.analysis.evaluation.smaa import smaa
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.apps.evaluation.computing import assessed
from dongxi.apps.evaluation.models import Framework
from dongxi.data import frameworks

DOCS = Path(__file__).parents[3] / "docs"


def test_a_page_has_the_intervals_that_the_command_prints(facts):
    code = "western"
    framework = framework_of(frameworks()[code], name=code)
    printed = assess(
        framework=framework, reported=reported_values(framework=framework, table=shipped_table(), period="2023")
    )
    shown = assessed(framework=Framework.objects.get(code=code), period="2023")
    assert shown.places is not None
    assert shown.places.draws == DRAWS
    assert [(one.unit, one.low, one.high) for one in shown.standings] == [
        (one.unit, one.low, one.high) for one in printed.standings
    ]


def test_weights_that_come_to_the_frameworks_own_are_not_drawn_again(facts):
    western = Framework.objects.get(code="western")
    league = assessed(framework=western, period="2023")
    own = {path: weight for level in levels(league.framework) for path, weight in level.given.items()}
    assert assessed(framework=western, period="2023", weights=own) is league
    moved = assessed(framework=western, period="2023", weights={**own, ("投入",): 20, ("知识",): 45})
    assert moved.standings != league.standings


def test_whatever_draws_draws_so_often_unless_told():
    assert {inspect.signature(one).parameters["draws"].default for one in (assess, smaa)} == {DRAWS}


@pytest.mark.parametrize(
    "page", ["howto/evaluate-provinces.md", "zh/howto/evaluate-provinces.md", "reference/framework.md"]
)
def test_the_documents_say_how_often(page):
    assert f"{DRAWS:,}" in (DOCS / page).read_text(encoding="utf-8")
