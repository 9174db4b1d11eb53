"""What a region page and an organisation page show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dongxi.analysis.indicators.neighbours import Neighbour, neighbours
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import Level
from dongxi.apps.plans.models import Task
from dongxi.apps.plans.queries import by_region, visible_tasks, with_state
from dongxi.apps.statistics.queries import indicators, structure

STRUCTURE = (
    "rd_intensity_revised",
    "rd_expenditure",
    "rd_personnel",
    "contracts_bought",
    "contracts_sold",
    "patent_granted_invention",
    "fiscal_science",
    "gdp",
    "population",
)


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


def tasks_of_region(region: Region, *, to: Any, year: int) -> QuerySet[Task]:
    """Tasks that name the region, a place inside it or a group it belongs to, or whose plan is the region's own."""
    return with_state(by_region(visible_tasks(to=to), region.code), year=year)


def tasks_of_organisation(organisation: Organisation, *, to: Any, year: int) -> QuerySet[Task]:
    """Tasks that name the organisation."""
    named = visible_tasks(to=to).filter(parties__organisation=organisation)
    return with_state(visible_tasks(to=to).filter(pk__in=named.values("pk")), year=year)
