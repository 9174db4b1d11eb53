"""How an indicator becomes points, as tables and reports print it."""

from __future__ import annotations

from dongxi.analysis.evaluation.framework import Measured
from dongxi.analysis.evaluation.scoring import Efficacy, Grade, Linear, Step


def rule(one: Measured) -> str:
    """How an indicator becomes points, in a line."""
    match one.scoring:
        case Linear(floor=floor, target=target, full=full):
            return f"线性：{floor} 得 0 分，{target} 得 {full} 分"
        case Efficacy(floor=floor, target=target, base=base, full=full):
            return f"功效系数：不允许值 {floor} 得 {base} 分，满意值 {target} 得 {full} 分"
        case Step(steps=steps, falling=falling, otherwise=otherwise):
            said = "，".join(f"{'不超过' if falling else '达到'} {at} 得 {points} 分" for at, points in steps)
            return f"分档：{said}，其余 {otherwise} 分"
        case Grade(table=table):
            return "等次：" + "，".join(f"{word} {points} 分" for word, points in table.items())
        case _:
            return ""
