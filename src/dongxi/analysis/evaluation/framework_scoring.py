"""How a framework file says that a value becomes points, and the direction it must say beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from dongxi.analysis.evaluation.direct import exact
from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.framework_section import Section
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.evaluation.scoring import SCORING, Efficacy, Grade, Linear, Scoring, Step

Made = Linear | Efficacy | Step | Grade
DIRECTIONS = {
    "higher": Words(zh="越大得分越高", en="higher"),
    "lower": Words(zh="越小得分越高", en="lower"),
}


def scoring_of(leaf: Section) -> tuple[Scoring, str | None]:
    """The scoring function of an indicator, and its direction, none for grades; refused if the two contradict."""
    section = leaf.part("scoring")
    if section is None:
        example = 'scoring = { method = "linear", floor = 0, target = 3 }'
        raise leaf.wrong(f"缺“scoring”，如 {example}", f"“scoring” is missing, as in {example}")
    method = section.chosen("method", tuple(SCORING))
    direction = None if method == "grade" else leaf.chosen("direction", tuple(DIRECTIONS))
    try:
        scoring = _MADE[method](section, direction)
    except CannotEvaluate as refused:
        raise section.wrong(refused.zh.rstrip("。"), refused.en.rstrip(".")) from refused
    if direction and not isinstance(scoring, Grade) and direction != _direction(scoring):
        way = DIRECTIONS[_direction(scoring)]
        raise leaf.wrong(
            f"direction 为 {direction}，评分方法却是{way.zh}。请核对",
            f"direction is {direction}, yet the scoring gives more points to {way.en} values; please check",
        )
    return scoring, direction


def _direction(scoring: Linear | Efficacy | Step) -> str:
    falling = scoring.falling if isinstance(scoring, Step) else exact(scoring.target) < exact(scoring.floor)
    return "lower" if falling else "higher"


def _linear(section: Section, direction: str | None) -> Made:
    section.only("method", "floor", "target", "full")
    floor, target = section.needed("floor", "数"), section.needed("target", "数")
    return Linear(floor=floor, target=target, full=section.given("full", "数", 100))


def _efficacy(section: Section, direction: str | None) -> Made:
    section.only("method", "floor", "target", "base", "full")
    floor, target = section.needed("floor", "数"), section.needed("target", "数")
    base, full = section.given("base", "数", 60), section.given("full", "数", 100)
    return Efficacy(floor=floor, target=target, base=base, full=full)


def _step(section: Section, direction: str | None) -> Made:
    section.only("method", "steps", "otherwise")
    steps = section.needed("steps", "列表")
    number = (int, Decimal)
    if not all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(n, number) for n in each) for each in steps
    ):
        raise section.wrong(
            "“steps”应是 [门槛, 得分] 的列表，如 [[10, 60], [20, 100]]",
            "“steps” must be a list of [threshold, points], as in [[10, 60], [20, 100]]",
        )
    return Step(
        steps=tuple((at, points) for at, points in steps),
        falling=direction == "lower",
        otherwise=section.given("otherwise", "数", 0),
    )


def _grade(section: Section, direction: str | None) -> Made:
    section.only("method", "table")
    table = section.part("table")
    if table is None or not table.cells:
        example = 'table = { "优秀" = 100, "良好" = 80 }'
        raise section.wrong(f"缺“table”，如 {example}", f"“table” is missing, as in {example}")
    return Grade(table={word: table.needed(word, "数") for word in table.cells})


_MADE: Mapping[str, Callable[[Section, str | None], Made]] = {
    "linear": _linear,
    "efficacy": _efficacy,
    "step": _step,
    "grade": _grade,
}
