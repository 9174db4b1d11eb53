"""Contacts, the funnel, notices, saved searches and webhooks in the read API, as the pages show them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from dongxi.apps.matching.contact_listings import waited_for_in_words
from dongxi.apps.matching.contact_pages import contact_context
from dongxi.apps.matching.contact_rules import ContactState, EndReason
from dongxi.apps.matching.funnel import Funnel
from dongxi.apps.matching.mailing import sentence
from dongxi.apps.matching.models import Contact
from dongxi.apps.matching.models.notices import Algorithm, Pace
from dongxi.apps.matching.queries import contacts as queries
from dongxi.apps.matching.queries import saved
from dongxi.apps.matching.queries.funnel import GROUPS, FunnelScope, group_words, visible_funnel
from dongxi.apps.matching.queries.standing import public_title
from dongxi.apps.matching.queries.webhooks import visible_deliveries, visible_webhooks
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.api_paging import Paged, Window, paged
from dongxi.apps.records.money import MoneyKind

router = Router(tags=["对接 · Contacts"])


class ContactOut(Schema):
    """A contact as far as everybody in it may know: both texts, how far it is, whose turn it is (in words).

    `signed_by` is the side that filed the signed agreement; it is signed once the other side has confirmed it.
    """

    code: str
    need: str
    need_title: str
    offer: str
    offer_title: str
    asked_by: Side
    signed_by: Side | None
    state: ContactState
    waits_for: str | None
    end_reason: EndReason | None
    broker: str | None
    opened_at: datetime
    moved_at: datetime
    revealed_at: datetime | None
    first_met_on: date | None

    @staticmethod
    def resolve_need(row) -> str:
        return row.match.need.code

    @staticmethod
    def resolve_need_title(row) -> str:
        return public_title(row.match.need)

    @staticmethod
    def resolve_offer(row) -> str:
        return row.match.offer.code

    @staticmethod
    def resolve_offer_title(row) -> str:
        return public_title(row.match.offer)

    @staticmethod
    def resolve_asked_by(row) -> str:
        return row.asked_by_side

    @staticmethod
    def resolve_signed_by(row) -> str | None:
        return row.signed_by_side or None

    @staticmethod
    def resolve_waits_for(row) -> str | None:
        return waited_for_in_words(row)

    @staticmethod
    def resolve_end_reason(row) -> str | None:
        return row.end_reason or None

    @staticmethod
    def resolve_broker(row) -> str | None:
        return str(row.broker) if row.broker else None


class SideOut(Schema):
    """A side of a contact. `unit` to `contact_email` are null until both sides agreed; `conflict` until declared."""

    side: Side
    own: bool
    unit: str | None
    contact_name: str | None
    contact_phone: str | None
    contact_email: str | None
    conflict: bool | None


class StepOut(Schema):
    """A move: by which side, by whom (empty where that would tell whose a side is), when, in which words."""

    move: str
    side: str
    who: str
    note: str
    at: datetime


class MoneyOut(Schema):
    """Money of one kind in 分 (1/100 yuan)."""

    kind: MoneyKind
    fen: int


class FileOut(Schema):
    """A file of a contact: its SHA-256, by which the paper can be compared; the page hands it to who may see it."""

    title: str
    sha256: str
    filed_at: datetime
    withdrawn_at: datetime | None


class ContactWholeOut(Schema):
    """One contact with its sides, its steps, its money, its files, how many of them stand, the reader's moves."""

    contact: ContactOut
    sides: list[SideOut]
    steps: list[StepOut]
    amounts: list[MoneyOut]
    files: int
    filed: list[FileOut]
    moves: list[str]


class StageOut(Schema):
    """How many needs reached a stage. `share` of the stage before is null where that holds few (`few`);
    `median_days`, whole days, where fewer than ten needs are timed."""

    code: str
    count: int
    share: float | None
    few: bool
    median_days: int | None
    timed: int


class FunnelOut(Schema):
    """The stages of one group of needs; `group` is its code, empty for all or for needs that do not say."""

    group: str
    name: str
    stages: list[StageOut]


class FunnelsOut(Schema):
    """All needs of the scope, and each group of them."""

    whole: FunnelOut
    groups: list[FunnelOut]


class FunnelFilter(Schema):
    strand: str = ""
    region: str = Field("", description="GB/T 2260，按公开的所在地。 By the place a need discloses.")
    discipline: str = ""
    industry: str = ""
    year: int | None = Field(None, description="公开的年份。 Year of publication.")
    by: str = Field("", description=f"分组 · group by: {', '.join(GROUPS)}")


class NoticeOut(Schema):
    """Something one was told of, in words."""

    kind: str
    words: str
    address: str
    at: datetime
    read_at: datetime | None

    @staticmethod
    def resolve_words(row) -> str:
        return sentence(row)


class SavedSearchOut(Schema):
    """What one follows: a list by its filters (`query`), or a need's new offers (`need`)."""

    id: int
    side: Side
    name: str
    query: str
    need: str | None
    pace: Pace

    @staticmethod
    def resolve_need(row) -> str | None:
        return row.need.code if row.need else None


class WebhookOut(Schema):
    """An address that is told of events. The secret is never told again."""

    id: int
    name: str
    address: str
    events: list[str]
    algorithm: Algorithm
    active: bool
    waiting: int
    given_up: int


class DeliveryOut(Schema):
    """One event for one webhook: how often it was tried, what was answered, when it is tried next."""

    id: int
    webhook: int
    event: str
    attempts: int
    status: int | None
    error: str
    made_at: datetime
    delivered_at: datetime | None
    next_at: datetime | None

    @staticmethod
    def resolve_webhook(row) -> int:
        return row.webhook_id


@router.get("/contacts", response=Paged[ContactOut], summary="对接 · Contacts")
def contacts(request: HttpRequest, window: Query[Window], state: ContactState | None = None, waiting: bool = False):
    """您参与或可接手的对接，最近有进展的在前；`waiting=true` 只列轮到您的。 Yours, or those that wait for you."""
    rows = queries.contacts_waiting(to=request.user) if waiting else queries.visible_contacts(to=request.user)
    rows = rows.filter(state=state) if state else rows
    return paged(request, rows, order=("-moved_at",), window=window)


@router.get("/contacts/{code}", response=ContactWholeOut, summary="一项对接 · One contact")
def contact(request: HttpRequest, code: str):
    """双方同意之前不含任何一方的身份。 Without whose the sides are, until both agreed."""
    return _whole(queries.contact_of(code=code, to=request.user), to=request.user)


@router.get("/funnel", response=FunnelsOut, summary="从需求到签约 · From need to contract")
def funnel(request: HttpRequest, asked: Query[FunnelFilter]):
    """与页面相同的数字：各阶段条数、占上一阶段、中位天数。 The page's numbers: counts, shares, median days."""
    by = asked.by
    scope = FunnelScope(**asked.dict(exclude={"by"}))
    whole, groups = visible_funnel(to=request.user, scope=scope, by=by)
    words = group_words(by=by, to=request.user) if by else {}
    return {"whole": _funnel(whole, {}), "groups": [_funnel(each, words) for each in groups]}


@router.get("/notices", response=Paged[NoticeOut], summary="通知 · Notices")
def notices(request: HttpRequest, window: Query[Window]):
    """您的通知，新的在前。 Your notices, newest first."""
    return paged(request, saved.visible_notices(to=request.user), order=("-at",), window=window)


@router.get("/saved-searches", response=Paged[SavedSearchOut], summary="关注的 · Saved searches")
def saved_searches(request: HttpRequest, window: Query[Window]):
    """您关注的筛选和需求。 The lists and needs you follow."""
    return paged(request, saved.visible_searches(to=request.user), order=("-made_at",), window=window)


@router.get("/webhooks", response=Paged[WebhookOut], summary="推送地址 · Webhooks")
def webhooks(request: HttpRequest, window: Query[Window]):
    """推送地址（仅系统管理员）。 Webhooks, for administrators."""
    return paged(request, visible_webhooks(to=request.user), order=("-pk",), window=window)


@router.get("/webhook-deliveries", response=Paged[DeliveryOut], summary="推送记录 · Deliveries")
def deliveries(request: HttpRequest, window: Query[Window], webhook: int | None = None):
    """推送记录，新的在前（仅系统管理员）。 What was sent or waits, newest first, for administrators."""
    rows = visible_deliveries(to=request.user)
    return paged(request, rows.filter(webhook=webhook) if webhook else rows, order=("-pk",), window=window)


def _whole(found: Contact, *, to: Any) -> dict[str, Any]:
    shown = contact_context(contact=found, to=to)
    return {
        "contact": found,
        "sides": [_side(each) for each in shown["sides"]],
        "steps": [
            {"move": s.step.move, "side": s.step.side, "who": s.who, "note": s.note, "at": s.step.at}
            for s in shown["steps"]
        ],
        "amounts": queries.amounts_of(contact=found) if shown["mine"] else [],
        "files": sum(each["row"].withdrawn_at is None for each in shown["filed"]),
        "filed": [_file(each["row"]) for each in shown["filed"]],
        "moves": [str(move) for move, _form in shown["forms"]],
    }


def _file(row: Any) -> dict[str, Any]:
    told = {"title": row.title, "filed_at": row.filed_at, "withdrawn_at": row.withdrawn_at}
    return told | {"sha256": row.file_id or ""}


def _side(each: Any) -> dict[str, Any]:
    known = each.identity
    names = ("unit", "contact_name", "contact_phone", "contact_email")
    told = {name: (getattr(known, name) or None) if known else None for name in names}
    return {"side": each.side, "own": each.own, "conflict": each.declared and each.declared.exists, **told}


def _funnel(each: Funnel, words: dict[str, str]) -> dict[str, Any]:
    return {"group": each.group, "name": words.get(each.group, each.group), "stages": list(each.stages)}
