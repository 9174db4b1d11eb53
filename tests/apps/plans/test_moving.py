"""A plan moves on only if it asks something of somebody and everything in it was decided on; its page says so."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.records.errors import RuleBroken

pytestmark = pytest.mark.django_db
NOTHING = "关于春节放假的通知\n\n各处室：春节期间放假七天，祝大家节日愉快。\n"


@pytest.fixture
def empty(drafted) -> Plan:
    """A draft in which the reader found nothing."""
    return drafted(NOTHING, "放假通知.txt")


def test_a_plan_that_asks_nothing_of_anybody_cannot_be_submitted(empty, ningxia):
    with pytest.raises(RuleBroken, match="没有一条采纳或更正的任务承诺"):
        services.move_plan(actor=ningxia, plan=empty, move="submit", read_at=empty.version)
    assert Plan.objects.get(pk=empty.pk).state == "draft"


@pytest.mark.parametrize(("state", "move"), [("submitted", "verify"), ("verified", "publish")])
def test_one_that_got_on_all_the_same_is_neither_verified_nor_published(empty, ministry, state, move):
    Plan.objects.filter(pk=empty.pk).update(state=state)
    empty.refresh_from_db()
    with pytest.raises(RuleBroken, match="没有一条采纳或更正的任务承诺"):
        services.move_plan(actor=ministry, plan=empty, move=move, read_at=empty.version)


def test_an_open_proposal_stands_in_the_way_of_submitting_unless_it_is_withdrawn(reviewed):
    row = Commitment.objects.filter(task__plan=reviewed).first()
    Commitment.objects.filter(pk=row.pk).update(decision="proposed")
    assert "还有1条提议未审核" in queries.hindrance(reviewed, move="submit")
    Commitment.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now())
    assert queries.hindrance(reviewed, move="submit") == ""


def test_one_whose_every_proposal_was_rejected_cannot_be_submitted(draft, ningxia):
    Commitment.objects.filter(task__plan=draft).update(decision="rejected")
    with pytest.raises(RuleBroken, match="没有一条采纳或更正的任务承诺"):
        services.move_plan(actor=ningxia, plan=draft, move="submit", read_at=draft.version)


def test_the_review_of_nothing_leads_on_to_another_file_and_to_throwing_this_away(client, empty, ningxia):
    client.force_login(ningxia)
    page = client.get(queries.review_address(empty)).content.decode()
    assert "没有读出任务" in page
    assert 'href="/plans/upload/"' in page
    assert page.count(f'action="/plans/{empty.slug}/review/discard/"') == 1


def test_what_is_open_disables_submitting_and_says_how_many(client, draft, ningxia):
    client.force_login(ningxia)
    many = Commitment.objects.filter(task__plan=draft).count()
    page = client.get(queries.review_address(draft)).content.decode()
    assert '<button type="submit" disabled aria-describedby="hindrance-submit">' in page
    assert f"还有{many}条提议未审核" in page


def test_with_nothing_open_it_is_submitted_and_nothing_is_left_to_accept(client, reviewed, ningxia):
    client.force_login(ningxia)
    page = client.get(queries.review_address(reviewed)).content.decode()
    assert "采纳本任务余下的提议" not in page
    assert "disabled aria-describedby" not in page
    answer = client.post(f"/plans/{reviewed.slug}/review/move/", {"move": "submit", "read_at": reviewed.version})
    assert answer.status_code == 302
    assert Plan.objects.get(pk=reviewed.pk).state == "submitted"
