"""How many threads the BLAS multiplies with: one, while several threads of Python each multiply a tile of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from threadpoolctl import ThreadpoolController

__all__ = ["one_thread_each"]

_taken = Lock()


@contextmanager
def one_thread_each() -> Iterator[None]:
    """A BLAS call takes one thread, that of its caller; the setting of before returns at the end.

    It holds for the whole process, so one caller at a time sets it: whoever comes while another is inside changes
    nothing, and so can never bring back a setting that was not the original one. Where it does not hold (the first has
    left, a BLAS that cannot be told, or one on OpenMP) products take the BLAS's own threads: slower, never wrong.
    """
    if not _taken.acquire(blocking=False):
        yield
        return
    try:
        with _controller().limit(limits=1, user_api="blas"):
            yield
    finally:
        _taken.release()


@cache
def _controller() -> ThreadpoolController:
    """The libraries of this process, found once; numpy's BLAS is among them from the import on."""
    return ThreadpoolController()
