"""Pages of the audit, of background jobs and of evidence."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dongxi.apps.records import queries, services
from dongxi.apps.records.jobs import title_of
from dongxi.apps.records.listings import AUDIT, JOBS


@require_GET
def audit(request: HttpRequest) -> HttpResponseBase:
    """What was done, by whom, and whether the chain of lines is whole."""
    context = {"chain": queries.chain_state(to=request.user)}
    return AUDIT.respond(
        request, queries.visible_audit(to=request.user), template="records/audit.html", context=context
    )


@require_GET
def jobs(request: HttpRequest) -> HttpResponseBase:
    """Long work: how far it is and how it ended."""
    return JOBS.respond(request, queries.visible_jobs(to=request.user), template="records/jobs.html")


@require_GET
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One piece of long work. Its page renews itself until the work has ended."""
    found = get_object_or_404(queries.visible_jobs(to=request.user), pk=pk)
    return render(request, "records/job.html", {"job": found, "title": title_of(found)})


@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask long work to stop."""
    found = get_object_or_404(queries.visible_jobs(to=request.user), pk=pk)
    services.cancel_job(actor=request.user, job=found)
    return redirect("records:job", pk=pk)


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file behind a piece of evidence, as a download that no browser opens by itself."""
    filed = queries.evidence_file(pk=pk, to=request.user)
    answer = FileResponse(filed.path.open("rb"), as_attachment=True, filename=filed.name, content_type=filed.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
