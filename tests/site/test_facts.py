"""The shipped facts come into the store whole, once."""

from __future__ import annotations

import pytest

from dongxi import data
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.records.audit import first_break
from dongxi.apps.records.models import AuditEntry, FactsRelease
from dongxi.apps.statistics.models import Observation
from dongxi.site import facts as shipped


def test_the_store_holds_the_facts_of_the_package(facts):
    assert FactsRelease.objects.get().digest == data.digest()
    assert Region.objects.count() == len(data.read_csv("regions")) + 1
    assert Organisation.objects.count() == len(data.read_toml("organisations")["organisation"])
    assert Observation.objects.count() == len(data.read_csv("statistics"))


def test_loading_again_changes_no_count(facts):
    before = {model: model.objects.count() for model in (Region, Organisation, Observation)}
    shipped.load()
    assert {model: model.objects.count() for model in before} == before


def test_the_audit_chain_is_whole_after_loading(facts):
    assert AuditEntry.objects.filter(verb="records.load_facts").count() == 1
    assert first_break() is None


def test_facts_that_fail_midway_leave_nothing(db, monkeypatch):
    def broken() -> dict:
        raise RuntimeError("power cut")

    cut = shipped.Step("断电", "people.services.load_regions", broken)
    monkeypatch.setattr(shipped, "STEPS", (*shipped.STEPS[:2], cut))
    with pytest.raises(RuntimeError):
        shipped.load()
    assert not Region.objects.exists()
    assert not AuditEntry.objects.exists()


def test_an_empty_store_has_places_and_bodies_and_stays_empty(db):
    shipped.load(empty=True)
    assert Region.objects.exists()
    assert not Observation.objects.exists()
    assert shipped.kept_empty()
    assert shipped.stand(empty=True)
    assert not shipped.stand(empty=False)


@pytest.mark.django_db(transaction=True)
def test_facts_stand_again_after_a_test_that_commits(facts):
    assert FactsRelease.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_facts_stand_once_more_after_the_store_was_emptied(facts):
    assert FactsRelease.objects.count() == 1
