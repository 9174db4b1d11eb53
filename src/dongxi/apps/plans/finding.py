"""What search is told of a plan, its tasks, its commitments and the parties that have no page of their own.

Called inside the transaction of the service that changed the plan.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from dongxi.apps.plans.models import COUNTED_PARTS, Commitment, Party, Plan, Task
from dongxi.apps.plans.queries import counted_parts
from dongxi.apps.plans.rules import STANDING, PartyKind
from dongxi.apps.records.search import Findable, forget, make_findable

_PAGELESS = (PartyKind.GROUP, PartyKind.PARK, PartyKind.GENERIC)


def show(*, plan: Plan) -> None:
    """Make everything of a published plan findable, and nothing else of it."""
    hide(plan=plan)
    make_findable(things=findables(plan=plan))


def hide(*, plan: Plan) -> None:
    """Make nothing of a plan findable."""
    for kind, ids in subjects(plan=plan).items():
        forget(kind=kind, subject_ids=ids)


def findables(*, plan: Plan) -> list[Findable]:
    """Everything of a published plan that can be found."""
    tasks = plan.tasks.filter(withdrawn_at=None).prefetch_related(*counted_parts(), "fields")
    commitments = (
        Commitment.objects.filter(task__plan=plan, withdrawn_at=None, decision__in=STANDING)
        .select_related("task__plan")
        .defer("task__plan__text")
        .prefetch_related("parties", "deliverables")
    )
    parties = Party.objects.filter(COUNTED_PARTS, task__plan=plan, task__withdrawn_at=None, kind__in=_PAGELESS)
    parties = parties.order_by("name").distinct()
    named = {row["name"]: row["name_en"] for row in parties.values("name", "name_en")}
    return [
        _plan(plan),
        *(_task(task, plan) for task in tasks),
        *(_commitment(commitment, plan) for commitment in commitments),
        *(_party(name, name_en) for name, name_en in named.items()),
    ]


def subjects(*, plan: Plan) -> dict[str, list[str]]:
    """What search may know of a plan, by kind; parties only where no other published plan names them."""
    elsewhere = Party.objects.filter(COUNTED_PARTS, task__plan__state="published").exclude(task__plan=plan)
    own = Party.objects.filter(task__plan=plan, kind__in=_PAGELESS).exclude(name__in=elsewhere.values("name"))
    commitments = Commitment.objects.filter(task__plan=plan)
    return {
        "plan": [str(plan.pk)],
        "task": [str(pk) for pk in plan.tasks.values_list("pk", flat=True)],
        "commitment": [str(pk) for pk in commitments.values_list("pk", flat=True)],
        "party": [name[:60] for name in own.order_by("name").values_list("name", flat=True).distinct()],
    }


def _plan(plan: Plan) -> Findable:
    issuers = " ".join(plan.issuers.values_list("name", flat=True))
    return Findable(
        kind="plan",
        subject_id=str(plan.pk),
        title=plan.short_title or plan.title,
        title_en=plan.short_title_en or plan.title_en,
        summary=plan.document_number,
        body=f"{plan.title} {plan.title_en} {plan.document_number} {issuers}",
        address=plan.get_absolute_url(),
        region=plan.region_id or "",
    )


def _task(task: Task, plan: Plan) -> Findable:
    words = [party.name for party in task.parties.all()] + [thing.name for thing in task.deliverables.all()]
    words += [f"{field.name} {field.name_en}" for field in task.fields.all()]
    words += [str(mode.get_mode_display()) for mode in task.modes.all()]
    return Findable(
        kind="task",
        subject_id=str(task.pk),
        title=task.title,
        title_en=task.title_en,
        summary=str(task.strand_name or plan.short_title or plan.title),
        summary_en=task.strand_name_en or plan.short_title_en or plan.title_en,
        body=" ".join((task.title, task.title_en, task.strand_name, *words)),
        address=reverse("plans:task", args=(plan.slug, task.code)),
        region=plan.region_id or "",
    )


def _commitment(commitment: Commitment, plan: Plan) -> Findable:
    words = [party.name for party in commitment.parties.all()]
    words += [f"{thing.name} {thing.name_en}" for thing in commitment.deliverables.all()]
    return Findable(
        kind="commitment",
        subject_id=str(commitment.pk),
        title=commitment.text,
        title_en=commitment.text_en,
        summary=commitment.task.title,
        summary_en=commitment.task.title_en,
        body=" ".join((commitment.text, commitment.text_en, *words)),
        address=reverse("plans:commitment", args=(plan.slug, commitment.code)),
        region=plan.region_id or "",
    )


def _party(name: str, name_en: str) -> Findable:
    return Findable(
        kind="party",
        subject_id=name[:60],
        title=name,
        title_en=name_en,
        body=f"{name} {name_en}",
        address=f"{reverse('plans:ledger')}?{urlencode({'party': name})}",
    )
