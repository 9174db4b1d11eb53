"""How a value becomes points: between floor and target, by steps, by the efficacy coefficient, by grade.

Points are exact fractions of the printed decimals, so that a score of 90 is 90 and not 89.999…. A value is a number,
its decimal text or a grade; None, NaN and an empty text are not reported; `NOT_APPLICABLE` is a third thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Protocol, TypeGuard

from dongxi.analysis.evaluation.direct import Number, exact
from dongxi.analysis.evaluation.errors import DoesNotFit, NoVariation, OutOfDomain


class Absent(Enum):
    """Why there is no value, where it is more than not reported."""

    NOT_APPLICABLE = "not_applicable"


NOT_APPLICABLE = Absent.NOT_APPLICABLE
Value = Number | Absent | None


class Scoring(Protocol):
    """Turns a value into points."""

    @property
    def full(self) -> Number: ...

    def points(self, value: Number) -> Fraction: ...


def reported(value: Value) -> TypeGuard[Number]:
    """Whether there is a value: not None, not NaN, not an empty text, not `NOT_APPLICABLE`."""
    if value is None or isinstance(value, Absent):
        return False
    return value.strip() != "" if isinstance(value, str) else value == value


@dataclass(frozen=True, kw_only=True)
class Linear:
    """No points at `floor`, `full` at `target`, in proportion between. A target below the floor: less is better."""

    floor: Number
    target: Number
    full: Number = 100

    def __post_init__(self) -> None:
        _apart(self.floor, self.target)

    def points(self, value: Number) -> Fraction:
        part = _part(exact(value), exact(self.floor), exact(self.target))
        return min(max(part, Fraction(0)), Fraction(1)) * exact(self.full)


@dataclass(frozen=True, kw_only=True)
class Efficacy:
    """The efficacy coefficient 功效系数: `base` points at the `floor` 不允许值, `full` at the `target` 满意值.

    In proportion beyond the floor too, down to none, and up to `full`.
    """

    floor: Number
    target: Number
    base: Number = 60
    full: Number = 100

    def __post_init__(self) -> None:
        _apart(self.floor, self.target)
        if not 0 <= exact(self.base) < exact(self.full):
            raise OutOfDomain(
                zh=f"“base”是不允许值的得分，应不小于 0、低于满分 {self.full}，现为 {self.base}。请改正。",
                en=f"“base” is what the floor earns: from 0 to below the full score of {self.full}, not {self.base}. "
                "Please correct it.",
            )

    def points(self, value: Number) -> Fraction:
        base, full = exact(self.base), exact(self.full)
        part = _part(exact(value), exact(self.floor), exact(self.target))
        return min(max(base + (full - base) * part, Fraction(0)), full)


@dataclass(frozen=True, kw_only=True)
class Step:
    """The points of the hardest threshold that is reached, `otherwise` if none. `falling`: reached means at most."""

    steps: tuple[tuple[Number, Number], ...]
    falling: bool = False
    otherwise: Number = 0

    def __post_init__(self) -> None:
        _no_negative([points for _, points in self.steps] + [self.otherwise])
        ordered = sorted((exact(at), exact(points)) for at, points in self.steps)
        ordered = ordered[::-1] if self.falling else ordered
        points = [exact(self.otherwise), *(value for _, value in ordered)]
        if not ordered or points != sorted(points) or len({at for at, _ in ordered}) < len(ordered):
            raise DoesNotFit(
                zh="分档须至少一档、门槛互不相同，且门槛越难得分越高。请核对分档表。",
                en="Steps need at least one threshold, all different, and more points the harder they are.",
            )

    @property
    def full(self) -> Number:
        return max(exact(points) for _, points in self.steps)

    def points(self, value: Number) -> Fraction:
        own = exact(value)
        reached = [
            exact(points) for at, points in self.steps if (own <= exact(at) if self.falling else own >= exact(at))
        ]
        return max(reached, default=exact(self.otherwise))


@dataclass(frozen=True, kw_only=True)
class Grade:
    """Points by word, e.g. 优秀 100, 良好 80. A word outside the table is refused."""

    table: Mapping[str, Number]

    def __post_init__(self) -> None:
        _no_negative(list(self.table.values()))

    @property
    def full(self) -> Number:
        return max(exact(points) for points in self.table.values())

    def points(self, value: Number) -> Fraction:
        word = str(value).strip()
        if word not in self.table:
            known = "、".join(self.table)
            raise DoesNotFit(
                zh=f"等次“{word}”不在评分表中，可选：{known}。",
                en=f"“{word}” is not a grade of the table; known: {', '.join(self.table)}.",
            )
        return exact(self.table[word])


SCORING: dict[str, type[Linear | Efficacy | Step | Grade]] = {
    "linear": Linear,
    "efficacy": Efficacy,
    "step": Step,
    "grade": Grade,
}


def _part(value: Fraction, floor: Fraction, target: Fraction) -> Fraction:
    return (value - floor) / (target - floor)


def _no_negative(points: Sequence[Number]) -> None:
    below = next((one for one in points if exact(one) < 0), None)
    if below is not None:
        raise OutOfDomain(
            zh=f"得分不能小于 0，现有 {below}。请改正。",
            en=f"Points cannot be below 0, yet one is {below}. Please correct it.",
        )


def _apart(floor: Number, target: Number) -> None:
    if exact(floor) == exact(target):
        raise NoVariation(
            zh=f"下限与目标值相同（{floor}），无法计分。请改其一。",
            en=f"Floor and target are the same ({floor}); nothing lies between. Change one.",
        )
