"""Every read of official series. Official series are public."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from dongxi.apps.people.models import in_language
from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak, Source

MAY_LACK = 2


@dataclass(frozen=True)
class Point:
    """One year of a series, in the indicator's unit; `value` is None where nothing was published."""

    year: int
    value: Decimal | None
    flag: str = ""


@dataclass(frozen=True)
class Series:
    """An indicator in one region or a group of them, years ascending without gaps.

    `without` are the codes of members left out of a group in every year because they lack too many.
    """

    indicator: Indicator
    region: str
    points: tuple[Point, ...]
    without: tuple[str, ...] = ()

    def latest(self) -> Point | None:
        """The last year that has a figure."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


def visible_observations(*, to: Any) -> models.QuerySet[Observation]:
    """Every published figure with its indicator, region and source."""
    return Observation.objects.select_related("indicator", "region", "source", "flag")


def indicators() -> models.QuerySet[Indicator]:
    """Indicators in their order, derived ones last."""
    return Indicator.objects.select_related("numerator", "denominator")


def breaks_of(indicator: Indicator, *, region: str = "") -> list[SeriesBreak]:
    """Breaks of a series (a derived one has its parts'), for one region or, without it, those of all regions."""
    parts = [indicator.pk, indicator.numerator_id, indicator.denominator_id]
    rows = SeriesBreak.objects.filter(indicator__in=[p for p in parts if p]).prefetch_related("regions")
    return [row for row in rows if _touches(row, region)]


def series(*, indicator: Indicator, regions: Iterable[str]) -> dict[str, Series]:
    """The series of several regions at once, one query for a plain indicator and one for each part of a derived one."""
    regions = list(regions)
    if indicator.numerator_id is None:
        values = _values(indicator, regions)
    else:
        above, below = _values(indicator.numerator, regions), _values(indicator.denominator, regions)
        values = {region: _ratio(above[region], below[region], indicator.factor) for region in regions}
    return {region: Series(indicator, region, _without_gaps(values[region])) for region in regions}


def total(*, indicator: Indicator, regions: Iterable[str], label: str) -> Series:
    """A group's series: sums of a plain indicator, the ratio of sums of a derived one, over the same members.

    Missing is not zero: a member that lacks more than MAY_LACK of the years is left out of every year and named in
    `without`; a year that any other member lacks has no figure for the group.
    """
    regions = list(regions)
    parts = [p for p in (indicator.numerator, indicator.denominator) if p] or [indicator]
    values = [_values(part, regions) for part in parts]
    without = tuple(sorted({code for by_region in values for code in _lacking(by_region)}))
    summed = [_summed({c: v for c, v in by_region.items() if c not in without}) for by_region in values]
    result = _ratio(summed[0], summed[1], indicator.factor) if len(summed) == 2 else summed[0]
    return Series(indicator, label, _without_gaps(result), without)


def structure(*, codes: Iterable[str], regions: Iterable[str]) -> dict[str, dict[str, Decimal]]:
    """Each region's latest figure of each indicator, for comparing regions: {region: {indicator: value}}."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    wanted = list(regions)
    for indicator in indicators().filter(code__in=list(codes)):
        for region, one in series(indicator=indicator, regions=wanted).items():
            if (latest := one.latest()) and latest.value is not None:
                found[region][indicator.code] = latest.value
    return dict(found)


def figure(series_by_name: Mapping[str, Series], *, sides: Mapping[str, str], title: str) -> dict[str, Any]:
    """What a line chart needs: rows with gaps as None, breaks with their notes, unit, note and source."""
    some = next(iter(series_by_name.values()))
    indicator = some.indicator
    rows = [
        {
            "x": p.year,
            "y": None if p.value is None else float(p.value),
            "series": name,
            "side": sides.get(name, "other"),
        }
        for name, one in series_by_name.items()
        for p in one.points
    ]
    return {
        "title": title,
        "unit": in_language(indicator.unit, indicator.unit_en),
        "rows": rows,
        "breaks": [{"x": b.year, "note": in_language(b.note, b.note_en)} for b in breaks_of(indicator)],
        "note": in_language(indicator.note, indicator.note_en),
        "source": sources_of(indicator),
    }


def sources_of(indicator: Indicator) -> str:
    """The names of the bulletins behind a series, in words."""
    parts = [indicator.pk, indicator.numerator_id, indicator.denominator_id]
    rows = Observation.objects.filter(indicator__in=[p for p in parts if p]).order_by()
    named = {str(source) for source in Source.objects.filter(pk__in=rows.values("source"))}
    return "；".join(sorted(named))


def _values(indicator: Indicator, regions: list[str]) -> dict[str, dict[int, Decimal]]:
    found: dict[str, dict[int, Decimal]] = {region: {} for region in regions}
    rows = Observation.objects.filter(indicator=indicator, region__in=regions).values_list("region", "year", "value")
    for region, year, value in rows:
        found[region][year] = Decimal(value).scaleb(-indicator.scale)
    return found


def _summed(values: Mapping[str, Mapping[int, Decimal]]) -> dict[int, Decimal]:
    held = [set(by_year) for by_year in values.values()]
    years = set.intersection(*held) if held else set()
    return {year: sum((by_year[year] for by_year in values.values()), Decimal(0)) for year in years}


def _lacking(values: Mapping[str, Mapping[int, Decimal]]) -> set[str]:
    """Members without a figure in more than MAY_LACK of the years in which most members have one."""
    held = Counter(year for by_year in values.values() for year in by_year)
    years = {year for year, n in held.items() if n * 2 > len(values)}
    return {code for code, by_year in values.items() if len(years - by_year.keys()) > MAY_LACK}


def _ratio(above: Mapping[int, Decimal], below: Mapping[int, Decimal], factor: int) -> dict[int, Decimal]:
    return {year: above[year] / below[year] * factor for year in above.keys() & below.keys() if below[year]}


def _without_gaps(values: Mapping[int, Decimal]) -> tuple[Point, ...]:
    if not values:
        return ()
    return tuple(Point(year, values.get(year)) for year in range(min(values), max(values) + 1))


def _touches(row: SeriesBreak, region: str) -> bool:
    codes = {r.pk for r in row.regions.all()}
    return not codes or (bool(region) and region in codes)
