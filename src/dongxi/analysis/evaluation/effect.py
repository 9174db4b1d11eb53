"""A change after a start, by the method one asks for: estimate, placebos, weights, and what may honestly be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isinf

import numpy as np

from dongxi.analysis.evaluation.did import DifferenceInDifferences
from dongxi.analysis.evaluation.effect_question import Question
from dongxi.analysis.evaluation.event_study import EventStudy
from dongxi.analysis.evaluation.placebo_ranks import ranked_by
from dongxi.analysis.evaluation.placebos_in_time import TimePlacebos
from dongxi.analysis.evaluation.result import Assumption, Floats, Words
from dongxi.analysis.evaluation.several_treated import SeveralTreated

Progress = Callable[[str, int, int], None]
"""Told whose placebos, how many are done and how many there are."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Placebo:
    """A donor in the treated one's place: `gap` (T,), its mean from the start on, the error before, the ratio of root
    mean squared gaps after and before, infinite where that before is nothing."""

    unit: str
    gap: Floats
    average_effect: float
    pre_mspe: float
    ratio: float

    @property
    def exact(self) -> bool:
        """Whether the fit before the start is exact, so that the ratio is not defined."""
        return isinf(self.ratio)


@dataclass(frozen=True, kw_only=True, eq=False)
class Balance:
    """A predictor with its weight: the treated unit's value, the synthetic one's, the donors' mean."""

    name: str
    weight: float
    treated: float
    synthetic: float
    donors: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One treated unit – with did all those that start together – against what it is compared with.

    `actual`, `compared`, `gap` (T,) over all periods, `since` being the one at `start`; `weights` donor → share;
    `p_value` of the method, `smallest_p` the least it could have been; `placebo_p` by rank among the placebos, of what
    is `ranked`, `smallest_placebo_p` the least that could have been; `test` tells
    what `p_value` is by: rank, normal, or moved, errors moved in time; `low`, `high` of a constant effect at
    `level`; `bound` the least `pre_mspe` that any mixture has. What the method does not give is None.
    """

    name: str
    units: tuple[str, ...]
    since: str
    start: int
    fit: tuple[str, ...]
    actual: Floats
    compared: Floats
    gap: Floats
    weights: Mapping[str, float]
    pre_mspe: float
    average_effect: float
    p_value: float
    smallest_p: float | None
    placebo_p: float | None
    placebos: tuple[Placebo, ...]
    ratio: float | None
    bound: float | None
    low: float | None
    high: float | None
    level: float | None
    balance: tuple[Balance, ...]
    in_time: TimePlacebos | None
    readings: tuple[Words, ...]
    assumptions: tuple[Assumption, ...]
    smallest_placebo_p: float | None = None
    test: str = "rank"

    @property
    def exact(self) -> bool:
        """Whether the fit before the start is exact, so that the ratio is not defined."""
        return self.ratio is not None and isinf(self.ratio)

    @property
    def ranked(self) -> Floats:
        """What the method ranks (1 + J,), the part's own first, then its placebos': the change's size where it has no
        ratio at all (did), else as `placebo_ranks` says."""
        if self.ratio is None:
            return np.abs([self.average_effect, *(each.average_effect for each in self.placebos)])
        return ranked((self, *self.placebos), start=self.start)


def ranked(ones: Sequence[Part | Placebo], *, start: int) -> Floats:
    """What a treated unit, the first, and its placebos are ranked by (1 + J,): see `placebo_ranks`."""
    return ranked_by(
        after=np.stack([one.gap for one in ones])[:, start:],
        errors=np.array([one.pre_mspe for one in ones]),
        exact=np.array([one.exact for one in ones]),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class RankTest:
    """Where the change of all the treated of a did stands among those of donors in their place, NaN if too few;
    `compared` arrangements of donors."""

    p_value: float
    compared: int

    @property
    def smallest_p(self) -> float:
        """The least that `p_value` could have been."""
        return 1 / (1 + self.compared) if self.compared else float("nan")


@dataclass(frozen=True, kw_only=True, eq=False)
class Effect:
    """The answer to a `question`: its `parts`, and what holds of them `together`, None for one. `did`, `events` and the
    `rank` of all treated with that method only. `notes` are to be read with it."""

    question: Question
    parts: tuple[Part, ...]
    together: SeveralTreated | None
    did: DifferenceInDifferences | None
    events: EventStudy | None
    notes: tuple[Words, ...]
    rank: RankTest | None = None

    @property
    def periods(self) -> tuple[str, ...]:
        return self.question.periods

    @property
    def gap(self) -> Floats:
        """Mean gap (T,) of the parts, each unit alike."""
        return np.asarray(np.average([part.gap for part in self.parts], axis=0, weights=self._sizes))

    @property
    def effect(self) -> Mapping[str, float]:
        """From the first start on, the mean gap of those treated by then."""
        found = {}
        for t, period in enumerate(self.periods):
            begun = [part for part in self.parts if self.periods.index(part.since) <= t]
            if begun:
                sizes = [len(part.units) for part in begun]
                found[period] = float(np.average([part.gap[t] for part in begun], weights=sizes))
        return found

    @property
    def average_effect(self) -> float:
        if self.did is not None:
            return self.did.overall
        return float(np.mean([part.average_effect for part in self.parts]))

    @property
    def p_value(self) -> float:
        """By rank, the one to trust: see `normal_p` and `moved_p`. NaN where no test by rank can be made."""
        if self.did is not None:
            return self.rank.p_value if self.rank else float("nan")
        if len(self.parts) == 1:
            return _or_nan(self.parts[0].placebo_p)
        return self.together.p_value if self.together else float("nan")

    @property
    def smallest_p(self) -> float | None:
        """The least that `p_value` could have been, None where there is none."""
        if self.did is not None:
            return self.rank.smallest_p if self.rank else None
        if len(self.parts) > 1:
            return self.together.smallest_p if self.together else None
        return self.parts[0].smallest_placebo_p

    @property
    def normal_p(self) -> float | None:
        """Of a did by the normal approximation, too small where few are treated; else None."""
        return None if self.did is None else self.did.p_value

    @property
    def moved_p(self) -> float | None:
        """Of one augmented mixture, by its errors moved around in time; else None."""
        if self.question.method != "augmented" or len(self.parts) > 1:
            return None
        return self.parts[0].p_value

    @property
    def pre_mspe(self) -> float:
        """Mean over units."""
        return float(np.average([part.pre_mspe for part in self.parts], weights=self._sizes))

    @property
    def weights(self) -> Mapping[str, float]:
        """Mean over units: those of the donors in the mean of the treated."""
        names = dict.fromkeys(name for part in self.parts for name in part.weights)
        return {
            name: float(np.average([part.weights.get(name, 0.0) for part in self.parts], weights=self._sizes))
            for name in names
        }

    @property
    def _sizes(self) -> Sequence[int]:
        return [len(part.units) for part in self.parts]


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def effect(*, question: Question, progress: Progress | None = None) -> Effect:
    """The answer. CannotEvaluate where the panel does not hold one."""
    from dongxi.analysis.evaluation import effect_did, effect_synthetic

    if question.method == "did":
        found = effect_did.answer(question=question)
    else:
        found = effect_synthetic.answer(question=question, progress=progress)
    return replace(found, notes=(*found.notes, *question.panel.notes))
