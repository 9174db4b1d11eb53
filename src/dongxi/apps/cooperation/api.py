"""Public cooperation records in the read API. They stand beside confirmed facts and are never summed with them."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dongxi.apps.cooperation import queries
from dongxi.apps.cooperation.rules import MoneyKind, Side, SourceQuality
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.api_paging import Paged, Window, paged

router = Router(tags=["公开合作记录 · Public records"])


class PartyOut(Schema):
    """A side of a record, as its source names it; `region` and `organisation` only where it is a known one."""

    side: Side
    kind: str
    name: str
    name_en: str
    region: str | None
    organisation: int | None

    @staticmethod
    def resolve_region(row) -> str | None:
        return row.region_id

    @staticmethod
    def resolve_organisation(row) -> int | None:
        return row.organisation_id


class AmountOut(Schema):
    """Money of one kind in 分 (1/100 yuan), as the source words it. Kinds are never added together."""

    kind: MoneyKind
    fen: int
    approximate: bool
    at_least: bool
    planned: bool
    label: str
    label_en: str
    note: str
    note_en: str


class CountOut(Schema):
    """A counted thing as the source reports it; `number` is a decimal in `unit`."""

    what: str
    what_en: str
    number: Decimal
    unit: str
    unit_en: str
    at_least: bool
    note: str
    note_en: str


class RecordOut(Schema):
    """One report of cooperation. `counted` is false for reposts, which belong in no total."""

    code: str
    strand: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    year_from: int | None
    year_to: int | None
    year_note: str
    year_note_en: str
    quality: SourceQuality
    counted: bool
    incomplete: bool
    modes: list[Mode]
    parties: list[PartyOut]
    amounts: list[AmountOut]
    counts: list[CountOut]
    source_name: str
    source_name_en: str
    source_link: str
    source_note: str
    source_note_en: str
    note: str
    note_en: str

    @staticmethod
    def resolve_modes(row) -> list[str]:
        return [each.mode for each in row.modes.all()]


class RecordFilter(Schema):
    strand: str = ""
    region: str = ""
    year: int | None = None


@router.get("/public-records", response=Paged[RecordOut], summary="公开合作记录 · Public records")
def records(
    request: HttpRequest, window: Query[Window], scope: Query[RecordFilter], quality: SourceQuality | None = None
):
    """公开合作记录，可按专项、地区（含下级）、年份、来源性质取。 By strand, region, year and quality."""
    rows = queries.in_scope(queries.visible_records(to=request.user), **scope.dict(exclude_none=True))
    rows = rows.filter(quality=quality) if quality else rows
    return paged(request, rows, order=("code",), window=window)


@router.get("/public-records/{code}", response=RecordOut, summary="一条公开记录 · One public record")
def record(request: HttpRequest, code: str):
    """按编号取一条。 One record by its code."""
    return get_object_or_404(queries.visible_records(to=request.user), code=code)
