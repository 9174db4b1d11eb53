"""A stored plan back as dongxi.plan/1: the document as people left it, not as the machine first read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dongxi.apps.plans.models import (
    Clause,
    Commitment,
    Deliverable,
    NamedPairing,
    NamedPairingSide,
    Party,
    Plan,
    Spanned,
    Task,
    TaskMode,
)
from dongxi.apps.plans.queries import counted_parts
from dongxi.apps.plans.rules import RESPONSIBLE, ProposalState

SCHEMA = "dongxi.plan/1"


def document_json(*, plan: Plan) -> dict[str, Any]:
    """The plan's JSON. Spans are null while its text is not in the store; rejected commitments are left out."""
    tasks = plan.tasks.filter(withdrawn_at=None).select_related("clause").prefetch_related(
        *counted_parts(), "parties__region", "parties__group__members", "fields", "goals",
        "pairings__sides__region", "pairings__sides__group__members",
    )  # fmt: skip
    commitments = (
        Commitment.objects.filter(task__plan=plan, withdrawn_at=None)
        .exclude(decision=ProposalState.REJECTED)
        .select_related("task")
        .prefetch_related("parties__region", "parties__group__members", "modes", "deliverables")
    )
    return {
        "schema": SCHEMA,
        "title": plan.title,
        "document_number": plan.document_number or None,
        "issuers": list(plan.issuers.values_list("name", flat=True)),
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "horizon": [plan.horizon_start, plan.horizon_end] if plan.horizon_end else None,
        "text": plan.text,
        "outline": [_clause(clause) for clause in plan.clauses.select_related("parent")],
        "tasks": [_task(task) for task in tasks],
        "commitments": [_commitment(commitment) for commitment in commitments],
        "warnings": plan.warnings,
        "title_span": None,
    }


def _span(row: Spanned) -> list[int] | None:
    return None if row.start is None else [row.start, row.end]


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.code,
        "level": clause.level,
        "number": clause.number,
        "heading": clause.heading or None,
        "parent": clause.parent.code if clause.parent else None,
        "span": _span(clause),
        "heading_span": _span(clause) if clause.heading else None,
    }


def _task(task: Task) -> dict[str, Any]:
    parties = [party for party in task.parties.all() if party.commitment_id is None]
    responsible = [party for party in parties if party.role in RESPONSIBLE]
    others = [party for party in parties if party not in responsible]
    return {
        "id": task.code,
        "kind": task.kind,
        "title": task.title,
        "strand": task.strand_name or None,
        "span": _span(task),
        "regions": [_party(party) for party in others if party.kind in ("region", "group")],
        "organisations": [_party(party) for party in others if party.kind not in ("region", "group")],
        "responsible": [_party(party) for party in responsible],
        "modes": _modes(task.modes.all()),
        "fields": [{"name": field.name, "span": _span(field)} for field in task.fields.all()],
        "deliverables": _deliverables(task.deliverables.all()),
        "pairings": [_pairing(pairing) for pairing in task.pairings.all()],
        "goals": [{"text": goal.text, "span": _span(goal)} for goal in task.goals.all()],
        "due": {"date": task.due_text, "span": None} if task.due_text else None,
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    parties = list(commitment.parties.all())
    return {
        "id": commitment.code,
        "task": commitment.task.code,
        "text": commitment.text,
        "span": _span(commitment),
        "force": commitment.force,
        "actors": [_party(party) for party in parties if party.acts],
        "partners": [_party(party) for party in parties if not party.acts],
        "modes": _modes(commitment.modes.all()),
        "deliverables": _deliverables(commitment.deliverables.all()),
        "due": {"date": commitment.due_text, "span": None} if commitment.due_text else None,
    }


def _party(party: Party) -> dict[str, Any]:
    return {**_who(party), "role": party.role, "span": _span(party), "cue": party.cue}


def _who(party: Party | NamedPairingSide) -> dict[str, Any]:
    members = sorted(region.code for region in party.group.members.all()) if party.group else []
    return {"name": party.name, "code": party.region_id, "kind": party.kind, "members": members}


def _pairing(pairing: NamedPairing) -> dict[str, Any]:
    sides = list(pairing.sides.all())
    return {
        **{name: [_side(side) for side in sides if side.side == name] for name in ("a", "b")},
        "span": _span(pairing),
        "cue": pairing.cue,
    }


def _side(side: NamedPairingSide) -> dict[str, Any]:
    return {**_who(side), "role": "beneficiary" if side.side == "a" else "partner", "span": None, "cue": ""}


def _modes(rows: Iterable[TaskMode]) -> list[dict[str, Any]]:
    return [{"code": row.mode, "span": _span(row), "cue": row.cue} for row in rows]


def _deliverables(rows: Iterable[Deliverable]) -> list[dict[str, Any]]:
    return [{"name": row.name, "type": row.type, "span": _span(row), "cue": row.cue} for row in rows]
