"""Every write of the pages that gather: what search is told of places, bodies and measures."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.queries import visible_organisations, visible_regions
from dongxi.apps.people.rules import Level
from dongxi.apps.records.audit import audit
from dongxi.apps.records.permissions import require
from dongxi.apps.records.search import Findable, forget_all, make_findable
from dongxi.apps.statistics.models import Indicator


@transaction.atomic
def index_places(*, actor: Any) -> int:
    """Make every region, organisation and indicator findable under its names in both languages. Returns how many.

    What the facts no longer hold is taken out.
    """
    require(actor, "portal.index_places")
    regions = visible_regions(to=actor).exclude(level=Level.COUNTRY)
    things = [_region(region) for region in regions]
    things += [_organisation(body) for body in visible_organisations(to=actor)]
    things += [_indicator(indicator) for indicator in Indicator.objects.filter(withdrawn_at=None)]
    for kind in ("region", "organisation", "indicator"):
        forget_all(kind=kind)
    make_findable(things=things)
    audit(actor, "portal.index_places", "地区、机构、指标的检索项", entries=len(things))
    return len(things)


def _region(region: Region) -> Findable:
    above = [place for place in (region.parent and region.parent.parent, region.parent) if place]
    path = " ".join(place.short_name for place in above)
    return Findable(
        kind="region",
        subject_id=region.pk,
        title=region.short_name,
        title_en=region.name_en,
        summary=f"{path} {region.name}".strip(),
        summary_en=", ".join(place.name_en for place in reversed(above)),
        body=" ".join((region.pk, *region.abbreviations)),
        address=reverse("portal:region", args=[region.pk]),
        region=region.pk,
    )


def _organisation(body: Organisation) -> Findable:
    where = body.region.short_name if body.region else ""
    return Findable(
        kind="organisation",
        subject_id=str(body.pk),
        title=body.name,
        title_en=body.name_en,
        summary=" · ".join(part for part in (_kind(body, "zh-hans"), where) if part),
        summary_en=" · ".join(part for part in (_kind(body, "en"), body.region.name_en if where else "") if part),
        body=" ".join((*body.aliases, body.parent.name if body.parent else "")),
        address=reverse("portal:organisation", args=[body.pk]),
        region=body.region_id or "",
    )


def _kind(body: Organisation, language: str) -> str:
    with override(language):
        return str(body.get_kind_display())


def _indicator(indicator: Indicator) -> Findable:
    return Findable(
        kind="indicator",
        subject_id=indicator.pk,
        title=indicator.name,
        title_en=indicator.name_en,
        summary=indicator.note,
        summary_en=indicator.note_en,
        body=f"{indicator.name.replace('R&D', '研发')} {indicator.unit} {indicator.unit_en}",
        address=reverse("portal:indicator", args=[indicator.pk]),
    )
