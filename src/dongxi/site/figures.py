"""Figures as plain data, so that apps need not know of charts, and what can be said of them without drawing:

    dict(title, unit, rows=[dict(x, y, series, side, low?, high?, doubtful?)], breaks=[dict(x, note, cut?)], behind?,
         note, source)

`x` is a year or a name, `y` a number in `unit` or None (not reported: a gap, never zero), `side` one of
east, west, other; a `doubtful` value is marked 存疑 in drawing and table. From a break's `x` on, values are not
comparable with those before it: the line is cut there; with `cut` False something else began, which is marked and does
not cut. `behind`: rows as above whose series are drawn as thin grey lines without names, such as those of placebos;
they stand neither in the words nor in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

INK, INK_SOFT = "#1f2933", "#52606b"
SIDE_COLOURS = {"east": "#1f6f8b", "west": "#b5562b", "other": INK_SOFT}
SHADES = {"east": "#0d3c4e", "west": "#5c2710", "other": INK}
"""Of a side's second series beside another side: as much the side's own, and far darker in print."""
APART = (INK, "#7a5a9e", "#6f6a1f", "#93305f", INK_SOFT)
"""Of several series where all are of one side, which then says nothing: hues that are no side's and no state's."""
PLACES = 4
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3])
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"

Figure = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line or one set of bars: its name, side, colour and dash, and its rows in the order given."""

    name: str
    side: str
    colour: str
    dash: list[int]
    rows: tuple[Mapping[str, Any], ...]


def series_of(figure: Figure) -> list[Series]:
    """The series of a figure. Those of one side differ in dash and in shade, or, where all are of it, in hue."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in figure["rows"]:
        rows.setdefault(str(row.get("series") or ""), []).append(row)
    sides = {name: side_of(given[0]) for name, given in rows.items()}
    drawn: list[Series] = []
    for name, given in rows.items():
        before = sum(1 for each in drawn if each.side == sides[name])
        looks = _looks(sides[name], alone=len(sides) > 1 and len(set(sides.values())) == 1)
        colour, dash = looks[before % len(looks)], DASHES[before % len(DASHES)]
        drawn.append(Series(name=name, side=sides[name], colour=colour, dash=dash, rows=tuple(given)))
    return drawn


def side_of(row: Mapping[str, Any]) -> str:
    """The side a row belongs to; `other` where it says none."""
    return row["side"] if row.get("side") in SIDE_COLOURS else "other"


def _looks(side: str, *, alone: bool) -> tuple[str, ...]:
    """The colours of the first, second … series of a side."""
    if not alone:
        return (SIDE_COLOURS[side], SHADES[side])
    return APART if side == "other" else (SIDE_COLOURS[side], *APART)


def break_notes(figure: Figure) -> list[tuple[str, str]]:
    """The breaks of a figure as numbered notes, in the order of their x."""
    breaks = sorted(figure.get("breaks") or (), key=lambda each: each["x"])
    return [(NUMBERS[place % len(NUMBERS)], f"{each['x']} {each['note']}") for place, each in enumerate(breaks)]


def writing(figure: Figure) -> Callable[[Any], str]:
    """How the numbers of a figure are written: all with as many decimals as the one that needs most, PLACES at most."""
    given = [row[key] for row in figure["rows"] for key in ("y", "low", "high") if row.get(key) is not None]
    places = min(PLACES, max(map(_places, given), default=0))

    def written(value: Any) -> str:
        return f"{value:z,.{places}f}".replace("-", "−")

    return written


def with_doubt(written: str, row: Mapping[str, Any]) -> str:
    """A number of a row as written, and the word beside it where it is in doubt."""
    return _("%(number)s（存疑）") % {"number": written} if row.get("doubtful") and row["y"] is not None else written


def interval_of(row: Mapping[str, Any], write: Callable[[Any], str]) -> str:
    """Both ends of a row's interval as written, empty where it has none."""
    return "" if row.get("low") is None else f"{write(row['low'])}–{write(row['high'])}"


def in_brackets(interval: str | None) -> str:
    """An interval as it follows its value."""
    return f" ({interval})" if interval else ""


def _places(value: Any) -> int:
    """The decimals a value is written with: a Decimal keeps its zeros, a float has none to keep."""
    exponent = Decimal(str(value)).as_tuple().exponent
    if isinstance(value, float):
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
