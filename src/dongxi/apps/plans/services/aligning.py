"""Correspondences between a local plan and the national one: asked for, proposed, decided on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dongxi.apps.plans.models import Alignment, Commitment, Plan
from dongxi.apps.plans.rules import (
    ALIGNABLE,
    ProposalState,
)
from dongxi.apps.records import jobs
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import require
from dongxi.apps.records.rules import FINAL_JOB_STATES, ReviewState
from dongxi.apps.records.versions import save_at_version
from dongxi.apps.records.wording import filled


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A local commitment the machine thinks carries out a national one; score in millionths."""

    national: int
    local: int
    score_ppm: int
    reasons: dict[str, Any]


@transaction.atomic
def propose_alignments(*, actor: Any, plan: Plan, proposals: Iterable[Proposed], elsewhere: Iterable[int] = ()) -> int:
    """Put the machine's proposals for a local plan; those people decided on stay, undecided ones are replaced.

    `elsewhere`: national commitments the plan is not free to take up. What was rejected since it was compared is
    left out.
    """
    require(actor, "plans.align", plan)
    _alignable(plan)
    of_plan = Alignment.objects.filter(local__task__plan=plan)
    of_plan.filter(decision=ProposalState.PROPOSED).delete()
    decided = set(of_plan.values_list("national_id", "local_id"))
    standing = Commitment.objects.filter(withdrawn_at=None).exclude(decision=ProposalState.REJECTED)
    local = set(standing.filter(task__plan=plan).values_list("pk", flat=True))
    national = set(standing.filter(task__plan__shipped=True).values_list("pk", flat=True))
    rows = [
        Alignment(national_id=each.national, local_id=each.local, score_ppm=each.score_ppm, reasons=each.reasons)
        for each in proposals
        if (each.national, each.local) not in decided and each.national in national and each.local in local
    ]
    Alignment.objects.bulk_create(rows, batch_size=500)
    plan.elsewhere.set(national.intersection(elsewhere))
    audit(actor, "plans.align", plan, proposed=len(rows), kept=len(decided), elsewhere=plan.elsewhere.count())
    return len(rows)


@transaction.atomic
def start_alignment(*, actor: Any, plan: Plan) -> Job:
    """Queue the comparison of a local plan with the national one; one's own that has not ended is given back.

    RuleBroken while somebody else's runs, and for a plan with nothing to compare.
    """
    require(actor, "plans.align", plan)
    _alignable(plan)
    standing = Commitment.objects.filter(task__plan=plan, withdrawn_at=None).exclude(decision=ProposalState.REJECTED)
    if not standing.exists():
        raise RuleBroken(_("这份方案还没有任务承诺，没有可比对的内容。请先在审核页面补充条目。"))
    running = Job.objects.filter(kind="plans.align", payload__plan=plan.slug).exclude(state__in=FINAL_JOB_STATES)
    if (job := running.select_related("owner").first()) and job.owner_id != actor.pk:
        raise RuleBroken(filled(_("%(who)s已启动这份方案的比对，请等它结束后再比。"), who=job.owner))
    job = job or jobs.queue(owner=actor, kind="plans.align", payload={"plan": plan.slug})
    audit(actor, "plans.align", plan, job=str(job.pk))
    return job


@transaction.atomic
def decide_alignment(*, actor: Any, alignment: Alignment, decision: str, read_at: int) -> Alignment:
    """Accept or reject a proposed correspondence."""
    require(actor, "plans.align", alignment)
    _alignable(alignment.local.task.plan)
    if decision not in (ProposalState.ACCEPTED, ProposalState.REJECTED):
        raise RuleBroken(_("对应关系只能采纳或否决。"), decision=decision)
    if alignment.national.withdrawn_at or alignment.local.withdrawn_at:
        raise RuleBroken(_("对应关系的一方已从随附事实中撤下，不再审核。"))
    save_at_version(alignment, read_at=read_at, decision=decision, decided_by_id=actor.pk, decided_at=timezone.now())
    audit(actor, "plans.align", alignment, decision=decision, national=alignment.national_id, local=alignment.local_id)
    return alignment


def _alignable(plan: Plan) -> None:
    """RuleBroken unless the plan, as it stands in the store, may be compared; it stays locked till the change is in."""
    now = Plan.objects.select_for_update(of=("self",)).only("state", "shipped", "discarded_at").get(pk=plan.pk)
    if now.discarded_at:
        raise RuleBroken(_("这份草稿已经作废，不再比对。"))
    if now.shipped:
        raise RuleBroken(_("国家方案不与自身比对。请选一份地方方案。"))
    if now.state not in ALIGNABLE:
        state = ReviewState(now.state)
        raise RuleBroken(filled(_("“%(state)s”状态的方案不能比对，请先重开。"), state=state.label), state=now.state)
