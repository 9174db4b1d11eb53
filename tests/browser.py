"""What a real browser finds wrong with a page. Use with the `page` fixture:

from tests.browser import axe_problems, listen, scrolls_sideways

assert not axe_problems(page)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

GRAVE = frozenset({"serious", "critical"})


@contextmanager
def signed_in(browser: Browser, site: Any, user: str) -> Iterator[Page]:
    """A wide page in Chinese in which a demo person is signed in; a link works once: the tests of a file share it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    site.sign_in(opened, user)
    yield opened
    context.close()


def axe_problems(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it stands: rule, what it means, where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']} – {'; '.join(str(node['target'][0]) for node in each['nodes'][:5])}"
        for each in found
        if each["impact"] in GRAVE
    ]


def listen(page: Page) -> list[str]:
    """A list that fills with what the browser complains of: errors, blocked scripts, missing files."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
