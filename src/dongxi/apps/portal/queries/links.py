"""Who is named together with whom, on a map and in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dongxi.apps.cooperation.queries import Link, links_between_provinces, visible_records
from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.plans.models import NamedPairingSide, Plan
from dongxi.apps.plans.queries import national_plan


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
class Partner:
    """A province on the other side: how often the plan names the two together, how often counted records do."""

    region: Region
    named: int
    reported: int


def partners_of(region: Region, *, to: Any) -> list[Partner]:
    """Provinces that the national plan or counted public records name together with this one, most often first."""
    home = f"{region.code[:2]}0000"
    plan = national_plan()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for column, links in enumerate((_named_links(plan, ""), links_between_provinces(visible_records(to=to)))):
        for link in links:
            if home in (link.partner, link.beneficiary):
                other = link.partner if link.beneficiary == home else link.beneficiary
                counts[other][column] += link.count
    known = Region.objects.in_bulk(counts)
    rows = [Partner(known[code], named, reported) for code, (named, reported) in counts.items() if code in known]
    return sorted(rows, key=lambda row: (-row.named - row.reported, row.region.code))


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
