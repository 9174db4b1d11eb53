"""A tree drawn line by line for the terminal, in time that grows with its text only; lines break as Chinese is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style

type Words = list[tuple[str, Style | None]]
"""What stands on a branch: runs of text, each with how it looks."""

LEAST_WIDTH = 20
"""Columns left to the words however deep their branch."""

_GUIDES = {True: ("└── ", "    "), False: ("├── ", "│   ")}  # the last of its branches; one with others after it
_UNPRINTABLE = dict.fromkeys((*range(32), *range(127, 160))) | dict.fromkeys(map(ord, "\t\n"), " ")
_NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕％%,.;:!?)]}”’")
_NEVER_LAST = frozenset("（《〈「『【〔([{“‘")
_SPACES = " \u3000"
_BACK = 16  # characters a break may move back, so that a number or a Latin word stays whole


@dataclass(slots=True)
class Branch:
    """Words, and what hangs on them."""

    words: Words
    branches: list[Branch] = field(default_factory=list)

    def add(self, text: str, style: Style | None = None) -> Branch:
        """Hang one run of text here."""
        return self.hang([(text, style)])

    def hang(self, words: Words) -> Branch:
        """Hang several runs of text here, as one branch."""
        self.branches.append(Branch(words))
        return self.branches[-1]


def drawn(root: Branch, *, width: int) -> Iterator[list[Segment]]:
    """The tree in lines, each with its end, `width` columns wide at most."""
    yield from _folded(root.words, "", "", width)
    yield from _below(root, "", width)


def _below(branch: Branch, before: str, width: int) -> Iterator[list[Segment]]:
    last = len(branch.branches) - 1
    for at, each in enumerate(branch.branches):
        fork, under = _GUIDES[at == last]
        yield from _folded(each.words, before + fork, before + under, width)
        yield from _below(each, before + under, width)


def _folded(words: Words, first: str, rest: str, width: int) -> Iterator[list[Segment]]:
    words = [(text.translate(_UNPRINTABLE), style) for text, style in words]
    room = max(LEAST_WIDTH, width - cell_len(rest))
    guide = first
    for start, end in _broken("".join(text for text, _ in words), room):
        yield [Segment(guide), *_between(words, start, end), Segment.line()]
        guide = rest


def _between(words: Words, start: int, end: int) -> Iterator[Segment]:
    at = 0
    for text, style in words:
        part = text[max(0, start - at) : max(0, end - at)]
        if part:
            yield Segment(part, style)
        at += len(text)


def _broken(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends."""
    start = used = at = 0
    while at < len(text):
        wide = get_character_cell_size(text[at])
        if used + wide <= room:
            used, at = used + wide, at + 1
            continue
        end = _break(text, start, at)
        yield start, end
        start = end
        while start < len(text) and text[start] in _SPACES:
            start += 1
        at, used = start, 0
    if start < len(text) or not text:
        yield start, len(text)


def _break(text: str, start: int, at: int) -> int:
    """The nearest good place to break at or before `at`; `at` itself where there is none near."""
    for place in range(at, max(start, at - _BACK), -1):
        before, after = text[place - 1], text[place]
        cuts_a_word = before.isascii() and after.isascii() and before not in _SPACES and after not in _SPACES
        if not cuts_a_word and after not in _NEVER_FIRST and before not in _NEVER_LAST:
            return place
    return at
