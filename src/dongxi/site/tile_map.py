"""Our own map: a tile for each provincial unit and 兵团, placed as one knows the country, arcs between tiles.

A map is plain data, so that apps need not know of drawing:
    dict(title, tiles=[dict(code, name, row, column, zone, value, label, address)],
         arcs=[dict(origin, target, count, kind, label)], note, unit?, fill?)
`value` None means not reported (hatched). Tiles are filled by value where any tile has one and `fill` is not
"zone", else by zone. An arc runs from partner (`origin`) to beneficiary (`target`), both region codes; its kind is
named (only the plan says so), reported (a public record) or confirmed (by every side).
With a reviewed base map in the settings the same map is drawn on it, and its 审图号 is printed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TILE, GAP, EDGE = 64, 8, 12
STEP = TILE + GAP
CLASSES = 5
ZONES = {
    "east": _("东部"),
    "west": _("西部"),
    "central": _("中部"),
    "northeast": _("东北"),
    "": _("未划入四大地带"),
}
BOWS = {"named": 0.24, "reported": 0.15, "confirmed": 0.32}  # apart, so that two kinds of one pair are both seen
KINDS = {"named": _("规划提出"), "reported": _("公开报道"), "confirmed": _("各方确认")}

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
    """A curve from partner to beneficiary: its path, its kind, and its width in pixels."""

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
        arcs=arcs_of(data, places, start=TILE * 0.34),
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


def arcs_of(data: MapData, places: Sequence[Place], *, start: float) -> tuple[Arc, ...]:
    """The arcs between regions on the map, widest first, so that thin ones stay visible above."""
    at = {place.code: place for place in places}
    known = [arc for arc in data.get("arcs") or () if arc["origin"] in at and arc["target"] in at]
    known = [arc for arc in known if arc["origin"] != arc["target"]]
    return tuple(
        _arc(arc, at[arc["origin"]], at[arc["target"]], start=start)
        for arc in sorted(known, key=lambda arc: -arc["count"])
    )


def _arc(arc: Mapping[str, Any], origin: Place, target: Place, *, start: float) -> Arc:
    """A quadratic curve bowed to the left of its direction, from near one middle to near the other."""
    dx, dy = target.x - origin.x, target.y - origin.y
    length = math.hypot(dx, dy)
    bow = min(BOWS[arc["kind"]] * length, 240 * BOWS[arc["kind"]])
    cx, cy = (origin.x + target.x) / 2 + dy / length * bow, (origin.y + target.y) / 2 - dx / length * bow
    sx, sy = _towards(origin.x, origin.y, cx, cy, start)
    ex, ey = _towards(target.x, target.y, cx, cy, start)
    width = round(1.25 + 1.1 * math.sqrt(max(arc["count"], 1) - 1), 2)
    return Arc(
        path=f"M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}",
        head=_arrow(cx, cy, ex, ey, size=5 + width),
        kind=arc["kind"],
        width=width,
        label=str(arc.get("label") or ""),
    )


def _towards(x: float, y: float, to_x: float, to_y: float, distance: float) -> tuple[float, float]:
    length = math.hypot(to_x - x, to_y - y) or 1.0
    return x + (to_x - x) / length * distance, y + (to_y - y) / length * distance


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
    return [LegendEntry(css=kind, words=words, line=True) for kind, words in KINDS.items() if kind in present]
