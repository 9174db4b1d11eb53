"""Pages of plans: the list, a plan, a task, a commitment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from dongxi.apps.plans import exporting, outlining, queries
from dongxi.apps.plans import timeline as wall
from dongxi.apps.plans.ledger import ledger_for
from dongxi.apps.plans.marking import marked
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.rules import UNDER_REVIEW, TaskKind, TaskState
from dongxi.apps.records.listing_export import EXPORTS
from dongxi.apps.records.listing_view import read_view
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.queries import evidence_of


def this_year() -> int:
    """The year on the calendar at the place of the store."""
    return timezone.localdate().year


def index(request: HttpRequest) -> HttpResponse:
    """Which plans there are."""
    plans = queries.plans_with_counts(to=request.user)
    return render(
        request,
        "plans/index.html",
        {"plans": plans, "may_upload": decide(request.user, "plans.upload").allowed},
    )


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """What a plan says: outline left; its text with its commitments marked, or its structured facts, right."""
    shown = get_object_or_404(queries.visible_plans(to=request.user), slug=slug)
    return render(request, "plans/plan.html", plan_context(plan=shown, to=request.user, part=request.GET.get("part")))


def plan_context(*, plan: Plan, to: Any, part: str | None) -> dict[str, Any]:
    """What the plan page shows."""
    tasks = list(queries.tasks_with_parts(to=to, year=this_year()).filter(plan=plan))
    clauses = list(plan.clauses.all())
    parts = outlining.parts(plan=plan, clauses=clauses) if plan.text else []
    number = int(part) if part and part.isdecimal() and int(part) < len(parts) else 0
    commitments = [row for task in tasks for row in task.commitments.all()]
    span = (parts[number].start, parts[number].end) if parts else None
    return {
        "plan": plan,
        "issuers": plan.issuers.select_related("organisation"),
        "sections": outlining.sections(clauses=clauses, tasks=tasks, parts=parts),
        "lines": marked(text=plan.text, clauses=clauses, commitments=commitments, span=span) if parts else [],
        "parts": parts,
        "part_number": number,
        "task_count": sum(task.kind == TaskKind.TASK for task in tasks),
        "safeguard_count": sum(task.kind == TaskKind.SAFEGUARD for task in tasks),
        "commitment_count": len(commitments),
        "modes": queries.mode_legend(),
        "source": plan.source(),
        **standing(plan=plan, to=to),
    }


def standing(*, plan: Plan, to: Any) -> dict[str, Any]:
    """What somebody may do with a plan now."""
    may_decide = decide(to, "plans.decide", plan).allowed
    return {
        "may_review": may_decide and plan.state in UNDER_REVIEW,
        "may_see_review": may_decide,
        "may_bind": plan.shipped and not plan.text and decide(to, "plans.bind", plan).allowed,
        "may_align": not plan.shipped and decide(to, "plans.align", plan).allowed,
    }


def document(request: HttpRequest, slug: str) -> JsonResponse:
    """The plan as dongxi.plan/1, as it stands after review."""
    shown = get_object_or_404(queries.visible_plans(to=request.user), slug=slug)
    return JsonResponse(exporting.document_json(plan=shown), json_dumps_params={"ensure_ascii": False})


def task(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who must do what with whom."""
    tasks = queries.tasks_with_parts(to=request.user, year=this_year())
    shown = get_object_or_404(tasks, plan__slug=slug, code=code)
    return render(request, "plans/task.html", task_context(task=shown, to=request.user))


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
        "evidence": evidence_of(task),
        "history": queries.history(task),
        "state_label": TaskState(task.state_code).label,
        "source": task.plan.source(),
    }


def commitment(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One commitment: who, with whom, what, by when, where it stands, and where it is written."""
    rows = queries.ledger(to=request.user, year=this_year(), rejected=True)
    shown = get_object_or_404(rows, task__plan__slug=slug, code=code)
    return render(request, "plans/commitment.html", commitment_context(commitment=shown, to=request.user))


def commitment_context(*, commitment: Commitment, to: Any) -> dict[str, Any]:
    """What the commitment page shows."""
    plan = commitment.task.plan
    return {
        "commitment": commitment,
        "task": commitment.task,
        "plan": plan,
        "evidence": evidence_of(commitment),
        "history": queries.history(commitment),
        "state_label": TaskState(commitment.state_code).label,
        "alignments": queries.alignments_of(commitment, to=to),
        "context": outlining.around(commitment) if plan.text else None,
        "source": plan.source(),
        **standing(plan=plan, to=to),
    }


def ledger(request: HttpRequest) -> HttpResponseBase:
    """Who owes what to whom by when."""
    rows = queries.ledger(to=request.user, year=this_year())
    may_upload = decide(request.user, "plans.upload").allowed
    return ledger_for(request.user).respond(
        request, rows, template="plans/ledger.html", context={"may_upload": may_upload}
    )


def timeline(request: HttpRequest) -> HttpResponseBase:
    """The same rows over the years."""
    listing = ledger_for(request.user, name="timeline", page_size=100)
    rows = queries.ledger(to=request.user, year=this_year())
    view = read_view(listing, request)
    if view.format in EXPORTS:
        return listing.respond(request, rows, template="plans/timeline.html")
    page = listing.page(request, listing.ordered(listing.filtered(rows, view), view), view)
    drawn = wall.drawn(rows=[line.row for line in page["lines"] if line.row], on=timezone.localdate())
    return render(request, "plans/timeline.html", {"listing": page, "timeline": drawn})
