"""East against West, and one province beside both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dongxi.analysis.indicators.gap_words import LARGE, course
from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import Level, Zone
from dongxi.apps.records.wording import in_language
from dongxi.apps.statistics.models import Indicator
from dongxi.apps.statistics.queries import Series, figure, indicators, member_breaks, series, standing, total

SIDES = (Zone.EAST, Zone.WEST)
TRENDS = ("rd_intensity_revised", "contracts_bought", "contracts_sold")
PROFILE = (
    "rd_intensity_revised",
    "fiscal_science_share",
    "invention_patents_per_10k",
    "rd_expenditure",
    "contracts_bought",
    "contracts_sold",
)

SEPARATED_FROM = 1_000
SENTENCE_UNITS = {"100 million yuan": (Decimal("0.1"), "billion yuan")}
"""Units of tables that no English sentence would use: the factor and the unit it uses instead."""


@dataclass(frozen=True)
class Trend:
    """A figure to draw, what became of the West's share of the East (`brief`: in a few words), and how far apart they
    are."""

    code: str
    figure: dict[str, Any]
    verdict: str
    reading: str
    brief: str = ""


def trends() -> list[Trend]:
    """East against West in each trend indicator; the gap is told as it is."""
    known = {indicator.code: indicator for indicator in indicators().filter(code__in=TRENDS)}
    zones = zone_codes()
    return [_trend(known[code], zones) for code in TRENDS if code in known]


def trend(indicator: Indicator) -> Trend | None:
    """East against West in one indicator; None for a published ratio, whose regions make no total."""
    return _trend(indicator, zone_codes()) if indicator.sums else None


def region_charts(region: Region) -> list[Trend]:
    """A province's own series, beside the East's and the West's where the measure is a ratio."""
    known = {indicator.code: indicator for indicator in indicators().filter(code__in=PROFILE)}
    zones = zone_codes()
    charts = (_region_chart(known[code], region, zones) for code in PROFILE if code in known)
    return [chart for chart in charts if chart]


def provinces_compared(indicator: Indicator, *, year: int | None) -> dict[str, Any]:
    """The provinces in one year, largest first, as a bar chart's figure; those without a figure come last."""
    shown = list(provinces().filter(level=Level.PROVINCE).exclude(zone=""))
    found = standing(indicator=indicator, regions=[region.pk for region in shown], year=year)
    shown.sort(key=lambda region: (-found.values.get(region.pk, Decimal("-Infinity")), region.pk))
    return {
        "title": _("%(indicator)s：%(year)s年各省份") % {"indicator": indicator, "year": found.year},
        "unit": in_language(indicator.unit, indicator.unit_en),
        "rows": [
            {
                "x": str(region),
                "y": found.values.get(region.pk),
                "side": _side(region),
                "doubtful": region.pk in found.doubtful,
            }
            for region in shown
        ],
    }


def zone_codes() -> dict[str, list[str]]:
    """The provinces of each zone, by code."""
    codes: dict[str, list[str]] = {zone: [] for zone in Zone.values}
    for code, zone in provinces().filter(level=Level.PROVINCE).exclude(zone="").values_list("pk", "zone"):
        codes[zone].append(code)
    return codes


def _trend(indicator: Indicator, zones: dict[str, list[str]]) -> Trend:
    labels = {zone: str(Zone(zone).label) for zone in SIDES}
    both = {labels[zone]: total(indicator=indicator, regions=zones[zone], label=zone) for zone in SIDES}
    drawn = figure(both, sides={labels[zone]: zone for zone in SIDES}, title=str(indicator))
    members = member_breaks(indicator, regions=[code for zone in SIDES for code in zones[zone]])
    notes = [drawn["note"], _left_out(both.values()), *(in_language(row.note, row.note_en) for row in members)]
    drawn["note"] = in_language("", " ").join(note for note in notes if note)
    east, west = (both[labels[zone]] for zone in SIDES)
    verdict, reading, brief = _gap_in_words(east, west)
    return Trend(indicator.code, drawn, verdict, reading + _largest(west, zones[Zone.WEST]), brief)


def _gap_in_words(east: Series, west: Series) -> tuple[str, str, str]:
    """What happened to the gap in the years that both sides have: verdict, reading and brief of a Trend."""
    theirs = {p.year: p.value for p in west.points if p.value is not None}
    both = [(p.year, p.value, theirs[p.year]) for p in east.points if p.value is not None and p.year in theirs]
    if len(both) < 2:
        return "", _("东部和西部同有数值的年份不足两年，无从比较。"), ""
    (first, e1, w1), (last, e2, w2) = both[0], both[-1]
    measure = east.indicator
    reading = _("%(last)s年东部%(east)s、西部%(west)s，差%(gap)s（%(first)s年差%(before)s）。") % {
        "first": first,
        "last": last,
        "east": _lacking(east) + in_unit(e2, measure),
        "west": _lacking(west) + in_unit(w2, measure),
        "gap": _difference(e2 - w2, measure),
        "before": _difference(e1 - w1, measure),
    }
    told = course({year: float(w / e) for year, e, w in both})
    sides = {Zone(one.region).label: _names([*one.without, *one.in_doubt]) for one in (east, west)}
    lacking = [in_language(f"{label}不含{out}", f"{label} without {out}") for label, out in sides.items() if out]
    verdict = in_language("；", "; ").join([in_language(told.zh, told.en), *lacking])
    return verdict, reading, in_language(told.brief_zh, told.brief_en)


def _lacking(one: Series) -> str:
    """After a zone's name, whom its sums leave out."""
    out = _names([*one.without, *one.in_doubt])
    return in_language(f"（不含{out}）", f"(without {out}) ") if out else ""


def _largest(west: Series, codes: Iterable[str]) -> str:
    """That one province makes much of the West's sum, where it does; a ratio's own sums are told by the study."""
    years = [p.year for p in west.points if p.value]
    if west.indicator.numerator_id or not years:
        return ""
    out = {*west.without, *west.in_doubt}
    members = series(indicator=west.indicator, regions=[code for code in codes if code not in out])
    shares = {code: _shares(one, west) for code, one in members.items()}
    first, last = min(years), max(years)
    most = max(shares, key=lambda code: shares[code].get(last, 0))
    if shares[most].get(last, 0) < LARGE:
        return ""
    return in_language("", " ") + _(
        "西部所计的%(count)s个省份中，%(name)s一地占合计的%(now)s%%（%(first)s年%(then)s%%）。"
    ) % {
        "count": len(members),
        "name": Region.objects.get(pk=most),
        "now": round(shares[most][last] * 100),
        "first": first,
        "then": round(shares[most].get(first, Decimal(0)) * 100),
    }


def _shares(one: Series, whole: Series) -> dict[int, Decimal]:
    """By year, a member's part of a sum."""
    wholes = {p.year: p.value for p in whole.points if p.value}
    return {p.year: p.value / wholes[p.year] for p in one.points if p.value is not None and p.year in wholes}


def _left_out(shown: Iterable[Series]) -> str:
    """Which members are in no year of a zone's total because they lack too many years, or have a figure in doubt."""
    shown = list(shown)
    lacking = _names(code for one in shown for code in one.without)
    doubtful = _names(code for one in shown for code in one.in_doubt)
    told = [
        _("合计不含缺数较多的%(names)s。") % {"names": lacking} if lacking else "",
        _("合计各年都不含%(names)s：有数值存疑。") % {"names": doubtful} if doubtful else "",
    ]
    return in_language("", " ").join(one for one in told if one)


def _names(codes: Iterable[str]) -> str:
    return _("、").join(str(region) for region in Region.objects.filter(pk__in=list(codes)))


def _region_chart(indicator: Indicator, region: Region, zones: dict[str, list[str]]) -> Trend | None:
    own = series(indicator=indicator, regions=[region.code])[region.code]
    last = own.latest()
    if last is None:
        return None
    shown = {str(region): own}
    sides = {str(region): "other" if indicator.numerator_id else _side(region)}
    if indicator.numerator_id:
        for zone in SIDES:
            label = str(Zone(zone).label)
            shown[label] = total(indicator=indicator, regions=zones[zone], label=zone)
            sides[label] = zone
    drawn = figure(shown, sides=sides, title=str(indicator), region=region.code)
    drawn["note"] = in_language("", " ").join(note for note in (drawn["note"], _left_out(shown.values())) if note)
    reading = _("%(year)s年：%(value)s") % {"year": last.year, "value": in_unit(last.value, indicator)}
    if last.doubtful:
        reading += _("（存疑）")
    return Trend(indicator.code, drawn, "", reading)


def _side(region: Region) -> str:
    return region.zone if region.zone in SIDES else "other"


def in_unit(value: Decimal, indicator: Indicator) -> str:
    """A value as a sentence holds it, with its unit: 1.62%, 10,004亿元, 1,000.4 billion yuan."""
    unit = in_language(indicator.unit, indicator.unit_en)
    factor, unit = SENTENCE_UNITS.get(unit, (Decimal(1), unit))
    number = written(value * factor, min(indicator.scale, 2))
    return f"{number}{unit if unit == '%' else in_language(unit, f' {unit}')}"


def _difference(value: Decimal, indicator: Indicator) -> str:
    """A difference of two values: percentages differ by percentage points, told to one decimal."""
    if indicator.unit != "%":
        return in_unit(value, indicator)
    return _("%(points)s个百分点") % {"points": written(value, 1)}


def written(value: Decimal, places: int) -> str:
    """A number of a sentence: `places` decimals below a hundred, none above; long ones are separated."""
    rounded = round(value, places if abs(value) < 100 else 0)
    return f"{rounded:,}" if abs(rounded) >= SEPARATED_FROM else f"{rounded}"
