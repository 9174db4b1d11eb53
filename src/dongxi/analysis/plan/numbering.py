"""Clause numbers as official documents print them: recognised, ranked and counted."""

import re
from functools import lru_cache
from typing import NamedTuple

from dongxi.analysis.plan.vocab import vocabulary

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CIRCLES = ("①", "⑴", "❶")
_LARGE, _MOST_SKIPPED = 100, 5
_IN_DIGITS = frozenset({"arabic", "bracketed-arabic"})


class Number(NamedTuple):
    """A number at the start of a paragraph: as printed, its kind, and what it counts to (None: not counted)."""

    printed: str
    kind: str
    rank: int
    value: int | None


_KINDS = vocabulary("numbering")["kind"]
RANKS = {kind["name"]: rank for rank, kind in enumerate(_KINDS, start=1)}
_COUNTS = {kind["name"]: kind["count"] for kind in _KINDS}
_NAMES = {kind["name"].replace("-", "_"): kind["name"] for kind in _KINDS}
_TRIED = sorted(_KINDS, key=lambda kind: not kind["name"].startswith("decimal-3"))
_NUMBER = re.compile("|".join(f"(?P<{kind['name'].replace('-', '_')}>{kind['pattern']})" for kind in _TRIED))


def number_at_start(paragraph: str) -> Number | None:
    """The clause number that opens `paragraph` (without white space), if any."""
    found = _NUMBER.match(paragraph)
    if found is None or found.lastgroup is None:
        return None
    kind = _NAMES[found.lastgroup]
    return Number(found.group(), kind, RANKS[kind], _value(found.group(), _COUNTS[kind]))


def counts_on(number: Number, counted: dict[str, int]) -> bool:
    """Whether a number may be one: in Arabic digits, 100 and more only go on from one shortly before it.

    `counted`: the last number of each kind, kept up to date.
    """
    value = number.value or 0
    if value >= _LARGE and number.kind in _IN_DIGITS and not 0 < value - counted.get(number.kind, 0) <= _MOST_SKIPPED:
        return False
    counted[number.kind] = value
    return True


def opens_clause(line: str) -> bool:
    """Whether a printed line begins with a clause number."""
    return _NUMBER.match(line.replace(" ", "", 4)) is not None


@lru_cache(maxsize=4096)
def _value(printed: str, count: str) -> int | None:
    digits = re.findall(r"\d+", printed)
    if digits and count in ("arabic", "decimal", "chinese"):
        return int(digits[-1])
    if count == "circled":
        return next((ord(printed) - ord(one) + 1 for one in _CIRCLES if 0 <= ord(printed) - ord(one) < 20), None)
    return chinese_value("".join(char for char in printed if char in _DIGITS or char in "十百"))


def chinese_value(numeral: str) -> int | None:
    """一百二十三 → 123, 二〇二二 → 2022; None for anything else."""
    if not numeral:
        return None
    if all(char in _DIGITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total = pending = 0
    for char in numeral:
        if char in _DIGITS:
            pending = _DIGITS[char]
        elif char in "十百":
            total += (pending or 1) * (10 if char == "十" else 100)
            pending = 0
        else:
            return None
    return total + pending
