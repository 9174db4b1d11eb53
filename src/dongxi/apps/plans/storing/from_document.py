"""A document that was read (dongxi.plan/1) as a draft of proposals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dongxi.apps.plans.storing.drafts import (
    CUE_LENGTH,
    ClauseDraft,
    CommitmentDraft,
    GoalDraft,
    IssuerDraft,
    ModeDraft,
    NamedDraft,
    PairingDraft,
    PartyDraft,
    PlanDraft,
    TaskDraft,
)

if TYPE_CHECKING:
    from dongxi.analysis.plan import model

_NOTICE = re.compile("印发《(.+)》的通知")
_NO_TITLE = {
    "code": "no_title",
    "message": "没有读出标题，暂以文件名代替；请在审核页更正文件信息，填写标题和文号。",
    "span": [0, 0],
}


def draft(*, document: model.PlanDocument, strands: Mapping[str, str], file_name: str = "") -> PlanDraft:
    """The document as proposals. `strands` gives the code of a programme by its printed name (科技援疆: xinjiang).

    Where no title was read the plan is called by its `file_name`, and a doubt says so.
    """
    numbers = {node.id: node.number for node in document.outline}
    by_task = defaultdict(list)
    for commitment in document.commitments:
        by_task[commitment.task].append(commitment)
    return PlanDraft(
        columns=_columns(document=document, file_name=file_name),
        issuers=tuple(IssuerDraft(name=name) for name in document.issuers),
        clauses=tuple(_clause(node=node) for node in document.outline),
        tasks=tuple(
            _task(task=task, commitments=by_task[task.id], numbers=numbers, strands=strands) for task in document.tasks
        ),
        warnings=[
            *([] if document.title.strip() else [_NO_TITLE]),
            *({"code": each.code, "message": each.message, "span": list(each.span)} for each in document.warnings),
        ],
    )


def _columns(*, document: model.PlanDocument, file_name: str) -> dict[str, object]:
    from dongxi.analysis.plan import squeeze  # brings the reader, which no page needs

    start, end = document.horizon or (None, None)
    return {
        "title": (document.title.strip() or Path(file_name).stem)[:300],
        "short_title": _issued(document.title)[:120],
        "document_number": (document.document_number or "")[:80],
        "issued_on": date.fromisoformat(document.issued_on) if document.issued_on else None,
        "horizon_start": start,
        "horizon_end": end,
        "text": document.text,
        "squeezed_sha256": squeeze(document.text).sha256,
    }


def _issued(title: str) -> str:
    """What a notice of the kind 关于印发《…》的通知 issues; "" for any other title."""
    found = _NOTICE.search(title)
    return found[1] if found else ""


def _clause(*, node: model.Node) -> ClauseDraft:
    return ClauseDraft(
        code=node.id,
        level=node.level,
        number=node.number,
        heading=node.heading or "",
        parent=node.parent,
        span=node.heading_span or node.span,
    )


def _task(
    *,
    task: model.Task,
    commitments: list[model.Commitment],
    numbers: Mapping[str, str],
    strands: Mapping[str, str],
) -> TaskDraft:
    held_modes = {mode.code for row in commitments for mode in row.modes}
    held_things = {thing.name for row in commitments for thing in row.deliverables}
    strand = task.strand or ""
    return TaskDraft(
        code=task.id,
        kind=task.kind,
        number=numbers.get(task.id, ""),
        title=task.title,
        strand=strands.get(strand, strand)[:60],
        strand_name=strand[:120],
        span=task.span,
        parties=_parties((*task.regions, *task.organisations, *task.responsible)),
        modes=tuple(_mode(mode) for mode in task.modes if mode.code not in held_modes),
        fields=tuple(NamedDraft(name=field.name[:80], span=field.span) for field in task.fields),
        deliverables=tuple(_thing(thing) for thing in task.deliverables if thing.name not in held_things),
        pairings=tuple(
            PairingDraft(a=_parties(pair.a), b=_parties(pair.b), span=pair.span, cue=pair.cue[:CUE_LENGTH])
            for pair in task.pairings
        ),
        goals=tuple(GoalDraft(text=goal.text, span=goal.span) for goal in task.goals),
        commitments=tuple(_commitment(row) for row in commitments),
        due=task.due.date if task.due else "",
    )


def _commitment(row: model.Commitment) -> CommitmentDraft:
    return CommitmentDraft(
        code=row.id,
        text=row.text,
        force=row.force,
        span=row.span,
        parties=(*_parties(row.actors, acts=True), *_parties(row.partners, acts=False)),
        modes=tuple(_mode(mode) for mode in row.modes),
        deliverables=tuple(_thing(thing) for thing in row.deliverables),
        due=row.due.date if row.due else "",
    )


def _parties(parties: Iterable[model.Party], *, acts: bool = True) -> tuple[PartyDraft, ...]:
    """The parties once each; the first mention gives the span."""
    first: dict[tuple[str, str], Any] = {}
    for party in parties:
        first.setdefault((party.name, party.role), party)
    return tuple(
        PartyDraft(
            kind=party.kind,
            name=party.name[:120],
            role=party.role,
            acts=acts,
            code=party.code,
            span=party.span,
            cue=party.cue[:CUE_LENGTH],
        )
        for party in first.values()
    )


def _mode(mode: model.Mode) -> ModeDraft:
    return ModeDraft(code=mode.code, span=mode.span, cue=mode.cue[:CUE_LENGTH])


def _thing(thing: model.Deliverable) -> NamedDraft:
    return NamedDraft(name=thing.name[:160], type=thing.type, span=thing.span, cue=thing.cue[:CUE_LENGTH])
