"""Charts of an effect: the treated one beside what it is compared with, and its gap among those of the placebos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any

from dongxi.analysis.evaluation.effect import Effect, Part
from dongxi.site.chart_drawing import named_image, svg
from dongxi.site.charts import (
    BEHIND,
    RULE,
    RULE_STRONG,
    Definition,
    Points,
    dressed,
    layer,
    name,
    quantity,
)
from dongxi.site.exports import effect_rows as said
from dongxi.site.figures import INK, INK_SOFT

_WIDE, _SLIM, _HEIGHT = 680, 350, 250
_ACCENT = "#8a3a12"
_X_AXIS = {"grid": False, "labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart as SVG for wide and for narrow screens, with its caption."""

    caption: str
    wide: str
    slim: str


def drawn(effect: Effect) -> Iterator[Drawn]:
    """Two charts for each part, and with did one by distance from the start."""
    for number, part in enumerate(effect.parts):
        compared = said.COMPARED[effect.question.method]
        caption = f"{part.name}：“{effect.question.outcome}”的实际值与{compared}，竖线右侧为 {part.since} 起"
        yield image(partial(_levels, effect, part), caption, _in_words(effect, part), f"l{number}")
        shown = len(said.worth_drawing(part))
        caption = f"{part.name}：差距（实际减{compared}），灰线为 {shown} 个安慰剂各自的差距{said.not_drawn(part)}"
        yield image(partial(_gaps, effect, part), caption, said.distribution(part), f"g{number}")
    if effect.did is not None:
        caption = f"距起始各期的变化，竖线为 {effect.did.level:.0%} 同时置信带，0 为受处理的第一期"
        yield image(partial(_distances, effect), caption, said.paragraph(effect).zh, "d")


def image(chart: Callable[[int], Definition], caption: str, description: str, key: str) -> Drawn:
    """A chart drawn at both widths, with a name and a description."""
    wide, slim = (
        named_image(svg(chart(width)), title=caption, description=description, key=f"{key}{width}")
        for width in (_WIDE, _SLIM)
    )
    return Drawn(caption=caption, wide=wide, slim=slim)


def _in_words(effect: Effect, part: Part) -> str:
    rows = said.series_rows(effect, part)
    return "；".join(f"{row[0]} 实际 {row[1]}、比照 {row[2]}" for row in (rows[0], rows[-1]))


def _levels(effect: Effect, part: Part, width: int) -> Definition:
    names = [f"{part.name} 实际", said.COMPARED[effect.question.method]]
    points = [*_points(effect.periods, part.actual, names[0]), *_points(effect.periods, part.compared, names[1])]
    colour = name("series", scale={"domain": names, "range": [INK, _ACCENT]}, legend=None)
    dash = name("series", scale={"domain": names, "range": [[1, 0], [6, 3]]}, legend=None)
    x, y = _x(effect.periods), _y(points)
    lines = layer("line", {"x": x, "y": y, "color": colour, "strokeDash": dash}, points, strokeWidth=2)
    layers = [_start(effect.periods, part.since, width), lines, _labels(points, x, colour)]
    return dressed(layers, [], width=width, height=_HEIGHT)


def _gaps(effect: Effect, part: Part, width: int) -> Definition:
    points = _points(effect.periods, part.gap, part.name)
    shown = [part.placebos[i] for i in said.worth_drawing(part)]
    others = [point for each in shown for point in _points(effect.periods, each.gap, each.unit)]
    x, y = _x(effect.periods), _y([*points, *others])
    layers = [
        _start(effect.periods, part.since, width),
        layer("line", {"x": x, "y": y, "detail": name("series")}, others, strokeWidth=1, color=BEHIND),
        _zero(INK_SOFT),
        layer("line", {"x": x, "y": y}, points, strokeWidth=2.5, color=INK),
        _labels(points, x, {"value": INK}),
    ]
    return dressed(layers, [], width=width, height=_HEIGHT)


def _distances(effect: Effect, width: int) -> Definition:
    found = effect.did
    assert found is not None
    rows = zip(found.distances.tolist(), found.event_att, found.event_low, found.event_high, strict=True)
    points = [
        {"x": f"{distance:+d}" if distance else "0", "y": float(value), "low": float(low), "high": float(high)}
        for distance, value, low, high in rows
        if isfinite(value) and isfinite(low)
    ]
    y = _y([{"y": point[side]} for point in points for side in ("low", "high")])
    x = {"field": "x", "type": "ordinal", "title": None, "sort": None, "axis": _X_AXIS}
    ends = {"x": x, "y": quantity("low", scale=y["scale"]), "y2": {"field": "high"}}
    layers = [
        _zero(RULE_STRONG),
        layer("rule", ends, points, color=INK_SOFT, strokeWidth=1.5),
        layer("circle", {"x": x, "y": y}, points, size=40, color=INK, opacity=1),
    ]
    return dressed(layers, [], width=width, height=_HEIGHT)


def _points(periods: Sequence[str], values: Any, series: str) -> Points:
    return [
        {"x": period, "y": float(value), "series": series}
        for period, value in zip(periods, values, strict=True)
        if isfinite(value)
    ]


def _x(periods: Sequence[str]) -> Definition:
    order = list(periods)
    return {"field": "x", "type": "ordinal", "title": None, "sort": order, "scale": {"domain": order}, "axis": _X_AXIS}


def _y(points: Sequence[Mapping[str, Any]]) -> Definition:
    values = [point["y"] for point in points]
    scale = {"domain": [min(values), max(values)], "nice": True, "zero": False}
    axis = {"domain": False, "ticks": False, "tickCount": 5, "gridColor": RULE, "format": ",.6~g"}
    return quantity("y", title=None, scale=scale, axis=axis)


def _zero(colour: str) -> Definition:
    return layer("rule", {"y": quantity("y")}, [{"y": 0}], color=colour)


def _start(periods: Sequence[str], since: str, width: int) -> Definition:
    """A line half a step before the first period under treatment."""
    at = -0.5 * (width - 130) / max(len(periods), 1)
    return layer("rule", {"x": _x(periods)}, [{"x": since}], color=RULE_STRONG, strokeDash=[3, 3], xOffset=at)


def _labels(points: Points, x: Definition, colour: Definition) -> Definition:
    """Names at the ends of lines, apart where the ends are close."""
    last = {point["series"]: point for point in points}
    ends = sorted(last.values(), key=lambda point: point["y"])
    values = [point["y"] for point in points]
    gap, below = (max(values) - min(values)) * 0.075, None
    placed = []
    for point in ends:
        at = point["y"] if below is None else max(point["y"], below + gap)
        placed.append({**point, "at": at})
        below = at
    text = {"x": x, "y": quantity("at"), "text": name("series"), "color": colour}
    return layer("text", text, placed, align="left", dx=8, fontSize=13, fontWeight="bold")
