"""What the home page, a region's page and the search page show, gathered from the rooms below."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongxi.analysis.indicators.neighbours import Neighbour, neighbours
from dongxi.apps.cooperation.queries import Link, links_between_provinces, visible_records
from dongxi.apps.people.models import Organisation, Region, in_language
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import Level, Zone
from dongxi.apps.plans.models import NamedPairingSide, Plan, Task
from dongxi.apps.plans.queries import visible_plans, visible_tasks
from dongxi.apps.records.queries import Found
from dongxi.apps.statistics.models import Indicator, Observation, SeriesBreak
from dongxi.apps.statistics.queries import Series, figure, indicators, series, structure, total

KINDS = {
    "plan": gettext_lazy("规划"),
    "task": gettext_lazy("任务"),
    "commitment": gettext_lazy("任务承诺"),
    "region": gettext_lazy("地区"),
    "organisation": gettext_lazy("机构"),
    "record": gettext_lazy("公开记录"),
    "indicator": gettext_lazy("指标"),
}
SIDES = (Zone.EAST, Zone.WEST)
TRENDS = ("rd_intensity_revised", "tech_contract_value_bought", "tech_contract_value_sold")
PROFILE = ("rd_intensity_revised", "rd_expenditure", "tech_contract_value_bought", "tech_contract_value_sold")
STRUCTURE = (
    "rd_intensity_revised",
    "rd_expenditure",
    "rd_fte",
    "tech_contract_value_bought",
    "tech_contract_value_sold",
    "patent_granted_invention",
    "fiscal_sci_tech",
    "gdp",
    "population",
)


@dataclass(frozen=True)
class Trend:
    """East and West over the years: the figure to draw and the sentence that says what it shows."""

    figure: dict[str, Any]
    reading: str


@dataclass(frozen=True)
class Strand:
    """A strand of the national plan with its tasks in order."""

    code: str
    name: str
    tasks: tuple[Task, ...]


def national_plan(*, to: Any) -> Plan | None:
    """The newest published national plan."""
    return visible_plans(to=to).filter(level="national", state="published").order_by("-issued_on").first()


def strands(plan: Plan, *, to: Any) -> list[Strand]:
    """The plan's tasks by strand, safeguards left out, in the document's order."""
    grouped: dict[str, list[Task]] = defaultdict(list)
    for task in visible_tasks(to=to).filter(plan=plan, kind="task"):
        grouped[task.strand].append(task)
    return [Strand(code, _strand_name(tasks[0]), tuple(tasks)) for code, tasks in grouped.items()]


def trends() -> list[Trend]:
    """East against West in each trend indicator; the gap is told as it is."""
    known = {indicator.code: indicator for indicator in indicators().filter(code__in=TRENDS)}
    return [_trend(known[code]) for code in TRENDS if code in known]


def cooperation_map(*, plan: Plan | None, to: Any, strand: str = "") -> dict[str, Any]:
    """Tiles by zone, with arcs for what the plan names between places (dashed) and what counted records report."""
    named = _named_links(plan, strand)
    records = visible_records(to=to).filter(**({"strand": strand} if strand else {}))
    reported = links_between_provinces(records)
    arcs = [_arc(link, "named", _("规划提出")) for link in named] + [
        _arc(link, "reported", _("公开记录")) for link in reported
    ]
    return {
        "title": _("谁同谁合作：规划提出的结对与公开记录"),
        "tiles": tiles(),
        "arcs": arcs,
        "note": _(
            "虚线为国家方案点名的地区、园区关系，实线为有官方或媒体来源的公开记录；转载条目不画。泛称（如“东部省市”）不推定到具体省份。"
        ),
    }


def tiles(values: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
    """The tile of every provincial unit and 兵团."""
    return [
        {
            "code": region.code,
            "name": str(region),
            "row": region.tile_row,
            "column": region.tile_column,
            "zone": region.zone,
            "value": (values or {}).get(region.code),
            "label": str(region),
            "address": reverse("portal:region", args=[region.code]),
        }
        for region in provinces()
        if region.tile_row is not None
    ]


@dataclass(frozen=True)
class Coverage:
    """How much of what is expected is there: `held` of `expected`, in words and with where to go next."""

    label: str
    held: int
    expected: int
    meaning: str
    address: str


def coverage(plan: Plan, *, to: Any) -> list[Coverage]:
    """What has been reported against what the national plan expects."""
    western = [r for r in provinces() if r.zone == Zone.WEST]
    local = set(visible_plans(to=to).filter(level="provincial", state="published").values_list("region", flat=True))
    tasks = list(visible_tasks(to=to).filter(plan=plan, kind="task"))
    return [
        Coverage(
            _("落实方案"),
            sum(r.code in local for r in western),
            len(western),
            _("已在系统发布落实方案的西部省区和兵团。方案要求西部省区科技管理部门制定落实方案。"),
            reverse("plans:list"),
        ),
        Coverage(
            _("任务佐证"),
            sum(bool(task.evidence_count) for task in tasks),
            len(tasks),
            _("已有佐证的重点任务。没有佐证不等于没有进展，只说明尚未报送。"),
            reverse("plans:ledger"),
        ),
    ]


def region_charts(region: Region) -> list[Trend]:
    """A province's own series beside the East's and the West's where the measure is a ratio."""
    known = {indicator.code: indicator for indicator in indicators().filter(code__in=PROFILE)}
    return [chart for code in PROFILE if code in known and (chart := _region_chart(known[code], region))]


@dataclass(frozen=True)
class NeighbourShown:
    """A province alike in structure, with the measures in which the two are most and least alike."""

    region: Region
    found: Neighbour
    alike: tuple[str, ...]
    unlike: tuple[str, ...]


def alike(region: Region) -> list[NeighbourShown]:
    """The five provinces nearest in structure; none for a region without enough figures."""
    codes = list(provinces().filter(level=Level.PROVINCE).values_list("pk", flat=True))
    profiles = {
        code: {name: float(value) for name, value in profile.items()}
        for code, profile in structure(codes=STRUCTURE, regions=codes).items()
    }
    if region.code not in profiles:
        return []
    regions = {r.pk: r for r in provinces()}
    names = {indicator.code: str(indicator) for indicator in indicators()}
    return [
        NeighbourShown(
            regions[n.unit], n, tuple(names[code] for code in n.alike), tuple(names[code] for code in n.unlike)
        )
        for n in neighbours(profiles=profiles, unit=region.code)
    ]


def tasks_of_region(region: Region, *, to: Any) -> list[Task]:
    """Tasks of published plans that name the region, a place inside it, or a group it is a member of."""
    stem = region.code.removesuffix("00").removesuffix("00")
    tasks = visible_tasks(to=to)
    direct = tasks.filter(parties__region__code__startswith=stem)
    through = tasks.filter(parties__group__members=region.code)
    return sorted({*direct, *through}, key=lambda task: (task.plan_id, task.position))


def tasks_of_organisation(organisation: Organisation, *, to: Any) -> list[Task]:
    """Tasks of published plans that name the organisation."""
    return list(visible_tasks(to=to).filter(parties__organisation=organisation).distinct())


@dataclass(frozen=True)
class Partner:
    """A province on the other side: how often the plan names the two together, how often counted records do."""

    region: Region
    named: int
    reported: int


def partners_of(region: Region, *, to: Any) -> list[Partner]:
    """Provinces that the national plan or counted public records name together with this one, most often first."""
    home = f"{region.code[:2]}0000"
    plan = national_plan(to=to)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for column, links in enumerate((_named_links(plan, ""), links_between_provinces(visible_records(to=to)))):
        for link in links:
            if home in (link.partner, link.beneficiary):
                other = link.partner if link.beneficiary == home else link.beneficiary
                counts[other][column] += link.count
    known = Region.objects.in_bulk(counts)
    rows = [Partner(known[code], named, reported) for code, (named, reported) in counts.items() if code in known]
    return sorted(rows, key=lambda row: (-row.named - row.reported, row.region.code))


def trend(indicator: Indicator) -> Trend:
    """East against West in one indicator."""
    return _trend(indicator)


def observations_of(indicator: Indicator) -> QuerySet[Observation]:
    """Every figure of an indicator; for a derived one, those of its two parts."""
    parts = [indicator.pk, indicator.numerator_id, indicator.denominator_id]
    return Observation.objects.filter(indicator__in=[p for p in parts if p]).select_related(
        "indicator", "region", "source"
    )


@dataclass(frozen=True)
class IndicatorCoverage:
    """Which years an indicator is held for, and in how many provinces in its last year."""

    indicator: Indicator
    first: int | None
    last: int | None
    provinces: int
    breaks: int


def indicator_coverage() -> list[IndicatorCoverage]:
    """Every indicator with the years and provinces it is held for."""
    held = {
        row["indicator"]: row
        for row in Observation.objects.order_by()
        .values("indicator")
        .annotate(
            first=Min("year"), last=Max("year"), provinces=Count("region", filter=~Q(region="000000"), distinct=True)
        )
    }
    breaks = dict(SeriesBreak.objects.order_by().values_list("indicator").annotate(n=Count("pk")))
    rows = []
    for indicator in indicators():
        found = held.get(indicator.pk) or held.get(indicator.numerator_id) or {}
        rows.append(
            IndicatorCoverage(
                indicator, found.get("first"), found.get("last"), found.get("provinces", 0), breaks.get(indicator.pk, 0)
            )
        )
    return rows


def kinds_among(hits: Iterable[Found]) -> list[tuple[str, str, int]]:
    """(kind, its name, how many) among search hits, most first."""
    counts = Counter(hit.entry.kind for hit in hits)
    return [(kind, str(KINDS.get(kind, kind)), n) for kind, n in counts.most_common()]


def _named_links(plan: Plan | None, strand: str) -> list[Link]:
    if plan is None:
        return []
    sides = NamedPairingSide.objects.filter(pairing__task__plan=plan).select_related("region", "organisation")
    if strand:
        sides = sides.filter(pairing__task__strand=strand)
    by_pairing: dict[int, dict[str, set[str]]] = defaultdict(lambda: {"a": set(), "b": set()})
    for side in sides:
        place = side.region_id or (side.organisation.region_id if side.organisation and side.kind == "park" else None)
        if place:
            by_pairing[side.pairing_id][side.side].add(f"{place[:2]}0000")
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pairing in by_pairing.values():
        for partner in pairing["b"]:
            for beneficiary in pairing["a"] - {partner}:
                counts[partner, beneficiary] += 1
    return [Link(partner, beneficiary, n) for (partner, beneficiary), n in sorted(counts.items())]


def _arc(link: Link, kind: str, label: str) -> dict[str, Any]:
    return {"origin": link.partner, "target": link.beneficiary, "count": link.count, "kind": kind, "label": label}


def _zone_codes(zone: str) -> list[str]:
    return list(provinces().filter(zone=zone, level=Level.PROVINCE).values_list("pk", flat=True))


def _trend(indicator: Indicator) -> Trend:
    labels = {zone: str(Zone(zone).label) for zone in SIDES}
    both = {labels[zone]: total(indicator=indicator, regions=_zone_codes(zone), label=zone) for zone in SIDES}
    drawn = figure(both, sides={labels[zone]: zone for zone in SIDES}, title=str(indicator))
    east, west = (both[labels[zone]] for zone in SIDES)
    return Trend(drawn, _gap_in_words(east, west))


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
    return Trend(figure(shown, sides=sides, title=str(indicator)), _latest_in_words(own))


def _latest_in_words(own: Series) -> str:
    last = own.latest()
    return _("%(year)s年：%(value)s%(unit)s") % {
        "year": last.year,
        "value": _plain(last.value),
        "unit": own.indicator.unit,
    }


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole * 100).quantize(Decimal("0.1"))


def _plain(value: Decimal) -> str:
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _strand_name(task: Task) -> str:
    return in_language(task.strand_name, task.strand_name_en)
