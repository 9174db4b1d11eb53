"""A document's canonical text: its text without white space, whose SHA-256 is the document's identity."""

import hashlib
from array import array
from bisect import bisect_right
from dataclasses import dataclass

from dongxi.analysis.plan.model import Span


@dataclass(frozen=True, slots=True)
class Squeezed:
    """`text` without white space; `gaps` holds the source offsets of every white-space character removed."""

    text: str
    sha256: str
    gaps: array[int]
    _shifted: array[int]

    def to_squeezed(self, offset: int) -> int:
        """The offset in the squeezed text of the source's `offset`."""
        return offset - bisect_right(self.gaps, offset - 1)

    def to_source(self, offset: int) -> int:
        """The offset in the source of the squeezed text's `offset`: that character itself, not the gap before it."""
        return offset + bisect_right(self._shifted, offset)

    def span_to_squeezed(self, span: Span) -> Span:
        return self.to_squeezed(span[0]), self.to_squeezed(span[1])

    def span_to_source(self, span: Span) -> Span:
        """A span of the squeezed text as a span of the source, ending right after its last character."""
        start, end = span
        return self.to_source(start), self.to_source(end - 1) + 1 if end > start else self.to_source(start)


def squeeze(text: str) -> Squeezed:
    """`text` with every white-space character (Python's `str.isspace`) removed, and offset maps both ways."""
    gaps = array("Q", (at for at, char in enumerate(text) if char.isspace()))
    squeezed = "".join(text.split())
    shifted = array("Q", (gap - seen for seen, gap in enumerate(gaps)))
    return Squeezed(squeezed, hashlib.sha256(squeezed.encode("utf-8", "surrogatepass")).hexdigest(), gaps, shifted)
