"""Every read of official series. Official series are public."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from dongxi.analysis.flags import DOUBTFUL_FLAGS
from dongxi.analysis.tables import nearest
from dongxi.apps.records.errors import BadInput, NotThere
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.wording import in_language
from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak, Source

MAY_LACK = 2
PLACES = ((1000, 0), (100, 1))
"""Decimals drawn, by the largest value of a figure; two where it is smaller still, never more than were published."""


@dataclass(frozen=True)
class Point:
    """One year of a series, in the indicator's unit; `value` is None where nothing was published. `doubtful`: it, or a
    part it is computed from, carries a flag of doubt."""

    year: int
    value: Decimal | None
    doubtful: bool = False


@dataclass(frozen=True)
class Series:
    """An indicator in one region or a group of them, years ascending without gaps.

    `without` are the codes of members left out of a group in every year because they lack too many, `in_doubt` of those
    left out because a figure of theirs is doubtful.
    """

    indicator: Indicator
    region: str
    points: tuple[Point, ...]
    without: tuple[str, ...] = ()
    in_doubt: tuple[str, ...] = ()

    def latest(self) -> Point | None:
        """The last year that has a figure."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


def visible_observations(*, to: Any) -> models.QuerySet[Observation]:
    """Every published figure with its indicator, region and source."""
    return Observation.objects.select_related("indicator", "region", "source", "flag")


def edition() -> str:
    """What tells one loading of the series from the next: the digest of its line in the audit; empty before any."""
    loadings = AuditEntry.objects.filter(verb="statistics.load").order_by("-sequence")
    return loadings.values_list("digest", flat=True).first() or ""


def indicators() -> models.QuerySet[Indicator]:
    """Indicators in their order, derived ones last."""
    return Indicator.objects.filter(withdrawn_at=None).select_related("numerator", "denominator")


def require_published(code: str) -> None:
    """NotThere for an indicator there is not, naming those most like it, and for a derived one, naming its parts."""
    known = {one.code: one for one in indicators()}
    if code not in known:
        near = nearest(code, list(known)) or list(known)
        raise NotThere(_("没有指标“%(code)s”。可用的有：%(known)s。") % {"code": code, "known": _("、").join(near)})
    one = known[code]
    if one.numerator_id:
        raise NotThere(
            _("“%(code)s”是推算指标，没有公布的数值；它等于 %(above)s ÷ %(below)s × %(factor)s，请分别取这两项。")
            % {"code": code, "above": one.numerator_id, "below": one.denominator_id, "factor": one.factor}
        )


def breaks_of(indicator: Indicator, *, region: str = "") -> list[SeriesBreak]:
    """Breaks of a series (a derived one has its parts'), for one region or, without it, those of all regions."""
    rows = SeriesBreak.objects.filter(indicator__in=[indicator, *_parts(indicator)]).prefetch_related("regions")
    return [row for row in rows if _touches(row, region)]


def series(*, indicator: Indicator, regions: Iterable[str]) -> dict[str, Series]:
    """The series of several regions at once, in one query, whatever the indicator."""
    regions = list(regions)
    held = _held(_parts(indicator), regions)
    values = _derived(indicator, held.values)
    return {region: Series(indicator, region, _without_gaps(values[region], held.doubts[region])) for region in regions}


def total(*, indicator: Indicator, regions: Iterable[str], label: str) -> Series:
    """A group's series: sums of a plain indicator, the ratio of sums of a derived one, over the same members.

    Missing is not zero: a member that lacks more than MAY_LACK of the years is left out of every year and named in
    `without`; a year that any other member lacks has no figure for the group. A member with a figure in doubt in any
    year is left out of every year too and named in `in_doubt`, as in the study of the gap: a sentence may compare any.
    BadInput for a published ratio.
    """
    regions = list(regions)
    if not indicator.sums:
        raise BadInput(_("“%(name)s”是比率，各地的数值不能相加。") % {"name": indicator}, indicator=indicator.code)
    held = _held(_parts(indicator), regions)
    values = [held.values[part.code] for part in _parts(indicator)]
    without = tuple(sorted({code for by_region in values for code in _lacking(by_region)}))
    in_doubt = tuple(sorted(code for code, years in held.doubts.items() if years and code not in without))
    out = {*without, *in_doubt}
    summed = [_summed({c: v for c, v in by_region.items() if c not in out}) for by_region in values]
    result = _ratio(summed[0], summed[1], indicator.factor) if len(summed) == 2 else summed[0]
    return Series(indicator, label, _without_gaps(result), without, in_doubt)


def latest(*, codes: Iterable[str], regions: Iterable[str]) -> dict[str, dict[str, Decimal]]:
    """Each region's latest figure of each indicator, for comparing regions: {region: {indicator: value}}. Two queries.

    A derived indicator takes the latest year in which a region has both of its parts.
    """
    wanted = list(indicators().filter(code__in=list(codes)))
    parts = {part for one in wanted for part in (one.numerator, one.denominator, one) if part}
    values = _held([part for part in parts if part.numerator_id is None], list(regions)).values
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for indicator in wanted:
        for region, by_year in _derived(indicator, values).items():
            if by_year:
                found[region][indicator.code] = by_year[max(by_year)]
    return dict(found)


def figure(
    series_by_name: Mapping[str, Series], *, sides: Mapping[str, str], title: str, region: str = ""
) -> dict[str, Any]:
    """What a line chart needs: rows with gaps as None, breaks within the years drawn, unit, note and source.

    With `region`, the breaks of that region's series are drawn too.
    """
    indicator = next(iter(series_by_name.values())).indicator
    points = [(name, p) for name, one in series_by_name.items() for p in one.points]
    places = _places(indicator, [p.value for _name, p in points])
    years = [p.year for _name, p in points if p.value is not None]
    breaks = [b for b in breaks_of(indicator, region=region) if years and min(years) < b.year <= max(years)]
    return {
        "title": title,
        "unit": in_language(indicator.unit, indicator.unit_en),
        "rows": [
            {
                "x": p.year,
                "y": _rounded(p.value, places),
                "series": name,
                "side": sides.get(name, "other"),
                "doubtful": p.doubtful,
            }
            for name, p in points
        ],
        "breaks": [{"x": b.year, "note": in_language(b.note, b.note_en)} for b in breaks],
        "note": in_language(indicator.note, indicator.note_en),
        "source": sources_of(indicator),
    }


@dataclass(frozen=True)
class Standing:
    """An indicator in one year: {region: value} of the regions that have a figure, rounded alike; year 0: none has.
    `doubtful`: those whose figure is in doubt."""

    year: int
    values: dict[str, Decimal]
    doubtful: frozenset[str] = frozenset()


def standing(*, indicator: Indicator, regions: Iterable[str], year: int | None = None) -> Standing:
    """Each region's figure in the year asked for, else in the last year that most of the regions have."""
    by_region = series(indicator=indicator, regions=regions)
    held = {code: {p.year: p.value for p in one.points if p.value is not None} for code, one in by_region.items()}
    years = Counter(year for by_year in held.values() for year in by_year)
    chosen = year if year in years else max((y for y, n in years.items() if n * 2 > len(held)), default=0)
    found = {code: by_year[chosen] for code, by_year in held.items() if chosen in by_year}
    places = _places(indicator, found.values())
    doubtful = frozenset(code for code, one in by_region.items() for p in one.points if p.year == chosen and p.doubtful)
    return Standing(chosen, {code: round(value, places) for code, value in found.items()}, doubtful)


def member_breaks(indicator: Indicator, *, regions: Iterable[str]) -> list[SeriesBreak]:
    """Breaks that concern some members of a group only: told beside the group's line, which they do not cut."""
    rows = SeriesBreak.objects.filter(indicator__in=[indicator, *_parts(indicator)], regions__in=list(regions))
    return list(rows.distinct())


def years_held() -> list[tuple[str, str]]:
    """Every year that some figure is of, latest first."""
    years = Observation.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def sources_of(indicator: Indicator) -> str:
    """The names of the bulletins behind a series, in words."""
    rows = Observation.objects.filter(indicator__in=_parts(indicator)).order_by()
    named = {str(source) for source in Source.objects.filter(pk__in=rows.values("source").distinct())}
    return _("；").join(sorted(named))


def _parts(indicator: Indicator) -> list[Indicator]:
    """What an indicator is computed from: its numerator and denominator, or itself."""
    return [part for part in (indicator.numerator, indicator.denominator) if part] or [indicator]


@dataclass(frozen=True)
class _Held:
    """`values`: {indicator: {region: {year: value}}} of plain indicators, `doubts`: {region: years in doubt} of any of
    them; every region present."""

    values: dict[str, dict[str, dict[int, Decimal]]]
    doubts: dict[str, set[int]]


def _held(parts: Iterable[Indicator], regions: list[str]) -> _Held:
    """The figures of some indicators in some regions; one query."""
    scales = {part.code: part.scale for part in parts}
    found = {code: {region: dict[int, Decimal]() for region in regions} for code in scales}
    doubts = {region: set[int]() for region in regions}
    rows = Observation.objects.filter(indicator__in=scales, region__in=regions).order_by("vintage")
    for code, region, year, value, flag in rows.values_list("indicator", "region", "year", "value", "flag"):
        found[code][region][year] = Decimal(value).scaleb(-scales[code])
        if flag in DOUBTFUL_FLAGS:
            doubts[region].add(year)
    return _Held(found, doubts)


def _derived(
    indicator: Indicator, values: Mapping[str, Mapping[str, Mapping[int, Decimal]]]
) -> Mapping[str, Mapping[int, Decimal]]:
    """An indicator's values by region and year from those of its parts."""
    if indicator.numerator_id is None:
        return values[indicator.code]
    above, below = values[indicator.numerator_id], values[indicator.denominator_id]
    return {region: _ratio(above[region], below[region], indicator.factor) for region in above}


def _places(indicator: Indicator, values: Iterable[Decimal | None]) -> int:
    largest = max((abs(value) for value in values if value is not None), default=Decimal(0))
    return min(indicator.scale, next((places for size, places in PLACES if largest >= size), 2))


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else round(value, places)


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


def _without_gaps(values: Mapping[int, Decimal], doubtful: Collection[int] = ()) -> tuple[Point, ...]:
    if not values:
        return ()
    return tuple(Point(year, values.get(year), year in doubtful) for year in range(min(values), max(values) + 1))


def _touches(row: SeriesBreak, region: str) -> bool:
    codes = {r.pk for r in row.regions.all()}
    return not codes or (bool(region) and region in codes)
