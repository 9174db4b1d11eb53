"""The gallery as a server of its own, to be looked at and to be driven by a browser:

uv run python -m tests.site.gallery_server FOLDER [PORT]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

REGIONS = (("310000", "上海", "east"), ("510000", "四川", "west"), ("640000", "宁夏", "west"), ("810000", "香港", ""))


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nobody reads it."""


def serve(folder: Path, port: int = 0) -> None:
    """Make a store in `folder` with a few regions, print the address, and answer until killed."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(DONGXI_DATA=str(folder), DJANGO_SETTINGS_MODULE="dongxi.site.settings")
    import django
    from django.conf import settings

    settings.ROOT_URLCONF = "tests.site.gallery"
    settings.TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates", *settings.TEMPLATES[0]["DIRS"]]
    django.setup()
    _fill()
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", port, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def _fill() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from dongxi.apps.people.models import Region

    for code, name, zone in REGIONS:
        Region.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": name, "level": "province", "zone": zone}
        )


if __name__ == "__main__":
    serve(Path(sys.argv[1]), *(int(port) for port in sys.argv[2:3]))
