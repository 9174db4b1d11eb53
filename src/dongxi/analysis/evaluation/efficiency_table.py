"""Efficiency of the units of a table, by the model one asks for: scores, slacks, peers, targets, intervals, change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.checks import enough
from dongxi.analysis.evaluation.choosing import chosen, span, unknown
from dongxi.analysis.evaluation.dea import dea
from dongxi.analysis.evaluation.dea_bootstrap import EfficiencyIntervals, dea_bootstrap
from dongxi.analysis.evaluation.doubtful import bare, whose
from dongxi.analysis.evaluation.errors import DoesNotFit, NotSolved
from dongxi.analysis.evaluation.malmquist import Malmquist, malmquist
from dongxi.analysis.evaluation.panel import Panel
from dongxi.analysis.evaluation.ranks import ranks
from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Integers, Words, listed
from dongxi.analysis.evaluation.slacks_based import slacks_based
from dongxi.analysis.evaluation.super_efficiency import super_efficiency

MODELS = ("ccr", "bcc", "super", "sbm")
ORIENTATIONS = {"in": "input", "out": "output"}
MOST_UNITS = 5000
WIDE = 1e6
"""How many times the least of a column its largest may be before that is a reason why no programme is solved."""
_NOISE = 1e-6
"""Share of a value below which a slack is rounding."""
_UNITS = Words(zh="单位", en="unit")
Progress = Callable[[int, int], None]
Peers = tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True, kw_only=True)
class DoubtfulFigure:
    """A figure in doubt: whose, of which input or output, when (empty if there are no periods), the mark's words."""

    unit: str
    variable: str
    period: str
    words: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """What is to be measured: `inputs` (n, T, m) and `outputs` (n, T, s) of `units` over `periods`. `doubtful`: those
    of these figures that are marked; `totals`: that units look like totals; `notes`: how the table was read."""

    table: str
    model: str
    orientation: str
    units: tuple[str, ...]
    periods: tuple[str, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    inputs: Floats
    outputs: Floats
    draws: int | None
    doubtful: tuple[DoubtfulFigure, ...]
    totals: Words | None = None
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """All (n, …) in the order of the units: `score`, NaN where others cannot do what a unit does; `ranks`, 0 for those;
    `efficient`; slacks (n, m) and (n, s) and the targets they lead to, in the units of the data; `peers` with λ."""

    score: Floats
    ranks: Integers
    efficient: Flags
    input_slacks: Floats
    output_slacks: Floats
    input_targets: Floats
    output_targets: Floats
    peers: Peers


@dataclass(frozen=True, kw_only=True, eq=False)
class EfficiencyTable:
    """The answer to a `task`: `scores` and perhaps `intervals` for one period, `change` for several."""

    task: Task
    scores: Scores | None
    intervals: EfficiencyIntervals | None
    change: Malmquist | None
    reading: Words
    assumptions: tuple[Assumption, ...]
    notes: tuple[Words, ...]


def task(
    *,
    panel: Panel,
    inputs: Sequence[str],
    outputs: Sequence[str],
    model: str = "ccr",
    orientation: str | None = None,
    units: str | None = None,
    without: str | None = None,
    at: str | None = None,
    draws: int | None = None,
) -> Task:
    """The task, from what somebody typed. CannotEvaluate with the nearest names, the place and what to do."""
    if model not in MODELS:
        raise unknown(model, known=MODELS, what=Words(zh="模型", en="model"))
    if orientation is not None and orientation not in ORIENTATIONS:
        raise unknown(orientation, known=tuple(ORIENTATIONS), what=Words(zh="导向", en="orientation"))
    if twice := [name for name in inputs if name in outputs]:
        told = listed(twice)
        raise DoesNotFit(
            zh=f"{told.zh}既作投入又作产出。请只列在一处。", en=f"{told.en} is both input and output. List it once."
        )
    periods = panel.periods if at is None else span(at, periods=panel.periods)
    _belongs(model, orientation, draws, len(periods))
    who = _units(panel, units, without)
    rows = [panel.units.index(name) for name in who]
    columns = [panel.periods.index(period) for period in periods]
    for name in (*inputs, *outputs):
        mend = "请补上，或用 --without 剔除该单位" + ("，或用 --at 避开该时期" if len(panel.periods) > 1 else "")
        mend_en = "supply them, leave the unit out (--without) or avoid the period (--at)"
        panel.require(name, units=who, periods=periods, mend=mend, mend_en=mend_en)
        panel.require_computable(name, units=who)
    x, y = (
        np.stack([panel.values[name][np.ix_(rows, columns)] for name in names], axis=2) for names in (inputs, outputs)
    )
    return Task(
        table=panel.table,
        model=model,
        orientation=ORIENTATIONS[orientation or "in"],
        units=who,
        periods=periods,
        input_names=tuple(inputs),
        output_names=tuple(outputs),
        inputs=x,
        outputs=y,
        draws=draws,
        doubtful=_doubtful(panel, who, periods, (*inputs, *outputs)),
        totals=panel.totals(who),
        notes=panel.notes,
    )


def _doubtful(
    panel: Panel, units: Sequence[str], periods: Sequence[str], variables: Sequence[str]
) -> tuple[DoubtfulFigure, ...]:
    return tuple(
        DoubtfulFigure(unit=unit, variable=variable, period=period, words=words)
        for unit in units
        for variable in variables
        for period in periods
        if (words := panel.doubtful.get(variable, {}).get((unit, period)))
    )


def _belongs(model: str, orientation: str | None, draws: int | None, periods: int) -> None:
    if model == "sbm" and orientation is not None:
        raise DoesNotFit(
            zh="sbm 同时计算投入过多和产出不足，不分导向。请去掉 --orientation。",
            en="sbm counts excess and shortfall at once and has no orientation. Leave it out.",
        )
    if draws is not None and (model not in ("ccr", "bcc") or periods > 1):
        raise DoesNotFit(
            zh="自助区间只用于单个时期的 ccr 和 bcc。请去掉 --bootstrap，或改模型、用 --at 选一个时期。",
            en="Bootstrap intervals are for ccr and bcc in one period. Leave them out or choose such.",
        )
    if periods > 1 and model not in ("ccr", "bcc"):
        raise DoesNotFit(
            zh=f"多个时期的 Malmquist 指数不用 {model} 计算。请用 --model ccr，或用 --at 选一个时期。",
            en=f"The Malmquist index over periods does not use {model}. Use ccr, or choose one period.",
        )


def _units(panel: Panel, units: str | None, without: str | None) -> tuple[str, ...]:
    named = chosen(units, known=panel.units, what=_UNITS) if units else panel.units
    lost = chosen(without, known=panel.units, what=_UNITS) if without else ()
    found = tuple(name for name in named if name not in lost)
    why = Words(
        zh="效率是相互比较得出的。请在 --units 中多写几个，或少写 --without",
        en="efficiency compares units; name more of them, or leave out fewer",
    )
    enough(len(found), needed=2, what=_UNITS, why=why)
    if len(found) > MOST_UNITS:
        raise DoesNotFit(
            zh=f"有 {len(found):,} 个单位，最多 {MOST_UNITS:,} 个。请按地区或类别分组，用 --units 分别计算。",
            en=f"There are {len(found):,} units; at most {MOST_UNITS:,}. Measure groups of one kind by themselves.",
        )
    return found


def efficiency_table(*, task: Task, progress: Progress | None = None) -> EfficiencyTable:
    """The answer. CannotEvaluate where the data do not hold one. `progress` is told bootstrap draws done and to do."""
    try:
        return _measured(task, progress)
    except NotSolved as problem:
        raise _too_wide(task) or problem from problem


def _too_wide(task: Task) -> NotSolved | None:
    """Which columns are of such different sizes that no programme is solved; None if none is."""
    found = []
    for names, values in ((task.input_names, task.inputs), (task.output_names, task.outputs)):
        for j, name in enumerate(names):
            column = np.where(values[:, :, j] > 0, values[:, :, j], np.nan)
            low, high = (
                np.unravel_index(np.nanargmin(column), column.shape),
                np.unravel_index(np.nanargmax(column), column.shape),
            )
            if column[high] / column[low] > WIDE:
                found.append((name, task.units[low[0]], column[low], task.units[high[0]], column[high]))
    if not found:
        return None
    zh = "；".join(f"“{name}”由{a}的 {low:.4g} 到{b}的 {high:.4g}" for name, a, low, b, high in found)
    en = "; ".join(f"“{name}” from {low:.4g} ({a}) to {high:.4g} ({b})" for name, a, low, b, high in found)
    return NotSolved(
        zh=f"数值相差过于悬殊，线性规划解不出来：{zh}。请核对这些数，确实如此的用 --without 剔除后另算。",
        en=f"Values are so far apart that the linear programme cannot be solved: {en}. Check them; units that are "
        "right may be left out by --without and measured apart.",
    )


def _measured(task: Task, progress: Progress | None) -> EfficiencyTable:
    if len(task.periods) > 1:
        return _changing(task)
    if task.model == "sbm":
        return _by_slacks(task)
    data = _data(task)
    returns = "variable" if task.model == "bcc" else "constant"
    found = dea(**data, returns=returns, orientation=task.orientation)
    score, reading, assumptions = found.efficiency, found.reading, found.assumptions
    if task.model == "super":
        beyond = super_efficiency(**data, returns=returns, orientation=task.orientation)
        score, reading, assumptions = beyond.efficiency, beyond.reading, beyond.assumptions
    x, y = data["inputs"], data["outputs"]
    distance = found.distance[:, None]
    moved = (x * distance, y) if task.orientation == "input" else (x, y * distance)
    intervals = None
    if task.draws is not None:
        intervals = dea_bootstrap(
            **data, returns=returns, orientation=task.orientation, draws=task.draws, progress=progress
        )
        reading, assumptions = reading + intervals.reading, intervals.assumptions
    scores = _scores(score, (found.input_slacks, found.output_slacks), moved, found.peers)
    return EfficiencyTable(
        task=task,
        scores=scores,
        intervals=intervals,
        change=None,
        reading=reading,
        assumptions=assumptions,
        notes=tuple(_notes(task)),
    )


def _data(task: Task) -> dict[str, Any]:
    """What every method of one period is given."""
    names = {"units": task.units, "input_names": task.input_names, "output_names": task.output_names}
    return {"inputs": task.inputs[:, 0], "outputs": task.outputs[:, 0], **names}


def _by_slacks(task: Task) -> EfficiencyTable:
    data = _data(task)
    found = slacks_based(**data)
    slacks = found.input_slacks, found.output_slacks
    return EfficiencyTable(
        task=task,
        scores=_scores(found.efficiency, slacks, (data["inputs"], data["outputs"]), found.peers),
        intervals=None,
        change=None,
        reading=found.reading,
        assumptions=found.assumptions,
        notes=tuple(_notes(task)),
    )


def _scores(score: Floats, slacks: tuple[Floats, Floats], moved: tuple[Floats, Floats], peers: Peers) -> Scores:
    """`moved`: inputs and outputs at the radial target, from which the slacks lead on."""
    excess, shortfall = (
        np.where(slack > _NOISE * np.abs(at), slack, 0.0) for slack, at in zip(slacks, moved, strict=True)
    )
    full = (excess == 0).all(axis=1) & (shortfall == 0).all(axis=1) & ~(score < 1 - _NOISE)
    places = np.zeros(len(score), np.int64)
    known = ~np.isnan(score)
    places[known] = ranks(np.round(score[known], 9))
    return Scores(
        score=score,
        ranks=places,
        efficient=full,
        input_slacks=excess,
        output_slacks=shortfall,
        input_targets=moved[0] - excess,
        output_targets=moved[1] + shortfall,
        peers=peers,
    )


def _changing(task: Task) -> EfficiencyTable:
    found = malmquist(
        inputs=task.inputs,
        outputs=task.outputs,
        orientation=task.orientation,
        units=task.units,
        periods=task.periods,
        input_names=task.input_names,
        output_names=task.output_names,
    )
    return EfficiencyTable(
        task=task,
        scores=None,
        intervals=None,
        change=found,
        reading=found.reading,
        assumptions=found.assumptions,
        notes=tuple(_notes(task)),
    )


def _notes(task: Task) -> Iterator[Words]:
    if task.totals:
        yield task.totals
    yield from task.notes
    if task.doubtful:
        yield _in_doubt(task)
    if len(task.periods) > 1:
        yield Words(
            zh="Malmquist 指数按规模报酬不变计算；效率变化再分为纯效率（规模报酬可变）和规模两部分。",
            en="The Malmquist index is taken with constant returns; its efficiency part is split into pure efficiency "
            "(variable returns) and scale.",
        )
    elif task.model == "super":
        yield Words(
            zh="超效率大于 1 的部分是该单位超出其余单位前沿的幅度；松弛、目标和标杆按 ccr 给出。",
            en="Above 1 super-efficiency tells by how much a unit outdoes the others' frontier; slacks, targets and "
            "peers are those of ccr.",
        )


def _in_doubt(task: Task) -> Words:
    """Whose figures are doubtful, why that may be everybody's matter, and how to leave them out."""
    of: dict[str, list[str]] = {}
    for one in task.doubtful:
        when = f" {one.period}" if len(task.periods) > 1 else ""
        of.setdefault(one.unit, []).append(f"{bare(one.variable)}{when}")
    who, (those, without) = whose(of), ("该单位", "it") if len(of) == 1 else ("这些单位", "them")
    return Words(
        zh=f"数值存疑：{who.zh}。前沿由做得最好的单位构成，一个数有误，可能改变其他单位的效率；"
        f"可在 --without 中写上{those}，再算一遍作比较。",
        en=f"Figures in doubt: {who.en}. A frontier is built on extremes: one wrong figure may change what others "
        f"score. Name {without} in --without, compute again and compare.",
    )
