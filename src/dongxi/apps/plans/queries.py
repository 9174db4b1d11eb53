"""Every read of plans, tasks, commitments and alignments: published ones for everyone, drafts for their editors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Count, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from dongxi.apps.people.models import Region
from dongxi.apps.plans.models import (
    COUNTED_PARTS,
    Alignment,
    Commitment,
    Deliverable,
    NamedPairing,
    Party,
    Plan,
    Task,
    TaskMode,
)
from dongxi.apps.plans.rules import (
    MODE_MARK,
    RESPONSIBLE,
    STANDING,
    UNDER_REVIEW,
    WHOLE_COUNTRY,
    Mode,
    PartyRole,
    ProposalState,
    TaskState,
)
from dongxi.apps.records.models import AuditEntry, Evidence
from dongxi.apps.records.permissions import ANYWHERE, REGION, decide, held_by, permission
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


def visible_alignments(*, to: Any) -> models.QuerySet[Alignment]:
    """Accepted correspondences of published plans; for a plan's editors all of them. Both sides are visible."""
    accepted = Q(local__task__plan__state=ReviewState.PUBLISHED, decision=ProposalState.ACCEPTED)
    rows = Alignment.objects.filter(accepted | _editable(to, "local__task__plan__"))
    rows = rows.filter(_visible(to, "national__task__plan__"))
    rows = rows.select_related("national__task__plan", "local__task__plan__region", "decided_by")
    return rows.defer("national__task__plan__text", "local__task__plan__text")


def plan_brought_before(*, to: Any, region: Region | None, **same: Any) -> Plan | None:
    """The plan a document made before: `same` names its file or its text. None where the reader may not know of it.

    The shipped plan is one wherever its text is brought to; else a text is brought once by one person and once, as far
    as they can see, for one place. Drafts of other units are their own affair.
    """
    own = Q(uploaded_by=to.pk) if to.pk else _NOBODY
    return visible_plans(to=to).filter(Q(region=region) | own | Q(shipped=True), **same).order_by("pk").first()


@dataclass(frozen=True)
class Home:
    """A place a document may be of: its code ("" for the whole country), its name, whether the document says so."""

    code: str
    name: str
    said: bool


@dataclass(frozen=True, kw_only=True)
class HomeQuestion:
    """A document that says it is of another place than it was filed for: both in words, and the possible answers."""

    filed: str
    said: tuple[str, ...]
    answers: tuple[Home, ...]


def home_question(plan: Plan, *, to: Any) -> HomeQuestion | None:
    """Whose document it is, as long as that is open and somebody may answer; answers are what they may file for."""
    if not plan.region_said or plan.state not in UNDER_REVIEW or not decide(to, "plans.decide", plan).allowed:
        return None
    said = Region.objects.filter(pk__in=plan.region_said)
    places = [*((None if region.code == WHOLE_COUNTRY else region, True) for region in said), (plan.region, False)]
    answers = [
        Home(region.code if region else "", _home(region), is_said)
        for region, is_said in places
        if decide(to, "plans.upload", Plan(region=region)).allowed
    ]
    return HomeQuestion(filed=_home(plan.region), said=tuple(map(_home, said)), answers=tuple(answers))


def _home(region: Region | None) -> str:
    return str(region) if region else _("全国")


def editable_plans(*, to: Any) -> models.QuerySet[Plan]:
    """Plans somebody may decide on, whatever their state."""
    return Plan.objects.filter(_editable(to, "", uploaded=False)).select_related("region")


def national_plan(*, to: Any) -> Plan | None:
    """The shipped national plan; None in an empty store, and while it is withdrawn for all but its editors."""
    return visible_plans(to=to).filter(shipped=True).first()


def with_state[Rows: models.QuerySet[Any]](rows: Rows, *, year: int) -> Rows:
    """Tasks or commitments with `evidence_count` and `state_code` in that year; the same rule as rules.task_state."""
    task = "task__" if rows.model is Commitment else ""
    end = Coalesce(f"{task}due_year", f"{task}plan__horizon_end")
    end = Coalesce("due_year", end) if rows.model is Commitment else end
    return rows.annotate(evidence_count=_evidence_count(rows.model), end_year=end).annotate(
        state_code=Case(
            When(evidence_count__gt=0, then=Value(TaskState.EVIDENCED.value)),
            When(end_year=None, then=Value(TaskState.NO_HORIZON.value)),
            When(end_year__gte=year, then=Value(TaskState.RUNNING_UNREPORTED.value)),
            When(**{f"{task}plan__horizon_end__lt": year}, then=Value(TaskState.ENDED_UNREPORTED.value)),
            default=Value(TaskState.DUE_UNREPORTED.value),
        )
    )


def ledger(*, to: Any, year: int, every: bool = False) -> models.QuerySet[Commitment]:
    """Rows of the ledger with everything a row shows, in a constant number of queries.

    `every`: those too that count nowhere, rejected and withdrawn ones; they have a page.
    """
    rows = visible_commitments(to=to, withdrawn=every)
    rows = rows if every else rows.exclude(decision=ProposalState.REJECTED)
    return with_state(rows, year=year).prefetch_related(*_parts("task__"))


def tasks_with_parts(*, to: Any, year: int, withdrawn: bool = False) -> models.QuerySet[Task]:
    """Tasks with state, modes, parties, deliverables, fields, pairings and standing commitments."""
    commitments = visible_commitments(to=to).prefetch_related(*_parts(""))
    pairings = NamedPairing.objects.prefetch_related("sides")
    return with_state(visible_tasks(to=to, withdrawn=withdrawn), year=year).prefetch_related(
        *counted_parts(),
        "parties__region",
        "parties__organisation",
        "fields",
        "goals",
        Prefetch("pairings", pairings),
        Prefetch("commitments", with_state(commitments, year=year)),
    )


def counted_parts() -> tuple[Prefetch[Any], ...]:
    """Prefetches of a task's parties, modes and deliverables without those of its rejected commitments."""
    parts = {"parties": Party, "modes": TaskMode, "deliverables": Deliverable}
    return tuple(Prefetch(name, model.objects.filter(COUNTED_PARTS)) for name, model in parts.items())


def by_region(rows: models.QuerySet[Any], region: str) -> models.QuerySet[Any]:
    """Tasks or commitments that name a region, or a group it belongs to, or whose plan is that region's."""
    task, key = ("task__", "task__in") if rows.model is Commitment else ("", "pk__in")
    stem = region.removesuffix("00").removesuffix("00")
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


def plans_with_counts(*, to: Any) -> models.QuerySet[Plan]:
    """Visible plans with how many tasks and standing commitments they hold."""
    standing = Commitment.objects.filter(task__plan=OuterRef("pk"), withdrawn_at=None)
    standing = standing.exclude(decision=ProposalState.REJECTED)
    tasks = Task.objects.filter(plan=OuterRef("pk"), withdrawn_at=None)
    return visible_plans(to=to).annotate(
        task_count=_count(tasks, "plan"), commitment_count=_count(standing, "task__plan")
    )


def plan_choices(*, to: Any) -> list[tuple[str, str]]:
    """(slug, title) of every visible plan."""
    return [(plan.slug, str(plan)) for plan in visible_plans(to=to)]


@dataclass(frozen=True)
class Named:
    """Parties of a task in one role, each once."""

    role: str
    label: str
    parties: tuple[Party, ...]


def parties_of(task: Task) -> list[Named]:
    """The parties of a task by role, the task's own before those only its commitments name."""
    first: dict[tuple[str, str], Party] = {}
    for party in sorted(task.parties.all(), key=lambda party: (party.commitment_id is not None, party.pk)):
        known = any(name == party.name for _role, name in first)
        if party.commitment_id is None or not known:
            first.setdefault((party.role, party.name), party)
    by_role = ((role, tuple(party for (of, _n), party in first.items() if of == role)) for role in PartyRole)
    return [Named(role.value, str(role.label), parties) for role, parties in by_role if parties]


def responsible_in(task: Task) -> list[Party]:
    """The bodies a task names as answering for it, each once."""
    parties = [party for party in task.parties.all() if party.role in RESPONSIBLE and party.commitment_id is None]
    return list({party.name: party for party in parties}.values())


def distinct_modes(task: Task) -> list[TaskMode]:
    """Each mode a task names, once, in table order."""
    first = {row.mode: row for row in sorted(task.modes.all(), key=lambda row: row.start or 0, reverse=True)}
    return [first[mode] for mode in Mode.values if mode in first]


def distinct_deliverables(task: Task) -> list[Deliverable]:
    """Each deliverable a task names, once."""
    return list({row.name: row for row in task.deliverables.all()}.values())


@dataclass(frozen=True)
class Legend:
    """A mode as the page's legend prints it."""

    mode: str
    mark: str
    label: str


def mode_legend() -> list[Legend]:
    """Every mode with its mark."""
    return [Legend(mode.value, str(MODE_MARK[mode]), str(mode.label)) for mode in Mode]


def alignments_of(commitment: Commitment, *, to: Any) -> models.QuerySet[Alignment]:
    """Correspondences of a commitment, whichever side it is on, rejected ones left out."""
    rows = visible_alignments(to=to).exclude(decision=ProposalState.REJECTED)
    return rows.filter(Q(national=commitment) | Q(local=commitment))


def strands(*, to: Any) -> list[tuple[str, str]]:
    """(code, printed name) of every strand of the visible plans."""
    names = visible_tasks(to=to).exclude(strand="").order_by("plan", "position")
    return list(dict(names.values_list("strand", "strand_name")).items())


@dataclass(frozen=True)
class Happened:
    """One line of a thing's history in words; `who` is shown to those who are signed in."""

    at: datetime
    what: str
    who: str
    reason: str


def history(subject: models.Model) -> list[Happened]:
    """What was done to a thing, newest first, from the audit."""
    lines = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return [
        Happened(line.at, _in_words(line), line.actor_label, str(line.detail.get("reason", ""))) for line in lines[:50]
    ]


def _in_words(line: AuditEntry) -> str:
    outcomes = dict(ReviewState.choices) | dict(ProposalState.choices) | {"added": _("补充条目")}
    outcomes |= {"responsible": _("更正责任单位")}
    outcome = outcomes.get(line.detail.get("state") or line.detail.get("decision"), line.detail.get("title"))
    title = str(permission(line.verb).title)
    return f"{title}：{outcome}" if outcome else title


def review_rows(plan: Plan) -> models.QuerySet[Commitment]:
    """Every commitment of a plan with its parts, in document order, rejected ones too, withdrawn ones not."""
    rows = Commitment.objects.filter(task__plan=plan, withdrawn_at=None).select_related("task__plan")
    return rows.prefetch_related("parties", "modes", "deliverables", "task__parties")


@dataclass(frozen=True)
class Queue:
    """Where a review stands: the commitment looked at, its neighbours, its number, and the tasks with what is open."""

    row: Commitment | None
    before: str
    after: str
    number: int
    tasks: tuple[dict[str, Any], ...]


def review_queue(*, plan: Plan, at: str) -> Queue:
    """The queue at a commitment's code; without one, at the first that nobody has decided on."""
    listed = list(review_rows(plan).prefetch_related(None).values_list("code", "decision"))
    codes = [code for code, _decision in listed]
    first_open = next((code for code, decision in listed if decision == ProposalState.PROPOSED), None)
    code = at if at in set(codes) else first_open or (codes[0] if codes else "")
    place = codes.index(code) if code else -1
    return Queue(
        row=review_rows(plan).get(code=code) if code else None,
        before=codes[place - 1] if place > 0 else "",
        after=codes[place + 1] if 0 <= place < len(codes) - 1 else "",
        number=place + 1,
        tasks=tuple(_review_tasks(plan)),
    )


def _review_tasks(plan: Plan) -> Iterable[dict[str, Any]]:
    is_open = Q(commitments__decision=ProposalState.PROPOSED)
    tasks = plan.tasks.filter(withdrawn_at=None).annotate(
        open=Count("commitments", filter=is_open), all=Count("commitments")
    )
    firsts = dict(review_rows(plan).prefetch_related(None).order_by("task", "-position").values_list("task", "code"))
    for task in tasks:
        yield {"task": task, "open": task.open, "all": task.all, "first": firsts.get(task.pk, "")}


def next_open(*, plan: Plan, after: Commitment) -> Commitment | None:
    """The next commitment nobody has decided on, after this one, else from the start."""
    still_open = review_rows(plan).filter(decision=ProposalState.PROPOSED)
    later = Q(task__position=after.task.position, position__gt=after.position)
    return still_open.filter(later | Q(task__position__gt=after.task.position)).first() or still_open.first()


def review_address(plan: Plan) -> str:
    return reverse("plans:review", args=(plan.slug,))


def alignment_address(plan: Plan) -> str:
    return reverse("plans:alignment", args=(plan.slug,))


def review_progress(plan: Plan) -> dict[str, int]:
    """How many of a plan's commitments stand in each decision, and `total`."""
    rows = (
        Commitment.objects.filter(task__plan=plan, withdrawn_at=None)
        .order_by()
        .values_list("decision")
        .annotate(Count("pk"))
    )
    counts = dict.fromkeys(ProposalState.values, 0) | dict(rows)
    total = sum(counts.values())
    return counts | {"total": total, "decided": total - counts[ProposalState.PROPOSED]}


def _parts(task: str) -> Iterable[Any]:
    responsible = Party.objects.filter(commitment=None, role__in=RESPONSIBLE)
    own = ("parties__region", "parties__organisation", "modes", "deliverables")
    return (*own, *((Prefetch("task__parties", responsible, to_attr="responsible"),) if task else ()))


def _count(rows: models.QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(count=Count("pk")).values("count")), 0)


def _evidence_count(model: type[models.Model]) -> Any:
    """How much evidence stands: of a task also that of its commitments."""
    key = Cast(OuterRef("pk"), models.CharField())
    standing = Evidence.objects.filter(withdrawn_at=None)
    own = _count(standing.filter(subject_type=model._meta.label_lower, subject_id=key), "subject_type")
    if model is Commitment:
        return own
    rows = Commitment.objects.filter(task=OuterRef(OuterRef("pk")), decision__in=STANDING).order_by()
    keys = rows.values(key=Cast("pk", models.CharField()))
    return own + _count(standing.filter(subject_type="plans.commitment", subject_id__in=keys), "subject_type")


def _visible(to: Any, plan: str) -> Q:
    return Q(**{f"{plan}state": ReviewState.PUBLISHED}) | _editable(to, plan)


def _editable(to: Any, plan: str, *, uploaded: bool = True) -> Q:
    """Plans (at the path `plan`) that somebody may decide on; with `uploaded` also those they brought."""
    reach = Q(**{f"{plan}uploaded_by": to.pk}) if uploaded and getattr(to, "pk", None) else _NOBODY
    for held in held_by(to):
        for grant in permission("plans.decide").grants:
            if held.role != grant.role:
                continue
            if grant.reach == ANYWHERE:
                return Q(**{f"{plan}pk__isnull": False})
            if grant.reach == REGION and held.region:
                stem = held.region.removesuffix("00").removesuffix("00")
                reach |= Q(**{f"{plan}region__code__startswith": stem})
    return reach
