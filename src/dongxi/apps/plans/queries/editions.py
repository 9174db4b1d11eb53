"""The edition a document replaces, and what of it people have decided that the new one says again, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Q, prefetch_related_objects

from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.queries.visible import editable_plans, plan_of, published_rows
from dongxi.apps.plans.rules import UNDER_REVIEW, ProposalState
from dongxi.apps.records.models import Evidence
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.queries import standing_evidence_of

_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Edition:
    """An earlier edition; (new, earlier) of each open commitment that was decided there, of each task whose responsible
    bodies were corrected there, and of each task that stands in both."""

    plan: Plan
    repeated: tuple[tuple[Commitment, Commitment], ...]
    responsible: tuple[tuple[Task, Task], ...]
    tasks: tuple[tuple[Task, Task], ...]

    def __bool__(self) -> bool:
        return bool(self.repeated or self.responsible)


def earlier_edition(plan: Plan, *, to: Any) -> Edition | None:
    """The edition a plan under review replaces, for those who may decide on both: the plan it is said to succeed,
    else the last one of the same place with the same number or title. None if nothing can be taken over from it."""
    if plan.shipped or plan.state not in UNDER_REVIEW or not decide(to, "plans.decide", plan).allowed:
        return None
    others = editable_plans(to=to).filter(shipped=False, region=plan.region_id).exclude(pk=plan.pk)
    named = Q(title=plan.title) | (Q(document_number=plan.document_number) if plan.document_number else Q(pk__in=()))
    earlier = others.filter(pk=plan.succeeds_id).first() or others.filter(named, pk__lt=plan.pk).order_by("-pk").first()
    if earlier is None:
        return None
    tasks = _tasks(plan, earlier)
    responsible = tuple(
        (task, before) for task, before in tasks if before.responsible_corrected and not task.responsible_corrected
    )
    found = Edition(plan=earlier, repeated=_repeated(plan, earlier), responsible=responsible, tasks=tasks)
    return found or None


@dataclass(frozen=True, kw_only=True)
class EarlierEvidence:
    """What stands as evidence of a task or a commitment of an earlier edition; `address` is empty where the reader may
    no longer open it there."""

    plan: Plan
    code: str
    address: str
    pieces: tuple[Evidence, ...]


def earlier_evidence(subject: Task | Commitment, *, to: Any) -> list[EarlierEvidence]:
    """The evidence of what a task or a commitment took over from, newest edition first."""
    if subject.line is None:
        return []
    found = []
    for row in subject.editions().filter(pk__lt=subject.pk).reverse():
        plan = row.task.plan if isinstance(row, Commitment) else row.plan
        if pieces := tuple(standing_evidence_of(row)):
            address = row.evidence_address() if plan.seen_by(to) else ""
            found.append(EarlierEvidence(plan=plan, code=row.code, address=address, pieces=pieces))
    return found


def counting_edition(subject: Task | Commitment) -> Task | Commitment | None:
    """The same task or commitment in the newest published edition that took over from this one, where its evidence
    counts; None if it counts here."""
    later = published_rows(type(subject)).filter(line=subject.line, pk__gt=subject.pk).order_by("-pk")
    return None if subject.line is None else later.select_related(plan_of(type(subject))).first()


def _repeated(plan: Plan, earlier: Plan) -> tuple[tuple[Commitment, Commitment], ...]:
    if not Commitment.objects.filter(task__plan=earlier).exclude(decision=ProposalState.PROPOSED).exists():
        return ()
    said = _by_words(_commitments(earlier))
    before = {words: row for words, row in said.items() if row.decision != ProposalState.PROPOSED}
    now = _by_words(_commitments(plan)) if before else {}
    found = tuple(
        (row, before[words])
        for words, row in now.items()
        if row.decision == ProposalState.PROPOSED and words in before and _proposed(row) == _proposed(before[words])
    )
    corrected = [row for _now, row in found if row.decision == ProposalState.CORRECTED]
    for some in batched(corrected, _BATCH, strict=False):
        prefetch_related_objects(some, "modes", "parties", "deliverables")
    return found


def _commitments(plan: Plan) -> Iterator[Commitment]:
    """A plan's commitments, all of one plan in memory: its text, which may be long, is held once and not for each."""
    rows = Commitment.objects.filter(task__plan=plan, withdrawn_at=None).select_related("task")
    for row in rows.iterator(chunk_size=_BATCH):
        row.task.plan = plan
        yield row


def _tasks(plan: Plan, earlier: Plan) -> tuple[tuple[Task, Task], ...]:
    before = _once((task.title, task) for task in earlier.tasks.all())
    now = _once((task.title, task) for task in plan.tasks.all())
    return tuple((task, before[title]) for title, task in now.items() if title in before)


def _by_words(rows: Iterable[Commitment]) -> dict[tuple[str, str], Commitment]:
    """Machine-read commitments by the title of their task and their words."""
    return _once(((row.task.title, "".join(row.proposal["text"].split())), row) for row in rows if row.proposal)


def _once[Key, Row](rows: Iterable[tuple[Key, Row]]) -> dict[Key, Row]:
    """Rows by their key; those whose key stands twice are left out, for nobody can tell which is meant."""
    seen: dict[Key, list[Row]] = {}
    for key, row in rows:
        seen.setdefault(key, []).append(row)
    return {key: found[0] for key, found in seen.items() if len(found) == 1}


def _proposed(row: Commitment) -> dict[str, Any]:
    """What the machine made of the words, wherever they stand."""
    return {name: value for name, value in row.proposal.items() if name not in ("text", "span")}
