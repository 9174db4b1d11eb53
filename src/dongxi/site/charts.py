"""Charts as definitions: one Altair chart serves the page (drawn here, upgraded in the browser) and the report.

A chart is made of a figure (`dongxi.site.figures`). Altair is large: import this module where something is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from dongxi.site.figures import INK_SOFT, NUMBERS, SIDE_COLOURS, Figure, Series, series_of, written_number

FONT = "Noto Sans SC"
INK, RULE, RULE_STRONG = "#1f2933", "#e3dfd6", "#a79f8f"
LINE_HEIGHT, LABEL_GAP, ROW_HEIGHT = 260, 17, 22


def number(value: Any) -> float | None:
    """A value as JSON holds it."""
    return None if value is None else float(value)


def line_chart(figure: Figure, *, width: int) -> alt.LayerChart:
    """Lines labelled at their ends, cut at breaks and at years nobody reported. `width` in pixels, labels included."""
    series = series_of(figure)
    points = [point for each in series for point in _points(each, figure)]
    x = _x(points)
    y = alt.Y("y:Q", title=_unit(figure), scale=alt.Scale(domain=span(points), nice=True), axis=_value_axis())
    colour, dash = _colour(series), _dash(series)
    base = alt.Chart(alt.Data(values=points)).encode(x=x, y=y, color=colour)
    layers = [
        *_break_layers(figure, x),
        *_interval_layers(points, x, y, colour),
        base.mark_line(strokeWidth=2).encode(strokeDash=dash, detail="segment:N"),
        base.mark_circle(size=22, opacity=1).encode(tooltip=_tooltip(figure)),
        _end_labels(series, points, x, y, colour),
    ]
    return _dressed(alt.layer(*layers), width=width, height=LINE_HEIGHT)


def bar_chart(figure: Figure, *, width: int) -> alt.LayerChart:
    """Bars from zero, one row each, the value written at the end; a value nobody reported is a word, not a bar."""
    series = series_of(figure)
    points = [_bar(each, row) for each in series for row in each.rows]
    names = list(dict.fromkeys(point["x"] for point in points))
    y = alt.Y("x:N", title=None, sort=names, axis=_name_axis())
    x = alt.X("y:Q", title=_unit(figure), scale=alt.Scale(zero=True, nice=True), axis=_value_axis(orient="top"))
    several = {"yOffset": alt.YOffset("series:N", sort=[each.name for each in series])} if len(series) > 1 else {}
    base = alt.Chart(alt.Data(values=points)).encode(y=y, x=x, **several)
    colour = alt.Color("colour:N", scale=None, legend=None)
    layers = [
        base.mark_bar(size=14 if len(series) == 1 else 9).encode(color=colour, tooltip=_tooltip(figure)),
        *_interval_layers(points, x, y, colour, ends=("x", "x2")),
        base.mark_text(align="left", dx=5, fontSize=12).encode(
            x=alt.X("at:Q"), text="label:N", color=alt.value(INK), y=y, **several
        ),
    ]
    height = ROW_HEIGHT * len(names) if len(series) == 1 else (12 * len(series) + 10) * len(names)
    return _dressed(alt.layer(*layers), width=width, height=height)


def interval_chart(figure: Figure, *, width: int) -> alt.LayerChart:
    """Places with their intervals, one row each, the first place on the left: a line from low to high, a dot at y."""
    [series] = series_of(figure)
    points = [{**_point(series, row), "label": _interval_label(row)} for row in series.rows if row["y"] is not None]
    last = max((point["high"] or point["y"] for point in points), default=1.0)
    y = alt.Y("x:N", title=None, sort=[point["x"] for point in points], axis=_name_axis())
    scale = alt.Scale(domain=[0.5, last + 0.5], nice=False)
    axis = _value_axis(orient="top", tickMinStep=1, format="d")
    base = alt.Chart(alt.Data(values=points)).encode(y=y)
    span = {"x": alt.X("low:Q", scale=scale, axis=axis, title=_unit(figure)), "x2": "high:Q"}
    colour = alt.value(series.colour)
    layers = [
        base.mark_rule(strokeWidth=7, opacity=0.35, strokeCap="round").encode(color=colour, **span),
        base.mark_circle(size=70, opacity=1).encode(
            x=alt.X("y:Q", scale=scale), color=colour, tooltip=_tooltip(figure)
        ),
        base.mark_text(align="left", dx=12, fontSize=12, color=INK).encode(
            x=alt.X("high:Q", scale=scale), text="label:N"
        ),
    ]
    return _dressed(alt.layer(*layers), width=width, height=ROW_HEIGHT * len(points))


def _interval_label(row: Mapping[str, Any]) -> str:
    own = written_number(row["y"])
    return own if row.get("low") == row.get("high") else f"{own} ({row['low']}–{row['high']})"


def _points(series: Series, figure: Figure) -> list[dict[str, Any]]:
    """Rows of a line with the segment they belong to: a new one after every gap and at every break."""
    cuts = sorted(each["x"] for each in figure.get("breaks") or () if each.get("cut", True))
    points, segment, before = [], 0, None
    for row in sorted(series.rows, key=lambda row: row["x"]):
        if row["y"] is None or (before is not None and any(before < cut <= row["x"] for cut in cuts)):
            segment += 1
        before = row["x"]
        if row["y"] is not None:
            points.append({**_point(series, row), "segment": f"{series.name} {segment}"})
    return points


def _point(series: Series, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "x": row["x"] if isinstance(row["x"], int) else str(row["x"]),
        "y": number(row["y"]),
        "low": number(row.get("low")),
        "high": number(row.get("high")),
        "series": series.name,
    }


def _bar(series: Series, row: Mapping[str, Any]) -> dict[str, Any]:
    side = row.get("side") if row.get("side") in SIDE_COLOURS else series.side
    written = _("未报") if row["y"] is None else written_number(row["y"])
    label = f"{series.name} {written}" if series.name and len(series.name) <= 8 else written
    point = _point(series, row)
    at = max(filter(None, (point["y"], point["high"], 0.0)), default=0.0)
    return {**point, "x": str(row["x"]), "at": at, "label": label, "colour": SIDE_COLOURS[side]}


def _x(points: Sequence[Mapping[str, Any]]) -> alt.X:
    if all(isinstance(point["x"], int) for point in points):
        axis = alt.Axis(format="d", tickMinStep=1, grid=False, title=None, labelOverlap="greedy", labelSeparation=8)
        return alt.X("x:Q", scale=alt.Scale(zero=False, nice=False, padding=6), axis=axis)
    return alt.X("x:O", sort=None, axis=alt.Axis(grid=False, title=None, labelAngle=0))


def span(points: Sequence[Mapping[str, Any]]) -> list[float]:
    """Lowest and highest value drawn, intervals included, with a little air."""
    values = [value for point in points for value in (point["y"], point["low"], point["high"]) if value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = (high - low) * 0.06 or abs(high) * 0.06 or 1.0
    return [low - air if low < 0 or low - air > 0 else 0.0, high + air]


def _colour(series: Sequence[Series]) -> alt.Color:
    scale = alt.Scale(domain=[each.name for each in series], range=[each.colour for each in series])
    return alt.Color("series:N", scale=scale, legend=None)


def _dash(series: Sequence[Series]) -> alt.StrokeDash:
    scale = alt.Scale(domain=[each.name for each in series], range=[each.dash for each in series])
    return alt.StrokeDash("series:N", scale=scale, legend=None)


def _tooltip(figure: Figure) -> list[alt.Tooltip]:
    unit = figure.get("unit") or ""
    return [
        alt.Tooltip("series:N", title=_("系列")),
        alt.Tooltip("x:N", title=_("项")),
        alt.Tooltip("y:Q", title=str(unit) or _("数值"), format=",.6~f"),
    ]


def _unit(figure: Figure) -> str:
    return _("单位：%(unit)s") % {"unit": figure["unit"]} if figure.get("unit") else ""


def _value_axis(**changes: Any) -> alt.Axis:
    return alt.Axis(
        domain=False,
        ticks=False,
        tickCount=5,
        gridColor=RULE,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        **(changes or {"titleY": -12, "titleX": -4}),
    )


def _name_axis() -> alt.Axis:
    return alt.Axis(domainColor=INK, ticks=False, labelLimit=150, labelColor=INK, labelFontSize=12, grid=False)


def _break_layers(figure: Figure, x: alt.X) -> list[alt.Chart]:
    breaks = sorted(figure.get("breaks") or (), key=lambda each: each["x"])
    if not breaks:
        return []
    marks = [
        {"x": each["x"] - 0.5 if isinstance(each["x"], int) else each["x"], "mark": NUMBERS[place % len(NUMBERS)]}
        for place, each in enumerate(breaks)
    ]
    base = alt.Chart(alt.Data(values=marks)).encode(x=x)
    return [
        base.mark_rule(color=RULE_STRONG, strokeDash=[3, 3]),
        base.mark_text(dy=-4, baseline="bottom", color=INK_SOFT, fontSize=13).encode(y=alt.value(0), text="mark:N"),
    ]


def _interval_layers(
    points: Sequence[Mapping[str, Any]], x: Any, y: Any, colour: alt.Color, ends: tuple[str, str] = ("y", "y2")
) -> list[alt.Chart]:
    known = [point for point in points if point["low"] is not None and point["high"] is not None]
    if not known:
        return []
    spans = {"y": {"y": alt.Y("low:Q"), "y2": "high:Q", "x": x}, "x": {"x": alt.X("low:Q"), "x2": "high:Q", "y": y}}
    base = alt.Chart(alt.Data(values=known)).mark_rule(strokeWidth=1.5, opacity=0.7)
    return [base.encode(color=colour if ends[0] == "y" else alt.value(INK), **spans[ends[0]])]


def _end_labels(
    series: Sequence[Series], points: Sequence[Mapping[str, Any]], x: alt.X, y: alt.Y, colour: alt.Color
) -> alt.Chart:
    ends = [
        {**last, "label": f"{each.name} {written_number(_given(each, last))}"} for each, last in _last(series, points)
    ]
    low, high = span(points)
    gap = (high - low) * LABEL_GAP / (LINE_HEIGHT - 40)
    for below, label in zip([None, *sorted(ends, key=_height)], sorted(ends, key=_height), strict=False):
        label["label_y"] = label["y"] if below is None else max(label["y"], below["label_y"] + gap)
    base = alt.Chart(alt.Data(values=ends)).mark_text(align="left", dx=9, fontSize=13, fontWeight="bold")
    return base.encode(x=x, y=alt.Y("label_y:Q"), text="label:N", color=colour)


def _height(label: Mapping[str, Any]) -> float:
    return label["y"]


def _last(series: Sequence[Series], points: Sequence[Mapping[str, Any]]) -> list[tuple[Series, Mapping[str, Any]]]:
    last = {point["series"]: point for point in points}
    return [(each, last[each.name]) for each in series if each.name in last]


def _given(series: Series, point: Mapping[str, Any]) -> Any:
    """The value as the caller wrote it (a Decimal keeps its places)."""
    return next(row["y"] for row in series.rows if row["x"] == point["x"] or str(row["x"]) == point["x"])


def _dressed(chart: alt.LayerChart, *, width: int, height: int) -> alt.LayerChart:
    """Fitted to `width`: Vega itself leaves room for the labels that stand beyond the last point."""
    return (
        chart.properties(
            width=width,
            height=height,
            padding={"left": 4, "right": 8, "top": 8, "bottom": 4},
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            background="transparent",
        )
        .configure(font=FONT)
        .configure_axis(
            labelFontSize=12,
            labelColor=INK_SOFT,
            titleFontSize=12,
            titleFontWeight="normal",
            titleColor=INK_SOFT,
            domainColor=INK,
            tickColor=INK,
        )
        .configure_view(stroke=None)
    )
