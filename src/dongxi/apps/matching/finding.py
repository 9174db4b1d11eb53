"""What search is told of needs and offers: their public words alone, and only while they are open."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from dongxi.apps.matching.fields import field_words
from dongxi.apps.matching.figures import figures_text
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.rules import ELEMENTS, PostingState
from dongxi.apps.records.search import Findable, forget
from dongxi.apps.records.search import make_findable as put_into_search

SUMMARY = 120


def make_findable(*, postings: Iterable[Posting]) -> None:
    """Put open postings into search and take the others out, within the service that changed them."""
    postings, today = list(postings), timezone.localdate()
    open_now = [p for p in postings if p.state == PostingState.PUBLISHED and p.expires_on >= today]
    for side in {posting.side for posting in postings}:
        gone = [p.code for p in postings if p.side == side and p not in open_now]
        if gone:
            forget(kind=side, subject_ids=gone)
    put_into_search(things=[_findable(posting) for posting in open_now])


def _findable(posting: Posting) -> Findable:
    words = [posting.body, *(getattr(posting, name) for name in ELEMENTS), figures_text(posting.figures)]
    words += [field_words(industry=posting.industry, discipline=posting.discipline), posting.code]
    return Findable(
        kind=str(posting.side),
        subject_id=posting.code,
        title=posting.title,
        summary=posting.body[:SUMMARY],
        body=" ".join(words),
        address=posting.get_absolute_url(),
        region=posting.public_region_id or "",
    )
