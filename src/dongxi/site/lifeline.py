"""A child process that never outlives the one that started it, even if that one is killed without warning."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1


_told = threading.Event()


def hold_on() -> None:
    """End this process as soon as its parent is gone. Call it first of all, before anything slow.

    The parent holds the other end of a pipe – this process's standard input, or the one `multiprocessing` keeps –
    which the operating system closes when the parent ends. On Linux the kernel is asked as well, so that a process
    busy in native code dies too.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()


def wait_for_word() -> None:
    """Stay until the parent writes to this process's standard input."""
    _told.wait()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    else:
        while os.read(0, 1):  # not sys.stdin: a lock held here would be held for ever in a forked process
            _told.set()
    os._exit(1)
