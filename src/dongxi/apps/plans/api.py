"""Plans, tasks, commitments and correspondences in the read API, as the pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from dongxi.apps.people.models import Region
from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Alignment, Commitment, Party, Plan, Task
from dongxi.apps.plans.queries.document import document_json
from dongxi.apps.plans.rules import Mode, TaskKind
from dongxi.apps.records.api_paging import Paged, Window, paged
from dongxi.apps.records.errors import BadInput, NotThere

router = Router(tags=["规划与任务 · Plans and tasks"])


class PlanOut(Schema):
    """A policy document. `horizon`: [first, last] year or null; `text_bound`: whether its text is in the store.

    `succeeds`: the slug of the plan that came before it, if the asking session may see that plan.
    """

    slug: str
    title: str
    title_en: str
    document_number: str
    issuers: list[str]
    issued_on: date | None
    horizon: list[int | None] | None
    level: str
    region: str | None
    succeeds: str | None
    state: str
    shipped: bool
    text_bound: bool
    squeezed_sha256: str
    source: str
    address: str

    @staticmethod
    def resolve_issuers(row: Plan) -> list[str]:
        return [issuer.name for issuer in row.issuers.all()]

    @staticmethod
    def resolve_horizon(row: Plan) -> list[int | None] | None:
        return [row.horizon_start, row.horizon_end] if row.horizon_end else None

    @staticmethod
    def resolve_region(row: Plan) -> str | None:
        return row.region_id

    @staticmethod
    def resolve_succeeds(row: Plan) -> str | None:
        return row.earlier

    @staticmethod
    def resolve_text_bound(row: Plan) -> bool:
        return row.has_text()

    @staticmethod
    def resolve_source(row: Plan) -> str:
        return row.source()

    @staticmethod
    def resolve_address(row: Any) -> str:
        return row.get_absolute_url()


class PlanPartyOut(Schema):
    """Somebody named: who, of what kind, in which role; codes null where the name is bound to nobody known."""

    name: str
    name_en: str
    kind: str
    role: str
    acts: bool
    region: str | None
    group: str | None
    organisation: int | None

    @staticmethod
    def resolve_region(row: Party) -> str | None:
        return row.region_id

    @staticmethod
    def resolve_group(row: Party) -> str | None:
        return row.group_id

    @staticmethod
    def resolve_organisation(row: Party) -> int | None:
        return row.organisation_id


class PlanDeliverableOut(Schema):
    name: str
    name_en: str
    type: str


class Placed(Schema):
    """What tasks and commitments share: their plan, their place in its text, their due date and state."""

    plan: str
    code: str
    span: list[int] | None = Field(None, description="[start, end) 原文字符位置；原文不在库中为 null。")
    due: str
    state: str
    evidence_count: int
    plan_state: str = Field(description="所属规划的状态；published 以外都未发布。 The plan's state.")
    address: str
    modes: list[str]
    parties: list[PlanPartyOut]
    deliverables: list[PlanDeliverableOut]

    @staticmethod
    def resolve_span(row: Any) -> list[int] | None:
        return None if row.start is None else [row.start, row.end]

    @staticmethod
    def resolve_due(row: Any) -> str:
        return row.due

    @staticmethod
    def resolve_state(row: Any) -> str:
        return row.state_code

    @staticmethod
    def resolve_address(row: Any) -> str:
        return row.get_absolute_url()

    @staticmethod
    def resolve_modes(row: Any) -> list[str]:
        return sorted({mode.mode for mode in row.modes.all()})


class TaskOut(Placed):
    """A clause that somebody must carry out."""

    number: str
    kind: str
    title: str
    title_en: str
    strand: str
    strand_name: str
    fields: list[str]

    @staticmethod
    def resolve_plan(row: Task) -> str:
        return row.plan.slug

    @staticmethod
    def resolve_plan_state(row: Task) -> str:
        return row.plan.state

    @staticmethod
    def resolve_fields(row: Task) -> list[str]:
        return [field.name for field in row.fields.all()]


class CommitmentOut(Placed):
    """One action inside a task. `text` is the document's own words, or for the shipped plan our paraphrase."""

    task: str
    text: str
    text_en: str
    force: str
    decision: str
    version: int

    @staticmethod
    def resolve_plan(row: Commitment) -> str:
        return row.task.plan.slug

    @staticmethod
    def resolve_plan_state(row: Commitment) -> str:
        return row.task.plan.state

    @staticmethod
    def resolve_task(row: Commitment) -> str:
        return row.task.code


class AlignmentOut(Schema):
    """A local commitment that carries out a national one; the score (0–1) is the machine's, the decision a person's."""

    national: str
    local_plan: str
    local: str
    region: str | None
    score: float
    decision: str
    reasons: dict

    @staticmethod
    def resolve_national(row: Alignment) -> str:
        return row.national.code

    @staticmethod
    def resolve_local(row: Alignment) -> str:
        return row.local.code

    @staticmethod
    def resolve_local_plan(row: Alignment) -> str:
        return row.local.task.plan.slug

    @staticmethod
    def resolve_region(row: Alignment) -> str | None:
        return row.local.task.plan.region_id

    @staticmethod
    def resolve_score(row: Alignment) -> float:
        return row.score_ppm / 1_000_000


class TaskFilter(Schema):
    plan: str = Field("", description="规划的 slug。 A plan's slug.")
    strand: str = ""
    region: str = Field("", pattern=r"^(\d{6})?$", description="GB/T 2260 六位代码。 Six digits of GB/T 2260.")
    kind: str = ""
    mode: str = ""
    drafts: bool = Field(False, description="含您能看到的未发布规划；指明 plan 时总是包含。 Unpublished plans too.")


@router.get("/plans", response=Paged[PlanOut], summary="规划 · Plans")
def plans(request: HttpRequest, window: Query[Window]):
    """政策文件。 Policy documents."""
    rows = queries.plans_with_earlier(to=request.user).prefetch_related("issuers")
    return paged(request, rows, order=("slug",), window=window)


@router.get("/plans/{slug}", response=PlanOut, summary="一份规划 · One plan")
def plan(request: HttpRequest, slug: str):
    """一份政策文件。 One policy document."""
    return get_object_or_404(queries.plans_with_earlier(to=request.user), slug=slug)


@router.get("/plans/{slug}/document", summary="规划全文 · The document (dongxi.plan/1)")
def document(request: HttpRequest, slug: str) -> dict[str, Any]:
    """按 dongxi.plan/1 给出审核后的整份文件。 The whole document as dongxi.plan/1, as it stands after review."""
    return document_json(plan=get_object_or_404(queries.visible_plans(to=request.user), slug=slug))


@router.get("/tasks", response=Paged[TaskOut], summary="任务 · Tasks")
def tasks(request: HttpRequest, window: Query[Window], asked: Query[TaskFilter]):
    """任务及其参与方、模式、成果形式与状态。 Tasks with parties, modes, deliverables and state."""
    rows = queries.tasks_with_parts(to=request.user, on=timezone.localdate())
    return paged(request, _narrowed(request, rows, asked, ""), order=("plan", "position"), window=window)


@router.get("/commitments", response=Paged[CommitmentOut], summary="任务承诺 · Commitments")
def commitments(request: HttpRequest, window: Query[Window], asked: Query[TaskFilter]):
    """任务承诺。 Commitments, the rows of the ledger."""
    rows = queries.ledger(to=request.user, on=timezone.localdate())
    order = ("task__plan", "task__position", "position")
    return paged(request, _narrowed(request, rows, asked, "task__"), order=order, window=window)


@router.get("/alignments", response=Paged[AlignmentOut], summary="对应关系 · Correspondences")
def alignments(request: HttpRequest, window: Query[Window], plan: str = ""):
    """地方条款与国家承诺的对应。 Local commitments that carry out national ones."""
    _check(request, TaskFilter(plan=plan))
    rows = queries.visible_alignments(to=request.user)
    rows = rows.filter(local__task__plan__slug=plan) if plan else rows
    return paged(request, rows, order=("pk",), window=window)


def _narrowed(request: HttpRequest, rows: QuerySet[Any], asked: TaskFilter, task: str) -> QuerySet[Any]:
    _check(request, asked)
    rows = rows if asked.drafts or asked.plan else queries.published_only(rows)
    paths = {f"{task}plan__slug": asked.plan, f"{task}strand": asked.strand, f"{task}kind": asked.kind}
    rows = rows.filter(**{path: value for path, value in paths.items() if value})
    rows = queries.by_region(rows, asked.region) if asked.region else rows
    return queries.by_mode(rows, asked.mode) if asked.mode else rows


def _check(request: HttpRequest, asked: TaskFilter) -> None:
    """NotThere for a filter set to what is not in the store, or not for this reader; BadInput for an unknown code."""
    if asked.plan and not queries.visible_plans(to=request.user).filter(slug=asked.plan).exists():
        raise NotThere(_("没有这份规划，或您无权查看：%(slug)s。") % {"slug": asked.plan})
    if asked.region and not Region.objects.filter(pk=asked.region).exists():
        raise NotThere(_("没有这个地区代码：%(code)s。") % {"code": asked.region})
    if asked.strand and asked.strand not in dict(queries.strands(to=request.user)):
        raise NotThere(_("没有这个专项：%(code)s。") % {"code": asked.strand})
    for table, code in ((TaskKind, asked.kind), (Mode, asked.mode)):
        if code and code not in table.values:
            known = _("、").join(table.values)
            raise BadInput(_("未知代码“%(code)s”；可用：%(known)s。") % {"code": code, "known": known})
