"""What a partner system reads: its own texts in every state, the needs its offers fit, the files of its contacts."""

from __future__ import annotations

import pytest

from dongxi.apps.matching.services.postings import move_posting
from dongxi.apps.records.services import file_evidence


def test_ones_own_are_read_in_every_state_and_nobody_elses(client, county, stranger, write, need):
    write(county, "need", title="还在写的一条需求")
    client.force_login(county)
    told = client.get("/api/v1/needs/own").json()["items"]
    assert {each["state"] for each in told} == {"draft", "published"}
    assert "马识途" not in str(told)
    assert [each["code"] for each in client.get("/api/v1/needs/own?state=published").json()["items"]] == [need.code]
    client.force_login(stranger)
    assert client.get("/api/v1/needs/own").json()["items"] == []


def test_a_returned_one_says_why(client, county, province, write):
    draft = write(county, "need")
    move_posting(actor=county, posting=draft, move="submit")
    move_posting(actor=province, posting=draft, move="return", reason="请写明产量")
    client.force_login(county)
    [told] = client.get("/api/v1/needs/own?state=returned").json()["items"]
    assert told["state_reason"] == "请写明产量"


def test_the_needs_an_offer_fits_are_read_by_its_side_alone(client, team, county, pair):
    address = f"/api/v1/offers/{pair.offer.code}/matches"
    client.force_login(team)
    [told] = client.get(address).json()["items"]
    assert (told["need"], told["rank"], told["score_ppm"]) == (pair.need.code, 1, 800_000)
    client.force_login(county)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/api/v1/needs/own", "/api/v1/offers/own"])
def test_who_is_not_signed_in_has_none_of_their_own(client, need, offer, address):
    assert client.get(address).json()["items"] == []


def test_files_of_a_contact_are_told_by_digest_to_its_sides_alone(client, agreed, county, administrator):
    filed = file_evidence(
        actor=county,
        permission="matching.file_evidence",
        subject=agreed,
        title="意向书",
        name="意向书.txt",
        chunks=[b"intention"],
    )
    client.force_login(county)
    told = client.get(f"/api/v1/contacts/{agreed.code}").json()
    assert [(each["title"], each["sha256"]) for each in told["filed"]] == [("意向书", filed.file_id)]
    client.force_login(administrator)
    assert client.get(f"/api/v1/contacts/{agreed.code}").json()["filed"] == []
