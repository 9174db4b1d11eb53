"""Nobody learns whose a posting is before both sides agreed: not from a page, the API, search, exports, the audit."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from dongxi.apps.matching.api import PostingOut
from dongxi.apps.matching.models import Identity, Match, Need, Offer
from dongxi.apps.matching.rules import CONTENT, IDENTITY, PUBLIC
from dongxi.apps.matching.services.postings import move_posting
from dongxi.apps.records.models import SearchEntry, SearchPosting
from dongxi.site.bulk import EXPORTS
from dongxi.site.streaming import FORMATS

SECRETS_OF_THE_NEED = ("中宁县科学技术局", "马识途", "0955-5021234", "640521", "local-640521")
SECRETS_OF_THE_OFFER = (
    "华东理工大学",
    "East China University of Science and Technology",
    "马识途",
    "0955-5021234",
    "staff-east-china",
)
PUBLIC_ADDRESSES = (
    "/matching/",
    "/matching/needs/",
    "/matching/offers/",
    "/matching/needs/?format=csv&column=title&column=code&column=expires&column=place",
    "/matching/offers/?format=csv",
    "/api/v1/needs",
    "/api/v1/offers",
    "/search/?q=枸杞",
    "/search/?q=真空脉动",
    "/search/suggestions/?q=枸杞",
    "/api/v1/search?q=枸杞",
    "/records/jobs/",
)
AUDIT_ADDRESSES = ("/api/v1/audit", "/records/audit/", "/records/audit/?format=csv")


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode() + json.dumps(dict(answer.headers), ensure_ascii=False)


@pytest.fixture(params=["nobody", "other side", "stranger", "broker", "ministry", "evaluator"])
def outsider(request, person, stranger, broker):
    """Somebody who has no part in the need."""
    made = {
        "nobody": lambda: None,
        "other side": lambda: person("staff", organisation="zhejiang-university"),
        "stranger": lambda: stranger,
        "broker": lambda: broker,
        "ministry": lambda: person("ministry"),
        "evaluator": lambda: person("evaluator"),
    }
    return made[request.param]()


def test_no_page_tells_an_outsider_whose_a_posting_is(client, outsider, need, offer):
    if outsider is not None:
        client.force_login(outsider)
    addresses = (
        *PUBLIC_ADDRESSES,
        need.get_absolute_url(),
        offer.get_absolute_url(),
        f"/api/v1/needs/{need.code}",
        f"/api/v1/offers/{offer.code}",
        f"/api/v1/needs/{need.code}/matches",
        need.address("versions"),
        need.address("edit"),
    )
    for address in addresses:
        text = text_of(client.get(address))
        told = [secret for secret in {*SECRETS_OF_THE_NEED, *SECRETS_OF_THE_OFFER} if secret in text]
        assert not told, f"{address} tells {told}"
    for address in AUDIT_ADDRESSES:  # who was given which role is no secret; what they posted is
        text = text_of(client.get(address))
        assert need.title not in text
        assert need.code not in text


def test_no_bulk_export_tells_whose_a_posting_is(client, stranger, need, offer):
    client.force_login(stranger)
    public = {"regions", "organisations", "commitments", "tasks", "parties", "public-records", "observations"}
    for export in EXPORTS:
        if export.name in public:
            continue
        for ending in FORMATS:
            text = text_of(client.get(f"/api/v1/export/{export.name}.{ending}"))
            assert not [secret for secret in (*SECRETS_OF_THE_NEED, *SECRETS_OF_THE_OFFER) if secret in text]


def test_search_holds_public_words_alone(need, offer):
    held = SearchEntry.objects.filter(kind__in=("need", "offer"))
    texts = "".join(f"{entry.title}{entry.summary}{entry.address}{entry.region}" for entry in held)
    words = set(SearchPosting.objects.filter(entry__in=held).values_list("word", flat=True))
    assert {entry.region for entry in held} == {"640000", "310000"}
    for secret in ("中宁", "马识途", "华东理工", "理工大学"):
        assert secret not in texts
        assert secret not in words


def test_what_the_api_tells_is_what_is_public(need):
    renamed = {"public_region": "region", "public_zone": "zone"}
    assert set(PostingOut.model_fields) == {renamed.get(name, name) for name in PUBLIC}


def test_the_other_side_cannot_read_why_a_posting_was_closed_even_after_both_agreed(
    client, agreed, county, team, shanghai, broker
):
    offer = agreed.match.offer
    move_posting(actor=team, posting=offer, move="close", close_reason="met_elsewhere", reason="已同一家企业谈成")
    reads = {}
    for who in (team, shanghai, county, broker):
        client.force_login(who)
        page = client.get(offer.get_absolute_url()).content.decode()
        assert "沈知行" in page
        reads[who] = "已同一家企业谈成" in page
    assert reads == {team: True, shanghai: True, county: False, broker: False}


def test_no_table_of_postings_holds_whose_it_is():
    """Every column of a posting is content, public, or keeps its state; the identity is a key into another table."""
    kept = {
        "id", "identity", "state", "state_reason", "close_reason", "submitted_by", "created_at", "saved_at", "version",
        "commitment", "published_at", "public_title", "taken_down_at",
    }  # fmt: skip
    for table in (Need, Offer):
        columns = {field.name for field in table._meta.concrete_fields}
        assert columns <= kept | set(CONTENT) | set(PUBLIC)
    assert set(IDENTITY) <= {field.name for field in Identity._meta.concrete_fields}
    assert not {field.name for field in Match._meta.concrete_fields} & set(IDENTITY)


def test_the_audit_tells_a_ministry_nothing_of_who_posts_but_the_author_their_own(client, person, county, need):
    client.force_login(person("ministry"))
    assert need.title not in text_of(client.get("/records/audit/"))
    client.force_login(county)
    assert need.title in text_of(client.get("/records/audit/"))


def test_others_than_an_administrator_cannot_read_sealed_audit(person, administrator, need):
    from dongxi.apps.records.queries import visible_audit

    sealed = {"verb__startswith": "matching."}
    assert visible_audit(to=administrator).filter(**sealed).exists()
    for role in ("ministry", "evaluator", "expert"):
        assert not visible_audit(to=person(role)).filter(**sealed).exists()


def test_codes_are_by_chance_and_all_of_one_length(county, write):
    codes = [write(county, "need").code for _number in range(8)]
    assert {len(code) for code in codes} == {8}
    assert codes != sorted(codes)


def test_hidden_province_is_in_no_filter_and_no_answer(client, county, province, write, publish):
    publish(write(county, "need", disclosure="zone"), by=county, reviewer=province)
    assert "枸杞烘干" in text_of(client.get("/matching/needs/"))
    assert "枸杞烘干" not in text_of(client.get("/matching/needs/?region=640000"))
    assert client.get("/api/v1/needs").json()["items"][0]["region"] is None
    assert client.get("/api/v1/needs?region=640000").json()["items"] == []


def test_of_the_moment_of_publication_only_the_day_is_public(client, stranger, county, province, write, publish):
    published = [
        publish(write(county, "need", title=f"枸杞 {number}"), by=county, reviewer=province) for number in "一二三"
    ]
    client.force_login(stranger)
    first = client.get("/api/v1/needs?limit=1").json()
    sealed = base64.urlsafe_b64decode(parse_qs(urlsplit(first["next"]).query)["cursor"][0].split(":")[0] + "===")
    order, last = json.loads(sealed)
    assert (order, last) == (["-published_on", "code"], [str(timezone.localdate()), first["items"][0]["code"]])
    for address in ("/api/v1/needs", "/api/v1/export/needs.jsonl", "/api/v1/export/needs.csv", "/matching/needs/"):
        text = text_of(client.get(address))
        assert not [need for need in published if need.published_at.strftime("%M:%S") in text]


@pytest.mark.parametrize("sort", ["", "-published", "expires", "maturity", "amount", "deadline"])
def test_within_a_day_postings_stand_by_chance_never_as_they_were_written(
    client, county, province, write, publish, sort
):
    codes = [publish(write(county, "need"), by=county, reviewer=province).code for _number in range(6)]
    page = client.get(f"/matching/needs/?format=csv&column=code&sort={sort}")
    listed = [line for line in b"".join(page.streaming_content).decode().split() if line in codes]
    assert listed in (sorted(codes), sorted(codes, reverse=True))
    assert [row["code"] for row in client.get("/api/v1/needs").json()["items"]] == sorted(codes)
