"""Who a name is: regions by code or name, groups and organisations by key, name or alias."""

from __future__ import annotations

from dataclasses import dataclass

from dongxi.apps.people.models import Organisation, Region, RegionGroup
from dongxi.apps.people.rules import Level
from dongxi.apps.plans.rules import PartyKind

_PROVINCIAL = frozenset({Level.COUNTRY, Level.PROVINCE, Level.BODY})

_OWN_PLACE = ("自治区", "省", "市", "县", "区")
_IN_FULL = {"科技": "科学技术", "科委": "科学技术委员会"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """Whom a party is in the store; every key None where nobody is meant or nobody is known."""

    region_id: str | None = None
    group_id: str | None = None
    organisation_id: int | None = None
    name_en: str = ""


class Directory:
    """Every name of the places, groups and bodies that stand in the facts, read once; use one for a whole plan.

    `home` is the region the plan is of: an office it names by rank alone (自治区科技厅) is the office of that
    region, or of the one above it that has this rank.
    """

    def __init__(self, *, home: Region | None = None) -> None:
        self.homes = _with_those_above(home)
        self.regions: dict[str, Known] = {}
        self.region_names: dict[str, str] = {}
        self.groups: dict[str, Known] = {}
        self.organisations: dict[str, Known] = {}
        for region in Region.objects.filter(withdrawn_at=None).order_by("-code"):
            self.regions[region.code] = Known(region_id=region.code, name_en=region.name_en)
            if region.level in _PROVINCIAL or region.level == Level.PREFECTURE:
                self.region_names |= {region.name: region.code, region.short_name: region.code}
        for group in RegionGroup.objects.filter(withdrawn_at=None):
            known = Known(group_id=group.code, name_en=group.name_en)
            self.groups |= dict.fromkeys((group.code, group.name, *group.aliases), known)
        for body in Organisation.objects.filter(withdrawn_at=None):
            known = Known(organisation_id=body.pk, name_en=body.name_en)
            names = (body.name, *body.aliases, *([body.key] if body.key else []))
            self.organisations |= dict.fromkeys(names, known)

    def known(self, *, kind: str, name: str, code: str | None = None, key: str | None = None) -> Known:
        """Whom a party of that kind means. A name nobody knows is kept as printed, bound to nobody."""
        if kind == PartyKind.REGION:
            return self.regions.get(code or self.region_names.get(name, ""), Known())
        if kind == PartyKind.GROUP:
            return self.groups.get(key or name, Known())
        if kind in (PartyKind.ORGANISATION, PartyKind.PARK):
            return self.organisations.get(key or name) or self._at_home(name) or Known()
        return Known()

    def _at_home(self, name: str) -> Known | None:
        rank = next((rank for rank in _OWN_PLACE if name.startswith(rank)), None)
        place = next((home for home in self.homes if rank and home.endswith(rank)), None)
        if rank is None or place is None:
            return None
        office = name.removeprefix(rank)
        names = (office, *(office.replace(short, full, 1) for short, full in _IN_FULL.items() if short in office))
        return next((self.organisations[place + each] for each in names if place + each in self.organisations), None)

    def kind_of(self, name: str) -> str:
        """What kind of party a typed name is; a name nobody knows is a generic actor."""
        if name in self.region_names:
            return PartyKind.REGION
        if name in self.groups:
            return PartyKind.GROUP
        return PartyKind.ORGANISATION if name in self.organisations else PartyKind.GENERIC


def _with_those_above(region: Region | None) -> list[str]:
    """The names of a region and of those above it, the nearest first."""
    names: list[str] = []
    while region is not None:
        names.append(region.name)
        region = region.parent
    return names
