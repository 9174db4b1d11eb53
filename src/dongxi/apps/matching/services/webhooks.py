"""Writes of webhooks: add, switch on and off, renew the secret, try, and deliver what waits."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching import telling, webhook_sending
from dongxi.apps.matching.models import Webhook, WebhookDelivery
from dongxi.apps.matching.models.notices import Algorithm
from dongxi.apps.matching.notice_rules import RETRY_AFTER, Event
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, RuleBroken
from dongxi.apps.records.permissions import require
from dongxi.apps.records.versions import save_at_version

AT_ONCE = 200
_CLAIM = RETRY_AFTER[0]


@dataclass(frozen=True)
class NewSecret:
    """A webhook and the secret it signs with; shown once, to whoever asked for it."""

    webhook: Webhook
    secret: str = field(repr=False)


@transaction.atomic
def add_webhook(
    *, actor: Any, name: str, address: str, events: Iterable[str], algorithm: str = Algorithm.SM3
) -> NewSecret:
    """Tell an address of events from now on. BadInput for an address that may not be sent to or is told of the very
    same already, or an unknown event."""
    require(actor, "matching.manage_webhooks")
    webhook_sending.check_address(address)
    asked = _known(events)
    _refuse_twice(address, asked)
    hook = Webhook.objects.create(
        name=name.strip()[:80],
        address=address,
        events=asked,
        algorithm=Algorithm(algorithm),
        salt=secrets.token_hex(16),
        made_by_id=actor.pk,
    )
    audit(actor, "matching.manage_webhooks", hook, address=address, events=asked, added=True)
    return NewSecret(hook, webhook_sending.secret_of(hook))


@transaction.atomic
def change_webhook(*, actor: Any, hook: Webhook, read_at: int, active: bool, events: Iterable[str]) -> Webhook:
    """Switch a webhook on or off and say of which events it is told. What waits for one switched off is given up."""
    require(actor, "matching.manage_webhooks")
    asked = _known(events)
    save_at_version(hook, read_at=read_at, active=active, events=asked)
    if not active:
        hook.deliveries.filter(next_at__isnull=False).update(next_at=None, error=_("推送地址已停用。"))
    audit(actor, "matching.manage_webhooks", hook, active=active, events=asked)
    return hook


@transaction.atomic
def renew_secret(*, actor: Any, hook: Webhook, read_at: int) -> NewSecret:
    """Give a webhook a new secret; from now on nothing is signed with the old one."""
    require(actor, "matching.manage_webhooks")
    save_at_version(hook, read_at=read_at, salt=secrets.token_hex(16))
    audit(actor, "matching.manage_webhooks", hook, renewed=True)
    return NewSecret(hook, webhook_sending.secret_of(hook))


@transaction.atomic
def send_again(*, actor: Any, hook: Webhook, delivery: WebhookDelivery | None = None) -> WebhookDelivery:
    """Queue a delivery once more, or (none given) a test event."""
    require(actor, "matching.manage_webhooks")
    if not hook.active:
        raise RuleBroken(_("推送地址已停用，请先启用。"))
    now = timezone.now()
    if delivery is None:
        payload = {"event": str(Event.PING), "at": now.isoformat(timespec="seconds")}
        queued = WebhookDelivery.objects.create(webhook=hook, event=Event.PING, payload=payload, next_at=now)
    else:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(next_at=now, attempts=0, delivered_at=None)
        queued = delivery
    transaction.on_commit(telling.send_soon)
    audit(actor, "matching.manage_webhooks", hook, sent_again=queued.pk)
    return queued


def deliver_due(*, actor: Any) -> int:
    """Send every delivery whose time has come, each claimed first so that no two workers send the same.

    Nothing is sent inside a transaction. Returns how many were taken.
    """
    require(actor, "matching.deliver")
    taken = gone = 0
    now = timezone.now()
    due = WebhookDelivery.objects.filter(next_at__lte=now, webhook__active=True).select_related("webhook")
    for delivery in due.order_by("next_at", "pk")[:AT_ONCE]:
        claim = WebhookDelivery.objects.filter(pk=delivery.pk, next_at=delivery.next_at)
        if not claim.update(next_at=timezone.now() + _CLAIM):
            continue
        outcome = webhook_sending.send(
            hook=delivery.webhook,
            event=delivery.event,
            delivery=delivery.pk,
            payload=telling.as_it_stands(payload=delivery.payload),
            at=int(timezone.now().timestamp()),
        )
        taken += outcome.taken
        gone += _note(delivery, outcome)
    if taken or gone:
        _write_down(actor, taken=taken, given_up=gone)
    return taken


def _note(delivery: WebhookDelivery, outcome: webhook_sending.Outcome) -> bool:
    """Keep what came of an attempt. Whether the delivery is given up."""
    attempts, now = delivery.attempts + 1, timezone.now()
    more = not outcome.taken and attempts <= len(RETRY_AFTER)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=attempts,
        status=outcome.status,
        error=outcome.error,
        delivered_at=now if outcome.taken else None,
        next_at=now + RETRY_AFTER[attempts - 1] if more else None,
    )
    return not outcome.taken and not more


@transaction.atomic
def _write_down(actor: Any, *, taken: int, given_up: int) -> None:
    audit(actor, "matching.deliver", f"{taken} 次推送", taken=taken, given_up=given_up)


def _refuse_twice(address: str, events: list[str]) -> None:
    for hook in Webhook.objects.filter(address=address):
        if set(hook.events) == set(events):
            told = _("这个地址已按同样的事件添加过，名称是“%(name)s”。要启用、停用或换密钥，请打开那一条。")
            raise BadInput(told % {"name": hook})


def _known(events: Iterable[str]) -> list[str]:
    asked = list(dict.fromkeys(events))
    if not asked or not set(asked) <= set(Event.values):
        known = _("、").join(value for value in Event.values if value != Event.PING)
        raise BadInput(_("请至少选择一种事件。可选：%(known)s。") % {"known": known})
    return asked
