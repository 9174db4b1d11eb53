"""A reviewed base map, given by the operator as GeoJSON with its 审图号, drawn in the place of tiles.

Each feature names its region by `code`, `adcode`, `gb` or `id` (GB/T 2260, six digits; 156 before it is dropped).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from dongxi.site import tile_map
from dongxi.site.tile_map import MapData, Picture

WIDTH = 720.0
CODE_KEYS = ("code", "adcode", "gb", "id")
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One feature, projected: its SVG path and the middle of its largest ring, in pixels. Code empty: no region."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """All shapes of the file, and the height that WIDTH pixels of width give."""

    shapes: tuple[Shape, ...]
    height: float


def available() -> bool:
    """Whether a base map is set together with its 审图号: without the number it may not be shown."""
    return bool(settings.BASE_MAP and settings.BASE_MAP_NUMBER)


def draw(data: MapData) -> Picture:
    """The map on the reviewed base map; what the file shows beside the regions is drawn as it is."""
    base = _read(settings.BASE_MAP, Path(settings.BASE_MAP).stat().st_mtime_ns)
    steps = tile_map.steps_of(data) if tile_map.by_value(data) else None
    known = {tile["code"]: tile for tile in data["tiles"]}
    places = tuple(
        tile_map.place_of(known.get(shape.code, _BESIDE), steps, outline=shape.path, x=shape.x, y=shape.y)
        for shape in base.shapes
    )
    return Picture(
        width=WIDTH,
        height=base.height,
        places=places,
        arcs=tile_map.arcs_of(data, [place for place in places if place.code]),
        legend=tile_map.legend_of(data, steps),
        number=settings.BASE_MAP_NUMBER,
    )


_BESIDE: dict[str, Any] = {"code": "", "name": "", "zone": "", "value": None}


@lru_cache(maxsize=2)
def _read(path: str, _changed: int) -> BaseMap:
    features = json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    rings = [(_code(feature), list(_rings(feature["geometry"]))) for feature in features]
    points = [point for _name, each in rings for ring in each for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)
    shapes = tuple(_shape(code, each, west, north, scale * squeeze, scale) for code, each in rings)
    return BaseMap(shapes=shapes, height=round((north - south) * scale, 1))


def _code(feature: dict[str, Any]) -> str:
    told = {**feature.get("properties", {}), "id": feature.get("id") or feature.get("properties", {}).get("id")}
    digits = next((str(told[key]) for key in CODE_KEYS if told.get(key)), "")
    return digits.removeprefix("156") if len(digits) == 9 else digits


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    """Every ring or line of a geometry, whatever its kind."""
    depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[geometry["type"]]
    level = [geometry["coordinates"]]
    for _step in range(depth):
        level = [part for each in level for part in each]
    yield from level


def _shape(code: str, rings: list[Ring], west: float, north: float, by_x: float, by_y: float) -> Shape:
    """Plate carrée, longitudes shortened by the cosine of the middle latitude."""
    drawn = [[((p[0] - west) * by_x, (north - p[1]) * by_y) for p in ring] for ring in rings]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) for ring in drawn)
    largest = max(drawn, key=len)
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    return Shape(code=code, path=path, x=(min(xs) + max(xs)) / 2, y=(min(ys) + max(ys)) / 2)
