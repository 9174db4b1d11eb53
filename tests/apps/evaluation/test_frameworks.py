"""Frameworks: those that ship, those that evaluators add."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.services.frameworks import add_framework, load_frameworks
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


def test_a_text_that_is_no_framework_is_refused_with_what_is_wrong():
    with pytest.raises(BadInput, match="title"):
        load_frameworks(actor=SYSTEM, texts={"own": "whole = 100"})
