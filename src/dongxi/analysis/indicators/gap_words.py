"""How the West stood to the East over the years, in a sentence that does not hang on the first year alone.

Kept free of numpy: the first page of all tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dongxi.data import shared_toml

LARGE = 0.4
"""From such a share on, one province is said to make the figure of the West."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """The same sentence, without its full stop, in Chinese and in English; `brief` without figures and subject."""

    zh: str
    en: str
    brief_zh: str
    brief_en: str


def plan_start() -> int:
    """The first year of the Plan."""
    return int(shared_toml("plan")["horizon"][0])


def course(shares: Mapping[int, float]) -> Course:
    """From the West's share of the East by year, 1 being equality: what it did from the first year to the last, the
    extremes between that lie outside both, and where it stood when the Plan began. Two years at least."""
    told = {year: round(shares[year] * 100, 1) for year in sorted(shares)}
    first, last, start = min(told), max(told), plan_start()
    way = (told[last] > told[first]) - (told[last] < told[first])
    zh = f"西部相当于东部的比例{first}年以来{_WAYS[way][0]}（{told[first]}% → {told[last]}%）"
    en = f"The West as a share of the East {_WAYS[way][1]} {first} ({told[first]}% → {told[last]}%)"
    for year, rank in _between(told, first, last):
        whole = rank == way
        zh += _whole_zh(way, year, told[year]) if whole else f"，其间{_RANKS[rank][0]} {told[year]}%（{year}年）"
        en += f", {'all of it by' if whole else 'in between'} {_place_en(rank, year, told[year], whole=whole)}"
    if first < start < last and start in told:
        zh += f"；{start}年以来 {told[start]}% → {told[last]}%"
        en += f"; since {start} {told[start]}% → {told[last]}%"
    when = next((year for year, rank in _between(told, first, last) if rank == way), None)
    return Course(
        zh=zh,
        en=en,
        brief_zh=f"{first}年以来{_WAYS[way][0]}" + (f"，{_WAYS[way][0]}发生在{when}年以前" if when else ""),
        brief_en=f"{_WAYS[way][1]} {first}" + (f", all of it by {when}" if when else ""),
    )


_WAYS = {1: ("升高", "has risen since"), -1: ("降低", "has fallen since"), 0: ("持平", "is what it was in")}
_RANKS = {1: ("最高", "highest"), -1: ("最低", "lowest")}


def _between(told: Mapping[int, float], first: int, last: int) -> list[tuple[int, int]]:
    """(year, 1 for the highest or −1 for the lowest) where that lies outside both ends, in order of years."""
    low, high = min(told, key=lambda year: told[year]), max(told, key=lambda year: told[year])
    found = [(high, 1)] if told[high] > max(told[first], told[last]) else []
    if told[low] < min(told[first], told[last]):
        found.append((low, -1))
    return sorted(found)


def _whole_zh(way: int, year: int, share: float) -> str:
    return f"，{_WAYS[way][0]}发生在{year}年以前（当年{_RANKS[way][0]}，{share}%）"


def _place_en(rank: int, year: int, share: float, *, whole: bool) -> str:
    name = _RANKS[rank][1]
    return f"{year} ({name}, {share}%)" if whole else f"{name} at {share}% ({year})"
