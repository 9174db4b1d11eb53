"""The charts of a report, drawn from the same definitions as the pages'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import vl_convert

from dongxi.analysis.reporting.model import Chart, Report, blocks_of
from dongxi.site.chart_drawing import svg
from dongxi.site.charts import Definition, bar_chart, interval_chart, line_chart
from dongxi.site.figures import Figure

WIDTH = 600
_SCALE = 2
_KINDS: dict[str, Callable[..., Definition]] = {"line": line_chart, "bar": bar_chart, "interval": interval_chart}
Tell = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart as SVG, and as PNG for those who cannot take it."""

    svg: str

    @cached_property
    def png(self) -> bytes:
        return vl_convert.svg_to_png(self.svg, scale=_SCALE)


def definition(kind: str, plot: Figure) -> Definition:
    """A chart of a report as it is given to be drawn."""
    return _KINDS[kind](plot, width=WIDTH)


def drawn(kind: str, plot: Figure) -> Picture:
    """A chart of a report."""
    return Picture(svg=svg(definition(kind, plot)))


def pictures(report: Report, *, tell: Tell | None = None) -> dict[str, Picture]:
    """Every chart of a report by its caption, which carries its number."""
    charts = [block for block in blocks_of(report) if isinstance(block, Chart)]
    found = {}
    for done, chart in enumerate(charts, start=1):
        found[chart.caption] = drawn(chart.kind, chart.plot)
        if tell:
            tell(done, len(charts))
    return found
