"""Tasks and commitments with their state and everything a row of the ledger shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Length, Substr

from dongxi.apps.people.models import Region
from dongxi.apps.plans.models import (
    COUNTED_PARTS,
    Commitment,
    Deliverable,
    NamedPairing,
    Party,
    Task,
    TaskMode,
)
from dongxi.apps.plans.queries.visible import (
    count_of,
    plan_of,
    published_rows,
    visible_commitments,
    visible_tasks,
)
from dongxi.apps.plans.rules import (
    RESPONSIBLE,
    STANDING,
    ProposalState,
    TaskState,
)
from dongxi.apps.records.models import Evidence
from dongxi.apps.records.permissions import stem_of
from dongxi.apps.records.rules import ReviewState


def with_state[Rows: models.QuerySet[Any]](rows: Rows, *, on: date) -> Rows:
    """Tasks or commitments with `evidence_count`, `due` and `state_code` on that day, by the rule of rules.task_state.

    `due`: the date stated for a commitment, of a task the last of those stated for its commitments, "" without any.
    What was filed of an edition that a row took over from counts for the row too, and there no more: each piece counts
    in the newest published edition alone.
    """
    horizon = f"{plan_of(rows.model)}__horizon_end"
    # As much of the day as a stated date is precise to: 2026-06 is over when the day begins with a later month.
    as_precise = Substr(Value(on.isoformat()), 1, Length("due_text"))
    if rows.model is Commitment:
        due, passed = F("due_text"), ~Q(due_text="") & Q(due_text__lt=as_precise)
    else:
        dated = _dated_commitments()
        last = dated.order_by(Concat("due_text", Value("-99-99")).desc()).values("due_text")[:1]
        due, passed = Coalesce(Subquery(last), Value("")), Q(Exists(dated.filter(due_text__lt=as_precise)))
    return rows.annotate(evidence_count=_evidence_count(rows.model), due=due).annotate(
        state_code=Case(
            When(evidence_count__gt=0, then=Value(TaskState.EVIDENCED.value)),
            When(passed, then=Value(TaskState.DUE_UNREPORTED.value)),
            When(~Q(due=""), then=Value(TaskState.RUNNING_UNREPORTED.value)),
            When(**{horizon: None}, then=Value(TaskState.NO_HORIZON.value)),
            When(**{f"{horizon}__lt": on.year}, then=Value(TaskState.ENDED_UNREPORTED.value)),
            default=Value(TaskState.RUNNING_UNREPORTED.value),
        )
    )


def _dated_commitments() -> models.QuerySet[Commitment]:
    """The commitments of the outer task that count and state a date."""
    counting = Commitment.objects.filter(task=OuterRef("pk"), withdrawn_at=None).exclude(due_text="").order_by()
    return counting.exclude(decision=ProposalState.REJECTED)


def ledger(*, to: Any, on: date, every: bool = False) -> models.QuerySet[Commitment]:
    """Rows of the ledger with everything a row shows, in a constant number of queries.

    `every`: those too that count nowhere, rejected and withdrawn ones; they have a page.
    """
    rows = visible_commitments(to=to, withdrawn=every)
    rows = rows if every else rows.exclude(decision=ProposalState.REJECTED)
    return with_earlier_evidence(with_state(rows, on=on)).prefetch_related(*_parts("task__"))


def published_only[Rows: models.QuerySet[Any]](rows: Rows) -> Rows:
    """The tasks or commitments whose plan is published: what stands in the ledger unless drafts are asked for."""
    return rows.filter(**{f"{plan_of(rows.model)}__state": ReviewState.PUBLISHED})


def tasks_with_parts(*, to: Any, on: date, withdrawn: bool = False) -> models.QuerySet[Task]:
    """Tasks with state, modes, parties, deliverables, fields, pairings and standing commitments."""
    # Not with a task and a plan of their own: those of one task share its plan, whose text is then read once for all.
    commitments = visible_commitments(to=to).select_related(None).prefetch_related(*_parts(""))
    pairings = NamedPairing.objects.prefetch_related("sides")
    return with_state(visible_tasks(to=to, withdrawn=withdrawn), on=on).prefetch_related(
        *counted_parts(),
        "parties__region",
        "parties__organisation",
        "fields",
        "goals",
        Prefetch("pairings", pairings),
        Prefetch("commitments", with_state(commitments, on=on)),
    )


def counted_parts() -> tuple[Prefetch[Any], ...]:
    """Prefetches of a task's parties, modes and deliverables without those of its rejected commitments."""
    parts = {"parties": Party, "modes": TaskMode, "deliverables": Deliverable}
    return tuple(Prefetch(name, model.objects.filter(COUNTED_PARTS)) for name, model in parts.items())


def by_region(rows: models.QuerySet[Any], region: str) -> models.QuerySet[Any]:
    """Tasks or commitments that name a region, or a group it belongs to, or whose plan is that region's."""
    task, key = ("task__", "task__in") if rows.model is Commitment else ("", "pk__in")
    stem = stem_of(region)
    groups = Region.objects.filter(pk=region).values("groups")
    parties = Party.objects.filter(COUNTED_PARTS)
    named = parties.filter(Q(region__code__startswith=stem) | Q(group__in=groups)).values("task")
    return rows.filter(Q(**{key: named}) | Q(**{f"{task}plan__region__code__startswith": stem}))


def by_party(rows: models.QuerySet[Commitment], text: str) -> models.QuerySet[Commitment]:
    """Commitments whose own parties, or whose task's responsible ones, have `text` in their name."""
    parties = Party.objects.filter(
        Q(name__icontains=text) | Q(name_en__icontains=text) | Q(organisation__name__icontains=text)
    )
    own = parties.filter(commitment__isnull=False).values("commitment")
    of_task = parties.filter(commitment=None).values("task")
    return rows.filter(Q(pk__in=own) | Q(task__in=of_task))


def by_mode(rows: models.QuerySet[Any], mode: str) -> models.QuerySet[Any]:
    """Commitments, or tasks, that name a mode."""
    modes = TaskMode.objects.filter(mode=mode)
    if rows.model is Commitment:
        return rows.filter(pk__in=modes.filter(commitment__isnull=False).values("commitment"))
    return rows.filter(pk__in=modes.filter(COUNTED_PARTS).values("task"))


def _parts(task: str) -> Iterable[Any]:
    responsible = Party.objects.filter(commitment=None, role__in=RESPONSIBLE)
    own = ("parties__region", "parties__organisation", "modes", "deliverables")
    return (*own, *((Prefetch("task__parties", responsible, to_attr="responsible"),) if task else ()))


def with_earlier_evidence(rows: models.QuerySet[Commitment]) -> models.QuerySet[Commitment]:
    """Commitments with `earlier_count`: how much of their evidence was filed of an earlier edition."""
    return rows.annotate(earlier_count=_where_it_counts(Commitment, _filed_of(_earlier(Commitment))))


def _evidence_count(model: type[models.Model]) -> Any:
    """How much evidence stands, also of the editions taken over from: of a task with that of its commitments."""
    key = Cast(OuterRef("pk"), models.CharField())
    own = count_of(_STANDING.filter(subject_type=model._meta.label_lower, subject_id=key), "subject_type")
    own = _where_it_counts(model, own + _filed_of(_earlier(model)))
    if model is Commitment:
        return own
    task = OuterRef(OuterRef("pk"))
    counting = Commitment.objects.filter(~_counted_elsewhere(Commitment), decision__in=STANDING, withdrawn_at=None)
    standing = counting.filter(task=task).order_by()
    lines = counting.filter(task=OuterRef(OuterRef(OuterRef("pk"))), line__isnull=False)
    earlier = Commitment.objects.filter(line__in=lines.order_by().values("line"), task__lt=task).order_by()
    return own + _filed_of(standing) + _filed_of(earlier)


_STANDING = Evidence.objects.filter(withdrawn_at=None)


def _counted_elsewhere(model: type[models.Model]) -> Q:
    """Whether what is filed of a row counts in another edition: a later published one, or, of what is no more or not
    yet published, any published one."""
    state = f"{plan_of(model)}__state"
    others = published_rows(model).filter(line=OuterRef("line")).order_by()
    later, other = others.filter(pk__gt=OuterRef("pk")), others.exclude(pk=OuterRef("pk"))
    return Q(models.Exists(later)) | (~Q(**{state: ReviewState.PUBLISHED}) & Q(models.Exists(other)))


def _where_it_counts(model: type[models.Model], count: Any) -> Case:
    """A count, or 0 on a row whose evidence counts in another edition."""
    return Case(When(_counted_elsewhere(model), then=Value(0)), default=count, output_field=models.IntegerField())


def _earlier(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of earlier editions that the outer row's outer row took over from."""
    line, key = OuterRef(OuterRef("line")), OuterRef(OuterRef("pk"))
    return model._default_manager.filter(line=line, pk__lt=key).order_by()


def _filed_of(rows: models.QuerySet[Any]) -> Any:
    """How much evidence of some rows stands."""
    keys = rows.values(key=Cast("pk", models.CharField()))
    return count_of(_STANDING.filter(subject_type=rows.model._meta.label_lower, subject_id__in=keys), "subject_type")
