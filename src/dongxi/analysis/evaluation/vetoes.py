"""What costs a unit its grade whatever its score 一票否决."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dongxi.analysis.evaluation.checks import one_of
from dongxi.analysis.evaluation.direct import Number, exact
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.evaluation.scoring import NOT_APPLICABLE, Value, reported

TESTS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "below": lambda value, limit: value < limit,
    "above": lambda value, limit: value > limit,
}


@dataclass(frozen=True, kw_only=True)
class Veto:
    """`name` applies to a unit whose `criterion` lies `below` or `above` the `limit`, or `is` a word.

    `if_missing`: what a value that was not reported means, `undecided` (told, not applied) or `applies`.
    """

    name: str
    criterion: str
    when: str
    limit: Number
    if_missing: str = "undecided"

    def __post_init__(self) -> None:
        one_of(self.when, known=(*TESTS, "is"), what=Words(zh="否决条件", en="When a veto applies"))
        one_of(self.if_missing, known=("undecided", "applies"), what=Words(zh="缺失时", en="A veto on a missing value"))

    def verdict(self, value: Value) -> bool | None:
        """Whether it applies; None if that cannot be told. What is not applicable cannot be vetoed."""
        if value is NOT_APPLICABLE:
            return False
        if not reported(value):
            return True if self.if_missing == "applies" else None
        if self.when == "is":
            return str(value).strip() == str(self.limit)
        return TESTS[self.when](exact(value), exact(self.limit))


def decide(
    *, vetoes: Sequence[Veto], values: Mapping[str, Sequence[Value]], unit: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the vetoes that apply to the unit at that place, and of those that cannot be decided."""
    verdicts = [(veto.name, veto.verdict(values[veto.criterion][unit])) for veto in vetoes]
    return (
        tuple(name for name, verdict in verdicts if verdict),
        tuple(name for name, verdict in verdicts if verdict is None),
    )
