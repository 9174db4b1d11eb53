"""Regions, groups of regions and organisations in the read API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from dongxi.apps.people import queries
from dongxi.apps.people.rules import Level, OrganisationKind, Zone
from dongxi.apps.records.api_paging import Paged, Window, paged
from dongxi.apps.records.errors import BadInput

router = Router(tags=["地区与机构 · Regions and organisations"])


class RegionOut(Schema):
    """A place. `code` is GB/T 2260; 兵团 is 660000; `zone` only for provinces.

    `withdrawn_at`: since when the shipped facts no longer hold it; such a place is in no list.
    """

    code: str
    name: str
    short_name: str
    name_en: str
    level: Level
    zone: Zone | None
    parent: str | None
    withdrawn_at: datetime | None

    @staticmethod
    def resolve_parent(row) -> str | None:
        return row.parent_id

    @staticmethod
    def resolve_zone(row) -> str | None:
        return row.zone or None


class GroupOut(Schema):
    """Regions spoken of together. `members` is empty where no source defines them."""

    code: str
    name: str
    name_en: str
    aliases: list[str]
    kind: str
    members: list[str]
    source: str
    note: str

    @staticmethod
    def resolve_members(row) -> list[str]:
        return [region.pk for region in row.members.all()]


class OrganisationOut(Schema):
    """A body. `key` names the shipped ones for good; `credit_code` is the unified social credit code.

    `withdrawn_at`: since when the shipped facts no longer hold it; such a body is in no list.
    """

    id: int
    key: str | None
    name: str
    name_en: str
    aliases: list[str]
    kind: OrganisationKind
    parent: int | None
    region: str | None
    credit_code: str | None
    source: str
    withdrawn_at: datetime | None

    @staticmethod
    def resolve_parent(row) -> int | None:
        return row.parent_id

    @staticmethod
    def resolve_region(row) -> str | None:
        return row.region_id


class RegionFilter(Schema):
    level: Level | None = None
    zone: Zone | None = None
    parent: str | None = None


class OrganisationFilter(Schema):
    kind: OrganisationKind | None = None
    region: str | None = None


@router.get("/regions", response=Paged[RegionOut], summary="地区 · Regions")
def regions(request: HttpRequest, window: Query[Window], chosen: Query[RegionFilter]):
    """行政区划（GB/T 2260）与兵团。 Places of GB/T 2260 and the Corps."""
    rows = queries.visible_regions(to=request.user).filter(**chosen.dict(exclude_none=True))
    return paged(request, rows, order=("code",), window=window)


@router.get("/regions/{code}", response=RegionOut, summary="一个地区 · One region")
def region(request: HttpRequest, code: str):
    """按六位代码取一个地区。 One place by its six-digit code."""
    if past := queries.past_region(code):
        raise BadInput(_("%(past)s请用新代码。") % {"past": past})
    return get_object_or_404(queries.visible_regions(to=request.user, withdrawn=True), pk=code)


@router.get("/groups", response=Paged[GroupOut], summary="地区组合 · Groups of regions")
def groups(request: HttpRequest, window: Query[Window]):
    """政策文件中并称的地区及其成员。 Regions spoken of together in policy, with their members."""
    return paged(request, queries.visible_groups(to=request.user), order=("code",), window=window)


@router.get("/organisations", response=Paged[OrganisationOut], summary="机构 · Organisations")
def organisations(request: HttpRequest, window: Query[Window], chosen: Query[OrganisationFilter]):
    """部委、院校、园区等机构。 Ministries, academies, universities, parks and other bodies."""
    rows = queries.visible_organisations(to=request.user).filter(**chosen.dict(exclude_none=True))
    return paged(request, rows, order=("pk",), window=window)


@router.get("/organisations/{id}", response=OrganisationOut, summary="一个机构 · One organisation")
def organisation(request: HttpRequest, id: int):  # noqa: A002  the name in the address
    """按编号取一个机构。 One body by its number."""
    return get_object_or_404(queries.visible_organisations(to=request.user, withdrawn=True), pk=id)
