"""The pages of plans in a real browser: by keyboard, on a phone, and to a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import axe_problems, listen, scrolls_sideways

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).parents[3] / "examples" / "plans" / "tuning-1.docx"
NATIONAL = "plans/national-2021-2025/"


@pytest.fixture
def draft(page, own_store, started) -> str:
    """The address of a plan that Ningxia's department has just uploaded and the worker has read."""
    product = started(own_store)
    product.sign_in(page, "demo-west")
    page.goto(f"{product.address}plans/upload/")
    page.set_input_files("input[type=file]", EXAMPLE)
    page.click("main form button.primary")
    page.wait_for_url("**/plans/640000-*/")
    return page.url


def at(page) -> str:
    return page.locator(".review-proposal h2").inner_text().split("·")[1].split()[0]


def counts(page) -> str:
    return page.locator(".lead p").first.inner_text()


def test_a_document_is_uploaded_read_and_reviewed_by_keyboard(draft, page):
    complaints = listen(page)
    page.goto(f"{draft}review/")
    first = at(page)
    page.keyboard.press("a")
    page.wait_for_url("**/review/?at=*")
    second = page.url
    assert at(page) != first
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("k")
    page.wait_for_url(second)
    page.keyboard.press("r")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("e")
    page.wait_for_url("**edit")
    page.fill("#id_due", "2025")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "edit" not in url)
    assert "采纳1，更正1，否决1" in counts(page).replace(" ", "")
    assert complaints == []


def test_every_page_of_plans_is_sound_on_a_desk_and_on_a_phone(draft, page):
    root = draft.split("plans/")[0]
    pages = [f"{root}{path}" for path in ("plans/", "plans/ledger/", "plans/ledger/timeline/", "plans/alignment/")]
    pages += [f"{root}plans/upload/", f"{root}{NATIONAL}", f"{root}{NATIONAL}tasks/2.4.2/"]
    pages += [f"{root}{NATIONAL}commitments/2.4.2-1/", draft, f"{draft}review/", f"{draft}review/?edit"]
    pages += [f"{draft}review/about/"]
    pages += [f"{draft}tasks/2.1.1/add/", f"{draft}commitments/2.1.1-1/", f"{draft}alignment/"]
    complaints, problems = listen(page), []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in pages:
            assert page.goto(address).ok, address
            problems += [f"{address}: {problem}" for problem in axe_problems(page)] if width == 1440 else []
            problems += [f"{address} is wider than {width}"] if scrolls_sideways(page) else []
    assert problems == []
    assert complaints == []
