"""Keeps what a library in C prints out of this process's answers.

HiGHS 1.12, which scipy carries, prints a line of its own debugging to standard output now and then, though asked to be
silent (ERGO-Code/HiGHS issue 2783, mended after 1.12). A command whose answer is JSON would be unreadable.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

__all__ = ["aside"]

_lock = Lock()
_inside: list[None] = []
_kept: list[int] = []


@contextmanager
def aside() -> Iterator[None]:
    """Standard output goes to standard error: nothing is lost, answers stay clean. For the whole process, so briefly.

    The first to enter turns it, the last to leave turns it back. A process without these outputs stays as it is.
    """
    with _lock:
        if not _inside:
            _turn()
        _inside.append(None)
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if not _inside:
                _turn_back()


def _turn() -> None:
    _flush()
    with suppress(OSError):
        kept = os.dup(1)
        _kept.append(kept)
        os.dup2(2, 1)


def _turn_back() -> None:
    _flush()
    while _kept:
        kept = _kept.pop()
        os.dup2(kept, 1)
        os.close(kept)


def _flush() -> None:
    """What Python and C hold back, each in its own buffer, to where it was meant to go."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)
