"""Grades from scores: cut-offs, quotas, vetoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dongxi.analysis.evaluation.checks import UNITS, names, one_of, size
from dongxi.analysis.evaluation.direct import Number, exact
from dongxi.analysis.evaluation.errors import DoesNotFit, OutOfDomain
from dongxi.analysis.evaluation.result import Assumption, Result, Words, listed
from dongxi.analysis.evaluation.scoring import reported


@dataclass(frozen=True, kw_only=True)
class Band:
    """A grade: the score from which it is reached, and at most how many units (`most`) or which `share` of them.

    None for `at_least` takes whoever is left; the last band must. A share is above 0 and at most 1.
    """

    name: str
    at_least: Number | None = None
    most: int | None = None
    share: Number | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not 0 < exact(self.share) <= 1:
            raise OutOfDomain(
                zh=f"“share”是占得分单位的份额，应大于 0、不超过 1（如 0.3 为三成），现为 {self.share}。请改正。",
                en=f"“share” is a part of the scored units, above 0 and at most 1 (0.3 for 30 %), not {self.share}. "
                "Please correct it.",
            )
        if self.most is not None and self.most < 0:
            raise OutOfDomain(
                zh=f"“most”是最多几个单位，不能小于 0，现为 {self.most}。请改正，不设名额的删去这一行。",
                en=f"“most” is how many units at most and cannot be {self.most}. Correct it, or delete the line.",
            )

    def quota(self, scored: int) -> int:
        """How many units it may hold; a share is rounded down."""
        limits = [scored]
        if self.most is not None:
            limits.append(self.most)
        if self.share is not None:
            limits.append(int(exact(self.share) * scored))
        return min(limits)


@dataclass(frozen=True, kw_only=True, eq=False)
class Grades(Result):
    """`grades` n names, None for a unit without a score; `counts` name → units; `displaced` reached a cut-off and
    found its quota full; `vetoed` got the last grade whatever their score."""

    units: tuple[str, ...]
    grades: tuple[str | None, ...]
    counts: dict[str, int]
    displaced: tuple[str, ...]
    vetoed: tuple[str, ...]


def grades(
    *,
    scores: Sequence[Number | None],
    bands: Sequence[Band],
    units: Sequence[str] | None = None,
    vetoed: Sequence[bool] | None = None,
    ties: str = "exclude",
) -> Grades:
    """Grades of n units by their `scores`, best band first. Whoever finds a quota full falls to the next band.

    `ties`: units with equal scores that only partly fit a quota all fall (`exclude`) or all stay (`include`), so equal
    scores never get different grades. A vetoed unit gets the last band and fills no quota.
    """
    one_of(ties, known=("exclude", "include"), what=Words(zh="并列处理", en="How ties are treated"))
    labels = names(units, count=len(scores), what=UNITS, prefix="U")
    barred = [bool(v) for v in vetoed] if vetoed is not None else [False] * len(labels)
    size(barred, count=len(labels), what=Words(zh="否决标记", en="veto marks"), of=UNITS)
    _check(bands)
    exacts = [exact(score) if score is not None and reported(score) else None for score in scores]
    scored = sum(score is not None for score in exacts)
    waiting = sorted(
        (i for i, score in enumerate(exacts) if score is not None and not barred[i]), key=lambda i: -_known(exacts[i])
    )
    found: list[str | None] = [None] * len(labels)
    displaced: dict[str, None] = {}
    for band in bands:
        reached = [i for i in waiting if band.at_least is None or _known(exacts[i]) >= exact(band.at_least)]
        kept = reached[: _cut([_known(exacts[i]) for i in reached], band.quota(scored), ties)]
        for i in kept:
            found[i] = band.name
        displaced.update(dict.fromkeys(labels[i] for i in reached[len(kept) :]))
        taken = frozenset(kept)
        waiting = [i for i in waiting if i not in taken]
    for i, score in enumerate(exacts):
        if barred[i] and score is not None:
            found[i] = bands[-1].name
    counts = {band.name: found.count(band.name) for band in bands}
    out = tuple(label for label, bar in zip(labels, barred, strict=True) if bar)
    return Grades(
        units=labels,
        grades=tuple(found),
        counts=counts,
        displaced=tuple(displaced),
        vetoed=out,
        reading=_reading(counts, list(displaced), out, [u for u, g in zip(labels, found, strict=True) if g is None]),
        assumptions=(_close(labels, exacts, bands),),
    )


def _check(bands: Sequence[Band]) -> None:
    cuts = [exact(band.at_least) for band in bands if band.at_least is not None]
    last = bands[-1] if bands else None
    open_ended = last is not None and last.at_least is None and last.most is None and last.share is None
    if not open_ended or cuts != sorted(cuts, reverse=True) or len({band.name for band in bands}) < len(bands):
        raise DoesNotFit(
            zh="等次应由高到低排列、名称不同、分数线递减，最后一等不设分数线和名额。请核对等次表。",
            en="Grades fall from best to worst, each with its own name; the last has neither cut-off nor quota.",
        )


def _cut(scores: list[Fraction], quota: int, ties: str) -> int:
    """How many of `scores`, highest first, fit a quota without parting equals."""
    if quota >= len(scores):
        return len(scores)
    edge = scores[quota]
    if ties == "include" and quota > 0 and scores[quota - 1] == edge:
        return sum(score >= edge for score in scores)
    return quota if quota == 0 or scores[quota - 1] != edge else sum(score > edge for score in scores)


def _known(score: Fraction | None) -> Fraction:
    assert score is not None
    return score


def _reading(counts: dict[str, int], displaced: list[str], vetoed: tuple[str, ...], without: list[str]) -> Words:
    zh = "，".join(f"{name} {count} 个" for name, count in counts.items()) + "。"
    en = ", ".join(f"{name} {count}" for name, count in counts.items()) + "."
    for who, told, tells in (
        (displaced, "达到分数线但名额已满：{}。", "Reached the cut-off but found the quota full: {}."),
        (vetoed, "因一票否决列末等：{}。", "In the last grade by veto: {}."),
        (without, "无得分、未定等：{}。", "Without a score and so without a grade: {}."),
    ):
        if who:
            zh, en = zh + told.format(listed(who).zh), f"{en} {tells.format(listed(who).en)}"
    return Words(zh=zh, en=en)


def _close(units: tuple[str, ...], scores: list[Fraction | None], bands: Sequence[Band]) -> Assumption:
    cuts = [exact(band.at_least) for band in bands if band.at_least is not None]
    near = [
        unit
        for unit, score in zip(units, scores, strict=True)
        if score is not None and any(abs(score - cut) <= Fraction(1, 2) for cut in cuts)
    ]
    return Assumption(
        name="nobody_on_the_edge",
        holds=not near,
        words=Words(
            zh=f"距分数线不足 0.5 分的单位：{listed(near).zh or '无'}；其等次经不起小的误差。",
            en=f"Within half a point of a cut-off: {listed(near).en or 'none'}; a small error changes their grade.",
        ),
    )
