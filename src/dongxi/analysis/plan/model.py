"""What a policy document says, as frozen records. Every `span` is `[start, end)` in `PlanDocument.text`."""

from dataclasses import dataclass
from typing import Any, Literal

Span = tuple[int, int]

SCHEMA = "dongxi.plan/1"
TaskKind = Literal["task", "safeguard"]
PartyKind = Literal["region", "group", "park", "organisation", "generic"]
Role = Literal["beneficiary", "partner", "lead", "support"]
Force = Literal["must", "support", "promote", "encourage", "explore", "direct"]


@dataclass(frozen=True, slots=True)
class Node:
    """One numbered heading or clause. `id` is the dotted path of positions; `number` is as printed."""

    id: str
    level: int
    number: str
    heading: str | None
    parent: str | None
    span: Span
    heading_span: Span | None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named. `code` is GB/T 2260 for a region; `members` are the region codes of a group."""

    name: str
    code: str | None
    kind: PartyKind
    members: tuple[str, ...]
    role: Role
    span: Span
    cue: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of cooperation and the words that show it."""

    code: str
    span: Span
    cue: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of science or industry that the task names."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A thing that will exist because of the action; `cue` is the verb that makes it."""

    name: str
    type: str
    span: Span
    cue: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two sides that the text itself pairs, each with all its names: never split into couples by their order."""

    a: tuple[Party, ...]
    b: tuple[Party, ...]
    span: Span
    cue: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A closing result clause, or a numeric target."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Due:
    """A stated date: `date` is ISO 8601 as exact as the text (2025, 2025-06, 2025-06-30)."""

    date: str
    span: Span


@dataclass(frozen=True, slots=True)
class Aim:
    """Something the document is to reach as a whole, and by when if it says so; no task's goal."""

    text: str
    span: Span
    due: Due | None


@dataclass(frozen=True, slots=True)
class Task:
    """A clause that obliges somebody; `id` is its clause's id."""

    id: str
    kind: TaskKind
    title: str
    strand: str | None
    span: Span
    regions: tuple[Party, ...]
    organisations: tuple[Party, ...]
    responsible: tuple[Party, ...]
    modes: tuple[Mode, ...]
    fields: tuple[Field, ...]
    deliverables: tuple[Deliverable, ...]
    pairings: tuple[Pairing, ...]
    goals: tuple[Goal, ...]
    due: Due | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """One action inside a task; `id` is the task's id and the action's position in it."""

    id: str
    task: str
    text: str
    span: Span
    force: Force
    actors: tuple[Party, ...]
    partners: tuple[Party, ...]
    modes: tuple[Mode, ...]
    deliverables: tuple[Deliverable, ...]
    due: Due | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at: a number that restarts, a date that is not there."""

    code: str
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head and foot of the document say of it; None where they do not say.

    `no_day`: a date as printed that no calendar has, and where.
    """

    title: str
    title_span: Span
    document_number: str | None
    issuers: tuple[str, ...]
    issued_on: str | None
    horizon: tuple[int, int] | None
    no_day: tuple[str, Span] | None = None


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A policy document as data; the JSON of docs/reference/plan-json.md is this, field by field."""

    title: str
    document_number: str | None
    issuers: tuple[str, ...]
    issued_on: str | None
    horizon: tuple[int, int] | None
    text: str
    outline: tuple[Node, ...]
    tasks: tuple[Task, ...]
    commitments: tuple[Commitment, ...]
    warnings: tuple[Doubt, ...]
    title_span: Span
    goals: tuple[Aim, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The document as a tree of dicts, lists, strings and numbers, ready for `json.dumps`."""
        from dongxi.analysis.plan.contract import to_json

        return to_json(self)

    @classmethod
    def from_json(cls, data: dict[str, Any] | str) -> "PlanDocument":
        """The document that `to_json` made `data` from."""
        from dongxi.analysis.plan.contract import from_json

        return from_json(data)
