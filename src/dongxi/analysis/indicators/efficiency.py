"""Efficiency of research: what provinces make of expenditure and people, in contracts sold and patents granted.

DEA of one year's shipped figures, all provinces on one frontier, as studies.toml sets it out. It says how much more the
best would make of the same means, not whether the means were well spent: contracts and patents are not all that
research is for, and much of them comes from earlier years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from dongxi.analysis.evaluation.dea import Efficiency, dea
from dongxi.analysis.evaluation.dea_bootstrap import EfficiencyIntervals, dea_bootstrap
from dongxi.analysis.evaluation.errors import TooFew
from dongxi.analysis.evaluation.result import Floats, Integers, Words
from dongxi.analysis.flags import DOUBTFUL_FLAGS
from dongxi.analysis.indicators.measures import places, series_name, studies
from dongxi.data import shared_csv, shared_toml

WHY = Words(
    zh="问的是另一件事：不看水平，看同样的研发经费和人员换来多少技术合同和发明专利。投入少的省也可以效率高。",
    en="Another question: not how high, but how many contracts and patents came of the same expenditure and people. A "
    "province with little may be efficient.",
)
HOW = Words(
    zh="前沿由全国各省当年的数值构成，规模报酬可变。投入和产出取同一年，未留时滞；跨省的合同和专利按卖方、申请人所在地计。",
    en="The frontier is made of all provinces in that year, with variable returns to scale. Inputs and outputs are of "
    "the same year, without a lag; contracts and patents count where the seller and the applicant are.",
)
CORRECTION = Words(
    zh="自助法校正后的效率低于直接算出的：在列各省构成的前沿只会偏低。区间重叠的省，名次先后不能断定。",
    en="Corrected by the bootstrap, efficiency is lower than as computed: a frontier of those observed can only be too "
    "low. Where intervals overlap, the order cannot be told.",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class EfficiencyStudy:
    """`regions` (n codes) with `inputs` (n, m) and `outputs` (n, s) as published in the `year`; `found` their
    efficiency by `dea`. `left_out`: regions with a figure missing or in doubt. Names of series in both languages."""

    year: int
    regions: tuple[str, ...]
    left_out: tuple[str, ...]
    input_names: tuple[Words, ...]
    output_names: tuple[Words, ...]
    inputs: Floats
    outputs: Floats
    found: Efficiency


def efficiency_study(*, year: int) -> EfficiencyStudy:
    """Efficiency in a year. TooFew where fewer than half the provinces have all figures."""
    asked = studies()["efficiency"]
    figures = _figures((*asked["inputs"], *asked["outputs"]), year)
    codes = sorted(places())
    whole = tuple(code for code in codes if not np.isnan(figures[code]).any())
    if len(whole) * 2 < len(codes):
        raise TooFew(
            zh=f"{year} 年只有 {len(whole)} 个省的研发投入和产出数值齐全，不测算效率。",
            en=f"In {year} only {len(whole)} provinces have all inputs and outputs of research: no efficiency is told.",
        )
    table, cut = np.array([figures[code] for code in whole]), len(asked["inputs"])
    return EfficiencyStudy(
        year=year,
        regions=whole,
        left_out=tuple(code for code in codes if code not in whole),
        input_names=tuple(series_name(code) for code in asked["inputs"]),
        output_names=tuple(series_name(code) for code in asked["outputs"]),
        inputs=table[:, :cut],
        outputs=table[:, cut:],
        found=dea(
            inputs=table[:, :cut],
            outputs=table[:, cut:],
            units=whole,
            returns=asked["returns"],
            orientation=asked["orientation"],
        ),
    )


def efficiency_intervals(*, of: EfficiencyStudy) -> EfficiencyIntervals:
    """Intervals of the same, by the bootstrap: some seconds."""
    asked = studies()["efficiency"]
    return dea_bootstrap(
        inputs=of.inputs,
        outputs=of.outputs,
        units=of.regions,
        draws=asked["draws"],
        level=asked["level"],
        returns=asked["returns"],
        orientation=asked["orientation"],
    )


def places_by_intervals(*, low: Floats, high: Floats) -> tuple[Integers, Integers]:
    """First and last place (n,) a unit may hold: behind all whose interval lies above, before all whose lies below."""
    above = (low[None, :] > high[:, None]).sum(axis=1)
    below = (high[None, :] < low[:, None]).sum(axis=1)
    return np.asarray(1 + above), np.asarray(len(low) - below)


def _figures(series: Sequence[str], year: int) -> dict[str, Floats]:
    """Province → values of the series in the year, in their units; NaN where not published or in doubt."""
    scales = {row["code"]: row["scale"] for row in shared_toml("indicators")["indicator"]}
    held = {code: np.full(len(series), np.nan) for code in places()}
    for row in shared_csv("statistics"):
        known = row["indicator"] in series and row["year"] == str(year) and row["flag"] not in DOUBTFUL_FLAGS
        if known and row["region"] in held:
            value = Decimal(row["value"]).scaleb(-scales[row["indicator"]])
            held[row["region"]][series.index(row["indicator"])] = float(value)
    return held
