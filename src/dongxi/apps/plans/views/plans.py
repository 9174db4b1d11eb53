"""Pages of plans: the list, a plan, a task, a commitment."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from dongxi.apps.plans import queries
from dongxi.apps.plans.listings import ledger_for, with_drafts
from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.queries import timeline as wall
from dongxi.apps.plans.queries.document import document_json
from dongxi.apps.plans.views.contexts import commitment_context, plan_context, task_context
from dongxi.apps.records.listing_export import EXPORTS
from dongxi.apps.records.listing_view import read_view
from dongxi.apps.records.permissions import decide


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


def document(request: HttpRequest, slug: str) -> JsonResponse:
    """The plan as dongxi.plan/1, as it stands after review."""
    shown = get_object_or_404(queries.visible_plans(to=request.user), slug=slug)
    return JsonResponse(document_json(plan=shown), json_dumps_params={"ensure_ascii": False})


def task(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who must do what with whom."""
    tasks = queries.tasks_with_parts(to=request.user, on=timezone.localdate(), withdrawn=True)
    shown = get_object_or_404(tasks, plan__slug=slug, code=code)
    return render(request, "plans/task.html", task_context(task=shown, to=request.user))


def commitment(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One commitment: who, with whom, what, by when, where it stands, and where it is written."""
    rows = queries.ledger(to=request.user, on=timezone.localdate(), every=True)
    shown = get_object_or_404(rows, task__plan__slug=slug, code=code)
    return render(request, "plans/commitment.html", commitment_context(commitment=shown, to=request.user))


def ledger(request: HttpRequest) -> HttpResponseBase:
    """Who owes what to whom by when."""
    may_upload = decide(request.user, "plans.upload").allowed
    listing = ledger_for(request.user, asked=request.GET)
    return listing.respond(request, _rows(request), template="plans/ledger.html", context={"may_upload": may_upload})


def _rows(request: HttpRequest) -> QuerySet[Commitment]:
    """The rows of the ledger; of plans not published only where the address asks for them."""
    rows = queries.ledger(to=request.user, on=timezone.localdate())
    return rows if with_drafts(request.GET) else queries.published_only(rows)


def timeline(request: HttpRequest) -> HttpResponseBase:
    """The same rows over the years."""
    listing, rows = ledger_for(request.user, asked=request.GET, name="timeline", page_size=100), _rows(request)
    view = read_view(listing, request)
    if view.format in EXPORTS:
        return listing.respond(request, rows, template="plans/timeline.html")
    page = listing.page(request, listing.ordered(listing.filtered(rows, view), view), view)
    whole = page["total"] <= wall.MOST_DRAWN
    chosen = listing.filtered(rows, view).prefetch_related(None).order_by(*Commitment._meta.ordering) if whole else None
    on_page = [line.row for line in page["lines"] if line.row]
    drawn = wall.drawn(rows=on_page if chosen is None else chosen, on=timezone.localdate())
    context = {"listing": page, "timeline": drawn, "whole": whole, "most": wall.MOST_DRAWN}
    return render(request, "plans/timeline.html", context)
