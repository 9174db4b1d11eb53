"""The read API tells of plans what the pages tell."""

from __future__ import annotations

import json

import pytest

from dongxi.apps.plans.models import Commitment, Plan, Task

pytestmark = pytest.mark.django_db


def items(client, address: str) -> list[dict]:
    answer = client.get(f"/api/v1{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def test_the_shipped_plan_and_its_document(client, facts):
    (plan,) = items(client, "/plans")
    assert (plan["document_number"], plan["horizon"], plan["text_bound"]) == (
        "国科发区〔2022〕25号",
        [2021, 2025],
        False,
    )
    document = client.get(f"/api/v1/plans/{plan['slug']}/document").json()
    assert document["schema"] == "dongxi.plan/1"
    assert len(document["tasks"]) == 23


def test_tasks_come_by_strand_region_and_mode(client, facts):
    codes = {task["code"] for task in items(client, "/tasks?strand=yunnan")}
    assert codes == set(Task.objects.filter(strand="yunnan").values_list("code", flat=True))
    assert "2.4.2" in {task["code"] for task in items(client, "/tasks?region=530000&mode=park_building")}


def test_commitments_page_by_cursor_without_gaps(client, facts):
    address, seen = "/api/v1/commitments?limit=40", []
    while address:
        page = client.get(address).json()
        seen += [row["code"] for row in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == Commitment.objects.filter(task__plan__shipped=True).count()


def test_a_draft_is_not_in_the_api_for_others(client, draft, shanghai, ningxia):
    client.force_login(shanghai)
    assert len(items(client, "/plans")) == 1
    assert client.get(f"/api/v1/plans/{draft.slug}/document").status_code == 404
    client.force_login(ningxia)
    assert len(items(client, "/plans")) == 2


def test_drafts_come_with_tasks_and_commitments_only_where_they_are_asked_for(client, draft, ningxia):
    client.force_login(ningxia)
    for kind in ("tasks", "commitments"):
        states = [
            {row["plan_state"] for row in items(client, f"/{kind}?limit=200{query}")}
            for query in ("", "&drafts=true", f"&plan={draft.slug}")
        ]
        assert states == [{"published"}, {"published", "draft"}, {"draft"}]


def test_an_unknown_code_is_answered_with_the_known_ones(client, facts):
    answer = client.get("/api/v1/commitments?mode=magic")
    assert (answer.status_code, "joint_research" in answer.json()["detail"]) == (400, True)


def test_a_plan_tells_which_one_it_succeeds_to_those_who_may_see_that_one(client, draft, ningxia, shanghai):
    Plan.objects.filter(shipped=True).update(succeeds=draft)
    tables = "/api/v1/export/plans.jsonl"
    for reader, told in ((ningxia, draft.slug), (shanghai, None)):
        client.force_login(reader)
        (national,) = (plan for plan in items(client, "/plans") if plan["shipped"])
        assert national["succeeds"] == told
        assert client.get(f"/api/v1/plans/{national['slug']}").json()["succeeds"] == told
        rows = [json.loads(line) for line in b"".join(client.get(tables)).splitlines()]
        assert [row["succeeds"] for row in rows if row["shipped"]] == [told]


def test_unknown_region_codes_are_refused(client, facts):
    assert client.get("/api/v1/tasks?region=xx").status_code == 422
