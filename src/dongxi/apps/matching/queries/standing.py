"""What may be told of a need, an offer or a contact somebody could open once: the words it was public with, what became
of it, and where it stands."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.matching.models import Contact, ContactStep, Match, Posting
from dongxi.apps.matching.models.contacts import BROKER
from dongxi.apps.matching.queries.postings import TABLES, is_open, is_withheld, reached, wordings
from dongxi.apps.matching.rules import CONTENT, PostingState, Side
from dongxi.apps.records.permissions import decide

AS_PUBLISHED = frozenset({PostingState.PUBLISHED, PostingState.EXPIRED})
"""States in which a posting's words are those that were public last."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a need or an offer stands, in words that everybody may read who could open it once."""

    posting: Posting
    label: str
    open: bool
    said: str
    own: bool
    withheld: bool


def public_words(posting: Posting) -> dict[str, Any]:
    """What others may read of a posting's content, by field: as it was public last, what is being revised being its own
    side's until it is published; nothing of what was taken down or published by mistake."""
    if posting.state in AS_PUBLISHED:
        return posting.content(*CONTENT)
    told = posting.published_at and not is_withheld(posting)
    rows = wordings(posting=posting).filter(saved_at__lte=posting.published_at) if told else None
    last = rows.first() if rows is not None else None
    known = last.content if last else {}
    words = {name: known.get(name, posting._meta.get_field(name).get_default()) for name in CONTENT}
    ends = words["deadline"]
    return words | {"deadline": date.fromisoformat(ends) if isinstance(ends, str) else ends}


def as_public(posting: Posting) -> Posting:
    """The posting as others may read it, apart from the row in hand."""
    shown = copy(posting)
    for name, value in public_words(posting).items():
        setattr(shown, name, value)
    shown.title = public_title(posting)
    return shown


def public_title(posting: Posting) -> str:
    """Its title as everybody could read it last; its code where that is withheld."""
    return (posting.title if posting.state in AS_PUBLISHED else posting.public_title) or posting.code


def pair_title(match: Match) -> str:
    """Both titles of a pair, each as others may read it."""
    return " × ".join(public_title(match.posting_of(side)) for side in Side)


def withheld_because(posting: Posting) -> str:
    """Why nothing of its words is told to others any more; empty where they may read what was public last."""
    if not is_withheld(posting):
        return ""
    if posting.taken_down_at:
        return _("已由审核部门撤下，不再公开。")
    return _("填报单位已关闭，不再公开。")


def standing_of(*, posting: Posting, to: Any) -> Standing:
    """Where a posting that was public once stands now. Why it was closed is told to nobody."""
    own = decide(to, "matching.post", posting).allowed
    label = str(Side(posting.side).label)
    said = {
        PostingState.CLOSED: _("填报单位已关闭，不再公开。"),
        PostingState.EXPIRED: _("有效期到 %(day)s 为止，已下线；续期后会再公开。"),
        PostingState.PUBLISHED: _("有效期到 %(day)s 为止，已下线；续期后会再公开。"),
    }.get(PostingState(posting.state), _("填报单位正在修改，重新审核通过后会再公开。"))
    opened = is_open(posting)
    withheld = withheld_because(posting)
    said = withheld or said
    said = _("仍在公开，有效期至 %(day)s。") if opened else said
    return Standing(
        posting=posting if own else as_public(posting),
        label=label,
        open=opened,
        said=said % {"day": posting.expires_on} if "%(day)s" in said else said,
        own=own,
        withheld=bool(withheld) and not own,
    )


def once_public(*, side: str, code: str, to: Any) -> Posting | None:
    """A posting that everybody could read once; None where there never was one by that code."""
    return TABLES[side].objects.filter(code=code, published_at__isnull=False).select_related("identity").first()


def taken_back(*, side: str, code: str, to: Any) -> Posting | None:
    """A draft that was never public, had been handed to somebody for review, and was taken back by its writers."""
    drafts = TABLES[side].objects.filter(state=PostingState.DRAFT, published_at__isnull=True)
    rows = drafts.filter(reached(to, "matching.review"))
    return rows.filter(code=code, submitted_by__isnull=False).select_related("identity").first()


def own_match(*, need: str, offer: str, to: Any) -> Match | None:
    """A match of one's own need or offer by the codes of both, whether or not its texts are still open."""
    own = reached(to, "matching.decide", path="need__identity") | reached(to, "matching.decide", path="offer__identity")
    rows = Match.objects.filter(own, need__code=need, offer__code=offer)
    return rows.select_related("need__identity", "offer__identity").first()


def passed_on(*, code: str, to: Any) -> Contact | None:
    """A contact that somebody saw as a broker and no longer does: another took it, or it ended before anybody did."""
    if not to.pk:
        return None
    found = Contact.objects.filter(code=code).first()
    known = found and (had_step(contact=found, by=to) or decide(to, "matching.assign_broker").allowed)
    return found if known else None


def had_step(*, contact: Contact, by: Any) -> bool:
    """Whether somebody made a step in a contact as its broker."""
    return ContactStep.objects.filter(contact=contact.pk, by_id=by.pk, side=BROKER).exists()
