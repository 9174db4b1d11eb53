"""Our own map: a tile for each provincial unit and 兵团, placed as one knows the country, arcs between tiles.

A map is plain data, so that apps need not know of drawing:
    dict(title, tiles=[dict(code, name, row, column, zone, value, label, address)],
         arcs=[dict(origin, target, count, kind, label)], note, unit?, fill?)
`value` None means not reported (hatched). Tiles are filled by value where any tile has one and `fill` is not
"zone", else by zone. An arc runs from partner (`origin`) to beneficiary (`target`), both region codes; its kind is
named (only the plan says so), reported (a public record) or confirmed (by every side). Of several between the same
two one is drawn, of the best supported kind and as wide as that kind's count; the table keeps them all.
With a reviewed base map in the settings the same map is drawn on it, and its 审图号 is printed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.site.map_arcs import Curve, Spot, laid

TILE, GAP, EDGE = 64, 8, 12
STEP = TILE + GAP
CLASSES = 5
FEW = 12
ZONES = {
    "east": _("东部"),
    "west": _("西部"),
    "central": _("中部"),
    "northeast": _("东北"),
    "": _("未划入四大地带"),
}
KINDS = {"named": _("规划提出"), "reported": _("公开报道"), "confirmed": _("各方确认")}
"""What supports an arc, the better the later."""

MapData = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of text on a tile: its baseline in pixels and its size (a class of charts.css)."""

    text: str
    y: float
    size: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A region as drawn: its outline (an SVG path), the middle its arcs leave from, and what stands on it."""

    code: str
    name: str
    lines: tuple[Line, ...]
    address: str
    css: str
    outline: str
    x: float
    y: float
    shows: str


@dataclass(frozen=True, kw_only=True)
class Arc:
    """A curve from partner to beneficiary: the codes of both, its path, its kind, and its width in pixels."""

    ends: str
    path: str
    head: str
    kind: str
    width: float
    label: str


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One line of the legend: how it is drawn (a class of charts.css) and what it means."""

    css: str
    words: str | Promise
    line: bool = False


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything map.html draws. `number` is the 审图号 of the base map, empty for tiles."""

    width: float
    height: float
    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
    legend: tuple[LegendEntry, ...]
    number: str = ""

    @property
    def few_arcs(self) -> bool:
        """Whether its arcs are so few that each may stand out, as where a region was chosen."""
        return len(self.arcs) <= FEW

    @property
    def latin(self) -> bool:
        """Whether labels are Latin words, which on a phone need a wider map than Chinese ones."""
        return any(line.size in {"latin", "small"} for place in self.places for line in place.lines)


def by_value(data: MapData) -> bool:
    """Whether the map is filled by value rather than by zone."""
    return data.get("fill") != "zone" and any(tile.get("value") is not None for tile in data["tiles"])


def steps_of(data: MapData) -> list[float]:
    """Upper limits of the classes of a value map: equal counts of regions, ties kept together."""
    values = sorted(float(tile["value"]) for tile in data["tiles"] if tile.get("value") is not None)
    limits = (values[math.ceil(len(values) * (place + 1) / CLASSES) - 1] for place in range(min(CLASSES, len(values))))
    return sorted(set(limits))


def fill_of(tile: Mapping[str, Any], steps: Sequence[float] | None) -> str:
    """The class that fills a tile: its zone, its value's class, or hatching where nobody reported."""
    if steps is None:
        return f"zone-{tile.get('zone') or 'none'}"
    if tile.get("value") is None:
        return "fill-unreported"
    above = sum(1 for limit in steps if float(tile["value"]) > limit)
    return f"fill-{1 + round(above * (CLASSES - 1) / max(len(steps) - 1, 1))}"


def tiles(data: MapData) -> Picture:
    """The map as tiles."""
    steps = steps_of(data) if by_value(data) else None
    rows, columns = ([tile[axis] for tile in data["tiles"]] for axis in ("row", "column"))
    first_row, first_column = min(rows), min(columns)
    places = tuple(
        place_of(
            tile,
            steps,
            outline=f"M{(x := EDGE + (tile['column'] - first_column) * STEP)} "
            f"{(y := EDGE + (tile['row'] - first_row) * STEP)}h{TILE}v{TILE}h-{TILE}z",
            x=x + TILE / 2,
            y=y + TILE / 2,
        )
        for tile in data["tiles"]
    )
    return Picture(
        width=2 * EDGE + (max(columns) - first_column + 1) * STEP - GAP,
        height=2 * EDGE + (max(rows) - first_row + 1) * STEP - GAP,
        places=places,
        arcs=arcs_of(data, places),
        legend=legend_of(data, steps),
    )


def place_of(tile: Mapping[str, Any], steps: Sequence[float] | None, *, outline: str, x: float, y: float) -> Place:
    value = tile.get("value")
    return Place(
        code=tile["code"],
        name=str(tile["name"]),
        lines=lettering(str(tile.get("label") or tile["name"]), "" if value is None else f"{value:,}", middle=y),
        address=tile.get("address") or "",
        css=fill_of(tile, steps),
        outline=outline,
        x=round(x, 1),
        y=round(y, 1),
        shows="" if value is None else f"{value:,}",
    )


SIZES = {"full": 15.0, "latin": 12.0, "small": 10.0, "shows": 12.0}
WIDTHS = {"full": 15.0, "latin": 6.6, "small": 5.5, "shows": 7.0}
"""Of a character of each size, in pixels, about."""
CLEAR = 5.0


def lettering(label: str, shows: str, *, middle: float) -> tuple[Line, ...]:
    """A label on one or two lines and the value under it, centred about `middle`; long Latin words are set smaller."""
    words = label.split() if len(label) > 9 else [label]
    half = (len(words) + 1) // 2
    parts = [part for part in (" ".join(words[:half]), " ".join(words[half:])) if part]
    size = "full" if not label.isascii() else "latin" if max(map(len, parts), default=0) <= 9 else "small"
    rows = [(part, size) for part in parts] + ([(shows, "shows")] if shows else [])
    top = middle - sum(SIZES[kind] * 1.2 for _text, kind in rows) / 2
    lines = []
    for text, kind in rows:
        lines.append(Line(text=text, y=round(top + SIZES[kind] * 0.97, 1), size=kind))
        top += SIZES[kind] * 1.2
    return tuple(lines)


def arcs_of(data: MapData, places: Sequence[Place]) -> tuple[Arc, ...]:
    """One arc for each pair of regions on the map, widest first, so that thin ones stay visible above."""
    at = {place.code: place for place in places}
    pairs: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for arc in data.get("arcs") or ():
        if arc["origin"] in at and arc["target"] in at and arc["origin"] != arc["target"]:
            pairs.setdefault((arc["origin"], arc["target"]), []).append(arc)
    curves = laid(tuple(map(_spot, places)), tuple(pairs))
    arcs = [_arc(given, curves[pair]) for pair, given in pairs.items()]
    return tuple(sorted(arcs, key=lambda arc: -arc.width))


def _spot(place: Place) -> Spot:
    """The box about a place's words that arcs keep clear of."""
    wide = max((len(line.text) * WIDTHS[line.size] for line in place.lines), default=0.0) / 2
    high = sum(SIZES[line.size] * 1.2 for line in place.lines) / 2
    return Spot(code=place.code, x=place.x, y=place.y, wide=wide + CLEAR, high=high + CLEAR)


def _arc(given: Sequence[Mapping[str, Any]], curve: Curve) -> Arc:
    """What stands for a pair: its best supported kind, as wide as what is told of that kind; its label tells of all."""
    kind = max((arc["kind"] for arc in given), key=list(KINDS).index)
    count = sum(arc["count"] for arc in given if arc["kind"] == kind)
    width = round(1 + 0.6 * math.sqrt(max(count, 1) - 1), 2)
    start, first, second, end = (f"{x:.1f} {y:.1f}" for x, y in (curve.start, curve.first, curve.second, curve.end))
    return Arc(
        ends=f"{given[0]['origin']} {given[0]['target']}",
        path=f"M{start}C{first} {second} {end}",
        head=_arrow(*curve.second, *curve.end, size=4 + width),
        kind=kind,
        width=width,
        label=gettext("；").join(str(arc["label"]) for arc in given if arc.get("label")),
    )


def _arrow(from_x: float, from_y: float, x: float, y: float, *, size: float) -> str:
    """A small triangle whose tip is (x, y)."""
    angle = math.atan2(y - from_y, x - from_x)
    corners = [(x - size * math.cos(angle + turn), y - size * math.sin(angle + turn)) for turn in (0.42, -0.42)]
    return f"M{x:.1f} {y:.1f}" + "".join(f"L{cx:.1f} {cy:.1f}" for cx, cy in corners) + "z"


def legend_of(data: MapData, steps: Sequence[float] | None) -> tuple[LegendEntry, ...]:
    """In words: what fills mean, what strokes mean; only what this map shows."""
    return (*_fill_legend(data, steps), *_arc_legend(data))


def _fill_legend(data: MapData, steps: Sequence[float] | None) -> list[LegendEntry]:
    if steps is None:
        present = {tile.get("zone") or "" for tile in data["tiles"]}
        return [
            LegendEntry(css=f"zone-{zone or 'none'}", words=words) for zone, words in ZONES.items() if zone in present
        ]
    entries = []
    for place, limit in enumerate(steps):
        css = fill_of({"value": limit}, steps)
        words = f"≤ {limit:,g}" if place == 0 else f"{steps[place - 1]:,g} – {limit:,g}"
        entries.append(LegendEntry(css=css, words=words))
    if any(tile.get("value") is None for tile in data["tiles"]):
        entries.append(LegendEntry(css="fill-unreported", words=_("未报")))
    return entries


def _arc_legend(data: MapData) -> list[LegendEntry]:
    present = {arc["kind"] for arc in data.get("arcs") or ()}
    words = KINDS | ({"named": _("只有规划提出")} if len(present) > 1 else {})
    return [LegendEntry(css=kind, words=words[kind], line=True) for kind in KINDS if kind in present]
