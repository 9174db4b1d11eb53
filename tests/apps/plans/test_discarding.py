"""A draft uploaded by mistake is thrown away, with a reason, by those who edit it; its document may come again."""

from __future__ import annotations

import pytest

from dongxi.analysis.plan import read_text
from dongxi.apps.people.models import Region, User
from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Plan
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import AuditEntry

pytestmark = pytest.mark.django_db


def discard(actor, plan: Plan, *, read_at: int = 1, reason: str = "传错了地区") -> Plan:
    return services.discard_plan(actor=actor, plan=plan, read_at=read_at, reason=reason)


def again(actor, plan: Plan) -> Plan:
    """The same document, brought once more."""
    return services.draft_plan(
        actor=actor, document=read_text(plan.text), file=plan.file, file_name="x.txt", region=plan.region, job=None
    )


def test_a_discarded_draft_stands_in_no_list_page_or_api(client, draft, ningxia):
    client.force_login(ningxia)
    address = draft.get_absolute_url()
    row = queries.review_rows(draft).first()
    lists = ("/plans/", "/plans/ledger/?drafts=with", "/plans/ledger/timeline/?drafts=with", "/regions/640000/")
    lists += ("/api/v1/plans", "/api/v1/commitments?drafts=true&limit=200", "/api/v1/tasks?limit=200")
    before = [draft.slug in client.get(each).content.decode() for each in lists]
    discard(ningxia, draft)
    after = [draft.slug in client.get(each).content.decode() for each in lists]
    assert (any(before), any(after)) == (True, False)
    for gone in (address, f"{address}review/", f"{address}document.json", row.get_absolute_url()):
        assert client.get(gone).status_code == 404
    assert not queries.visible_commitments(to=ningxia).filter(task__plan=draft).exists()
    assert not Plan.objects.get(pk=draft.pk).seen_by(ningxia)


def test_the_same_document_may_be_brought_again_and_thrown_away_again(client, draft, ningxia):
    addresses = [draft.slug]
    for _time in range(2):
        discard(ningxia, Plan.objects.get(slug=addresses[-1]))
        brought = again(ningxia, draft)
        addresses.append(brought.slug)
        assert queries.visible_plans(to=ningxia).filter(pk=brought.pk).exists()
    assert len(set(addresses)) == 3


def test_the_audit_says_who_threw_it_away_and_why(draft, ningxia):
    discard(ningxia, draft)
    line = AuditEntry.objects.first()
    assert (line.verb, line.actor_label, line.detail["reason"]) == ("plans.discard", str(ningxia), "传错了地区")


def test_another_province_cannot_discard_a_draft(draft, shanghai):
    with pytest.raises(NotAllowed):
        discard(shanghai, draft)


def test_whoever_may_only_upload_cannot_discard_what_another_uploaded(draft, person, client):
    evaluator = person("evaluator")
    with pytest.raises(NotAllowed):
        discard(evaluator, draft)
    client.force_login(evaluator)
    address = f"{draft.get_absolute_url()}review/discard/"
    assert client.post(address, {"read_at": 1, "reason": "传错了"}).status_code == 404
    assert Plan.objects.get(pk=draft.pk).discarded_at is None


def test_whoever_uploaded_a_draft_may_discard_it_from_its_page_and_the_audit_says_so(draft, person, client):
    evaluator = person("evaluator")
    own = again(evaluator, draft)
    client.force_login(evaluator)
    page = client.get(own.get_absolute_url()).content.decode()
    address = f"{own.get_absolute_url()}review/discard/"
    assert address in page
    unsaid = client.post(address, {"read_at": 1})
    assert (unsaid.status_code, own.get_absolute_url() in unsaid.content.decode()) == (400, True)
    client.post(address, {"read_at": 1, "reason": "传错了文件"})
    line = AuditEntry.objects.first()
    assert Plan.objects.get(pk=own.pk).discarded_at is not None
    assert (line.verb, line.actor_label, line.detail["reason"]) == ("plans.discard", str(evaluator), "传错了文件")


def test_whoever_uploaded_a_draft_and_may_upload_no_more_cannot_discard_it(draft, person):
    evaluator = person("evaluator")
    own = again(evaluator, draft)
    evaluator.memberships.all().delete()
    with pytest.raises(NotAllowed):
        discard(User.objects.get(pk=evaluator.pk), own)


def test_the_page_of_a_published_plan_offers_its_uploader_no_discarding(draft, person, client):
    evaluator = person("evaluator")
    own = again(evaluator, draft)
    Plan.objects.filter(pk=own.pk).update(state="published")
    client.force_login(evaluator)
    assert "review/discard/" not in client.get(own.get_absolute_url()).content.decode()


def test_a_draft_is_not_discarded_without_a_reason_or_at_an_old_version(draft, ningxia):
    with pytest.raises(BadInput, match="理由"):
        discard(ningxia, draft, reason=" ")
    with pytest.raises(StaleWrite):
        discard(ningxia, draft, read_at=7)
    assert Plan.objects.get(pk=draft.pk).discarded_at is None


def test_what_is_submitted_is_returned_first_and_what_was_published_is_withdrawn(reviewed, ningxia, ministry):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    with pytest.raises(RuleBroken, match="先退回"):
        discard(ningxia, reviewed, read_at=2)
    for move, version in (("verify", 2), ("publish", 3)):
        services.move_plan(actor=ministry, plan=reviewed, move=move, read_at=version)
    with pytest.raises(RuleBroken, match="请撤回"):
        discard(ningxia, reviewed, read_at=4)
    for move, version in (("withdraw", 4), ("reopen", 5)):
        services.move_plan(actor=ministry, plan=reviewed, move=move, read_at=version, reason="附件有误")
    with pytest.raises(RuleBroken, match="发布过"):
        discard(ningxia, reviewed, read_at=6)


def test_the_shipped_plan_is_never_thrown_away(facts, ministry):
    plan = Plan.objects.get(shipped=True)
    with pytest.raises(RuleBroken):
        discard(ministry, plan, read_at=plan.version)


def test_nothing_more_is_decided_on_a_discarded_draft(reviewed, ningxia):
    row = queries.review_rows(reviewed).first()
    discard(ningxia, reviewed)
    for refused in (
        lambda: services.reject_commitment(actor=ningxia, commitment=row, read_at=row.version),
        lambda: services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=2),
        lambda: services.start_alignment(actor=ningxia, plan=reviewed),
        lambda: services.correct_plan(actor=ningxia, plan=reviewed, read_at=2, region=reviewed.region),
    ):
        with pytest.raises(RuleBroken, match="已经作废"):
            refused()


def test_a_draft_is_thrown_away_from_its_review(client, draft, ningxia):
    client.force_login(ningxia)
    address = f"{draft.get_absolute_url()}review/"
    assert "作废草稿" in client.get(address).content.decode()
    unsaid = client.post(f"{address}discard/", {"read_at": 1})
    assert (unsaid.status_code, address in unsaid.content.decode()) == (400, True)
    answer = client.post(f"{address}discard/", {"read_at": 1, "reason": "传错了文件"}, follow=True)
    assert "草稿已作废" in answer.content.decode()
    assert Plan.objects.get(pk=draft.pk).discarded_at is not None


def test_a_published_plan_is_not_offered_to_be_thrown_away(client, reviewed, ningxia):
    client.force_login(ningxia)
    Plan.objects.filter(pk=reviewed.pk).update(state="published")
    assert "作废草稿" not in client.get(f"{reviewed.get_absolute_url()}review/").content.decode()


def test_two_provinces_drafts_of_one_text_are_thrown_away_apart(draft, ningxia, shanghai):
    other = services.draft_plan(
        actor=shanghai,
        document=read_text(draft.text),
        file=draft.file,
        file_name="x.txt",
        region=Region.objects.get(pk="310000"),
        job=None,
    )
    discard(ningxia, draft)
    assert queries.visible_plans(to=shanghai).filter(pk=other.pk).exists()
