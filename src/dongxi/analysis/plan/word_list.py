"""Word lists found in a text by an automaton, which reads each character once however long the list is."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from dongxi.analysis.plan.model import Span


class Standing(NamedTuple):
    """All places where words of a list stand in a part of `text`, as start and end below zero, in order."""

    text: str
    places: list[tuple[int, int]]
    follows: re.Pattern[str] | None

    def within(self, start: int, end: int) -> list[Span]:
        """What stands in `text[start:end]`, not overlapping: the longest at each place that may stand before the rest.

        That is what `either(words) + follows` finds there.
        """
        kept: list[Span] = []
        after = bisect_left(self.places, (start, -end))
        for first, minus_stop in self.places[after : bisect_left(self.places, (end - 1, 0), after)]:
            stop = -minus_stop
            if first >= start and stop <= end and (self.follows is None or self.follows.match(self.text, stop, end)):
                kept.append((first, stop))
                start = stop
        return kept


class WordList:
    """Words to be found; behind each must stand what `follows` asks, and where it does not, a shorter one will do."""

    def __init__(self, words: Iterable[str], follows: str = "") -> None:
        self._words = sorted({*words})
        self._follows = re.compile(follows) if follows else None
        self.longest = max(map(len, self._words))

    @cached_property
    def _every(self) -> AhoCorasick:
        return AhoCorasick(self._words)

    @cached_property
    def _longest(self) -> AhoCorasick:
        return AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def standing(self, text: str, start: int, end: int) -> Standing:
        """Where the words stand in `text[start:end]`, whatever follows them, to be asked for its parts."""
        found = self._every.find_matches_as_indexes(text[start:end], overlapping=True)
        return Standing(text, sorted([(start + first, -start - stop) for _, first, stop in found]), self._follows)

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """What stands in `text[start:end]`, not overlapping: the longest at each place."""
        if self._follows is not None:
            return self.standing(text, start, end).within(start, end)
        found = self._longest.find_matches_as_indexes(text[start:end])
        return [(start + first, start + stop) for _, first, stop in found]
