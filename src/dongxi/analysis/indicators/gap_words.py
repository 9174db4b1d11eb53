"""How the West stood to the East over the years, in a sentence that does not hang on the first year alone.

Kept free of numpy: the first page of all tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from dongxi.data import shared_toml

LARGE = 0.4
"""From such a share on, one province is said to make the figure of the West."""
TURN, LEAST_TURN = 0.3, 1.0
"""A movement against the others is told from such a part of the whole range on, and from so many points."""
FEW_MOVES = 3


@dataclass(frozen=True, kw_only=True)
class Course:
    """The same sentence, without its full stop, in Chinese and in English; `brief` without figures and subject.
    `points` are the years told, first and last among them."""

    points: tuple[int, ...]
    zh: str
    en: str
    brief_zh: str
    brief_en: str


def plan_start() -> int:
    """The first year of the Plan."""
    return int(shared_toml("plan")["horizon"][0])


def course(shares: Mapping[int, float]) -> Course:
    """From the West's share of the East by year, 1 being equality: what it did from the first year to the last, by way
    of which highs and lows, and what since the Plan began. Two years at least."""
    told = {year: round(shares[year] * 100, 1) for year in sorted(shares)}
    first, last, start = min(told), max(told), plan_start()
    zh, en = _change(told, first, last)
    points = _points(told)
    by_way_zh, by_way_en = _by_way(told, points)
    zh, en = f"西部相当于东部的比例{zh}{by_way_zh}", f"The West as a share of the East {en}{by_way_en}"
    if first < start < last and start in told:
        since_zh, since_en = _change(told, start, last)
        zh, en = f"{zh}；其中{since_zh}", f"{en}; it {since_en}"
    name_zh, name_en = _WAYS[_way(told, first, last)]
    turns_zh, turns_en = _turns(told, points)
    return Course(
        points=points,
        zh=zh,
        en=en,
        brief_zh=f"{first}年以来{name_zh}{turns_zh}",
        brief_en=f"{name_en} {first}{turns_en}",
    )


_WAYS = {1: ("升高", "has risen since"), -1: ("降低", "has fallen since"), 0: ("持平", "is what it was in")}
_LEGS = {1: ("升", "up"), -1: ("降", "down")}
_ORDER = (("先", "first"), ("后", "then"), ("再", "then"))


def _way(told: Mapping[int, float], since: int, until: int) -> int:
    return (told[until] > told[since]) - (told[until] < told[since])


def _change(told: Mapping[int, float], since: int, until: int) -> tuple[str, str]:
    zh, en = _WAYS[_way(told, since, until)]
    return (
        f"{since}年以来{zh}（{told[since]}% → {told[until]}%）",
        f"{en} {since} ({told[since]}% → {told[until]}%)",
    )


def _points(told: Mapping[int, float]) -> tuple[int, ...]:
    """First and last year, those of the highest and the lowest share if these lie outside both, and the ends of every
    large movement against what these alone would say."""
    first, last = min(told), max(told)
    points = {first, last, *_extremes(told)}
    least = max(TURN * (max(told.values()) - min(told.values())), LEAST_TURN)
    while found := next((turn for leg in pairwise(sorted(points)) if (turn := _against(told, *leg, least))), None):
        points.update(found)
    return tuple(sorted(points))


def _extremes(told: Mapping[int, float]) -> dict[int, tuple[str, str]]:
    """Year → its name, of the highest and the lowest share that lie outside both ends."""
    ends = (told[min(told)], told[max(told)])
    high, low = max(told, key=lambda year: told[year]), min(told, key=lambda year: told[year])
    found = {high: ("最高", "highest")} if told[high] > max(ends) else {}
    return {**found, low: ("最低", "lowest")} if told[low] < min(ends) else found


def _against(told: Mapping[int, float], since: int, until: int, least: float) -> tuple[int, int] | None:
    """The largest movement against the way from one year to another, if it is large; the widest of several."""
    way = _way(told, since, until)
    span = [year for year in told if since <= year <= until]
    moves = [(round(way * (told[i] - told[j]), 1), -i, j) for i, j in combinations(span, 2)]
    size, start, end = max(moves)
    return (-start, end) if way and size >= least else None


def _by_way(told: Mapping[int, float], points: tuple[int, ...]) -> tuple[str, str]:
    """The movements one after another; empty where there is but one."""
    if len(points) == 2:
        return "", ""
    names, zh, en = _extremes(told), [], []
    for before, year in pairwise(points):
        leg_zh, leg_en = _LEGS[_way(told, before, year)]
        name_zh, name_en = (f"（{names[year][0]}）", f", the {names[year][1]},") if year in names else ("", "")
        zh.append(f"{year}年{leg_zh}到 {told[year]}%{name_zh}")
        en.append(f"{leg_en} to {told[year]}%{name_en} in {year}")
    return f"：{'，'.join(zh)}", f": {', '.join(en)}"


def _turns(told: Mapping[int, float], points: tuple[int, ...]) -> tuple[str, str]:
    """The same in few words, with the years of the turns."""
    legs = [_LEGS[_way(told, *leg)] for leg in pairwise(points)] if len(points) > 2 else []
    if not legs:
        return "", ""
    if len(legs) > FEW_MOVES:
        return "，其间几度升降", ", up and down several times"
    zh, en = [], []
    for (order_zh, order_en), (leg_zh, leg_en), year in zip(_ORDER, legs, (*points[1:-1], None), strict=False):
        zh.append(f"{order_zh}{leg_zh}" + (f"（至{year}年）" if year else ""))
        en.append(f"{order_en} {leg_en}" + (f" (to {year})" if year else ""))
    return f"，{''.join(zh)}", f", {', '.join(en)}"
