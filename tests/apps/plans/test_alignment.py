"""Correspondences are proposed by the machine and decided by people; coverage counts accepted ones only."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dongxi.analysis.plan.model import PlanDocument
from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Alignment, Commitment, Plan
from dongxi.apps.plans.queries import covering
from dongxi.apps.plans.queries.document import document_json
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(reviewed, ningxia) -> Alignment:
    """One proposed correspondence of the small plan with the national one."""
    national = Commitment.objects.filter(task__plan__shipped=True, task__strand="ningxia").first()
    local = queries.review_rows(reviewed).first()
    proposal = services.Proposed(national=national.pk, local=local.pk, score_ppm=700_000, reasons={"words": 0.7})
    services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[proposal])
    return Alignment.objects.select_related("national__task__plan", "local__task__plan").get()


def national_rows():
    return Commitment.objects.filter(task__plan__shipped=True)


def publish(plan, ningxia, ministry) -> None:
    for move, actor, version in (("submit", ningxia, 1), ("verify", ministry, 2), ("publish", ministry, 3)):
        services.move_plan(actor=actor, plan=plan, move=move, read_at=version)


def test_the_machine_proposes_with_score_and_reasons(client, reviewed, ningxia):
    client.force_login(ningxia)
    answer = client.post(f"/plans/{reviewed.slug}/alignment/start/")
    job = Job.objects.get(kind="plans.align")
    assert answer.url == f"/plans/reading/{job.pk}/"
    records.run_job(job_id=str(job.pk))
    assert client.get(answer.url).url == f"/plans/{reviewed.slug}/alignment/"
    rows = Alignment.objects.filter(local__task__plan=reviewed)
    assert rows.exists()
    assert {row.decision for row in rows} == {"proposed"}
    page = client.get(f"/plans/{reviewed.slug}/alignment/").content.decode()
    assert "共有的词" in page


def test_proposing_again_keeps_what_was_decided(pair, reviewed, ningxia):
    services.decide_alignment(actor=ningxia, alignment=pair, decision="rejected", read_at=1)
    proposal = services.Proposed(national=pair.national_id, local=pair.local_id, score_ppm=1, reasons={})
    assert services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[proposal]) == 0
    assert Alignment.objects.get().decision == "rejected"


def test_a_stale_decision_is_refused(pair, ningxia):
    services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)
    with pytest.raises(StaleWrite):
        services.decide_alignment(actor=ningxia, alignment=pair, decision="rejected", read_at=1)


def test_a_stale_decision_tells_the_local_time_and_leads_back(client, pair, ningxia, colleague):
    services.decide_alignment(actor=colleague, alignment=pair, decision="accepted", read_at=1)
    client.force_login(ningxia)
    address = f"/plans/{pair.local.task.plan.slug}/alignment/"
    late = client.post(f"{address}{pair.pk}/", {"decision": "rejected", "read_at": 1})
    page, decided = late.content.decode(), timezone.localtime(pair.decided_at)
    assert late.status_code == 409
    assert f">{decided:%Y-%m-%d %H:%M}</td>" in page
    assert "+00:00" not in page
    assert f'href="{address}?at={pair.pk}"' in page


def test_another_province_cannot_align(pair, reviewed, shanghai):
    with pytest.raises(NotAllowed):
        services.decide_alignment(actor=shanghai, alignment=pair, decision="accepted", read_at=1)
    with pytest.raises(NotAllowed):
        services.propose_alignments(actor=shanghai, plan=reviewed, proposals=[])
    with pytest.raises(NotAllowed):
        services.start_alignment(actor=shanghai, plan=reviewed)


def test_only_accepted_correspondences_of_published_plans_cover(pair, reviewed, ningxia, ministry, shanghai):
    assert covering.by_province(to=shanghai).taken == 0
    services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)
    assert covering.by_province(to=ningxia).taken == 0
    publish(reviewed, ningxia, ministry)
    table = covering.by_province(to=shanghai)
    assert (table.taken, [row.region.pk for row in table.provinces]) == (1, ["640000"])
    assert {share.code: share.taken for share in table.strands}["ningxia"] == 1


def test_a_correspondence_counts_only_while_both_its_commitments_do(pair, reviewed, ningxia, ministry, shanghai):
    services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)
    publish(reviewed, ningxia, ministry)
    sides = Commitment.objects.filter(pk__in=(pair.national_id, pair.local_id))
    kept = dict(sides.values_list("pk", "decision"))
    for side in (pair.national_id, pair.local_id):
        for gone in ({"decision": "rejected"}, {"withdrawn_at": timezone.now()}):
            sides.filter(pk=side).update(**gone)
            assert not queries.visible_alignments(to=shanghai).exists()
            assert covering.by_province(to=ministry).taken == 0
            sides.filter(pk=side).update(decision=kept[side], withdrawn_at=None)
    assert covering.by_province(to=shanghai).taken == 1


def test_a_correspondence_with_what_the_facts_have_withdrawn_is_decided_on_no_more(pair, ningxia):
    Commitment.objects.filter(pk=pair.national_id).update(withdrawn_at=timezone.now())
    pair.refresh_from_db()
    with pytest.raises(RuleBroken, match="撤下"):
        services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)


def test_the_two_gaps_are_what_nobody_accepted(pair, reviewed, ningxia):
    services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)
    rows = list(queries.visible_alignments(to=ningxia))
    coverage = covering.of_plan(plan=reviewed, rows=rows, to=ningxia)
    assert pair.national not in coverage.unanswered
    assert pair.local not in coverage.rootless
    assert len(coverage.rootless) == queries.review_rows(reviewed).count() - 1


def test_what_is_elsewhere_is_the_plans_own_and_no_gap(pair, reviewed, ningxia):
    national = covering.national_commitments(to=ningxia)
    services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[], elsewhere=[row.pk for row in national[:3]])
    Job.objects.all().delete()
    coverage = covering.of_plan(plan=reviewed, rows=[], to=ningxia)
    assert coverage.elsewhere == 3
    assert not set(national[:3]) & set(coverage.unanswered)


def test_before_a_comparison_nothing_is_said_of_gaps(client, reviewed, ningxia):
    client.force_login(ningxia)
    address = f"/plans/{reviewed.slug}/alignment/"
    before = client.get(address).content.decode()
    assert "尚未与国家方案比较" in before
    assert "尚无对应" not in before
    services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[], elsewhere=[national_rows().first().pk])
    after = client.get(address).content.decode()
    assert "尚未与国家方案比较" not in after
    assert "尚无对应" in after


def test_a_strand_that_is_all_elsewhere_is_no_zero(client, pair, reviewed, ningxia, ministry):
    services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)
    elsewhere = national_rows().filter(task__strand="xizang").values_list("pk", flat=True)
    services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[], elsewhere=elsewhere)
    publish(reviewed, ningxia, ministry)
    table = covering.by_province(to=ministry)
    row = dict(zip((share.code for share in table.strands), table.provinces[0].taken, strict=True))
    assert (row["xizang"], row["ningxia"], row["xinjiang"]) == (None, 1, 0)
    assert '<td class="number">—</td>' in client.get("/plans/alignment/").content.decode()


def test_a_comparison_tells_what_is_elsewhere(reviewed, ningxia):
    records.run_job(job_id=str(services.start_alignment(actor=ningxia, plan=reviewed).pk))
    assert reviewed.elsewhere.count() > 0
    assert not reviewed.elsewhere.filter(task__strand="ningxia").exists()


def test_the_national_plan_is_not_compared_with_itself(reviewed, ministry):
    national = Plan.objects.get(shipped=True)
    with pytest.raises(RuleBroken, match="国家方案"):
        services.start_alignment(actor=ministry, plan=national)
    with pytest.raises(RuleBroken, match="国家方案"):
        services.propose_alignments(actor=ministry, plan=national, proposals=[])


def test_a_withdrawn_plan_is_neither_compared_nor_decided_on(pair, reviewed, ningxia):
    Plan.objects.filter(pk=reviewed.pk).update(state="withdrawn")
    for refused in (
        lambda: services.start_alignment(actor=ningxia, plan=reviewed),
        lambda: services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[]),
        lambda: services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1),
    ):
        with pytest.raises(RuleBroken, match="已撤回"):
            refused()


def test_a_plan_without_commitments_is_not_compared(reviewed, ningxia):
    Commitment.objects.filter(task__plan=reviewed).update(decision="rejected")
    with pytest.raises(RuleBroken, match="还没有任务承诺"):
        services.start_alignment(actor=ningxia, plan=reviewed)


def test_one_comparison_runs_at_a_time(reviewed, ningxia, colleague):
    first = services.start_alignment(actor=ningxia, plan=reviewed)
    assert services.start_alignment(actor=ningxia, plan=reviewed) == first
    with pytest.raises(RuleBroken, match=str(ningxia)):
        services.start_alignment(actor=colleague, plan=reviewed)
    records.run_job(job_id=str(first.pk))
    assert services.start_alignment(actor=colleague, plan=reviewed) != first


def test_what_was_rejected_while_the_comparison_ran_is_not_proposed(pair, reviewed, ningxia):
    Commitment.objects.filter(pk=pair.local_id).update(decision="rejected")
    proposal = services.Proposed(national=pair.national_id, local=pair.local_id, score_ppm=1, reasons={})
    assert services.propose_alignments(actor=ningxia, plan=reviewed, proposals=[proposal]) == 0


def test_the_alignment_is_decided_through_the_page(client, pair, reviewed, ningxia):
    client.force_login(ningxia)
    client.post(f"/plans/{reviewed.slug}/alignment/{pair.pk}/", {"decision": "accepted", "read_at": 1})
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == ("accepted", ningxia)
    assert str(pair.local.summary()) in client.get(pair.national.get_absolute_url()).content.decode()


def test_a_reviewed_plan_is_still_the_contract_the_aligner_reads(reviewed):
    document = PlanDocument.from_json(document_json(plan=reviewed))
    assert document.title == reviewed.title
    assert [row.text for row in document.commitments] == [row.text for row in queries.review_rows(reviewed)]
