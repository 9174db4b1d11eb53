"""The web application."""

import os

from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver

import dongxi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongxi.site.settings")
application = get_wsgi_application()
dongxi.build()  # from here on it names what runs, whatever happens to the files meanwhile


def load_pages() -> None:
    """Import every page and what templates need now, rather than at the first request of each process."""
    _ = get_resolver().url_patterns
    get_template("base.html")
