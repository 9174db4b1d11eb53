"""Frameworks: those that ship, those that evaluators add."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.scores import visible_frameworks
from dongxi.apps.evaluation.services.frameworks import add_framework, load_frameworks, withdraw_framework
from dongxi.apps.evaluation.speaking import refusal
from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.data import frameworks

pytestmark = pytest.mark.django_db


def test_loading_twice_makes_no_second_version_and_a_changed_text_does():
    texts = frameworks()
    load_frameworks(actor=SYSTEM, texts=texts)
    load_frameworks(actor=SYSTEM, texts=texts)
    assert Framework.objects.count() == len(texts)
    load_frameworks(actor=SYSTEM, texts={**texts, "western": texts["western"] + "\n"})
    assert Framework.objects.filter(code="western").count() == 2


def test_a_shipped_framework_may_go_back_to_an_earlier_text():
    texts = frameworks()
    for western in (texts["western"], texts["western"] + "\n", texts["western"]):
        load_frameworks(actor=SYSTEM, texts={**texts, "western": western})
    assert Framework.objects.filter(code="western").first().text == texts["western"]


def test_a_framework_no_longer_shipped_is_withdrawn_and_kept():
    load_frameworks(actor=SYSTEM, texts=frameworks())
    load_frameworks(actor=SYSTEM, texts={"western": frameworks()["western"]})
    assert Framework.objects.get(code="nation").withdrawn_at


def test_a_visitor_cannot_add_framework_nor_load_one():
    with pytest.raises(NotAllowed):
        add_framework(actor=AnonymousUser(), code="own", text=frameworks()["western"])
    with pytest.raises(NotAllowed):
        load_frameworks(actor=AnonymousUser(), texts={})


def test_an_english_refusal_calls_the_shipped_table_and_its_heads_by_english_names():
    own = framework_of(frameworks()["western"].replace("R&D经费投入强度（修订后GDP）", "没有的指标"), name="x")
    with pytest.raises(AnalysisError) as raised:
        reported_values(framework=own, table=shipped_table(), period="2023")
    with override("en"):
        said = refusal(raised.value)
    assert said.startswith("The shipped statistics cannot be read: the column ")
    assert " (indicator) has no " in said
    assert "随附统计数据" not in said


def test_an_english_refusal_of_what_is_missing_calls_the_shipped_table_so_too():
    own = framework_of(frameworks()["western"].replace('missing = "reported"', 'missing = "refuse"'), name="x")
    with pytest.raises(AnalysisError) as raised:
        reported_values(framework=own, table=shipped_table(), period="2016")
    with override("en"):
        said = refusal(raised.value)
    assert said.startswith("The shipped statistics cannot be scored: 2016 ")
    assert "“" not in said


def test_a_text_that_is_no_framework_is_refused_with_what_is_wrong():
    with pytest.raises(BadInput, match="title"):
        load_frameworks(actor=SYSTEM, texts={"own": "whole = 100"})


@pytest.fixture
def evaluator(facts):
    return someone("evaluator", role="evaluator")


def someone(name: str, *, role: str) -> User:
    user = User.objects.create(username=name)
    grant_role(actor=SYSTEM, user=user, role=role)
    return user


def own_text(old: str = "", new: str = "") -> str:
    return frameworks()["western"].replace(old, new, 1) + "# ours\n"


@pytest.mark.parametrize("quota", ["share = -1", "share = 3", "most = -1"])
def test_a_quota_that_means_nothing_is_refused_before_it_is_stored(evaluator, quota):
    with pytest.raises(BadInput, match=r"own\.toml.*行“第一档”"):
        add_framework(actor=evaluator, code="own", text=own_text("most = 3", quota))
    assert not Framework.objects.filter(code="own").exists()


@pytest.fixture
def unusable(evaluator):
    """As one was stored before such quotas were refused."""
    text = own_text("most = 3", "share = -1")
    return Framework.objects.create(code="own", title="我的方案", text=text, digest="0" * 64, added_by=evaluator)


def test_a_stored_framework_that_cannot_be_used_has_a_page_that_says_why_and_others_stand(unusable, evaluator, client):
    client.force_login(evaluator)
    page = client.get("/evaluation/?framework=own")
    assert page.status_code == 200
    assert "“share”是占得分单位的份额，应大于 0、不超过 1" in page.content.decode()
    assert client.get("/evaluation/?framework=western").status_code == 200
    assert client.get("/evaluation/score/own/2023/methods").status_code == 400
    assert client.get("/api/v1/evaluation/frameworks").status_code == 200


def test_whoever_brought_a_framework_withdraws_it_by_its_page_and_it_is_on_record(unusable, evaluator, client):
    client.force_login(evaluator)
    assert "撤回这个方案" in client.get("/evaluation/?framework=own").content.decode()
    assert client.post("/evaluation/framework/own/withdraw").status_code == 302
    assert client.get("/evaluation/?framework=own").status_code == 404
    assert AuditEntry.objects.filter(verb="evaluation.withdraw_framework").count() == 1
    unusable.refresh_from_db()
    with pytest.raises(RuleBroken):
        withdraw_framework(actor=evaluator, framework=unusable)


def test_another_evaluator_cannot_withdraw_framework_nor_anybody_a_shipped_one(unusable, client):
    other, administrator = someone("other", role="evaluator"), someone("administrator", role="administrator")
    for actor in (AnonymousUser(), other):
        with pytest.raises(NotAllowed):
            withdraw_framework(actor=actor, framework=unusable)
    with pytest.raises(NotAllowed):
        withdraw_framework(actor=administrator, framework=Framework.objects.get(code="western"))
    client.force_login(other)
    assert "撤回这个方案" not in client.get("/evaluation/?framework=own").content.decode()
    withdraw_framework(actor=administrator, framework=unusable)


def test_a_withdrawn_framework_comes_back_by_its_file(evaluator):
    framework = add_framework(actor=evaluator, code="own", text=own_text())
    withdraw_framework(actor=evaluator, framework=framework)
    assert not visible_frameworks(to=evaluator).filter(code="own").exists()
    add_framework(actor=evaluator, code="own", text=own_text())
    assert visible_frameworks(to=evaluator).filter(code="own").exists()


def test_frameworks_of_the_same_title_are_told_apart_by_code_and_version(evaluator, client):
    add_framework(actor=evaluator, code="own", text=own_text())
    client.force_login(evaluator)
    known = {one["code"]: one["title"] for one in client.get("/evaluation/").context["known"]}
    assert known["own"].endswith("（own，第 1 版）")
    assert known["western"].endswith("（western，第 1 版）")
    assert "（" not in known["nation"]
