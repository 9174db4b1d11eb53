"""Plans and everything read from them, whole: published ones for everybody, drafts for those who edit them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, NullIf, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dongxi.apps.plans import queries
from dongxi.apps.plans.models import (
    Clause,
    Commitment,
    Deliverable,
    Goal,
    NamedPairingSide,
    Party,
    PlanIssuer,
    TaskField,
    TaskMode,
)
from dongxi.apps.plans.rules import ProposalState
from dongxi.site.streaming import Columns, Export, named

OF_TASK: Columns = (("plan", "task__plan__slug"), ("task", "task__code"))
OF_PART: Columns = (*OF_TASK, ("commitment", "commitment__code"))
SPAN = named("start", "end")
BOUND: Columns = (("region", "region_id"), ("group", "group_id"), ("organisation", "organisation_id"))


def _tasks(user: Any) -> models.QuerySet[Any]:
    return queries.visible_tasks(to=user).order_by().values("pk")


def _commitments(user: Any) -> models.QuerySet[Commitment]:
    """What the ledger holds: whatever nobody rejected."""
    return queries.visible_commitments(to=user).exclude(decision=ProposalState.REJECTED)


def _parts(model: type[models.Model], user: Any) -> models.QuerySet[Any]:
    """Parts of visible tasks: their own (commitment empty), and those of the commitments in the file of commitments."""
    counted = Q(commitment=None) | Q(commitment__in=_commitments(user).order_by().values("pk"))
    return model.objects.filter(counted, task__in=_tasks(user)).order_by("task__plan", "task__position", "pk")


def _of_tasks(model: type[models.Model], user: Any) -> models.QuerySet[Any]:
    return model.objects.filter(task__in=_tasks(user)).order_by("task__plan", "task__position", "pk")


def _of_plans(model: type[models.Model], user: Any) -> models.QuerySet[Any]:
    shown = queries.visible_plans(to=user).order_by().values("pk")
    return model.objects.filter(plan__in=shown).order_by("plan", "position")


EXPORTS = (
    Export(
        name="plans",
        title=_("规划与方案（原文见 /api/v1/plans/{slug}/document）"),
        columns=(
            *named("slug", "title", "title_en", "short_title", "short_title_en", "document_number", "issued_on"),
            *named("horizon_start", "horizon_end", "level"),
            ("region", "region_id"),
            ("succeeds", "earlier"),
            *named("state", "shipped", "squeezed_sha256", "source_name", "source_name_en", "source_link"),
        ),
        rows=lambda user: queries.plans_with_earlier(to=user).order_by("slug"),
    ),
    Export(
        name="plan-issuers",
        title=_("规划与方案的印发机关"),
        columns=(("plan", "plan__slug"), *named("position", "name"), ("organisation", "organisation_id")),
        rows=lambda user: _of_plans(PlanIssuer, user),
    ),
    Export(
        name="clauses",
        title=_("条款（start、end 为原文字符位置，原文不在库中则为空）"),
        columns=(
            ("plan", "plan__slug"),
            *named("code", "level", "number", "heading", "heading_en"),
            ("parent", "parent__code"),
            *SPAN,
        ),
        rows=lambda user: _of_plans(Clause, user),
    ),
    Export(
        name="tasks",
        title=_("任务"),
        columns=(
            ("plan", "plan__slug"),
            *named("code", "number", "kind", "title", "title_en", "strand", "strand_name", "strand_name_en"),
            ("due_year", "due_in"),
            ("due_text", "due"),
            ("state", "state_code"),
            ("plan_state", "plan__state"),
            *named("evidence_count"),
            *SPAN,
        ),
        rows=lambda user: queries.with_state(
            queries.visible_tasks(to=user).order_by("plan", "position"), on=timezone.localdate()
        ).annotate(due_in=Cast(NullIf(Substr("due", 1, 4), Value("")), models.IntegerField())),
    ),
    Export(
        name="task-fields",
        title=_("任务所涉领域"),
        columns=(*OF_TASK, *named("name", "name_en"), *SPAN),
        rows=lambda user: _of_tasks(TaskField, user),
    ),
    Export(
        name="goals",
        title=_("任务目标"),
        columns=(*OF_TASK, *named("text"), *SPAN),
        rows=lambda user: _of_tasks(Goal, user),
    ),
    Export(
        name="commitments",
        title=_("任务承诺"),
        columns=(
            *OF_TASK,
            *named("code", "text", "text_en", "force", "due_year", "due_text"),
            ("state", "state_code"),
            ("plan_state", "task__plan__state"),
            *named("evidence_count", "decision", "version"),
            *SPAN,
        ),
        rows=lambda user: queries.with_state(
            _commitments(user).order_by("task__plan", "task__position", "position"), on=timezone.localdate()
        ),
    ),
    Export(
        name="parties",
        title=_("任务与任务承诺的参与方（commitment 为空：属于任务本身）"),
        columns=(*OF_PART, *named("name", "name_en", "kind", "role", "acts"), *BOUND, *SPAN),
        rows=lambda user: _parts(Party, user),
    ),
    Export(
        name="modes",
        title=_("任务与任务承诺的合作模式"),
        columns=(*OF_PART, *named("mode"), *SPAN),
        rows=lambda user: _parts(TaskMode, user),
    ),
    Export(
        name="deliverables",
        title=_("任务与任务承诺的成果形式"),
        columns=(*OF_PART, *named("name", "name_en", "type"), *SPAN),
        rows=lambda user: _parts(Deliverable, user),
    ),
    Export(
        name="pairings",
        title=_("规划提出的结对，每方一行（side：a 受援方，b 合作方；pairing 相同的行属于同一结对）"),
        columns=(
            ("plan", "pairing__task__plan__slug"),
            ("task", "pairing__task__code"),
            ("pairing", "pairing_id"),
            *named("side", "kind", "name", "name_en"),
            *BOUND,
        ),
        rows=lambda user: NamedPairingSide.objects.filter(pairing__task__in=_tasks(user)).order_by(
            "pairing", "side", "pk"
        ),
    ),
    Export(
        name="alignments",
        title=_("对应关系（score_ppm 为百万分之一）"),
        columns=(
            ("national_plan", "national__task__plan__slug"),
            ("national", "national__code"),
            ("local_plan", "local__task__plan__slug"),
            ("local", "local__code"),
            *named("score_ppm", "decision"),
        ),
        rows=lambda user: queries.visible_alignments(to=user).order_by("pk"),
    ),
)
