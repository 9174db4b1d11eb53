"""What one task names, each once; and what was done to a thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from dongxi.apps.plans.models import (
    Commitment,
    Deliverable,
    Party,
    Task,
    TaskMode,
)
from dongxi.apps.plans.rules import (
    MODE_MARK,
    RESPONSIBLE,
    Mode,
    PartyRole,
    ProposalState,
)
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import permission
from dongxi.apps.records.rules import MOVE_NAMES, ReviewState

LINES_SHOWN = 50


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


@dataclass(frozen=True)
class Happened:
    """One line of a thing's history in words; `who` is shown to those who are signed in."""

    at: datetime
    what: str
    who: str
    reason: str


def history(subject: models.Model) -> list[Happened]:
    """What was done to a thing, newest first, from the audit; to a commitment also with its task or plan, and to both
    when the official text was bound to their plan."""
    lines = list(_lines_of(subject)[:LINES_SHOWN])
    if isinstance(subject, Task | Commitment):
        plan = subject.task.plan if isinstance(subject, Commitment) else subject.plan
        lines += _lines_of(plan).filter(verb="plans.bind") if plan.shipped else ()
    if isinstance(subject, Commitment):
        for above in (subject.task, subject.task.plan):
            whole = _lines_of(above).filter(detail__has_key="codes")[:LINES_SHOWN]
            lines += [line for line in whole if subject.code in line.detail["codes"]]
    newest = sorted(lines, key=lambda line: line.sequence, reverse=True)[:LINES_SHOWN]
    return [Happened(line.at, _in_words(line), line.actor_label, str(line.detail.get("reason", ""))) for line in newest]


def last_saved(subject: models.Model) -> Happened | None:
    """What was done last to a thing: by whom and when."""
    return next(iter(history(subject)), None)


def _lines_of(subject: models.Model) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def _in_words(line: AuditEntry) -> str:
    if move := line.detail.get("move"):
        return str(MOVE_NAMES.get(move, move))
    outcomes = dict(ReviewState.choices) | dict(ProposalState.choices) | {"added": _("补充条目")}
    outcomes |= {"responsible": _("更正责任单位"), "carried": _("沿用较早版本的结论")}
    outcome = outcomes.get(line.detail.get("state") or line.detail.get("decision"), line.detail.get("title"))
    title = str(permission(line.verb).title)
    return _("：").join((title, str(outcome))) if outcome else title
