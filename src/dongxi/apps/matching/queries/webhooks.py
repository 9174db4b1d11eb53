"""Reads of webhooks and of what was sent to them."""

from __future__ import annotations

from typing import Any

from django.db import models

from dongxi.apps.matching.models import Webhook, WebhookDelivery
from dongxi.apps.records.permissions import decide


def visible_webhooks(*, to: Any) -> models.QuerySet[Webhook]:
    """Every webhook with how many deliveries wait and how many were given up, for those who manage them."""
    if not decide(to, "matching.manage_webhooks").allowed:
        return Webhook.objects.none()
    given_up = models.Q(deliveries__next_at=None, deliveries__delivered_at=None)
    return Webhook.objects.annotate(
        waiting=models.Count("deliveries", filter=models.Q(deliveries__next_at__isnull=False)),
        given_up=models.Count("deliveries", filter=given_up & models.Q(deliveries__isnull=False)),
    ).order_by("-pk")


def visible_deliveries(*, to: Any) -> models.QuerySet[WebhookDelivery]:
    """What was sent or waits to be, newest first, for those who manage webhooks."""
    rows = WebhookDelivery.objects.select_related("webhook").order_by("-pk")
    return rows if decide(to, "matching.manage_webhooks").allowed else rows.none()
