"""The two processes behind `dongxi up`: the web server and the worker. Each ends with the process that started it.

    python -m dongxi.site.serve web 8000
    python -m dongxi.site.serve worker

Each loads itself and then waits for a line on its standard input: the store is ready.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import dongxi
from dongxi.site.lifeline import hold_on, wait_for_word

LOOPBACK = "127.0.0.1"
WEB_PROCESSES, THREADS_EACH = 2, 8


def web(port: str) -> None:
    """Serve the pages on the loopback interface until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from dongxi.site import wsgi

    wsgi.load_pages()
    wait_for_word()
    Granian(
        target="dongxi.site.wsgi:application",
        address=LOOPBACK,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=WEB_PROCESSES,
        blocking_threads=THREADS_EACH,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
        log_level=LogLevels.error,
    ).serve(target_loader=application, wrap_loader=False)


def worker() -> None:
    """Do queued work until told to stop."""
    import django
    from django.core.management import call_command

    django.setup()
    dongxi.build()  # from here on it names what runs, whatever happens to the files meanwhile
    wait_for_word()
    from dongxi.apps.records import recurring

    recurring.begin()
    call_command("db_worker", queue_name="*", interval=0.5, startup_delay=False, reload=False, verbosity=0)


def application() -> Callable[..., Any]:
    """What each of the web server's own processes serves."""
    hold_on()
    from dongxi.site import wsgi

    return wsgi.application


PARTS = {"web": web, "worker": worker}

if __name__ == "__main__":
    hold_on()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongxi.site.settings")
    PARTS[sys.argv[1]](*sys.argv[2:])
