"""What a rank interval allows for besides other weights, in one sentence wherever an interval is explained."""

from __future__ import annotations

from dongxi.analysis.evaluation.framework import Framework
from dongxi.analysis.evaluation.result import Words

_NOTHING = Words(zh="", en="")
_NOT_REPORTED = {
    frozenset({True}): Words(
        zh="未报的指标在零分与满分之间任意取值。",
        en="An indicator not reported may be worth anything from none to full.",
    ),
    frozenset({False}): Words(zh="未报的指标记零分。", en="An indicator not reported is worth none."),
    frozenset({True, False}): Words(
        zh="未报的指标，规则为记零分的仍记零分，其余在零分与满分之间任意取值。",
        en="An indicator not reported is worth none where its rule says so, else anything from none to full.",
    ),
}
"""By whether what is not reported may be worth anything, of the rules of all indicators."""
_DOUBTS = Words(
    zh="存疑的数值既按属实计，也按零分与满分之间任意得分计。",
    en="A figure in doubt counts both as right and as worth anything from none to full.",
)


def covered(framework: Framework, *, doubts: bool) -> Words:
    """What values not reported may be worth by the framework's rules, and figures in doubt if there are any.

    A rule by which a unit is refused or not ranked leaves nothing to allow for; an indicator of no weight neither.
    """
    weighty = [one for one, weight in zip(framework.indicators, framework.weights.weights, strict=True) if weight > 0]
    free = frozenset(one.missing != "no_points" for one in weighty if one.missing not in ("refuse", "unscored"))
    return _NOT_REPORTED.get(free, _NOTHING) + (_DOUBTS if doubts else _NOTHING)
