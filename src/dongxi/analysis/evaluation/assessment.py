"""A framework applied to what was reported: scores, grades, rank intervals and what drives each score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dongxi.analysis.evaluation.doubtful import whose
from dongxi.analysis.evaluation.draws import DRAWS
from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.framework import Framework
from dongxi.analysis.evaluation.framework_values import Reported
from dongxi.analysis.evaluation.grades import Grades, grades
from dongxi.analysis.evaluation.interval_covers import covered
from dongxi.analysis.evaluation.odd_values import odd_values
from dongxi.analysis.evaluation.result import Floats, Words, listed
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Value
from dongxi.analysis.evaluation.scoring import reported as is_reported
from dongxi.analysis.evaluation.smaa import Progress, Smaa, smaa
from dongxi.analysis.evaluation.vetoes import Veto
from dongxi.analysis.evaluation.weight_region import around
from dongxi.analysis.evaluation.weighted_sum import WeightedSum, weighted_sum

MOST_UNITS = 5000
_NAMED = 2
_CASES = (
    Words(zh="存疑数值属实时", en="with figures in doubt as given "),
    Words(zh="这些数值任意得分时", en="with them worth anything "),
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """An indicator and points of the total: lost against the full score, or gained over the units' mean."""

    indicator: str
    points: float


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a unit stands and why. `low`, `high`: the places that hold it in nine draws of ten; None if not ranked.

    `doubtful`: indicator → the words of the mark, of values that the score uses as given and the interval does not.
    `vetoed`: vetoes that apply; `undecided`: those that a value not reported leaves open; `veto_doubts`: those whose
    value is in doubt, whether they apply or not. `lost`: what cost most, `gained`: what brought most over the mean of
    the units, each largest first.
    """

    unit: str
    score: float | None
    rank: int | None
    low: int | None
    high: int | None
    grade: str | None
    coverage: float
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]
    doubtful: Mapping[str, str]
    vetoed: tuple[str, ...]
    undecided: tuple[str, ...]
    veto_doubts: tuple[str, ...]
    lost: tuple[Part, ...]
    gained: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Assessment:
    """All that came out; `standings` best first, unscored units last. `notes` are to be read with them."""

    framework: Framework
    reported: Reported
    sums: WeightedSum
    grades: Grades | None
    places: Smaa | None
    standings: tuple[Standing, ...]
    notes: tuple[Words, ...]


def assess(
    *,
    framework: Framework,
    reported: Reported,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress | None = None,
) -> Assessment:
    """Scores what was reported and tries the places under weights within ± `framework.sway` of the given ones.

    In a draw a value not reported may be worth anything between no points and a full score, unless its rule is
    `no_points`; what is not applicable is worth what the unit's other indicators are on average. A value marked as
    doubtful may be worth anything too, whatever its rule, or be right: intervals hold the places of both. A veto's cap
    is left out of the draws. Intervals need two scored units and two indicators with weight. More than `MOST_UNITS` are
    refused.
    """
    _require_few(reported.units)
    sums = weighted_sum(
        values=reported.values,
        weights=framework.weights.exact,
        scoring={one.name: one.scoring for one in framework.indicators},
        units=reported.units,
        missing={one.name: one.missing for one in framework.indicators},
        vetoes=framework.vetoes,
        cap=framework.cap,
        decimals=framework.decimals,
    )
    graded = _graded(framework, sums)
    scored = [i for i, rank in enumerate(sums.ranks) if rank is not None]
    places = None
    if len(scored) > 1 and int((framework.weights.weights > 0).sum()) > 1:
        places = _places(framework, reported, sums, scored, draws=draws, seed=seed, progress=progress)
    return Assessment(
        framework=framework,
        reported=reported,
        sums=sums,
        grades=graded,
        places=places,
        standings=_standings(framework, reported, sums, graded, places, scored),
        notes=tuple(_notes(framework, reported, sums, graded, places)),
    )


def _require_few(units: Sequence[str]) -> None:
    """How often each of n units stands at each of n places is kept."""
    if len(units) > MOST_UNITS:
        raise DoesNotFit(
            zh=f"有 {len(units):,} 个单位，最多 {MOST_UNITS:,} 个。请按地区或类别分开，各评一次。",
            en=f"There are {len(units):,} units; at most {MOST_UNITS:,}. Score groups of one kind by themselves.",
        )


def _graded(framework: Framework, sums: WeightedSum) -> Grades | None:
    if not framework.bands:
        return None
    return grades(
        scores=sums.scores.tolist(),
        bands=framework.bands,
        units=sums.units,
        vetoed=[bool(vetoes) for vetoes in sums.vetoed],
        ties=framework.ties,
    )


def _places(
    framework: Framework,
    reported: Reported,
    sums: WeightedSum,
    scored: Sequence[int],
    *,
    draws: int,
    seed: int,
    progress: Progress | None,
) -> Smaa:
    """Places under the weights that are thinkable: with doubtful values as given, and with them worth anything."""
    region = around(weights=framework.weights.weights, by=framework.sway)
    doubtful: list[Mapping[str, Mapping[str, str]]] = [{}, reported.doubtful] if reported.doubtful else [{}]

    def tried(turn: int) -> Smaa:
        def tell(done: int, total: int) -> None:
            if progress:
                progress(turn * total + done, len(doubtful) * total)

        return smaa(
            values=_uncertain(framework, reported, sums, doubtful[turn])[scored],
            region=region,
            missing=(0.0, float(framework.full)),
            units=[sums.units[i] for i in scored],
            criteria=sums.criteria,
            draws=draws,
            seed=seed,
            pairs=False,
            progress=tell,
        )

    given = tried(0)
    return given.spanning(tried(1), cases=_CASES, region=region) if reported.doubtful else given


def _uncertain(
    framework: Framework, reported: Reported, sums: WeightedSum, doubtful: Mapping[str, Mapping[str, str]]
) -> Floats:
    """Points (n, m) for the draws: NaN where anything may be true, an imputed median taken back."""
    points = sums.points.copy()
    earned = np.nansum(points * sums.weights, axis=1)
    for j, one in enumerate(framework.indicators):
        marked = doubtful.get(one.name, {})
        for i, value in enumerate(reported.values[one.name]):
            if value is NOT_APPLICABLE:
                points[i, j] = earned[i]
            elif (value is None and one.missing != "no_points") or reported.units[i] in marked:
                points[i, j] = np.nan
    return np.asarray(points)


def _standings(
    framework: Framework,
    reported: Reported,
    sums: WeightedSum,
    graded: Grades | None,
    places: Smaa | None,
    scored: Sequence[int],
) -> tuple[Standing, ...]:
    mean = _mean(sums.points)
    place = {unit: k for k, unit in enumerate(scored)}
    found = []
    for i, unit in enumerate(sums.units):
        k = place.get(i)
        standing = Standing(
            unit=unit,
            score=None if sums.ranks[i] is None else float(sums.scores[i]),
            rank=sums.ranks[i],
            low=None if places is None or k is None else int(places.rank_low[k]),
            high=None if places is None or k is None else int(places.rank_high[k]),
            grade=graded.grades[i] if graded else None,
            coverage=float(sums.coverage[i]),
            missing=_those(reported, i, None),
            not_applicable=_those(reported, i, NOT_APPLICABLE),
            doubtful=reported.doubts_about(unit),
            vetoed=sums.vetoed[i],
            undecided=sums.undecided[i],
            veto_doubts=tuple(veto.name for veto in framework.vetoes if _in_doubt(reported, veto, i)),
            lost=_largest(sums.criteria, sums.lost[i]),
            gained=_largest(sums.criteria, sums.weights[i] * (sums.points[i] - mean)),
        )
        found.append(standing)
    return tuple(sorted(found, key=lambda one: (one.rank is None, one.rank or 0)))


def _in_doubt(reported: Reported, veto: Veto, unit: int) -> bool:
    value = reported.values[veto.criterion][unit]
    return is_reported(value) and reported.units[unit] in reported.doubtful.get(veto.criterion, {})


def _mean(points: Floats) -> Floats:
    """Mean points (m,) of the units that have any; NaN where none has."""
    known = ~np.isnan(points)
    count = known.sum(axis=0)
    total = np.where(known, points, 0).sum(axis=0)
    return np.asarray(np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0))


def _those(reported: Reported, unit: int, what: Value) -> tuple[str, ...]:
    return tuple(name for name, values in reported.values.items() if values[unit] is what)


def _largest(criteria: Sequence[str], points: Floats) -> tuple[Part, ...]:
    """The indicators with most points, above none, largest first."""
    parts = [Part(indicator=name, points=float(own)) for name, own in zip(criteria, points, strict=True) if own > 1e-9]
    return tuple(sorted(parts, key=lambda part: -part.points)[:_NAMED])


def _notes(
    framework: Framework, reported: Reported, sums: WeightedSum, graded: Grades | None, places: Smaa | None
) -> list[Words]:
    unknown = [name for name, values in reported.values.items() if all(value is None for value in values)]
    odd = odd_values(framework=framework, values=reported.values, units=reported.units)
    notes = [*reported.notes, *odd, sums.reading]
    if unknown:
        said = listed(unknown)
        notes.append(Words(zh=f"本期无一单位报送：{said.zh}。", en=f"Reported by nobody: {said.en}."))
    if graded:
        notes.append(graded.reading)
    notes.extend(_before_others(sums))
    if reported.doubtful:
        notes.append(_doubtful(reported))
        notes.extend(_vetoes_in_doubt(framework, reported, sums))
    if places:
        notes.append(places.reading)
        notes.append(_intervals(framework, places, doubts=bool(reported.doubtful)))
    else:
        notes.append(
            Words(
                zh="不足两个得分的单位或两项有权重的指标，没有名次区间。",
                en="No rank intervals: fewer than two scored units or two indicators with weight.",
            )
        )
    results = [result for result in (sums, graded, places) if result is not None]
    return notes + [doubt.words for result in results for doubt in result.doubts]


def _before_others(sums: WeightedSum) -> list[Words]:
    """Vetoed units that stand before one that is not: a veto costs the grade, not the place."""
    standing = [
        (rank, unit, vetoes) for rank, unit, vetoes in zip(sums.ranks, sums.units, sums.vetoed, strict=True) if rank
    ]
    last = max((rank for rank, _unit, vetoes in standing if not vetoes), default=0)
    before = [unit for rank, unit, vetoes in standing if vetoes and rank < last]
    if not before:
        return []
    who = listed(before)
    return [
        Words(
            zh=f"名次只按得分排：{who.zh}虽被一票否决，仍排在得分更低而未被否决的单位之前。",
            en=f"Ranks go by scores alone: vetoed, yet before units that are not and have lower scores: {who.en}.",
        )
    ]


def _doubtful(reported: Reported) -> Words:
    """Whose which figures are doubtful, and what that means for scores; for intervals `covered` says it."""
    told_of = {unit: list(found) for unit in reported.units if (found := reported.doubts_about(unit))}
    who = whose(told_of)
    return Words(
        zh=f"数值存疑：{who.zh}。得分和名次仍按所给的数值计算。",
        en=f"Figures in doubt: {who.en}. Scores and ranks use them as given.",
    )


def _vetoes_in_doubt(framework: Framework, reported: Reported, sums: WeightedSum) -> list[Words]:
    """Vetoes that apply, or do not, by a figure in doubt: neither score nor grade is sure then."""
    told = []
    for i, unit in enumerate(reported.units):
        for veto in framework.vetoes:
            if _in_doubt(reported, veto, i):
                applies = veto.name in sums.vetoed[i]
                zh = f"{unit}（{veto.name}：{'触发' if applies else '未触发'}）"
                told.append(Words(zh=zh, en=f"{unit} ({veto.name}: {'applies' if applies else 'does not apply'})"))
    if not told:
        return []
    who = Words(zh=listed([one.zh for one in told]).zh, en=listed([one.en for one in told]).en)
    return [
        Words(
            zh=f"一票否决所依据的数值存疑：{who.zh}。若数值不实，触发与否、得分、名次和等次都可能改变。",
            en=f"Vetoes that rest on a figure in doubt: {who.en}. If it is wrong, whether they apply, the "
            "score, the rank and the grade may all change.",
        )
    ]


def _intervals(framework: Framework, places: Smaa, *, doubts: bool) -> Words:
    each = Words(zh="各", en=" in either case") if doubts else Words(zh="", en="")
    told = Words(
        zh=f"名次区间：各项权重在给定值上下 {framework.sway:.0%} 内等可能地{each.zh}抽取 {places.draws:,} 次，"
        "十次中有九次名次落在区间内；不计否决封顶，也不计换用其他计分方法。",
        en=f"Rank intervals hold a unit in nine of ten of {places.draws:,} draws{each.en} of weights within "
        f"±{framework.sway:.0%} of the given ones; a veto's cap and other methods of scoring are left out.",
    )
    return told + covered(framework, doubts=doubts)
