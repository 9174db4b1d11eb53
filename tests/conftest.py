"""What every test may lean on.

`facts`     the shipped facts stand in the test database
`browser`   a real Chromium; `page` a fresh page in it
`site`      the product itself, started by `dongxi up` on a store of its own: `site.address`, `site.links["province"]`
`shared`    the reference documents beside the checkout

Tests that start from an empty store run before those that lean on `facts`, so that neither sees the other's rows.
"""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

os.environ["DONGXI_DATA"] = tempfile.mkdtemp(prefix="dongxi-test-")
os.environ.setdefault("DONGXI_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread of the tests

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
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Emptying SQLite deletes row by row, which the append-only audit forbids: its guard is lifted meanwhile."""
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
        with blocker.unblock(), connection.cursor() as cursor:
            for statement in guard.SQLITE.values():
                cursor.execute(statement)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference documents beside the checkout."""
    if not (SHARED / "plan" / "plan.txt").exists():
        pytest.skip("the reference documents are not beside this checkout (../shared)")
    return SHARED


@pytest.fixture(scope="session")
def facts_once(django_db_setup: None, django_db_blocker) -> None:
    from dongxi.site import facts

    with django_db_blocker.unblock():
        facts.load()


@pytest.fixture
def facts(request: pytest.FixtureRequest, facts_once: None) -> None:
    """The shipped facts stand in the test database; what a test changes is undone after it."""
    request.getfixturevalue("transactional_db" if is_transactional(request.node) else "db")
    from dongxi.site import facts

    if not facts.stand(empty=False):
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
