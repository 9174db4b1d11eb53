"""Writes of notices: saved searches and their pace, what was read, where mail goes, one-click stop."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dongxi.apps.matching import mailing
from dongxi.apps.matching.models import MailAddress, Notice, SavedSearch
from dongxi.apps.matching.models.notices import Pace
from dongxi.apps.matching.queries.saved import asked_in_words, confirmed_by, kept_query, stopped_by, visible_notices
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.permissions import require

MOST_SEARCHES = 50


@transaction.atomic
def save_search(*, actor: Any, side: str, query: str, name: str = "", pace: str = Pace.WEEKLY) -> SavedSearch:
    """Keep the filters of a list, to be told of what is new. RuleBroken for none, a double one, or more than fifty."""
    require(actor, "matching.save_search")
    kept = kept_query(side=side, query=query, to=actor)
    own = SavedSearch.objects.filter(owner_id=actor.pk)
    if not kept:
        raise RuleBroken(_("请先在列表里设一个筛选条件，再保存。"))
    if own.filter(side=side, query=kept, need=None).exists():
        raise RuleBroken(_("这一筛选已经保存过。"))
    if own.count() >= MOST_SEARCHES:
        raise RuleBroken(_("最多保存 %(most)s 项，请先删去不用的。") % {"most": MOST_SEARCHES})
    words = name.strip() or asked_in_words(side=side, query=kept, to=actor)
    search = SavedSearch.objects.create(
        owner_id=actor.pk, side=Side(side), query=kept, name=words[:80], pace=Pace(pace), seen_until=timezone.now()
    )
    audit(actor, "matching.save_search", search, side=side, query=kept)
    return search


@transaction.atomic
def set_pace(*, actor: Any, search: SavedSearch, pace: str) -> SavedSearch:
    """Say how often a saved search is mailed."""
    require(actor, "matching.save_search")
    _refuse_others(actor, search)
    search.pace = Pace(pace)
    search.save(update_fields=["pace"])
    audit(actor, "matching.save_search", search, pace=pace)
    return search


@transaction.atomic
def drop_search(*, actor: Any, search: SavedSearch) -> None:
    """Forget a saved list. RuleBroken for a need, which is followed while it is public; its mail can be stopped."""
    require(actor, "matching.save_search")
    _refuse_others(actor, search)
    if search.need_id:
        raise RuleBroken(_("需求公开期间自动关注新供给，不能删去；可选“不发邮件”。"))
    number, name = search.pk, str(search)
    search.delete()
    audit(actor, "matching.save_search", name, number=number, dropped=True)


@transaction.atomic
def read_notices(*, actor: Any, notices: list[int] | None = None) -> int:
    """Mark one's notices as read: those named, or all. Returns how many were unread."""
    require(actor, "matching.read_notice")
    unread = visible_notices(to=actor).filter(read_at=None)
    unread = unread if notices is None else unread.filter(pk__in=notices)
    count = Notice.objects.filter(pk__in=list(unread.values_list("pk", flat=True))).update(read_at=timezone.now())
    if count:
        audit(actor, "matching.read_notice", f"{count} 条通知", count=count)
    return count


@transaction.atomic
def set_mail_address(*, actor: Any, address: str) -> MailAddress | None:
    """Say where one wants to be written to; a letter asks to confirm it. An empty address ends all mail.

    BadInput for what is no address.
    """
    require(actor, "matching.set_mail")
    wanted = address.strip()
    if wanted:
        _refuse_bad_address(wanted)
        said = {"address": wanted, "language": get_language() or "zh-hans", "confirmed_at": None, "stopped_at": None}
        kept, _made = MailAddress.objects.update_or_create(owner_id=actor.pk, defaults=said)
        transaction.on_commit(lambda: _ask_to_confirm(kept))
    else:
        MailAddress.objects.filter(owner_id=actor.pk).delete()
        kept = None
    audit(actor, "matching.set_mail", actor, given=bool(wanted))
    return kept


@transaction.atomic
def confirm_mail(*, actor: Any, token: str) -> MailAddress:
    """Confirm an address by the link sent to it; whoever has the link may. RuleBroken for a stale one."""
    require(actor, "matching.stop_mail")
    address = confirmed_by(token=token)
    address.confirmed_at, address.stopped_at = timezone.now(), None
    address.save(update_fields=["confirmed_at", "stopped_at"])
    audit(address.owner, "matching.stop_mail", address.owner, confirmed=True)
    return address


@transaction.atomic
def stop_mail(*, actor: Any, token: str) -> MailAddress:
    """Stop mail by a link in it, without signing in: of one saved search, or all of it. Doing it twice is no fault."""
    require(actor, "matching.stop_mail")
    stop = stopped_by(token=token)
    if stop.search is not None:
        stop.search.pace = Pace.NEVER
        stop.search.save(update_fields=["pace"])
    else:
        stop.address.stopped_at = stop.address.stopped_at or timezone.now()
        stop.address.save(update_fields=["stopped_at"])
    owner = stop.address.owner
    audit(owner, "matching.stop_mail", owner, search=stop.search.pk if stop.search else None)
    return stop.address


def _ask_to_confirm(address: MailAddress) -> None:
    try:
        mailing.send(mailing.confirmation(address=address))
    except mailing.FAULTS as fault:
        words = _("地址已记下，但确认信没有发出（%(why)s）。请稍后再保存一次，或告诉系统管理员。")
        raise RuleBroken(words % {"why": fault}) from None


def _refuse_others(actor: Any, search: SavedSearch) -> None:
    if search.owner_id != actor.pk:
        raise NotAllowed(_("这不是您保存的。"))


def _refuse_bad_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(_("“%(address)s”不是电子邮箱地址。") % {"address": address[:80]}) from None
