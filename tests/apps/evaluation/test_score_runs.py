"""Other weights, other methods, frozen leagues and frameworks of one's own."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dongxi.apps.evaluation.models import Framework, Run
from dongxi.apps.evaluation.services.runs import freeze_run
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.data import frameworks
from tests.apps.evaluation.test_gap_and_effect import CHINESE, text_of

TRIED = "/evaluation/score/western/2023/weights"
PAGES = (
    TRIED,
    f"{TRIED}?w0=10&w1=25&w2=65",
    f"{TRIED}?w0=10&w1-1=3",
    "/evaluation/score/western/2023/methods",
    "/evaluation/runs/",
)


@pytest.fixture
def evaluator(facts):
    user = User.objects.create(username="evaluator")
    grant_role(actor=SYSTEM, user=user, role="evaluator")
    return user


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_and_reads_in_english_alone(facts, page):
    answer = Client(headers={"accept-language": "en"}).get(page)
    assert answer.status_code == 200
    assert not CHINESE.findall(text_of(answer).replace("中文", ""))


def asked(answer) -> dict[str, float]:
    return {
        field["key"]: float(field["asked"]) for level in answer.context["tried"]["levels"] for field in level["fields"]
    }


def test_weights_that_do_not_add_up_are_told_at_every_level_and_scaled_on_request(facts, client):
    said = text_of(client.get(f"{TRIED}?w0=50&w1=25&w2=35&w0-0=1.5"))
    assert "第一级合计 110，应为 100" in said
    assert "投入合计 2.3，应为 2" in said
    answer = client.get(f"{TRIED}?w0=50&w1=25&w2=35&w0-0=1.5&scale=1")
    assert answer.status_code == 302
    weights = asked(client.get(answer.url))
    assert sum(weights[key] for key in ("w0", "w1", "w2")) == pytest.approx(100)
    assert weights["w0-0"] + weights["w0-1"] == pytest.approx(2)
    assert weights["w0-0"] / weights["w0-1"] == pytest.approx(1.5 / 0.8, rel=0.01)
    assert not client.get(answer.url).context["tried"]["refused"]


def test_nothing_is_brought_in_proportion_and_no_total_is_told_of_what_is_no_weight(facts, client):
    short = client.get(f"{TRIED}?w0=0&w1=25&w2=35").context["tried"]
    assert [field["share"] for field in short["levels"][0]["fields"]] == ["0.0%", "25.0%", "35.0%"]
    answer = client.get(f"{TRIED}?w0=-5")
    first, parts, *_others = answer.context["tried"]["levels"]
    assert [field["share"] for field in first["fields"]] == ["—", "25.0%", "35.0%"]
    assert {field["share"] for field in parts["fields"]} == {"—"}
    assert "合计算不出，应为 100" in text_of(answer)
    assert "合计 60" not in text_of(answer)


def test_a_weight_of_the_second_level_moves_places_and_the_share_of_the_total(facts, client):
    tried = client.get(f"{TRIED}?w0-0=0&w0-1=2").context["tried"]
    [fields] = [level["fields"] for level in tried["levels"] if level["key"] == "w0"]
    assert [field["share"] for field in fields] == ["0.0%", "40.0%"]
    assert any(row["by"] for row in tried["rows"])


def test_a_place_tried_has_the_interval_of_the_weights_tried(facts, client):
    answer = client.get(f"{TRIED}?w0-0=0&w0-1=2")
    for row in answer.context["tried"]["rows"]:
        assert 1 <= row["now"]["low"] <= row["now"]["high"] <= 12
        shown = [f"{place['rank']} ({place['low']}–{place['high']})" for place in (row["was"], row["now"])]
        assert " ".join(shown) in " ".join(text_of(answer).split())
    ends = [
        [(row[when]["low"], row[when]["high"]) for row in answer.context["tried"]["rows"]] for when in ("was", "now")
    ]
    assert ends[0] != ends[1]


def test_a_level_of_nothing_is_told_and_not_scaled(facts, client):
    answer = client.get(f"{TRIED}?w0-0=0&w0-1=0&scale=1", follow=True)
    assert "投入合计 0，应为 2" in text_of(answer)


@pytest.mark.parametrize("weird", ["abc", "nan", "-5", "1e400", "9e99999999", "1e-99999999", "1/0", "2000", ""])
def test_what_is_no_weight_is_refused_and_ranks_nobody(facts, client, weird):
    answer = client.get(TRIED, {"w0": weird})
    assert f"请改正：投入（{weird or '未填'}）" in text_of(answer)
    assert not answer.context["tried"]["rows"]


def test_a_negative_weight_is_refused_though_the_sum_is_right(facts, client):
    assert "请改正：投入（-5）" in text_of(client.get(f"{TRIED}?w0=-5&w1=70&w2=35"))


def test_what_is_no_weight_stays_as_typed_when_the_rest_is_scaled(facts, client):
    said = text_of(client.get(f"{TRIED}?w0=abc&w1=70&scale=1", follow=True))
    assert "请改正：投入（abc）" in said


def test_the_frameworks_own_weights_move_nobody(facts, client):
    rows = client.get(TRIED).context["tried"]["rows"]
    assert len(rows) == 12
    assert all(row["was"] == row["now"] for row in rows)


def test_somebody_without_a_role_cannot_freeze_a_league(facts):
    with pytest.raises(NotAllowed):
        freeze_run(
            actor=User.objects.create(username="nobody"), framework=Framework.objects.get(code="western"), period="2023"
        )
    assert not Run.objects.exists()


def test_a_frozen_league_is_computed_again_to_the_last_digit(evaluator, client):
    client.force_login(evaluator)
    answer = client.post("/evaluation/score/western/2023/freeze")
    run = Run.objects.get()
    assert answer.url == run.get_absolute_url()
    assert AuditEntry.objects.order_by("sequence").last().verb == "evaluation.run"
    assert "分毫不差" in text_of(Client().get(answer.url))
    run.result["standings"][0]["score"] += 1e-9
    run.save()
    assert "不同" in text_of(Client().get(answer.url))


@pytest.fixture
def frozen(evaluator):
    return freeze_run(actor=evaluator, framework=Framework.objects.get(code="western"), period="2023")


def test_a_frozen_league_says_from_what_it_was_computed(frozen, client):
    page = text_of(client.get(frozen.get_absolute_url()))
    assert frozen.digest in page
    assert frozen.framework.digest in page
    figures = [f"{float(one):.4f}".rstrip("0") for column in frozen.inputs["values"].values() for one in column]
    assert len(figures) == 12 * 6
    assert all(one in page for one in figures)
    assert client.get(f"{frozen.get_absolute_url()}framework.toml").content.decode() == frozen.framework.text


def test_who_froze_a_league_is_told_to_those_who_signed_in(frozen, evaluator, client):
    assert evaluator.username not in text_of(client.get(frozen.get_absolute_url()))
    client.force_login(User.objects.create(username="reader"))
    assert evaluator.username in text_of(client.get(frozen.get_absolute_url()))


def test_a_frozen_league_is_taken_away_with_its_figures_and_digests(frozen, client):
    text = client.get(f"/evaluation/runs/{frozen.pk}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    standings, inputs = frozen.result["standings"], frozen.inputs
    assert [(row["名次"], float(row["得分"])) for row in rows] == [
        (str(one["rank"]), one["score"]) for one in standings
    ]
    for name, column in inputs["values"].items():
        by_unit = dict(zip(inputs["units"], column, strict=True))
        assert {row["地区"]: float(row[name]) for row in rows} == {unit: float(by_unit[unit]) for unit in by_unit}
    assert {row["输入摘要（SHA-256）"] for row in rows} == {frozen.digest}
    assert client.get(f"/evaluation/runs/{frozen.pk}.xlsx").content.startswith(b"PK")
    assert client.get(f"/api/v1/evaluation/runs/{frozen.pk}").json()["digest"] == frozen.digest


def test_a_frozen_league_reads_in_english_alone(frozen):
    answer = Client(headers={"accept-language": "en"}).get(frozen.get_absolute_url())
    assert not CHINESE.findall(text_of(answer).replace("中文", ""))


def test_a_run_of_an_evaluators_own_framework_is_not_given_to_the_public(frozen, client):
    Framework.objects.update(shipped=False)
    for end in ("/", ".csv", "/framework.toml"):
        assert client.get(f"/evaluation/runs/{frozen.pk}{end}").status_code == 404


def test_efficiency_stands_in_one_order_in_both_tables(facts, client):
    shown = client.get("/evaluation/score/western/2023/methods?intervals=1").context
    places = {row["code"]: row["efficiency"] for row in shown["found"]["rows"]}
    below = [places[row["code"]] for row in shown["efficiency"]]
    assert below == sorted(below)


def test_the_same_inputs_have_the_same_digest_and_result(evaluator):
    western = Framework.objects.get(code="western")
    first, second = (freeze_run(actor=evaluator, framework=western, period="2023") for _ in range(2))
    assert (first.digest, first.result) == (second.digest, second.result)


def test_an_evaluators_own_framework_is_scored_and_not_shown_to_the_public(evaluator, client):
    client.force_login(evaluator)
    text = frameworks()["western"].replace("weight = 40", "weight = 41").replace("weight = 35", "weight = 34")
    answer = client.post("/evaluation/framework/add", {"file": SimpleUploadedFile("own.toml", text.encode())})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    assert Client().get(answer.url).status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 40", "weight = 41", "the first level adds up to 101, not 100"),
        ('direction = "higher"', 'direction = "up"', "did you mean|choose from higher, lower"),
        ("[columns]", "[columns", "line 10.*no TOML"),
        ('column = "基础研究占R&D经费比重"', 'column = "基础研究比重"', 'has no "基础研究比重".*did you mean'),
        ('measure = "%"', 'measure = "万元"', 'the framework .* says "万元"'),
    ],
)
def test_what_is_wrong_in_a_file_is_told_in_the_readers_language(evaluator, client, old, new, said):
    client.force_login(evaluator)
    text = frameworks()["western"].replace(old, new, 1)
    file = {"file": SimpleUploadedFile("own.toml", text.encode())}
    answer = client.post("/evaluation/framework/add", file, headers={"accept-language": "en"})
    assert re.search(said, html.unescape(text_of(answer)))
    assert "不能使用" not in text_of(answer)


def test_a_framework_that_does_not_add_up_is_refused_with_what_is_wrong(evaluator, client):
    client.force_login(evaluator)
    text = frameworks()["western"].replace("weight = 40", "weight = 41")
    answer = client.post("/evaluation/framework/add", {"file": SimpleUploadedFile("own.toml", text.encode())})
    assert answer.status_code == 400
    assert "101" in text_of(answer)
    assert not Framework.objects.filter(code="own").exists()


def test_a_year_that_a_framework_refuses_says_why_and_the_others_stand(evaluator, client):
    client.force_login(evaluator)
    text = frameworks()["western"].replace('missing = "reported"', 'missing = "refuse"')
    client.post("/evaluation/framework/add", {"file": SimpleUploadedFile("own.toml", text.encode())})
    refused = client.get("/evaluation/?framework=own&period=2016")
    assert refused.status_code == 400
    assert "有 1 个单位未报送：西藏" in text_of(refused)
    years = [row["period"] for row in client.get("/evaluation/score/own/2023/640000/").context["trend"]]
    assert years == ["2023", "2022", "2021", "2020", "2019", "2018", "2017"]
