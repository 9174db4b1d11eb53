"""A plan as it is about to be stored, wherever it came from: the shipped facts or a document that was read.

Every `span` is [start, end) in the text that will stand in `Plan.text`, or None while there is no text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int] | None
CUE_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class PartyDraft:
    """`key` names an organisation or a region group of the shipped facts; `code` a region of GB/T 2260.

    `name_en` is for a party no directory knows: a known one brings its own.
    """

    kind: str
    name: str
    name_en: str = ""
    role: str = "beneficiary"
    acts: bool = True
    code: str | None = None
    key: str | None = None
    span: Span = None
    cue: str = ""


@dataclass(frozen=True, kw_only=True)
class ModeDraft:
    code: str
    span: Span = None
    cue: str = ""


@dataclass(frozen=True, kw_only=True)
class NamedDraft:
    """A field, or (with `type`) a deliverable."""

    name: str
    name_en: str = ""
    type: str = ""
    span: Span = None
    cue: str = ""


@dataclass(frozen=True, kw_only=True)
class PairingDraft:
    a: tuple[PartyDraft, ...]
    b: tuple[PartyDraft, ...]
    span: Span = None
    cue: str = ""


@dataclass(frozen=True, kw_only=True)
class GoalDraft:
    text: str = ""
    span: Span = None


@dataclass(frozen=True, kw_only=True)
class CommitmentDraft:
    code: str
    text: str
    force: str
    text_en: str = ""
    span: Span = None
    cue: str = ""
    parties: tuple[PartyDraft, ...] = ()
    modes: tuple[ModeDraft, ...] = ()
    deliverables: tuple[NamedDraft, ...] = ()
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """Modes and deliverables stand here only where no commitment of the task holds them."""

    code: str
    kind: str
    title: str
    number: str = ""
    title_en: str = ""
    strand: str = ""
    strand_name: str = ""
    strand_name_en: str = ""
    span: Span = None
    parties: tuple[PartyDraft, ...] = ()
    modes: tuple[ModeDraft, ...] = ()
    fields: tuple[NamedDraft, ...] = ()
    deliverables: tuple[NamedDraft, ...] = ()
    pairings: tuple[PairingDraft, ...] = ()
    goals: tuple[GoalDraft, ...] = ()
    commitments: tuple[CommitmentDraft, ...] = ()
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class ClauseDraft:
    code: str
    level: int
    number: str
    heading: str = ""
    heading_en: str = ""
    parent: str | None = None
    span: Span = None


@dataclass(frozen=True, kw_only=True)
class IssuerDraft:
    name: str
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlanDraft:
    """The plan's own columns by name, and what hangs below it, in document order."""

    columns: dict[str, object]
    issuers: tuple[IssuerDraft, ...]
    clauses: tuple[ClauseDraft, ...]
    tasks: tuple[TaskDraft, ...]
    warnings: list[dict[str, object]] = field(default_factory=list)

    def commitment_count(self) -> int:
        return sum(len(task.commitments) for task in self.tasks)


def due_year(due: str) -> int | None:
    """The year of a stated date (2025, 2025-06, 2025-06-30); None where none is stated."""
    return int(due[:4]) if due[:4].isdecimal() else None
