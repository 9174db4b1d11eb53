"""Lists of regions, organisations and figures."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import OrganisationKind, Zone
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.apps.records.wording import in_language
from dongxi.apps.statistics.queries import years_held


def regions_shown() -> QuerySet[Region]:
    """The 34 provincial units and 兵团."""
    return provinces()


def _provinces() -> list[tuple[str, str]]:
    return [(region.code, str(region)) for region in provinces()]


REGIONS = Listing(
    name="regions",
    columns=(
        Column(key="code", title=_("代码"), value=lambda r: r.code, sort="code"),
        Column(
            key="name",
            title=_("名称"),
            value=lambda r: r.name if str(r) == r.short_name else str(r),
            sort="name",
            address=lambda r: reverse("portal:region", args=[r.code]),
        ),
        Column(key="zone", title=_("地带"), value=lambda r: r.get_zone_display() or "—", sort="zone"),
        Column(key="level", title=_("层级"), value=lambda r: r.get_level_display(), sort="level"),
        Column(key="short", title=_("简称"), value=lambda r: gettext("、").join(r.abbreviations)),
    ),
    filters=(Filter(key="zone", title=_("地带"), choices=Zone.choices, path="zone"),),
    default_sort="code",
    page_size=50,
)

ORGANISATIONS = Listing(
    name="organisations",
    columns=(
        Column(
            key="name",
            title=_("名称"),
            value=str,
            sort="name",
            address=lambda o: reverse("portal:organisation", args=[o.pk]),
        ),
        Column(key="kind", title=_("类型"), value=lambda o: o.get_kind_display(), sort=("kind", "region", "name")),
        Column(
            key="region",
            title=_("所在地区"),
            value=lambda o: str(o.region) if o.region else "",
            sort="region",
            address=lambda o: reverse("portal:region", args=[o.region_id]) if o.region_id else "",
        ),
        Column(
            key="parent", title=_("主管单位"), value=lambda o: str(o.parent) if o.parent else "", sort="parent__name"
        ),
    ),
    filters=(
        Filter(key="name", title=_("名称"), path=("name", "name_en")),
        Filter(key="kind", title=_("类型"), choices=OrganisationKind.choices, path="kind"),
        Filter(key="region", title=_("所在地区"), choices=_provinces, path="region"),
    ),
    default_sort="kind",
    page_size=50,
)

OBSERVATIONS = Listing(
    name="observations",
    columns=(
        Column(
            key="region",
            title=_("地区"),
            value=lambda o: str(o.region),
            sort="region",
            address=lambda o: reverse("portal:region", args=[o.region_id]),
        ),
        Column(key="year", title=_("年份"), value=lambda o: o.year, sort="year", numeric=True),
        Column(key="indicator", title=_("指标"), value=lambda o: str(o.indicator), sort="indicator"),
        Column(key="value", title=_("数值"), value=lambda o: o.number(), sort="value", numeric=True),
        Column(key="unit", title=_("单位"), value=lambda o: in_language(o.indicator.unit, o.indicator.unit_en)),
        Column(key="flag", title=_("标记"), value=lambda o: str(o.flag or ""), sort="flag"),
        Column(key="source", title=_("来源"), value=lambda o: o.source.issue_of(o.year), sort="source"),
    ),
    filters=(
        Filter(key="region", title=_("地区"), choices=_provinces, path="region"),
        Filter(key="year", title=_("年份"), choices=years_held, path="year"),
    ),
    default_sort="-year",
    page_size=50,
)
