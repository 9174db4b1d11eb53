"""What people decided about one edition of a document is taken over into the next, where the words are the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.rules import ProposalState
from dongxi.apps.plans.storing.correcting import Correction, NamedParty, write_correction, write_responsible
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, RuleBroken
from dongxi.apps.records.permissions import require
from dongxi.apps.records.versions import save_at_version


@dataclass(frozen=True, kw_only=True)
class Carried:
    """How many commitments were decided on as before, of how many tasks the responsible bodies were taken over, and how
    many commitments stay open because a correction quotes words the new edition no longer has."""

    edition: Plan
    commitments: int
    tasks: int
    left: int


@transaction.atomic
def carry_over(*, actor: Any, plan: Plan) -> Carried:
    """Decide on what is still open as it was decided on in the edition before; take over who answers for its tasks.

    What is taken over stands in one line with what it came from, and so do the tasks it was taken over for: evidence
    filed there counts here once this is published.
    A correction that quotes words the new edition no longer has stays open. RuleBroken where nothing can be taken over.
    """
    require(actor, "plans.decide", plan)
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)  # a decision of others waits until these are in
    edition = queries.earlier_edition(plan, to=actor)
    if edition is None:
        raise _nothing()
    alike = _all_decided_alike(edition.repeated)
    codes = [row.code for row, _before in alike]
    for task, before in edition.responsible:
        _answered_for_alike(task, before)
    tasks = [task.code for task, _before in edition.responsible]
    if not (codes or tasks):
        raise _nothing()
    touched = {row.task_id for row, _before in alike} | {task.pk for task, _before in edition.responsible}
    linked = [*_in_line(Commitment, alike), *_in_line(Task, [pair for pair in edition.tasks if pair[0].pk in touched])]
    told = {"carried_from": edition.plan.slug, "codes": codes, "tasks": tasks, "linked": linked}
    audit(actor, "plans.decide", plan, decision="carried", **told)
    left = len(edition.repeated) - len(codes)
    return Carried(edition=edition.plan, commitments=len(codes), tasks=len(tasks), left=left)


def _in_line(model: type[Task | Commitment], pairs: Iterable[tuple[Any, Any]]) -> list[str]:
    """Put each row in one line with what it came from: the key of the first of them is the line's number.

    Returns the codes of what they came from, which is decided on as before and so keeps its version.
    """
    linked = []
    for row, before in pairs:
        line = before.line or before.pk
        model._default_manager.filter(pk__in=(row.pk, before.pk)).update(line=line)
        linked.append(before.code)
    return linked


def _nothing() -> RuleBroken:
    return RuleBroken(_("没有可以沿用的审核结论：同一文件没有较早的版本，或文字相同的条目都已审过。"))


def _all_decided_alike(pairs: Iterable[tuple[Commitment, Commitment]]) -> list[tuple[Commitment, Commitment]]:
    """Decide on each row as before where that can be; a correction that takes words which a row after it gives up, by
    being rejected or shortened, waits for that row."""
    alike: list[tuple[Commitment, Commitment]] = []
    waiting = list(pairs)
    while done := [pair for pair in waiting if _decided_alike(*pair)]:
        alike += done
        settled = {row.pk for row, _before in done}
        waiting = [pair for pair in waiting if pair[0].pk not in settled]
    return alike


def _decided_alike(row: Commitment, before: Commitment) -> bool:
    if before.decision != ProposalState.CORRECTED:
        save_at_version(row, read_at=row.version, decision=before.decision)
        return True
    correction = _correction(before)
    try:
        span, changes = correction.columns(commitment=row)
    except BadInput:
        return False
    save_at_version(row, read_at=row.version, decision=ProposalState.CORRECTED, **changes)
    write_correction(commitment=row, correction=correction, span=span)
    return True


def _answered_for_alike(task: Task, before: Task) -> None:
    parties = [NamedParty(name=party.name, role=party.role) for party in queries.responsible_in(before)]
    save_at_version(task, read_at=task.version, responsible_corrected=True)
    write_responsible(task=task, parties=parties)


def _correction(before: Commitment) -> Correction:
    return Correction(
        quote=before.words(),
        force=before.force,
        modes=tuple(mode.mode for mode in before.modes.all()),
        parties=tuple(NamedParty(name=party.name, role=party.role, acts=party.acts) for party in before.parties.all()),
        deliverables=tuple((thing.name, thing.type) for thing in before.deliverables.all()),
        due=before.due_text,
    )
