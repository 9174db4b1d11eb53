"""In-space placebos: had any donor been chosen instead, how often would the change look as large?

p-values by the ratio of errors after and before (Abadie, Diamond & Hainmueller 2010, 2015); the effects that the same
test would not reject (Firpo & Possebom 2018). An exact fit before, by luck of few periods and many donors, would have
any ratio at all: it is not defined then. A placebo of that kind counts as at least as large; of a treated unit of that
kind the errors after the start are compared as they are. Neither makes p smaller than infinite ratios would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dongxi.analysis.evaluation.checks import enough
from dongxi.analysis.evaluation.placebo_ranks import measured, rank_of, ranked_by, yardsticks
from dongxi.analysis.evaluation.result import LEVEL, Assumption, Floats, Result, Words, listed, p_value
from dongxi.analysis.evaluation.study import DONORS, fitted
from dongxi.analysis.evaluation.synthetic_control import SyntheticControl, rmspe_ratio

Progress = Callable[[int, int], None]

BAD_FIT = 20
"""Times the mean squared error before the start beyond which a placebo is not drawn."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SpacePlacebos(Result):
    """`donors` (J,) that served as placebos: `gaps` (J, T), `pre_mspe` (J,), `ratios` (J,) of errors after and before;
    `ratio` of the treated unit. `p_value` = share of units, the treated one included, whose ratio is as large;
    `smallest_p` = 1 / (J + 1). `period_p` (P,) the same for each period from the start on, by gap over error before.
    `low`, `high`: constant effects not rejected at `level`, in the outcome's unit; `period_low`, `period_high` (P,)
    for each period. Infinite where J is too small for that level. `left_out`: donors whose own fit was too bad.
    `exact`: units, the treated one among them, whose fit before is exact; their ratio is infinite, not defined."""

    treated: str
    donors: tuple[str, ...]
    left_out: tuple[str, ...]
    exact: tuple[str, ...]
    gaps: Floats
    pre_mspe: Floats
    ratios: Floats
    ratio: float
    p_value: float
    smallest_p: float
    period_p: Floats
    level: float
    low: float
    high: float
    period_low: Floats
    period_high: Floats


def placebos_in_space(
    *, of: SyntheticControl, level: float = 0.9, worst_fit: float | None = None, progress: Progress | None = None
) -> SpacePlacebos:
    """Each donor of `of` in the treated unit's place, with the other donors, the treated unit in no pool.

    `worst_fit`: leave out placebos whose error before is more than so many times the treated unit's. `progress` is
    told placebos done and to do.
    """
    data = of.of
    why = Words(
        zh="每个安慰剂还需要另外两个对照，请增加对照", en="a placebo needs two others to be mixed from; add donors"
    )
    enough(len(data.donors), needed=3, what=DONORS, why=why)
    found = []
    for done, unit in enumerate(data.donors.tolist(), start=1):
        found.append(fitted(data, treated=unit, donors=data.donors[data.donors != unit]))
        if progress:
            progress(done, len(data.donors))
    kept = [worst_fit is None or one.pre_mspe <= worst_fit * of.pre_mspe for one in found]
    enough(sum(kept), needed=2, what=Words(zh="拟合足够好的安慰剂", en="placebos that fit well enough"), why=why)
    used = [one for one, keep in zip(found, kept, strict=True) if keep]
    names = tuple(name for name, keep in zip(of.donors, kept, strict=True) if keep)
    ratios = np.array([rmspe_ratio(one, data) for one in used])
    gaps = np.stack([one.gap for one in used])
    before = np.array([one.pre_mspe for one in used])
    errors, exact = np.array([of.pre_mspe, *before]), np.isinf([of.rmspe_ratio, *ratios])
    own, after = of.gap[data.start :], np.vstack([of.gap, gaps])[:, data.start :]
    by = yardsticks(errors=errors, exact=exact)
    sizes = ranked_by(after=after, errors=errors, exact=exact)
    by_period = measured(np.abs(after), by=by, exact=exact)
    low, high = _constant(own, float(by[0]), _largest(sizes[1:], level))
    reach = _largest(by_period[1:], level) * by[0]
    p = float(rank_of(sizes))
    undefined = np.array([of.treated, *names])[exact].tolist()
    return SpacePlacebos(
        treated=of.treated,
        donors=names,
        left_out=tuple(name for name in of.donors if name not in names),
        exact=tuple(undefined),
        gaps=gaps,
        pre_mspe=before,
        ratios=ratios,
        ratio=of.rmspe_ratio,
        p_value=p,
        smallest_p=1 / (1 + len(ratios)),
        period_p=rank_of(by_period),
        level=level,
        low=low,
        high=high,
        period_low=own - reach,
        period_high=own + reach,
        reading=_reading(of, p, len(ratios), (low, high), level),
        assumptions=(
            _exchangeable(before, of.pre_mspe),
            _resolves(len(ratios)),
            *ratios_defined(of.treated, undefined),
        ),
    )


def _largest(values: Floats, level: float) -> Floats:
    """How large a treated unit's standing may be with p still above 1 − level: the m-th largest of (J, …) placebos."""
    m = int(np.floor((1 - level) * (1 + len(values)) + 1e-9))
    if m < 1:
        return np.full(values.shape[1:], np.inf)
    return np.asarray(np.sort(values, axis=0)[-m])


def _constant(gap: Floats, error: float, ratio: Floats) -> tuple[float, float]:
    """All c with √mean (gap − c)² ≤ ratio · error; a pair of NaN where no constant effect is compatible."""
    mean = float(gap.mean())
    room = float(ratio) ** 2 * error**2 - float(gap.var())
    if room < 0:
        return float("nan"), float("nan")
    return mean - float(np.sqrt(room)), mean + float(np.sqrt(room))


def _reading(of: SyntheticControl, p: float, count: int, ends: tuple[float, float], level: float) -> Words:
    low, high = ends
    if np.isinf(low):
        span = Words(zh="可比的对照太少，给不出置信集", en="too few donors to compare for a confidence set")
    elif np.isnan(low):
        span = Words(zh="没有哪一个不变的效应与数据相容", en="no constant effect is compatible with the data")
    else:
        span = Words(
            zh=f"不变效应的 {level:.0%} 置信集为 {low:.4g} 至 {high:.4g}",
            en=f"{level:.0%} set for a constant effect {low:.4g} to {high:.4g}",
        )
    return Words(
        zh=f"{_verdict(of.treated, p, count).zh}；{span.zh}。",
        en=f"{_verdict(of.treated, p, count).en}; {span.en}.",
    )


def _verdict(treated: str, p: float, count: int) -> Words:
    """Rare, not rare, or neither, where with so few placebos nothing could be."""
    alike, smallest = round(p * (1 + count)) - 1, 1 / (1 + count)
    shown = Words(
        zh=f"{count} 个安慰剂中有 {alike} 个同样大或更大", en=f"{alike} of {count} placebos show as much or more"
    )
    open_ = Words(zh="不能说有变化，也不能说没有变化", en="which tells neither of a change nor of none")
    tests = Words(
        zh=f"（{p_value(p)}，可能的最小值 {smallest:.3f}，不大于 {LEVEL:g} 才算少见）",
        en=f" ({p_value(p)}, smallest possible {smallest:.3f}, rare up to {LEVEL:g})",
    )
    if smallest > LEVEL:
        return Words(
            zh=f"{treated}的变化：{shown.zh}{tests.zh}；对照太少，不可能达到显著，{open_.zh}",
            en=f"The change in {treated}: {shown.en}{tests.en}; with so few donors it could not be significant, "
            f"{open_.en}",
        )
    if p <= LEVEL:
        return Words(
            zh=f"{treated}的变化少见：{shown.zh}{tests.zh}", en=f"The change in {treated} is rare: {shown.en}{tests.en}"
        )
    return Words(
        zh=f"{treated}的变化并不突出：{shown.zh}，{open_.zh}{tests.zh}",
        en=f"The change in {treated} does not stand out: {shown.en}, {open_.en}{tests.en}",
    )


def by_rank(p: float, count: int) -> Words:
    """A p-value by rank among `count` placebos in a sentence, with the least it could be and what is rare."""
    least = f"{1 / (1 + count):.3f}"
    few = Words(zh="", en="")
    if 1 / (1 + count) > LEVEL:
        few = Words(zh="；对照太少，不可能达到显著", en="; with so few donors it could not be significant")
    return Words(
        zh=f"与 {count} 个安慰剂相比的名次检验 {p_value(p)}（可能的最小值 {least}，"
        f"不大于 {LEVEL:g} 才算少见）{few.zh}。",
        en=f"By rank among {count} placebos {p_value(p)} (smallest possible {least}, rare up to {LEVEL:g}){few.en}.",
    )


def _exchangeable(before: Floats, own: float) -> Assumption:
    worse = float((before > 20 * own).mean())
    return Assumption(
        name="placebos_fit_as_well",
        holds=worse <= 0.5,
        words=Words(
            zh=f"{worse:.0%} 的安慰剂此前误差超过处理单位 20 倍；比值已按各自误差折算，但拟合差者的比值偏小。",
            en=f"{worse:.0%} of placebos fit more than 20 times worse before; ratios allow for that, yet those of bad "
            "fits tend to be small.",
        ),
    )


def _resolves(count: int) -> Assumption:
    smallest = 1 / (1 + count)
    return Assumption(
        name="could_be_significant",
        holds=smallest <= LEVEL,
        words=Words(
            zh=f"{count} 个安慰剂时 p 值最小为 {smallest:.3f}；同时检验多个单位或指标还须校正。",
            en=f"With {count} placebos p is at least {smallest:.3f}; several units or outcomes need adjusting.",
        ),
    )


def ratios_defined(treated: str, exact: Sequence[str]) -> Iterator[Assumption]:
    """A doubt for whoever was followed exactly before the start."""
    if not exact:
        return
    told = Words(zh="", en="")
    if treated in exact:
        told += Words(
            zh=f"{treated}此前的误差不足自身波动的百万分之一，前后误差之比不定，改按起始之后的误差排名；"
            "对照多、时期少时容易这样凑巧贴合，不说明估计更可靠。",
            en=f"The error of {treated} before the start is below a millionth of its own variation: the ratio is not "
            "defined, and errors after the start are ranked instead. Many donors and few periods bring such luck; it "
            "makes the estimate no surer.",
        )
    if others := [name for name in exact if name != treated]:
        who = listed(others)
        told += Words(
            zh=f"{len(others)} 个安慰剂（{who.zh}）此前恰好贴合，前后误差之比不定，一律按不小于处理单位计，"
            "p 值因此偏大。",
            en=f"{len(others)} placebos ({who.en}) were followed exactly before: their ratio is not defined, and they "
            "count as at least as large, which makes p larger rather than smaller.",
        )
    yield Assumption(name="ratios_defined", holds=False, words=told)


def well_fitted(*, errors: Floats, own: float) -> list[int]:
    """Places of the placebos that a chart shows, by their mean squared errors before the start (J,): those that
    followed nearly as well as the unit, whose error is `own`; all of them where fewer than two did."""
    fit = np.flatnonzero(errors <= BAD_FIT * own).tolist()
    return fit if len(fit) > 1 else list(range(len(errors)))
