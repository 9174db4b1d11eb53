"""Weights tried on the page, taken away as a framework's file: the command puts everybody where the page did."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from dongxi.apps.evaluation.services.frameworks import add_framework
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.permissions import SYSTEM
from dongxi.site.cli import app

PLAY = "/evaluation/score/western/2023/weights"
TRIED = {"w0": "20", "w1": "45.5", "w2": "34.5", "w1-0": "1.75", "w1-1": "0.25"}


def test_the_command_scores_by_the_file_as_the_page_does(facts, client, tmp_path):
    answer = client.get(f"{PLAY}.toml", TRIED)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="western-tried.toml"'
    framework, out = tmp_path / "tried.toml", tmp_path / "out.json"
    framework.write_bytes(answer.content)
    arguments = ["score", "shipped", "--framework", str(framework), "--period", "2023", "--out", str(out)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    page = client.get(PLAY, TRIED).context["tried"]["rows"]
    assert any(row["by"] for row in page)
    assert {one["unit"]: (one["rank"], f"{one['score']:.2f}") for one in found["units"]} == {
        row["name"]: (row["now"]["rank"], row["score"]) for row in page
    }
    assert found["title"].endswith("（试算权重）")


def test_the_form_leads_to_the_file_with_what_is_in_its_fields(facts, client):
    page = client.get(PLAY).content.decode()
    assert f'formaction="{PLAY}.toml"' in page
    assert "w0=20" in client.get(f"{PLAY}.toml", TRIED).content.decode().splitlines()[0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"w0": "60"}, "合计 120"), ({"w0": "x"}, "投入（x）"), ({"w0-0": "2/3", "w0-1": "4/3"}, "有限小数")],
)
def test_what_is_no_framework_is_refused_in_words_and_no_file(facts, client, wrong, said):
    answer = client.get(f"{PLAY}.toml", wrong)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_an_evaluator_adds_the_file_as_a_framework_of_their_own(facts, client):
    user = User.objects.create(username="evaluator")
    grant_role(actor=SYSTEM, user=user, role="evaluator")
    made = add_framework(actor=user, code="tried", text=client.get(f"{PLAY}.toml", TRIED).content.decode())
    client.force_login(user)
    assert client.get(made.get_absolute_url()).status_code == 200
