"""What an operator is told of faults, on standard error: what, where, and the error's own message."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def operator_log() -> FilteringBoundLogger:
    """One line for each fault; beneath an exception its plain traceback, without what variables held: it may be
    somebody's telephone number. What a library puts into a message stands there as it is.

    The library is loaded where something went wrong: it is as large as the rest of a page's needs.
    """
    import structlog

    line = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    told = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), line]
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=told)
