"""A correction takes words that are no other commitment's, and dates as people write them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dongxi.apps.plans import queries, services
from dongxi.apps.plans.correction_forms import CorrectionForm
from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.storing.correcting import Correction
from dongxi.apps.plans.storing.stated_dates import as_stated
from dongxi.apps.records.errors import BadInput

pytestmark = pytest.mark.django_db


def neighbours(draft) -> tuple[Commitment, Commitment]:
    """Two commitments of one task that follow one another."""
    rows = list(queries.review_rows(draft))
    return next((one, other) for one, other in pairwise(rows) if one.task_id == other.task_id)


def reaching_into(one: Commitment, other: Commitment) -> Correction:
    words = one.task.plan.text[one.start : other.end]
    return Correction(quote=words, force=one.force)


def test_words_that_are_a_neighbours_too_are_refused_with_its_name(draft, ningxia):
    one, other = neighbours(draft)
    with pytest.raises(BadInput, match=f"第{other.code}条") as refused:
        services.correct_commitment(
            actor=ningxia, commitment=one, read_at=one.version, correction=reaching_into(one, other)
        )
    assert other.text[:10] in refused.value.message
    with pytest.raises(BadInput, match=f"第{one.code}条"):
        services.add_commitment(
            actor=ningxia, task=one.task, correction=Correction(quote=one.text[:12], force=one.force)
        )


def test_the_words_of_a_rejected_neighbour_may_be_taken(draft, ningxia):
    one, other = neighbours(draft)
    services.reject_commitment(actor=ningxia, commitment=other, read_at=other.version)
    done = services.correct_commitment(
        actor=ningxia, commitment=one, read_at=one.version, correction=reaching_into(one, other)
    )
    assert done.end == other.end


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("2024", "2024"),
        ("2024年", "2024"),
        ("2024年底", "2024"),
        ("２０２４年底前", "2024"),
        ("2024年6月", "2024-06"),
        ("2024 年 12 月底前", "2024-12"),
        ("2024年6月30日", "2024-06-30"),
        ("2024-06", "2024-06"),
        ("明年", "明年"),
        ("", ""),
    ],
)
def test_a_date_is_kept_as_stated_however_it_is_written(typed, stated):
    assert as_stated(typed) == stated


def test_the_form_takes_the_end_of_a_year_and_says_beforehand_how_dates_are_written(draft):
    row = queries.review_rows(draft).first()
    given = {"quote": row.text, "force": row.force, "read_at": row.version, "due": "2024年底"}
    form = CorrectionForm(given, task=row.task, commitment=row)
    assert form.is_valid(), form.errors
    assert form.correction().due == "2024"
    assert "2024-06-30" in str(form["due"].help_text)
    assert not CorrectionForm(given | {"due": "2024年13月"}, task=row.task, commitment=row).is_valid()
