"""What leads are compared by, which background work changes without a line in the audit."""

from __future__ import annotations


def meaning_state(_path: str) -> str:
    """The meaning of all leads once the worker has read it, until then words alone."""
    from dongxi.apps.matching import leads  # brings the engine, which no page needs

    return "meaning" if leads.has_meaning() else "words"
