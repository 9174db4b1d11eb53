"""What is asked of a panel: who was treated since when, compared with whom, by what, and by which method; checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.evaluation.checks import enough
from dongxi.analysis.evaluation.choosing import chosen, extent, span, split, unknown
from dongxi.analysis.evaluation.doubtful import whose
from dongxi.analysis.evaluation.errors import CannotEvaluate, DoesNotFit, NoVariation, TooFew
from dongxi.analysis.evaluation.panel import Panel, label
from dongxi.analysis.evaluation.predictor import Predictor, predictor
from dongxi.analysis.evaluation.result import Assumption, Floats, Words, listed

METHODS = ("synthetic", "augmented", "did")
MOST_DONORS, LEAST_BEFORE = 3000, 2
_TREATED = Words(zh="处理单位", en="treated unit")
_DONORS = Words(zh="对照单位", en="donor")
_LEFT_OUT = Words(zh="剔除的单位", en="unit to leave out")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A predictor as it is named: a variable, over which periods (None: all before the start)."""

    name: str
    variable: str
    over: str | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """`outcomes` (n, T) of `units` – the treated first, then donors – over `periods`, those in which anybody has a
    value; `since` of each treated unit. `fit` what was asked for, None for all periods before.
    `donors_under_the_plan`: those known to be under the same plan as the treated."""

    panel: Panel
    outcome: str
    method: str
    treated: tuple[str, ...]
    since: Mapping[str, str]
    donors: tuple[str, ...]
    periods: tuple[str, ...]
    outcomes: Floats
    fit: tuple[str, ...] | None
    asked: tuple[Asked, ...]
    predictor_weights: tuple[float, ...] | None
    dropped: tuple[str, ...]
    donors_under_the_plan: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        return (*self.treated, *self.donors)

    @property
    def doubts(self) -> tuple[Assumption, ...]:
        """What speaks against the question itself."""
        return tuple(
            one for one in (self._under_the_plan(), self._totals(), self._up_to_the_start(), self._marked()) if one
        )

    def _under_the_plan(self) -> Assumption | None:
        if not self.donors_under_the_plan:
            return None
        who = listed(self.donors_under_the_plan, most=len(self.donors_under_the_plan))
        return Assumption(
            name="donors_under_the_plan",
            holds=False,
            words=Words(
                zh=f"对照中的{who.zh}也在规划之内，不宜作对照：请写进 --without 剔除后再估计。",
                en=f"Among the donors {who.en} are under the Plan too and no comparison: name them in --without "
                "and estimate again.",
            ),
        )

    def _totals(self) -> Assumption | None:
        said = self.panel.totals(self.units)
        return None if said is None else Assumption(name="units_are_no_totals", holds=False, words=said)

    def _up_to_the_start(self) -> Assumption | None:
        first = min(self.since.values(), key=self.panel.periods.index)
        if not (held := [one.name for one in self.asked if one.over is not None and first in self._over(one, first)]):
            return None
        who = listed(held)
        return Assumption(
            name="predictors_before_the_start",
            holds=False,
            words=Words(
                zh=f"预测变量{who.zh}的平均含起始当期 {first}，可能已受处理影响；宜只取起始之前。",
                en=f"The means {who.en} hold {first}, the period of the start, which treatment may have touched; "
                "periods before it alone are better.",
            ),
        )

    def _marked(self) -> Assumption | None:
        """Whose figures that the estimate uses the table marks as doubtful."""
        of: dict[str, list[str]] = {}
        for unit in self.units:
            for variable, periods in self._used(unit).items():
                marks = self.panel.doubtful.get(variable, {})
                for period in self.panel.periods:
                    if period in periods and (unit, period) in marks:
                        of.setdefault(unit, []).append(f"{variable} {period}")
        if not of:
            return None
        told = whose(of, most=len(of))
        return Assumption(
            name="figures_in_doubt",
            holds=False,
            words=Words(
                zh=f"所用数值有存疑的：{told.zh}。"
                "对照单位可写进 --without 剔除后再估计；处理单位的存疑数直接影响结论。",
                en=f"Figures in doubt are used: {told.en}. Leave donors out by --without and estimate again; a figure "
                "in doubt of a treated unit bears on the conclusion itself.",
            ),
        )

    def _used(self, unit: str) -> Mapping[str, Collection[str]]:
        """Variable → the periods in which the estimate uses this unit's figures of it."""
        alone = unit in self.since and self.method != "did"  # all units of a did are compared over the same periods
        used: dict[str, set[str]] = {}
        for since in {self.since[unit]} if alone else set(self.since.values()):
            begun = self.periods[self.periods.index(since) :]
            used.setdefault(self.outcome, set()).update(self.fitted(since), begun)
            for one in self.asked:
                used.setdefault(one.variable, set()).update(self._over(one, since))
        return used

    def _over(self, one: Asked, since: str) -> tuple[str, ...]:
        """The periods of a predictor when treatment begins at `since`."""
        known = self.panel.periods
        return known[: known.index(since)] if one.over is None else span(one.over, periods=known)

    def fitted(self, since: str) -> tuple[str, ...]:
        """The periods before `since` in which the comparison is to follow the treated."""
        before = self.periods[: self.periods.index(since)]
        return before if self.fit is None else tuple(period for period in self.fit if period in before)

    def predictors(self, since: str) -> tuple[Predictor, ...]:
        """What units are compared by when treatment begins at `since`, in the order of `units`."""
        rows = [self.panel.units.index(name) for name in self.units]
        return tuple(
            predictor(
                name=one.name,
                values=self.panel.values[one.variable][rows],
                periods=self.panel.periods,
                over=self._over(one, since),
            )
            for one in self.asked
        )


def asked_for(text: str, *, variable_of: Callable[[str], str]) -> tuple[Asked, ...]:
    """`name`, `name:PERIOD` or `name:FROM-TO`, between commas; a column whose own name holds a colon is meant first.

    `variable_of` gives the variable that a name means and raises AnalysisError for one unknown.
    """
    found = []
    for part in split(text):
        try:
            found.append(Asked(name=part, variable=variable_of(part), over=None))
        except AnalysisError:
            name, colon, over = part.replace("：", ":").rpartition(":")
            if not colon:
                raise
            found.append(Asked(name=part, variable=variable_of(name), over=over))
    return tuple(found)


def question(
    *,
    panel: Panel,
    outcome: str,
    treated: str,
    since: str,
    method: str = "synthetic",
    predictors: Sequence[Asked] = (),
    donors: str | None = None,
    without: str | None = None,
    fit: str | None = None,
    predictor_weights: Sequence[float] | None = None,
    planned: Sequence[str] = (),
) -> Question:
    """The question, from what somebody typed. CannotEvaluate with the nearest names, the place and what to do.

    `planned`: units known to be under one plan; a treated one of them has no comparison in the others.
    """
    if method not in METHODS:
        raise unknown(method, known=METHODS, what=Words(zh="方法", en="method"))
    _belongs(method, predictors, predictor_weights)
    who = chosen(treated, known=panel.units, what=_TREATED)
    pool = _pool(panel, who, donors, without)
    rows = [panel.units.index(name) for name in (*who, *pool)]
    held = ~np.isnan(panel.values[outcome][rows]).all(axis=0)
    periods = tuple(period for period, any_value in zip(panel.periods, held, strict=True) if any_value)
    if not periods:
        raise TooFew(zh=f"“{outcome}”没有任何数值。请核对列名。", en=f"“{outcome}” holds no value at all.")
    starts = _starts(who, since, periods)
    _early(predictors, starts, panel.periods)
    followed = None if fit is None else _before(span(fit, periods=periods), starts, periods)
    asked = Question(
        panel=panel,
        outcome=outcome,
        method=method,
        treated=who,
        since=starts,
        donors=pool,
        periods=periods,
        outcomes=panel.values[outcome][np.ix_(rows, np.flatnonzero(held))],
        fit=followed,
        asked=tuple(predictors),
        predictor_weights=None if predictor_weights is None else tuple(predictor_weights),
        dropped=tuple(period for period in panel.periods if period not in periods),
        donors_under_the_plan=tuple(name for name in pool if name in planned) if set(who) & set(planned) else (),
    )
    _require_whole(asked)
    _require_change(asked)
    return asked


def _belongs(method: str, predictors: Sequence[Asked], weights: Sequence[float] | None) -> None:
    if method != "synthetic" and predictors:
        raise DoesNotFit(
            zh=f"{method} 只用结果变量本身比较，不用预测变量。请去掉 --predictors，或改用 --method synthetic。",
            en=f"{method} compares by the outcome itself. Leave out the predictors, or use synthetic.",
        )
    if weights is not None and len(weights) != len(predictors):
        raise DoesNotFit(
            zh=f"预测变量有 {len(predictors)} 个，权重给了 {len(weights)} 个。请按顺序一一给出。",
            en=f"{len(weights)} weights were given for {len(predictors)} predictors. Give one each, in order.",
        )


def _pool(panel: Panel, treated: tuple[str, ...], donors: str | None, without: str | None) -> tuple[str, ...]:
    named = chosen(donors, known=panel.units, what=_DONORS) if donors else panel.units
    lost = chosen(without, known=panel.units, what=_LEFT_OUT) if without else ()
    if twice := [name for name in treated if name in lost or (donors and name in named)]:
        told = listed(twice)
        raise DoesNotFit(
            zh=f"{told.zh}是处理单位，不能又作对照或剔除。请从名单中去掉。",
            en=f"{told.en} cannot be treated and a donor, or treated and left out. Take it off the list.",
        )
    gone = {*treated, *lost}
    pool = tuple(name for name in named if name not in gone)
    why = Words(
        zh="要有未受处理的单位可比。请在 --donors 中多写几个，或少写 --without",
        en="somebody untreated to compare; name more donors, or leave out fewer units",
    )
    enough(len(pool), needed=2, what=_DONORS, why=why)
    if len(pool) > MOST_DONORS:
        raise DoesNotFit(
            zh=f"对照单位有 {len(pool):,} 个，最多 {MOST_DONORS:,} 个：过多时总能凑出拟合。"
            "请用 --donors 选出与处理单位同类的。",
            en=f"There are {len(pool):,} donors; at most {MOST_DONORS:,}, since with so many a fit is luck. Choose "
            "those of the treated unit's kind.",
        )
    return pool


def _starts(treated: tuple[str, ...], since: str, periods: tuple[str, ...]) -> Mapping[str, str]:
    given = [label(part) for part in split(since)]
    if not given:
        told = _earliest(periods)
        raise DoesNotFit(zh=f"没有写明起始时期。{told.zh}", en=f"No start was given. {told.en}")
    if len(given) not in (1, len(treated)):
        raise DoesNotFit(
            zh=f"处理单位有 {len(treated)} 个，起始时期给了 {len(given)} 个。请给一个，或按顺序各给一个。",
            en=f"{len(given)} starts were given for {len(treated)} treated units. Give one, or one each in order.",
        )
    for start in given:
        if start not in periods:
            raise DoesNotFit(
                zh=f"起始时期“{start}”不在数据之内（{extent(periods).zh}）。{_earliest(periods).zh}",
                en=f"The start “{start}” is not among the periods, {extent(periods).en}. {_earliest(periods).en}",
            )
    return dict(zip(treated, given if len(given) > 1 else given * len(treated), strict=True))


def _earliest(periods: tuple[str, ...]) -> Words:
    """Which starts a panel allows."""
    if len(periods) <= LEAST_BEFORE:
        return Words(
            zh=f"起始之前至少要有 {LEAST_BEFORE} 个时期，而数据只有 {len(periods)} 个：请补上更早的时期。",
            en=f"{LEAST_BEFORE} periods are needed before a start and there are {len(periods)} in all: supply earlier "
            "ones.",
        )
    starts = periods[LEAST_BEFORE:]
    if len(starts) == 1:
        return Words(
            zh=f"起始之前至少要有 {LEAST_BEFORE} 个时期：--since 只能是 {starts[0]}。",
            en=f"{LEAST_BEFORE} periods are needed before a start, which can only be {starts[0]}.",
        )
    return Words(
        zh=f"起始之前至少要有 {LEAST_BEFORE} 个时期：请把 --since 改为 {extent(starts).zh} 之一，此前时期越多越可靠。",
        en=f"{LEAST_BEFORE} periods are needed before a start: choose one from {extent(starts).en}; the more before "
        "it, the surer.",
    )


def _early(predictors: Sequence[Asked], starts: Mapping[str, str], periods: tuple[str, ...]) -> None:
    """What units are compared by must not itself be what treatment may have changed. A mean that runs up to the start
    and holds its period is let pass, as published studies have it (Abadie et al. 2015: 1981–1990, from 1990); a doubt
    tells it."""
    first = min(starts.values(), key=periods.index)
    for one in predictors:
        over = () if one.over is None else span(one.over, periods=periods)
        late = [period for period in over if periods.index(period) >= periods.index(first)]
        if late and (late != [first] or len(over) == 1):
            raise DoesNotFit(
                zh=f"预测变量“{one.name}”取了 {extent(late).zh}，不早于起始时期 {first}：起始之后的数值可能已受处理"
                "影响，不能用来挑选对照。请改 --predictors，只写起始之前的时期。",
                en=f"The predictor “{one.name}” takes {extent(late).en}, not before the start {first}: what treatment "
                "may have changed cannot choose the comparison. Name periods before the start only.",
            )


def _before(fit: tuple[str, ...], starts: Mapping[str, str], periods: tuple[str, ...]) -> tuple[str, ...]:
    last = max(starts.values(), key=periods.index)
    if late := [period for period in fit if periods.index(period) >= periods.index(last)]:
        raise DoesNotFit(
            zh=f"拟合时期 {late[0]} 不早于起始时期 {last}。请改 --fit，只写起始之前的时期。",
            en=f"The fitted period {late[0]} is not before the start {last}.",
        )
    return fit


def _require_whole(asked: Question) -> None:
    """Enough periods before each start, and no hole in what is compared."""
    used: set[str] = set()
    for unit, since in asked.since.items():
        fit = asked.fitted(since)
        if len(fit) < LEAST_BEFORE:
            raise _too_few_before(asked, unit, since, fit)
        used |= {*fit, *asked.periods[asked.periods.index(since) :]}
    asked.panel.require(
        asked.outcome,
        units=asked.units,
        periods=[period for period in asked.periods if period in used],
        mend="请补上，或用 --without 剔除该单位，或用 --fit 避开该时期",
        mend_en="supply them, leave the unit out (--without) or avoid the periods (--fit)",
    )


def _require_change(asked: Question) -> None:
    """An outcome that is everywhere the same can neither rise nor fall against others."""
    for variable in dict.fromkeys([asked.outcome, *(one.variable for one in asked.asked)]):
        asked.panel.require_computable(variable, units=asked.units)
    if np.ptp(asked.outcomes[~np.isnan(asked.outcomes)]) == 0:
        same = f"{float(np.nanmax(asked.outcomes)) + 0.0:.6g}"
        raise NoVariation(
            zh=f"“{asked.outcome}”在所有单位、所有时期都是 {same}，没有可比较的变化。请核对列名。",
            en=f"“{asked.outcome}” is {same} for all units in all periods: there is no change to compare.",
        )


def _too_few_before(asked: Question, unit: str, since: str, fit: tuple[str, ...]) -> TooFew:
    held = Words(zh="、".join(fit) or "没有", en=", ".join(fit) or "none")
    told = _earliest(asked.periods)
    if asked.fit is not None:
        told = Words(
            zh=f"请在 --fit 中写明至少 {LEAST_BEFORE} 个早于 {since} 的时期，数据从 {asked.periods[0]} 开始。",
            en=f"Name at least {LEAST_BEFORE} periods before {since} to fit; the data begin with {asked.periods[0]}.",
        )
    return TooFew(
        zh=f"可供{unit}在 {since} 之前拟合的时期只有 {len(fit)} 个（{held.zh}），无从判断对照是否可比。{told.zh}",
        en=f"Only {len(fit)} periods before {since} to fit {unit} ({held.en}): nobody can see whether donors compare. "
        f"{told.en}",
    )


def refused_by(problem: CannotEvaluate) -> Words:
    """A refusal as something to note rather than to stop at."""
    return Words(zh=problem.zh, en=problem.en)
