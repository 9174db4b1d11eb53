"""Pages of correspondences between a local plan and the national one, and what they cover."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dongxi.apps.plans import queries, services
from dongxi.apps.plans.queries import covering
from dongxi.apps.plans.views.overwriting import leading_back
from dongxi.apps.plans.views.review import version_read
from dongxi.apps.records.permissions import decide


def alignment(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of a local plan's commitments carry out which national ones, one proposal at a time."""
    plan = get_object_or_404(queries.visible_plans(to=request.user).filter(shipped=False), slug=slug)
    rows = list(queries.visible_alignments(to=request.user).filter(local__task__plan=plan))
    chosen = covering.chosen(rows=rows, at=request.GET.get("at", ""))
    context = {
        "plan": plan,
        "rows": rows,
        "chosen": chosen,
        "coverage": covering.of_plan(plan=plan, rows=rows, to=request.user),
        "may_align": decide(request.user, "plans.align", plan).allowed,
    }
    return render(request, "plans/alignment.html", context)


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the machine for proposals."""
    plan = get_object_or_404(queries.visible_plans(to=request.user).filter(shipped=False), slug=slug)
    job = services.start_alignment(actor=request.user, plan=plan)
    return redirect("plans:reading", job.pk)


@login_required
@require_POST
def decide_one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or reject one correspondence, then on to the next open one."""
    rows = queries.visible_alignments(to=request.user).filter(local__task__plan__slug=slug)
    row = get_object_or_404(rows, pk=pk)
    with leading_back(f"{queries.alignment_address(row.local.task.plan)}?at={row.pk}"):
        services.decide_alignment(
            actor=request.user, alignment=row, decision=request.POST.get("decision", ""), read_at=version_read(request)
        )
    following = covering.next_open(rows=list(rows.all()), after=row)
    address = queries.alignment_address(row.local.task.plan)
    return redirect(f"{address}?at={following.pk}" if following else address)


def coverage(request: HttpRequest) -> HttpResponseBase:
    """How much of the national plan the provinces have taken up, by strand and by province."""
    return render(request, "plans/coverage.html", {"table": covering.by_province(to=request.user)})
