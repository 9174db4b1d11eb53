"""East against West, and one province beside both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import Level, Zone
from dongxi.apps.statistics.models import Indicator
from dongxi.apps.statistics.queries import Series, figure, indicators, series, total

SIDES = (Zone.EAST, Zone.WEST)


TRENDS = ("rd_intensity_revised", "contracts_bought", "contracts_sold")


PROFILE = ("rd_intensity_revised", "rd_expenditure", "contracts_bought", "contracts_sold")


@dataclass(frozen=True)
class Trend:
    """East and West over the years: the figure to draw and the sentence that says what it shows."""

    code: str
    figure: dict[str, Any]
    reading: str


def trends() -> list[Trend]:
    """East against West in each trend indicator; the gap is told as it is."""
    known = {indicator.code: indicator for indicator in indicators().filter(code__in=TRENDS)}
    return [_trend(known[code]) for code in TRENDS if code in known]


def trend(indicator: Indicator) -> Trend:
    """East against West in one indicator."""
    return _trend(indicator)


def region_charts(region: Region) -> list[Trend]:
    """A province's own series beside the East's and the West's where the measure is a ratio."""
    known = {indicator.code: indicator for indicator in indicators().filter(code__in=PROFILE)}
    return [chart for code in PROFILE if code in known and (chart := _region_chart(known[code], region))]


def _trend(indicator: Indicator) -> Trend:
    labels = {zone: str(Zone(zone).label) for zone in SIDES}
    both = {labels[zone]: total(indicator=indicator, regions=_zone_codes(zone), label=zone) for zone in SIDES}
    drawn = figure(both, sides={labels[zone]: zone for zone in SIDES}, title=str(indicator))
    drawn["note"] = "".join(part for part in (drawn["note"], _left_out(both)) if part)
    east, west = (both[labels[zone]] for zone in SIDES)
    return Trend(indicator.code, drawn, _gap_in_words(east, west))


def _gap_in_words(east: Series, west: Series) -> str:
    """The first and last years both sides have, and whether West stands nearer East than before."""
    theirs = {p.year: p.value for p in west.points if p.value is not None}
    both = [(p.year, p.value, theirs[p.year]) for p in east.points if p.value is not None and p.year in theirs]
    if len(both) < 2:
        return _("两地同有数据的年份不足两年，无从比较。")
    (first, e1, w1), (last, e2, w2) = both[0], both[-1]
    ratio1, ratio2 = _percent(w1, e1), _percent(w2, e2)
    verdict = _("西部与东部之比上升") if ratio2 > ratio1 else _("西部与东部之比没有上升")
    gap = _("差距由%(a)s扩大到%(b)s") if e2 - w2 > e1 - w1 else _("差距由%(a)s缩小到%(b)s")
    unit = east.indicator.unit if east.indicator.unit != "%" else _("个百分点")
    gap = gap % {"a": f"{_plain(e1 - w1)}{unit}", "b": f"{_plain(e2 - w2)}{unit}"}
    return _("%(first)s—%(last)s年：西部相当于东部的比例由%(r1)s%%变为%(r2)s%%，%(verdict)s；%(gap)s。") % {
        "first": first,
        "last": last,
        "r1": ratio1,
        "r2": ratio2,
        "verdict": verdict,
        "gap": gap,
    }


def _left_out(shown: Mapping[str, Series]) -> str:
    """Which members are in no year of a zone's total because they lack too many years."""
    codes = [code for one in shown.values() for code in one.without]
    if not codes:
        return ""
    names = "、".join(str(region) for region in Region.objects.filter(pk__in=codes))
    return _("合计不含缺数较多的%(names)s。") % {"names": names}


def _region_chart(indicator: Indicator, region: Region) -> Trend | None:
    own = series(indicator=indicator, regions=[region.code])[region.code]
    if not any(p.value is not None for p in own.points):
        return None
    shown, sides = {str(region): own}, {str(region): "other"}
    if indicator.numerator_id:
        for zone in SIDES:
            label = _("%(zone)s合计") % {"zone": Zone(zone).label}
            shown[label] = total(indicator=indicator, regions=_zone_codes(zone), label=zone)
            sides[label] = zone
    return Trend(indicator.code, figure(shown, sides=sides, title=str(indicator)), _latest_in_words(own))


def _latest_in_words(own: Series) -> str:
    last = own.latest()
    return _("%(year)s年：%(value)s%(unit)s") % {
        "year": last.year,
        "value": _plain(last.value),
        "unit": own.indicator.unit,
    }


def _zone_codes(zone: str) -> list[str]:
    return list(provinces().filter(zone=zone, level=Level.PROVINCE).values_list("pk", flat=True))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole * 100).quantize(Decimal("0.1"))


def _plain(value: Decimal) -> str:
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
