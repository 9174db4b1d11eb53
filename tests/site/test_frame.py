"""The frame: rooms that are built, scope that stays, language that switches, refusals that help."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from dongxi.apps.people.models import Region
from dongxi.site import assets
from dongxi.site.frame import Scope, scoped
from dongxi.site.states import STATES, look_of
from tests.browser import axe_problems, listen, scrolls_sideways

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gallery_pages(settings, own_templates):
    settings.ROOT_URLCONF = "tests.site.gallery"


def page_of(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_rail_shows_only_rooms_that_are_built(client):
    page = page_of(client, "/plans/ledger/")
    assert ">台账</a>" in page
    assert ">合作</a>" not in page


def test_the_rail_marks_the_nearest_room_only(client):
    assert page_of(client, "/plans/ledger/").count('aria-current="page"') == 1
    assert 'href="/plans/ledger/" aria-current="page"' in page_of(client, "/plans/ledger/")
    assert 'href="/" aria-current' not in page_of(client, "/plans/")


def test_the_scope_walks_along_and_each_part_can_be_taken_away(client):
    Region.objects.get_or_create(code="640000", defaults={"name": "宁夏", "short_name": "宁夏", "level": "province"})
    page = page_of(client, "/plans/?region=640000&year=2023")
    assert 'href="/plans/ledger/?region=640000&amp;year=2023"' in page
    assert "宁夏" in page
    assert 'href="/plans/?year=2023" aria-label="取消范围：宁夏"' in page
    assert 'href="/plans/?region=640000&amp;year=2023">带范围' in page
    assert 'href="/plans/?a=1&amp;year=2025">改范围' in page


def test_what_is_no_code_is_no_scope(client):
    page = page_of(client, "/plans/?region=abc&year=20x3")
    assert 'class="chips"' not in page


def test_scope_is_added_to_an_address_that_has_a_query():
    assert scoped("/a/?b=1", Scope(year="2023")) == "/a/?b=1&year=2023"
    assert scoped("/a/", Scope()) == "/a/"


def test_the_language_switches_with_a_plain_form(client):
    assert 'lang="zh-hans"' in page_of(client, "/plans/")
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/plans/?year=2023"})
    assert answer["Location"] == "/plans/?year=2023"
    assert '<html lang="en">' in page_of(client, "/plans/")


def test_whoever_signed_in_sees_who_they_are_and_how_to_leave(client):
    user = get_user_model().objects.create_user("wang", display_name="王敏")
    user.memberships.create(role="ministry")
    client.force_login(user)
    page = page_of(client, "/plans/")
    assert "王敏" in page
    assert "部委" in page
    assert 'action="/accounts/logout/"' in page
    assert 'href="/people/why/"' in page


def test_a_stale_save_shows_both_versions_side_by_side(client):
    page = page_of(client, "/stale/", status=409)
    assert "有人先保存了这条记录。" in page
    assert "一<br>二" in page
    assert "一<br>三" in page
    assert page.count('class="differs"') == 1
    assert "标题" in page


def test_a_denial_leads_to_its_explanation(client):
    page = page_of(client, "/denied/", status=403)
    assert 'href="/people/why/?permission=records.load_facts"' in page
    assert "/accounts/login/?next=/denied/" in page


def test_a_page_that_is_not_there_says_what_to_do(client):
    page = page_of(client, "/nothing/", status=404)
    assert "没有这一页" in page
    assert "怎么办" in page


def test_a_fault_is_a_page_too(client):
    client.raise_request_exception = False
    page = page_of(client, "/broken/", status=500)
    assert "系统出错" in page
    assert "您的数据未受影响" in page


def test_the_sign_in_page_is_in_our_frame_and_offers_no_sign_up(client):
    page = page_of(client, "/accounts/login/")
    assert 'class="rail"' in page
    assert 'class="field"' in page
    assert "/accounts/signup/" not in page


def test_every_state_has_a_mark_and_an_unknown_one_is_plain():
    assert all(look.mark for look in STATES.values())
    assert look_of("something new").tone == "plain"


def test_fonts_are_served_for_ever_under_their_digest_and_under_no_other(client):
    font = assets.FONTS["NotoSansSC-Regular.otf"]
    response = client.get(font.address())
    assert response["Cache-Control"] == assets.FOR_EVER
    assert int(response["Content-Length"]) > 8_000_000
    response.close()
    assert client.get("/assets/0000000000000000/NotoSansSC-Regular.otf").status_code == 404
    styles = client.get(assets.FONT_STYLES.address()).getvalue().decode()
    assert font.address() in styles
    assert styles.index("local(") < styles.index("url(")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (390, "en-US")])
def test_every_component_passes_axe_fits_the_screen_and_breaks_no_policy(gallery, browser, width, language):
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    page = context.new_page()
    complaints = listen(page)
    page.goto(f"{gallery}/?group=zone&region=640000")
    for awaited in page.locator(".to-come").all():
        awaited.wait_for(state="detached")
    for drawing in page.locator(".drawing").all():
        drawing.scroll_into_view_if_needed()
        drawing.locator(".vega-embed svg[role=img]").wait_for()
    assert axe_problems(page) == []
    assert not scrolls_sideways(page)
    assert complaints == []
    context.close()


@pytest.mark.browser
def test_the_page_reads_without_scripts(gallery, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/?sort=-code")
    pictures = page.locator(".chart svg, .chart picture img")
    assert pictures.count() >= 2
    assert all(picture.bounding_box()["height"] > 100 for picture in pictures.all() if picture.is_visible())
    assert page.locator("th[aria-sort=descending]").count() == 1
    context.close()


@pytest.mark.browser
def test_a_list_sorts_and_pages_in_place_and_its_address_follows(gallery, page):
    page.goto(f"{gallery}/")
    page.locator("th a", has_text="名称").click()
    page.locator("th[aria-sort=ascending] a", has_text="名称").wait_for()
    assert page.url.endswith("/?sort=name")
    assert page.evaluate("document.activeElement.id") == "sort-gallery-name"
    page.locator("select[name=zone]").select_option("west")
    page.get_by_role("button", name="应用").click()
    page.get_by_text("共 2 条", exact=True).wait_for()
    assert "zone=west" in page.url
    assert "group=" not in page.url
    page.get_by_role("link", name="640000").click()
    page.wait_for_url("**/?region=640000")
    assert page.locator(".chips").count() == 1, "a row's link leads to its own page, not into the list"


@pytest.mark.browser
def test_the_keyboard_reaches_the_text_past_the_rail_and_a_tile_of_the_map(gallery, page):
    page.goto(f"{gallery}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.locator(".map a").first.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("北京")
