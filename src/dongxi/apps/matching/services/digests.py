"""Writes of the rounds: what is new in saved searches becomes notices; notices become mail."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from dongxi.apps.matching import mailing
from dongxi.apps.matching.models import MailAddress, Notice, SavedSearch
from dongxi.apps.matching.models.notices import Pace
from dongxi.apps.matching.notice_rules import MAIL_ATTEMPTS_FOR, NoticeKind
from dongxi.apps.matching.queries.saved import News, due_searches, news_of, unfollowed_needs
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.audit import audit
from dongxi.apps.records.operator_log import operator_log
from dongxi.apps.records.permissions import require

AT_ONCE = 500


@transaction.atomic
def gather_news(*, actor: Any) -> int:
    """Tell the owners of saved searches what is new in them, and follow every public need for its author.

    A search is asked at most once in its pace; what was told once is not told again. Returns how many were told.
    """
    require(actor, "matching.digest")
    _follow_needs()
    now, told = timezone.now(), []
    for search in due_searches(now=now)[:AT_ONCE]:
        news = news_of(search=search)
        if news.count:
            told.append(_notice(search, news))
            search.sent_at = now
            search.seen_until = now
            search.save(update_fields=["sent_at", "seen_until"])
    Notice.objects.bulk_create(told, batch_size=500)
    if told:
        audit(actor, "matching.digest", f"{len(told)} 份汇总", searches=[each.facts["search"] for each in told])
    return len(told)


def mail_notices(*, actor: Any) -> int:
    """Write to everybody with unmailed notices and a confirmed address: one letter each. Returns how many letters.

    Notices are claimed before the letter goes, so that no two workers write the same; a letter that fails gives them
    back for the next round. Nothing is sent inside a transaction.
    """
    require(actor, "matching.mail")
    waiting = Notice.objects.filter(by_mail=True, mailed_at=None, read_at=None)
    waiting = waiting.filter(
        at__gt=timezone.now() - MAIL_ATTEMPTS_FOR,
        to__mail_address__confirmed_at__isnull=False,
        to__mail_address__stopped_at=None,
        to__is_active=True,
    )
    by_person: dict[int, list[Notice]] = defaultdict(list)
    for notice in waiting.order_by("at", "pk")[:AT_ONCE]:
        by_person[notice.to_id].append(notice)
    addresses = MailAddress.objects.filter(owner__in=by_person)
    sent = sum(_written(address, by_person[address.owner_id]) for address in addresses)
    if sent:
        _write_down(actor, sent)
    return sent


def _follow_needs() -> None:
    rows = [
        SavedSearch(
            owner_id=need.identity.author_id, side=Side.OFFER, need=need, name=need.title[:80], pace=Pace.WEEKLY
        )
        for need in unfollowed_needs()[:AT_ONCE]
    ]
    SavedSearch.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        row.seen_until = row.need.published_at
    SavedSearch.objects.bulk_update(rows, ["seen_until"], batch_size=500)


def _notice(search: SavedSearch, news: News) -> Notice:
    kind = NoticeKind.NEW_FITTING if search.need_id else NoticeKind.NEW_FOUND
    facts = {"name": str(search), "count": news.count, "things": list(news.things), "search": search.pk}
    by_mail = search.pace != Pace.NEVER
    return Notice(to_id=search.owner_id, kind=kind, facts=facts, address=news.address, by_mail=by_mail)


def _written(address: MailAddress, notices: list[Notice]) -> bool:
    """Claim the notices and send their letter; whether it went."""
    keys = [notice.pk for notice in notices]
    rows = Notice.objects.filter(pk__in=keys, mailed_at=None)
    if rows.update(mailed_at=timezone.now()) != len(keys):
        return False
    try:
        mailing.send(mailing.letter(address=address, notices=notices))
    except mailing.FAULTS as fault:
        why = type(fault).__name__  # its words hold the address
        operator_log().warning("letter not sent", notices=len(keys), why=why)
        Notice.objects.filter(pk__in=keys).update(mailed_at=None)
        return False
    return True


@transaction.atomic
def _write_down(actor: Any, sent: int) -> None:
    audit(actor, "matching.mail", f"{sent} 封信", letters=sent)
