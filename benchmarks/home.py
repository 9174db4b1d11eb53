"""How long the home page and a region page take with warm charts, against the bare SQL they need.

    uv run python benchmarks/home.py

A temporary SQLite store holds the shipped facts. Each page is asked for once, so that its charts are drawn and its
series computed, then through Django's test client – view, queries and template – as the best of seven. The bare SQL is
every statement that such a request ran, sent to sqlite3 alone with all rows fetched, in the same run. Ratios, not
milliseconds, are what to compare; the cold figure is the first request, which draws every chart.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 7
PAGES = {"home": "/", "home in a scope": "/?strand=ningxia", "region": "/regions/640000/", "search": "/search/?q=枸杞"}


@dataclass(frozen=True)
class Measured:
    """A page: seconds cold, warm and of its bare SQL, and how many statements that is."""

    cold: float
    warm: float
    bare: float
    statements: int


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of RUNS runs."""
    return min(seconds(work) for _ in range(RUNS))


def measured(address: str, store: sqlite3.Connection) -> Measured:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    cold = seconds(lambda: client.get(address))
    with CaptureQueriesContext(connection) as ran:
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    statements = [query["sql"] for query in ran if query["sql"].startswith("SELECT")]
    bare = best(lambda: [store.execute(statement).fetchall() for statement in statements])
    return Measured(cold, best(lambda: client.get(address)), bare, len(statements))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="dongxi-home-") as folder:
        os.environ |= {"DONGXI_DATA": folder, "DJANGO_SETTINGS_MODULE": "dongxi.site.settings"}
        os.environ["DONGXI_HOSTS"] = "testserver"
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        from dongxi.site import facts

        call_command("migrate", verbosity=0)
        facts.load()
        store = sqlite3.connect(Path(folder) / "dongxi.sqlite3")
        print(f"{'page':<18}{'cold ms':>9}{'warm ms':>9}{'bare SQL ms':>13}{'statements':>12}{'warm ÷ bare':>13}")
        for name, address in PAGES.items():
            page = measured(address, store)
            print(
                f"{name:<18}{page.cold * 1000:>9.1f}{page.warm * 1000:>9.1f}{page.bare * 1000:>13.2f}"
                f"{page.statements:>12}{page.warm / page.bare:>13.1f}"
            )
        store.close()


if __name__ == "__main__":
    main()
