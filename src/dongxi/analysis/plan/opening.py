"""Patterns tried only where one of them can begin.

Python's engine tries every branch of an alternation at every character. What the patterns can begin with is read from
the patterns themselves, so that text in which few of them begin is passed over.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from dongxi.analysis.plan.vocab import any_of

_LOOKED_AT = 3  # characters; with two, half as many patterns again are tried, with four as many as with three
_PLACE = itemgetter(1, 2)
SILENT = "\ue000"  # stands for a character of a name: for any

type Able = tuple[tuple[str, tuple[str, ...]], ...]


class Places(NamedTuple):
    """Places in a text, in order, and for each the patterns that can begin there."""

    starts: list[int]
    able: list[Able]

    def within(self, start: int, end: int) -> Iterable[tuple[int, Able]]:
        """The places in `[start, end)`."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end, first)
        return zip(self.starts[first:last], self.able[first:last], strict=True)


class Kinds:
    """Patterns of several kinds, looked for in one pass.

    Raises ValueError for a pattern that may begin with anything, which would have to be tried everywhere.
    """

    def __init__(self, kinds: Mapping[str, Sequence[str]]) -> None:
        held = [(kind, pattern) for kind, patterns in kinds.items() for pattern in patterns]
        begun_by: dict[str, set[int]] = {}
        for at, (_, pattern) in enumerate(held):
            for begun in openings(pattern, _LOOKED_AT):
                begun_by.setdefault(begun, set()).add(at)
        if "" in begun_by:
            raise ValueError(f"may begin with anything: {held[min(begun_by[''])][1]}")
        self._automaton = AhoCorasick([*begun_by])
        tables: dict[frozenset[int], Able] = {}
        self._able: list[Able] = []
        for begun in begun_by:
            shorter = (begun_by.get(begun[:size], ()) for size in range(1, len(begun)))
            numbers = frozenset(begun_by[begun]).union(*shorter)
            if numbers not in tables:
                by_kind = groupby((held[at] for at in sorted(numbers)), key=itemgetter(0))
                tables[numbers] = tuple((kind, tuple(pattern for _, pattern in own)) for kind, own in by_kind)
            self._able.append(tables[numbers])

    def places(self, text: str, start: int, end: int) -> Places:
        """Where in `text[start:end]` a pattern can begin, with the patterns that can, by their kinds.

        A kind is first found where `first_match` of its patterns is something.
        """
        found = self._automaton.find_matches_as_indexes(text[start:end], overlapping=True)
        found.sort(key=_PLACE)  # of several openings at one place the longest, which knows all patterns, comes last
        able = {start + first: self._able[at] for at, first, _ in found}
        return Places([*able], [*able.values()])


def first_match(patterns: Iterable[str], text: str, at: int) -> re.Match[str] | None:
    """What the first of `patterns` that matches at `at` matches there."""
    for pattern in patterns:
        found = _compiled(pattern).match(text, at)
        if found is not None:
            return found
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def quick(patterns: Iterable[str]) -> str:
    """`patterns` as one alternation that looks at the next character before it tries its branches."""
    kept = tuple(patterns)
    begun = set().union(*(openings(each, 1) for each in kept))
    return any_of(kept) if "" in begun else f"(?=[{re.escape(''.join(sorted(begun)))}]){any_of(kept)}"


def openings(pattern: str, size: int) -> set[str]:
    """What a match of `pattern` can begin with, up to `size` characters; what is shorter may go on with anything."""
    return {begun for begun, _ in _begun(pattern, size)}


def _begun(pattern: str, size: int) -> set[tuple[str, bool]]:
    """The openings of `pattern`, each with whether the pattern may end right there."""
    return set().union(*(_branch_begun(branch, size) for branch in _branches(pattern)))


def _branch_begun(branch: str, size: int) -> set[tuple[str, bool]]:
    done: set[tuple[str, bool]] = set()
    growing = {""}
    while branch and growing:
        head, times, branch = _head(branch)
        if head in ("^", "$") or head.startswith(_LOOKING):
            continue
        group = _GROUP.match(head)
        inner = _begun(head[group.end() : -1], size) if group else _characters(head)
        grown = set(growing) if times.startswith(_NONE_WILL_DO) else set()
        for begun in growing:
            for more, whole in inner:
                longer = (begun + more)[:size]
                if whole and len(longer) < size and times in _ONCE:
                    grown.add(longer)
                else:
                    done.add((longer, False))
        growing = grown
    return done | {(begun, True) for begun in growing}


def _characters(head: str) -> set[tuple[str, bool]]:
    """The characters that one literal, or a class without ranges, stands for; nothing known of any other."""
    if head[0] == "[" and not any(mark in head for mark in "^-\\"):
        return {(char, True) for char in head[1:-1]}
    known = not (head[0] in f"[(.^${SILENT}" or (head[0] == "\\" and head[-1].isalnum()))
    return {(head[-1], True)} if known else {("", False)}


def _branches(pattern: str) -> list[str]:
    """The alternatives of `pattern` that no bracket encloses."""
    parts, start, at = [], 0, 0
    while at < len(pattern):
        if pattern[at] == "|":
            parts.append(pattern[start:at])
            start = at + 1
        at = _end(pattern, at)
    return [*parts, pattern[start:]]


def _head(branch: str) -> tuple[str, str, str]:
    """The first element of `branch`, how often it may stand, and the rest."""
    size = _end(branch, 0)
    times = _TIMES.match(branch, size)
    return branch[:size], times.group() if times else "", branch[times.end() if times else size :]


def _end(pattern: str, at: int) -> int:
    """Where the element at `at` ends: a character, a class or a group."""
    if pattern[at] == "[":
        return _CLASS.match(pattern, at).end()  # type: ignore[union-attr]
    if pattern[at] == "(":
        at += 1
        while pattern[at] != ")":
            at = _end(pattern, at)
    return at + 1 + (pattern[at] == "\\")


_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_LOOKING = ("(?=", "(?!", "(?<")
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?(?!\?)")
_TIMES = re.compile(r"(?:[?*+]|\{\d+(?:,\d*)?\})[?+]?")
_NONE_WILL_DO = ("?", "*", "{0")
_ONCE = ("", "?", "??", "?+")
