"""People at their desks: each signed in to the product in a browser of their own; a need and an offer that fit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.browser import listen

COUNTY = ("中宁县科学技术局", "中宁县", "马识途", "0955-5021234", "禾望川", "demo-county")
TEAM = ("华东理工大学", "沈知行", "021-64250000", "沈研新", "demo-team")
NEED = {
    "title": "枸杞鲜果烘干后色泽和多糖保留率低",
    "body": "热风烘干温度高，鲜果褐变明显，多糖损失大；试过低温慢烘，能耗太高，需要既保色又节能的干燥办法。",
    "material": "枸杞鲜果",
    "method": "低温干燥",
    "figures": "多糖保留率 ≥ 85 %",
    "contact_name": "马识途",
    "contact_phone": "0955-5021234",
}
OFFER = {
    "title": "枸杞等浆果真空脉动低温干燥成套技术",
    "body": "真空脉动条件下低温干燥，枸杞色泽与多糖保留好，单位能耗比热风低三成，已在浆果上建成示范线。",
    "material": "浆果鲜果",
    "method": "真空脉动干燥",
    "contact_name": "沈知行",
    "contact_phone": "021-64250000",
}


class Desk:
    """Somebody signed in, in a browser of their own."""

    def __init__(self, browser: Any, product: Any, username: str) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self.context.set_default_timeout(180_000)
        self.page = self.context.new_page()
        self.site = product.address
        self.complaints = listen(self.page)
        product.sign_in(self.page, username)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}{path.removeprefix(self.site).lstrip('/')}")

    def press(self, name: str) -> None:
        """The one visible button of that name; a step that is folded away is opened first."""
        button = self.page.locator("main").get_by_role("button", name=name, exact=True)
        if not button.count():
            self.page.locator("main summary", has_text=name).first.click()
        button.click()

    def post(self, side: str, words: dict[str, str]) -> str:
        """Write a need or an offer and submit it; its address."""
        self.go("matching/")
        self.press("填写需求" if side == "need" else "填写供给")
        for name, text in words.items():
            self.page.fill(f"#id_{name}", text)
        self.page.select_option("#id_discipline", "550")
        self.page.fill("#id_deadline", (date.today() + timedelta(days=90)).isoformat())
        self.page.locator("button[name=submit]").click()
        self.page.wait_for_selector("text=已提交审核")
        return self.page.url

    def publish(self, path: str) -> None:
        self.go(path)
        self.press("审核通过并发布")
        self.page.wait_for_selector("text=已办理")

    def sees_no_word_of(self, names: tuple[str, ...], *paths: str) -> None:
        """Looks wherever one can look, and finds none of these names."""
        everywhere = (*paths, *EVERYWHERE)
        for path in everywhere:
            answer = self.context.request.get(f"{self.site}{path.removeprefix(self.site).lstrip('/')}")
            assert answer.status == 200, path
            said = answer.text() + str(answer.headers)
            assert not [name for name in names if name in said], path
        for path in (path for path in paths if not path.startswith("api/")):
            self.go(path)
            assert not [name for name in names if name in self.page.title() + self.page.content()], path
        for name in names:
            found = self.context.request.get(f"{self.site}api/v1/search", params={"q": name}).json()
            assert not [hit for hit in found if hit["kind"] in ("need", "offer", "contact")], name


EVERYWHERE = (
    "matching/",
    "matching/needs/",
    "matching/offers/",
    "matching/needs/?format=csv",
    "matching/offers/?format=csv",
    "matching/contacts/",
    "matching/contacts/?format=csv",
    "matching/waiting/",
    "matching/searches/",
    "matching/funnel/",
    "search/?q=枸杞干燥",
    "records/audit/",
    "records/jobs/",
    "api/v1/needs",
    "api/v1/offers",
    "api/v1/contacts",
    "api/v1/notices",
    "api/v1/funnel?by=province",
    "api/v1/search?q=枸杞干燥",
    "api/v1/audit",
)


def ranked(county: Desk, need: str, offer: str) -> str:
    """Waits until the worker has ranked the offer for the need; the address of the match."""
    for _turn in range(120):
        county.go(need)
        link = county.page.locator("#matches article a", has_text=OFFER["title"])
        if link.count():
            return link.first.get_attribute("href")
        county.page.wait_for_timeout(500)
    raise AssertionError(f"{offer} was not ranked for {need}: {county.page.locator('main').inner_text()}")


def code_of(address: str) -> str:
    return address.strip("/").rsplit("/", 1)[1]
