"""Who is named together with whom, on a map and in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dongxi.apps.cooperation.queries import Link, in_scope, links_between_provinces, visible_records
from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.plans.models import NamedPairingSide, Plan
from dongxi.apps.plans.rules import PartyKind
from dongxi.apps.records.permissions import province_of


@dataclass(frozen=True, kw_only=True)
class Links:
    """Pairs of provinces: those the national plan names, and those that counted public records report."""

    named: tuple[Link, ...]
    reported: tuple[Link, ...]


def links_in_scope(*, plan: Plan | None, to: Any, strand: str = "", region: str = "", year: str = "") -> Links:
    """Who is named with whom, in a strand, touching a region, in a year; the plan's pairings hold all its horizon."""
    named = _named_links(plan, strand) if not year or _within(plan, int(year)) else []
    reported = links_between_provinces(in_scope(visible_records(to=to), strand=strand, year=year))
    home = province_of(region) if region else ""
    keep = [[link for link in links if home in ("", link.partner, link.beneficiary)] for links in (named, reported)]
    return Links(named=tuple(keep[0]), reported=tuple(keep[1]))


def cooperation_map(links: Links) -> dict[str, Any]:
    """Tiles by zone, with arcs for what the plan names between places (dashed) and what counted records report."""
    return {
        "title": _("国家方案点名的结对与公开记录中的合作"),
        "tiles": tiles(),
        "arcs": [
            *(_arc(link, "named", _("国家方案点名%(n)s次")) for link in links.named),
            *(_arc(link, "reported", _("公开记录%(n)s条")) for link in links.reported),
        ],
        "note": _(
            "虚线只画国家方案点名到具体地区或园区的关系，实线只画有官方或媒体来源的公开记录；转载条目不画，泛称（如“东部省市”）不推定到省。"
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
            "label": _short(str(region)),
            "address": reverse("portal:region", args=[region.code]),
        }
        for region in provinces()
        if region.tile_row is not None
    ]


def _short(name: str) -> str:
    """A name of many English words by its initials, so that it fits a tile: XPCC."""
    words = name.split()
    return "".join(word[0] for word in words if word[0].isupper()) if len(words) > 2 else name


@dataclass(frozen=True)
class Partner:
    """A province on the other side: how often the plan names the two together, how often counted records do."""

    region: Region
    named: int
    reported: int


def partners_of(region: Region, *, links: Links) -> list[Partner]:
    """Provinces that the national plan or counted public records name together with this one, most often first."""
    home = province_of(region.code)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for column, kind in enumerate((links.named, links.reported)):
        for link in kind:
            other = link.partner if link.beneficiary == home else link.beneficiary
            counts[other][column] += link.count
    known = Region.objects.in_bulk(counts)
    rows = [Partner(known[code], named, reported) for code, (named, reported) in counts.items() if code in known]
    return sorted(rows, key=lambda row: (-row.named - row.reported, row.region.code))


def _named_links(plan: Plan | None, strand: str) -> list[Link]:
    if plan is None:
        return []
    sides = NamedPairingSide.objects.filter(pairing__task__plan=plan).select_related("organisation")
    sides = sides.prefetch_related("group__members")
    if strand:
        sides = sides.filter(pairing__task__strand=strand)
    by_pairing: dict[int, dict[str, set[str]]] = defaultdict(lambda: {"a": set(), "b": set()})
    for side in sides:
        if province := _province_named(side):
            by_pairing[side.pairing_id][side.side].add(province)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pairing in by_pairing.values():
        for partner in pairing["b"]:
            for beneficiary in pairing["a"] - {partner}:
                counts[partner, beneficiary] += 1
    return [Link(partner, beneficiary, n) for (partner, beneficiary), n in sorted(counts.items())]


def _province_named(side: NamedPairingSide) -> str:
    """The province a side lies in: a region's, a park's, or that of a group whose members share one; else nothing."""
    places = {member.pk for member in side.group.members.all()} if side.group else {side.region_id}
    if side.organisation and side.kind == PartyKind.PARK:
        places = {side.organisation.region_id}
    provinces_named = {province_of(place) for place in places if place}
    return provinces_named.pop() if len(provinces_named) == 1 else ""


def _within(plan: Plan | None, year: int) -> bool:
    return plan is not None and (plan.horizon_start or year) <= year <= (plan.horizon_end or year)


def _arc(link: Link, kind: str, label: str) -> dict[str, Any]:
    return {
        "origin": link.partner,
        "target": link.beneficiary,
        "count": link.count,
        "kind": kind,
        "label": label % {"n": link.count},
    }
