"""Figures as plain data, so that apps need not know of charts, and what can be said of them without drawing:

    dict(title, unit, rows=[dict(x, y, series, side, low?, high?)], breaks=[dict(x, note, cut?)], behind?, note, source)

`x` is a year or a name, `y` a number in `unit` or None (not reported: a gap, never zero), `side` one of
east, west, other. From a break's `x` on, values are not comparable with those before it: the line is cut there; with
`cut` False something else began, which is marked and does not cut. `behind`: rows as above whose series are drawn as
thin grey lines without names, such as those of placebos; they stand neither in the words nor in the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INK_SOFT = "#52606b"
SIDE_COLOURS = {"east": "#1f6f8b", "west": "#b5562b", "other": INK_SOFT}
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3])
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"

Figure = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line or one set of bars: its name, side, colour and dash, and its rows in the order given."""

    name: str
    side: str
    dash: list[int]
    rows: tuple[Mapping[str, Any], ...]

    @property
    def colour(self) -> str:
        return SIDE_COLOURS[self.side]


def series_of(figure: Figure) -> list[Series]:
    """The series of a figure. Several on one side keep its colour and differ in their dash."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in figure["rows"]:
        rows.setdefault(str(row.get("series") or ""), []).append(row)
    drawn: list[Series] = []
    for name, given in rows.items():
        side = given[0].get("side") if given[0].get("side") in SIDE_COLOURS else "other"
        before = sum(1 for each in drawn if each.side == side)
        drawn.append(Series(name=name, side=side, dash=DASHES[before % len(DASHES)], rows=tuple(given)))
    return drawn


def break_notes(figure: Figure) -> list[tuple[str, str]]:
    """The breaks of a figure as numbered notes, in the order of their x."""
    breaks = sorted(figure.get("breaks") or (), key=lambda each: each["x"])
    return [(NUMBERS[place % len(NUMBERS)], f"{each['x']} {each['note']}") for place, each in enumerate(breaks)]


def written_number(value: Any) -> str:
    """A number as it is written beside a mark: long ones separated, no trailing zeros of a float."""
    text = f"{value:,}" if abs(value) >= 1_000 else f"{value}"
    return text.rstrip("0").rstrip(".") if isinstance(value, float) and "." in text else text
