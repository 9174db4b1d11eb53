"""How far the cells of a sheet reach, seen in its bytes block by block, many times faster than by reading its XML."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

BLOCK = 1 << 20
_REACH = 32
"""The most that a cell's name can stretch beyond the byte its element begins with."""
_BEGINS, _ENDS, _QUOTE = b"<:", b" \t\r\n/>", b"\"'"


def furthest_cell(content: bytes, *, block: int = BLOCK) -> tuple[int, int] | None:
    """Rows and columns from A1 to the last cell, empty ones too. None where that cannot be told in this way: unless
    every cell is written with its name first, as all usual programs do, and in an encoding that keeps ASCII."""
    if b"\0" in content:
        return None
    rows = columns = 0
    for begin in range(0, len(content), block):
        piece = np.zeros(block + _REACH, np.uint8)
        part = content[begin : begin + block + _REACH]
        piece[: len(part)] = np.frombuffer(part, np.uint8)
        found = _furthest(piece, block)
        if found is None:
            return None
        rows, columns = max(rows, found[0]), max(columns, found[1])
    return rows, columns


def _furthest(piece: Bytes, within: int) -> tuple[int, int] | None:
    """Of the cells that begin within the first so many bytes."""
    at = np.flatnonzero(piece[1 : within + 1] == ord("c")).astype(np.int32)
    at = at[_ONE_OF[_BEGINS][piece[at]] & _ONE_OF[_ENDS][piece[at + 2]]]
    named = (piece[at + 2] == ord(" ")) & (piece[at + 3] == ord("r")) & (piece[at + 4] == ord("="))
    if not (named & _ONE_OF[_QUOTE][piece[at + 5]]).all():
        return None
    columns, at = _number(piece, at + 6, _LETTERS, base=26, most=3)
    rows, at = _number(piece, at, _DIGITS, base=10, most=7)
    if not (_ONE_OF[_QUOTE][piece[at]] & (columns > 0) & (rows > 0)).all():
        return None
    return int(rows.max(initial=0)), int(columns.max(initial=0))


def _number(
    piece: Bytes, at: NDArray[np.int32], values: NDArray[np.int32], *, base: int, most: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """What the signs from `at` on count to, and where they end."""
    total = np.zeros(len(at), np.int32)
    for _ in range(most):
        value = values[piece[at]]
        more = value >= 0
        if not more.any():
            break
        total = np.where(more, total * base + value, total)
        at = at + more
    return total, at


def _among(signs: bytes) -> NDArray[np.bool_]:
    return np.isin(np.arange(256), list(signs))


_ONE_OF = {signs: _among(signs) for signs in (_BEGINS, _ENDS, _QUOTE)}
_DIGITS = np.full(256, -1, np.int32)
_DIGITS[ord("0") : ord("9") + 1] = np.arange(10)
_LETTERS = np.full(256, -1, np.int32)
_LETTERS[ord("A") : ord("Z") + 1] = _LETTERS[ord("a") : ord("z") + 1] = np.arange(1, 27)
