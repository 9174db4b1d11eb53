"""One written form for texts that are to be compared: NFKC, lower case, simplified characters, no space inside Chinese.

Where a character of the compared form stood in the original is kept, so that what is found can be shown in place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from dongxi.analysis.text.vocab import vocabulary

_HAN = "㐀-鿿豈-﫿"
_SPACE = re.compile(rf"\s+(?=[{_HAN}])|(?<=[{_HAN}])\s+")


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A text in the form for comparison; `at[i]` is the place in the original of its i-th character."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that [start, end) of the folded text stands for."""
        return self.at[start], self.at[end - 1] + 1


@cache
def simplified() -> dict[int, str]:
    """Traditional characters to simplified ones: those that stand for one character each. Others stay as they are."""
    pairs = "".join(vocabulary("traditional")["pairs"].split())
    return {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}


def fold(text: str) -> str:
    """`text` in the form for comparison."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(simplified())
    return _SPACE.sub("", plain).strip()


def folded(text: str) -> Folded:
    """`text` in the form for comparison, with the places of its characters."""
    letters: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).lower().translate(simplified()):
            letters.append(letter)
            at.append(place)
    joined = "".join(letters)
    dropped = {i for found in _SPACE.finditer(joined) for i in range(*found.span())}
    kept = [i for i in range(len(joined)) if i not in dropped]
    return Folded(text="".join(joined[i] for i in kept), at=tuple(at[i] for i in kept))
