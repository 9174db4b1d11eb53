"""Offers ranked for a need in the background: on publication, when either text changes, when an offer goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dongxi.analysis.matching import Corpus, Weights
from dongxi.apps.matching import ranking, vectors
from dongxi.apps.matching.models import Embedding, Match, Need, Ranking, Weighting
from dongxi.apps.matching.queries.matches import matches_of, matches_of_offer
from dongxi.apps.matching.queries.postings import open_by_key
from dongxi.apps.matching.ranking import build_version, rank_all
from dongxi.apps.matching.services.matches import decide_match
from dongxi.apps.matching.services.postings import move_posting, save_posting
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry, Job
from dongxi.apps.records.permissions import SYSTEM


@pytest.fixture(autouse=True)
def own_vectors(settings, tmp_path):
    settings.VECTOR_ROOT = tmp_path / "matching"


def run_jobs() -> list[Job]:
    """Everything that is queued, done here."""
    done = []
    for job in Job.objects.filter(state="queued").order_by("created_at"):
        records.run_job(job_id=str(job.pk))
        job.refresh_from_db()
        assert job.state == "done", job.error
        done.append(job)
    return done


OTHERS = (
    {
        "title": "光伏组件无水清洁机器人",
        "body": "静电加毛刷，无水清洁，可跨阵列转运。",
        "discipline": "480",
        "method": "",
        "material": "",
    },
    {
        "title": "热泵与微波联合干燥装备",
        "body": "热泵预干加微波终干，适合浆果，多糖保留好。",
        "method": "微波",
        "material": "浆果",
    },
)


@pytest.fixture
def offers(offer, team, shanghai, write, publish):
    """Three published offers: two of drying, one of something else."""
    return [offer, *(publish(write(team, "offer", **content), by=team, reviewer=shanghai) for content in OTHERS)]


def listed(need, who):
    return [match.offer.title for match in matches_of(need=need, to=who)]


def test_a_published_need_gets_its_ranked_offers_with_reasons(offers, need, county):
    run_jobs()
    ranked = listed(need, county)
    assert ranked[-1] == "光伏组件无水清洁机器人"
    assert len(ranked) == 3
    best = matches_of(need=need, to=county)[0]
    assert best.rank == 1
    assert "双方都提到" in best.reasons["chinese"]
    assert best.reasons["english"].startswith("Score")
    assert best.ranking.offers == 3
    assert Weighting.objects.get(active=True).origin == "shipped"


def test_a_new_offer_enters_the_ranking_of_needs_that_were_there_before(need, county, team, shanghai, write, publish):
    run_jobs()
    assert listed(need, county) == []
    publish(write(team, "offer"), by=team, reviewer=shanghai)
    run_jobs()
    assert listed(need, county) == ["果蔬真空脉动干燥成套技术"]


def test_even_a_single_offer_is_told_by_its_meaning(need, county, team, shanghai, write, publish):
    run_jobs()  # vectors are first made while there is no offer at all
    publish(write(team, "offer"), by=team, reviewer=shanghai)
    run_jobs()
    assert matches_of(need=need, to=county).get().parts["meaning"] > 0


def test_when_either_text_changes_the_need_is_ranked_anew(offers, need, county, province, team, shanghai):
    run_jobs()
    rankings = Ranking.objects.filter(need=need).count()
    first = offers[0]
    move_posting(actor=team, posting=first, move="revise")
    run_jobs()
    assert first.title not in listed(need, county)
    save_posting(actor=team, posting=first, read_at=first.version, content={"title": "枸杞专用真空脉动干燥"})
    move_posting(actor=team, posting=first, move="submit")
    move_posting(actor=shanghai, posting=first, move="publish")
    run_jobs()
    assert listed(need, county)[0] == "枸杞专用真空脉动干燥"
    assert Ranking.objects.filter(need=need).count() > rankings
    move_posting(actor=county, posting=need, move="revise")
    save_posting(actor=county, posting=need, read_at=need.version, content={
        "title": "光伏组件清洁", "body": "沙尘后组件出力骤降，需要无水清洁机器人。", "discipline": "480",
        "material": "", "method": "", "efficacy": "", "product": "", "application": ""})  # fmt: skip
    move_posting(actor=county, posting=need, move="submit")
    move_posting(actor=province, posting=need, move="publish")
    run_jobs()
    assert listed(need, county)[0] == "光伏组件无水清洁机器人"


def test_no_text_is_embedded_twice(offers, need):
    run_jobs()
    kept = Embedding.objects.count()
    job = records.start_job(actor=SYSTEM, kind="matching.rank_all", payload={})
    records.run_job(job_id=str(job.pk))
    assert Embedding.objects.count() == kept


def test_decisions_stand_through_rankings_and_the_last_word_counts(offers, need, county):
    run_jobs()
    match = matches_of(need=need, to=county)[0]
    decide_match(actor=county, match=match, side="need", verdict="later")
    decide_match(actor=county, match=match, side="need", verdict="unsuitable", reason="price")
    job = records.start_job(actor=SYSTEM, kind="matching.rank_all", payload={})
    records.run_job(job_id=str(job.pk))
    again = matches_of(need=need, to=county).get(pk=match.pk)
    assert [(d.verdict, d.standing) for d in again.shown_decisions] == [("unsuitable", True), ("later", False)]


def test_unsuitable_asks_for_a_coded_reason_and_other_for_words(offers, need, county):
    run_jobs()
    match = matches_of(need=need, to=county)[0]
    with pytest.raises(RuleBroken, match="原因"):
        decide_match(actor=county, match=match, side="need", verdict="unsuitable")
    with pytest.raises(RuleBroken, match="备注"):
        decide_match(actor=county, match=match, side="need", verdict="unsuitable", reason="other")


def test_others_cannot_decide_a_match_nor_see_its_list(offers, need, county, team, stranger, broker):
    run_jobs()
    match = Match.objects.filter(need=need).first()
    for who in (team, stranger, broker):
        with pytest.raises(NotAllowed):
            decide_match(actor=who, match=match, side="need", verdict="accept")
        assert not matches_of(need=need, to=who).exists()
    assert decide_match(actor=team, match=match, side="offer", verdict="accept").side == "offer"
    assert matches_of_offer(offer=match.offer, to=team).get() == match
    assert matches_of_offer(offer=match.offer, to=team)[0].shown_decisions
    assert not matches_of(need=need, to=county)[0].shown_decisions


def test_people_cannot_rank(administrator, need):
    from dongxi.apps.matching.services.ranking import keep_ranking

    with pytest.raises(NotAllowed):
        keep_ranking(actor=administrator, need=need, weighting=None, engine="", found=(), offers={}, reasons={},
                     among=0, took_ms=0)  # fmt: skip


def test_work_that_follows_a_publication_names_nobody(need, offer):
    assert set(Job.objects.values_list("owner", flat=True)) == {None}
    run_jobs()
    ended = AuditEntry.objects.filter(verb__in=("records.start_job", "matching.rank"))
    assert ended.exists()
    assert set(ended.values_list("actor", flat=True)) == {None}


def test_what_the_engine_reads_is_what_is_public(need):
    from dongxi.apps.matching.engine import read_text

    text = read_text(need)
    assert text.region == "640000"
    for secret in ("中宁", "马识途", "0955"):
        assert secret not in text.said


def test_vectors_made_with_another_engine_or_other_weights_are_made_anew(offers, need):
    run_jobs()
    before = vectors.current()
    weights = Weighting.objects.get(active=True)
    values = weights.values | {"base": weights.values["base"] | {"facts": 1.0}}
    Weighting.objects.filter(pk=weights.pk).update(values=values, origin="learned")
    rank_all(Job(payload={}), Silent())
    after = vectors.current()
    assert after.folder != before.folder
    assert not before.folder.exists()
    assert after.rows("offer").standing() == 3


def test_files_full_of_rows_that_are_gone_are_made_anew(offers, need, monkeypatch):
    run_jobs()
    before, weights = vectors.current(), Weights.from_json(Weighting.objects.get(active=True).values)
    monkeypatch.setattr(ranking, "BATCH", 1)
    assert ranking.ready_version(weights).folder == before.folder
    file = before.rows("offer")
    for _number in range(4):
        known = np.array(file.keys())
        keys = known[known != vectors.GONE].tolist()
        file.add(keys=keys, vectors=np.zeros((len(keys), file.columns), np.float32))
    after = ranking.ready_version(weights)
    assert after.folder != before.folder
    assert len(after.rows("offer").keys()) == 3


class Silent:
    def step(self, **_told) -> None:
        """Nobody is told."""


CORPUS = Corpus(rarity={}, centre=np.zeros(0), engine="words")


@pytest.mark.django_db(False)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    rows=st.integers(1, 60),
    k=st.integers(1, 20),
    seed=st.integers(0, 2**32 - 1),
    gone=st.sets(st.integers(0, 59)),
    coarse=st.booleans(),
)
def test_the_best_are_exact_whatever_was_added_changed_and_dropped(own_vectors, rows, k, seed, gone, coarse):
    random = np.random.default_rng(seed)
    made = random.standard_normal((rows, 7)).astype(np.float32)
    made = np.round(made) if coarse else made  # equal scores are common, and stand by key
    wanted = random.standard_normal(7).astype(np.float32)
    version = vectors.begin(about=vectors.About(engine="words", weights="", columns=7, texts=0), corpus=CORPUS)
    file = version.rows("offer")
    for first in range(0, rows, 13):
        file.add(keys=range(first, min(first + 13, rows)), vectors=np.zeros_like(made[first : first + 13]))
        file.add(keys=range(first, min(first + 13, rows)), vectors=made[first : first + 13])
    file.drop(keys=gone)
    scores = {key: float(made[key].astype(float) @ wanted.astype(float)) for key in range(rows) if key not in gone}
    order = sorted(scores, key=lambda key: (-scores[key], key))[:k]
    found = file.best(wanted=wanted, k=k)
    assert file.standing() == len(scores)
    assert [scores[int(key)] for key in found] == pytest.approx([scores[key] for key in order], abs=1e-12)
    if coarse:
        assert sorted(int(key) for key in found) == sorted(int(key) for key in found)
    else:
        assert list(found) == order


def test_many_rows_are_multiplied_in_tiles_as_in_one(monkeypatch):
    monkeypatch.setattr(vectors, "TILE", 7)
    random = np.random.default_rng(5)
    rows, wanted = random.standard_normal((100, 12), np.float32), random.standard_normal(12, np.float32)
    np.testing.assert_allclose(vectors.products(rows, wanted), rows @ wanted, rtol=1e-5)
    assert vectors.products(rows[:0], wanted).shape == (0,)


def test_offers_are_looked_up_by_key_and_only_those_that_are_open(offers, django_assert_num_queries, team):
    keys = [each.pk for each in offers]
    move_posting(actor=team, posting=offers[1], move="revise")
    with django_assert_num_queries(1) as asked:
        found = open_by_key(side="offer", keys=keys, to=None)
        [ranking.read_text(each) for each in found]
    assert {each.pk for each in found} == {keys[0], keys[2]}
    assert '"state" =' not in asked[0]["sql"]


def test_an_empty_file_has_no_best(own_vectors):
    version = vectors.begin(about=vectors.About(engine="words", weights="", columns=7, texts=0), corpus=CORPUS)
    assert len(version.rows("need").best(wanted=np.ones(7, np.float32), k=5)) == 0


def test_a_store_without_offers_still_has_a_version(facts):
    from dongxi.analysis.matching import shipped_weights

    assert build_version(shipped_weights(meaning=True)).rows("offer").standing() == 0
    assert Need.objects.count() == 0
