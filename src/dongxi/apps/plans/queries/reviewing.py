"""Where a plan's review stands: the queue of proposals, what is open, whose document it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dongxi.apps.people.models import Region
from dongxi.apps.plans.models import (
    Commitment,
    Plan,
)
from dongxi.apps.plans.rules import (
    NOT_EMPTY,
    STANDING,
    UNDER_REVIEW,
    WHOLE_COUNTRY,
    PlanMove,
    ProposalState,
)
from dongxi.apps.records.permissions import decide


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


def may_discard(plan: Plan, *, by: Any) -> bool:
    """Whether somebody may throw a plan away: a draft that was never published, if they edit it or brought it."""
    never_out = plan.state in UNDER_REVIEW and not plan.shipped and plan.published_at is None
    return never_out and (brought_by(plan, by) or decide(by, "plans.discard", plan).allowed)


def brought_by(plan: Plan, by: Any) -> bool:
    """Whether it was this person who uploaded a document, and may still upload such."""
    return by.pk is not None and plan.uploaded_by_id == by.pk and decide(by, "plans.upload", plan).allowed


def hindrance(plan: Plan, *, move: str) -> str:
    """What of a plan itself stands in the way of a move, in words; empty if nothing does."""
    rows = Commitment.objects.filter(task__plan=plan, withdrawn_at=None)
    if move == PlanMove.SUBMIT and (undecided := rows.filter(decision=ProposalState.PROPOSED).count()):
        return _("还有%(count)s条提议未审核，审完才能提交。") % {"count": undecided}
    if move in NOT_EMPTY and not rows.filter(decision__in=STANDING).exists():
        return _("方案里没有一条采纳或更正的任务承诺，不能提交、审定或发布。请补充条目，或作废后换一份文件。")
    if move == PlanMove.SUBMIT and plan.region_said:
        return _("文件自述的地区与所选不同。请先确认这份文件归哪里，再提交。")
    return ""


def review_rows(plan: Plan) -> models.QuerySet[Commitment]:
    """Every commitment of a plan with its parts, in document order, rejected ones too, withdrawn ones not."""
    rows = Commitment.objects.filter(task__plan=plan, withdrawn_at=None).select_related("task__plan")
    rows = rows.defer("task__plan__text")  # long, and asked for by one row at most
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
    standing = Q(commitments__withdrawn_at=None)
    is_open = standing & Q(commitments__decision=ProposalState.PROPOSED)
    tasks = plan.tasks.filter(withdrawn_at=None).annotate(
        open=Count("commitments", filter=is_open), all=Count("commitments", filter=standing)
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
