"""The web application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongxi.site.settings")
application = get_wsgi_application()


def load_addresses() -> None:
    """Import every page now rather than at the first request."""
    _ = get_resolver().url_patterns
