"""Writes of contacts: ask, assign a broker, move on, declare a conflict of interest, remind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching import contact_rows
from dongxi.apps.matching.contact_rules import MOVE_CONTACT, UNSIGNING, ContactMove, next_step, reason_of
from dongxi.apps.matching.models import Conflict, Contact, Match
from dongxi.apps.matching.models.contacts import BROKER
from dongxi.apps.matching.notice_rules import NoticeKind
from dongxi.apps.matching.queries.contacts import RUNNING, is_open, running_contact
from dongxi.apps.matching.telling import contact_facts, notify, people_waited_for, tell_of_contact
from dongxi.apps.people.models import User
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import require
from dongxi.apps.records.versions import save_at_version


@transaction.atomic
def ask_contact(*, actor: Any, match: Match, side: str, note: str = "") -> Contact:
    """Ask, for one side of a match, to be brought together with the other. Whoever asks has agreed by asking.

    RuleBroken if either text is no longer public, a contact of the match runs already, or the note tells who asks.
    """
    require(actor, "matching.ask_contact", match.posting_of(side))
    if not is_open(match):
        raise RuleBroken(_("需求和供给都公开时才能请求对接；其中一条已不公开。"))
    if running := running_contact(match=match):
        raise RuleBroken(_("这一对已有对接（编号 %(code)s），无需再提。") % {"code": running.code})
    contact = Contact(match=match, asked_by_side=side)
    contact_rows.refuse_telling(contact=contact, side=side, text=note)
    contact.save()
    contact_rows.keep_step(contact=contact, move="ask", side=side, note=note, by=actor)
    tell_of_contact(contact=contact, kind=NoticeKind.CONTACT_ASKED, by=actor)
    audit(actor, "matching.ask_contact", contact, side=side)
    return contact


@transaction.atomic
def assign_broker(*, actor: Any, contact: Contact, broker: User, declares_none: bool = False) -> Contact:
    """Make somebody the broker: a broker takes a free contact for themself, declaring to have no conflict of interest;
    whoever oversees contacts assigns and replaces.

    RuleBroken unless they are a broker and speak for neither side, or if there is one already.
    """
    require(actor, "matching.assign_broker")
    taking = broker.pk == actor.pk
    if not taking:
        require(actor, "matching.oversee_contacts")
    step = next_step(contact.state, ContactMove.ASSIGN)
    contact_rows.refuse_unfit_broker(contact=contact, broker=broker, taking=taking, declares_none=declares_none)
    save_at_version(contact, read_at=contact.version, state=step.to, broker_id=broker.pk, moved_at=timezone.now())
    contact.broker = broker
    contact_rows.keep_step(contact=contact, move=ContactMove.ASSIGN, side=BROKER, note="", by=broker)
    if taking:
        Conflict.objects.create(contact=contact, by_id=broker.pk, side=BROKER, exists=False)
    tell_of_contact(contact=contact, kind=NoticeKind.CONTACT_BROKERED, by=actor)
    audit(actor, "matching.assign_broker", contact, broker=broker.pk, declared=taking)
    return contact


@transaction.atomic
def move_contact(
    *,
    actor: Any,
    contact: Contact,
    move: str,
    side: str = "",
    note: str = "",
    reason: str = "",
    met_on: date | None = None,
    amounts: Mapping[str, int] | None = None,
    read_at: int | None = None,
) -> Contact:
    """Move a contact on, for one of the sides the actor speaks for (`side`; needed only where there are several).

    `amounts` is money by kind, in 分, kept with an intention or a contract. RuleBroken where the table or what must
    come before stands against it: no reason, nobody's date, no declaration, no agreement filed, the same side's own
    agreement to be confirmed. StaleWrite if somebody
    moved it in between.
    """
    move = ContactMove(move)
    step = next_step(contact.state, move)
    side = contact_rows.speaking_side(contact=contact, actor=actor, step=step, side=side)
    permission = MOVE_CONTACT[move]
    require(actor, permission, contact if side == BROKER else contact.posting_of(side))
    ended = reason_of(move, reason, note)
    contact_rows.refuse_telling(contact=contact, side=side, text=note)
    contact_rows.refuse_early(contact=contact, move=move, met_on=met_on)
    changes = contact_rows.changes_of(move=move, step=step, side=side, end_reason=ended, met_on=met_on)
    save_at_version(contact, read_at=contact.version if read_at is None else read_at, **changes)
    contact_rows.keep_amounts(contact=contact, move=move, amounts=amounts or {})
    contact_rows.keep_step(contact=contact, move=move, side=side, note=note, by=actor)
    said = "unsigned" if move in UNSIGNING else contact.state
    tell_of_contact(contact=contact, kind=NoticeKind(f"contact_{said}"), by=actor)
    audit(actor, permission, contact, move=str(move), state=contact.state, side=side, end_reason=ended)
    return contact


@transaction.atomic
def declare_conflict(*, actor: Any, contact: Contact, side: str, exists: bool, statement: str = "") -> Conflict:
    """Declare, for a side or as the broker, whether there is a conflict of interest; the later word counts.

    A broker who has one steps down. RuleBroken without words for a conflict, or once the contact is over.
    """
    side = contact_rows.declaring_side(contact=contact, actor=actor, side=side)
    require(actor, "matching.declare_conflict", contact if side == BROKER else contact.posting_of(side))
    if contact.is_over():
        raise RuleBroken(_("对接已经结束，不再声明。"))
    if exists and not statement.strip():
        raise RuleBroken(_("存在利益冲突的，请写明是什么关系。"))
    contact_rows.refuse_telling(contact=contact, side=side, text=statement)
    words = statement.strip()[:1_000]
    declared = Conflict.objects.create(contact=contact, by_id=actor.pk, side=side, exists=exists, statement=words)
    if exists and side == BROKER:
        contact_rows.step_down(contact=contact, by=actor)
        tell_of_contact(contact=contact, kind=NoticeKind.CONTACT_FREED, by=actor)
    elif exists:
        tell_of_contact(contact=contact, kind=NoticeKind.CONTACT_CONFLICT, by=actor)
    audit(actor, "matching.declare_conflict", contact, side=side, exists=exists)
    return declared


@transaction.atomic
def remind_silent(*, actor: Any) -> int:
    """Remind whoever is waited for in contacts that nobody moved for `settings.REMIND_AFTER_DAYS`, again after as long.

    Returns how many contacts somebody was reminded of.
    """
    require(actor, "matching.remind")
    days, now = settings.REMIND_AFTER_DAYS, timezone.now()
    since = now - timedelta(days=days)
    silent = Contact.objects.filter(state__in=RUNNING, moved_at__lt=since)
    silent = silent.filter(Q(reminded_at=None) | Q(reminded_at__lt=since))
    rows = list(silent.select_related("match__need__identity__author", "match__offer__identity__author", "broker"))
    for contact in rows:
        facts = contact_facts(contact=contact, days=(now - contact.moved_at).days)
        people = people_waited_for(contact=contact)
        notify(people=people, kind=NoticeKind.CONTACT_SILENT, facts=facts, address=contact.get_absolute_url())
        contact.reminded_at = now
    Contact.objects.bulk_update(rows, ["reminded_at"], batch_size=500)
    if rows:
        audit(actor, "matching.remind", f"{len(rows)} 项对接", contacts=[contact.code for contact in rows])
    return len(rows)
