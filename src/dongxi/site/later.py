"""Addresses that cost nothing until somebody asks for one of them."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """A namespace of addresses below `route`; `module`, which has their `urlpatterns`, is imported at the first use.

    Django reads every name below an `include` to find one of them; a namespace says by itself which names are its own.
    """

    def __init__(self, route: str, module: str, *, app_name: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=app_name, namespace=namespace)

    def _populate(self) -> None:
        """Leave the names unread: who reverses one has found the namespace, and reads `url_patterns` from there."""
