"""Charts as Vega-Lite definitions: one serves the page (drawn here, upgraded in the browser) and the report.

A chart is made of a figure (`dongxi.site.figures`). Layers are plain data, as Vega-Lite takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dongxi.site.figures import (
    INK,
    INK_SOFT,
    NUMBERS,
    SIDE_COLOURS,
    Figure,
    Series,
    in_brackets,
    interval_of,
    series_of,
    side_of,
    with_doubt,
    writing,
)

FONT = "Noto Sans SC"
RULE, RULE_STRONG, BEHIND = "#e3dfd6", "#a79f8f", "#c9c2b3"
LINE_HEIGHT, LABEL_GAP, ROW_HEIGHT = 260, 17, 22
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

Definition = dict[str, Any]
Points = list[dict[str, Any]]


def number(value: Any) -> float | None:
    """A value as JSON holds it."""
    return None if value is None else float(value)


def line_chart(figure: Figure, *, width: int) -> Definition:
    """Lines labelled at their ends, cut at breaks and at years nobody reported; many thin ones behind them, if given.

    `width` in pixels, labels included.
    """
    series = series_of(figure)
    points = [point for each in series for point in _points(each, figure)]
    behind = [{**row, "y": number(row["y"])} for row in figure.get("behind") or ()]
    x, ends = _x(points), span([*points, *behind])
    y = quantity(
        "y", title=_unit(figure), scale={"domain": ends, "nice": True}, axis=_value_axis(titleY=-12, titleX=-4)
    )
    colour = _by_series(series, [each.colour for each in series])
    dash = _by_series(series, [each.dash for each in series])
    place = {"x": x, "y": y, "color": colour}
    layers = [
        *_behind_layers(behind, x, y),
        *_break_layers(figure, x),
        *_interval_layers(points, {"x": x, "y": quantity("low"), "y2": {"field": "high"}, "color": colour}),
        layer("line", {**place, "strokeDash": dash, "detail": name("segment")}, strokeWidth=2),
        layer("circle", {**place, "tooltip": _tooltip(figure)}, size=22, opacity=1),
        *_doubt_layers(points, {"x": x, "y": y, "color": colour}),
        _end_labels(series, points, ends, {"x": x, "color": colour}, writing(figure)),
    ]
    return dressed(layers, points, width=width, height=LINE_HEIGHT)


def bar_chart(figure: Figure, *, width: int) -> Definition:
    """Bars from zero, one row each, the value written at the end; a value nobody reported is a word, not a bar."""
    series = series_of(figure)
    write = writing(figure)
    points = [_bar(each, row, write) for each in series for row in each.rows]
    names = list(dict.fromkeys(point["x"] for point in points))
    row: Definition = {"y": _rows(names)}
    if len(series) > 1:
        row["yOffset"] = name("series", sort=[each.name for each in series])
    x = quantity("y", title=_unit(figure), scale={"zero": True, "nice": True}, axis=_value_axis(orient="top"))
    colour = name("colour", scale=None, legend=None)
    ink = {"value": INK}
    layers = [
        layer(
            "bar",
            {**row, "x": x, "color": colour, "tooltip": _tooltip(figure)},
            size=14 if len(series) == 1 else 9,
        ),
        *_interval_layers(points, {**row, "x": quantity("low"), "x2": {"field": "high"}, "color": ink}),
        layer(
            "text", {**row, "x": quantity("at"), "text": name("label"), "color": ink}, align="left", dx=5, fontSize=12
        ),
    ]
    height = ROW_HEIGHT * len(names) if len(series) == 1 else (12 * len(series) + 10) * len(names)
    return dressed(layers, points, width=width, height=height)


def interval_chart(figure: Figure, *, width: int) -> Definition:
    """Places with their intervals, one row each, the first place on the left: a line from low to high, a dot at y.

    Every row says its interval, also one of a single place: `7 (7–7)`."""
    [series], write = series_of(figure), writing(figure)
    points = [
        {**_point(series, row), "label": _interval_label(row, write)} for row in series.rows if row["y"] is not None
    ]
    last = max((point["high"] or point["y"] for point in points), default=1.0)
    row, scale = {"y": _rows([point["x"] for point in points])}, {"domain": [0.5, last + 0.5], "nice": False}
    axis = _value_axis(orient="top", tickMinStep=1, format="d")
    low = quantity("low", scale=scale, axis=axis, title=_unit(figure))
    at, high = (quantity(field, scale=scale) for field in ("y", "high"))
    colour = {"value": series.colour}
    layers = [
        layer(
            "rule",
            {**row, "x": low, "x2": {"field": "high"}, "color": colour},
            strokeWidth=7,
            opacity=0.35,
            strokeCap="round",
        ),
        layer("circle", {**row, "x": at, "color": colour, "tooltip": _tooltip(figure)}, size=70, opacity=1),
        layer("text", {**row, "x": high, "text": name("label")}, align="left", dx=12, fontSize=12, color=INK),
    ]
    return dressed(layers, points, width=width, height=ROW_HEIGHT * len(points))


def layer(mark: str, encoding: Definition, values: Points | None = None, **looks: Any) -> Definition:
    """One mark with what it shows; `values` of its own, or those of the whole chart."""
    own = {} if values is None else {"data": {"values": values}}
    return {**own, "mark": {"type": mark, **looks}, "encoding": encoding}


def quantity(field: str, **options: Any) -> Definition:
    """A number of the points along an axis."""
    return {"field": field, "type": "quantitative", **options}


def name(field: str, **options: Any) -> Definition:
    """A word of the points."""
    return {"field": field, "type": "nominal", **options}


def _interval_label(row: Mapping[str, Any], write: Callable[[Any], str]) -> str:
    return with_doubt(write(row["y"]) + in_brackets(interval_of(row, write)), row)


def _points(series: Series, figure: Figure) -> Points:
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
        "doubtful": bool(row.get("doubtful")),
    }


def _bar(series: Series, row: Mapping[str, Any], write: Callable[[Any], str]) -> dict[str, Any]:
    own = "side" not in row or side_of(row) == series.side
    written = _("未报") if row["y"] is None else with_doubt(write(row["y"]), row)
    label = f"{series.name} {written}" if series.name and len(series.name) <= 8 else written
    point = _point(series, row)
    at = max(filter(None, (point["y"], point["high"], 0.0)), default=0.0)
    colour = series.colour if own else SIDE_COLOURS[side_of(row)]
    return {**point, "x": str(row["x"]), "at": at, "label": label, "colour": colour}


def _x(points: Sequence[Mapping[str, Any]]) -> Definition:
    if all(isinstance(point["x"], int) for point in points):
        axis = {"format": "d", "tickMinStep": 1, "grid": False, "labelOverlap": "greedy", "labelSeparation": 8}
        return quantity("x", title=None, scale={"zero": False, "nice": False, "padding": 6}, axis=axis)
    return {"field": "x", "type": "ordinal", "title": None, "sort": None, "axis": {"grid": False, "labelAngle": 0}}


def span(points: Sequence[Mapping[str, Any]]) -> list[float]:
    """Lowest and highest value drawn, intervals included, with a little air."""
    drawn = (point.get(key) for point in points for key in ("y", "low", "high"))
    values = [value for value in drawn if value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = (high - low) * 0.06 or abs(high) * 0.06 or 1.0
    return [low - air if low < 0 or low - air > 0 else 0.0, high + air]


def _by_series(series: Sequence[Series], looks: Sequence[Any]) -> Definition:
    return name("series", legend=None, scale={"domain": [each.name for each in series], "range": list(looks)})


def _tooltip(figure: Figure) -> list[Definition]:
    unit = figure.get("unit") or ""
    return [
        name("series", title=_("系列")),
        name("x", title=_("项")),
        quantity("y", title=str(unit) or _("数值"), format=",.6~f"),
    ]


def _unit(figure: Figure) -> str:
    return _("单位：%(unit)s") % {"unit": figure["unit"]} if figure.get("unit") else ""


def _value_axis(**more: Any) -> Definition:
    return {
        "domain": False,
        "ticks": False,
        "tickCount": 5,
        "gridColor": RULE,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "start",
        **more,
    }


def _rows(names: Sequence[str]) -> Definition:
    axis = {
        "domainColor": INK,
        "ticks": False,
        "labelLimit": 150,
        "labelColor": INK,
        "labelFontSize": 12,
        "grid": False,
    }
    return name("x", title=None, sort=list(names), axis=axis)


def _behind_layers(behind: Points, x: Definition, y: Definition) -> list[Definition]:
    if not behind:
        return []
    return [layer("line", {"x": x, "y": y, "detail": name("series")}, behind, strokeWidth=1, color=BEHIND)]


def _break_layers(figure: Figure, x: Definition) -> list[Definition]:
    breaks = sorted(figure.get("breaks") or (), key=lambda each: each["x"])
    if not breaks:
        return []
    marks = [
        {"x": each["x"] - 0.5 if isinstance(each["x"], int) else each["x"], "mark": NUMBERS[place % len(NUMBERS)]}
        for place, each in enumerate(breaks)
    ]
    top = {"x": x, "y": {"value": 0}, "text": name("mark")}
    return [
        layer("rule", {"x": x}, marks, color=RULE_STRONG, strokeDash=[3, 3]),
        layer("text", top, marks, dy=-4, baseline="bottom", color=INK_SOFT, fontSize=13),
    ]


def _doubt_layers(points: Points, encoding: Definition) -> list[Definition]:
    """The word above each point in doubt."""
    doubtful = [{**point, "label": pgettext("数值", "存疑")} for point in points if point["doubtful"]]
    looks = {"dy": -6, "baseline": "bottom", "fontSize": 11}
    return [layer("text", {**encoding, "text": name("label")}, doubtful, **looks)] if doubtful else []


def _interval_layers(points: Points, encoding: Definition) -> list[Definition]:
    known = [point for point in points if point["low"] is not None and point["high"] is not None]
    return [layer("rule", encoding, known, strokeWidth=1.5, opacity=0.7)] if known else []


def _end_labels(
    series: Sequence[Series],
    points: Points,
    ends: Sequence[float],
    encoding: Definition,
    write: Callable[[Any], str],
) -> Definition:
    """The name and last value of each line, apart where the lines end close together."""
    labels = [{**last, "label": f"{each.name} {write(_given(each, last))}"} for each, last in _last(series, points)]
    gap = (ends[1] - ends[0]) * LABEL_GAP / (LINE_HEIGHT - 40)
    for below, label in zip([None, *sorted(labels, key=_height)], sorted(labels, key=_height), strict=False):
        label["label_y"] = label["y"] if below is None else max(label["y"], below["label_y"] + gap)
    text = {**encoding, "y": quantity("label_y"), "text": name("label")}
    return layer("text", text, labels, align="left", dx=9, fontSize=13, fontWeight="bold")


def _height(label: Mapping[str, Any]) -> float:
    return float(label["y"])


def _last(series: Sequence[Series], points: Points) -> list[tuple[Series, dict[str, Any]]]:
    last = {point["series"]: point for point in points}
    return [(each, last[each.name]) for each in series if each.name in last]


def _given(series: Series, point: Mapping[str, Any]) -> Any:
    """The value as the caller wrote it (a Decimal keeps its places)."""
    return next(row["y"] for row in series.rows if row["x"] == point["x"] or str(row["x"]) == point["x"])


def dressed(layers: Sequence[Definition], points: Points, *, width: int, height: int) -> Definition:
    """In our type, fitted to `width`: Vega itself leaves room for the labels that stand beyond the last point. `points`
    are those that layers without points of their own show."""
    return {
        "$schema": SCHEMA,
        "data": {"values": points},
        "layer": list(layers),
        "width": width,
        "height": height,
        "padding": {"left": 4, "right": 8, "top": 8, "bottom": 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": "transparent",
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 12,
                "labelColor": INK_SOFT,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "titleColor": INK_SOFT,
                "domainColor": INK,
                "tickColor": INK,
            },
        },
    }
