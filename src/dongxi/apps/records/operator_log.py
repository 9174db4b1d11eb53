"""What an operator is told of faults, on standard error: what and where, never what a variable held."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def operator_log() -> FilteringBoundLogger:
    """One line for each fault; beneath an exception its plain traceback, for values may be somebody's telephone number.

    The library is loaded where something went wrong: it is as large as the rest of a page's needs.
    """
    import structlog

    line = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    told = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), line]
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=told)
