"""Word lists found in a text by an automaton, which reads each character once however long the list is."""

import re
from collections.abc import Iterable
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from dongxi.analysis.plan.model import Span


class WordList:
    """What `either(words) + follows` would find: the longest word at each place that has behind it what `follows` asks.

    Where nothing of that kind stands behind the longest, a shorter one will do.
    """

    def __init__(self, words: Iterable[str], follows: str = "") -> None:
        self._words = sorted({*words})
        self._follows = re.compile(follows) if follows else None
        self.longest = max(map(len, self._words))

    @cached_property
    def _automaton(self) -> AhoCorasick:
        every = MatchKind.Standard if self._follows else MatchKind.LeftmostLongest
        return AhoCorasick(self._words, matchkind=every)

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """Where the words stand in `text[start:end]`, in order and not overlapping."""
        found = self._automaton.find_matches_as_indexes(text[start:end], overlapping=self._follows is not None)
        spans = [(start + first, start + stop) for _, first, stop in found]
        return self._followed(text, end, spans) if self._follows and spans else spans

    def _followed(self, text: str, end: int, spans: list[Span]) -> list[Span]:
        kept: list[Span] = []
        at = 0
        for first, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
            if first >= at and self._follows.match(text, stop, end):  # type: ignore[union-attr]
                kept.append((first, stop))
                at = stop
        return kept
