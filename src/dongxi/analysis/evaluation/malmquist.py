"""Malmquist index: productivity from one period to the next, split into catching up and moving the frontier.

Färe, Grosskopf, Norris & Zhang (1994): geometric mean of the index against the old and the new frontier, constant
returns; the efficiency part split further into pure efficiency (variable returns) and scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import PERIODS, enough, names, numbers
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.production import INPUTS, OUTPUTS, Production, assumed, production
from dongxi.analysis.evaluation.radial import radial
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words


@dataclass(frozen=True, kw_only=True, eq=False)
class Malmquist(Result):
    """All (n, T − 1), factors from each period to the next, above 1 for better: `index` = `efficiency_change` ×
    `technical_change`; `efficiency_change` = `pure_change` × `scale_change`. `mean` (T − 1,) geometric mean of the
    index over units; `cumulative` (n,) its product over time. `efficiency` (n, T) within each period."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    orientation: str
    index: Floats
    efficiency_change: Floats
    technical_change: Floats
    pure_change: Floats
    scale_change: Floats
    mean: Floats
    cumulative: Floats
    efficiency: Floats


def malmquist(
    *,
    inputs: ArrayLike,
    outputs: ArrayLike,
    orientation: str = "output",
    units: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> Malmquist:
    """Productivity of n units over T ≥ 2 periods from `inputs` (n, T, m) and `outputs` (n, T, s).

    The same units in every period: a unit with a missing value is refused, not skipped. `orientation` matters for the
    split of the efficiency part only.
    """
    x, y = numbers(inputs, ndim=3, what=INPUTS), numbers(outputs, ndim=3, what=OUTPUTS)
    if x.shape[:2] != y.shape[:2]:
        raise DoesNotFit(
            zh=f"投入为 {x.shape[0]} 个单位、{x.shape[1]} 期，产出为 {y.shape[0]} 个、{y.shape[1]} 期，应一致。",
            en=f"Inputs cover {x.shape[0]} units and {x.shape[1]} periods, outputs {y.shape[0]} and {y.shape[1]}.",
        )
    spans = names(periods, count=x.shape[1], what=PERIODS, prefix="T")
    enough(len(spans), needed=2, what=PERIODS, why=Words(zh="指数比较相邻两期", en="the index compares two"))
    years = [
        production(inputs=x[:, t], outputs=y[:, t], units=units, input_names=input_names, output_names=output_names)
        for t in range(len(spans))
    ]
    own = np.stack([_share(year, year, "constant", orientation) for year in years], axis=1)
    pure = np.stack([_share(year, year, "variable", orientation) for year in years], axis=1)
    steps = range(len(years) - 1)
    later_on_old = np.stack([_share(years[t + 1], years[t], "constant", orientation) for t in steps], axis=1)
    earlier_on_new = np.stack([_share(years[t], years[t + 1], "constant", orientation) for t in steps], axis=1)
    catching_up = own[:, 1:] / own[:, :-1]
    frontier = np.sqrt(later_on_old / own[:, 1:] * own[:, :-1] / earlier_on_new)
    index, pure_change = catching_up * frontier, pure[:, 1:] / pure[:, :-1]
    mean = np.exp(np.log(index).mean(axis=0))
    return Malmquist(
        units=years[0].units,
        periods=spans,
        orientation=orientation,
        index=index,
        efficiency_change=catching_up,
        technical_change=frontier,
        pure_change=pure_change,
        scale_change=catching_up / pure_change,
        mean=mean,
        cumulative=index.prod(axis=1),
        efficiency=own,
        reading=_reading(spans, index, catching_up, frontier),
        assumptions=(*assumed(years[0], efficient=int((own[:, 0] > 1 - 1e-9).sum())), _regress(frontier)),
    )


def _share(of: Production, against: Production, returns: str, orientation: str) -> Floats:
    found = radial(of=of, against=against, returns=returns, orientation=orientation, slacks=False).distance
    return np.asarray(found if orientation == "input" else 1 / found)


def _reading(periods: tuple[str, ...], index: Floats, catching_up: Floats, frontier: Floats) -> Words:
    whole, near, moved = (float(np.exp(np.log(part).mean())) for part in (index, catching_up, frontier))
    direction = Words(zh="提高", en="rose") if whole > 1 else Words(zh="下降", en="fell")
    if abs(whole - 1) < 5e-4:
        direction = Words(zh="基本不变，变化", en="hardly changed:")
    return Words(
        zh=f"{periods[0]}–{periods[-1]}，生产率平均每期{direction.zh} {abs(whole - 1):.1%}："
        f"效率变化 {near - 1:+.1%}，前沿移动 {moved - 1:+.1%}。",
        en=f"{periods[0]}–{periods[-1]}: productivity {direction.en} {abs(whole - 1):.1%} a period on average; "
        f"catching up {near - 1:+.1%}, the frontier {moved - 1:+.1%}.",
    )


def _regress(frontier: Floats) -> Assumption:
    share = float((frontier < 1).mean())
    return Assumption(
        name="frontier_does_not_fall_back",
        holds=share <= 0.5,
        words=Words(
            zh=f"{share:.0%} 的观测显示前沿后退；技术少有倒退，多半是口径变化、价格或数据误差。",
            en=f"The frontier falls back in {share:.0%} of cases; techniques are seldom lost: look at definitions, "
            "prices and errors.",
        ),
    )
