"""Reads of contacts: who takes part, whose turn it is, what each may see of the other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404

from dongxi.apps.matching.contact_rules import (
    CONTACT_MOVES,
    MOVE_CONTACT,
    OPPOSITE,
    OVER,
    WAITED_FOR,
    ContactMove,
    ContactState,
    Part,
    Step,
)
from dongxi.apps.matching.models import Conflict, Contact, ContactAmount, Identity, Match
from dongxi.apps.matching.models.contacts import BROKER
from dongxi.apps.matching.queries import postings
from dongxi.apps.matching.queries.postings import reached
from dongxi.apps.matching.rules import Side
from dongxi.apps.people.models import User
from dongxi.apps.people.rules import Role
from dongxi.apps.records.money import MoneyKind
from dongxi.apps.records.permissions import decide, held_by

RUNNING = tuple(state for state in ContactState if state not in OVER)
KNOWN = (ContactState.AGREED, ContactState.MET, ContactState.INTENDED)
OTHER = {Side.NEED: Side.OFFER, Side.OFFER: Side.NEED}
_SIDES = ("match__need__identity", "match__offer__identity")
_ROWS = (*_SIDES, "match__need__public_region", "match__offer__public_region", "broker")


def visible_contacts(*, to: Any) -> models.QuerySet[Contact]:
    """Contacts somebody takes part in; those that wait for a broker, for brokers; all of them for who oversees them.

    Seeing a contact is not knowing its sides: `known_identity` says who may.
    """
    rows = Contact.objects.select_related(*_ROWS).order_by("-moved_at", "-pk")
    if decide(to, "matching.oversee_contacts").allowed:
        return rows
    waiting = models.Q(broker=None, state__in=RUNNING)
    seen = _taken_part(to) | (waiting if decide(to, "matching.assign_broker").allowed else models.Q(pk__in=()))
    return rows.filter(seen)


def contact_of(*, code: str, to: Any, rows: models.QuerySet[Contact] | None = None) -> Contact:
    """A contact by its code. Http404 if there is none for these eyes."""
    return get_object_or_404(visible_contacts(to=to) if rows is None else rows, code=code)


def contacts_waiting(*, to: Any) -> models.QuerySet[Contact]:
    """Contacts in which it is somebody's turn, longest silent first."""
    answering = models.Q()
    for side, path in zip(Side, _SIDES, strict=True):
        answering |= ~models.Q(asked_by_side=side) & reached(to, "matching.post", path=path)
    mine = models.Q(state=ContactState.BROKERED) & answering
    mine |= models.Q(state__in=KNOWN) & _of_sides(to)
    mine |= models.Q(state=ContactState.SIGNING) & _confirming(to)
    if to.pk:
        declared = Conflict.objects.filter(contact=models.OuterRef("pk"), by_id=to.pk, side=BROKER)
        undeclared = models.Q(state=ContactState.BROKERED) & ~models.Exists(declared)
        mine |= models.Q(broker_id=to.pk) & (models.Q(state__in=KNOWN) | undeclared)
    if decide(to, "matching.assign_broker").allowed:
        mine |= models.Q(state=ContactState.ASKED)
    return visible_contacts(to=to).filter(mine).order_by("moved_at", "pk")


def askable_match(*, need: str, offer: str, to: Any) -> tuple[Match, list[str]]:
    """A match by the codes of both texts and the sides for which somebody may ask. Http404 unless there is one."""
    rows = Match.objects.select_related("need__identity", "offer__identity")
    match = get_object_or_404(rows.filter(_of_sides(to, prefix="")), need__code=need, offer__code=offer)
    return match, [side for side in Side if decide(to, "matching.ask_contact", match.posting_of(side)).allowed]


def running_contact(*, match: Match) -> Contact | None:
    """The contact of a match that has not come to nothing."""
    return match.contacts.exclude(state=ContactState.ENDED).first()


def is_open(match: Match) -> bool:
    """Whether both texts are public, so that a contact may be asked for."""
    return all(postings.is_open(match.posting_of(side)) for side in Side)


def parts_of(*, contact: Contact, sides: list[str]) -> frozenset[Part]:
    """Which parts the speakers of these sides play."""
    parts = {BROKER: Part.BROKER, contact.asked_by_side: Part.ASKER}
    played = {parts.get(side, Part.ANSWERER) for side in sides}
    if contact.signed_by_side:
        spoken = set(sides) & set(Side.values)
        played |= {Part.SIGNER if side == contact.signed_by_side else Part.CONFIRMER for side in spoken}
    return frozenset(played)


def side_of(*, contact: Contact, part: Part) -> str:
    """The side that plays a part: need, offer or broker."""
    if part == Part.BROKER:
        return BROKER
    side = contact.asked_by_side if part in (Part.ASKER, Part.ANSWERER) else contact.signed_by_side
    return OTHER[side] if part in OPPOSITE else side


def known_identity(*, contact: Contact, side: str, to: Any) -> Identity | None:
    """Whose a side is: for that side itself, and for everybody in the contact once both agreed. Else None."""
    sides = contact.sides_of(to)
    return contact.posting_of(side).identity if side in sides or (sides and contact.is_revealed()) else None


def moves_offered(*, contact: Contact, to: Any) -> list[ContactMove]:
    """What somebody may do in a contact now, in the order of the table."""
    parts = parts_of(contact=contact, sides=contact.sides_of(to))
    here = [(ContactMove(move), step) for (state, move), step in CONTACT_MOVES.items() if state == contact.state]
    return [
        move
        for move, step in here
        if move in MOVE_CONTACT and (parts & step.by) and not spoke_before(step=step, parts=parts)
    ]


def may_take(*, contact: Contact, to: Any) -> bool:
    """Whether somebody may become the broker: they are one, there is none, and they speak for neither side."""
    if contact.broker_id is not None or contact.is_over() or contact.sides_of(to):
        return False
    return any(held.role == Role.BROKER for held in held_by(to))


def brokers_for(*, contact: Contact) -> list[User]:
    """Those who may be its broker: brokers who speak for neither side, by name."""
    rows = User.objects.filter(is_active=True, memberships__role=Role.BROKER).distinct().order_by("username")
    return [user for user in rows.exclude(pk=contact.broker_id) if not contact.sides_of(user)]


def declarations(*, contact: Contact) -> dict[str, Conflict]:
    """What each side declared last of a conflict of interest; of the broker, only the present one's word counts."""
    standing: dict[str, Conflict] = {}
    for each in contact.conflicts.select_related("by").order_by("at", "pk"):
        if each.side != BROKER or each.by_id == contact.broker_id:
            standing[each.side] = each
    return standing


def amounts_of(*, contact: Contact) -> list[ContactAmount]:
    """Money of a contact as it stands; that of an agreement only while one is filed."""
    rows = contact.amounts.order_by("pk")
    return list(rows if contact.signed_by_side else rows.exclude(kind=MoneyKind.CONTRACT))


def waited_for(*, contact: Contact, cleared: bool = True) -> list[str]:
    """The sides whose turn it is. An answer waits until the broker has declared (`cleared`) to have no conflict."""
    if contact.state == ContactState.ASKED or (contact.state == ContactState.BROKERED and not cleared):
        return [BROKER]
    parts = WAITED_FOR[ContactState(contact.state)] - (frozenset() if contact.broker_id else {Part.BROKER})
    sides = {side_of(contact=contact, part=part) for part in parts}
    return [side for side in (*Side.values, BROKER) if side in sides]


def spoke_before(*, step: Step, parts: frozenset[Part]) -> bool:
    """Whether a step is one side's to say, and somebody plays the other part as well: nobody answers or confirms for
    both."""
    return any(step.by == {part} and before in parts for part, before in OPPOSITE.items())


def _confirming(to: Any) -> models.Q:
    """Contacts whose signed agreement it is somebody's turn to confirm."""
    confirming = models.Q(pk__in=())
    for side, path in zip(Side, _SIDES, strict=True):
        confirming |= ~models.Q(signed_by_side=side) & reached(to, "matching.post", path=path)
    return confirming


def _of_sides(to: Any, *, prefix: str = "match__") -> models.Q:
    taking = models.Q(pk__in=())
    for path in _SIDES:
        taking |= reached(to, "matching.post", path=prefix + path.removeprefix("match__"))
    return taking


def _taken_part(to: Any) -> models.Q:
    return _of_sides(to) | models.Q(broker_id=to.pk) if to.pk else models.Q(pk__in=())
