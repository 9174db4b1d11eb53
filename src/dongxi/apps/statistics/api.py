"""Official series in the read API: indicators with their breaks, sources, and every figure as published."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dongxi.apps.records.api_paging import Paged, Window, paged
from dongxi.apps.statistics import queries

router = Router(tags=["统计数据 · Official series"])


class IndicatorOut(Schema):
    """A measure. Values have `scale` decimals; a derived one is numerator ÷ denominator × factor."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    scale: int
    note: str
    note_en: str
    numerator: str | None
    denominator: str | None
    factor: int

    @staticmethod
    def resolve_numerator(row) -> str | None:
        return row.numerator_id

    @staticmethod
    def resolve_denominator(row) -> str | None:
        return row.denominator_id


class BreakOut(Schema):
    """A year from which a series is not comparable with what stands before it; no regions: all of them."""

    indicator: str
    year: int
    regions: list[str]
    note: str
    note_en: str

    @staticmethod
    def resolve_indicator(row) -> str:
        return row.indicator_id

    @staticmethod
    def resolve_regions(row) -> list[str]:
        return sorted(region.pk for region in row.regions.all())


class ObservationOut(Schema):
    """One published figure. `number` is in `unit`; a year without a row was not published: it is not zero."""

    indicator: str
    region: str
    year: int
    number: Decimal
    unit: str
    vintage: str
    flag: str | None
    source: str

    @staticmethod
    def resolve_indicator(row) -> str:
        return row.indicator_id

    @staticmethod
    def resolve_region(row) -> str:
        return row.region_id

    @staticmethod
    def resolve_unit(row) -> str:
        return row.indicator.unit

    @staticmethod
    def resolve_flag(row) -> str | None:
        return row.flag_id

    @staticmethod
    def resolve_source(row) -> str:
        return row.source.issue_of(row.year)


class ObservationFilter(Schema):
    indicator: str | None = None
    region: str | None = None
    year: int | None = None


@router.get("/indicators", response=Paged[IndicatorOut], summary="指标 · Indicators")
def indicators(request: HttpRequest, window: Query[Window]):
    """有哪些指标，推算指标注明由哪两项相除。 Indicators; derived ones name their two parts."""
    return paged(request, queries.indicators(), order=("position", "code"), window=window)


@router.get("/indicators/{code}", response=IndicatorOut, summary="一个指标 · One indicator")
def indicator(request: HttpRequest, code: str):
    """按代码取一个指标。 One indicator by its code."""
    return get_object_or_404(queries.indicators(), pk=code)


@router.get("/indicators/{code}/breaks", response=list[BreakOut], summary="口径变化 · Breaks in a series")
def breaks(request: HttpRequest, code: str, region: str = ""):
    """某指标的口径变化；给出地区时含该地区特有的。 Breaks of a series, with those of one region if it is given."""
    return queries.breaks_of(get_object_or_404(queries.indicators(), pk=code), region=region)


@router.get("/observations", response=Paged[ObservationOut], summary="数值 · Figures")
def observations(request: HttpRequest, window: Query[Window], chosen: Query[ObservationFilter]):
    """公布的数值，可按指标、地区、年份取。 Published figures, by indicator, region and year."""
    if chosen.indicator is not None:
        queries.require_published(chosen.indicator)
    rows = queries.visible_observations(to=request.user).filter(**chosen.dict(exclude_none=True))
    return paged(request, rows, order=("indicator", "region", "year"), window=window)
