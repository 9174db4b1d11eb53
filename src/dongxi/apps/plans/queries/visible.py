"""What somebody may see: published plans for everybody, drafts for those who edit or brought them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dongxi.apps.people.models import Region
from dongxi.apps.plans.models import (
    Alignment,
    Commitment,
    Plan,
    Task,
)
from dongxi.apps.plans.rules import (
    STANDING,
    ProposalState,
)
from dongxi.apps.records.permissions import ANYWHERE, REGION, held_by, permission, stem_of
from dongxi.apps.records.rules import ReviewState

_NOBODY = Q(pk__in=())


def visible_plans(*, to: Any) -> models.QuerySet[Plan]:
    """Published plans; drafts for those who uploaded them or may decide on them. Their text waits until it is asked."""
    return Plan.objects.filter(_visible(to, "")).select_related("region").defer("text")


def visible_tasks(*, to: Any, withdrawn: bool = False) -> models.QuerySet[Task]:
    """Tasks of visible plans, in document order; with `withdrawn` also those the shipped facts no longer hold."""
    tasks = Task.objects.filter(_visible(to, "plan__")).select_related("plan__region").defer("plan__text")
    return tasks if withdrawn else tasks.filter(withdrawn_at=None)


def visible_commitments(*, to: Any, withdrawn: bool = False) -> models.QuerySet[Commitment]:
    """Standing commitments of published plans; for a plan's editors its proposals and rejections too.

    With `withdrawn` also those the shipped facts no longer hold.
    """
    published = Q(task__plan__state=ReviewState.PUBLISHED, decision__in=STANDING)
    editable = _editable(to, "task__plan__") & ~Q(task__plan__state=ReviewState.PUBLISHED)
    rows = Commitment.objects.filter(published | editable).select_related("task__plan__region")
    rows = rows if withdrawn else rows.filter(withdrawn_at=None)
    return rows.defer("task__plan__text")


def plan_of(model: type[models.Model]) -> str:
    """The path from a task or a commitment to its plan."""
    return "task__plan" if model is Commitment else "plan"


def published_rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """Tasks or commitments that everybody sees."""
    rows = model._default_manager.filter(**{f"{plan_of(model)}__state": ReviewState.PUBLISHED}, withdrawn_at=None)
    return rows.filter(decision__in=STANDING) if model is Commitment else rows


def visible_alignments(*, to: Any) -> models.QuerySet[Alignment]:
    """Accepted correspondences of published plans; for a plan's editors all of them.

    Both sides are visible and count: of neither is it said that it is no commitment, or that the facts hold it no more.
    """
    accepted = Q(local__task__plan__state=ReviewState.PUBLISHED, decision=ProposalState.ACCEPTED)
    rows = Alignment.objects.filter(accepted | _editable(to, "local__task__plan__"))
    rows = rows.filter(_visible(to, "national__task__plan__"), national__withdrawn_at=None, local__withdrawn_at=None)
    rows = rows.exclude(national__decision=ProposalState.REJECTED).exclude(local__decision=ProposalState.REJECTED)
    rows = rows.select_related("national__task__plan", "local__task__plan__region", "decided_by")
    return rows.defer("national__task__plan__text", "local__task__plan__text")


def plan_brought_before(*, to: Any, region: Region | None, **same: Any) -> Plan | None:
    """The plan a document made before: `same` names its file or its text. None where the reader may not know of it.

    The shipped plan is one wherever its text is brought to; else a text is brought once by one person and once, as far
    as they can see, for one place. Drafts of other units are their own affair.
    """
    own = Q(uploaded_by=to.pk) if to.pk else _NOBODY
    return visible_plans(to=to).filter(Q(region=region) | own | Q(shipped=True), **same).order_by("pk").first()


def editable_plans(*, to: Any) -> models.QuerySet[Plan]:
    """Plans somebody may decide on, whatever their state."""
    return Plan.objects.filter(_editable(to, "", uploaded=False)).select_related("region")


def national_plan(*, to: Any) -> Plan | None:
    """The shipped national plan; None in an empty store, and while it is withdrawn for all but its editors."""
    return visible_plans(to=to).filter(shipped=True).first()


def plans_with_counts(*, to: Any) -> models.QuerySet[Plan]:
    """Visible plans with how many tasks and standing commitments they hold."""
    standing = Commitment.objects.filter(task__plan=OuterRef("pk"), withdrawn_at=None)
    standing = standing.exclude(decision=ProposalState.REJECTED)
    tasks = Task.objects.filter(plan=OuterRef("pk"), withdrawn_at=None)
    return visible_plans(to=to).annotate(
        task_count=count_of(tasks, "plan"), commitment_count=count_of(standing, "task__plan")
    )


def plans_with_earlier(*, to: Any) -> models.QuerySet[Plan]:
    """Visible plans with `earlier`: the slug of the plan each succeeds; None if there is none or it is not visible."""
    before = visible_plans(to=to).filter(pk=OuterRef("succeeds")).order_by()
    return visible_plans(to=to).annotate(earlier=Subquery(before.values("slug")[:1]))


def alignments_of(commitment: Commitment, *, to: Any) -> models.QuerySet[Alignment]:
    """Correspondences of a commitment, whichever side it is on, rejected ones left out."""
    rows = visible_alignments(to=to).exclude(decision=ProposalState.REJECTED)
    return rows.filter(Q(national=commitment) | Q(local=commitment))


def strands(*, to: Any) -> list[tuple[str, str]]:
    """(code, printed name) of every strand of the visible plans."""
    names = visible_tasks(to=to).exclude(strand="").order_by("plan", "position")
    return list(dict(names.values_list("strand", "strand_name")).items())


def count_of(rows: models.QuerySet[Any], by: str) -> Coalesce:
    """How many of `rows` belong to the outer row they are matched `by`; 0 without any."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(count=Count("pk")).values("count")), 0)


def _visible(to: Any, plan: str) -> Q:
    return Q(**{f"{plan}state": ReviewState.PUBLISHED}) | _editable(to, plan)


def _editable(to: Any, plan: str, *, uploaded: bool = True) -> Q:
    """Plans at the path `plan` somebody may decide on, with `uploaded` also those they brought; none thrown away."""
    return _reached(to, plan, uploaded=uploaded) & Q(**{f"{plan}discarded_at": None})


def _reached(to: Any, plan: str, *, uploaded: bool) -> Q:
    reach = Q(**{f"{plan}uploaded_by": to.pk}) if uploaded and getattr(to, "pk", None) else _NOBODY
    for held in held_by(to):
        for grant in permission("plans.decide").grants:
            if held.role != grant.role:
                continue
            if grant.reach == ANYWHERE:
                return Q(**{f"{plan}pk__isnull": False})
            if grant.reach == REGION and held.region:
                reach |= Q(**{f"{plan}region__code__startswith": stem_of(held.region)})
    return reach
