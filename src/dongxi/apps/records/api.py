"""Search, the audit and the release of facts in the read API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from dongxi.apps.records import queries
from dongxi.apps.records.api_paging import Paged, Window, paged

router = Router(tags=["检索与记录 · Search and records"])


class FoundOut(Schema):
    """Something found: what it is, where its page is, which words of the question it holds."""

    kind: str
    id: str
    title: str
    title_en: str
    summary: str
    address: str
    region: str | None
    score: float
    words: list[str]


class SearchFilter(Schema):
    q: str = Field(..., min_length=1, max_length=200, description="要找的词。 The words to find.")
    kind: str = ""
    region: str = ""
    limit: int = Field(50, ge=1, le=200)


class AuditOut(Schema):
    """One line of the audit; `digest` is SM3 over the line and the digest before it."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    subject_type: str
    subject_id: str
    subject: str
    detail: dict
    previous: str
    digest: str

    @staticmethod
    def resolve_actor(row) -> str:
        return row.actor_label

    @staticmethod
    def resolve_subject(row) -> str:
        return row.subject_label


class FactsOut(Schema):
    """Which shipped facts are in the store."""

    digest: str
    product_version: str
    loaded_at: datetime


@router.get("/search", response=list[FoundOut], summary="检索 · Search")
def search(request: HttpRequest, asked: Query[SearchFilter]):
    """按词检索方案、任务、承诺、地区、机构与公开记录，最相关的在前；没有一条含有足够的词时，给出含其中一部分的。
    Everything by words, best first; where nothing holds enough of them, what holds some."""
    hits = queries.found(text=asked.q, to=request.user, kind=asked.kind, region=asked.region, most=asked.limit)
    return [
        {
            "kind": hit.entry.kind,
            "id": hit.entry.subject_id,
            "title": hit.entry.title,
            "title_en": hit.entry.title_en,
            "summary": hit.entry.summary,
            "address": hit.entry.address,
            "region": hit.entry.region or None,
            "score": round(hit.score, 6),
            "words": list(hit.words),
        }
        for hit in hits
    ]


@router.get("/audit", response=Paged[AuditOut], summary="审计记录 · Audit")
def audit(request: HttpRequest, window: Query[Window]):
    """您可见的审计记录，新的在前。 The audit lines you may see, newest first."""
    return paged(request, queries.visible_audit(to=request.user), order=("-sequence",), window=window)


@router.get("/facts", response=FactsOut | None, summary="随附事实的版本 · Release of the shipped facts")
def facts(request: HttpRequest):
    """库中随附事实的摘要与装入时间。 Digest of the shipped facts and when they were loaded."""
    return queries.latest_facts()
