"""Two lines over time in plain characters, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from dongxi.site.exports.effect_rows import figure

HEIGHT, WIDEST = 12, 66
ACTUAL, COMPARED, BOTH, START = "*", "o", "@", "|"


def chart(*, periods: Sequence[str], actual: Sequence[float], compared: Sequence[float], since: str) -> list[str]:
    """Lines of the chart: `*` actual, `o` compared, `@` where they meet, `|` before the first period treated."""
    known = [value for value in (*actual, *compared) if isfinite(value)]
    low, high = min(known), max(known)
    step = (high - low) / (HEIGHT - 1) or 1.0
    wide = max(1, min(4, WIDEST // len(periods)))
    every = -(-len(periods) // WIDEST)
    shown = [t for t in range(len(periods)) if t % every == 0 or t == len(periods) - 1]
    grid = [[" "] * (len(shown) * wide) for _ in range(HEIGHT)]
    begin = next((at for at, t in enumerate(shown) if t >= list(periods).index(since)), 0) * wide
    for line in grid:
        line[max(begin - 1, 0)] = START
    for at, t in enumerate(shown):
        for value, sign in ((actual[t], ACTUAL), (compared[t], COMPARED)):
            if isfinite(value):
                row, column = HEIGHT - 1 - round((value - low) / step), at * wide + wide // 2
                grid[row][column] = BOTH if grid[row][column] in (ACTUAL, COMPARED) else sign
    edge = max(len(figure(high)), len(figure(low)))
    sides = [figure(high), *[""] * (HEIGHT - 2), figure(low)]
    lines = [f"{side:>{edge}} ┤{''.join(line)}".rstrip() for side, line in zip(sides, grid, strict=True)]
    width = len(shown) * wide
    gap = max(1, width - len(periods[shown[0]]) - len(periods[shown[-1]]))
    return [*lines, f"{'':>{edge}}  {periods[shown[0]]}{' ' * gap}{periods[shown[-1]]}"]
