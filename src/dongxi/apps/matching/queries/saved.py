"""Reads of saved searches, of what is new in them, of notices and of addresses for mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching.listings import open_listing
from dongxi.apps.matching.models import MailAddress, Match, Need, Notice, SavedSearch
from dongxi.apps.matching.models.notices import Pace
from dongxi.apps.matching.notice_rules import FITTING_RANK, MOST_LISTED
from dongxi.apps.matching.queries.postings import TABLES, open_postings
from dongxi.apps.matching.rules import PostingState, Side
from dongxi.apps.records.errors import RuleBroken

BETWEEN = {Pace.DAILY: timedelta(days=1), Pace.WEEKLY: timedelta(days=7), Pace.NEVER: timedelta(days=1)}
"""How long after one digest the next may come; without mail it still comes to the page, daily."""
STOP_SALT, CONFIRM_SALT = "dongxi.mail.stop", "dongxi.mail.confirm"
CONFIRM_WITHIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class News:
    """What is new in a saved search: how many, the first of them as code and title, where all of them stand."""

    count: int
    things: tuple[dict[str, str], ...]
    address: str


@dataclass(frozen=True, kw_only=True)
class Stop:
    """What a link in a mail stops: one saved search's mail, or all mail to somebody."""

    address: MailAddress
    search: SavedSearch | None


def visible_searches(*, to: Any) -> models.QuerySet[SavedSearch]:
    """One's own saved searches, newest first."""
    rows = SavedSearch.objects.select_related("need")
    return rows.filter(owner_id=to.pk) if to.pk else rows.none()


def visible_notices(*, to: Any) -> models.QuerySet[Notice]:
    """One's own notices, newest first."""
    return Notice.objects.filter(to_id=to.pk) if to.pk else Notice.objects.none()


def mail_address(*, of: Any) -> MailAddress | None:
    """Where somebody wants to be written to, confirmed or not."""
    return MailAddress.objects.filter(owner_id=of.pk).first() if of.pk else None


def asked_in_words(*, side: str, query: str, to: Any) -> str:
    """The filters of a saved list in words, to name it by."""
    asked, listing = QueryDict(query), open_listing(side, to=to)
    words = [
        dict(each.options()).get(asked[each.key], asked[each.key]) for each in listing.filters if asked.get(each.key)
    ]
    return str(_("、")).join(words)


def kept_query(*, side: str, query: str, to: Any) -> str:
    """Of an address's query, the filters alone, as the list reads them."""
    asked, kept = QueryDict(query), QueryDict(mutable=True)
    for each in open_listing(side, to=to).filters:
        options = dict(each.options())
        given = asked.get(each.key, "").replace("\0", "").strip()[:200]
        if given and (not options or given in options):
            kept[each.key] = given
    return kept.urlencode()


def found_by(*, search: SavedSearch) -> models.QuerySet[Any]:
    """What a saved list holds now, as its owner sees it, newest first."""
    rows, asked = open_postings(side=search.side, to=search.owner), QueryDict(search.query)
    for each in open_listing(search.side, to=search.owner).filters:
        if asked.get(each.key):
            rows = each.narrow(rows, asked[each.key])
    return rows


def list_address(*, search: SavedSearch) -> str:
    """Where a saved search's things stand."""
    if search.need_id:
        return search.need.get_absolute_url()
    address = reverse(f"matching:{search.side}s")
    return f"{address}?{search.query}" if search.query else address


def due_searches(*, now: datetime) -> models.QuerySet[SavedSearch]:
    """Saved searches whose time for a digest has come; of needs only while they are public."""
    due = models.Q(sent_at=None)
    for pace, between in BETWEEN.items():
        due |= models.Q(pace=pace, sent_at__lte=now - between)
    stands = models.Q(need=None) | models.Q(need__state=PostingState.PUBLISHED, need__expires_on__gte=now.date())
    return SavedSearch.objects.filter(due, stands, owner__is_active=True).select_related("need", "owner").order_by("pk")


def unfollowed_needs() -> models.QuerySet[Need]:
    """Public needs of whose offers their author is not told yet. Whoever stopped the mail still follows."""
    today = timezone.localdate()
    rows = Need.objects.filter(state=PostingState.PUBLISHED, expires_on__gte=today, identity__author__isnull=False)
    return rows.filter(saved_searches=None).select_related("identity")


def news_of(*, search: SavedSearch) -> News:
    """What came since the last digest: offers now among a need's first ten, or postings published since."""
    rows = _fitting(search) if search.need_id else _published(search)
    count = rows.count()
    first = [{"code": code, "title": title} for code, title in rows.values_list("code", "title")[:MOST_LISTED]]
    return News(count=count, things=tuple(first), address=list_address(search=search))


def stopped_by(*, token: str) -> Stop:
    """What the link in a mail stops. RuleBroken for a link that is not ours or whose owner is gone."""
    try:
        owner, search = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        raise RuleBroken(
            _("这个停止链接不完整或不是本系统签发的。请从邮件里重新点开，或登录后在“提醒”页停止。")
        ) from None
    address = MailAddress.objects.filter(owner_id=owner).first()
    if address is None:
        raise RuleBroken(_("这个账号已不再收邮件，无需再停。"))
    return Stop(address=address, search=SavedSearch.objects.filter(pk=search, owner_id=owner).first())


def confirmed_by(*, token: str) -> MailAddress:
    """The address that the link in a mail confirms. RuleBroken for a stale link, or one of another address."""
    try:
        owner, address = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        raise RuleBroken(_("确认链接不完整或已过七天。请登录后在“提醒”页重新填写地址。")) from None
    found = MailAddress.objects.filter(owner_id=owner, address=address).first()
    if found is None:
        raise RuleBroken(_("地址后来改过，请用最后一封确认邮件里的链接。"))
    return found


def stop_token(*, owner: int, search: int | None = None) -> str:
    """The signed word of a stop link; it holds for good."""
    return signing.dumps([owner, search], salt=STOP_SALT)


def confirm_token(*, address: MailAddress) -> str:
    return signing.dumps([address.owner_id, address.address], salt=CONFIRM_SALT)


def _fitting(search: SavedSearch) -> models.QuerySet[Any]:
    matches = Match.objects.filter(need=search.need_id, listed=True, rank__lte=FITTING_RANK)
    fresh = matches.filter(first_at__gt=search.seen_until).exclude(decisions__side=Side.NEED)
    return open_postings(side=Side.OFFER, to=search.owner).filter(pk__in=fresh.values("offer"))


def _published(search: SavedSearch) -> models.QuerySet[Any]:
    rows = found_by(search=search).filter(published_at__gt=search.seen_until)
    own = TABLES[search.side].objects.filter(identity__author=search.owner_id)
    return rows.exclude(pk__in=own.values("pk"))
