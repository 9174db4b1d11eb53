"""The engine learns from what people made of matches; what it learned waits beside the rest until somebody chooses."""

from __future__ import annotations

import numpy as np
import pytest

from dongxi.apps.matching import ranking
from dongxi.apps.matching.engine import experience_of
from dongxi.apps.matching.learning import decisions, learn_weights
from dongxi.apps.matching.models import Decision, Match, Weighting
from dongxi.apps.matching.services.weights import choose_weights, start_learning
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import Job
from tests.apps.matching.judged import judge_pairs


@pytest.fixture(autouse=True)
def own_vectors(settings, tmp_path):
    settings.VECTOR_ROOT = tmp_path / "matching"


@pytest.fixture
def judged(facts, county):
    """Needs with their trades, every pair of them judged."""
    return judge_pairs(county)


class Silent:
    def step(self, **_told) -> None:
        """Nobody is told."""


def test_a_run_is_kept_with_its_report_and_changes_nothing_until_it_is_chosen(judged, administrator, client):
    job = start_learning(actor=administrator)
    records.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.error
    learned = Weighting.objects.get(origin="learned")
    assert not learned.active
    assert learned.decisions == 72
    assert {row["split"] for row in learned.report["held_out"]} == {"need", "pair"}
    client.force_login(administrator)
    page = client.get(job.result["address"]).content.decode()
    assert "在没有学过的判定上试" in page
    choose_weights(actor=administrator, weighting=learned)
    assert ranking.Ranker().weighting == learned


def test_the_same_decisions_teach_the_same_to_the_last_digit(judged, administrator):
    job = Job(owner=administrator, payload={})
    for _number in range(2):
        learn_weights(job, Silent())
    first, second = Weighting.objects.filter(origin="learned")
    assert first.values == second.values
    assert first.report == second.report


def test_what_is_remembered_holds_for_the_vectors_it_was_learned_with(judged, administrator):
    learn_weights(Job(owner=administrator, payload={}), Silent())
    learned = Weighting.objects.get(origin="learned")
    if learned.experience is None:
        pytest.skip("nothing about single needs was worth keeping")
    version = ranking.ready_version(ranking.Weights.from_json(learned.values), learned_with=learned.corpus)
    held = experience_of(learned, version=version)
    assert np.isfinite(held.pull).all()
    other = ranking.build_version(ranking.Weights.from_json(learned.values))
    assert experience_of(learned, version=other) is None


def test_later_and_known_teach_nothing_and_the_needs_word_goes_first(judged):
    match = Match.objects.first()
    Decision.objects.create(match=match, side="offer", verdict="unsuitable", reason="place")
    Decision.objects.filter(match=Match.objects.last()).update(verdict="later", reason="")
    Decision.objects.filter(match__rank=5).update(verdict="unsuitable", reason="known")
    taught = decisions()
    assert len(taught) == 72 - 1 - 6
    assert [each for each in taught if each.reason == "place"] == []


def test_one_run_at_a_time(judged, administrator):
    start_learning(actor=administrator)
    with pytest.raises(RuleBroken, match="还没有结束"):
        start_learning(actor=administrator)


def test_others_cannot_learn(judged, county):
    with pytest.raises(NotAllowed):
        start_learning(actor=county)
