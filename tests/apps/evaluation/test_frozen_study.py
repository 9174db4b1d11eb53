"""The study of change, frozen, taken away and read through the API."""

from __future__ import annotations

import csv
import io
import json

import pytest
from python_calamine import load_workbook

from dongxi.apps.evaluation.models import Run
from dongxi.apps.evaluation.services.effects import freeze_effects
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM


@pytest.fixture
def evaluator(facts):
    user = User.objects.create(username="evaluator")
    grant_role(actor=SYSTEM, user=user, role="evaluator")
    return user


def test_somebody_without_a_role_cannot_freeze_a_run(facts):
    with pytest.raises(NotAllowed):
        freeze_effects(actor=User.objects.create(username="nobody"))
    assert not Run.objects.exists()


def test_a_frozen_run_holds_its_inputs_and_what_it_found(evaluator):
    run = freeze_effects(actor=evaluator)
    assert run.inputs["figures"]["rd_intensity"]["640000"]["2023"] == pytest.approx(1.61, abs=0.01)
    assert len(run.result["changes"]) == 8 * 5 * 2
    assert len(run.digest) == 64
    json.dumps([run.inputs, run.result], allow_nan=False)
    assert AuditEntry.objects.order_by("sequence").last().verb == "evaluation.run"


def test_the_same_inputs_and_program_are_not_frozen_twice(evaluator):
    first = freeze_effects(actor=evaluator)
    with pytest.raises(RuleBroken):
        freeze_effects(actor=evaluator)
    Run.objects.filter(pk=first.pk).update(program="earlier")
    again = freeze_effects(actor=evaluator)
    assert (again.digest, again.result) == (first.digest, first.result)


def test_the_evaluator_freezes_from_the_page_and_everybody_reads_the_run(evaluator, client):
    freeze = "定格现有结果"
    assert freeze not in client.get("/evaluation/effect/").content.decode()
    client.force_login(evaluator)
    assert freeze in client.get("/evaluation/effect/").content.decode()
    assert client.post("/evaluation/effect/freeze/").status_code == 302
    client.logout()
    run = Run.objects.get()
    for page in ("/evaluation/effect/", "/evaluation/runs/"):
        assert run.digest[:12] in client.get(page).content.decode()
    assert [one["id"] for one in client.get("/api/v1/evaluation/effect/runs").json()["items"]] == [run.pk]
    assert client.get(f"/api/v1/evaluation/effect/runs/{run.pk}").json()["result"] == run.result


def test_the_api_gives_the_gap_with_what_is_missing_as_null(facts, client):
    rows = client.get("/api/v1/evaluation/gap?measure=rd_intensity").json()
    by_year = {row["year"]: row for row in rows}
    assert by_year[2010]["east"] == pytest.approx(2.10, abs=0.005)
    assert by_year[2023]["west"] == pytest.approx(1.62, abs=0.005)
    for row in rows:
        assert row["theil_sides"] == pytest.approx(row["theil_sides_between"] + row["theil_sides_within"], rel=1e-6)
        for name in ("gini_sides", "gini_zones"):
            parts = sum(row[f"{name}_{part}"] for part in ("between", "within", "overlap"))
            assert row[name] == pytest.approx(parts, rel=1e-6)


def test_the_api_says_why_a_change_was_not_estimated(facts, client):
    rows = client.get("/api/v1/evaluation/effect?region=630000&pool=all").json()
    refused = [row for row in rows if row["verdict"] == "refused"]
    assert refused
    assert all(row["average"] is None and row["reason"] for row in refused)


def test_the_api_tells_the_place_among_placebos_and_every_doubt_of_the_page(facts, client):
    [row] = client.get("/api/v1/evaluation/effect?region=640000&pool=all").json()[:1]
    assert row["measure"] == "rd_intensity"
    page = client.get("/evaluation/effect/640000/rd_intensity/").content.decode()
    assert (row["donors"], row["places"]) == (19, 20)
    assert f"20 地中第 {row['rank']}" in page
    assert row["p"] == pytest.approx(row["rank"] / row["places"])
    assert row["smallest_p"] == pytest.approx(1 / row["places"])
    assert row["p_adjusted"] >= row["least_adjusted"] >= row["smallest_p"]
    assert "nothing_before_the_start" in {doubt["code"] for doubt in row["doubts"]}
    for doubt in row["doubts"]:
        assert doubt["zh"] in page
        assert doubt["en"].isascii() or "–" in doubt["en"]


def test_a_change_that_is_no_guide_is_not_adjusted_and_one_refused_has_no_place(facts, client):
    rows = client.get("/api/v1/evaluation/effect").json()
    loose = [row for row in rows if row["follows"] is False]
    refused = [row for row in rows if row["verdict"] == "refused"]
    assert loose
    assert refused
    assert all(row["p_adjusted"] is row["least_adjusted"] is None for row in loose)
    assert all(row["rank"] is row["places"] is row["follows"] is None and row["doubts"] == [] for row in refused)


def test_the_file_of_changes_holds_the_doubts_as_codes_and_as_sentences(facts, client):
    text = client.get("/evaluation/effect/?format=csv").content.decode("utf-8-sig")
    rows = {(row["region"], row["measure"], row["pool"]): row for row in csv.DictReader(io.StringIO(text))}
    row = rows["640000", "rd_intensity", "all"]
    assert row["doubts"].split(";") == ["nothing_before_the_start"]
    assert "58%" in row["doubts_zh"]
    assert "58%" in row["doubts_en"]
    assert (row["places"], row["donors"]) == ("20", "19")
    assert rows["640000", "patents_in_force", "all"]["doubts"] == ""


@pytest.mark.parametrize(("page", "count"), [("effect", 8 * 5 * 2), ("gap", 6 * 14)])
def test_both_studies_are_taken_away_as_csv_and_as_a_workbook(facts, client, page, count):
    text = client.get(f"/evaluation/{page}/?format=csv").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == count
    book = load_workbook(io.BytesIO(client.get(f"/evaluation/{page}/?format=xlsx").content))
    assert len(book.get_sheet_by_index(0).to_python()) == count + 1
