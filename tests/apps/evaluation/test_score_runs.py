"""Other weights, other methods, frozen leagues and frameworks of one's own."""

from __future__ import annotations

import html
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


def test_a_weight_of_the_second_level_moves_places_and_the_share_of_the_total(facts, client):
    tried = client.get(f"{TRIED}?w0-0=0&w0-1=2").context["tried"]
    [fields] = [level["fields"] for level in tried["levels"] if level["key"] == "w0"]
    assert [field["share"] for field in fields] == ["0.0%", "40.0%"]
    assert any(row["was"] != row["now"] for row in tried["rows"])


def test_a_level_of_nothing_is_told_and_not_scaled(facts, client):
    answer = client.get(f"{TRIED}?w0-0=0&w0-1=0&scale=1", follow=True)
    assert "投入合计 0，应为 2" in text_of(answer)


@pytest.mark.parametrize("weird", ["abc", "-5", "1e400", "9e99999999", "1e-99999999", "1/0", ""])
def test_what_is_no_weight_breaks_nothing(facts, client, weird):
    assert client.get(TRIED, {"w0": weird}).status_code == 200


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
