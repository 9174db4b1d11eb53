"""A reader walks from the home page to a task, to a province and down to the source of a record, in a real browser."""

from __future__ import annotations

import re

import pytest

from tests.browser import axe_problems, listen, scrolls_sideways

pytestmark = pytest.mark.browser
TASK = "科技支撑宁夏重点产业提质增效"


def sound(page) -> None:
    """The page is past axe and no wider than its window."""
    page.wait_for_load_state("networkidle")
    assert axe_problems(page) == [], page.url
    assert not scrolls_sideways(page), page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_home_page_to_a_task_a_region_and_a_source(site, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    complaints = listen(page)
    page.goto(site.address)
    assert page.locator("h1").inner_text() == "东西部科技合作走到了哪一步"
    assert page.locator(".task-wall li").count() == 20
    sound(page)

    page.get_by_role("link", name=TASK).click()
    assert page.locator("h1").inner_text() == TASK
    sound(page)

    page.locator(".lead").get_by_role("link", name="宁夏", exact=True).click()
    page.wait_for_url("**/regions/640000/")
    assert page.locator(".chart").count() == 6
    sound(page)

    page.get_by_role("link", name="石嘴山市首批合作项目").click()
    page.wait_for_url("**/cooperation/R*/")
    sound(page)
    source = page.locator("dt", has_text=re.compile("^来源$")).locator("+ dd")
    assert source.inner_text().strip()
    assert complaints == []


def test_the_map_leads_to_a_region_and_the_scope_stays_in_the_address(site, page):
    page.goto(site.address)
    page.select_option("select[name=strand]", label="科技支宁")
    page.get_by_role("button", name="查看").click()
    page.wait_for_url("**strand=ningxia**")
    assert page.locator(".task-wall li").count() == 3
    page.locator("nav.rail").get_by_role("link", name="合作", exact=True).click()
    page.wait_for_url("**/cooperation/?strand=ningxia")
    page.goto(site.address)
    page.locator("figure.map svg a[href='/regions/530000/']").first.click()
    page.wait_for_url("**/regions/530000/**")


def test_on_the_map_the_arcs_of_the_place_one_comes_to_stand_out(site, page):
    page.goto(site.address)
    ningxia = page.locator("figure.map svg a[data-place='640000']")
    strong = page.locator("figure.map .arc.own")
    assert strong.count() == 0
    for come in (ningxia.hover, ningxia.focus):
        page.mouse.move(1, 1)
        come()
        assert strong.count() > 0
        assert all("640000" in ends for ends in strong.evaluate_all("arcs => arcs.map(arc => arc.dataset.ends)"))
    ningxia.evaluate("tile => tile.blur()")
    assert strong.count() == 0


def test_suggestions_are_walked_by_keyboard(site, page):
    page.goto(site.address)
    box = page.locator("#frame-search")
    box.press_sequentially("宁夏")
    options = page.locator("#frame-search-suggestions [role=option]")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert options.first.inner_text().startswith("宁夏")
    assert axe_problems(page) == []
    box.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.press("ArrowDown")
    options.first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/regions/640000/")


def test_search_works_without_script(site, browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site.address)
    page.fill("#frame-search", "枸杞")
    page.locator("form.search button").click()
    page.wait_for_url("**/search/?q=*")
    assert page.locator(".hits mark", has_text="枸杞").count() > 3
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "statistics/",
        "statistics/contracts_sold/",
        "organisations/",
        "regions/",
        "regions/660000/",
        "search/?q=宁夏",
        "cooperation/",
    ],
)
def test_every_gathering_page_is_sound_on_a_desk_and_on_a_phone(site, page, address):
    complaints = listen(page)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site.address}{address}")
        sound(page)
    assert complaints == []
