"""Pages are made ready in the background, so that whoever comes first waits no longer than the second."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from django.core.cache import caches
from django.test import Client

import dongxi
from dongxi.analysis.indicators import efficiency
from dongxi.apps.evaluation import computing, tasks
from dongxi.apps.evaluation.queries import ready, scores
from dongxi.apps.records import recurring
from dongxi.apps.statistics.kept import kept

HEAVY = (
    "/evaluation/?framework=western",
    "/evaluation/score/western/2023/640000/",
    "/evaluation/score/western/2023/methods",
    "/evaluation/gap/?measure=contracts_sold&split=zones",
    "/evaluation/effect/",
    "/evaluation/effect/640000/rd_intensity/",
)


@pytest.fixture
def quick(monkeypatch):
    """The bootstrap is tried elsewhere; here it takes no time."""
    asked = []
    monkeypatch.setattr("dongxi.apps.evaluation.queries.ready.intervals", lambda year, compute: asked.append(year))
    return asked


@pytest.fixture
def nothing_kept():
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def test_once_all_parts_are_ready_no_page_computes(facts, client, quick, nothing_kept, monkeypatch):
    for part in ready.parts():
        ready.make_ready(language="zh-hans", what=part[0], code=part[1])

    def computes(*_args, **_named):
        raise AssertionError("computed on a visit")

    monkeypatch.setattr(scores, "assessed", computes)
    monkeypatch.setattr("dongxi.apps.evaluation.queries.methods_rows.assessed", computes)
    monkeypatch.setattr("dongxi.apps.evaluation.queries.effects.change_study", computes)
    monkeypatch.setattr("dongxi.apps.evaluation.queries.gaps._study", computes)
    for page in HEAVY:
        assert client.get(page).status_code == 200, page
    with pytest.raises(AssertionError, match="computed on a visit"):
        Client(headers={"accept-language": "en"}).get(HEAVY[0])


@pytest.mark.parametrize(("refused", "years"), [("", [2023]), ("数值不齐", [])])
def test_a_year_without_efficiency_has_no_intervals_to_make_ready(facts, quick, monkeypatch, refused, years):
    found = {"efficiency": {"refused": refused}}
    monkeypatch.setattr("dongxi.apps.evaluation.queries.methods_rows.methods", lambda framework, period: found)
    ready.make_ready(language="zh-hans", what="efficiency", code="western")
    assert quick == years


def test_every_part_is_queued_in_both_languages_behind_all_other_work(facts, monkeypatch):
    queued = []

    class Task:
        def using(self, *, priority):
            assert priority < 0
            return self

        def enqueue(self, *arguments):
            queued.append(arguments)

    monkeypatch.setattr(tasks, "prepare_part", Task())
    tasks.prepare()
    assert {language for language, _what, _code in queued} == {"zh-hans", "en"}
    assert ("en", "years", "western") in queued
    assert len(queued) == 2 * len(list(ready.parts())) == 2 * (2 + 3 * 2)


def test_a_store_without_frameworks_has_nothing_to_make_ready(db):
    assert list(ready.parts()) == []


def test_a_worker_does_it_when_it_begins():
    assert recurring._declared["evaluation.prepare"][0] == "dongxi.apps.evaluation.tasks.prepare"


def test_intervals_are_computed_once_for_an_edition(facts, nothing_kept, monkeypatch):
    asked = efficiency.studies()["efficiency"]
    monkeypatch.setattr(efficiency, "studies", lambda: {"efficiency": {**asked, "draws": 100}})
    assert computing.intervals(2023, compute=False) is None
    first = computing.intervals(2023, compute=True)
    assert list(computing.intervals(2023, compute=False)["regions"]) == list(first["regions"])


def test_intervals_that_somebody_computes_are_not_computed_a_second_time_at_once(facts, nothing_kept, monkeypatch):
    asked_meanwhile = []

    def slow(*, of):
        asked_meanwhile.append(computing.intervals(2023, compute=True))
        nothing = np.zeros(len(of.regions))
        return SimpleNamespace(units=of.regions, efficiency=nothing, corrected=nothing, low=nothing, high=nothing)

    monkeypatch.setattr(efficiency, "efficiency_intervals", slow)
    assert computing.intervals(2023, compute=True)
    assert asked_meanwhile == [None]


def test_another_program_computes_anew(facts, nothing_kept, monkeypatch):
    assert kept("tried", lambda: "then") == kept("tried", lambda: "now") == "then"
    monkeypatch.setattr(dongxi, "build", lambda: "another")
    assert kept("tried", lambda: "now") == "now"


def test_a_page_says_that_intervals_are_being_computed_only_where_they_were_asked_for(facts, nothing_kept, client):
    page = "/evaluation/score/western/2023/methods"
    plain = client.get(page).content.decode()
    assert "效率的区间还没有算，约需十秒：" in plain
    assert "正在计算" not in plain
    meanwhile = client.get(page, headers={"hx-request": "true"}).content.decode()
    assert "效率的区间正在计算" in meanwhile
    assert "还没有算" not in meanwhile
