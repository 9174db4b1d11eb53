"""The list of public cooperation records."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.cooperation.models import PublicRecord
from dongxi.apps.cooperation.queries import by_region, by_year, strand_choices, years_covered
from dongxi.apps.cooperation.rules import SourceQuality
from dongxi.apps.people.queries import provinces
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.apps.records.wording import in_language


def _side(record: PublicRecord, side: str) -> str:
    return _listed(str(party) for party in record.parties.all() if party.side == side)


def _listed(names: Iterable[str]) -> str:
    return gettext("、").join(names)


def _money(record: PublicRecord) -> str:
    return gettext("；").join(amount.in_words() for amount in record.amounts.all())


def _counts(record: PublicRecord) -> str:
    counts = record.counts.all()
    return gettext("；").join(f"{in_language(count.what, count.what_en)} {count.in_unit()}" for count in counts)


def _modes(record: PublicRecord) -> str:
    return _listed(str(row.get_mode_display()) for row in record.modes.all())


RECORDS = Listing(
    name="public-records",
    title=_("公开合作记录"),
    columns=(
        Column(key="code", title=_("编号"), value=lambda r: r.code, sort="code"),
        Column(
            key="title", title=_("记录"), long=True, value=str, sort="title", address=lambda r: r.get_absolute_url()
        ),
        Column(key="beneficiary", title=_("受援方"), value=lambda r: _side(r, "beneficiary")),
        Column(key="partner", title=_("合作方"), value=lambda r: _side(r, "partner")),
        Column(key="modes", title=_("模式"), value=_modes),
        Column(key="years", title=_("年份"), value=lambda r: r.years(), sort="year_to"),
        Column(
            key="amounts", title=_("金额（按口径，互不相加）"), value=lambda r: _money(r) or None, missing=_("未报告")
        ),
        Column(key="counts", title=_("数量"), value=_counts, shown=False),
        Column(
            key="quality",
            title=_("来源性质"),
            value=lambda r: r.get_quality_display(),
            state=lambda r: r.quality,
            sort="quality",
        ),
        Column(key="counted", title=_("计入合计"), value=lambda r: _("是") if r.counted else _("否"), sort="counted"),
        Column(
            key="source", title=_("来源"), value=lambda r: in_language(r.source_name, r.source_name_en), shown=False
        ),
    ),
    filters=(
        Filter(key="strand", title=_("专项"), choices=strand_choices, path="strand"),
        Filter(key="quality", title=_("来源性质"), choices=SourceQuality.choices, path="quality"),
        Filter(key="mode", title=_("模式"), choices=Mode.choices, path="modes__mode"),
        Filter(
            key="region",
            title=_("地区"),
            choices=lambda: [(region.code, str(region)) for region in provinces()],
            apply=by_region,
        ),
        Filter(key="year", title=_("年份"), choices=years_covered, apply=by_year),
    ),
    group_by=("quality",),
    default_sort="-years",
    page_size=50,
)
