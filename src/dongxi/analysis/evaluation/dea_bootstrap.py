"""Intervals for DEA: the frontier of a sample lies inside the true one, by how much a smoothed bootstrap tells.

Simar & Wilson (1998), with distances of one or more (Shephard 1970) and the basic intervals of their 2000 paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import enough, one_of
from dongxi.analysis.evaluation.errors import NoVariation
from dongxi.analysis.evaluation.production import Production, assumed, production
from dongxi.analysis.evaluation.radial import radial
from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Integers, Result, Words, listed

Progress = Callable[[int, int], None]
_ON_FRONTIER = 1e-9
_PROGRAMMES_AT_ONCE = 300


@dataclass(frozen=True, kw_only=True, eq=False)
class EfficiencyIntervals(Result):
    """All (n,), shares of the best 0…1: `efficiency` as estimated; `corrected` for bias; `low`, `high` ends of the
    interval at `level`. `bias` (n,) = efficiency − corrected ≥ 0; `worth_correcting` (n,) where the bias is large
    against its own noise. `bandwidth` of the smoothing, in distances; `draws` of the bootstrap."""

    units: tuple[str, ...]
    returns: str
    orientation: str
    level: float
    draws: int
    efficiency: Floats
    corrected: Floats
    low: Floats
    high: Floats
    bias: Floats
    worth_correcting: Flags
    bandwidth: float


def dea_bootstrap(
    *,
    inputs: ArrayLike,
    outputs: ArrayLike,
    returns: str = "variable",
    orientation: str = "input",
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
    units: Sequence[str] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> EfficiencyIntervals:
    """Bias-corrected efficiency with intervals; data and options as of `dea`. `progress` is told draws done, to do.

    Refuses fewer than 100 draws and fewer than three units inside the frontier: nothing could be resampled.
    """
    one_of(orientation, known=("input", "output"), what=Words(zh="导向", en="The orientation"))
    enough(
        draws,
        needed=100,
        what=Words(zh="自助抽样", en="bootstrap draws"),
        why=Words(zh="少了得不出区间的两端，请增加次数", en="fewer give no ends of intervals; draw more"),
    )
    data = production(inputs=inputs, outputs=outputs, units=units, input_names=input_names, output_names=output_names)
    sample = radial(of=data, against=data, returns=returns, orientation=orientation, slacks=False)
    distance = np.maximum(_shephard(sample.distance, orientation), 1.0)
    width = _bandwidth(distance)
    rng = np.random.default_rng(seed)
    drawn = np.empty((draws, len(distance)))
    at_once = max(1, _PROGRAMMES_AT_ONCE // len(distance))
    for first in range(0, draws, at_once):
        some = slice(first, min(first + at_once, draws))
        moved = np.stack([_smoothed(distance, width, rng) for _ in range(some.stop - some.start)])
        drawn[some] = _distances(data, distance, moved, sample.peers, returns, orientation)
        if progress:
            progress(some.stop, draws)
    return _result(data, returns, orientation, level, distance, drawn, width)


def _shephard(farrell: Floats, orientation: str) -> Floats:
    return np.asarray(1 / farrell if orientation == "input" else farrell)


def _distances(
    data: Production,
    distance: Floats,
    moved: Floats,
    peers: tuple[Integers, ...],
    returns: str,
    orientation: str,
) -> Floats:
    """Distances (b, n) of all units to the frontier of each of b samples, in which they lie `moved` (b, n) from it."""
    b, n = moved.shape
    many = replace(data, x=np.tile(data.x, (b, 1)), y=np.tile(data.y, (b, 1)))
    pseudo = _moved(many, np.tile(distance, b), moved.ravel(), orientation)
    start = tuple(np.union1d(peers[i], i) + draw * n for draw in range(b) for i in range(n))
    found = radial(
        of=many,
        against=pseudo,
        returns=returns,
        orientation=orientation,
        start=start,
        groups=np.repeat(np.arange(b), n),
        slacks=False,
    )
    return _shephard(found.distance, orientation).reshape(b, n)


def _bandwidth(distance: Floats) -> float:
    """Silverman's rule on the inner units and their mirror images at one, scaled to all n (Simar & Wilson 2008)."""
    inner = distance[distance > 1 + _ON_FRONTIER]
    if len(inner) < 3:
        raise NoVariation(
            zh=f"只有 {len(inner)} 个单位不在前沿，无从重抽样。请减少投入产出项数或增加单位。",
            en=f"Only {len(inner)} units lie inside the frontier; nothing to resample. Use fewer inputs and outputs.",
        )
    mirrored = np.concatenate([inner, 2 - inner])
    low, high = np.quantile(mirrored, [0.25, 0.75])
    spread = mirrored.std(ddof=1)
    rule = 0.9 * min(spread, (high - low) / 1.34) * len(mirrored) ** -0.2
    return float(rule * (len(mirrored) / len(distance)) ** 0.2 * distance.std(ddof=1) / spread)


def _smoothed(distance: Floats, width: float, rng: np.random.Generator) -> Floats:
    """Distances (n,) drawn with replacement, blurred, reflected at one, with the spread about one they had before.

    Simar & Wilson (1998) undo the blur's variance about the mean of the draws, which leaves a gap next to the frontier
    and intervals that miss it. The sample with its mirror images has its mean at one: there the spread is restored.
    """
    n = len(distance)
    blurred = distance[rng.integers(n, size=n)] + width * rng.standard_normal(n)
    spread = float(((distance - 1) ** 2).mean())
    return np.asarray(1 + np.abs(blurred - 1) / np.sqrt(1 + width**2 / spread))


def _moved(data: Production, distance: Floats, drawn: Floats, orientation: str) -> Production:
    """Every unit put at its drawn distance from the estimated frontier, along its own ray."""
    factor = (drawn / distance)[:, None]
    if orientation == "input":
        return replace(data, x=data.x * factor)
    return replace(data, y=data.y / factor)


def _result(
    data: Production, returns: str, orientation: str, level: float, distance: Floats, drawn: Floats, width: float
) -> EfficiencyIntervals:
    bias = drawn.mean(axis=0) - distance
    tail = (1 - level) / 2
    below, above = np.quantile(drawn - distance, [tail, 1 - tail], axis=0)
    corrected, low, high = 1 / (distance - bias), 1 / (distance - below), 1 / (distance - above)
    efficiency = 1 / distance
    return EfficiencyIntervals(
        units=data.units,
        returns=returns,
        orientation=orientation,
        level=level,
        draws=len(drawn),
        efficiency=efficiency,
        corrected=corrected,
        low=low,
        high=high,
        bias=efficiency - corrected,
        worth_correcting=np.abs(bias) > drawn.std(axis=0, ddof=1) / np.sqrt(3),
        bandwidth=width,
        reading=_reading(data.units, corrected, low, high, level),
        assumptions=(*assumed(data, efficient=int((distance <= 1 + _ON_FRONTIER).sum())), _alike()),
    )


def _reading(units: tuple[str, ...], corrected: Floats, low: Floats, high: Floats, level: float) -> Words:
    best = int(np.argmax(corrected))
    tied = listed([units[i] for i in np.flatnonzero(high >= low[best]) if i != best])
    return Words(
        zh=f"校正偏差后{units[best]}最高（{corrected[best]:.3f}，{level:.0%} 区间 {low[best]:.3f}–{high[best]:.3f}）；"
        + (f"区间与之重叠、不能断言更低的有{tied.zh}。" if tied.zh else "其余单位的区间均低于它。"),
        en=f"Corrected for bias {units[best]} is highest ({corrected[best]:.3f}, {level:.0%} interval {low[best]:.3f}–"
        f"{high[best]:.3f}); "
        + (f"overlapping, hence not shown to be lower: {tied.en}." if tied.en else "all others lie below."),
    )


def _alike() -> Assumption:
    return Assumption(
        name="one_distribution_of_inefficiency",
        holds=None,
        words=Words(
            zh="重抽样视各单位的低效来自同一分布，与规模和结构无关。",
            en="Resampling takes inefficiency as drawn from one distribution, whatever a unit's size and mix.",
        ),
    )
