"""A county's need becomes a signed contract with a team elsewhere, brokered, in a real browser, on the product itself.

At every step before both agreed, each side looks wherever it can – pages, their titles, lists, exports, search, API,
the audit – and finds neither name, place nor reach of the other.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.apps.matching.desks import COUNTY, NEED, OFFER, TEAM, Desk, code_of, ranked
from tests.browser import axe_problems, scrolls_sideways

pytestmark = pytest.mark.browser
AGREEMENT = {"name": "技术开发合同.txt", "mimeType": "text/plain", "buffer": "合同正文".encode()}


def test_a_countys_need_becomes_a_signed_contract_and_no_identity_is_seen_before_both_agreed(desk):
    county, team, broker = desk("demo-county"), desk("demo-team"), desk("demo-broker")
    need, offer = county.post("need", NEED), team.post("offer", OFFER)
    desk("demo-west").publish(need)
    desk("demo-east").publish(offer)
    county.sees_no_word_of(TEAM, offer)
    team.sees_no_word_of(COUNTY, need)

    match = ranked(county, need, offer)
    county.sees_no_word_of(TEAM, match, offer, f"api/v1/needs/{code_of(need)}/matches")
    contact = ask(county, match)
    seen = (contact, f"api/v1/contacts/{code_of(contact)}")
    county.sees_no_word_of(TEAM, *seen)
    team.sees_no_word_of(COUNTY, *seen)
    broker.sees_no_word_of(COUNTY + TEAM, *seen, need, offer)
    take(broker, contact)
    for side, names in ((county, TEAM), (team, COUNTY), (broker, COUNTY + TEAM)):
        side.sees_no_word_of(names, *seen, need, offer)

    agree(team)
    sees_the_team(county, contact)
    desk("demo-expert").sees_no_word_of(COUNTY[:4] + TEAM[1:3], need, offer)

    for side in (county, team):
        declare_no_conflict(side)
    intend(county, broker, contact)
    sign(county, team, contact)
    reads_what_was_signed(county)
    assert [county.complaints, team.complaints, broker.complaints] == [[], [], []]


def ask(county: Desk, match: str) -> str:
    """The county likes the match and asks for a contact; its address."""
    county.go(match)
    assert axe_problems(county.page) == []
    county.press("合适")
    county.go(match)
    county.page.locator("main a", has_text="请经纪人联系对方").click()
    county.page.fill("#id_note", "想谈中试，下月方便。")
    county.press("请求对接")
    county.page.wait_for_url("**/matching/contacts/*/")
    return county.page.url


def take(broker: Desk, contact: str) -> None:
    broker.go(contact)
    broker.page.check("#declares-none")
    broker.press("接手这项对接")


def agree(team: Desk) -> None:
    """The team finds what waits for it, agrees, and knows the county at once."""
    team.go("matching/waiting/")
    team.page.locator("main a", has_text=NEED["title"]).first.click()
    assert axe_problems(team.page) == []
    team.press("同意对接")
    team.page.wait_for_selector("text=马识途")


def sees_the_team(county: Desk, contact: str) -> None:
    county.go(contact)
    shown = county.page.locator("main").inner_text()
    assert "华东理工大学" in shown
    assert "021-64250000" in shown


def declare_no_conflict(side: Desk) -> None:
    side.page.locator("summary", has_text="声明有无利益冲突").click()
    side.page.check("input[name=exists][value=no]")
    side.press("声明")


def intend(county: Desk, broker: Desk, contact: str) -> None:
    """The broker records that the sides met, the county what they intend."""
    broker.go(contact)
    broker.page.fill("#id_meet_met_on", date.today().isoformat())
    broker.press("记录首次会面")
    county.go(contact)
    county.page.fill("#id_intend_amount", "30")
    county.press("记录意向")


def sign(county: Desk, team: Desk, contact: str) -> None:
    """The team files the agreement, which counts only once the county has confirmed it."""
    team.go(contact)
    team.page.fill("#id_sign_amount", "28.5")
    team.page.set_input_files("#id_sign_file", AGREEMENT)
    team.press("提交签约")
    team.page.wait_for_selector("text=待对方确认")
    county.go("matching/funnel/")
    assert "签约 0 条" in county.page.locator(".lead").inner_text()
    county.go("matching/waiting/")
    county.page.locator("main a", has_text=NEED["title"]).first.click()
    county.press("确认签约")
    county.page.wait_for_selector("text=已签约")


def reads_what_was_signed(county: Desk) -> None:
    """On a wide screen and on a narrow one."""
    shown = county.page.locator("main").inner_text()
    assert "技术开发合同" in shown
    assert "28.5" in shown
    assert axe_problems(county.page) == []
    county.page.set_viewport_size({"width": 390, "height": 844})
    assert not scrolls_sideways(county.page)
    county.go("matching/funnel/")
    assert not scrolls_sideways(county.page)
    assert "签约 1 条" in county.page.locator(".lead").inner_text()
