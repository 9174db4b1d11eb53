"""What follows from the official series alone is computed once for each edition of them and each language."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import caches
from django.utils.translation import get_language

from dongxi.apps.statistics.queries import edition


def kept[Result](what: str, compute: Callable[[], Result]) -> Result:
    """The result of `compute`, from the cache if it was computed since the series were last loaded; `what` names it."""
    return caches["pages"].get_or_set(f"series:{what}:{edition()}:{get_language()}", compute, timeout=None)
