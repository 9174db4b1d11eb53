"""In a real browser: a contact that ends once both agreed; what ends and is renewed; who is silent; what is learned."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.apps.matching.desks import NEED, OFFER, code_of, ranked
from tests.browser import axe_problems, scrolls_sideways
from tests.products import environment_of

pytestmark = pytest.mark.browser
REPOSITORY = Path(__file__).parents[3]
BEGIN = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from dongxi.apps.matching.models import Contact, Need
from dongxi.apps.matching.services import contacts, postings
from dongxi.apps.people.models import User
from dongxi.apps.records.permissions import SYSTEM
"""


@pytest.fixture
def on_the_store(own_store):
    """Runs Python on the product's own store, as the worker would: time cannot be made to pass."""
    settings = {"DJANGO_SETTINGS_MODULE": "dongxi.site.settings", "PYTHONPATH": str(REPOSITORY)}

    def run(code: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-c", BEGIN + code],
            env=environment_of(own_store) | settings,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    return run


def looks_right(page) -> None:
    assert axe_problems(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_contact_ends_after_both_agreed_and_a_need_ends_is_missed_renewed_and_asked_about(desk, on_the_store):
    county, team, broker = desk("demo-county"), desk("demo-team"), desk("demo-broker")
    need, offer = county.post("need", NEED), team.post("offer", OFFER)
    desk("demo-west").publish(need)
    desk("demo-east").publish(offer)
    match = ranked(county, need, offer)
    contact = asked_and_brokered(county, broker, match)
    team.go(contact)
    team.press("同意对接")
    team.page.wait_for_selector("text=马识途")

    county.go(contact)
    county.page.locator("main summary", has_text="终止对接").click()
    county.page.select_option("#id_end_reason", "price")
    county.page.fill("#id_end_note", "双方报价相差一倍。")
    county.press("终止对接")
    for side in (county, team):
        side.go(contact)
        shown = side.page.locator("main").inner_text()
        assert "已终止" in shown
        assert "费用谈不拢" in shown
        assert "双方报价相差一倍" in shown
        assert "重新请求对接" in shown
        looks_right(side.page)

    code = code_of(need)
    on_the_store(
        f"Need.objects.filter(code='{code}').update(expires_on=timezone.localdate() - timedelta(days=1), deadline=None)"
        "\npostings.expire_postings(actor=SYSTEM)"
    )
    answer = team.page.goto(f"{team.site}{match.lstrip('/')}")
    assert answer.status == 410
    assert "续期后会再公开" in team.page.locator("main").inner_text()
    looks_right(team.page)
    county.go("matching/waiting/")
    assert "已到期下线" in county.page.locator("main").inner_text()
    county.page.locator("main a", has_text=NEED["title"]).first.click()
    county.press("续期")
    county.page.wait_for_selector("text=“续期”已办理")

    again = asked_and_brokered(county, broker, match)
    on_the_store(
        f"Contact.objects.filter(code='{code_of(again)}').update(moved_at=timezone.now() - timedelta(days=9))"
        "\nassert contacts.remind_silent(actor=SYSTEM) == 1"
    )
    team.go("matching/waiting/")
    assert "已 9 天没有进展，等您办理" in team.page.locator("main").inner_text()
    looks_right(team.page)
    complaints = [each for side in (county, team, broker) for each in side.complaints]
    assert [each for each in complaints if "410" not in each] == []


def asked_and_brokered(county, broker, match: str) -> str:
    """The address of a contact the county asks for and the broker takes."""
    county.go(match)
    county.page.locator("main a", has_text="请经纪人联系对方").click()
    county.press("请求对接")
    county.page.wait_for_url(lambda url: "/contacts/" in url and "/ask/" not in url)
    address = county.page.url
    broker.go(address)
    broker.page.check("#declares-none")
    broker.press("接手这项对接")
    broker.page.wait_for_selector("text=已是这项对接的经纪人")
    return address


def test_what_is_learned_is_compared_taken_into_use_and_taken_back(desk, on_the_store):
    on_the_store(
        "from tests.apps.matching.judged import judge_pairs\njudge_pairs(User.objects.get(username='demo-county'))"
    )
    keeper = desk("demo-administrator")
    keeper.go("matching/weights/")
    keeper.press("从判定中学习")
    keeper.page.wait_for_url("**/records/jobs/*/")
    keeper.page.locator("main a", has_text="查看结果").click()
    keeper.page.wait_for_url("**/matching/weights/*/")
    shown = keeper.page.locator("main").inner_text()
    assert "学自 6 条需求上的 72 条判定" in shown
    assert "在没有学过的判定上试" in shown
    looks_right(keeper.page)
    keeper.press("启用这组权重")
    keeper.page.wait_for_selector("text=已启用这组权重")
    assert "启用中" in keeper.page.locator(".lead").inner_text()
    keeper.page.locator("main button", has_text="换回").click()
    keeper.page.wait_for_selector("text=已启用这组权重")
    assert "随产品提供" in keeper.page.locator("h1").inner_text()
    assert keeper.complaints == []
