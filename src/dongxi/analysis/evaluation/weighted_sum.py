"""The official arithmetic: points by criterion, times weight, added up; exactly, and rounded once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

import numpy as np

from dongxi.analysis.evaluation.checks import UNITS, names, one_of, size
from dongxi.analysis.evaluation.direct import Number, exact
from dongxi.analysis.evaluation.errors import DoesNotAddUp, DoesNotFit, MissingValues, OutOfDomain
from dongxi.analysis.evaluation.result import Assumption, Floats, Result, Words, listed
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Scoring, Value, reported
from dongxi.analysis.evaluation.vetoes import Veto, decide

Row = list[Fraction | None]
_PLACES = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightedSum(Result):
    """Scores of n units by m criteria, on the scale of the points (100 if every criterion's best is 100).

    `points` (n, m), NaN where there is no value and the rule gives none; `weights` (n, m) what each counted for each
    unit, adding up to one; `lost` (n, m) what it cost the total against its best. `scores` (n,) rounded half up to
    `decimals`, NaN for a unit that is not scored; `ranks` n places, None if not scored, by the rounded score.
    `coverage` (n,) share of the applicable weight that was reported. `vetoed`, `undecided`: names of vetoes by unit.
    """

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    points: Floats
    weights: Floats
    lost: Floats
    scores: Floats
    ranks: tuple[int | None, ...]
    coverage: Floats
    vetoed: tuple[tuple[str, ...], ...]
    undecided: tuple[tuple[str, ...], ...]
    decimals: int


def weighted_sum(
    *,
    values: Mapping[str, Sequence[Value]],
    weights: Mapping[str, Number],
    scoring: Mapping[str, Scoring],
    units: Sequence[str] | None = None,
    missing: str | Mapping[str, str] = "refuse",
    vetoes: Sequence[Veto] = (),
    cap: Number | None = None,
    decimals: int = 2,
) -> WeightedSum:
    """Scores of n units: criterion → n `values`, → weight (all together 1, to six digits), → scoring function.

    `missing`, one rule or one by criterion, says what a value not reported means: `refuse`; `reported` – the weight
    goes to what the unit did report; `no_points`; `median` of the points of those who reported; `unscored` – no score
    for the unit. What is `NOT_APPLICABLE` always gives its weight to the rest. A vetoed unit gets at most `cap`.
    """
    criteria = _same_criteria(values, weights, scoring, vetoes)
    count = len(values[criteria[0]])
    labels = names(units, count=count, what=UNITS, prefix="U")
    for name, column in values.items():
        size(column, count=count, what=Words(zh=f"{name}的取值", en=f"values of {name}"), of=UNITS)
    shares = _shares(weights, criteria)
    rules = {name: missing if isinstance(missing, str) else missing.get(name, "refuse") for name in criteria}
    for rule in rules.values():
        one_of(rule, known=tuple(MISSING), what=Words(zh="缺失值规则", en="The rule for missing values"))
    columns = {name: _points(name, values[name], scoring[name], rules[name], labels) for name in criteria}
    rows = [[columns[name][i] for name in criteria] for i in range(count)]
    counted = [
        _counted(
            row, shares, [values[name][i] is NOT_APPLICABLE for name in criteria], [rules[name] for name in criteria]
        )
        for i, row in enumerate(rows)
    ]
    verdicts = [decide(vetoes=vetoes, values=values, unit=i) for i in range(count)]
    totals = [_total(row, weight, bool(v[0]), cap) for row, weight, v in zip(rows, counted, verdicts, strict=True)]
    rounded = [None if total is None else _rounded(total, decimals) for total in totals]
    best = [exact(scoring[name].full) for name in criteria]
    coverage = _coverage(values, criteria, shares, count)
    ordered = sorted(score for score in rounded if score is not None)
    ranks = tuple(None if own is None else 1 + len(ordered) - bisect_right(ordered, own) for own in rounded)
    return WeightedSum(
        units=labels,
        criteria=criteria,
        points=_floats(rows),
        weights=_floats([weight or [None] * len(criteria) for weight in counted]),
        lost=_floats([_lost(row, weight, best) for row, weight in zip(rows, counted, strict=True)]),
        scores=np.array([np.nan if score is None else float(score) for score in rounded]),
        ranks=ranks,
        coverage=coverage,
        vetoed=tuple(applied for applied, _ in verdicts),
        undecided=tuple(open_ for _, open_ in verdicts),
        decimals=decimals,
        reading=_reading(labels, rounded, ranks, _put_in(values, rules, count), verdicts),
        assumptions=_assumptions(labels, coverage, rules),
    )


def _same_criteria(
    values: Mapping[str, object], weights: Mapping[str, object], scoring: Mapping[str, object], vetoes: Sequence[Veto]
) -> tuple[str, ...]:
    criteria = tuple(weights)
    if not criteria:
        raise DoesNotFit(zh="没有指标。请至少给一项权重。", en="There is no criterion. Give at least one weight.")
    lacking = [name for name in criteria if name not in values or name not in scoring]
    strange = [name for name in scoring if name not in weights]
    blind = [veto.criterion for veto in vetoes if veto.criterion not in values]
    if lacking or strange or blind:
        wrong = listed(sorted({*lacking, *strange, *blind}))
        raise DoesNotFit(
            zh=f"指标{wrong.zh}未同时具备取值、权重和评分方法。请逐项补齐或删除。",
            en=f"Criterion {wrong.en} lacks values, a weight or a scoring function. Complete or remove it.",
        )
    return criteria


def _shares(weights: Mapping[str, Number], criteria: tuple[str, ...]) -> list[Fraction]:
    shares = [exact(weights[name]) for name in criteria]
    if low := [name for name, share in zip(criteria, shares, strict=True) if share < 0]:
        raise OutOfDomain(zh=f"权重为负：{listed(low).zh}。", en=f"Negative weights: {listed(low).en}.")
    total = sum(shares, Fraction(0))
    if abs(total - 1) > Fraction(1, 10**_PLACES):
        raise DoesNotAddUp(
            zh=f"权重之和为 {float(total):.10g}，应为 1。请核对，不会自动调整。",
            en=f"Weights add up to {float(total):.10g}, not 1. They are not rescaled silently.",
        )
    return [share / total for share in shares]


def _none(points: Row) -> Fraction | None:
    return None


def _middle(points: Row) -> Fraction | None:
    known = [value for value in points if value is not None]
    return median(known) if known else None


MISSING: dict[str, Callable[[Row], Fraction | None]] = {
    "refuse": _none,
    "reported": _none,
    "no_points": lambda points: Fraction(0),
    "median": _middle,
    "unscored": _none,
}

RULES = {
    "refuse": Words(zh="停止评估", en="the evaluation stops"),
    "reported": Words(zh="权重由有数据的指标分担", en="the weight goes to what was reported"),
    "no_points": Words(zh="不得分", en="no points"),
    "median": Words(zh="按有数据单位得分的中位数计", en="the median score of those who reported"),
    "unscored": Words(zh="不计总分", en="no total"),
}
"""What a rule does with a value not reported, as assumptions, tables and reports say it."""


def _points(name: str, values: Sequence[Value], scoring: Scoring, rule: str, units: tuple[str, ...]) -> Row:
    """Points of a criterion by unit; a value not reported as `rule` says."""
    known: Row = [_point(name, value, scoring, unit) for value, unit in zip(values, units, strict=True)]
    absent = [i for i, value in enumerate(values) if not reported(value) and value is not NOT_APPLICABLE]
    gone = frozenset(absent)
    if absent and rule == "refuse":
        who = listed([units[i] for i in absent])
        raise MissingValues(
            zh=f"指标{name}有 {len(absent)} 个单位未报送：{who.zh}。缺失不是零，请补报或为该指标选定缺失值规则。",
            en=f"Criterion {name} was not reported by {who.en}. Missing is not zero: supply it or name a rule.",
        )
    instead = MISSING[rule](known)
    return [instead if i in gone else point for i, point in enumerate(known)]


def _point(name: str, value: Value, scoring: Scoring, unit: str) -> Fraction | None:
    try:
        return scoring.points(value) if reported(value) else None
    except DoesNotFit as refused:
        raise DoesNotFit(zh=f"{unit}的{name}：{refused.zh}", en=f"{name} of {unit}: {refused.en}") from refused


def _counted(row: Row, shares: list[Fraction], inapplicable: list[bool], rules: list[str]) -> list[Fraction] | None:
    """The weights that count for a unit, adding up to one; None if it gets no score."""
    gone = [point is None for point in row]
    if not any(gone):
        return shares
    if any(g and not n and rule == "unscored" for g, n, rule in zip(gone, inapplicable, rules, strict=True)):
        return None
    kept = [Fraction(0) if g else share for g, share in zip(gone, shares, strict=True)]
    total = sum(kept, Fraction(0))
    return [share / total for share in kept] if total else None


def _total(row: Row, weights: list[Fraction] | None, vetoed: bool, cap: Number | None) -> Fraction | None:
    if weights is None:
        return None
    total = sum((w * p for w, p in zip(weights, row, strict=True) if p is not None), Fraction(0))
    return min(total, exact(cap)) if vetoed and cap is not None else total


def _lost(row: Row, weights: list[Fraction] | None, best: list[Fraction]) -> Row:
    if weights is None:
        return [None] * len(row)
    return [None if p is None else w * (b - p) for p, w, b in zip(row, weights, best, strict=True)]


def _rounded(value: Fraction, decimals: int) -> Decimal:
    """Half up, from the exact value: 89.995 is 90.00."""
    scaled = value * 10**decimals
    sign = 1 if scaled >= 0 else -1
    whole = int((abs(scaled) + Fraction(1, 2)) // 1) * sign
    return Decimal(whole).scaleb(-decimals)


def _coverage(
    values: Mapping[str, Sequence[Value]], criteria: tuple[str, ...], shares: list[Fraction], count: int
) -> Floats:
    out = []
    for i in range(count):
        due = sum((s for c, s in zip(criteria, shares, strict=True) if values[c][i] is not NOT_APPLICABLE), Fraction(0))
        got = sum((s for c, s in zip(criteria, shares, strict=True) if reported(values[c][i])), Fraction(0))
        out.append(float(got / due) if due else np.nan)
    return np.array(out)


def _put_in(values: Mapping[str, Sequence[Value]], rules: Mapping[str, str], count: int) -> list[frozenset[str]]:
    """By unit the rules of the criteria it did not report."""
    return [
        frozenset(
            rule
            for name, rule in rules.items()
            if not reported(values[name][i]) and values[name][i] is not NOT_APPLICABLE
        )
        for i in range(count)
    ]


def _floats(rows: Sequence[Sequence[Fraction | None]]) -> Floats:
    return np.array([[np.nan if value is None else float(value) for value in row] for row in rows])


def _reading(
    units: tuple[str, ...],
    scores: Sequence[Decimal | None],
    ranks: tuple[int | None, ...],
    absent: Sequence[frozenset[str]],
    verdicts: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
) -> Words:
    """`absent`: by unit the rules of what it did not report."""
    known = [score is not None for score in scores]
    first = [unit for unit, rank in zip(units, ranks, strict=True) if rank == 1]
    top = max((score for score in scores if score is not None), default=None)
    unscored = [unit for unit, score in zip(units, scores, strict=True) if score is None]
    vetoed = [unit for unit, (applied, _) in zip(units, verdicts, strict=True) if applied]
    by_rule = {
        rule: [unit for unit, scored, own in zip(units, known, absent, strict=True) if scored and rule in own]
        for rule in RULES
    }
    open_ = [unit for unit, (_, undecided) in zip(units, verdicts, strict=True) if undecided]
    notes = (
        (first, f"得分最高：{{}}，{top} 分。", f"Highest: {{}}, {top} points."),
        (unscored, "未计分：{}。", "Not scored: {}."),
        (
            by_rule["reported"],
            "报送不全：{}，其得分只覆盖已报部分。",
            "Reported in part: {}; their scores cover that only.",
        ),
        (by_rule["no_points"], "报送不全：{}，未报的计零分。", "Reported in part: {}; no points for the rest."),
        (
            by_rule["median"],
            "报送不全：{}，未报的按有数据单位得分的中位数计。",
            "Reported in part: {}; the rest is put at the median score of those who reported.",
        ),
        (vetoed, "触发一票否决：{}。", "Vetoed: {}."),
        (open_, "因缺失无法判断是否触发否决：{}。", "Not reported, so a veto cannot be decided: {}."),
    )
    told = [(listed(who), zh, en) for who, zh, en in notes if who]
    return Words(
        zh="".join(zh.format(who.zh) for who, zh, _ in told) + "名次未计不确定性，请与名次区间一并阅读。",
        en=" ".join(en.format(who.en) for who, _, en in told)
        + " Ranks carry no uncertainty: read them with intervals.",
    )


def _covered(units: tuple[str, ...], poor: Sequence[str]) -> Words:
    """Whether the units reported enough, in words that hold: of all, of none, of some."""
    if not poor:
        return Words(zh="各单位报送覆盖权重不低于八成", en="Every unit reported at least four fifths of the weight")
    if len(poor) == len(units):
        return Words(
            zh=f"全部 {len(units)} 个单位报送覆盖的权重都不足八成",
            en=f"None of the {len(units)} units reported four fifths of the weight",
        )
    who = listed(poor)
    return Words(
        zh=f"有单位报送覆盖的权重不足八成（{len(units)} 个中 {len(poor)} 个）：{who.zh}",
        en=f"Some units reported less than four fifths of the weight ({len(poor)} of {len(units)}): {who.en}",
    )


def _assumptions(units: tuple[str, ...], coverage: Floats, rules: Mapping[str, str]) -> tuple[Assumption, ...]:
    poor = [unit for unit, share in zip(units, coverage, strict=True) if not share >= 0.8]
    covered = _covered(units, poor)
    used = [RULES[rule] for rule in RULES if rule in rules.values()]
    told = Words(zh="、".join(one.zh for one in used), en="; ".join(one.en for one in used))
    return (
        Assumption(
            name="reported_enough",
            holds=not poor,
            words=Words(
                zh=f"{covered.zh}。缺失值的处理：{told.zh}。",
                en=f"{covered.en}. Missing values: {told.en}.",
            ),
        ),
        Assumption(
            name="points_compensate",
            holds=None,
            words=Words(
                zh="加权求和允许以长补短；不得相互抵偿的底线应设为否决项。",
                en="A weighted sum lets strengths make up for weaknesses; what must not be made up for is a veto's.",
            ),
        ),
    )
