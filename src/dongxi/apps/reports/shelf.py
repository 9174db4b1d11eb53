"""Where reports that were made are kept: one file for each kind, period, form and edition of the facts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

import dongxi
from dongxi.data import digest


@cache
def edition() -> str:
    """What a report depends on beside its period: the facts and the program."""
    return f"{digest()[:12]}-{dongxi.build()}"


def place(*, kind: str, period: str, form: str) -> Path:
    """The file of a report of this edition, whether or not it was made."""
    return settings.REPORT_ROOT / f"{kind}-{period}-{edition()}.{form}"
