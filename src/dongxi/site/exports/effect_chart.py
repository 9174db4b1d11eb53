"""Charts of an effect: the treated one beside what it is compared with, and its gap among those of the placebos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any

import altair as alt

from dongxi.analysis.evaluation.effect import Effect, Part
from dongxi.site.chart_drawing import named_image, svg
from dongxi.site.charts import FONT, INK, RULE, RULE_STRONG
from dongxi.site.exports import effect_rows as said
from dongxi.site.figures import INK_SOFT

_WIDE, _SLIM, _HEIGHT = 680, 350, 250
_PLACEBO = "#c9c2b3"
_ACCENT = "#8a3a12"
Points = list[dict[str, Any]]


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


def image(chart: Callable[[int], alt.LayerChart], caption: str, description: str, key: str) -> Drawn:
    """A chart drawn at both widths, with a name and a description."""
    wide, slim = (
        named_image(svg(chart(width).to_dict()), title=caption, description=description, key=f"{key}{width}")
        for width in (_WIDE, _SLIM)
    )
    return Drawn(caption=caption, wide=wide, slim=slim)


def _in_words(effect: Effect, part: Part) -> str:
    rows = said.series_rows(effect, part)
    return "；".join(f"{row[0]} 实际 {row[1]}、比照 {row[2]}" for row in (rows[0], rows[-1]))


def _levels(effect: Effect, part: Part, width: int) -> alt.LayerChart:
    names = (f"{part.name} 实际", said.COMPARED[effect.question.method])
    points = [*_points(effect.periods, part.actual, names[0]), *_points(effect.periods, part.compared, names[1])]
    colour = alt.Color("series:N", scale=alt.Scale(domain=list(names), range=[INK, _ACCENT]), legend=None)
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=list(names), range=[[1, 0], [6, 3]]), legend=None)
    x, y = _x(effect.periods), _y(points)
    lines = _base(points).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash)
    return dressed(alt.layer(_start(effect.periods, part.since, width), lines, _labels(points, x, colour)), width)


def _gaps(effect: Effect, part: Part, width: int) -> alt.LayerChart:
    points = _points(effect.periods, part.gap, part.name)
    shown = [part.placebos[i] for i in said.worth_drawing(part)]
    others = [point for each in shown for point in _points(effect.periods, each.gap, each.unit)]
    x, y = _x(effect.periods), _y([*points, *others])
    grey = _base(others).mark_line(strokeWidth=1, color=_PLACEBO).encode(x=x, y=y, detail="series:N")
    own = _base(points).mark_line(strokeWidth=2.5, color=INK).encode(x=x, y=y)
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color=INK_SOFT).encode(y="y:Q")
    label = _labels(points, x, alt.value(INK))
    return dressed(alt.layer(_start(effect.periods, part.since, width), grey, zero, own, label), width)


def _distances(effect: Effect, width: int) -> alt.LayerChart:
    found = effect.did
    assert found is not None
    rows = zip(found.distances.tolist(), found.event_att, found.event_low, found.event_high, strict=True)
    points = [
        {"x": f"{distance:+d}" if distance else "0", "y": float(value), "low": float(low), "high": float(high)}
        for distance, value, low, high in rows
        if isfinite(value) and isfinite(low)
    ]
    ends = [{"y": point[side]} for point in points for side in ("low", "high")]
    x, y = alt.X("x:O", sort=None, axis=_x_axis()), _y(ends)
    base = _base(points)
    span = base.mark_rule(color=INK_SOFT, strokeWidth=1.5).encode(x=x, y=alt.Y("low:Q", scale=y["scale"]), y2="high:Q")
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color=RULE_STRONG).encode(y="y:Q")
    return dressed(alt.layer(zero, span, base.mark_circle(size=40, color=INK, opacity=1).encode(x=x, y=y)), width)


def _points(periods: Sequence[str], values: Any, series: str) -> Points:
    return [
        {"x": period, "y": float(value), "series": series}
        for period, value in zip(periods, values, strict=True)
        if isfinite(value)
    ]


def _base(points: Points) -> alt.Chart:
    return alt.Chart(alt.Data(values=points))


def _x_axis() -> alt.Axis:
    return alt.Axis(grid=False, title=None, labelAngle=0, labelOverlap="greedy", labelSeparation=8)


def _x(periods: Sequence[str]) -> alt.X:
    return alt.X("x:O", sort=list(periods), scale=alt.Scale(domain=list(periods)), axis=_x_axis())


def _y(points: Sequence[Mapping[str, Any]]) -> alt.Y:
    values = [point["y"] for point in points]
    scale = alt.Scale(domain=[min(values), max(values)], nice=True, zero=False)
    axis = alt.Axis(domain=False, ticks=False, tickCount=5, gridColor=RULE, format=",.6~g")
    return alt.Y("y:Q", title=None, scale=scale, axis=axis)


def _start(periods: Sequence[str], since: str, width: int) -> alt.Chart:
    """A line half a step before the first period under treatment."""
    at = -0.5 * (width - 130) / max(len(periods), 1)
    rule = alt.Chart(alt.Data(values=[{"x": since}])).mark_rule(color=RULE_STRONG, strokeDash=[3, 3], xOffset=at)
    return rule.encode(x=_x(periods))


def _labels(points: Points, x: alt.X, colour: Any) -> alt.LayerChart:
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
    text = _base(placed).mark_text(align="left", dx=8, fontSize=13, fontWeight="bold")
    return alt.layer(text.encode(x=x, y=alt.Y("at:Q"), text="series:N", color=colour))


def dressed(chart: alt.LayerChart, width: int, *, height: int = _HEIGHT) -> alt.LayerChart:
    """In our type, fitted to `width`, labels included."""
    return (
        chart.properties(
            width=width,
            height=height,
            padding=6,
            background="transparent",
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(font=FONT)
        .configure_axis(labelFontSize=12, labelColor=INK_SOFT, domainColor=INK, tickColor=INK)
        .configure_view(stroke=None)
    )
