"""A stale save says which fields differ, in the reader's words."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from dongxi.apps.people.models import User
from dongxi.apps.plans.models import Commitment, Plan
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


def test_the_page_of_a_stale_save_shows_words_and_no_codes(facts):
    row = Commitment.objects.first()
    refusal = stale(row, force="explore", due_text="2025", due_year=None)
    page = Template("{% refusal_facts refusal %}").render(Context({"refusal": refusal}))
    assert "探索" in page
    assert "力度" in page
    for raw in ("explore", "due_text", "None"):
        assert raw not in page


def test_somebody_in_a_stale_save_is_shown_by_name(facts):
    user = User.objects.create(username="reader", display_name="明白人")
    plan = Plan.objects.first()
    with pytest.raises(StaleWrite) as refused:
        save_at_version(plan, read_at=plan.version + 1, submitted_by_id=user.pk)
    assert refused.value.facts["labels"] == {"submitted_by_id": "提交人"}
    assert refused.value.facts["words"]["submitted_by_id"] == {user.pk: "明白人"}
