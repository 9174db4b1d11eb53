"""The words the reader knows: vocabulary/*.toml, read once, as patterns."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The tables of vocabulary/`name`.toml."""
    return tomllib.loads((files(__package__) / "vocabulary" / f"{name}.toml").read_text(encoding="utf-8"))


def words(name: str, *path: str) -> tuple[str, ...]:
    """A list of vocabulary/`name`.toml, found by its path of keys."""
    value: Any = vocabulary(name)
    for key in path:
        value = value[key]
    return tuple(value)


def either(alternatives: Iterable[str]) -> str:
    """Plain words as one regex alternation, the longest first, so that 示范基地 wins over 示范.

    Words that begin alike share their beginning, for Python's engine tries the branches one after the other.
    """
    return f"(?:{_shared(sorted(set(alternatives)))})"


def _shared(sorted_words: Sequence[str]) -> str:
    """The alternatives `sorted_words` as a tree; where a word ends inside another, the longer one is tried first."""
    branches = []
    for first, group in groupby(filter(None, sorted_words), key=lambda word: word[0]):
        rests = [word[1:] for word in group]
        below = _shared(rests)
        branches.append(re.escape(first) + (below if len(rests) == 1 else f"(?:{below})"))
    return "|".join([*branches, ""] if sorted_words[0] == "" else branches)


def any_of(patterns: Iterable[str]) -> str:
    """Regex patterns as one alternation, in the order given."""
    return "(?:" + "|".join(f"(?:{each})" for each in patterns) + ")"


def filled(pattern: str, **parts: str) -> str:
    """`pattern` with each `{name}` replaced; the braces of its quantifiers stay."""
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def quick(patterns: Iterable[str]) -> str:
    """`patterns` as one alternation that is tried only where one of them can begin.

    Python's engine tries every branch at every character; one look at the next character first makes a scan over text
    in which few patterns begin several times as fast.
    """
    kept = tuple(patterns)
    starts = [_starts(each) for each in kept]
    if any(found is None for found in starts):
        return any_of(kept)
    opening = "".join(sorted(set().union(*(found or set() for found in starts))))
    return f"(?=[{re.escape(opening)}]){any_of(kept)}"


def _starts(pattern: str) -> set[str] | None:
    """The characters a match of `pattern` can begin with; None when it may begin with anything."""
    found: set[str] = set()
    for branch in _branches(pattern):
        while branch:
            head, optional, branch = _head(branch)
            if head == "^" or head.startswith(_LOOKING):
                continue
            group = _GROUP.match(head)
            inner = _starts(head[group.end() : -1]) if group else _single(head)
            if inner is None:
                return None
            found |= inner
            if not optional:
                break
        else:
            return None
    return found


def _single(head: str) -> set[str] | None:
    """The characters that one literal, or a class without ranges, stands for."""
    if head[0] == "[" and not any(mark in head for mark in "^-\\"):
        return set(head[1:-1])
    return None if head[0] in "[(.^$" or (head[0] == "\\" and head[-1].isalnum()) else {head[-1]}


def _branches(pattern: str) -> list[str]:
    """The alternatives of `pattern` that no bracket encloses."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        at += char == "\\"
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def _head(branch: str) -> tuple[str, bool, str]:
    """The first element of `branch`, whether it may be absent, and the rest."""
    size = 2 if branch[0] == "\\" else 1
    if branch[0] in "([":
        depth = 0
        for size, char in enumerate(branch, start=1):  # noqa: B007
            depth += (char in "([") - (char in ")]")
            if depth == 0:
                break
    times = _TIMES.match(branch, size)
    optional = times is not None and times.group()[:2] in _NONE_WILL_DO
    return branch[:size], optional, branch[times.end() if times else size :]


_LOOKING = ("(?=", "(?!", "(?<")
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?(?!\?)")
_TIMES = re.compile(r"(?:[?*+]|\{\d+(?:,\d*)?\})[?+]?")
_NONE_WILL_DO = ("?", "*", "??", "*?", "?+", "*+", "{0")
