"""Stochastic multicriteria acceptability analysis: what can be said about places when weights, and data, are uncertain.

SMAA-2 (Lahdelma & Salminen 2001), with independent normal errors of the data and missing values drawn within bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from dongxi.analysis.evaluation.checks import CRITERIA, UNITS, complete, enough, names, not_negative, numbers
from dongxi.analysis.evaluation.draws import DRAWS
from dongxi.analysis.evaluation.errors import DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.rank_counts import Tally
from dongxi.analysis.evaluation.result import Assumption, Floats, Integers, Result, Words, listed
from dongxi.analysis.evaluation.smaa_model import Model
from dongxi.analysis.evaluation.weight_draws import plan
from dongxi.analysis.evaluation.weight_region import WeightRegion, anywhere

Progress = Callable[[int, int], None]

BLOCK = 16_384
BLOCKED_UNITS = 255
"""Units for which a block is as long as that; of more it is the shorter, so that memory does not grow with them."""
VALUES = Words(zh="指标得分", en="The points")
SPREAD = Words(zh="数据误差", en="The errors of data")
_CONFIDENCE_DRAWS = 20_000
_CONTENDER = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Smaa(Result):
    """Shares of the draws, n units by m criteria.

    `acceptability` (n, n): [i, r] how often unit i stood at place r + 1. `wins` (n, n): [i, j] how often i stood above
    j, None if not counted. `central_weights` (n, m): the mean of the weights that put i first, NaN if none did.
    `confidence` (n,): how often i is first with just those weights, NaN likewise; 0 or 1 where data are certain.
    `rank_mean` (n,); `rank_low`, `rank_high` (n,): the places that hold i in all but 5 % of the draws at either end.
    `error`: standard error of the least certain share. `draws` how many; `method` how weights were drawn.
    """

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    acceptability: Floats
    wins: Floats | None
    central_weights: Floats
    confidence: Floats
    rank_mean: Floats
    rank_low: Integers
    rank_high: Integers
    error: float
    draws: int
    method: str

    def spanning(self, other: Smaa, *, cases: tuple[Words, Words], region: WeightRegion) -> Smaa:
        """This, with intervals that also hold the places of `other`: what is true whichever of two values hold.

        Shares stay those of this one; the reading and the assumptions are about both. `cases`: what tells this one and
        the other apart, as the beginning of a sentence.
        """
        low, high = np.minimum(self.rank_low, other.rank_low), np.maximum(self.rank_high, other.rank_high)
        both = (self, other)
        firsts = [one.acceptability[:, 0] for one in both]
        return replace(
            self,
            rank_low=low,
            rank_high=high,
            reading=_reading(self.units, firsts, low, high, region, cases=cases),
            assumptions=_assumptions([one.confidence for one in both], firsts, self.units),
        )


def smaa(
    *,
    values: ArrayLike,
    region: WeightRegion | None = None,
    spread: ArrayLike | None = None,
    missing: tuple[float, float] | None = None,
    units: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    threads: int = 1,
    block: int | None = None,
    pairs: bool = True,
    progress: Progress | None = None,
) -> Smaa:
    """Places of n units over `values` (n, m), points on one scale where more is better, under weights from `region`.

    `spread` (n, m) are standard deviations of independent normal errors of the values. NaN in `values` is refused
    unless `missing` = (lowest, highest) says between which points the unknown value may lie; it is then drawn there,
    anew each time. The same `seed` and `block` give the same answer whatever the `threads`; memory is O(block × n + n²)
    for each thread. Without `pairs` it is not counted who stands above whom, which takes n² comparisons a draw.
    `progress` is told the draws done and to do.
    """
    data, rows, columns = _values(values, units, criteria, missing)
    errors = _spread(spread, data.shape, rows, columns)
    where = region or anywhere(criteria=len(columns))
    if len(where.lower) != len(columns):
        raise DoesNotFit(
            zh=f"权重范围有 {len(where.lower)} 项，指标有 {len(columns)} 项。",
            en="The weight region has other criteria.",
        )
    enough(
        draws, needed=100, what=Words(zh="次抽样", en="draws"), why=Words(zh="再少则比例无意义", en="shares need more")
    )
    block = _block(len(rows)) if block is None else block
    enough(
        block,
        needed=1,
        what=Words(zh="次一组", en="draws a block"),
        why=Words(zh="分组不能为空", en="blocks hold some"),
    )
    model = Model.of(data=data, errors=errors, missing=missing, draws=plan(region=where, seed=seed))
    tally, first = _run(model, draws=draws, seed=seed, threads=threads, block=block, pairs=pairs, progress=progress)
    return _result(model, tally, first, rows, columns, where, seed)


def _run(
    model: Model, *, draws: int, seed: int, threads: int, block: int, pairs: bool, progress: Progress | None
) -> tuple[Tally, Floats]:
    """All draws counted, and the parts (n, c) with which each unit came first, summed block by block in order."""
    sizes = [min(block, draws - start) for start in range(0, draws, block)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    lanes = max(1, min(threads, len(sizes)))
    tallies = [Tally.empty(units=len(model.known), pairs=pairs) for _ in range(lanes)]
    first = np.empty((len(sizes), *model.known.shape), np.float32)

    def work(lane: int) -> None:
        for k in range(lane, len(sizes), lanes):
            first[k] = model.tallied(tallies[lane], sizes[k], np.random.default_rng(seeds[k]))
            if progress and lane == 0:
                progress(sum(tally.draws for tally in tallies), draws)

    if lanes == 1:
        work(0)
    else:
        with ThreadPoolExecutor(lanes) as team:
            list(team.map(work, range(lanes)))
    for other in tallies[1:]:
        tallies[0].join(other)
    if progress:
        progress(draws, draws)
    return tallies[0], first.sum(axis=0, dtype=np.float64)


def _block(units: int, block: int = BLOCK) -> int:
    """Draws at once for so many units."""
    return max(1, block * min(units, BLOCKED_UNITS) // units)


def _values(
    values: ArrayLike, units: Sequence[str] | None, criteria: Sequence[str] | None, missing: tuple[float, float] | None
) -> tuple[Floats, tuple[str, ...], tuple[str, ...]]:
    data = numbers(values, ndim=2, what=VALUES)
    rows = names(units, count=data.shape[0], what=UNITS, prefix="U")
    columns = names(criteria, count=data.shape[1], what=CRITERIA, prefix="C")
    enough(len(rows), needed=2, what=UNITS, why=Words(zh="一个单位无名次", en="one has no place"))
    enough(len(columns), needed=2, what=CRITERIA, why=Words(zh="一项指标的权重必为 1", en="one criterion weighs 1"))
    if missing is None:
        return complete(data, what=VALUES, axes=[rows, columns]), rows, columns
    low, high = missing
    if not low < high or (data < low).any() or (data > high).any():
        raise OutOfDomain(
            zh=f"缺失得分的范围 {low} 至 {high} 应由低到高，并包含全部已知得分。",
            en=f"The range {low}…{high} of missing points must rise and hold all the known ones.",
        )
    complete(np.where(np.isnan(data), low, data), what=VALUES, axes=[rows, columns])
    return data, rows, columns


def _spread(
    spread: ArrayLike | None, shape: tuple[int, ...], rows: tuple[str, ...], columns: tuple[str, ...]
) -> Floats | None:
    if spread is None:
        return None
    errors = numbers(spread, ndim=2, what=SPREAD)
    if errors.shape != shape:
        raise DoesNotFit(
            zh=f"数据误差的形状 {errors.shape} 与得分 {shape} 不同。",
            en=f"Errors {errors.shape} do not fit points {shape}.",
        )
    not_negative(complete(errors, what=SPREAD, axes=[rows, columns]), what=SPREAD, axes=[rows, columns])
    return errors if errors.any() else None


def _result(
    model: Model,
    tally: Tally,
    first: Floats,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    region: WeightRegion,
    seed: int,
) -> Smaa:
    acceptability = tally.places / tally.draws
    below = (np.cumsum(row) for row in acceptability)
    low, high = np.array([(1 + (row <= 0.05).sum(), 1 + (row < 0.95).sum()) for row in below]).T
    central = _central(first, model)
    confidence = _confidence(model, central, seed)
    doubtful = max(float((row * (1 - row)).max()) for row in acceptability)
    return Smaa(
        units=rows,
        criteria=columns,
        acceptability=acceptability,
        wins=None if tally.wins is None else tally.wins / tally.draws,
        central_weights=central,
        confidence=confidence,
        rank_mean=acceptability @ np.arange(1, len(rows) + 1),
        rank_low=low,
        rank_high=high,
        error=float(np.sqrt(doubtful / tally.draws)),
        draws=tally.draws,
        method=model.draws.method,
        reading=_reading(rows, [acceptability[:, 0]], low, high, region),
        assumptions=_assumptions([confidence], [acceptability[:, 0]], rows),
    )


def _central(first: Floats, model: Model) -> Floats:
    """Mean weights (n, m) over the draws in which a unit came first; NaN if it never did."""
    total = first.sum(axis=1, keepdims=True)
    parts = np.divide(first, total, out=np.full_like(first, np.nan), where=total > 0)
    return np.asarray(parts @ model.draws.corners.T)


def _confidence(model: Model, central: Floats, seed: int) -> Floats:
    """How often each unit is first with its central weights (n, m), over one sample of the errors of data."""
    chance = model.chance(_block(len(central), _CONFIDENCE_DRAWS), np.random.default_rng([seed, 1]))
    out = np.full(len(central), np.nan)
    inverse = np.linalg.pinv(model.draws.corners)
    for i in np.flatnonzero(~np.isnan(central[:, 0])):
        scores = model.scores((inverse @ central[i]).astype(np.float32)[:, None], chance)
        near = 1e-6 * np.abs(scores).max()
        out[i] = float((scores[i] >= scores.max(axis=0) - near).mean())
    return out


def _reading(
    rows: tuple[str, ...],
    firsts: Sequence[Floats],
    low: Integers,
    high: Integers,
    region: WeightRegion,
    *,
    cases: Sequence[Words] = (Words(zh="", en=""),),
) -> Words:
    """`firsts` (n,) for each of the `cases`: how often a unit came first."""
    leads = [_lead(rows, share, case) for case, share in zip(cases, firsts, strict=True)]
    first_zh = "，".join(lead.zh for lead in leads)
    first_en = "; ".join(lead.en for lead in leads)
    never = [row for i, row in enumerate(rows) if all(share[i] == 0 for share in firsts)]
    width = high - low
    widest = [(rows[i], low[i], high[i]) for i in np.flatnonzero((width == width.max()) & (width > 0))]
    wide_zh = "名次最不确定的是" + "、".join(f"{row}（第 {a} 至 {b} 名）" for row, a, b in widest)
    wide_en = "least certain: " + ", ".join(f"{row} (places {a} to {b})" for row, a, b in widest)
    if not widest:
        wide_zh, wide_en = "各自的名次都不因此而变", "no place moves"
    firm = [row for row, a, b in zip(rows, low, high, strict=True) if a == b]
    zh = (
        f"若{region.said.zh}，{first_zh}；{wide_zh}；"
        f"此时名次变化最小的（十次中至少九次不变）：{listed(firm).zh or '无'}；从未居首的有 {len(never)} 个。"
        "换一种计分方法，名次可能与此不同。"
    )
    en = (
        f"With {region.said.en}, {first_en}; {wide_en}; "
        f"moving least, one place in nine draws of ten or more: {listed(firm).en or 'none'}; never first: "
        f"{len(never)}. Another method of scoring may give other places."
    )
    return Words(zh=zh, en=en)


def _lead(rows: tuple[str, ...], share: Floats, case: Words) -> Words:
    """Who came first most often; all of them where several did as often, and that they share the place if they do."""
    most = float(share.max())
    names = [rows[i] for i in np.flatnonzero(share == most)]
    if len(names) == 1:
        return Words(zh=f"{case.zh}{names[0]}居首的占 {most:.0%}", en=f"{case.en}{names[0]} comes first in {most:.0%}")
    shared = float(share.sum()) > 1 + 1e-9
    told = listed(names)
    return Words(
        zh=f"{case.zh}{told.zh}居首的各占 {most:.0%}{'（得分相同时并列第一）' if shared else ''}",
        en=f"{case.en}{told.en} each come first in {most:.0%}{' (sharing first place where equal)' if shared else ''}",
    )


def _assumptions(
    confidence: Sequence[Floats], firsts: Sequence[Floats], rows: tuple[str, ...]
) -> tuple[Assumption, ...]:
    """Of one or more cases; a contender of any of them that is mostly not first is told."""
    cases = list(zip(confidence, firsts, strict=True))
    weak = [row for i, row in enumerate(rows) if any(sure[i] < 0.5 and share[i] >= _CONTENDER for sure, share in cases)]
    return (
        Assumption(
            name="first_places_can_be_told",
            holds=not weak,
            words=Words(
                zh=f"有望居首的单位，以最有利的权重有一半以上把握居首；不足一半的：{listed(weak).zh or '无'}。",
                en=f"With its best weights a contender is mostly first; not so: {listed(weak).en or 'none'}.",
            ),
        ),
        Assumption(
            name="weights_are_equally_likely",
            holds=None,
            words=Words(
                zh="范围内各组权重视为同等可能；数据误差视为相互独立的正态误差。",
                en="Weights in the region are taken as equally likely, errors as independent and normal.",
            ),
        ),
    )
