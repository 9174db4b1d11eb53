"""Pages on which evidence of a task or a commitment is listed, filed and withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongxi.apps.plans import queries
from dongxi.apps.plans.forms import EvidenceForm, WithdrawForm
from dongxi.apps.plans.models import Commitment, Task
from dongxi.apps.plans.views.contexts import evidence_context
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.permissions import require
from dongxi.apps.records.queries import evidence_of, filing_permission


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Evidence of a whole task."""
    return _listed_and_filed(request, _task(request, slug, code))


@require_http_methods(["GET", "HEAD", "POST"])
def commitment(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Evidence of a commitment."""
    return _listed_and_filed(request, _commitment(request, slug, code))


@require_POST
def withdraw_of_task(request: HttpRequest, slug: str, code: str, pk: int) -> HttpResponse:
    """Withdraw a piece of evidence of a whole task."""
    return _withdrawn(request, _task(request, slug, code), pk)


@require_POST
def withdraw_of_commitment(request: HttpRequest, slug: str, code: str, pk: int) -> HttpResponse:
    """Withdraw a piece of evidence of a commitment."""
    return _withdrawn(request, _commitment(request, slug, code), pk)


def _task(request: HttpRequest, slug: str, code: str) -> Task:
    rows = queries.with_state(queries.visible_tasks(to=request.user, withdrawn=True), on=timezone.localdate())
    return get_object_or_404(rows, plan__slug=slug, code=code)


def _commitment(request: HttpRequest, slug: str, code: str) -> Commitment:
    rows = queries.with_state(queries.visible_commitments(to=request.user, withdrawn=True), on=timezone.localdate())
    return get_object_or_404(rows, task__plan__slug=slug, code=code)


def _listed_and_filed(request: HttpRequest, subject: Task | Commitment) -> HttpResponse:
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(request.user, filing_permission(subject), subject)
        if form.is_valid() and _filed(request, subject, form):
            return redirect(subject.evidence_address())
    return _page(request, subject, form=form, status=400 if form.errors else 200)


def _filed(request: HttpRequest, subject: Task | Commitment, form: EvidenceForm) -> bool:
    """Whether what the form gives was filed; if not, the form says beside the field why."""
    given, file = form.cleaned_data, form.cleaned_data["file"]
    try:
        filed = records.file_evidence(
            actor=request.user,
            permission=filing_permission(subject),
            subject=subject,
            title=given["title"],
            name=file.name if file else "",
            chunks=file.chunks() if file else (),
            link=given["link"],
        )
    except BadInput as refused:
        form.add_error("file" if file else "link", refused.message)
        return False
    messages.success(request, _("已提交佐证“%(title)s”，等待核验。") % {"title": filed.title})
    return True


def _withdrawn(request: HttpRequest, subject: Task | Commitment, pk: int) -> HttpResponse:
    filed = get_object_or_404(evidence_of(subject), pk=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, subject, form=EvidenceForm(), withdrawal=form, withdrawing=pk, status=400)
    records.withdraw_evidence(actor=request.user, filed=filed, reason=form.cleaned_data["reason"])
    messages.success(request, _("已撤回佐证“%(title)s”，理由留在历史中。") % {"title": filed.title})
    return redirect(subject.evidence_address())


def _page(request: HttpRequest, subject: Task | Commitment, *, status: int, **shown: Any) -> HttpResponse:
    context = evidence_context(subject=subject, to=request.user) | shown
    return render(request, "plans/evidence.html", context, status=status)
