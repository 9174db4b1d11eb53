"""An effect in rows and words: what terminal, workbook and page print, and the contract `dongxi.effect/1`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, isinf
from typing import Any

import numpy as np

from dongxi.analysis.evaluation.effect import Effect, Part, Placebo
from dongxi.analysis.evaluation.effect_did import by_rank
from dongxi.analysis.evaluation.placebos_in_space import BAD_FIT, well_fitted
from dongxi.analysis.evaluation.result import Assumption, Words, listed, p_value
from dongxi.analysis.evaluation.several_treated import SeveralTreated

SCHEMA = "dongxi.effect/1"
NONE, UNDEFINED = "—", "不定"
METHODS = {
    "synthetic": Words(zh="合成控制", en="synthetic control"),
    "augmented": Words(zh="增广合成控制", en="augmented synthetic control"),
    "did": Words(zh="双重差分", en="difference-in-differences"),
}
COMPARED = {"synthetic": "合成值", "augmented": "增广合成值", "did": "按对照推算"}
SUMMARY_HEADS = ("处理单位", "起始", "平均变化", "置信区间", "p 值", "此前均方误差")
WEIGHT_HEADS = ("对照单位", "权重")
BALANCE_HEADS = ("预测变量", "权重", "处理单位", "比照", "对照平均")
PLACEBO_HEADS = ("安慰剂", "平均变化", "此前均方误差", "前后误差之比")
EVENT_HEADS = ("距起始", "变化", "标准误", "下限", "上限", "双向固定效应")
WORDY = frozenset({"置信区间"})
_LONG = 1e15
"""From here on figures are written with a power of ten."""
SHOWN = 0.001
"""Weights below this are told as a number of donors, not one by one."""


def figure(value: float | None) -> str:
    """A figure to four digits, long ones separated and whole."""
    if value is None or not isfinite(value):
        return NONE
    value += 0.0  # no zero has a sign
    if abs(value) >= _LONG:
        return f"{value:.4g}"
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


def ratio_of(value: float) -> str:
    """A ratio of errors after and before; not defined where there was none before."""
    return UNDEFINED if isinf(value) else figure(value)


def title(effect: Effect) -> str:
    question = effect.question
    starts = "、".join(dict.fromkeys(question.since.values()))
    who = listed(question.treated, most=3).zh
    return f"{who} {starts} 起“{question.outcome}”的变化（{METHODS[question.method].zh}）"


def paragraph(effect: Effect) -> Words:
    """What may honestly be said, and what speaks against it."""
    told = Words(zh="", en="")
    for words in _findings(effect):
        told += words
    doubts = _doubts(effect)
    if doubts:
        told += Words(
            zh="存疑：" + "".join(one.zh for one in doubts), en="Doubts: " + " ".join(one.en for one in doubts)
        )
    return told


def _findings(effect: Effect) -> Iterator[Words]:
    if len(effect.parts) == 1:
        yield from effect.parts[0].readings
        return
    if effect.did is not None:
        yield effect.did.reading
        if effect.rank is not None:
            yield by_rank(
                effect.rank.p_value, len(effect.question.donors), effect.rank.compared, len(effect.question.treated)
            )
        return
    changes = [part.average_effect for part in effect.parts]
    mean, low, high = (figure(value) for value in (effect.average_effect, min(changes), max(changes)))
    yield Words(
        zh=f"{len(changes)} 个处理单位起始之后的差距平均为 {mean}，各单位从 {low} 到 {high}。",
        en=f"After their starts the gaps of {len(changes)} treated units are {mean} on average, from {low} to {high}.",
    )
    if effect.together:
        yield effect.together.reading
    yield Words(
        zh="这是起始之后的变化，不等于某项工作的效果。",
        en="It is a change after the start, not yet the effect of any one measure.",
    )


def _doubts(effect: Effect) -> list[Words]:
    """What the data contradict; of several parts with the part's name, unless it is the same for all."""
    if len(effect.parts) == 1 or effect.did is not None:
        return [one.words for one in assumptions(effect) if one.holds is False]
    found: dict[str, tuple[Words, list[str]]] = {}
    for part in effect.parts:
        for one in part.assumptions:
            if one.holds is False:
                found.setdefault(one.words.zh, (one.words, []))[1].append(part.name)
    named = []
    for words, names in found.values():
        who = listed(names) if len(names) < len(effect.parts) else None
        named.append(words if who is None else Words(zh=f"{who.zh}：{words.zh}", en=f"{who.en}: {words.en}"))
    return named + [one.words for one in assumptions(effect) if one.holds is False]


def assumptions(effect: Effect) -> tuple[Assumption, ...]:
    """Those of the question, then of one part, or of the whole where there are several; each part keeps its own."""
    own = effect.question.doubts
    if len(effect.parts) == 1:
        return (*own, *effect.parts[0].assumptions)
    whole = effect.did or effect.together
    return (*own, *whole.assumptions) if whole else own


def donors(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """Donors with a weight worth showing, largest first."""
    found = [(name, weight) for name, weight in weights.items() if abs(weight) >= SHOWN]
    return sorted(found, key=lambda one: (-abs(one[1]), one[0]))


def distribution(part: Part) -> str:
    """Where the part stands among its placebos, in a line."""
    own, *others = part.ranked.tolist()
    known = [one for one in others if isfinite(one)]
    place = 1 + sum(one > own * (1 + 1e-12) for one in others)
    if part.ratio is None:
        told = f"平均变化的绝对值 {figure(own)}"
    elif part.exact:
        told = f"前后误差之比不定（此前恰好贴合），改比起始之后的误差：{figure(own)}"
    else:
        told = f"前后误差之比 {figure(own)}"
    told += f"，连同 {len(others)} 个安慰剂排第 {place}"
    if known:
        low, middle, high = (figure(float(q)) for q in np.quantile(known, [0.25, 0.5, 0.75], method="nearest"))
        told += f"；安慰剂的中位数 {middle}，中间一半 {low} 至 {high}，最大 {figure(max(known))}"
    lost = len(others) - len(known)
    return f"{told}；另有 {lost} 个安慰剂此前恰好贴合，比值不定。" if lost else f"{told}。"


def worth_drawing(part: Part) -> list[int]:
    """Places of the placebos a chart shows: those that followed before the start nearly as well as the treated."""
    if part.ratio is None:
        return list(range(len(part.placebos)))
    return well_fitted(errors=np.array([each.pre_mspe for each in part.placebos]), own=part.pre_mspe)


def not_drawn(part: Part) -> str:
    """What a chart leaves out, for its caption."""
    lost = len(part.placebos) - len(worth_drawing(part))
    return f"；另有 {lost} 个此前的均方误差超过处理单位 {BAD_FIT} 倍，未画" if lost else ""


def p_words(part: Part) -> str:
    """The p-value with the least it could have been; where there are two both, named, the one to trust first."""
    if part.test == "rank":
        return _p(part.p_value, part.smallest_p)
    other = {"normal": "正态近似", "moved": "移动各期误差"}[part.test]
    rank = _p(part.placebo_p, part.smallest_placebo_p)
    return f"名次 {rank}{'' if rank == NONE else '，以此为准'}；{other} {_p(part.p_value, part.smallest_p)}"


def _p(value: float | None, smallest: float | None) -> str:
    if value is None or not isfinite(value):
        return NONE
    least = f"（最小可能 {least_p(smallest)}）" if smallest is not None else ""
    return f"{p_value(value).removeprefix('p ').removeprefix('= ')}{least}"


def least_p(value: float) -> str:
    """The least that a p-value can be, which is never nothing."""
    return f"{value:.3f}" if value >= SHOWN else f"{value:.1g}"


def interval(part: Part) -> str:
    """The interval with its level; without an end where there are too few donors."""
    if part.level is None or part.low is None or part.high is None:
        return NONE
    if not (isfinite(part.low) and isfinite(part.high)):
        return f"{part.level:.0%}：无（对照太少或变化不恒定）"
    return f"{part.level:.0%}：{figure(part.low)} 至 {figure(part.high)}"


def summary(part: Part) -> tuple[str, ...]:
    """Whom, since when, how much, how sure."""
    return part.name, part.since, figure(part.average_effect), interval(part), p_words(part), figure(part.pre_mspe)


def weight_rows(part: Part) -> list[tuple[str, str]]:
    """Donors with their weights; the rest, and weights that are all the same, in one row."""
    shown = donors(part.weights)
    if len({round(weight, 12) for weight in part.weights.values()}) == 1:
        return [(f"{len(part.weights)} 个，相同", f"{shown[0][1]:.3f}")] if shown else []
    rest = len(part.weights) - len(shown)
    rows = [(name, f"{weight:.3f}") for name, weight in shown]
    return [*rows, (f"其余 {rest} 个", f"不足 {SHOWN}")] if rest else rows


def balance_rows(part: Part) -> list[tuple[str, ...]]:
    """Predictors with their weights: treated, synthetic, mean of donors."""
    return [
        (one.name, f"{one.weight:.3f}", figure(one.treated), figure(one.synthetic), figure(one.donors))
        for one in part.balance
    ]


def series_rows(effect: Effect, part: Part, *, after_only: bool = False) -> list[tuple[str, ...]]:
    """Period, actual, compared, gap."""
    begin = effect.periods.index(part.since) if after_only else 0
    return [
        (effect.periods[t], figure(part.actual[t]), figure(part.compared[t]), figure(part.gap[t]))
        for t in range(begin, len(effect.periods))
    ]


def series_heads(effect: Effect) -> tuple[str, ...]:
    return "时期", "实际", COMPARED[effect.question.method], "差距"


def placebo_rows(part: Part) -> list[tuple[str, ...]]:
    """Placebos, those that changed most against their own error first, those without any last."""
    ordered = sorted(part.placebos, key=lambda one: (one.exact, -one.ratio, one.unit))
    return [(one.unit, figure(one.average_effect), figure(one.pre_mspe), ratio_of(one.ratio)) for one in ordered]


def event_rows(effect: Effect) -> list[tuple[str, ...]]:
    """Distance from the start, effect, error, ends of the band, the regression's coefficient."""
    keys = ("effect", "error", "low", "high", "two_way")
    return [
        (f"{one['distance']:+d}" if one["distance"] else "0", *(figure(one[key]) for key in keys))
        for one in _events(effect)
    ]


def to_read_with(effect: Effect) -> list[str]:
    """What was taken for granted and seen to hold, or cannot be seen, then notes; doubts stand in the paragraph."""
    seen = [one.words.zh for one in assumptions(effect) if one.holds is not False]
    return [*seen, *(words.zh for words in effect.notes)]


def to_json(effect: Effect) -> bytes:
    """The contract, docs/reference/effect.md."""
    return (json.dumps(contract(effect), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def contract(effect: Effect) -> dict[str, Any]:
    """The contract as plain data."""
    question = effect.question
    told = paragraph(effect)
    return {
        "schema": SCHEMA,
        "table": question.panel.table,
        "outcome": question.outcome,
        "method": question.method,
        "treated": list(question.treated),
        "since": dict(question.since),
        "donors": list(question.donors),
        "periods": list(effect.periods),
        "weights": dict(effect.weights),
        "pre_mspe": _number(effect.pre_mspe),
        "effect": {period: _number(gap) for period, gap in effect.effect.items()},
        "gap": _by_period(effect.periods, effect.gap),
        "average_effect": _number(effect.average_effect),
        "p_value": _number(effect.p_value),
        "smallest_p": _number(effect.smallest_p),
        "rank_p": None if effect.rank is None else _number(effect.rank.p_value),
        "smallest_rank_p": None if effect.rank is None else _number(effect.rank.smallest_p),
        "normal_p": _number(effect.normal_p),
        "moved_p": _number(effect.moved_p),
        "placebos": _placebos_of_all(effect),
        "reading": _words(told),
        "assumptions": [_assumption(one) for one in assumptions(effect)],
        "notes": [_words(note) for note in effect.notes],
        "parts": [_part(effect, part) for part in effect.parts],
        "together": None if effect.together is None else _together(effect.together),
        "event_study": list(_events(effect)),
    }


def _together(of: SeveralTreated) -> dict[str, Any]:
    return {
        "p_value": of.p_value,
        "smallest_p": of.smallest_p,
        "arrangements": of.arrangements,
        "compared": of.compared,
        "p_values": dict(zip(of.treated, map(_number, of.p_values), strict=True)),
        "adjusted": dict(zip(of.treated, map(_number, of.adjusted), strict=True)),
    }


def _part(effect: Effect, part: Part) -> dict[str, Any]:
    return {
        "units": list(part.units),
        "since": part.since,
        "fit": list(part.fit),
        "weights": dict(part.weights),
        "pre_mspe": _number(part.pre_mspe),
        "bound": _number(part.bound),
        "actual": _by_period(effect.periods, part.actual),
        "compared": _by_period(effect.periods, part.compared),
        "gap": _by_period(effect.periods, part.gap),
        "average_effect": _number(part.average_effect),
        "rmspe_ratio": _number(part.ratio),
        "p_value": _number(part.placebo_p),
        "smallest_p": _number(part.smallest_placebo_p),
        "normal_p": _number(part.p_value) if part.test == "normal" else None,
        "moved_p": _number(part.p_value) if part.test == "moved" else None,
        "smallest_moved_p": _number(part.smallest_p) if part.test == "moved" else None,
        "placebo_p": _number(part.placebo_p),
        "smallest_placebo_p": _number(part.smallest_placebo_p),
        "interval": None
        if part.level is None
        else {"level": part.level, "low": _number(part.low), "high": _number(part.high)},
        "placebos": {each.unit: _placebo(effect, [each]) for each in part.placebos},
        "predictors": [
            {
                "name": one.name,
                "weight": _number(one.weight),
                "treated": _number(one.treated),
                "compared": _number(one.synthetic),
                "donors": _number(one.donors),
            }
            for one in part.balance
        ],
        "in_time": [
            {"start": start, "average_gap": _number(gap), "pre_mspe": _number(error)}
            for start, gap, error in zip(
                part.in_time.starts, part.in_time.average_gap, part.in_time.pre_mspe, strict=True
            )
        ]
        if part.in_time
        else [],
        "readings": [_words(words) for words in part.readings],
        "assumptions": [_assumption(one) for one in part.assumptions],
    }


def _placebos_of_all(effect: Effect) -> dict[str, Any]:
    """By donor; the mean over parts where there are several."""
    found: dict[str, list[Placebo]] = {}
    for part in effect.parts:
        for each in part.placebos:
            found.setdefault(each.unit, []).append(each)
    return {unit: _placebo(effect, several) for unit, several in found.items()}


def _placebo(effect: Effect, several: Sequence[Placebo]) -> dict[str, Any]:
    return {
        "average_effect": _number(float(np.mean([one.average_effect for one in several]))),
        "pre_mspe": _number(float(np.mean([one.pre_mspe for one in several]))),
        "rmspe_ratio": _number(float(np.mean([one.ratio for one in several]))),
        "gap": _by_period(effect.periods, np.mean([one.gap for one in several], axis=0)),
    }


def _events(effect: Effect) -> Iterator[dict[str, Any]]:
    """By distance from the start: did's effects with their band, and the regression's beside them."""
    if effect.did is None:
        return
    found, events = effect.did, effect.events
    beside = {} if events is None else dict(zip(events.distances.tolist(), events.coefficients.tolist(), strict=True))
    for i, distance in enumerate(found.distances.tolist()):
        yield {
            "distance": distance,
            "effect": _number(found.event_att[i]),
            "error": _number(found.event_errors[i]),
            "low": _number(found.event_low[i]),
            "high": _number(found.event_high[i]),
            "two_way": _number(beside.get(distance)),
        }


def _assumption(one: Assumption) -> dict[str, Any]:
    return {"name": one.name, "holds": one.holds, **_words(one.words)}


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _by_period(periods: Sequence[str], values: Any) -> dict[str, float | None]:
    return {period: _number(value) for period, value in zip(periods, values, strict=True)}


def _number(value: Any) -> float | None:
    """A figure, or None for one that is not there or has no end."""
    return None if value is None or not isfinite(value) else float(value)
