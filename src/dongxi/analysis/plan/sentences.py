"""A clause's body as sentences, and each sentence as the pieces between its commas; brackets and quotes stay whole."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dongxi.analysis.plan.model import Span

_MARK = re.compile(r"[。；;！？!\n，,（(）)“”《》]")
_OPEN = {"（": ")", "(": ")", "“": "”", "《": "》"}
_CLOSE = {"）": ")", ")": ")", "”": "”", "》": "》"}
_FULL_STOPS = "。！？!\n"
_LONGEST_ENCLOSED = 400


class Piece(NamedTuple):
    """The text between two commas. `stop`: the mark after it; `run`: which part between 。 and ； it belongs to."""

    start: int
    end: int
    stop: str
    run: int


type Sentence = tuple[Piece, ...]
"""What stands between two full stops."""


def sentences(text: str, span: Span) -> list[Sentence]:
    """The sentences of `text[span]`; a bracket or quotation that never closes is not taken for one."""
    found: list[Sentence] = []
    pieces: list[Piece] = []
    start = span[0]
    run = 0
    for char, at in _open_marks(text, span):
        if at > start:
            pieces.append(Piece(start, at, char, run))
        start = at + 1
        run += char in "；;"
        if char in _FULL_STOPS and pieces:
            found.append(tuple(pieces))
            pieces = []
    if start < span[1]:
        pieces.append(Piece(start, span[1], "", run))
    return [*found, tuple(pieces)] if pieces else found


def _open_marks(text: str, span: Span) -> Iterator[tuple[str, int]]:
    """The commas and stops of `text[span]` that stand in no bracket or quotation, with their places."""
    expected: list[str] = []
    opened = span[0]
    for mark in _MARK.finditer(text, *span):
        char, at = mark.group(), mark.start()
        if expected and (at - opened > _LONGEST_ENCLOSED or char == "\n"):
            expected.clear()
        if char in _OPEN:
            opened = opened if expected else at
            expected.append(_OPEN[char])
        elif char in _CLOSE:
            if expected and expected[-1] == _CLOSE[char]:
                expected.pop()
        elif not expected:
            yield char, at
