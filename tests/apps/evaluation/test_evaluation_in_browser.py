"""Evaluation in a real browser: from the league to a frozen run, on a phone, in print, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import axe_problems, listen, scrolls_sideways, signed_in

pytestmark = pytest.mark.browser
LEAGUE = "evaluation/?framework=western&period=2023"
SCORE = "evaluation/score/western/2023/"
PAGES = (
    LEAGUE,
    f"{SCORE}640000/",
    f"{SCORE}weights",
    f"{SCORE}weights?w0=50&w0-0=1.5",
    f"{SCORE}methods",
    "evaluation/gap/",
    "evaluation/gap/?measure=contracts_sold&split=zones",
    "evaluation/effect/",
    "evaluation/effect/640000/rd_intensity/",
    "evaluation/framework/add",
    "evaluation/runs/",
)


@pytest.fixture(scope="module")
def desk(browser, site) -> Iterator[object]:
    """A page in which the evaluator is signed in."""
    with signed_in(browser, site, "demo-evaluator") as page:
        yield page


@pytest.fixture(scope="module")
def frozen(desk, site) -> str:
    """The address of a league that the evaluator froze from its page."""
    desk.goto(f"{site.address}{LEAGUE}")
    desk.get_by_role("button", name="定格这张表").click()
    desk.wait_for_url("**/evaluation/runs/*/")
    return desk.url


def test_one_walks_from_the_league_to_a_province_and_what_would_change_its_place(desk, site):
    complaints = listen(desk)
    desk.goto(f"{site.address}{LEAGUE}")
    desk.locator("main tbody").first.get_by_role("link", name="宁夏").click()
    desk.wait_for_url("**/score/western/2023/640000/")
    assert "区间" in desk.locator(".lead").inner_text()
    desk.locator(".trail a").last.click()
    desk.get_by_role("link", name="各种方法并列").click()
    desk.wait_for_url("**/methods")
    desk.wait_for_selector("#efficiency table", timeout=120_000)
    assert desk.locator("#efficiency tbody tr").count() == 12
    assert complaints == []


def test_weights_answer_as_one_types_and_the_address_keeps_them(desk, site):
    complaints = listen(desk)
    desk.goto(f"{site.address}{SCORE}weights")
    desk.evaluate("window.stayed = true")
    desk.fill("#w0-0", "0.2")
    desk.wait_for_selector("#sum-w0.wrong-sum")
    assert "投入合计 1，应为 2" in desk.locator("#played").inner_text()
    desk.fill("#w0-1", "1.8")
    desk.wait_for_selector("#played tbody")
    assert desk.locator("#share-w0-1").inner_text() == "36.0%"
    assert desk.evaluate("window.stayed") is True
    kept, shown = desk.url, desk.locator("#played tbody").first.inner_text()
    assert "w0-0=0.2" in kept
    desk.goto(site.address)
    desk.goto(kept)
    assert desk.input_value("#w0-0") == "0.2"
    assert desk.locator("#played tbody").first.inner_text() == shown
    for weird, said in (("-5", "投入（-5）"), ("", "投入（未填）")):
        desk.fill("#w0", weird)
        desk.wait_for_function("said => document.querySelector('#played').innerText.includes(said)", arg=said)
        assert desk.locator("#played tbody").count() == 0
    desk.fill("#w0", "60")
    desk.wait_for_selector("#sum-w.wrong-sum")
    desk.wait_for_url("**w0=60&**")
    desk.get_by_role("button", name="按比例调到应有的合计").click()
    desk.wait_for_url("**w0=50&**")
    assert desk.locator(".wrong-sum").count() == 0
    assert complaints == []


def test_a_frozen_league_says_that_it_comes_out_the_same(desk, frozen):
    desk.goto(frozen)
    assert "分毫不差" in desk.locator(".lead").inner_text()


def test_every_page_of_evaluation_is_sound_on_a_desk_and_on_a_phone(desk, site, frozen):
    complaints, problems = listen(desk), []
    for address in (*(f"{site.address}{page}" for page in PAGES), frozen):
        assert desk.goto(address).ok, address
        problems += [f"{address}: {problem}" for problem in axe_problems(desk)]
        for width in (390, 1440):
            desk.set_viewport_size({"width": width, "height": 900})
            problems += [f"{address} is wider than {width}"] if scrolls_sideways(desk) else []
    assert problems == []
    assert complaints == []


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_on_a_phone_rows_are_read_whole(browser, site, language):
    context = browser.new_context(viewport={"width": 390, "height": 900}, locale=language)
    opened = context.new_page()
    change = "evaluation/effect/640000/rd_personnel_per_head/"
    for page in (LEAGUE, f"{SCORE}640000/", f"{SCORE}methods", "evaluation/gap/", "evaluation/effect/", change):
        opened.goto(f"{site.address}{page}")
        assert opened.locator("table.stacked").count(), page
        for table in opened.locator("table.stacked").all():
            assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth + 1"), page
            name, cell = table.locator("tbody th").first.bounding_box(), table.locator("tbody td").last.bounding_box()
            assert name["width"] > 60, page
            assert cell["x"] + cell["width"] <= 390, page
    opened.goto(f"{site.address}{SCORE}methods")
    row = opened.locator("table.methods tbody tr").first
    name, spread = row.locator("th").bounding_box(), row.locator("td.spread").bounding_box()
    assert abs(spread["y"] - name["y"]) < 12, "best to worst is read beside the name"
    assert all(cell.bounding_box()["y"] > spread["y"] for cell in row.locator("td:not(.spread)").all())
    context.close()


def test_the_english_pages_fit_a_phone_too(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 900}, locale="en-GB")
    opened, wide = context.new_page(), []
    for page in PAGES:
        opened.goto(f"{site.address}{page}")
        wide += [page] if scrolls_sideways(opened) else []
    context.close()
    assert wide == []


def test_in_print_a_page_leaves_out_what_one_presses_and_keeps_what_it_says(desk, site):
    desk.set_viewport_size({"width": 794, "height": 1123})
    desk.emulate_media(media="print")
    try:
        for page in (LEAGUE, f"{SCORE}weights", f"{SCORE}methods", "evaluation/gap/", "evaluation/effect/"):
            desk.goto(f"{site.address}{page}")
            assert desk.locator("main table").first.is_visible(), page
            assert not desk.locator("aside").get_by_role("link", name="得分与名次").is_visible(), page
            assert not any(button.is_visible() for button in desk.locator("main button").all()), page
            assert not scrolls_sideways(desk), page
    finally:
        desk.emulate_media(media="screen")
        desk.set_viewport_size({"width": 1440, "height": 900})


def test_without_javascript_weights_are_a_form_and_every_chart_has_its_table(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    opened = context.new_page()
    opened.goto(f"{site.address}{SCORE}weights")
    opened.fill("#w0", "60")
    opened.get_by_role("button", name="重算").click()
    assert "第一级合计 120，应为 100" in opened.locator("#played").inner_text()
    opened.get_by_role("button", name="按比例调到应有的合计").click()
    assert opened.locator("#played tbody tr").count() >= 12
    opened.goto(f"{site.address}{LEAGUE}")
    assert opened.locator(".trend details, .trend table").count() >= 1
    opened.goto(f"{site.address}{SCORE}methods")
    assert opened.locator("#efficiency").get_by_role("link").count() >= 1
    context.close()
