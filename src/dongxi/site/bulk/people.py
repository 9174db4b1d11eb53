"""Regions, groups of regions and organisations, whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dongxi.apps.people import queries
from dongxi.apps.people.models import RegionGroup
from dongxi.site.streaming import Export, named

EXPORTS = (
    Export(
        name="regions",
        title=_("地区"),
        columns=(
            *named("code", "name", "short_name", "name_en", "abbreviations", "level", "zone"),
            ("parent", "parent_id"),
        ),
        rows=lambda user: queries.visible_regions(to=user).order_by("pk"),
    ),
    Export(
        name="groups",
        title=_("地区组合"),
        columns=named("code", "name", "name_en", "aliases", "kind", "source", "note"),
        rows=lambda user: queries.visible_groups(to=user).order_by("pk"),
    ),
    Export(
        name="group-members",
        title=_("地区组合的成员"),
        columns=(("group", "regiongroup_id"), ("region", "region_id")),
        rows=lambda user: RegionGroup.members.through.objects.filter(
            regiongroup__in=queries.visible_groups(to=user).values("pk"),
            region__in=queries.visible_regions(to=user).values("pk"),
        ).order_by("regiongroup", "region"),
    ),
    Export(
        name="organisations",
        title=_("机构"),
        columns=(
            *named("id", "key", "name", "name_en", "aliases", "kind"),
            ("parent", "parent_id"),
            ("region", "region_id"),
            *named("credit_code", "source"),
        ),
        rows=lambda user: queries.visible_organisations(to=user).order_by("pk"),
    ),
)
