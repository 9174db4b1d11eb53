"""Writes of needs and offers: begin, save, move from state to state, draft from a commitment, let expire."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching.finding import make_findable
from dongxi.apps.matching.models import Identity, Posting, Wording
from dongxi.apps.matching.queries.postings import TABLES, may_renew, missing, tells_of
from dongxi.apps.matching.rules import (
    CONTENT,
    IDENTITY,
    LIFETIME,
    LONGEST_TITLE,
    MOVE_PERMISSION,
    NOT_BY_THE_SUBMITTER,
    CloseReason,
    Disclosure,
    PostingMove,
    PostingState,
    Side,
    next_state,
)
from dongxi.apps.people.models import Membership, Region
from dongxi.apps.people.rules import Role
from dongxi.apps.plans.models import Commitment
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.permissions import require
from dongxi.apps.records.versions import save_at_version


@transaction.atomic
def begin_posting(*, actor: Any, side: str, seat: Membership, content: Mapping[str, Any] | None = None) -> Posting:
    """A new draft of a side, in the name of one of the actor's seats; `content` as `save_posting` takes it."""
    identity = identity_from(seat=seat, author=actor)
    require(actor, "matching.post", identity)
    identity.save()
    posting = TABLES[side](identity=identity, **_cleaned(content or {}))
    show_place(posting=posting)
    posting.save()
    keep_wording(posting=posting, by=actor)
    audit(actor, "matching.post", posting, begun=side)
    return posting


@transaction.atomic
def save_posting(
    *, actor: Any, posting: Posting, read_at: int, content: Mapping[str, Any], identity: Mapping[str, Any] | None = None
) -> Posting:
    """Keep what somebody wrote, as read at a version: fields of `rules.CONTENT`, and of `rules.IDENTITY` where given.

    RuleBroken unless it is a draft or was returned; StaleWrite if somebody saved in between.
    """
    require(actor, "matching.post", posting)
    if not posting.may_change():
        words = _("“%(state)s”的内容不能直接修改；请先收回，或办理“修改”后再写。")
        raise RuleBroken(words % {"state": posting.get_state_display()}, state=posting.state)
    changes = _changes(posting, _cleaned(content))
    hidden = _changes(posting.identity, _cleaned(identity or {}, of=IDENTITY))
    if not changes and not hidden:
        return posting
    place = {}
    if "disclosure" in changes:
        show_place(posting=posting, disclosure=changes["disclosure"])
        place = posting.content("public_region_id", "public_zone")
    save_at_version(posting, read_at=read_at, saved_at=timezone.now(), **changes, **place)
    if hidden:
        Identity.objects.filter(pk=posting.identity_id).update(**hidden)
        for name, value in hidden.items():
            setattr(posting.identity, name, value)
    keep_wording(posting=posting, by=actor)
    audit(actor, "matching.post", posting, version=posting.version, changed=sorted([*changes, *hidden]))
    return posting


@transaction.atomic
def move_posting(
    *, actor: Any, posting: Posting, move: str, reason: str = "", close_reason: str = "", read_at: int | None = None
) -> Posting:
    """Move a posting on as the table allows, under the move's permission.

    RuleBroken where a rule stands against it: somebody reviews their own, something is missing or tells whose it is,
    its deadline has passed, renewal is not open yet. StaleWrite if somebody saved in between.
    """
    permission = MOVE_PERMISSION[PostingMove(move)]
    require(actor, permission, posting)
    state = next_state(posting.state, move, reason=reason or close_reason)
    _refuse_own_review(actor, posting, move)
    if move in (PostingMove.SUBMIT, PostingMove.PUBLISH):
        refuse_unfit(posting=posting)
    changes = {"state": state, "state_reason": reason.strip(), **_dates(posting, move), **_closing(move, close_reason)}
    if move == PostingMove.SUBMIT:
        changes["submitted_by_id"] = actor.pk
    save_at_version(posting, read_at=posting.version if read_at is None else read_at, **changes)
    make_findable(postings=[posting])
    audit(actor, permission, posting, move=str(move), state=state, reason=reason.strip())
    return posting


@transaction.atomic
def draft_from_commitment(*, actor: Any, commitment: Commitment, seat: Membership) -> Posting:
    """A need drafted from what a plan promises: its words, strand, mode and date. NotAllowed for an unseen plan."""
    if not commitment.seen_by(actor):
        raise NotAllowed(_("您看不到这条承诺所在的方案。"))
    words = " ".join(commitment.words().split())
    content = {
        "title": words[: LONGEST_TITLE - 1] + "…" if len(words) > LONGEST_TITLE else words,
        "body": words,
        "strand": commitment.task.strand,
        "mode": commitment.modes.values_list("mode", flat=True).first() or "",
        "product": "；".join(commitment.deliverables.values_list("name", flat=True))[:500],
        "deadline": _last_day(commitment.due_year),
    }
    posting = begin_posting(actor=actor, side=Side.NEED, seat=seat, content=content)
    type(posting).objects.filter(pk=posting.pk).update(commitment=commitment)
    posting.commitment = commitment
    audit(actor, "matching.post", posting, commitment=commitment.pk)
    return posting


@transaction.atomic
def expire_postings(*, actor: Any) -> int:
    """Take down what is past its end. Returns how many; pages hide them from their last day on in any case."""
    require(actor, "matching.expire")
    gone = 0
    for side, table in TABLES.items():
        past = list(table.objects.filter(state=PostingState.PUBLISHED, expires_on__lt=timezone.localdate()))
        for posting in past:
            posting.state = next_state(posting.state, PostingMove.EXPIRE)
            posting.version += 1
        table.objects.bulk_update(past, ["state", "version"], batch_size=500)
        make_findable(postings=past)
        gone += len(past)
        if past:
            audit(actor, "matching.expire", f"{len(past)} × {side}", codes=[posting.code for posting in past])
    return gone


def identity_from(*, seat: Membership, author: Any) -> Identity:
    """Who posts, from the role they hold: its organisation or region, and the name of the office where it is known."""
    region = seat.region or (seat.organisation.region if seat.organisation else None)
    unit = seat.organisation.name if seat.organisation else ""
    if not unit and region is not None and seat.role in (Role.LOCAL, Role.PROVINCE):
        unit = f"{region.name}科学技术{'厅' if seat.role == Role.PROVINCE else '局'}"
    name = getattr(author, "display_name", "") or ""
    return Identity(author_id=author.pk, organisation=seat.organisation, region=region, unit=unit, contact_name=name)


def show_place(*, posting: Posting, disclosure: str | None = None) -> None:
    """Set what is public of the place: the province, or only in which part of the country it lies."""
    posting.disclosure = disclosure or posting.disclosure
    region = posting.identity.region
    province = Region.objects.filter(pk=f"{region.code[:2]}0000").first() if region else None
    posting.public_zone = (province.zone or (province.parent.zone if province.parent else "")) if province else ""
    posting.public_region = province if posting.disclosure == Disclosure.PROVINCE else None


def keep_wording(*, posting: Posting, by: Any) -> Wording:
    """What this save leaves of the text."""
    content = {name: _plain(value) for name, value in posting.content(*CONTENT).items()}
    return Wording.objects.create(
        **{posting.side: posting}, version=posting.version, content=content, saved_by_id=by.pk
    )


def refuse_unfit(*, posting: Posting) -> None:
    """RuleBroken where something is missing, tells whose it is, or asks for a day that has passed."""
    if gaps := missing(posting=posting):
        names = [_label(posting, name) for name in gaps]
        raise RuleBroken(_("还不能提交，请补齐：%(names)s。") % {"names": _("、").join(names)}, missing=gaps)
    if found := [each for each in tells_of(posting=posting) if each.certain]:
        raise RuleBroken(" ".join(each.sentence() for each in found), told=[each.word for each in found])
    if posting.deadline and posting.deadline < timezone.localdate():
        raise RuleBroken(_("期限 %(day)s 已过，请改后再提交。") % {"day": posting.deadline})


def _refuse_own_review(actor: Any, posting: Posting, move: str) -> None:
    if move in NOT_BY_THE_SUBMITTER and actor.pk in (posting.submitted_by_id, posting.identity.author_id):
        raise RuleBroken(_("填报人和提交人不能审核自己的内容，请由同部门的其他人审核。"))


def _dates(posting: Posting, move: str) -> dict[str, Any]:
    today = timezone.localdate()
    if move == PostingMove.RENEW and not may_renew(posting=posting):
        raise RuleBroken(_("有效期至 %(day)s，最后三十天内才能续期。") % {"day": posting.expires_on})
    if move not in (PostingMove.PUBLISH, PostingMove.RENEW):
        return {}
    if posting.deadline and posting.deadline < today:
        raise RuleBroken(_("期限 %(day)s 已过，请改后再办理。") % {"day": posting.deadline})
    ends = min(filter(None, (today + LIFETIME, posting.deadline)))
    return {"expires_on": ends} | ({"published_at": timezone.now()} if move == PostingMove.PUBLISH else {})


def _closing(move: str, close_reason: str) -> dict[str, str]:
    if move != PostingMove.CLOSE:
        return {"close_reason": ""} if move == PostingMove.REOPEN else {}
    if close_reason not in CloseReason.values:
        known = _("、").join(str(label) for label in CloseReason.labels)
        raise RuleBroken(_("请选择关闭的原因：%(known)s。") % {"known": known})
    return {"close_reason": close_reason}


def _cleaned(given: Mapping[str, Any], *, of: tuple[str, ...] = CONTENT) -> dict[str, Any]:
    """The known fields of `given`, text folded to NFKC with its line breaks kept."""
    known = {name: value for name, value in given.items() if name in of}
    return {name: _folded(value) if isinstance(value, str) else value for name, value in known.items()}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("\r\n", "\n")).strip()


def _changes(row: Any, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _label(posting: Posting, name: str) -> str:
    holder = posting.identity if name in IDENTITY else posting
    return str(holder._meta.get_field(name).verbose_name)


def _last_day(year: int | None) -> date | None:
    day = date(year, 12, 31) if year else None
    return day if day and day >= timezone.localdate() else None
