"""Correspondences are proposed by the machine and decided by people; coverage counts accepted ones only."""

from __future__ import annotations

import pytest

from dongxi.analysis.plan.model import PlanDocument
from dongxi.apps.plans import covering, exporting, queries, services
from dongxi.apps.plans.models import Alignment, Commitment
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed, StaleWrite
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


def test_the_two_gaps_are_what_nobody_accepted(pair, reviewed, ningxia):
    services.decide_alignment(actor=ningxia, alignment=pair, decision="accepted", read_at=1)
    rows = list(queries.visible_alignments(to=ningxia))
    coverage = covering.of_plan(plan=reviewed, rows=rows, to=ningxia)
    assert pair.national not in coverage.unanswered
    assert pair.local not in coverage.rootless
    assert len(coverage.rootless) == queries.review_rows(reviewed).count() - 1


def test_the_alignment_is_decided_through_the_page(client, pair, reviewed, ningxia):
    client.force_login(ningxia)
    client.post(f"/plans/{reviewed.slug}/alignment/{pair.pk}/", {"decision": "accepted", "read_at": 1})
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == ("accepted", ningxia)
    assert str(pair.local.summary()) in client.get(pair.national.get_absolute_url()).content.decode()


def test_a_reviewed_plan_is_still_the_contract_the_aligner_reads(reviewed):
    document = PlanDocument.from_json(exporting.document_json(plan=reviewed))
    assert document.title == reviewed.title
    assert [row.text for row in document.commitments] == [row.text for row in queries.review_rows(reviewed)]
