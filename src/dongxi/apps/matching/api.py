"""Needs, offers and matches in the read API. Of a posting it tells what everybody may know, to everybody alike."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dongxi.apps.matching import leads
from dongxi.apps.matching.queries import matches as match_queries
from dongxi.apps.matching.queries import postings as queries
from dongxi.apps.matching.rules import CloseReason, LeadKind, PostingState, Side, Unsuitable, Verdict
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.api_paging import Paged, Window, paged
from dongxi.apps.records.money import MoneyKind

router = Router(tags=["对接 · Needs and offers"])


class FigureOut(Schema):
    """A wanted or offered figure; `value` is a decimal as text."""

    name: str
    relation: str
    value: str
    unit: str


class PostingOut(Schema):
    """What is public of a need or an offer. Whose it is, is told on its page once both sides of a contact agreed.

    `region` is a province, or null where its side discloses the part of the country (`zone`) alone.
    `amount_fen` is in 分 (1/100 yuan) and of the kind `amount_kind`; null means not reported, not zero.
    """

    code: str
    title: str
    body: str
    material: str
    method: str
    efficacy: str
    product: str
    application: str
    figures: list[FigureOut]
    industry: str
    discipline: str
    maturity: int | None
    mode: Mode | None
    strand: str
    amount_fen: int | None
    amount_kind: MoneyKind | None
    deadline: date | None
    region: str | None
    zone: str
    published_on: date
    expires_on: date

    @staticmethod
    def resolve_mode(row) -> str | None:
        return row.mode or None

    @staticmethod
    def resolve_amount_kind(row) -> str | None:
        return row.amount_kind or None

    @staticmethod
    def resolve_region(row) -> str | None:
        return row.public_region_id

    @staticmethod
    def resolve_zone(row) -> str:
        return row.public_zone


class OwnPostingOut(Schema):
    """One's own need or offer in any state: where it stands, why it was returned, until when it is public.

    `reference` is the number one's own office gave it (column `id` of the workbook); `version` rises with every save.
    """

    code: str
    reference: str
    title: str
    state: PostingState
    state_reason: str
    close_reason: CloseReason | None
    published_on: date | None
    expires_on: date | None
    deadline: date | None
    saved_at: datetime
    version: int

    @staticmethod
    def resolve_reference(row) -> str:
        return row.identity.reference

    @staticmethod
    def resolve_close_reason(row) -> str | None:
        return row.close_reason or None


class PostingFilter(Schema):
    discipline: str = ""
    industry: str = ""
    region: str = ""
    mode: Mode | None = None
    strand: str = ""


class DecisionOut(Schema):
    """What one side made of a match."""

    side: Side
    verdict: Verdict
    reason: Unsuitable | None
    note: str
    decided_at: datetime

    @staticmethod
    def resolve_reason(row) -> str | None:
        return row.reason or None


class Ranked(Schema):
    """What both ends of a match are told: rank from 1, score in millionths, what adds up to it, and why, in words."""

    title: str
    rank: int
    score_ppm: int
    parts: dict[str, float]
    reason_zh: str
    reason_en: str
    decisions: list[DecisionOut]

    @staticmethod
    def resolve_reason_zh(row) -> str:
        return row.reasons.get("chinese", "")

    @staticmethod
    def resolve_reason_en(row) -> str:
        return row.reasons.get("english", "")

    @staticmethod
    def resolve_decisions(row) -> list:
        return row.shown_decisions


class MatchOut(Ranked):
    """An offer as it stands for a need: rank from 1, score in millionths, what adds up to it, and why, in words."""

    offer: str

    @staticmethod
    def resolve_offer(row) -> str:
        return row.offer.code

    @staticmethod
    def resolve_title(row) -> str:
        return row.offer.title


class OfferMatchOut(Ranked):
    """A need in whose ranking one's offer stands: at which rank, with which score, and why."""

    need: str

    @staticmethod
    def resolve_need(row) -> str:
        return row.need.code

    @staticmethod
    def resolve_title(row) -> str:
        return row.need.title


@router.get("/needs", response=Paged[PostingOut], summary="需求 · Needs")
def needs(request: HttpRequest, window: Query[Window], asked: Query[PostingFilter]):
    """公开的需求，新的在前；不含单位与联系方式。 Open needs, newest first, without whose they are."""
    return _listed(request, Side.NEED, window, asked)


class LeadOut(Schema):
    """Somebody publicly known to work on what was asked for; not an offer. `region` is the province of the institution,
    empty where unknown. `score` in [0, 1]; from 0.5 a lead is more often sensible than not. `by_meaning`
    is false while words alone are compared."""

    kind: LeadKind
    name: str
    topic: str
    institution: str
    region: str
    year: str
    score: float
    words: list[str]
    by_meaning: bool


@router.get("/leads", response=list[LeadOut], summary="公开线索 · Leads")
def public_leads(request: HttpRequest, q: str = Query(min_length=2, max_length=leads.LONGEST)):
    """公开名单里与一句话最相近的十项，得分高的在前；不足两个字的答空。 The ten nearest to a sentence in lists."""
    asked = leads.need_of(q)
    return leads.leads_for(asked) if asked else ()


@router.get("/needs/own", response=Paged[OwnPostingOut], summary="本单位的需求 · One's own needs")
def own_needs(request: HttpRequest, window: Query[Window], state: PostingState | None = None):
    """本单位的需求，各种状态，最近保存的在前。 One's own side's needs in every state, what was saved last first."""
    return _own(request, Side.NEED, window, state)


@router.get("/needs/{code}", response=PostingOut, summary="一条需求 · One need")
def need(request: HttpRequest, code: str):
    """按编号取一条公开的需求。 One open need by its code."""
    return get_object_or_404(queries.open_postings(side=Side.NEED, to=request.user), code=code)


@router.get("/needs/{code}/matches", response=Paged[MatchOut], summary="需求的匹配 · Matches of a need")
def matches(request: HttpRequest, code: str, window: Query[Window]):
    """本单位需求的匹配，名次在前的在前。 The ranked offers of a need of one's own side."""
    found = get_object_or_404(queries.own_postings(side=Side.NEED, to=request.user), code=code)
    return paged(request, match_queries.matches_of(need=found, to=request.user), order=("rank",), window=window)


@router.get("/offers", response=Paged[PostingOut], summary="供给 · Offers")
def offers(request: HttpRequest, window: Query[Window], asked: Query[PostingFilter]):
    """公开的供给，新的在前；不含单位与联系方式。 Open offers, newest first, without whose they are."""
    return _listed(request, Side.OFFER, window, asked)


@router.get("/offers/own", response=Paged[OwnPostingOut], summary="本单位的供给 · One's own offers")
def own_offers(request: HttpRequest, window: Query[Window], state: PostingState | None = None):
    """本单位的供给，各种状态，最近保存的在前。 One's own side's offers in every state, what was saved last first."""
    return _own(request, Side.OFFER, window, state)


@router.get("/offers/{code}/matches", response=Paged[OfferMatchOut], summary="供给的匹配 · Matches of an offer")
def matches_of_offer(request: HttpRequest, code: str, window: Query[Window]):
    """把本单位供给排进名单的需求，得分高的在前。 The needs in whose ranking one's own offer stands."""
    found = get_object_or_404(queries.own_postings(side=Side.OFFER, to=request.user), code=code)
    rows = match_queries.matches_of_offer(offer=found, to=request.user)
    return paged(request, rows, order=("-score_ppm",), window=window)


@router.get("/offers/{code}", response=PostingOut, summary="一条供给 · One offer")
def offer(request: HttpRequest, code: str):
    """按编号取一条公开的供给。 One open offer by its code."""
    return get_object_or_404(queries.open_postings(side=Side.OFFER, to=request.user), code=code)


def _own(request: HttpRequest, side: str, window: Window, state: PostingState | None):
    rows = queries.own_postings(side=side, to=request.user)
    rows = rows.filter(state=state) if state else rows
    return paged(request, rows, order=("-saved_at",), window=window)


def _listed(request: HttpRequest, side: str, window: Window, asked: PostingFilter):
    given = {name: value for name, value in asked.dict().items() if value}
    if "region" in given:
        given["public_region_id"] = given.pop("region")
    rows = queries.open_postings(side=side, to=request.user).filter(**given)
    return paged(request, rows, order=("-published_on", "code"), window=window)
