"""How notices and events are written, inside the transaction of the service whose change they tell of.

No permission is asked and no audit line written here: the service does both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from dongxi.apps.matching.contact_rules import ContactState
from dongxi.apps.matching.models import Contact, Notice, Posting, Webhook, WebhookDelivery
from dongxi.apps.matching.models.contacts import BROKER
from dongxi.apps.matching.notice_rules import Event, NoticeKind
from dongxi.apps.matching.queries.contacts import declarations, waited_for
from dongxi.apps.matching.queries.postings import TABLES
from dongxi.apps.matching.queries.standing import public_title
from dongxi.apps.people.models import Membership, User
from dongxi.apps.people.rules import Role
from dongxi.apps.records.permissions import Place

MOST_BROKERS = 100


def notify(*, people: Iterable[Any], kind: NoticeKind, facts: Mapping[str, Any], address: str) -> int:
    """Put one notice before each of these people, once each. Returns how many were told."""
    told = {person.pk: person for person in people if person is not None and person.is_active}
    rows = [Notice(to_id=pk, kind=str(kind), facts=dict(facts), address=address) for pk in told]
    Notice.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def tell_webhooks(*, events: Sequence[tuple[Event, Mapping[str, Any]]]) -> None:
    """Queue events with their facts for every active webhook that asked for them; sending begins once they are kept."""
    now, hooks = timezone.now(), list(Webhook.objects.filter(active=True))
    rows = [
        WebhookDelivery(
            webhook=hook,
            event=str(event),
            payload={"event": str(event), "at": now.isoformat(timespec="seconds"), **facts},
            next_at=now,
        )
        for event, facts in events
        for hook in hooks
        if str(event) in hook.events
    ]
    WebhookDelivery.objects.bulk_create(rows, batch_size=500)
    if rows:
        transaction.on_commit(send_soon)


def tell_published(*, postings: Iterable[Posting]) -> None:
    """That needs and offers are public: their code, title and place as everybody sees them."""
    tell_webhooks(events=[(_PUBLISHED[posting.side], _public_facts(posting)) for posting in postings])


_PUBLISHED = {"need": Event.NEED_PUBLISHED, "offer": Event.OFFER_PUBLISHED}
_SIDE = {str(event): side for side, event in _PUBLISHED.items()}


def _public_facts(posting: Posting) -> dict[str, Any]:
    facts = {"code": posting.code, "title": posting.title, "region": posting.public_region_id}
    return facts | {"zone": posting.public_zone, "expires_on": str(posting.expires_on)}


def as_it_stands(*, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent of an event that was queued before: its title is the one others may read by now, or the code of what
    was taken down.

    Asked anew for each delivery: sending those before it may have taken minutes, in which a title can be taken down.
    """
    side = _SIDE.get(payload["event"])
    if side is None:
        return dict(payload)
    posting = TABLES[side].objects.filter(code=payload["code"]).first()
    return {**payload, "title": public_title(posting) if posting else payload["code"]}


def withhold_titles(*, postings: Iterable[Posting]) -> None:
    """Put the code of postings in the place of their title in what people were told before."""
    for posting in postings:
        contacts = Contact.objects.filter(**{f"match__{posting.side}": posting.pk})
        addresses = [contact.get_absolute_url() for contact in contacts]
        told = Notice.objects.filter(
            models.Q(address__in=addresses) | models.Q(kind__in=_NEWS, facts__icontains=posting.code)
        )
        changed = [notice for notice in told if _withheld_in(notice.facts, posting)]
        Notice.objects.bulk_update(changed, ["facts"], batch_size=500)


_NEWS = (NoticeKind.NEW_FITTING, NoticeKind.NEW_FOUND)


def _withheld_in(facts: dict[str, Any], posting: Posting) -> bool:
    """Put the code in the place of the title in a notice's facts; whether there was one to replace."""
    listed = [thing for thing in facts.get("things", ()) if thing["code"] == posting.code]
    for thing in listed:
        thing["title"] = posting.code
    if "things" in facts or posting.side not in facts:
        return bool(listed)
    facts[posting.side] = posting.code
    return True


def tell_of_contact(*, contact: Contact, kind: NoticeKind, by: Any) -> int:
    """Tell everybody in a contact but whoever made the move, and the webhooks. Nobody is named before both agreed."""
    people = {person.pk: person for person in people_told(contact=contact) if person.pk != getattr(by, "pk", None)}
    told = notify(
        people=people.values(), kind=kind, facts=contact_facts(contact=contact), address=contact.get_absolute_url()
    )
    event = str(kind).replace("_", ".", 1)
    if event in Event.values:
        facts = {"code": contact.code, "state": contact.state, "end_reason": contact.end_reason}
        match = contact.match
        tell_webhooks(events=[(Event(event), facts | {"need": match.need.code, "offer": match.offer.code})])
    return told


def contact_facts(*, contact: Contact, **more: Any) -> dict[str, Any]:
    """What a notice of a contact is filled with: both titles, as others may read them."""
    match = contact.match
    facts = {"code": contact.code, "need": public_title(match.need), "offer": public_title(match.offer)}
    return facts | {"reason": contact.end_reason, **more}


def people_told(*, contact: Contact) -> list[User]:
    """Who is told of a step: both sides and the broker; of a contact that waits for one, every broker."""
    if contact.state == ContactState.ASKED:
        return [*_brokers(), *people_of(contact=contact, side=contact.asked_by_side)]
    return [person for side in ("need", "offer", BROKER) for person in people_of(contact=contact, side=side)]


def people_waited_for(*, contact: Contact) -> list[User]:
    """Whose turn it is, as people."""
    if contact.state == ContactState.ASKED:
        return _brokers()
    cleared = BROKER in declarations(contact=contact)
    sides = waited_for(contact=contact, cleared=cleared)
    return [person for side in sides for person in people_of(contact=contact, side=side)]


def people_of(*, contact: Contact, side: str) -> list[User]:
    """Those who speak for a side: who wrote and who submitted its text, else whoever else of its office may."""
    if side == BROKER:
        return [contact.broker] if contact.broker else []
    posting = contact.posting_of(side)
    writers = [person for person in (posting.identity.author, posting.submitted_by) if person and person.is_active]
    return writers or _office(posting.place())


def _office(place: Place) -> list[User]:
    rows = Membership.objects.filter(user__is_active=True).select_related("user")
    seats = rows.filter(role=Role.STAFF, organisation__in=place.organisations) | rows.filter(
        role__in=(Role.LOCAL, Role.PROVINCE), region__in=place.regions
    )
    return [seat.user for seat in seats]


def _brokers() -> list[User]:
    return list(User.objects.filter(is_active=True, memberships__role=Role.BROKER).distinct()[:MOST_BROKERS])


def send_soon() -> None:
    """Have the worker send what is queued, now."""
    from dongxi.apps.matching.tasks import send_webhooks

    send_webhooks.enqueue()
