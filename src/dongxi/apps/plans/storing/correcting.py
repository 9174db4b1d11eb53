"""What a person makes of a proposal, and how it is written: words of the document, known names, table codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.plans.models import Commitment, Deliverable, Party, Task, TaskMode
from dongxi.apps.plans.models.documents import LONGEST_QUOTE
from dongxi.apps.plans.rules import RESPONSIBLE, DeliverableType, Force, Mode, PartyRole, ProposalState
from dongxi.apps.plans.storing.directory import Directory
from dongxi.apps.plans.storing.drafts import NamedDraft, PartyDraft, Span, due_year
from dongxi.apps.plans.storing.quoting import find_between
from dongxi.apps.plans.storing.rows import deliverable_rows, party_rows
from dongxi.apps.plans.storing.stated_dates import check_date
from dongxi.apps.records.errors import BadInput

LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class NamedParty:
    """A party as typed: its name, its role, and whether it acts or is acted with."""

    name: str
    role: str
    acts: bool = True


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A commitment as a person wants it. `quote` (to `quote_end`, if given) are words of the document.

    `due` is a stated date (2025, 2025-06, 2025-06-30) that the calendar has, or "".
    """

    quote: str
    force: str
    quote_end: str = ""
    modes: tuple[str, ...] = ()
    parties: tuple[NamedParty, ...] = ()
    deliverables: tuple[tuple[str, str], ...] = ()
    due: str = ""

    def columns(self, *, commitment: Commitment) -> tuple[Span, dict[str, Any]]:
        """The span, and the commitment's own columns.

        BadInput for words not found once, an unknown code, or a date that cannot be.
        """
        self._known_codes()
        check_date(self.due)
        span, text = _words(task=commitment.task, commitment=commitment, correction=self)
        start, end = span or (None, None)
        return span, {
            "text": text,
            "start": start,
            "end": end,
            "force": self.force,
            "due_text": self.due,
            "due_year": due_year(self.due),
        }

    def as_facts(self) -> dict[str, Any]:
        """What the audit line keeps."""
        return {
            "force": self.force,
            "modes": list(self.modes),
            "parties": [[party.name, party.role, party.acts] for party in self.parties],
            "deliverables": [list(each) for each in self.deliverables],
            "due": self.due,
        }

    def _known_codes(self) -> None:
        given = {
            Force: [self.force],
            Mode: self.modes,
            PartyRole: [party.role for party in self.parties],
            DeliverableType: [kind for _name, kind in self.deliverables],
        }
        for table, codes in given.items():
            unknown = [code for code in codes if code not in table.values]
            if unknown:
                known = _("、").join(table.values)
                raise BadInput(_("未知代码“%(code)s”；可用：%(known)s。") % {"code": unknown[0], "known": known})


def write_correction(*, commitment: Commitment, correction: Correction, span: Span) -> None:
    """Replace the parties, modes and deliverables of a commitment by the corrected ones."""
    task, directory = commitment.task, Directory(home=commitment.task.plan.region)
    parties = [_party(party, task=task, span=span, directory=directory) for party in correction.parties]
    Party.objects.filter(commitment=commitment).delete()
    Deliverable.objects.filter(commitment=commitment).delete()
    kept = {mode.mode: mode for mode in TaskMode.objects.filter(commitment=commitment)}
    TaskMode.objects.filter(commitment=commitment).exclude(mode__in=correction.modes).delete()
    TaskMode.objects.bulk_create(
        [TaskMode(task=task, commitment=commitment, mode=mode) for mode in correction.modes if mode not in kept]
    )
    Party.objects.bulk_create(party_rows(parties=parties, task=task, commitment=commitment, directory=directory))
    things = [
        NamedDraft(name=name[:160], type=kind, **_found(name, task=task, span=span))
        for name, kind in correction.deliverables
    ]
    Deliverable.objects.bulk_create(deliverable_rows(things=things, task=task, commitment=commitment))


def write_responsible(*, task: Task, parties: Iterable[NamedParty]) -> None:
    """Replace the bodies that answer for a task, by the corrected ones."""
    directory = Directory(home=task.plan.region)
    span = (task.start, task.end) if task.plan.text and task.start is not None else None
    drafts = [_party(party, task=task, span=span, directory=directory) for party in parties]
    task.parties.filter(commitment=None, role__in=RESPONSIBLE).delete()
    Party.objects.bulk_create(party_rows(parties=drafts, task=task, commitment=None, directory=directory))


def named(parties: Iterable[Party | NamedParty]) -> str:
    """Parties with their roles, in words."""
    told = [party.name + _("（%(words)s）") % {"words": PartyRole(party.role).label} for party in parties]
    return _("、").join(told)


def _words(*, task: Task, commitment: Commitment, correction: Correction) -> tuple[Span, str]:
    text = task.plan.text
    span = (commitment.start, commitment.end) if commitment.start is not None else None
    unchanged = not correction.quote_end.strip() and _same(correction.quote, commitment.text)
    if unchanged and commitment.pk:
        return span, commitment.text
    if not text or task.start is None:
        raise BadInput(_("该方案的原文不在库中，条目文字不能改。请先上传官方文本。"))
    start, end = find_between(
        text=text, first=correction.quote, last=correction.quote_end, within=(task.start, task.end)
    )
    _stands_apart(task=task, commitment=commitment, span=(start, end))
    return (start, end), text[start:end]


def _stands_apart(*, task: Task, commitment: Commitment, span: tuple[int, int]) -> None:
    """BadInput where the words are also another commitment's: none may be counted twice. Rejected ones claim none."""
    rows = task.commitments.filter(start__lt=span[1], end__gt=span[0], withdrawn_at=None).exclude(pk=commitment.pk)
    if other := rows.exclude(decision=ProposalState.REJECTED).first():
        shown = other.text if len(other.text) <= LONGEST_QUOTE else f"{other.text[:LONGEST_QUOTE]}…"
        raise BadInput(
            _("所摘文字与第%(code)s条“%(words)s”重叠，同一句不能算两条。请缩短摘录，或先更正、否决那一条。")
            % {"code": other.code, "words": shown}
        )


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _party(party: NamedParty, *, task: Task, span: Span, directory: Directory) -> PartyDraft:
    known = task.parties.filter(name=party.name).order_by("commitment_id").first()
    return PartyDraft(
        name=party.name[:LONGEST_NAME],
        name_en=known.name_en if known else "",
        role=party.role,
        acts=party.acts,
        kind=known.kind if known else directory.kind_of(party.name),
        code=known.region_id if known else None,
        **_found(party.name, task=task, span=span),
    )


def _found(name: str, *, task: Task, span: Span) -> dict[str, Any]:
    """Where a name stands in the commitment's words, if it does."""
    if span is None:
        return {}
    at = task.plan.text.find(name, *span)
    return {} if at < 0 else {"span": (at, at + len(name)), "cue": name[:120]}
