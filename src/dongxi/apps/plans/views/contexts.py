"""What each page of plans shows, as the context of its template; pages above may show it too."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.queries import outlining
from dongxi.apps.plans.queries.marking import marked
from dongxi.apps.plans.rules import UNDER_REVIEW, TaskKind, TaskState
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.queries import evidence_of, filing_permission, may_withdraw, standing_evidence_of


def plan_context(*, plan: Plan, to: Any, part: str | None) -> dict[str, Any]:
    """What the plan page shows."""
    clauses = list(plan.clauses.all())
    parts = outlining.parts(plan=plan, clauses=clauses) if plan.has_text() else []
    number = int(part) if part and part.isdecimal() and int(part) < len(parts) else 0
    span = (parts[number].start, parts[number].end) if parts else None
    tasks = list(_tasks_within(plan, span if len(parts) > 1 else None, to=to))
    commitments = [row for task in tasks for row in task.commitments.all()]
    outline = outlining.near(clauses, parts=parts, number=number)
    issuers = list(plan.issuers.select_related("organisation"))
    return {
        "plan": plan,
        "issuers": issuers,
        "sections": outlining.sections(clauses=outline, tasks=tasks, parts=parts, text=plan.text if parts else ""),
        "lines": marked(
            text=plan.text,
            clauses=clauses,
            commitments=commitments,
            span=span,
            title=plan.title,
            issuers=[issuer.name for issuer in issuers],
        )
        if parts
        else [],
        "parts": parts,
        "part_number": number,
        "outline_cut": len(outline) < len(clauses),
        **_counts(plan, to=to),
        "modes": queries.mode_legend(),
        "succeeds": queries.visible_plans(to=to).filter(pk=plan.succeeds_id).first(),
        "successors": queries.visible_plans(to=to).filter(succeeds=plan),
        "home_question": queries.home_question(plan, to=to),
        "source": plan.source(),
        **standing(plan=plan, to=to),
    }


def _tasks_within(plan: Plan, span: tuple[int, int] | None, *, to: Any) -> QuerySet[Task]:
    """A plan's tasks with what they name, or of a long one those of the stretch of text that is shown."""
    rows = queries.tasks_with_parts(to=to, on=timezone.localdate()).filter(plan=plan)
    return rows.filter(start__lt=span[1], end__gt=span[0]) if span else rows


def _counts(plan: Plan, *, to: Any) -> dict[str, int]:
    kinds = Counter(queries.visible_tasks(to=to).filter(plan=plan).values_list("kind", flat=True))
    rows = queries.visible_commitments(to=to).filter(task__plan=plan, task__withdrawn_at=None)
    return {
        "task_count": kinds[TaskKind.TASK],
        "safeguard_count": kinds[TaskKind.SAFEGUARD],
        "commitment_count": rows.count(),
    }


def standing(*, plan: Plan, to: Any) -> dict[str, Any]:
    """What somebody may do with a plan now."""
    may_decide = decide(to, "plans.decide", plan).allowed
    return {
        "may_review": may_decide and plan.state in UNDER_REVIEW,
        "may_see_review": may_decide,
        "may_discard": queries.may_discard(plan, by=to),
        "may_bind": plan.shipped and not plan.has_text() and decide(to, "plans.bind", plan).allowed,
        "may_align": not plan.shipped and decide(to, "plans.align", plan).allowed,
    }


def task_context(*, task: Task, to: Any) -> dict[str, Any]:
    """What the task page shows; a page above may add to it and fill the block `public_records`."""
    around = queries.visible_tasks(to=to).filter(plan=task.plan)
    return {
        "task": task,
        "plan": task.plan,
        "parties": queries.parties_of(task),
        "modes": queries.distinct_modes(task),
        "deliverables": queries.distinct_deliverables(task),
        "before": around.filter(position__lt=task.position).last(),
        "after": around.filter(position__gt=task.position).first(),
        "subject": task,
        "evidence": standing_evidence_of(task),
        "earlier_evidence": queries.earlier_evidence(task, to=to),
        "counted_in": queries.counting_edition(task),
        "proven": [row for row in task.commitments.all() if row.evidence_count],
        "history": queries.history(task),
        "state_label": TaskState(task.state_code).label,
        "source": task.plan.source(),
        "place": outlining.place(task),
    }


def commitment_context(*, commitment: Commitment, to: Any) -> dict[str, Any]:
    """What the commitment page shows."""
    plan = commitment.task.plan
    return {
        "commitment": commitment,
        "task": commitment.task,
        "plan": plan,
        "subject": commitment,
        "evidence": standing_evidence_of(commitment),
        "earlier_evidence": queries.earlier_evidence(commitment, to=to),
        "counted_in": queries.counting_edition(commitment),
        "history": queries.history(commitment),
        "state_label": TaskState(commitment.state_code).label,
        "alignments": queries.alignments_of(commitment, to=to),
        "context": outlining.around(commitment) if plan.has_text() else None,
        "place": outlining.place(commitment.task),
        "source": plan.source(),
        **standing(plan=plan, to=to),
    }


def evidence_context(*, subject: Task | Commitment, to: Any) -> dict[str, Any]:
    """What the page of a task's or a commitment's evidence shows, without its form."""
    task = subject.task if isinstance(subject, Commitment) else subject
    earlier = queries.earlier_evidence(subject, to=to)
    filed = [{"row": row, "may_withdraw": may_withdraw(filed=row, to=to)} for row in evidence_of(subject)]
    return {
        "subject": subject,
        "task": task,
        "plan": task.plan,
        "filed": filed,
        "earlier_evidence": earlier,
        "counted_in": queries.counting_edition(subject),
        "earlier_count": sum(len(edition.pieces) for edition in earlier),
        "standing_count": sum(each["row"].withdrawn_at is None for each in filed),
        "of_whole_task": subject is task,
        "may_file": decide(to, filing_permission(subject), subject).allowed,
        "hindrance": subject.evidence_hindrance(),
        "state_label": TaskState(subject.state_code).label,
        "place": outlining.place(task),
    }
