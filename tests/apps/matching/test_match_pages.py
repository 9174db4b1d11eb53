"""Pages of matches: the ranking on a need's page, one pair side by side, decisions from buttons, weights chosen."""

from __future__ import annotations

import pytest

from dongxi.analysis.matching import shipped_weights
from dongxi.apps.matching.models import Decision, Match, Ranking, Weighting
from dongxi.apps.matching.services.weights import adopt_shipped_weights, choose_weights, keep_learned_weights
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import SYSTEM


@pytest.fixture
def weighting(facts):
    return adopt_shipped_weights(actor=SYSTEM, weights=shipped_weights(meaning=True), meaning=True)


@pytest.fixture
def match(need, offer, weighting):
    """The county's need with the team's offer ranked first, as the engine would leave it."""
    ranking = Ranking.objects.create(
        need=need, need_version=need.version, weighting=weighting, engine="words", offers=1, took_ms=5
    )
    return Match.objects.create(
        need=need,
        offer=offer,
        ranking=ranking,
        rank=1,
        score_ppm=812_000,
        parts={"meaning": 2.5, "words": 0.5, "maturity": 0.3, "money": -0.2, "region": 0.0},
        reasons={
            "chinese": "得分 0.81；双方都提到“干燥”。",
            "english": "Score 0.81; both mention 干燥.",
            "terms": [{"term": "干燥", "need": [[0, 2]], "offer": [[0, 2]], "fall": 0.1}],
            "sentences": {"need": "需要节能的干燥办法", "offer": "真空脉动条件下低温干燥", "alike": 0.9},
        },
        offer_version=offer.version,
    )


def learned(based_on, **changes):
    weights = shipped_weights(meaning=True)
    other = type(weights)(bias=weights.bias, evidence={**weights.evidence, **changes}, base=weights.base)
    return keep_learned_weights(actor=SYSTEM, weights=other, meaning=True, report={}, decisions=40, based_on=based_on)


def test_a_need_shows_its_ranking_to_its_own_side_alone(client, county, stranger, match):
    client.force_login(county)
    page = client.get(match.need.get_absolute_url()).content.decode()
    assert match.offer.title in page
    assert "双方都提到" in page
    client.force_login(stranger)
    assert "双方都提到" not in client.get(match.need.get_absolute_url()).content.decode()
    assert client.get(match.get_absolute_url()).status_code == 404


def test_an_offer_shows_the_needs_it_fits_to_its_own_side(client, team, match):
    client.force_login(team)
    page = client.get(match.offer.get_absolute_url()).content.decode()
    assert match.need.title in page


def test_a_pair_stands_side_by_side_with_what_adds_up_to_its_score(client, county, match):
    client.force_login(county)
    page = client.get(match.get_absolute_url()).content.decode()
    assert "<mark>干燥</mark>" in page
    assert "真空脉动条件下低温干燥" in page
    assert "+2.50" in page
    assert "规划提出的地区结对" not in page  # nothing is added by it
    assert "Score 0.81" in client.get(match.get_absolute_url(), headers={"accept-language": "en"}).content.decode()


def test_decisions_are_made_from_the_page(client, county, team, match):
    client.force_login(county)
    address = f"{match.get_absolute_url()}decide/"
    client.post(address, {"verdict": "unsuitable", "reason": "price", "back": match.need.get_absolute_url()})
    made = client.post(address, {"verdict": "accept", "back": "https://elsewhere.example/"})
    assert made.url == match.get_absolute_url()
    assert list(Decision.objects.values_list("verdict", "standing")) == [("accept", True), ("unsuitable", False)]
    client.force_login(team)
    client.post(address, {"verdict": "later"})
    assert Decision.objects.filter(side="offer").get().verdict == "later"


def test_one_side_never_reads_what_the_other_made_of_it(client, county, team, match):
    client.force_login(team)
    client.post(
        f"{match.get_absolute_url()}decide/", {"verdict": "unsuitable", "reason": "other", "note": "本组今年不接新单"}
    )
    client.force_login(county)
    assert "不接新单" not in client.get(match.get_absolute_url()).content.decode()
    assert "不接新单" not in client.get(match.need.get_absolute_url()).content.decode()
    answer = client.get(f"/api/v1/needs/{match.need.code}/matches").json()["items"][0]
    assert answer["offer"] == match.offer.code
    assert answer["decisions"] == []


def test_the_list_of_matches_costs_the_same_for_one_and_for_ten(client, county, match, write, team, shanghai, publish,
                                                                django_assert_max_num_queries):  # fmt: skip
    client.force_login(county)
    with django_assert_max_num_queries(26) as one:
        client.get(match.need.get_absolute_url())
    for rank in range(2, 8):
        other = publish(write(team, "offer", title=f"另一项干燥技术 {rank}"), by=team, reviewer=shanghai)
        Match.objects.create(need=match.need, offer=other, ranking=match.ranking, rank=rank, score_ppm=1,
                             offer_version=1)  # fmt: skip
    with django_assert_max_num_queries(len(one)):
        client.get(match.need.get_absolute_url())


def test_weights_are_chosen_compared_and_taken_back(client, administrator, weighting):
    other = learned(weighting, words=4.0)
    client.force_login(administrator)
    page = client.get(other.get_absolute_url()).content.decode()
    assert "4.000" in page
    assert f"{weighting.values['evidence']['words']:.3f}" in page
    client.post(f"/matching/weights/{other.pk}/choose/")
    assert Weighting.objects.get(active=True) == other
    assert Job.objects.filter(kind="matching.rank_all", owner=None).exists()
    client.post(f"/matching/weights/{weighting.pk}/choose/")
    assert Weighting.objects.get(active=True) == weighting


def test_others_cannot_choose_weights_or_learn(client, province, county, weighting):
    other = learned(weighting, words=4.0)
    for who in (province, county):
        with pytest.raises(NotAllowed):
            choose_weights(actor=who, weighting=other)
        with pytest.raises(NotAllowed):
            keep_learned_weights(actor=who, weights=shipped_weights(meaning=True), meaning=True, report={},
                                 decisions=0, based_on=weighting)  # fmt: skip
        client.force_login(who)
        assert client.get("/matching/weights/").status_code == 403


def test_the_weights_in_use_cannot_be_chosen_again(administrator, weighting):
    with pytest.raises(RuleBroken, match="已经在用"):
        choose_weights(actor=administrator, weighting=weighting)
