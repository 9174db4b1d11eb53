"""The pages of plans in a real browser: by keyboard, on a phone, and to a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import axe_problems, listen, scrolls_sideways, signed_in

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).parents[3] / "examples" / "plans" / "tuning-1.docx"
NATIONAL = "plans/national-2021-2025/"
COMMITMENT = f"{NATIONAL}commitments/2.5.1-1/"


@pytest.fixture(scope="module")
def desk(browser, site) -> Iterator[object]:
    """A page in which Ningxia's department is signed in."""
    with signed_in(browser, site, "demo-west") as page:
        yield page


@pytest.fixture(scope="module")
def draft(desk, site) -> str:
    """The address of a plan that Ningxia's department has uploaded and the worker has read."""
    desk.goto(f"{site.address}plans/upload/")
    desk.set_input_files("input[type=file]", EXAMPLE)
    desk.click("main form button.primary")
    desk.wait_for_url("**/plans/640000-*/review/")
    return desk.url.removesuffix("review/")


def at(page) -> str:
    return page.locator(".review-proposal h2").inner_text().split("·")[1].split()[0]


def counts(page) -> str:
    return page.locator(".lead p").first.inner_text()


def test_a_document_is_uploaded_read_and_reviewed_by_keyboard(draft, desk):
    complaints = listen(desk)
    desk.goto(f"{draft}review/")
    first = at(desk)
    desk.keyboard.press("a")
    desk.wait_for_url("**/review/?at=*")
    second = desk.url
    assert at(desk) != first
    desk.keyboard.press("j")
    desk.wait_for_url(lambda url: url != second)
    desk.keyboard.press("k")
    desk.wait_for_url(second)
    desk.keyboard.press("r")
    desk.wait_for_url(lambda url: url != second)
    desk.keyboard.press("e")
    desk.wait_for_url("**edit")
    assert desk.evaluate("document.activeElement.closest('form.correction') !== null"), "typing begins at once"
    desk.fill("#id_due", "2025")
    desk.keyboard.press("Enter")
    desk.wait_for_url(lambda url: "edit" not in url)
    assert "采纳1，更正1，否决1" in counts(desk).replace(" ", "")
    assert complaints == []


def test_evidence_is_filed_and_withdrawn_on_the_page(desk, site):
    complaints = listen(desk)
    desk.goto(f"{site.address}{COMMITMENT}evidence/")
    desk.fill("#id_title", "基地验收报告")
    desk.set_input_files("#id_file", EXAMPLE)
    desk.click("#file button.primary")
    desk.wait_for_selector(".filed .digest")
    assert "已有佐证，待核" in desk.locator(".lead").inner_text()
    desk.locator(".filed summary").click()
    desk.fill(".filed input[name=reason]", "传错了文件")
    desk.locator(".filed button.danger").click()
    desk.wait_for_selector(".filed .withdrawn")
    assert "已有佐证，待核" not in desk.locator(".lead").inner_text()
    assert complaints == []


def test_every_page_of_plans_is_sound_on_a_desk_and_on_a_phone(draft, desk, site):
    root = site.address
    pages = [f"{root}{path}" for path in ("plans/", "plans/ledger/", "plans/ledger/timeline/", "plans/alignment/")]
    pages += [f"{root}plans/upload/", f"{root}{NATIONAL}", f"{root}{NATIONAL}tasks/2.4.2/"]
    pages += [f"{root}{COMMITMENT}", f"{root}{COMMITMENT}evidence/", draft, f"{draft}review/", f"{draft}review/?edit"]
    pages += [f"{draft}review/about/", f"{draft}tasks/2.1.1/responsible/"]
    pages += [f"{draft}tasks/2.1.1/add/", f"{draft}commitments/2.1.1-1/", f"{draft}alignment/"]
    complaints, problems = listen(desk), []
    for address in pages:
        assert desk.goto(address).ok, address
        problems += [f"{address}: {problem}" for problem in axe_problems(desk)]
        for width in (390, 1440):
            desk.set_viewport_size({"width": width, "height": 900})
            problems += [f"{address} is wider than {width}"] if scrolls_sideways(desk) else []
    assert problems == []
    assert complaints == []


@pytest.mark.parametrize(("width", "fits"), [(1440, True), (900, False)])
def test_the_page_scrolls_the_ledger_and_its_head_stays_in_sight(site, page, width, fits):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.address}plans/ledger/")
    frame, head = page.locator(".table-frame.scrolls"), page.locator(".scrolls thead th").first
    page.locator(".scrolls.fits" if fits else ".scrolls:not(.fits)").wait_for()
    assert frame.evaluate("frame => frame.scrollHeight === frame.clientHeight")
    page.evaluate("window.scrollTo({top: 1500, behavior: 'instant'})")
    for _ in range(100):  # the page's policy forbids what would wait for a function in it
        if at_the_top := abs(head.bounding_box()["y"]) < 2:
            break
        page.wait_for_timeout(50)
    assert at_the_top
    assert head.is_visible()
    assert not scrolls_sideways(page)
