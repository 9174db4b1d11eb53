"""Every write of plans: the shipped one loaded, documents drafted, proposals decided, plans moved to publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.rules import OrganisationKind
from dongxi.apps.plans import finding, from_document, from_facts, queries, storing
from dongxi.apps.plans.correcting import Correction, NamedParty, named, write_correction, write_responsible
from dongxi.apps.plans.directory import Directory
from dongxi.apps.plans.models import Alignment, Commitment, Plan, Task
from dongxi.apps.plans.rules import (
    ABOUT,
    ALIGNABLE,
    MOVE_PERMISSION,
    NOT_BY_THE_SUBMITTER,
    RESPONSIBLE,
    UNDER_REVIEW,
    WHOLE_COUNTRY,
    PlanLevel,
    PlanMove,
    ProposalState,
)
from dongxi.apps.records import evidence, jobs
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, RuleBroken, StaleWrite
from dongxi.apps.records.models import Job, StoredFile
from dongxi.apps.records.permissions import require
from dongxi.apps.records.rules import FINAL_JOB_STATES, ReviewState, next_state
from dongxi.apps.records.versions import save_at_version

if TYPE_CHECKING:
    from dongxi.analysis.plan import PlanDocument


@transaction.atomic
def load_shipped_plan(*, actor: Any, facts: Mapping[str, Any]) -> int:
    """Bring the shipped national plan up to date with its facts; decisions people took on it stay.

    What the facts no longer hold is deleted, or kept as withdrawn where somebody has to do with it. Returns how many
    commitments the facts hold.
    """
    require(actor, "plans.load")
    plan = Plan.objects.filter(slug=from_facts.slug_of(facts)).first() or Plan(
        slug=from_facts.slug_of(facts), shipped=True, state=ReviewState.PUBLISHED, published_at=timezone.now()
    )
    draft = from_facts.draft(facts=facts, text=plan.text)
    _set(plan, draft.columns)
    finding.hide(plan=plan)
    gone = storing.store(plan=plan, draft=draft, decision=ProposalState.ACCEPTED)
    if plan.state == ReviewState.PUBLISHED:
        finding.show(plan=plan)
    counts = {"tasks": len(draft.tasks), "commitments": draft.commitment_count(), **gone.as_facts()}
    audit(actor, "plans.load", plan, **counts)
    return draft.commitment_count()


@transaction.atomic
def bind_official_text(
    *, actor: Any, plan: Plan, document: PlanDocument, facts: Mapping[str, Any], file: StoredFile, file_name: str
) -> Plan:
    """Give the shipped plan its official text: its sentences and spans bind to the shipped tasks.

    RuleBroken unless the SHA-256 of the text without white space is the one the facts name.
    """
    from dongxi.analysis.plan import squeeze  # brings the reader, which no page needs

    require(actor, "plans.bind", plan)
    if squeeze(document.text).sha256 != facts["sha256"]:
        raise RuleBroken(_("该文本与国家方案的文本摘要不符，未予绑定。"))
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    _set(plan, {"text": document.text, "file": file, "file_name": file_name[:200], "version": plan.version + 1})
    draft = from_facts.draft(facts=facts, text=document.text)
    storing.store(plan=plan, draft=draft, decision=ProposalState.ACCEPTED)
    audit(actor, "plans.bind", plan, file=file.sha256, text=facts["sha256"])
    return plan


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """What became of an upload: the job that reads it, or the plan the same file made before."""

    job: Job | None
    plan: Plan | None


@transaction.atomic
def upload(*, actor: Any, name: str, chunks: Iterable[bytes], region: Region | None = None) -> Uploaded:
    """Keep a policy document and queue its reading. `region` None: a document of the whole country."""
    require(actor, "plans.upload", Plan(region=region))
    kept = evidence.keep(name=name, chunks=chunks)
    StoredFile.objects.get_or_create(sha256=kept.sha256, defaults={"size": kept.size, "media_type": kept.media_type})
    known = queries.plan_brought_before(to=actor, region=region, file=kept.sha256)
    if known is not None:
        audit(actor, "plans.upload", known, file=kept.sha256, name=name[:200], known=True)
        return Uploaded(job=None, plan=known)
    payload = {"file": kept.sha256, "name": name[:200], "region": region.code if region else None}
    running = Job.objects.filter(kind="plans.read", payload__file=kept.sha256, owner_id=actor.pk)
    job = running.exclude(state__in=FINAL_JOB_STATES).first()
    job = job or jobs.queue(owner=actor, kind="plans.read", payload=payload)
    audit(actor, "plans.upload", name[:200], file=kept.sha256, job=str(job.pk))
    return Uploaded(job=job, plan=None)


@transaction.atomic
def draft_plan(
    *, actor: Any, document: PlanDocument, file: StoredFile, file_name: str, region: Region | None, job: Job | None
) -> Plan:
    """Store a document that was read as a draft with the machine's proposals.

    RuleBroken if its text stands in the store already, as far as whoever brings it may know.
    """
    draft = from_document.draft(document=document, strands=_strands())
    text = str(draft.columns["squeezed_sha256"])
    plan = Plan(
        slug=_address(text=text, region=region, actor=actor),
        level="provincial" if region else "national",
        region=region,
        file=file,
        file_name=file_name[:200],
        reading=job,
        uploaded_by_id=actor.pk,
        warnings=draft.warnings,
        region_said=_said_otherwise(document=document, region=region),
    )
    require(actor, "plans.upload", plan)
    if known := queries.plan_brought_before(to=actor, region=region, squeezed_sha256=text):
        raise RuleBroken(_("该文件的内容已在库中：%(title)s。") % {"title": known}, plan=known.slug)
    _set(plan, draft.columns)
    storing.store(plan=plan, draft=draft, decision=ProposalState.PROPOSED)
    audit(actor, "plans.upload", plan, file=file.sha256, commitments=draft.commitment_count())
    return plan


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
    save_at_version(commitment, read_at=read_at, decision=ProposalState.CORRECTED, **changes)
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
        raise BadInput(_("责任单位只能是牵头或配合：%(names)s。") % {"names": "、".join(wrong)})
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

    Saying whose it is settles what the document says otherwise.
    """
    require(actor, "plans.decide", plan)
    require(actor, "plans.upload", Plan(region=region))
    _under_review(plan)
    unknown = set(changes) - ABOUT
    if unknown:
        raise RuleBroken(_("这些信息不能改：%(names)s。") % {"names": "、".join(sorted(unknown))})
    level = PlanLevel.PROVINCIAL if region else PlanLevel.NATIONAL
    save_at_version(plan, read_at=read_at, region=region, level=level, region_said=[], **changes)
    said = {name: str(value) for name, value in changes.items()}
    audit(actor, "plans.decide", plan, region=region and region.code, **said)
    return plan


@transaction.atomic
def accept_task(*, actor: Any, task: Task) -> int:
    """Accept every proposal of a task that nobody has decided on yet. Returns how many."""
    require(actor, "plans.decide", task.plan)
    _under_review(task.plan)
    open_ones = task.commitments.filter(decision=ProposalState.PROPOSED)
    count = open_ones.update(decision=ProposalState.ACCEPTED, version=models.F("version") + 1)
    audit(actor, "plans.decide", task, decision=ProposalState.ACCEPTED, count=count)
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
    if not Commitment.objects.filter(task__plan=plan).exclude(decision=ProposalState.REJECTED).exists():
        raise RuleBroken(_("这份方案还没有任务承诺，没有可比对的内容。请先在审核页面补充条目。"))
    running = Job.objects.filter(kind="plans.align", payload__plan=plan.slug).exclude(state__in=FINAL_JOB_STATES)
    if (job := running.select_related("owner").first()) and job.owner_id != actor.pk:
        raise RuleBroken(_("%(who)s已启动这份方案的比对，请等它结束后再比。") % {"who": job.owner})
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
    save_at_version(alignment, read_at=read_at, decision=decision, decided_by_id=actor.pk, decided_at=timezone.now())
    audit(actor, "plans.align", alignment, decision=decision, national=alignment.national_id, local=alignment.local_id)
    return alignment


def _decide(*, actor: Any, commitment: Commitment, read_at: int, decision: str) -> Commitment:
    require(actor, "plans.decide", commitment.task.plan)
    _under_review(commitment.task.plan)
    save_at_version(commitment, read_at=read_at, decision=decision)
    audit(actor, "plans.decide", commitment, decision=decision)
    return commitment


def _alignable(plan: Plan) -> None:
    """RuleBroken unless the plan, as it stands in the store, may be compared; it stays locked till the change is in."""
    now = Plan.objects.select_for_update(of=("self",)).only("state", "shipped").get(pk=plan.pk)
    if now.shipped:
        raise RuleBroken(_("国家方案不与自身比对。请选一份地方方案。"))
    if now.state not in ALIGNABLE:
        state = ReviewState(now.state)
        raise RuleBroken(_("“%(state)s”状态的方案不能比对，请先重开。") % {"state": state.label}, state=now.state)


def _under_review(plan: Plan) -> None:
    """RuleBroken unless the plan is under review as it stands in the store; it stays locked till the decision is in."""
    state = Plan.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=plan.pk)
    if state not in UNDER_REVIEW:
        raise RuleBroken(
            _("“%(state)s”状态的方案不能再改条目。请先退回或重开。") % {"state": ReviewState(state).label},
            state=state,
        )


def _may_move(*, actor: Any, plan: Plan, move: str) -> None:
    undecided = Commitment.objects.filter(task__plan=plan, decision=ProposalState.PROPOSED).count()
    if move == PlanMove.SUBMIT and undecided:
        raise RuleBroken(_("还有%(count)s条提议未审核，审完才能提交。") % {"count": undecided}, undecided=undecided)
    if move == PlanMove.SUBMIT and plan.region_said:
        raise RuleBroken(_("文件自述的地区与所选不同。请先确认这份文件归哪里，再提交。"))
    if move == PlanMove.PUBLISH and (other := _published_twin(plan)):
        raise RuleBroken(_("同一份文件已经发布：%(title)s。请撤回其中一份。") % {"title": other}, plan=other.slug)
    if move in NOT_BY_THE_SUBMITTER and plan.submitted_by_id == actor.pk:
        raise RuleBroken(_("提交人不能审定自己提交的方案，请由另一位有权限的人审定。"))


def _published_twin(plan: Plan) -> Plan | None:
    same = {"region": plan.region_id, "squeezed_sha256": plan.squeezed_sha256, "state": ReviewState.PUBLISHED}
    return Plan.objects.filter(**same).exclude(pk=plan.pk).first()


def _address(*, text: str, region: Region | None, actor: Any) -> str:
    """A plan's address, alike for one text, place and person, so that it tells nothing of others' drafts."""
    place = region.code if region else "national"
    return f"{place}-{hashlib.sha256(f'{text} {actor.pk}'.encode()).hexdigest()[:10]}"


def _set(plan: Plan, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(plan, name, value)
    plan.save()


def _said_otherwise(*, document: PlanDocument, region: Region | None) -> list[str]:
    """The regions the document says it is of, by its issuers or its title, if it was filed for none of them."""
    from dongxi.analysis.plan.statements import home_of  # brings the reader, which no page needs

    directory = Directory()
    issuers = {directory.known(kind="organisation", name=name).organisation_id for name in document.issuers}
    ministries = Organisation.objects.filter(pk__in=issuers - {None}, kind=OrganisationKind.MINISTRY)
    said = {WHOLE_COUNTRY} if issuers and ministries.count() == len(issuers) else home_of(document)
    filed = {region.code, region.parent_id} if region else {WHOLE_COUNTRY}
    return [] if filed & said else sorted(said)


def _strands() -> dict[str, str]:
    """Codes of the programmes the shipped plan names, by their printed names."""
    return dict(Task.objects.filter(plan__shipped=True).exclude(strand="").values_list("strand_name", "strand"))
