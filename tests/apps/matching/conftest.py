"""A county officer, a reviewing province, an eastern team and its province, and postings of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.apps.matching.desks import Desk

COUNTY, TEAM = "640521", "east-china-university-of-science-and-technology"
NEED = {
    "title": "枸杞烘干后色泽和多糖保留率低",
    "body": "热风烘干温度高，鲜果褐变明显，多糖损失大；试过低温慢烘，能耗太高，需要既保色又节能的干燥办法。",
    "material": "枸杞鲜果",
    "method": "低温干燥",
    "efficacy": "减少褐变，保留多糖",
    "product": "枸杞干果",
    "application": "产地初加工",
    "figures": [{"name": "多糖保留率", "relation": "at_least", "value": "85", "unit": "%"}],
    "discipline": "550",
    "maturity": 6,
    "mode": "technology_transfer",
    "amount_fen": 30_000_000,
    "amount_kind": "intention",
}
OFFER = {
    "title": "果蔬真空脉动干燥成套技术",
    "body": "真空脉动条件下低温干燥，色泽与多糖保留好，单位能耗比热风低三成，已在浆果上建成示范线。",
    "material": "浆果鲜果",
    "method": "真空脉动干燥",
    "discipline": "550",
    "maturity": 7,
    "mode": "technology_transfer",
}
REACH = {"contact_name": "马识途", "contact_phone": "0955-5021234"}
OFFER_REACH = {"contact_name": "沈知行", "contact_phone": "021-64250000"}


@pytest.fixture
def person(facts) -> Callable[..., Any]:
    """Makes somebody with a role: `person("local", region="640521")`, `person("staff", organisation="…")`."""
    from dongxi.apps.people import services
    from dongxi.apps.people.models import Organisation, Region, User
    from dongxi.apps.records.permissions import SYSTEM

    def make(role: str, *, region: str = "", organisation: str = "", name: str = "") -> User:
        user = User.objects.create(username=name or f"{role}-{region or organisation or 'all'}")
        services.grant_role(
            actor=SYSTEM,
            user=user,
            role=role,
            region=Region.objects.get(pk=region) if region else None,
            organisation=Organisation.objects.get(key=organisation) if organisation else None,
        )
        return user

    return make


@pytest.fixture
def county(person):
    return person("local", region=COUNTY)


@pytest.fixture
def province(person):
    return person("province", region="640000")


@pytest.fixture
def team(person):
    return person("staff", organisation=TEAM)


@pytest.fixture
def shanghai(person):
    return person("province", region="310000")


@pytest.fixture
def stranger(person):
    return person("province", region="330000")


@pytest.fixture
def administrator(person):
    return person("administrator")


@pytest.fixture
def broker(person):
    return person("broker")


@pytest.fixture
def write() -> Callable[..., Any]:
    """Writes a whole draft of somebody: `write(county, "need", title="…")`."""
    from dongxi.apps.matching.queries.postings import seats
    from dongxi.apps.matching.services.postings import begin_posting, save_posting

    def make(who, side: str, **changes: Any):
        posting = begin_posting(actor=who, side=side, seat=seats(to=who)[0])
        content = (NEED if side == "need" else OFFER) | {"deadline": timezone.localdate() + timedelta(days=120)}
        return save_posting(
            actor=who,
            posting=posting,
            read_at=posting.version,
            content=content | changes,
            identity=REACH if side == "need" else OFFER_REACH,
        )

    return make


@pytest.fixture
def publish() -> Callable[..., Any]:
    """Submits a draft and has it published by a reviewer."""
    from dongxi.apps.matching.services.postings import move_posting

    def make(posting, *, by, reviewer):
        move_posting(actor=by, posting=posting, move="submit")
        return move_posting(actor=reviewer, posting=posting, move="publish")

    return make


@pytest.fixture
def need(county, province, write, publish):
    """A published need of the county."""
    return publish(write(county, "need"), by=county, reviewer=province)


@pytest.fixture
def offer(team, shanghai, write, publish):
    """A published offer of the eastern team."""
    return publish(write(team, "offer"), by=team, reviewer=shanghai)


@pytest.fixture
def pair(need, offer):
    """The match of the county's need with the team's offer, as a ranking would leave it."""
    from dongxi.apps.matching.models import Match, Ranking, Weighting

    weights = Weighting.objects.filter(active=True).first() or Weighting.objects.create(
        origin="shipped", values={}, digest="0" * 64, active=True
    )
    ranking = Ranking.objects.create(
        need=need, need_version=need.version, weighting=weights, engine="test", offers=1, took_ms=0
    )
    return Match.objects.update_or_create(
        need=need,
        offer=offer,
        defaults={"ranking": ranking, "rank": 1, "score_ppm": 800_000, "offer_version": offer.version},
    )[0]


@pytest.fixture
def asked(county, pair):
    """A contact the county asked for."""
    from dongxi.apps.matching.services.contacts import ask_contact

    return ask_contact(actor=county, match=pair, side="need", note="想谈中试，下月方便。")


@pytest.fixture
def brokered(asked, broker):
    """A contact that a broker took, declaring to have no conflict of interest."""
    from dongxi.apps.matching.services.contacts import assign_broker

    return assign_broker(actor=broker, contact=asked, broker=broker, declares_none=True)


@pytest.fixture
def agreed(brokered, team):
    """A contact to which the other side agreed: both know each other."""
    from dongxi.apps.matching.services.contacts import move_contact

    return move_contact(actor=team, contact=brokered, move="agree")


@pytest.fixture
def met(agreed, county, team):
    """A contact whose sides met, and both declared."""
    from dongxi.apps.matching.services.contacts import declare_conflict, move_contact

    move_contact(actor=county, contact=agreed, move="meet", met_on=timezone.localdate())
    declare_conflict(actor=county, contact=agreed, side="need", exists=False)
    declare_conflict(actor=team, contact=agreed, side="offer", exists=False)
    return agreed


@pytest.fixture
def desk(browser, started, own_store) -> Iterator[Callable[[str], Desk]]:
    """Opens desks of demo people on a product of this test's own."""
    product, desks = started(own_store), []

    def open_desk(username: str) -> Desk:
        desks.append(Desk(browser, product, username))
        return desks[-1]

    yield open_desk
    for each in desks:
        each.context.close()
