"""Numbers of headings as official documents print them: 一、（一）1.（1）."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 99 in Chinese: 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"


def chapter(number: int) -> str:
    return f"{chinese(number)}、"


def section(number: int) -> str:
    return f"（{chinese(number)}）"


def point(number: int) -> str:
    return f"{number}."


def subpoint(number: int) -> str:
    return f"（{number}）"


def ranges(numbers: tuple[int, ...]) -> str:
    """Ascending numbers with runs drawn together: 1、3—5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = (f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)
    return "、".join(told)
