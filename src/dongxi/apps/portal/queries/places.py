"""What a region page and an organisation page show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from dongxi.apps.cooperation.queries import held, money_reported, records_of_region
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.queries import provinces, visible_groups, visible_regions
from dongxi.apps.people.rules import Level
from dongxi.apps.plans.models import COUNTED_PARTS, Party, Task
from dongxi.apps.plans.queries import by_region, national_plan, visible_plans, visible_tasks, with_state
from dongxi.apps.portal.queries.links import cooperation_map, links_in_scope, partners_of
from dongxi.apps.portal.queries.trends import region_charts
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.statistics.kept import kept
from dongxi.apps.statistics.queries import indicators, latest

if TYPE_CHECKING:
    from dongxi.analysis.indicators.neighbours import Neighbour

STRUCTURE = (
    "rd_intensity_revised",
    "basic_research_share",
    "fiscal_science_share",
    "contracts_sold_to_gdp",
    "contracts_bought_to_gdp",
    "invention_patents_per_10k",
    "gdp",
)
"""Ratios, so that structure is compared, and one measure of size."""


@dataclass(frozen=True)
class NeighbourShown:
    """A province alike in structure, with the measures in which the two are most and least alike."""

    region: Region
    found: Neighbour
    alike: tuple[str, ...]
    unlike: tuple[str, ...]


def alike(region: Region) -> list[NeighbourShown]:
    """The five provinces nearest in structure; none for a region without figures of its own."""
    from dongxi.analysis.indicators.neighbours import neighbours  # brings numpy, which no other page needs

    regions = {known.pk: known for known in provinces().filter(level=Level.PROVINCE)}
    if region.pk not in regions:
        return []
    profiles = {
        code: {name: float(value) for name, value in profile.items()}
        for code, profile in latest(codes=STRUCTURE, regions=regions).items()
    }
    if region.pk not in profiles:
        return []
    names = {indicator.code: str(indicator) for indicator in indicators()}
    return [
        NeighbourShown(
            regions[n.unit], n, tuple(names[code] for code in n.alike), tuple(names[code] for code in n.unlike)
        )
        for n in neighbours(profiles=profiles, unit=region.pk)
    ]


@dataclass(frozen=True)
class Below:
    """A place one level below, and the places below that."""

    region: Region
    places: tuple[Region, ...]


def region_context(region: Region, *, to: Any, on: date) -> dict[str, Any]:
    """Everything a region page shows."""
    records = records_of_region(region, to=to)
    found = links_in_scope(plan=national_plan(to=to), to=to, region=region.code)
    return {
        "region": region,
        "charts": kept(f"charts:{region.pk}", lambda: region_charts(region)),
        "tasks": tasks_of_region(region, to=to, on=on),
        "map": cooperation_map(found) if region.tile_row is not None and (found.named or found.reported) else None,
        "partners": partners_of(region, links=found),
        "plans": visible_plans(to=to).filter(region=region),
        "in_programme": bool(region.zone or region.parent_id),
        "records": records,
        "held": held(records),
        "money": money_reported(records, region=region.pk),
        "alike": kept(f"alike:{region.pk}", lambda: alike(region)),
        "below": places_below(region, to=to),
        "groups": visible_groups(to=to).filter(members=region),
    }


def places_below(region: Region, *, to: Any) -> list[Below]:
    """The places below a region, in code order, those that hold places of their own first. Two queries."""
    shown = visible_regions(to=to).select_related(None)
    children = shown.filter(parent=region).prefetch_related(Prefetch("children", shown))
    rows = [Below(child, tuple(child.children.all())) for child in children]
    return sorted(rows, key=lambda row: (not row.places, row.region.code))


def tasks_of_region(region: Region, *, to: Any, on: date) -> QuerySet[Task]:
    """Tasks of published plans that name the region, a place inside it or a group it belongs to, or whose plan is the
    region's own; the national plan's first."""
    return _published(with_state(by_region(visible_tasks(to=to), region.code), on=on))


def tasks_of_organisation(organisation: Organisation, *, to: Any, on: date) -> QuerySet[Task]:
    """Tasks of published plans that name the organisation, the national plan's first."""
    named = Party.objects.filter(COUNTED_PARTS, organisation=organisation).values("task")
    return _published(with_state(visible_tasks(to=to).filter(pk__in=named), on=on))


def _published(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.filter(plan__state=ReviewState.PUBLISHED).order_by("-plan__shipped", "plan", "position")
