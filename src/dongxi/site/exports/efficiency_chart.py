"""Charts of efficiency: scores with their intervals, or how productivity changed, a bar for each unit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import isfinite
from typing import Any

from dongxi.analysis.evaluation.efficiency_table import EfficiencyTable
from dongxi.site.charts import RULE, RULE_STRONG, Definition, Points, dressed, layer, name, quantity
from dongxi.site.exports import efficiency_rows as said
from dongxi.site.exports.effect_chart import Drawn, image
from dongxi.site.figures import INK, INK_SOFT

MOST = 60
"""Bars that can be read; more units stand in the table only."""
_ROW = 22
_BAR, _INTERVAL = "#8fa3ad", INK


def drawn(found: EfficiencyTable) -> Iterator[Drawn]:
    """One chart, none for too many units."""
    rows = list(_bars(found))
    if len(rows) > MOST:
        return
    if found.change is None:
        level = f"，横线为 {found.intervals.level:.0%} 区间" if found.intervals else ""
        caption, whole = f"各单位的效率{level}；竖线处为 1", 1.0
    else:
        caption, whole = "各单位的累计生产率指数；竖线处为 1，以右为提高", 1.0
    description = "；".join(f"{row['unit']} {row['label']}" for row in rows)
    yield image(partial(_chart, rows, whole), caption, description, "e")


def _bars(found: EfficiencyTable) -> Iterator[dict[str, Any]]:
    if found.change is not None:
        for unit, cumulative, _ in said.whole_rows(found):
            yield {"unit": unit, "y": cumulative, "end": cumulative, "label": f"{cumulative:.3f}"}
        return
    scores = found.scores
    assert scores is not None
    for i in said.order(found):
        value = float(scores.score[i])
        known = isfinite(value)
        row = {"unit": found.task.units[i], "y": value if known else None, "end": value if known else 0.0}
        row["label"] = f"{value:.3f}" if known else said.NO_ANSWER
        if found.intervals:
            low, high = float(found.intervals.low[i]), float(found.intervals.high[i])
            row |= {"low": low, "high": high, "end": max(row["end"], high)}
        yield row


def _chart(rows: Points, whole: float, width: int) -> Definition:
    axis = {"domainColor": INK, "ticks": False, "labelLimit": width // 3, "labelColor": INK, "grid": False}
    y = name("unit", title=None, sort=[row["unit"] for row in rows], axis=axis)
    values = {"orient": "top", "domain": False, "ticks": False, "tickCount": 5, "gridColor": RULE}
    x = quantity("y", title=None, scale={"zero": True, "nice": False}, axis=values)
    layers = [
        layer("bar", {"y": y, "x": x}, rows, size=13, color=_BAR),
        layer("rule", {"x": quantity("x")}, [{"x": whole}], color=RULE_STRONG),
        layer(
            "text",
            {"y": y, "x": quantity("end"), "text": name("label")},
            rows,
            align="left",
            dx=6,
            fontSize=12,
            color=INK_SOFT,
        ),
    ]
    if any("low" in row for row in rows):
        ends = {"y": y, "x": quantity("low"), "x2": {"field": "high"}}
        layers.insert(2, layer("rule", ends, rows, color=_INTERVAL, strokeWidth=1.5))
    return dressed(layers, [], width=width, height=_ROW * len(rows))
