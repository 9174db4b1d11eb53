"""Sorted spans, asked in logarithmic time, so that a clause of any length is read in a straight line."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from dongxi.analysis.plan.model import Span


class Spans:
    """Spans in order of their starts. Asked whether one of them covers a place."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.held = sorted(spans)
        self._starts = [start for start, _ in self.held]
        self._reach = [end for _, end in self.held]
        if len(self.held) > 1:
            self._reach = list(accumulate(self._reach, max))

    def cover(self, at: int) -> bool:
        """Whether some span holds the character at `at`."""
        before = bisect_right(self._starts, at)
        return before > 0 and self._reach[before - 1] > at

    def touch(self, start: int, end: int) -> bool:
        """Whether some span shares a character with `[start, end)`."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start

    def cut(self, start: int, end: int) -> Span:
        """What is left of `[start, end)` once the spans are taken from its two ends; its middle is kept whole."""
        if not self.held:
            return start, end
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and self.held[at][1] > start:
            start = min(self.held[at][1], end)
        after = bisect_left(self._starts, start)
        if after < len(self.held) and self._starts[after] < end:
            end = self._starts[after] if self._starts[after] > start else end
        return start, end


def between[T](things: Sequence[T], starts: Sequence[int], start: int, end: int) -> Sequence[T]:
    """Those of `things`, sorted by `starts`, that begin in `[start, end)`."""
    return things[bisect_left(starts, start) : bisect_left(starts, end)]
