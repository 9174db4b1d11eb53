"""Pages on which a document becomes a plan: upload, reading, review, publication."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from dongxi.apps.people.models import Region
from dongxi.apps.plans import queries, services
from dongxi.apps.plans.correction_forms import CorrectionForm, ResponsibleForm
from dongxi.apps.plans.forms import AboutForm, DiscardForm, MoveForm, UploadForm
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.queries import outlining
from dongxi.apps.plans.rules import MOVE_PERMISSION, NOT_BY_THE_SUBMITTER, UNDER_REVIEW, PlanMove, ProposalState
from dongxi.apps.plans.views.overwriting import leading_back, offer_deciding_again, offer_overwriting
from dongxi.apps.records.errors import BadInput, StaleWrite
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import decide, require, require_somewhere
from dongxi.apps.records.queries import visible_jobs
from dongxi.apps.records.rules import FINAL_JOB_STATES, MOVES, REASON_NEEDED, JobState, ReviewState
from dongxi.apps.records.services import cancel_job


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """A form for a policy document; its reading goes on in the background."""
    require_somewhere(request.user, "plans.upload")
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploaded = services.upload(
                actor=request.user, name=file.name, chunks=file.chunks(), region=form.cleaned_data["region"]
            )
        except BadInput as refused:
            form.add_error("file", refused.message)
        else:
            return _after_upload(request, uploaded)
    return render(request, "plans/upload.html", {"form": form}, status=400 if form.errors else 200)


def _after_upload(request: HttpRequest, uploaded: services.Uploaded) -> HttpResponse:
    if uploaded.job is not None:
        return redirect("plans:reading", uploaded.job.pk)
    messages.info(request, _("这份文件早已上传，没有重复入库。下面就是由它生成的方案。"))
    return redirect(uploaded.plan)


@login_required
def reading(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far the reading of an upload is; leads to the plan when it is done."""
    shown = get_object_or_404(visible_jobs(to=request.user), pk=job, kind__startswith="plans.")
    if shown.state == JobState.DONE:
        if shown.result.get("known"):
            messages.info(request, _("这份文件的内容已在库中，没有重复入库。下面就是已有的方案。"))
        return _go(request, _plan_of(shown, request.user))
    finished = shown.state in FINAL_JOB_STATES
    if request.htmx and finished:  # the whole page then says how it ended, its heading too
        return HttpResponseClientRefresh()
    template = "plans/_progress.html" if request.htmx else "plans/reading.html"
    return render(request, template, {"job": shown, "finished": finished})


def _plan_of(job: Job, user: Any) -> str:
    """Where a finished job leads: a plan newly read to its review, if there is anything to review for this user."""
    plan = Plan.objects.get(slug=job.result["plan"])
    if job.kind == "plans.align":
        return queries.alignment_address(plan)
    open_ones = queries.review_progress(plan)[ProposalState.PROPOSED]
    may_review = (
        not job.result.get("known") and plan.state in UNDER_REVIEW and decide(user, "plans.decide", plan).allowed
    )
    return queries.review_address(plan) if may_review and open_ones else plan.get_absolute_url()


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@login_required
@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    """Stop a reading."""
    shown = get_object_or_404(visible_jobs(to=request.user), pk=job)
    cancel_job(actor=request.user, job=shown)
    return redirect("plans:reading", job)


def _editable(request: HttpRequest, slug: str) -> Plan:
    """A plan this user may decide on; NotAllowed, which says why, for one they only see."""
    plan = queries.editable_plans(to=request.user).filter(slug=slug).first()
    if plan is None:
        seen = get_object_or_404(queries.visible_plans(to=request.user), slug=slug)
        require(request.user, "plans.decide", seen)
        raise Http404
    return plan


@login_required
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """One proposal beside its source; where the review stands; what may be done next."""
    plan = _editable(request, slug)
    queue = queries.review_queue(plan=plan, at=request.GET.get("at", ""))
    form = CorrectionForm(task=queue.row.task, commitment=queue.row) if queue.row else None
    return render(request, "plans/review.html", _review_context(request, plan, queue, form))


def _review_context(
    request: HttpRequest, plan: Plan, queue: queries.Queue, form: CorrectionForm | None, stale: StaleWrite | None = None
) -> dict[str, Any]:
    row = queue.row
    return {
        "plan": plan,
        "queue": queue,
        "commitment": row,
        "task": row.task if row else None,
        "context": outlining.around(row) if row else None,
        "responsible": queries.responsible_in(row.task) if row else [],
        "open_in_task": next((each["open"] for each in queue.tasks if row and each["task"] == row.task), 0),
        "form": form,
        "editing": bool(form and form.is_bound) or "edit" in request.GET,
        "stale": stale,
        "saved": queries.last_saved(row) if stale and row else None,
        "progress": queries.review_progress(plan),
        "moves": _moves(plan, request.user),
        "for_another": plan.state == ReviewState.SUBMITTED and plan.submitted_by_id == request.user.pk,
        "may_discard": queries.may_discard(plan, by=request.user),
        "may_upload": decide(request.user, "plans.upload", plan).allowed,
        "home_question": queries.home_question(plan, to=request.user),
        "edition": queries.earlier_edition(plan, to=request.user),
        "history": queries.history(plan)[:8],
    }


def _moves(plan: Plan, user: Any) -> list[dict[str, Any]]:
    """The moves possible now and allowed to this user, each with whether it needs a reason and what hinders it."""
    return [
        {
            "code": move,
            "label": PlanMove(move).label,
            "reason": move in REASON_NEEDED,
            "hindrance": queries.hindrance(plan, move=move),
        }
        for (state, move) in MOVES
        if state == plan.state and decide(user, MOVE_PERMISSION[PlanMove(move)], plan).allowed
        if not (move in NOT_BY_THE_SUBMITTER and plan.submitted_by_id == user.pk)
    ]


@login_required
@require_POST
def decide_one(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Accept, reject or correct one proposal, then on to the next open one."""
    plan = _editable(request, slug)
    row = get_object_or_404(queries.review_rows(plan), code=code)
    if request.POST.get("action") == "correct":
        return _correct(request, plan, row)
    verb = {"accept": services.accept_commitment, "reject": services.reject_commitment}.get(request.POST.get("action"))
    if verb is None:
        raise BadInput(_("未知操作。请从审核页面的按钮提交。"))
    try:
        with leading_back(f"{queries.review_address(plan)}?at={row.code}"):
            verb(actor=request.user, commitment=row, read_at=version_read(request))
    except StaleWrite as late:
        offer_deciding_again(late)
        return _review_again(request, plan, row, None, late)
    return _next(plan, row)


def _correct(request: HttpRequest, plan: Plan, row: Commitment) -> HttpResponse:
    form, stale = CorrectionForm(request.POST, task=row.task, commitment=row), None
    if form.is_valid():
        try:
            with leading_back(f"{queries.review_address(plan)}?at={row.code}"):
                services.correct_commitment(
                    actor=request.user, commitment=row, read_at=version_read(request), correction=form.correction()
                )
            return _next(plan, row)
        except BadInput as refused:
            form.add_error("quote", refused.message)
        except StaleWrite as late:
            stale = late
            offer_overwriting(form, late)
    return _review_again(request, plan, row, form, stale)


def _review_again(
    request: HttpRequest, plan: Plan, row: Commitment, form: CorrectionForm | None, stale: StaleWrite | None
) -> HttpResponse:
    """The review at a row that was not decided on, with what was typed."""
    queue = queries.review_queue(plan=plan, at=row.code)
    context = _review_context(request, plan, queue, form, stale)
    return render(request, "plans/review.html", context, status=409 if stale else 400)


def version_read(request: HttpRequest) -> int:
    """The version a form was read at. BadInput without one."""
    given = request.POST.get("read_at", "")
    if not given.isdecimal():
        raise BadInput(_("缺少读取时的版本号。请重新打开审核页面。"))
    return int(given)


def _next(plan: Plan, row: Commitment) -> HttpResponse:
    following = queries.next_open(plan=plan, after=row)
    address = queries.review_address(plan)
    return redirect(f"{address}?at={following.code}" if following else address)


@login_required
@require_POST
def accept_rest(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Accept what is still open in a task."""
    plan = _editable(request, slug)
    task = get_object_or_404(plan.tasks.select_related("plan"), code=code)
    with leading_back(queries.review_address(plan)):
        count = services.accept_task(actor=request.user, task=task)
    messages.success(request, _("已采纳本任务余下的%(count)s条提议。") % {"count": count})
    return redirect(queries.review_address(plan))


@login_required
def add(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A commitment the machine missed, quoted from the task's words."""
    plan = _editable(request, slug)
    task: Task = get_object_or_404(plan.tasks.select_related("plan"), code=code)
    form = CorrectionForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_commitment(actor=request.user, task=task, correction=form.correction())
            return redirect(f"{queries.review_address(plan)}?at={row.code}")
        except BadInput as refused:
            form.add_error("quote", refused.message)
    words = plan.text[task.start : task.end] if plan.text and task.start is not None else ""
    context = {"plan": plan, "task": task, "form": form, "words": words}
    return render(request, "plans/add.html", context, status=400 if form.errors else 200)


@login_required
def responsible(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who leads and who supports a whole task."""
    plan = _editable(request, slug)
    task = get_object_or_404(plan.tasks.select_related("plan").prefetch_related("parties"), code=code)
    form = ResponsibleForm(request.POST or None, task=task, responsible=queries.responsible_in(task))
    stale, back = None, f"{queries.review_address(plan)}?{urlencode({'at': request.GET.get('at', '')})}"
    if request.method == "POST" and form.is_valid():
        try:
            fresh = plan.tasks.select_related("plan").get(pk=task.pk)
            services.correct_responsible(
                actor=request.user, task=fresh, read_at=form.cleaned_data["read_at"], parties=form.named_parties()
            )
            return redirect(back)
        except StaleWrite as late:
            stale = late
            offer_overwriting(form, late)
    words = plan.text[task.start : task.end] if plan.text and task.start is not None else ""
    context = {"plan": plan, "task": task, "form": form, "stale": stale, "words": words, "back": back}
    context["saved"] = queries.last_saved(task) if stale else None
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "plans/responsible.html", context, status=status)


@login_required
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What was read of the document itself: whose it is, its number, dates and period."""
    plan = _editable(request, slug)
    form, stale = AboutForm(request.POST or None, instance=plan, user=request.user), None
    if request.method == "POST" and form.is_valid():
        try:
            fresh = Plan.objects.get(pk=plan.pk)
            services.correct_plan(
                actor=request.user, plan=fresh, read_at=form.cleaned_data["read_at"], **form.changes()
            )
            return redirect(queries.review_address(plan))
        except StaleWrite as late:
            stale = late
            offer_overwriting(form, late)
    context = {"plan": plan, "form": form, "stale": stale, "saved": queries.last_saved(plan) if stale else None}
    return render(request, "plans/about.html", context, status=409 if stale else 400 if form.errors else 200)


@login_required
@require_POST
def settle(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm whose document it is, where it says otherwise than it was filed."""
    plan = _editable(request, slug)
    question = queries.home_question(plan, to=request.user)
    answers = {home.code: home for home in question.answers} if question else {}
    home = answers.get(request.POST.get("region", "?"))
    if home is None:
        raise BadInput(_("请从页面上给出的地区中确认一个；要归别的地区，请在“更正文件信息”中改。"))
    region = Region.objects.filter(pk=home.code).first()
    with leading_back(queries.review_address(plan)):
        services.correct_plan(actor=request.user, plan=plan, read_at=version_read(request), region=region)
    messages.success(request, _("已确认：这份文件归%(name)s。") % {"name": home.name})
    return redirect(queries.review_address(plan))


@login_required
@require_POST
def carry(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide on what an earlier edition says in the same words as was decided there."""
    plan = _editable(request, slug)
    messages.success(request, _what_was_carried(services.carry_over(actor=request.user, plan=plan)))
    return redirect(queries.review_address(plan))


def _what_was_carried(carried: services.Carried) -> str:
    """What was taken over from the earlier edition, in a sentence."""
    taken = []
    if carried.commitments:
        taken.append(_("%(n)s 条的审核结论") % {"n": carried.commitments})
    if carried.tasks:
        taken.append(_("%(n)s 项任务更正过的责任单位") % {"n": carried.tasks})
    said = _("已从“%(title)s”沿用%(taken)s。") % {"title": carried.edition, "taken": _("、").join(taken)}
    if carried.left:
        said += _("另有 %(n)s 条的更正所引文字在本版找不到，留待审核。") % {"n": carried.left}
    return said


@login_required
@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Submit, return, verify, publish, withdraw or reopen."""
    plan = _editable(request, slug)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("未知操作。请从审核页面的按钮提交。"))
    given = form.cleaned_data
    with leading_back(queries.review_address(plan)):
        services.move_plan(
            actor=request.user, plan=plan, move=given["move"], read_at=given["read_at"], reason=given["reason"]
        )
    messages.success(request, _("方案现为“%(state)s”。") % {"state": plan.get_state_display()})
    return redirect(plan if plan.state == "published" else queries.review_address(plan))


@login_required
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw a draft away."""
    plan = get_object_or_404(queries.visible_plans(to=request.user), slug=slug)
    form, title = DiscardForm(request.POST), str(plan)
    edits = decide(request.user, "plans.decide", plan).allowed
    with leading_back(queries.review_address(plan) if edits else plan.get_absolute_url()):
        if not form.is_valid():
            raise BadInput(_("作废草稿须写明理由，不超过500字。"))
        services.discard_plan(actor=request.user, plan=plan, **form.cleaned_data)
    messages.success(request, _("草稿已作废：%(title)s。同一份文件可以重新上传。") % {"title": title})
    return redirect("plans:index")
