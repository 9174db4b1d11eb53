"""What answers of the read API depend on although no line of the audit tells of it: what is kept beside the store.

    unaudited.declare("/evaluation/frameworks/", "dongxi.apps.evaluation.computing.kept_for")

The function is given the path of a request that holds this part and returns a few characters that differ once the
answer would.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

_declared: dict[str, str] = {}


def declare(part: str, state: str) -> None:
    """Make it known. `state` is the dotted path of a function, loaded when an address with this part is asked for."""
    if _declared.setdefault(part, state) != state:
        raise ImproperlyConfigured(f"the state of {part} is declared twice")


def state_for(path: str) -> str:
    """What the answer at this path depends on beside the audited store; empty for most."""
    found: list[Callable[[str], str]] = [import_string(state) for part, state in _declared.items() if part in path]
    return "\n".join(state(path) for state in found)
