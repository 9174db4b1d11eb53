"""The log of deliveries."""

from __future__ import annotations

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.models import WebhookDelivery
from dongxi.apps.matching.notice_rules import Event
from dongxi.apps.records.listing import Column, Filter, Listing


def _moment(at) -> str | None:
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else None


def state_of(delivery: WebhookDelivery) -> str:
    """Where a delivery stands: done, queued (also for another attempt), failed."""
    if delivery.delivered_at:
        return "done"
    return "queued" if delivery.next_at else "failed"


def state_words(delivery: WebhookDelivery) -> str:
    words = {"done": gettext("已送达"), "queued": gettext("待发"), "failed": gettext("已放弃")}
    return words[state_of(delivery)]


DELIVERIES = Listing(
    name="deliveries",
    title=_("推送记录"),
    columns=(
        Column(key="number", title=_("编号"), value=lambda d: d.pk, sort="pk", numeric=True),
        Column(key="event", title=_("事件"), value=lambda d: Event(d.event).label, sort="event"),
        Column(key="state", title=_("状态"), value=state_words, state=state_of),
        Column(key="attempts", title=_("次数"), value=lambda d: d.attempts, sort="attempts", numeric=True),
        Column(key="status", title=_("应答"), value=lambda d: d.status, sort="status", numeric=True),
        Column(key="error", title=_("结果"), value=lambda d: d.error or None, long=True),
        Column(key="made", title=_("发生时间（北京时间）"), value=lambda d: _moment(d.made_at), sort="made_at"),
        Column(key="next", title=_("下次尝试"), value=lambda d: _moment(d.next_at), sort="next_at"),
    ),
    filters=(Filter(key="event", title=_("事件"), path="event", choices=Event.choices),),
    default_sort="-number",
    empty=_("还没有推送。点“试发一次”，看对方能否收到。"),
)
