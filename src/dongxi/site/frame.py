"""What every page's frame shows: rooms, scope, language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template."""
    return {}
