"""Proposals are decided on and put right; a plan moves to publication."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.people.models import Region
from dongxi.apps.plans import finding, queries
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.rules import (
    ABOUT,
    MOVE_PERMISSION,
    NOT_BY_THE_SUBMITTER,
    RESPONSIBLE,
    UNDER_REVIEW,
    PlanLevel,
    PlanMove,
    ProposalState,
)
from dongxi.apps.plans.storing.comparing import both_commitments, without_hidden
from dongxi.apps.plans.storing.correcting import Correction, NamedParty, named, write_correction, write_responsible
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, RuleBroken, StaleWrite
from dongxi.apps.records.permissions import require
from dongxi.apps.records.rules import ReviewState, next_state
from dongxi.apps.records.versions import save_at_version


@transaction.atomic
def accept_commitment(*, actor: Any, commitment: Commitment, read_at: int) -> Commitment:
    """Take the machine's proposal as it is."""
    return _decide(actor=actor, commitment=commitment, read_at=read_at, decision=ProposalState.ACCEPTED)


@transaction.atomic
def reject_commitment(*, actor: Any, commitment: Commitment, read_at: int) -> Commitment:
    """Say that this is no commitment; it stays in the record and counts nowhere."""
    return _decide(actor=actor, commitment=commitment, read_at=read_at, decision=ProposalState.REJECTED)


@transaction.atomic
def correct_commitment(*, actor: Any, commitment: Commitment, read_at: int, correction: Correction) -> Commitment:
    """Put the proposal right. Its text stays the document's own: it is found in the task's words or refused."""
    require(actor, "plans.decide", commitment.task.plan)
    _under_review(commitment.task.plan)
    span, changes = correction.columns(commitment=commitment)
    try:
        save_at_version(commitment, read_at=read_at, decision=ProposalState.CORRECTED, **changes)
    except StaleWrite as late:
        raise both_commitments(late, correction=correction, commitment=commitment) from late
    write_correction(commitment=commitment, correction=correction, span=span)
    audit(actor, "plans.decide", commitment, decision=ProposalState.CORRECTED, **correction.as_facts())
    return commitment


@transaction.atomic
def add_commitment(*, actor: Any, task: Task, correction: Correction) -> Commitment:
    """Add a commitment the machine missed, quoted from the task's own words."""
    require(actor, "plans.decide", task.plan)
    _under_review(task.plan)
    last = task.commitments.aggregate(last=models.Max("position"))["last"] or 0
    commitment = Commitment(task=task, code=f"{task.code}-{last + 1}", position=last + 1)
    span, changes = correction.columns(commitment=commitment)
    for name, value in (changes | {"decision": ProposalState.CORRECTED}).items():
        setattr(commitment, name, value)
    commitment.save(force_insert=True)
    write_correction(commitment=commitment, correction=correction, span=span)
    audit(actor, "plans.decide", commitment, decision="added", **correction.as_facts())
    return commitment


@transaction.atomic
def correct_responsible(*, actor: Any, task: Task, read_at: int, parties: Iterable[NamedParty]) -> Task:
    """Say who leads and who supports a whole task. A later reading of the same document leaves it as it is."""
    require(actor, "plans.decide", task.plan)
    _under_review(task.plan)
    before, after = named(queries.responsible_in(task)), list(parties)
    if wrong := [party.name for party in after if party.role not in RESPONSIBLE]:
        raise BadInput(_("责任单位只能是牵头或配合：%(names)s。") % {"names": _("、").join(wrong)})
    try:
        save_at_version(task, read_at=read_at, responsible_corrected=True)
    except StaleWrite as late:
        now = named(queries.responsible_in(Task.objects.get(pk=task.pk)))
        versions = {"yours": {"responsible_corrected": named(after)}, "theirs": {"responsible_corrected": now}}
        raise StaleWrite(late.message, **late.facts | versions) from late
    write_responsible(task=task, parties=after)
    audit(actor, "plans.decide", task, decision="responsible", before=before, after=named(after))
    return task


@transaction.atomic
def correct_plan(*, actor: Any, plan: Plan, read_at: int, region: Region | None, **changes: Any) -> Plan:
    """Put right what was read of the document itself: whose it is, number, dates, period (rules.ABOUT).

    Saying whose it is settles what the document says otherwise. A plan succeeds one the actor sees, never itself.
    """
    require(actor, "plans.decide", plan)
    require(actor, "plans.upload", Plan(region=region))
    _under_review(plan)
    unknown = set(changes) - ABOUT
    if unknown:
        raise RuleBroken(_("这些信息不能改：%(names)s。") % {"names": _("、").join(sorted(unknown))})
    if changes.get("succeeds"):
        _may_succeed(actor=actor, plan=plan, earlier=changes["succeeds"])
    level = PlanLevel.PROVINCIAL if region else PlanLevel.NATIONAL
    try:
        save_at_version(plan, read_at=read_at, region=region, level=level, region_said=[], **changes)
    except StaleWrite as late:
        raise without_hidden(late) from late
    said = {name: str(value) for name, value in changes.items()}
    audit(actor, "plans.decide", plan, region=region and region.code, **said)
    return plan


@transaction.atomic
def accept_task(*, actor: Any, task: Task) -> int:
    """Accept every proposal of a task that nobody has decided on yet. Returns how many."""
    require(actor, "plans.decide", task.plan)
    _under_review(task.plan)
    open_ones = task.commitments.filter(decision=ProposalState.PROPOSED)
    codes = list(open_ones.values_list("code", flat=True))
    count = open_ones.update(decision=ProposalState.ACCEPTED, version=models.F("version") + 1)
    audit(actor, "plans.decide", task, decision=ProposalState.ACCEPTED, count=count, codes=codes)
    return count


@transaction.atomic
def move_plan(*, actor: Any, plan: Plan, move: str, read_at: int, reason: str = "") -> Plan:
    """Submit, return, verify, publish, withdraw or reopen a plan, as the table of review states allows."""
    verb = MOVE_PERMISSION[PlanMove(move)]
    require(actor, verb, plan)
    state = next_state(plan.state, move, reason=reason)
    _may_move(actor=actor, plan=plan, move=move)
    changes: dict[str, Any] = {"state": state, "state_reason": reason.strip()}
    if move == PlanMove.SUBMIT:
        changes["submitted_by_id"] = actor.pk
    if move == PlanMove.PUBLISH:
        changes["published_at"] = timezone.now()
    save_at_version(plan, read_at=read_at, **changes)
    if move == PlanMove.PUBLISH:
        finding.show(plan=plan)
    if move == PlanMove.WITHDRAW:
        finding.hide(plan=plan)
    audit(actor, verb, plan, move=move, state=state, reason=reason.strip())
    return plan


def _decide(*, actor: Any, commitment: Commitment, read_at: int, decision: str) -> Commitment:
    require(actor, "plans.decide", commitment.task.plan)
    _under_review(commitment.task.plan)
    if commitment.withdrawn_at:
        raise RuleBroken(_("这条任务承诺已从随附事实中撤下，不再审核。"))
    save_at_version(commitment, read_at=read_at, decision=decision)
    audit(actor, "plans.decide", commitment, decision=decision)
    return commitment


def _under_review(plan: Plan) -> None:
    """RuleBroken unless the plan is under review as it stands in the store; it stays locked till the decision is in."""
    standing = Plan.objects.select_for_update(of=("self",)).filter(discarded_at=None)
    state = standing.values_list("state", flat=True).filter(pk=plan.pk).first()
    if state is None:
        raise RuleBroken(_("这份草稿已经作废，不再审核。"))
    if state not in UNDER_REVIEW:
        raise RuleBroken(
            _("“%(state)s”状态的方案不能再改条目。请先退回或重开。") % {"state": ReviewState(state).label},
            state=state,
        )


def _may_succeed(*, actor: Any, plan: Plan, earlier: Plan) -> None:
    """RuleBroken if the earlier plan is out of the actor's sight, or succeeds this one at whatever remove."""
    if not queries.visible_plans(to=actor).filter(pk=earlier.pk).exists():
        raise RuleBroken(_("库中没有您能看到的这份旧规划，请从列表中选。"))
    above: Plan | None = earlier
    while above is not None:
        if above.pk == plan.pk:
            raise RuleBroken(_("“%(title)s”就是接续这份规划的，两份规划不能互相接续。") % {"title": earlier})
        above = above.succeeds


def _may_move(*, actor: Any, plan: Plan, move: str) -> None:
    if Plan.objects.select_for_update(of=("self",)).filter(pk=plan.pk).exclude(discarded_at=None).exists():
        raise RuleBroken(_("这份草稿已经作废，不再审核。"))
    if hindrance := queries.hindrance(plan, move=move):
        raise RuleBroken(hindrance)
    if move == PlanMove.PUBLISH and (other := _published_twin(plan)):
        raise RuleBroken(_("同一份文件已经发布：%(title)s。请撤回其中一份。") % {"title": other}, plan=other.slug)
    if move in NOT_BY_THE_SUBMITTER and plan.submitted_by_id == actor.pk:
        raise RuleBroken(_("提交人不能审定自己提交的方案，请由另一位有权限的人审定。"))


def _published_twin(plan: Plan) -> Plan | None:
    same = {"region": plan.region_id, "squeezed_sha256": plan.squeezed_sha256, "state": ReviewState.PUBLISHED}
    return Plan.objects.filter(**same).exclude(pk=plan.pk).first()
