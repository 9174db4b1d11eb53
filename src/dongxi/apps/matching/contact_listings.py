"""The list of contacts: what everybody in it may read, and never whose a side is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.contact_rules import ContactState, EndReason, Part
from dongxi.apps.matching.models import Contact
from dongxi.apps.matching.queries.contacts import waited_for
from dongxi.apps.matching.queries.postings import own_postings, seats
from dongxi.apps.matching.queries.standing import public_title
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.listing import Column, Filter, Listing

SIDE_WORDS = {**dict(Side.choices), "broker": Part.BROKER.label}


def waited_for_in_words(contact: Contact, *, cleared: bool = True) -> str | None:
    """Whose turn it is, in words; None once the contact is over."""
    sides = waited_for(contact=contact, cleared=cleared)
    return gettext("、").join(str(SIDE_WORDS[side]) for side in sides) or None


def _day(at: Any) -> Any:
    return at and at.date()


CONTACTS = Listing(
    name="contacts",
    title=_("各项对接"),
    columns=(
        Column(key="code", title=_("编号"), value=lambda c: c.code, address=lambda c: c.get_absolute_url()),
        Column(
            key="need",
            title=_("需求"),
            value=lambda c: public_title(c.match.need),
            long=True,
            sort="match__need__public_title",
        ),
        Column(
            key="offer",
            title=_("供给"),
            value=lambda c: public_title(c.match.offer),
            long=True,
            sort="match__offer__public_title",
        ),
        Column(
            key="state", title=_("状态"), value=lambda c: c.get_state_display(), state=lambda c: c.state, sort="state"
        ),
        Column(key="waits", title=_("等谁"), value=waited_for_in_words),
        Column(
            key="broker",
            title=_("经纪人"),
            value=lambda c: str(c.broker) if c.broker else None,
            missing=_("未派"),
            sort="broker__username",
        ),
        Column(key="moved", title=_("最近进展"), value=lambda c: _day(c.moved_at), sort="moved_at"),
        Column(key="opened", title=_("提出时间"), value=lambda c: _day(c.opened_at), sort="opened_at", shown=False),
        Column(key="reason", title=_("终止原因"), value=lambda c: c.get_end_reason_display() or None, shown=False),
    ),
    filters=(
        Filter(key="state", title=_("状态"), choices=ContactState.choices, path="state"),
        Filter(key="reason", title=_("终止原因"), choices=EndReason.choices, path="end_reason"),
        Filter(key="asked", title=_("提出方"), choices=Side.choices, path="asked_by_side"),
        Filter(key="words", title=_("标题含有"), path=("match__need__public_title", "match__offer__public_title")),
    ),
    default_sort="-moved",
    empty=_("您还没有参与的对接。"),
)
_NONE_YET = {  # by the sides on which somebody posted
    (Side.NEED, Side.OFFER): _("您还没有参与的对接。打开您的需求或供给，选一条匹配，点“请经纪人联系对方”。"),
    (Side.NEED,): _("您还没有参与的对接。打开您的需求，选一条合适的供给，点“请经纪人联系对方”。"),
    (Side.OFFER,): _("您还没有参与的对接。打开您的供给，选一条合适的需求，点“请经纪人联系对方”。"),
    (): _("您还没有参与的对接。请先填写需求或供给，公开后从匹配中选一条，点“请经纪人联系对方”。"),
}


def contacts_listing(*, to: Any) -> Listing:
    """The list of contacts; where it is empty it tells those who may post what brings them one."""
    if not seats(to=to):
        return CONTACTS
    posted = tuple(side for side in Side if own_postings(side=side, to=to).exists())
    return replace(CONTACTS, empty=_NONE_YET[posted])
