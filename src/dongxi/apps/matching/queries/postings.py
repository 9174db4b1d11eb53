"""Reads of needs and offers. What is public is what `rules.PUBLIC` names; whose a posting is, is read here alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching.anonymity import Told, told
from dongxi.apps.matching.models import Contact, Identity, Need, Offer, Posting, Wording
from dongxi.apps.matching.rules import (
    MOVE_PERMISSION,
    NEEDED,
    NOT_BY_THE_SUBMITTER,
    POSTING_MOVES,
    PUBLIC,
    RENEWAL_OPENS,
    TEXTS,
    PostingMove,
    PostingState,
    Side,
)
from dongxi.apps.people.models import Membership
from dongxi.apps.people.rules import Role
from dongxi.apps.plans.queries import visible_tasks
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.permissions import ANYWHERE, ORGANISATION, Held, decide, held_by, permission, stem_of
from dongxi.apps.records.wording import in_language

TABLES: dict[str, type[Posting]] = {Side.NEED: Need, Side.OFFER: Offer}
POSTING_ROLES = (Role.STAFF, Role.PROVINCE, Role.LOCAL)


def open_postings(*, side: str, to: Any) -> models.QuerySet[Posting]:
    """What everybody may see: published and not past its end, newest day first, within a day by chance."""
    today = timezone.localdate()
    rows = TABLES[side].objects.filter(state=PostingState.PUBLISHED, expires_on__gte=today)
    return rows.select_related("public_region").order_by("-published_on", "code")


def open_by_key(*, side: str, keys: Iterable[int], to: Any) -> list[Posting]:
    """The open ones among postings by their keys, with what is public of them.

    Found by key alone and looked through here: asked for the state as well, a database may walk all that is open.
    """
    rows = TABLES[side].objects.filter(pk__in=[int(key) for key in keys])
    return [posting for posting in rows.only("state", "version", *PUBLIC).order_by() if is_open(posting)]


def is_open(posting: Posting) -> bool:
    """Whether everybody may see a posting today."""
    return posting.state == PostingState.PUBLISHED and posting.expires_on >= timezone.localdate()


def is_withheld(posting: Posting) -> bool:
    """Whether nothing of the words a posting was public with is told any more: a reviewer took it down, or its side
    closed it as an error."""
    shown = posting.state in (PostingState.PUBLISHED, PostingState.EXPIRED)
    return posting.published_at is not None and not shown and not posting.public_title


def own_postings(*, side: str, to: Any) -> models.QuerySet[Posting]:
    """What somebody's own side posted, in every state, what was saved last first."""
    rows = TABLES[side].objects.filter(reached(to, "matching.post"))
    return rows.select_related("public_region", "identity").order_by("-saved_at", "-pk")


def postings_to_review(*, side: str, to: Any) -> models.QuerySet[Posting]:
    """What waits for somebody's review, longest waiting first; one's own submissions are for others to review."""
    waiting = TABLES[side].objects.filter(reached(to, "matching.review"), state=PostingState.SUBMITTED)
    if to.pk:
        waiting = waiting.exclude(submitted_by_id=to.pk)
    return waiting.select_related("public_region", "identity").order_by("saved_at", "pk")


def own_to_tend(*, side: str, to: Any) -> list[Posting]:
    """What of one's own side asks for something: returned by its review, near its end or just past it, first to end
    first. One that ends with its deadline asks for nothing: no renewal moves it."""
    today = timezone.localdate()
    ending = models.Q(state=PostingState.PUBLISHED, expires_on__lte=today + RENEWAL_OPENS)
    ended = models.Q(state=PostingState.EXPIRED, expires_on__gte=today - RENEWAL_OPENS)
    rows = own_postings(side=side, to=to).filter(models.Q(state=PostingState.RETURNED) | ending | ended)
    kept = [each for each in rows if each.state == PostingState.RETURNED or may_renew(posting=each)]
    return sorted(kept, key=lambda each: (each.expires_on or today, each.pk))


def own_drafts(*, side: str, to: Any) -> list[Posting]:
    """Drafts of one's own side, with what their check asks for."""
    rows = own_postings(side=side, to=to).filter(state__in=(PostingState.DRAFT, PostingState.RETURNED))
    return list(rows.select_related("identity__organisation", "identity__region__parent__parent").order_by("pk"))


def postings_without_remarks(*, side: str, to: Any) -> list[Posting]:
    """What waits for somebody's review and has no word that might tell whose it is."""
    rows = postings_to_review(side=side, to=to)
    rows = rows.select_related("identity__organisation", "identity__region__parent__parent")
    return [posting for posting in rows if not tells_of(posting=posting)]


def visible_postings(*, side: str, to: Any) -> models.QuerySet[Posting]:
    """What somebody may open: what is public, their own side's, what they may review, what they have a contact on."""
    own = reached(to, "matching.post") | (reached(to, "matching.review") & ~models.Q(state=PostingState.DRAFT))
    public = models.Q(state=PostingState.PUBLISHED, expires_on__gte=timezone.localdate())
    talked = _in_contact(side, to)
    return TABLES[side].objects.filter(public | own | talked).select_related("public_region")


def reached(to: Any, code: str, *, path: str = "identity") -> models.Q:
    """The rows, by the identity at `path`, of which somebody may do `code`: `decide` as a condition of the database."""
    rows = models.Q(pk__in=())
    for grant in permission(code).grants:
        for role in held_by(to):
            if role.role == grant.role:
                rows |= _reach(grant.reach, role, path)
    return rows


def _reach(reach: str, role: Held, path: str) -> models.Q:
    if reach == ANYWHERE:
        return models.Q(pk__isnull=False)
    if reach == ORGANISATION:
        return models.Q(**{f"{path}__organisation": role.organisation}) if role.organisation else models.Q(pk__in=())
    if not role.region:
        return models.Q(pk__in=())
    return models.Q(**{f"{path}__region__code__startswith": stem_of(role.region)})


def _in_contact(side: str, to: Any) -> models.Q:
    """Postings of a contact that somebody's other posting, or somebody as its broker, takes part in."""
    if not to.pk:
        return models.Q(pk__in=())
    other = Side.OFFER if side == Side.NEED else Side.NEED
    part = reached(to, "matching.post", path=f"match__{other}__identity") | models.Q(broker_id=to.pk)
    return models.Q(pk__in=Contact.objects.filter(part).values(f"match__{side}"))


def identity_of(*, posting: Posting, to: Any) -> Identity | None:
    """Whose a posting is, for those who may know: its own side, its reviewers, and, once both sides of a contact
    agreed, the other side and the broker. None for everybody else."""
    if decide(to, "matching.post", posting).allowed or decide(to, "matching.review", posting).allowed:
        return posting.identity
    if not to.pk:
        return None
    other = Side.OFFER if posting.side == Side.NEED else Side.NEED
    part = reached(to, "matching.post", path=f"match__{other}__identity") | models.Q(broker_id=to.pk)
    revealed = Contact.objects.filter(part, revealed_at__isnull=False, **{f"match__{posting.side}": posting.pk})
    return posting.identity if revealed.exists() else None


def seats(*, to: Any) -> list[Membership]:
    """The roles in which somebody may post: of an organisation, of a region."""
    if not getattr(to, "pk", None):
        return []
    rows = Membership.objects.filter(user_id=to.pk, role__in=POSTING_ROLES)
    return list(rows.select_related("region__parent__parent", "organisation__region__parent").order_by("pk"))


def seat_of(*, pk: Any, to: Any) -> Membership:
    """One of somebody's seats by its key, or the only one there is. BadInput where it is not theirs."""
    known = seats(to=to)
    chosen = [seat for seat in known if str(seat.pk) == str(pk or "")] or (known if len(known) == 1 else [])
    if not chosen:
        raise BadInput(_("请选择以哪个单位的名义填报。您的账号没有可填报的单位时，请联系系统管理员。"))
    return chosen[0]


def strand_choices(*, to: Any) -> list[tuple[str, str]]:
    """(code, name) of every strand of the plans somebody may see, in the reader's language."""
    rows = visible_tasks(to=to).exclude(strand="").order_by("plan", "position")
    named = rows.values_list("strand", "strand_name", "strand_name_en")
    return list({code: in_language(name, english) for code, name, english in named}.items())


def wordings(*, posting: Posting) -> models.QuerySet[Wording]:
    """What each save left, newest first; shown to its own side only."""
    return Wording.objects.filter(**{posting.side: posting}).select_related("saved_by")


def typed_of(*, posting: Posting) -> dict[str, str]:
    """What was typed last and could not be taken yet, by field."""
    last = wordings(posting=posting).first()
    return dict(last.typed) if last else {}


def tells_of(*, posting: Posting, written: Mapping[str, Any] | None = None) -> list[Told]:
    """What in a posting's words tells whose it is; in `written`, by field, where that is what its writer sees."""
    content = posting.content(*TEXTS) | {name: text for name, text in (written or {}).items() if name in TEXTS}
    return told(content=content, identity=posting.identity)


def missing(*, posting: Posting) -> list[str]:
    """Names of the fields that must still be written before it can be submitted."""
    identity = posting.identity
    gaps = [name for name in NEEDED if not (getattr(posting, name, "") or getattr(identity, name, ""))]
    gaps += [] if posting.industry or posting.discipline else ["discipline"]
    gaps += [] if identity.contact_phone or identity.contact_email else ["contact_phone"]
    return gaps


def moves_offered(*, posting: Posting, to: Any) -> list[PostingMove]:
    """What somebody may do with a posting now, in the order of the table."""
    offered = [PostingMove(move) for (state, move) in POSTING_MOVES if state == posting.state]
    return [move for move in offered if _may_make(move, posting, to)]


def may_renew(*, posting: Posting) -> bool:
    """Whether a renewal is open: past its end, or within thirty days of it, and its deadline leaves room for more."""
    today = timezone.localdate()
    if posting.state == PostingState.EXPIRED or posting.expires_on is None:
        return posting.state == PostingState.EXPIRED and (posting.deadline is None or posting.deadline >= today)
    return posting.expires_on - today <= RENEWAL_OPENS and not ends_by_deadline(posting=posting)


def ends_by_deadline(*, posting: Posting) -> bool:
    """Whether a posting's end is its deadline: no renewal moves it, only another deadline."""
    return posting.deadline is not None and posting.expires_on is not None and posting.deadline <= posting.expires_on


def _may_make(move: PostingMove, posting: Posting, to: Any) -> bool:
    if not decide(to, MOVE_PERMISSION[move], posting).allowed:
        return False
    if move in NOT_BY_THE_SUBMITTER and to.pk in (posting.submitted_by_id, posting.identity.author_id):
        return False
    return move != PostingMove.RENEW or may_renew(posting=posting)
