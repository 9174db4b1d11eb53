"""What follows from the official series alone is computed once: for each program, edition of them and language."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import caches
from django.utils.translation import get_language

import dongxi
from dongxi.apps.statistics.queries import edition


def kept[Result](what: str, compute: Callable[[], Result]) -> Result:
    """The result of `compute`, from the cache if it was computed since the series were last loaded; `what` names it."""
    return caches["pages"].get_or_set(f"{name_of(what)}:{get_language()}", compute, timeout=None)


def name_of(what: str) -> str:
    """The key under which it is kept: another program may compute it otherwise."""
    return f"series:{dongxi.build()}:{what}:{edition()}"
