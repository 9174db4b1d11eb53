"""Writes of needs and offers: begin, save, move from state to state, draft from a commitment, let expire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching import posting_rows
from dongxi.apps.matching.finding import make_findable
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.placing import queue_placing
from dongxi.apps.matching.queries.postings import TABLES, ends_by_deadline, is_withheld, may_renew
from dongxi.apps.matching.rules import (
    LIFETIME,
    MOVE_PERMISSION,
    NOT_BY_THE_SUBMITTER,
    CloseReason,
    PostingMove,
    PostingState,
    Side,
    next_state,
)
from dongxi.apps.matching.telling import tell_published, withhold_titles
from dongxi.apps.people.models import Membership
from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.rules import last_day
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.permissions import require
from dongxi.apps.records.versions import save_at_version


@dataclass(frozen=True, kw_only=True)
class MovedOn:
    """What was moved, and what was left with the reason why."""

    moved: tuple[Posting, ...]
    left: tuple[tuple[Posting, str], ...]


@transaction.atomic
def begin_posting(*, actor: Any, side: str, seat: Membership, content: Mapping[str, Any] | None = None) -> Posting:
    """A new draft of a side, in the name of one of the actor's seats; `content` as `save_posting` takes it."""
    identity = posting_rows.identity_from(seat=seat, author=actor)
    require(actor, "matching.post", identity)
    posting = posting_rows.begin(side=side, identity=identity, content=content or {}, by=actor)
    audit(actor, "matching.post", posting, begun=side)
    return posting


@transaction.atomic
def save_posting(
    *,
    actor: Any,
    posting: Posting,
    read_at: int,
    content: Mapping[str, Any],
    identity: Mapping[str, Any] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Posting:
    """Keep what somebody wrote, as read at a version: fields of `rules.CONTENT`, and of `rules.IDENTITY` where given.

    `typed` is what cannot be taken as it stands (a figure without a number), kept as it was typed, to be put right.
    RuleBroken unless it is a draft or was returned; StaleWrite if somebody saved in between.
    """
    require(actor, "matching.post", posting)
    changed = posting_rows.write(
        posting=posting, read_at=read_at, content=content, identity=identity or {}, typed=typed or {}, by=actor
    )
    if changed:
        audit(actor, "matching.post", posting, version=posting.version, changed=changed)
    return posting


@transaction.atomic
def move_posting(
    *, actor: Any, posting: Posting, move: str, reason: str = "", close_reason: str = "", read_at: int | None = None
) -> Posting:
    """Move a posting on as the table allows, under the move's permission.

    RuleBroken where a rule stands against it: somebody reviews their own, something is missing or tells whose it is,
    its deadline has passed, renewal is not open yet. StaleWrite if somebody saved in between.
    """
    require(actor, MOVE_PERMISSION[PostingMove(move)], posting)
    _move(actor, posting, move, reason=reason, close_reason=close_reason, read_at=read_at)
    _follow([posting], move=move)
    told = {"move": str(move), "state": posting.state, "reason": reason.strip()}
    audit(actor, MOVE_PERMISSION[PostingMove(move)], posting, **told)
    return posting


@transaction.atomic
def move_postings(*, actor: Any, postings: Sequence[Posting], move: str) -> MovedOn:
    """Make one move of many postings at once; what a rule stands against is left as it is, with the reason."""
    permission = MOVE_PERMISSION[PostingMove(move)]
    moved: list[Posting] = []
    left: list[tuple[Posting, str]] = []
    for posting in postings:
        require(actor, permission, posting)
        try:
            _move(actor, posting, move)
        except (RuleBroken, StaleWrite) as refusal:
            left.append((posting, refusal.message))
        else:
            moved.append(posting)
    _follow(moved, move=move)
    if moved:
        audit(actor, permission, f"{len(moved)} 条", move=str(move), codes=[posting.code for posting in moved])
    return MovedOn(moved=tuple(moved), left=tuple(left))


@transaction.atomic
def draft_from_commitment(*, actor: Any, commitment: Commitment, seat: Membership) -> Posting:
    """A need drafted from what a plan promises: its words, strand, mode and date. NotAllowed for an unseen plan."""
    if not commitment.seen_by(actor):
        raise NotAllowed(_("您看不到这条承诺所在的方案。"))
    title, body = posting_rows.title_and_body(words=commitment.words())
    content = {
        "title": title,
        "body": body,
        "strand": commitment.task.strand,
        "mode": commitment.modes.values_list("mode", flat=True).first() or "",
        "product": "；".join(commitment.deliverables.values_list("name", flat=True))[:500],
        "deadline": _deadline(commitment.due_text),
    }
    identity = posting_rows.identity_from(seat=seat, author=actor)
    require(actor, "matching.post", identity)
    posting = posting_rows.begin(side=Side.NEED, identity=identity, content=content, by=actor, commitment=commitment)
    audit(actor, "matching.post", posting, commitment=commitment.pk)
    return posting


@transaction.atomic
def expire_postings(*, actor: Any) -> int:
    """Take down what is past its end. Returns how many; pages hide them from their last day on in any case."""
    require(actor, "matching.expire")
    gone: list[Posting] = []
    for table in TABLES.values():
        past = list(table.objects.filter(state=PostingState.PUBLISHED, expires_on__lt=timezone.localdate()))
        for posting in past:
            posting.state = next_state(posting.state, PostingMove.EXPIRE)
            posting.version += 1
        table.objects.bulk_update(past, ["state", "version"], batch_size=500)
        gone += past
    _follow(gone, move=PostingMove.EXPIRE)
    if gone:
        audit(actor, "matching.expire", f"{len(gone)} 条到期", codes=[posting.code for posting in gone])
    return len(gone)


def _move(
    actor: Any, posting: Posting, move: str, *, reason: str = "", close_reason: str = "", read_at: int | None = None
) -> None:
    """Change the row; permission and audit line are the service's."""
    state = next_state(posting.state, move, reason=reason or close_reason)
    _refuse_own_review(actor, posting, move)
    if move == PostingMove.SUBMIT:
        posting_rows.refuse_untaken(posting=posting)
    if move in (PostingMove.SUBMIT, PostingMove.PUBLISH):
        posting_rows.refuse_unfit(posting=posting)
    changes = {"state": state, "state_reason": reason.strip(), **_dates(posting, move), **_closing(move, close_reason)}
    changes |= _public_words(posting, move, close_reason)
    if move == PostingMove.SUBMIT:
        changes["submitted_by_id"] = actor.pk
    save_at_version(posting, read_at=posting.version if read_at is None else read_at, **changes)


def _follow(postings: Sequence[Posting], *, move: str) -> None:
    """Let search, the vectors and other systems follow: everything that was or has become public."""
    touched = [posting for posting in postings if posting.published_at]
    make_findable(postings=touched)
    if touched:
        queue_placing(postings=touched)
    if move == PostingMove.PUBLISH:
        tell_published(postings=touched)
    withhold_titles(postings=[posting for posting in touched if is_withheld(posting)])


def _refuse_own_review(actor: Any, posting: Posting, move: str) -> None:
    if move in NOT_BY_THE_SUBMITTER and actor.pk in (posting.submitted_by_id, posting.identity.author_id):
        raise RuleBroken(_("填报人和提交人不能审核自己的内容，请由同部门的其他人审核。"))


def _dates(posting: Posting, move: str) -> dict[str, Any]:
    today = timezone.localdate()
    if move == PostingMove.RENEW and ends_by_deadline(posting=posting):
        words = _("有效期到期限 %(day)s 为止，续期不能延长；请办理“修改并重新审核”，改期限后再提交。")
        raise RuleBroken(words % {"day": posting.deadline})
    if move == PostingMove.RENEW and not may_renew(posting=posting):
        raise RuleBroken(_("有效期至 %(day)s，最后三十天内才能续期。") % {"day": posting.expires_on})
    if move not in (PostingMove.PUBLISH, PostingMove.RENEW):
        return {}
    if posting.deadline and posting.deadline < today:
        raise RuleBroken(_("期限 %(day)s 已过，请改后再办理。") % {"day": posting.deadline})
    ends = min(filter(None, (today + LIFETIME, posting.deadline)))
    begun = {"published_at": timezone.now(), "published_on": today} if move == PostingMove.PUBLISH else {}
    return {"expires_on": ends} | begun


def _public_words(posting: Posting, move: str, close_reason: str) -> dict[str, Any]:
    """What a move makes of the title others read: published anew, or withheld from now on."""
    if move == PostingMove.PUBLISH:
        return {"public_title": posting.title, "taken_down_at": None}
    if move == PostingMove.TAKE_DOWN:
        return {"public_title": "", "taken_down_at": timezone.now()}
    return {"public_title": ""} if close_reason == CloseReason.MISTAKEN and move == PostingMove.CLOSE else {}


def _closing(move: str, close_reason: str) -> dict[str, str]:
    if move != PostingMove.CLOSE:
        return {"close_reason": ""} if move == PostingMove.REOPEN else {}
    if close_reason not in CloseReason.values:
        known = _("、").join(str(label) for label in CloseReason.labels)
        raise RuleBroken(_("请选择关闭的原因：%(known)s。") % {"known": known})
    return {"close_reason": close_reason}


def _deadline(stated: str) -> date | None:
    day = last_day(stated)
    return day if day and day >= timezone.localdate() else None
