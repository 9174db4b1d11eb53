"""A draft is in the whole tables of its editors alone, and what they rejected in nobody's."""

from __future__ import annotations

import json

import pytest

from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.rules import ProposalState

TABLES = ("plans", "plan-issuers", "clauses", "tasks", "goals", "commitments", "parties", "modes", "deliverables")


def of_plan(client, slug: str, name: str) -> list[dict]:
    lines = b"".join(client.get(f"/api/v1/export/{name}.jsonl")).splitlines()
    return [row for row in map(json.loads, lines) if slug in (row.get("plan"), row.get("slug"))]


@pytest.mark.parametrize("name", TABLES)
def test_a_draft_is_in_the_tables_of_its_editors_alone(client, draft, ningxia, shanghai, name):
    assert of_plan(client, draft.slug, name) == []
    client.force_login(shanghai)
    assert of_plan(client, draft.slug, name) == []
    client.force_login(ningxia)
    assert of_plan(client, draft.slug, name)


def test_what_was_rejected_is_in_no_table(client, draft, ningxia):
    client.force_login(ningxia)
    rejected = Commitment.objects.filter(task__plan=draft, modes__isnull=False).first()
    code = rejected.code
    assert any(row["commitment"] == code for row in of_plan(client, draft.slug, "modes"))
    Commitment.objects.filter(pk=rejected.pk).update(decision=ProposalState.REJECTED)
    assert code not in {row["code"] for row in of_plan(client, draft.slug, "commitments")}
    for name in ("parties", "modes", "deliverables"):
        assert code not in {row["commitment"] for row in of_plan(client, draft.slug, name)}, name
