"""Addresses that cost nothing until somebody asks for one of them."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """A namespace of addresses below `route`; `module`, which has their `urlpatterns`, is imported at the first use.

    Django reads every name below an `include` to find one of them; a namespace says by itself which names are its own.
    There is no public way to tell Django so: below an `include`, a namespace or none, everything is imported when the
    first address is reversed. `_populate` is where it does that in every release since 1.8, takes and gives nothing,
    and is all that is left out here. A release that reads the names elsewhere serves the same addresses.
    """

    def __init__(self, route: str, module: str, *, app_name: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=app_name, namespace=namespace)

    def _populate(self) -> None:
        """Leave the names unread: who reverses one has found the namespace, and reads `url_patterns` from there."""
