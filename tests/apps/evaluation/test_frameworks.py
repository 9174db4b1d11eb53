"""Frameworks: those that ship, those that evaluators add."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.services.frameworks import add_framework, load_frameworks
from dongxi.apps.evaluation.speaking import refusal
from dongxi.apps.records.errors import BadInput, NotAllowed
from dongxi.apps.records.permissions import SYSTEM
from dongxi.data import frameworks

pytestmark = pytest.mark.django_db


def test_loading_twice_makes_no_second_version_and_a_changed_text_does():
    texts = frameworks()
    load_frameworks(actor=SYSTEM, texts=texts)
    load_frameworks(actor=SYSTEM, texts=texts)
    assert Framework.objects.count() == len(texts)
    load_frameworks(actor=SYSTEM, texts={**texts, "western": texts["western"] + "\n"})
    assert Framework.objects.filter(code="western").count() == 2


def test_a_shipped_framework_may_go_back_to_an_earlier_text():
    texts = frameworks()
    for western in (texts["western"], texts["western"] + "\n", texts["western"]):
        load_frameworks(actor=SYSTEM, texts={**texts, "western": western})
    assert Framework.objects.filter(code="western").first().text == texts["western"]


def test_a_framework_no_longer_shipped_is_withdrawn_and_kept():
    load_frameworks(actor=SYSTEM, texts=frameworks())
    load_frameworks(actor=SYSTEM, texts={"western": frameworks()["western"]})
    assert Framework.objects.get(code="nation").withdrawn_at


def test_a_visitor_cannot_add_framework_nor_load_one():
    with pytest.raises(NotAllowed):
        add_framework(actor=AnonymousUser(), code="own", text=frameworks()["western"])
    with pytest.raises(NotAllowed):
        load_frameworks(actor=AnonymousUser(), texts={})


def test_an_english_refusal_calls_the_shipped_table_and_its_heads_by_english_names():
    own = framework_of(frameworks()["western"].replace("R&D经费投入强度（修订后GDP）", "没有的指标"), name="x")
    with pytest.raises(AnalysisError) as raised:
        reported_values(framework=own, table=shipped_table(), period="2023")
    with override("en"):
        said = refusal(raised.value)
    assert said.startswith("The shipped statistics cannot be read: the column ")
    assert " (indicator) has no " in said
    assert "随附统计数据" not in said


def test_an_english_refusal_of_what_is_missing_calls_the_shipped_table_so_too():
    own = framework_of(frameworks()["western"].replace('missing = "reported"', 'missing = "refuse"'), name="x")
    with pytest.raises(AnalysisError) as raised:
        reported_values(framework=own, table=shipped_table(), period="2016")
    with override("en"):
        said = refusal(raised.value)
    assert said.startswith("The shipped statistics cannot be scored: 2016 ")
    assert "“" not in said


def test_a_text_that_is_no_framework_is_refused_with_what_is_wrong():
    with pytest.raises(BadInput, match="title"):
        load_frameworks(actor=SYSTEM, texts={"own": "whole = 100"})
