"""A draft becomes rows. Rows that stand already are matched by code; what people decided is left alone.

Rows the draft no longer holds retire: deleted where nobody has anything to do with them, else kept as withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any

from django.db.models import Q

from dongxi.apps.plans.models import (
    Alignment,
    Clause,
    Commitment,
    Deliverable,
    Goal,
    NamedPairing,
    NamedPairingSide,
    Party,
    Plan,
    PlanIssuer,
    Task,
    TaskField,
    TaskMode,
)
from dongxi.apps.plans.rules import RESPONSIBLE, ProposalState
from dongxi.apps.plans.storing.directory import Directory
from dongxi.apps.plans.storing.drafts import (
    ClauseDraft,
    CommitmentDraft,
    NamedDraft,
    PartyDraft,
    PlanDraft,
    Span,
    TaskDraft,
    due_year,
)
from dongxi.apps.records.retiring import Retired, retire

DECIDED_OTHERWISE = (ProposalState.CORRECTED, ProposalState.REJECTED)
_KEPT_OF_A_TASK = frozenset({"id", "plan", "code", "cue", "responsible_corrected", "version"})
_BATCH = 500


def store(*, plan: Plan, draft: PlanDraft, decision: str) -> Retired:
    """Write everything below `plan`. New commitments get `decision`; corrected and rejected ones stay as they are."""
    directory, gone = Directory(home=plan.region), _retire(plan=plan, draft=draft)
    _store_issuers(plan=plan, draft=draft, directory=directory)
    clauses = _store_clauses(plan=plan, drafts=draft.clauses)
    tasks = _store_tasks(plan=plan, drafts=draft.tasks, clauses=clauses)
    commitments = _store_commitments(plan=plan, tasks=tasks, drafts=draft.tasks, decision=decision)
    _clear_children(plan=plan)
    _store_children(drafts=draft.tasks, tasks=tasks, commitments=commitments, directory=directory)
    _store_pairings(drafts=draft.tasks, tasks=tasks, directory=directory)
    return gone


def set_columns(plan: Plan, columns: Mapping[str, Any]) -> None:
    """Write the plan's own columns."""
    for name, value in columns.items():
        setattr(plan, name, value)
    plan.save()


def _retire(*, plan: Plan, draft: PlanDraft) -> Retired:
    """Commitments, then tasks, then clauses. A correspondence nobody decided on goes with its commitment; a clause
    stays while it has a task."""
    gone = Retired()
    held = {row.code for task in draft.tasks for row in task.commitments}
    commitments = Commitment.objects.filter(task__plan=plan)
    for some in _absent(commitments, held):
        Alignment.objects.filter(Q(national__in=some) | Q(local__in=some), decision=ProposalState.PROPOSED).delete()
        gone += retire(commitments.filter(pk__in=some), parts=(Party, TaskMode, Deliverable))
    withdrawn = commitments.exclude(withdrawn_at=None).values_list("pk", "code")
    for some in batched([pk for pk, code in withdrawn if code in held], _BATCH, strict=False):
        commitments.filter(pk__in=some).update(withdrawn_at=None)
    for some in _absent(plan.tasks, {task.code for task in draft.tasks}):
        tasks = plan.tasks.filter(pk__in=some)
        gone += retire(tasks, parts=(Party, TaskMode, TaskField, Deliverable, NamedPairing, Goal))
    for some in _absent(plan.clauses, {clause.code for clause in draft.clauses}):
        gone += retire(plan.clauses.filter(pk__in=some))
    return gone


def _absent(rows: Any, held: set[str]) -> Iterator[tuple[int, ...]]:
    """Keys of the rows whose codes the draft no longer holds, the newest first, as many at a time as a database takes.

    So what stands below another goes before it.
    """
    stored = rows.order_by("-pk").values_list("pk", "code")
    yield from batched([pk for pk, code in stored if code not in held], _BATCH, strict=False)


def proposal_of(draft: CommitmentDraft) -> dict[str, Any]:
    """What the machine proposed, as it is kept beside what people make of it."""
    return {
        "text": draft.text,
        "span": list(draft.span) if draft.span else None,
        "force": draft.force,
        "modes": [{"code": mode.code, "cue": mode.cue} for mode in draft.modes],
        "parties": [
            {"name": party.name, "kind": party.kind, "role": party.role, "acts": party.acts} for party in draft.parties
        ],
        "deliverables": [{"name": thing.name, "type": thing.type} for thing in draft.deliverables],
        "due": draft.due,
    }


def party_rows(
    *, parties: Iterable[PartyDraft], task: Task, commitment: Commitment | None, directory: Directory
) -> list[Party]:
    """Rows of the parties of a task or of one of its commitments."""
    return [
        Party(
            task=task,
            commitment=commitment,
            role=party.role,
            acts=party.acts,
            **_who(party=party, directory=directory),
            **_where(party.span, party.cue),
        )
        for party in parties
    ]


def deliverable_rows(*, things: Iterable[NamedDraft], task: Task, commitment: Commitment | None) -> list[Deliverable]:
    """Rows of the deliverables of a task or of one of its commitments."""
    return [
        Deliverable(
            task=task,
            commitment=commitment,
            name=thing.name,
            name_en=thing.name_en,
            type=thing.type,
            **_where(thing.span, thing.cue),
        )
        for thing in things
    ]


def _store_issuers(*, plan: Plan, draft: PlanDraft, directory: Directory) -> None:
    plan.issuers.all().delete()
    PlanIssuer.objects.bulk_create(
        PlanIssuer(
            plan=plan,
            position=position,
            name=issuer.name[:120],
            organisation_id=directory.known(kind="organisation", name=issuer.name, key=issuer.key).organisation_id,
        )
        for position, issuer in enumerate(draft.issuers, start=1)
    )


def _store_clauses(*, plan: Plan, drafts: tuple[ClauseDraft, ...]) -> dict[str, Clause]:
    rows = [
        Clause(
            plan=plan,
            code=draft.code,
            level=draft.level,
            number=draft.number[:30],
            heading=draft.heading,
            heading_en=draft.heading_en,
            position=position,
            **_where(draft.span),
        )
        for position, draft in enumerate(drafts, start=1)
    ]
    fields = ["level", "number", "heading", "heading_en", "position", "start", "end"]
    _upsert(Clause, rows, unique=["plan", "code"], fields=fields)
    stored = {clause.code: clause for clause in plan.clauses.all()}
    for draft in drafts:
        stored[draft.code].parent = stored.get(draft.parent or "")
    Clause.objects.bulk_update(stored.values(), ["parent"], batch_size=_BATCH)
    return stored


def _store_tasks(*, plan: Plan, drafts: tuple[TaskDraft, ...], clauses: dict[str, Clause]) -> dict[str, Task]:
    rows = [
        Task(
            plan=plan,
            clause=clauses.get(draft.code),
            code=draft.code,
            number=draft.number[:30],
            kind=draft.kind,
            title=draft.title,
            title_en=draft.title_en,
            strand=draft.strand,
            strand_name=draft.strand_name,
            strand_name_en=draft.strand_name_en,
            position=position,
            due_year=due_year(draft.due),
            due_text=draft.due,
            **_where(draft.span),
        )
        for position, draft in enumerate(drafts, start=1)
    ]
    fields = [f.name for f in Task._meta.concrete_fields if f.name not in _KEPT_OF_A_TASK]
    _upsert(Task, rows, unique=["plan", "code"], fields=fields)
    return {task.code: task for task in plan.tasks.filter(withdrawn_at=None)}


def _store_commitments(
    *, plan: Plan, tasks: dict[str, Task], drafts: tuple[TaskDraft, ...], decision: str
) -> dict[str, Commitment]:
    """Write the commitments and give back, by code, those whose parties and modes are to be written too."""
    untouchable = set(
        Commitment.objects.filter(task__plan=plan, decision__in=DECIDED_OTHERWISE).values_list("code", flat=True)
    )
    rows = [
        Commitment(
            task=tasks[task.code],
            code=draft.code,
            position=position,
            text=draft.text,
            text_en=draft.text_en,
            force=draft.force,
            due_year=due_year(draft.due),
            due_text=draft.due,
            decision=decision,
            proposal=proposal_of(draft),
            **_where(draft.span),
        )
        for task in drafts
        for position, draft in enumerate(task.commitments, start=1)
        if draft.code not in untouchable
    ]
    fields = ["position", "text", "text_en", "force", "due_year", "due_text", "proposal", "start", "end"]
    _upsert(Commitment, rows, unique=["task", "code"], fields=fields)
    wanted = {row.code for row in rows}
    stored = Commitment.objects.filter(task__plan=plan)
    return {commitment.code: commitment for commitment in stored if commitment.code in wanted}


def _clear_children(*, plan: Plan) -> None:
    for model in (Party, TaskMode, Deliverable):
        of_plan = model.objects.filter(task__plan=plan, task__withdrawn_at=None, commitment__withdrawn_at=None)
        of_plan = of_plan.exclude(commitment__decision__in=DECIDED_OTHERWISE)
        kept = {"commitment": None, "role__in": RESPONSIBLE, "task__responsible_corrected": True}
        (of_plan.exclude(**kept) if model is Party else of_plan).delete()
    for model in (TaskField, Goal, NamedPairing):
        model.objects.filter(task__plan=plan, task__withdrawn_at=None).delete()


def _store_children(
    *,
    drafts: tuple[TaskDraft, ...],
    tasks: dict[str, Task],
    commitments: dict[str, Commitment],
    directory: Directory,
) -> None:
    parties: list[Party] = []
    modes: list[TaskMode] = []
    things: list[Deliverable] = []
    fields: list[TaskField] = []
    goals: list[Goal] = []
    for draft in drafts:
        task = tasks[draft.code]
        holders = [
            (draft, None),
            *((row, commitments[row.code]) for row in draft.commitments if row.code in commitments),
        ]
        for holder, commitment in holders:
            named = _undecided(holder.parties, task=task, commitment=commitment)
            parties += party_rows(parties=named, task=task, commitment=commitment, directory=directory)
            things += deliverable_rows(things=holder.deliverables, task=task, commitment=commitment)
            modes += [
                TaskMode(task=task, commitment=commitment, mode=mode.code, **_where(mode.span, mode.cue))
                for mode in holder.modes
            ]
        fields += [
            TaskField(task=task, name=field.name, name_en=field.name_en, **_where(field.span, field.cue))
            for field in draft.fields
        ]
        goals += [Goal(task=task, text=goal.text, **_where(goal.span)) for goal in draft.goals]
    for model, rows in ((Party, parties), (TaskMode, modes), (Deliverable, things), (TaskField, fields), (Goal, goals)):
        model.objects.bulk_create(rows, batch_size=_BATCH)


def _undecided(parties: Iterable[PartyDraft], *, task: Task, commitment: Commitment | None) -> Iterable[PartyDraft]:
    """Parties without the bodies that answer for a task, where a person said who they are."""
    if commitment is not None or not task.responsible_corrected:
        return parties
    return [party for party in parties if party.role not in RESPONSIBLE]


def _store_pairings(*, drafts: tuple[TaskDraft, ...], tasks: dict[str, Task], directory: Directory) -> None:
    drawn = [(tasks[draft.code], pairing) for draft in drafts for pairing in draft.pairings]
    pairings = NamedPairing.objects.bulk_create(
        [NamedPairing(task=task, **_where(draft.span, draft.cue)) for task, draft in drawn], batch_size=_BATCH
    )
    NamedPairingSide.objects.bulk_create(
        [
            NamedPairingSide(pairing=pairing, side=side, **_who(party=party, directory=directory))
            for pairing, (_task, draft) in zip(pairings, drawn, strict=True)
            for side in ("a", "b")
            for party in getattr(draft, side)
        ],
        batch_size=_BATCH,
    )


def _upsert(model: Any, rows: list[Any], *, unique: list[str], fields: list[str]) -> None:
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=unique, update_fields=fields, batch_size=_BATCH
    )


def _who(*, party: PartyDraft, directory: Directory) -> dict[str, Any]:
    known = directory.known(kind=party.kind, name=party.name, code=party.code, key=party.key)
    return {
        "kind": party.kind,
        "name": party.name,
        "name_en": known.name_en or party.name_en,
        "region_id": known.region_id,
        "group_id": known.group_id,
        "organisation_id": known.organisation_id,
    }


def _where(span: Span, cue: str = "") -> dict[str, Any]:
    start, end = span or (None, None)
    return {"start": start, "end": end} | ({"cue": cue} if cue else {})
