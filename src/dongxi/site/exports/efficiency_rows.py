"""Efficiency in rows and words: what terminal, workbook and page print, and the contract `dongxi.efficiency/1`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.doubtful import DOUBTFUL, bare, named
from dongxi.analysis.evaluation.efficiency_table import EfficiencyTable
from dongxi.analysis.evaluation.result import Floats
from dongxi.site.exports.effect_rows import NONE, figure

SCHEMA = "dongxi.efficiency/1"
MODELS = {"ccr": "CCR", "bcc": "BCC", "super": "超效率 CCR", "sbm": "SBM"}
ORIENTATIONS = {"input": "投入导向", "output": "产出导向"}
PARTS = ("index", "efficiency_change", "technical_change", "pure_change", "scale_change")
CHANGE_HEADS = ("单位", "起", "止", "生产率指数", "效率变化", "前沿移动", "纯效率变化", "规模变化")
MEAN_HEADS = ("起", "止", *CHANGE_HEADS[3:])
WHOLE_HEADS = ("单位", "累计指数", *(f"平均{head}" for head in CHANGE_HEADS[3:]))
NO_ANSWER = "无解"


def title(found: EfficiencyTable) -> str:
    task = found.task
    when = "" if task.periods == ("",) else f" {task.periods[0]}"
    if found.change is not None:
        return f"生产率变化（Malmquist）{when}–{task.periods[-1]}"
    way = "" if task.model == "sbm" else f"，{ORIENTATIONS[task.orientation]}"
    return f"效率{when}（{MODELS[task.model]}{way}）"


def measured(found: EfficiencyTable) -> str:
    """From what to what."""
    task = found.task
    return f"投入：{'、'.join(task.input_names)}；产出：{'、'.join(task.output_names)}；数据：{task.table}。"


def heads(found: EfficiencyTable) -> tuple[str, ...]:
    """Of the ranked table."""
    level = f"{found.intervals.level:.0%} 区间" if found.intervals else ""
    return ("名次", "单位", "效率", *(("校正后", level) if level else ()), "标杆（份额）", "松弛")


def ranked(found: EfficiencyTable) -> list[tuple[str, ...]]:
    """Best first; units without an answer last."""
    scores = found.scores
    assert scores is not None
    rows = []
    for i in order(found):
        interval: tuple[str, ...] = ()
        if found.intervals:
            low, high = found.intervals.low[i], found.intervals.high[i]
            interval = f"{found.intervals.corrected[i]:.3f}", f"{low:.3f}—{high:.3f}"
        rows.append(
            (
                place(scores.ranks[i]),
                marked(found, found.task.units[i]),
                score(scores.score[i]),
                *interval,
                peers(found, i),
                slacks(found, i),
            )
        )
    return rows


def marked(found: EfficiencyTable, unit: str) -> str:
    """A unit, with a word beside it if any of its figures is in doubt."""
    return f"{unit}（{DOUBTFUL}）" if any(one.unit == unit for one in found.task.doubtful) else unit


def doubted(found: EfficiencyTable, unit: str) -> str:
    """Which figures of a unit are in doubt, with the words of the mark where they say more; empty for none."""
    marks = {f"{one.variable} {one.period or ''}".strip(): one.words for one in found.task.doubtful if one.unit == unit}
    return named(marks).zh


def order(found: EfficiencyTable) -> list[int]:
    """Units best first; those without an answer last."""
    scores = found.scores
    assert scores is not None
    last = len(scores.ranks) + 1
    return sorted(range(len(scores.ranks)), key=lambda i: (int(scores.ranks[i]) or last, i))


def place(rank: int) -> str:
    return str(rank) if rank else NONE


def score(value: float) -> str:
    return f"{value:.4f}" if isfinite(value) else NO_ANSWER


def peers(found: EfficiencyTable, i: int, *, most: int = 3) -> str:
    """Whom a unit is measured against, marked if in doubt, largest share first; nobody but itself is a dash."""
    assert found.scores is not None
    of = [(name, share) for name, share in found.scores.peers[i] if name != found.task.units[i] and share >= 0.0005]
    more = f"；另 {len(of) - most} 个" if len(of) > most else ""
    return "；".join(f"{marked(found, name)} {share:.3f}" for name, share in of[:most]) + more or NONE


def slacks(found: EfficiencyTable, i: int) -> str:
    """What is still too much or too little at the radial target."""
    assert found.scores is not None
    told = [
        f"{name} {sign}{figure(float(value))}"
        for names, values, sign in (
            (short(found.task.input_names), found.scores.input_slacks[i], "−"),
            (short(found.task.output_names), found.scores.output_slacks[i], "+"),
        )
        for name, value in zip(names, values, strict=True)
        if value > 0
    ]
    return "；".join(told) or NONE


def short(names: Sequence[str]) -> Sequence[str]:
    """Names without the measure in brackets, where they stay distinct."""
    stripped = [bare(name) for name in names]
    return stripped if len({*stripped}) == len(names) and all(stripped) else names


def target_rows(found: EfficiencyTable) -> Iterator[tuple[str, str, str, float, float, float]]:
    """Unit, input or output, its name, as it is, slack, target."""
    task, scores = found.task, found.scores
    assert scores is not None
    for i in order(found):
        for kind, names, now, slack, target in (
            ("投入", task.input_names, task.inputs[i, 0], scores.input_slacks[i], scores.input_targets[i]),
            ("产出", task.output_names, task.outputs[i, 0], scores.output_slacks[i], scores.output_targets[i]),
        ):
            for j, name in enumerate(names):
                yield task.units[i], kind, name, float(now[j]), float(slack[j]), float(target[j])


def change_rows(found: EfficiencyTable) -> Iterator[tuple[str, str, str, list[float]]]:
    """Unit, from, to, and the five factors."""
    change = found.change
    assert change is not None
    for i, unit in enumerate(change.units):
        for t in range(len(change.periods) - 1):
            yield unit, change.periods[t], change.periods[t + 1], [float(getattr(change, part)[i, t]) for part in PARTS]


def mean_rows(found: EfficiencyTable) -> Iterator[tuple[str, str, list[float]]]:
    """From, to, and the five factors as geometric means over units."""
    change = found.change
    assert change is not None
    for t in range(len(change.periods) - 1):
        yield change.periods[t], change.periods[t + 1], [_mean(getattr(change, part)[:, t]) for part in PARTS]


def whole_rows(found: EfficiencyTable) -> list[tuple[str, float, list[float]]]:
    """Unit, product over all periods, and the five factors as geometric means over periods; most improved first."""
    change = found.change
    assert change is not None
    rows = [
        (unit, float(change.cumulative[i]), [_mean(getattr(change, part)[i]) for part in PARTS])
        for i, unit in enumerate(change.units)
    ]
    return sorted(rows, key=lambda row: -row[1])


def factors(values: Sequence[float]) -> list[str]:
    return [f"{value:.4f}" for value in values]


def _mean(factors: Floats) -> float:
    return float(np.exp(np.log(factors).mean()))


def doubts(found: EfficiencyTable) -> list[str]:
    return [one.words.zh for one in found.assumptions if one.holds is False]


def notes(found: EfficiencyTable) -> list[str]:
    """What was taken for granted, then notes; doubts stand in the paragraph."""
    return [*(one.words.zh for one in found.assumptions if one.holds is not False), *(note.zh for note in found.notes)]


def paragraph(found: EfficiencyTable) -> str:
    """What may honestly be said, and what speaks against it."""
    return found.reading.zh + ("存疑：" + "".join(doubts(found)) if doubts(found) else "")


def to_json(found: EfficiencyTable) -> bytes:
    """The contract, docs/reference/efficiency.md."""
    return (json.dumps(contract(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def contract(found: EfficiencyTable) -> dict[str, Any]:
    """The contract as plain data."""
    task = found.task
    return {
        "schema": SCHEMA,
        "table": task.table,
        "model": task.model,
        "orientation": None if task.model == "sbm" else task.orientation,
        "inputs": list(task.input_names),
        "outputs": list(task.output_names),
        "units": list(task.units),
        "periods": [period for period in task.periods if period],
        "doubtful": [
            {"unit": one.unit, "column": one.variable, "period": one.period or None, "mark": one.words}
            for one in task.doubtful
        ],
        **_of_one_period(found),
        "malmquist": _of_several(found),
        "reading": {"zh": found.reading.zh, "en": found.reading.en},
        "assumptions": [
            {"name": one.name, "holds": one.holds, "zh": one.words.zh, "en": one.words.en} for one in found.assumptions
        ],
        "notes": [{"zh": note.zh, "en": note.en} for note in found.notes],
    }


def _of_one_period(found: EfficiencyTable) -> dict[str, Any]:
    task, scores, intervals = found.task, found.scores, found.intervals
    if scores is None:
        return dict.fromkeys(("scores", "ranks", "efficient", "slacks", "targets", "peers", "intervals", "bootstrap"))
    names = (*task.input_names, *task.output_names)

    def each(values: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(task.units, values, strict=True))

    def by_name(first: Floats, second: Floats) -> dict[str, Any]:
        return each([dict(zip(names, row, strict=True)) for row in np.hstack([first, second]).tolist()])

    return {
        "scores": each([_number(value) for value in scores.score]),
        "ranks": each([int(rank) or None for rank in scores.ranks]),
        "efficient": each(scores.efficient.tolist()),
        "slacks": by_name(scores.input_slacks, scores.output_slacks),
        "targets": by_name(scores.input_targets, scores.output_targets),
        "peers": each([dict(peers) for peers in scores.peers]),
        "intervals": None
        if intervals is None
        else each(
            [
                {"low": float(low), "high": float(high), "corrected": float(corrected)}
                for low, high, corrected in zip(intervals.low, intervals.high, intervals.corrected, strict=True)
            ]
        ),
        "bootstrap": None if intervals is None else {"draws": intervals.draws, "level": intervals.level},
    }


def _of_several(found: EfficiencyTable) -> dict[str, Any] | None:
    change = found.change
    if change is None:
        return None
    return {
        "steps": [
            {"unit": unit, "from": first, "to": last, **dict(zip(PARTS, factors, strict=True))}
            for unit, first, last, factors in change_rows(found)
        ],
        "means": [
            {"from": first, "to": last, **dict(zip(PARTS, factors, strict=True))}
            for first, last, factors in mean_rows(found)
        ],
        "cumulative": dict(zip(change.units, change.cumulative.tolist(), strict=True)),
        "efficiency": {
            unit: dict(zip(change.periods, row, strict=True))
            for unit, row in zip(change.units, change.efficiency.tolist(), strict=True)
        },
    }


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
