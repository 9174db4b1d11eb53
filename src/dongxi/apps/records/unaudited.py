"""What answers of the read API depend on although no line of the audit tells of it: what is kept beside the store.

    unaudited.declare("/evaluation/frameworks", "dongxi.apps.evaluation.computing.intervals_state")

Paths are those below the root of the API. The function is given the path asked for, which is the one declared or lies
under it, and returns a few characters that differ once the answer would.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

_declared: dict[str, str] = {}


def declare(path: str, state: str) -> None:
    """Make it known. `state`: the dotted path of a function, loaded once this address or one under it is asked for."""
    if _declared.setdefault(path, state) != state:
        raise ImproperlyConfigured(f"the state of {path} is declared twice")


def state_for(path: str) -> str:
    """What the answer at this path depends on beside the audited store; empty for most."""
    found: list[Callable[[str], str]] = [
        import_string(state) for declared, state in _declared.items() if f"{path}/".startswith(f"{declared}/")
    ]
    return "\n".join(state(path) for state in found)
