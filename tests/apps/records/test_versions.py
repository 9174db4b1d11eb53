"""A stale save says which fields differ, in the reader's words."""

from __future__ import annotations

import pytest
from django.utils import translation

from dongxi.apps.plans.models import Commitment
from dongxi.apps.records.errors import StaleWrite
from dongxi.apps.records.versions import save_at_version


def stale(commitment: Commitment, **changes) -> StaleWrite:
    with pytest.raises(StaleWrite) as refused:
        save_at_version(commitment, read_at=commitment.version + 1, **changes)
    return refused.value


def test_the_fields_of_a_stale_save_have_their_chinese_names(facts):
    refusal = stale(Commitment.objects.first(), force="explore", due_text="2025", start=3)
    assert refusal.facts["labels"] == {"force": "力度", "due_text": "期限", "start": "起（字）"}


def test_the_codes_of_a_stale_save_have_words(facts):
    row = Commitment.objects.first()
    refusal = stale(row, force="explore", due_text="2025")
    assert refusal.facts["words"]["force"]["explore"] == "探索"
    assert refusal.facts["words"]["due_text"] == {}
    assert (refusal.facts["yours"]["force"], refusal.facts["theirs"]["force"]) == ("explore", row.force)


def test_the_names_follow_the_readers_language(facts):
    with translation.override("en"):
        assert stale(Commitment.objects.first(), force="explore").facts["labels"] == {"force": "Force"}
