"""What alignment compares: each commitment with the task it stands in, whose it is, and what it states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dongxi.analysis.plan.lexicon import Entry, lexicon
from dongxi.analysis.plan.model import Commitment, Node, PlanDocument, Task
from dongxi.data import read_csv, read_toml

_NATIONAL_BODIES = frozenset({"ministry", "academy", "association"})
_NAMED = frozenset({"region", "park", "organisation"})
_WESTERN_SIDE = "beneficiary"
_SIDES = frozenset({"beneficiary", "partner"})
_MOST_OF_A_PAIRING = 3  # more provinces than this under one name are a zone


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One side of an alignment: a commitment with the task it stands in and what it states.

    `regions`: GB/T 2260 codes of the provinces it belongs to – whom a national task is for, whose plan a local clause
    stands in; empty: no place in particular. `partners`: the other provinces it names or means by a group; `named`:
    those it names one by one. `parties`: names of the prefectures, parks and bodies on either side; `deliverables` are
    its whole task's. `context`: the headings above the task. `reserved`: only ministries and national academies are to
    act. `span` is `[start, end)` in the document's text.
    """

    id: str
    task: str
    title: str
    text: str
    context: str = ""
    kind: str = "task"
    regions: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    deliverables: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    reserved: bool = False
    span: tuple[int, int] | None = None

    @property
    def body(self) -> str:
        """What the commitment itself says: its text and, for facts without the sentence, the terms inside it."""
        return "，".join((self.text, *self.terms))

    @property
    def head(self) -> str:
        """The task's title below the headings above it."""
        return "，".join(part for part in (self.context, self.title) if part)

    @property
    def said(self) -> str:
        """Everything that may be quoted as a reason."""
        return "，".join((self.title, self.body))


def statements_of(document: PlanDocument, *, home: frozenset[str] | None = None) -> tuple[Statement, ...]:
    """The commitments of a document that was read. `home`: the provinces whose plan it is; None: as it says itself."""
    home = home_of(document) if home is None else provinces(home)
    tasks = {task.id: task for task in document.tasks}
    nodes = {node.id: node for node in document.outline}
    return tuple(_statement(one, tasks[one.task], nodes, home) for one in document.commitments)


def national_statements(facts: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The commitments of a plan kept as facts (`dongxi.data.read_toml("plan")`): our paraphrase stands for the text."""
    headings = {clause["id"]: clause["heading"] for clause in facts["clause"]}
    return tuple(_fact(commitment, task, headings) for task in facts["task"] for commitment in task["commitment"])


def home_of(document: PlanDocument) -> frozenset[str]:
    """The provinces whose own plan this is, the Corps counted as Xinjiang; empty for a national document.

    The issuers say it, else the title, else the document number's first character; a document that says none of it
    is at home where more than half of its tasks have their beneficiary.
    """
    if document.issuers and all(_is_national(name) for name in document.issuers):
        return frozenset()
    for said in (document.issuers, (document.title,)):
        found = provinces(code for name in said for code in _codes_in(name))
        if found:
            return found
    return _home_of_number(document.document_number) or _home_of_tasks(document.tasks)


def provinces(codes: Iterable[str]) -> frozenset[str]:
    """The provinces these regions lie in; 660000 lies in 650000. Codes that no region bears are left out."""
    parents = _parents()
    found = set()
    for code in codes:
        while parents.get(code):
            code = parents[code]
        if code in parents:
            found.add(code)
    return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class _Side:
    """Somebody on either side of the cooperation."""

    kind: str
    name: str
    code: str | None
    members: tuple[str, ...]
    role: str

    @property
    def provinces(self) -> frozenset[str]:
        if self.code or self.members:
            return provinces([self.code] if self.code else self.members)
        known = () if self.kind == "generic" else lexicon().names.get(self.name, ())
        return provinces(entry.code for entry in known if entry.code)

    @property
    def is_zone(self) -> bool:
        """Whether it names many provinces without naming one."""
        return len(self.provinces) > _MOST_OF_A_PAIRING

    @property
    def identity(self) -> str:
        """The name under which two documents mean the same party."""
        known = lexicon().regions.get(self.code) if self.code else next(iter(lexicon().names.get(self.name, ())), None)
        return known.name if known else self.name


@dataclass(frozen=True, kw_only=True)
class _Stance:
    """Where a statement stands: the four sets of `Statement` that its parties and its document give."""

    regions: frozenset[str]
    partners: frozenset[str]
    named: frozenset[str]
    parties: frozenset[str]


def _stance(sides: Sequence[_Side], *, kind: str, home: frozenset[str]) -> _Stance:
    """A document's home comes first; a safeguard is every province's; a zone counts where nothing narrower is named."""
    own = [side for side in sides if side.role == _WESTERN_SIDE]
    for_whom = _of(side for side in own if not side.is_zone) or _of(own)
    regions = home or (frozenset() if kind == "safeguard" else for_whom)
    return _Stance(
        regions=regions,
        partners=_of(sides) - regions,
        named=_of(side for side in sides if not side.is_zone),
        parties=frozenset(side.identity for side in sides if side.kind in _NAMED and side.code not in regions),
    )


def _of(sides: Iterable[_Side]) -> frozenset[str]:
    return frozenset(code for side in sides for code in side.provinces)


def _statement(commitment: Commitment, task: Task, nodes: Mapping[str, Node], home: frozenset[str]) -> Statement:
    parties = (*task.regions, *task.organisations, *commitment.actors, *commitment.partners)
    sides = [
        _Side(kind=each.kind, name=each.name, code=each.code, members=each.members, role=each.role)
        for each in parties
        if each.role in _SIDES
    ]
    stance = _stance(sides, kind=task.kind, home=home)
    return Statement(
        id=commitment.id,
        task=task.id,
        title=task.title,
        text=commitment.text,
        context=_context(task, nodes),
        kind=task.kind,
        regions=stance.regions,
        partners=stance.partners,
        named=stance.named,
        parties=stance.parties,
        modes=frozenset(mode.code for mode in commitment.modes),
        deliverables=tuple(dict.fromkeys(each.name for each in task.deliverables)),
        reserved=_is_reserved([party.name for party in commitment.actors]),
        span=commitment.span,
    )


def _fact(commitment: Mapping[str, Any], task: Mapping[str, Any], headings: Mapping[str, str]) -> Statement:
    groups = _members()
    sides = [
        _Side(
            kind=each["kind"],
            name=each["name"],
            code=each.get("code"),
            members=groups.get(each.get("key", ""), ()),
            role=each["role"],
        )
        for each in task["parties"]
        if each["role"] in _SIDES
    ]
    stance = _stance(sides, kind=task["kind"], home=frozenset())
    start, end = commitment["span"]
    inside = [field["name"] for field in task["fields"] if start <= field["span"][0] and field["span"][1] <= end]
    return Statement(
        id=commitment["id"],
        task=task["id"],
        title=task["title"],
        text=commitment["summary"],
        context=headings.get(task["clause"], "") if task["kind"] == "task" else "",
        kind=task["kind"],
        regions=stance.regions,
        partners=stance.partners,
        named=stance.named,
        parties=stance.parties,
        modes=frozenset(commitment["modes"]),
        deliverables=tuple(each["name"] for each in task["deliverables"]),
        terms=tuple(dict.fromkeys((*inside, *commitment["deliverables"]))),
        reserved=_is_reserved(commitment["actors"]),
        span=(start, end),
    )


def _context(task: Task, nodes: Mapping[str, Node]) -> str:
    """The headings between the document's outermost one, which says no more than 重点任务, and the task."""
    headings: list[str] = []
    node = nodes.get(task.id)
    while node and node.parent:
        node = nodes.get(node.parent)
        if node and node.heading and node.parent:
            headings.insert(0, node.heading)
    return "，".join(headings)


def _is_reserved(actors: Sequence[str]) -> bool:
    return bool(actors) and all(_is_national(name) for name in actors)


def _is_national(name: str) -> bool:
    return any(entry.level in _NATIONAL_BODIES and not entry.code for entry in _entries_in(name))


def _entries_in(text: str) -> list[Entry]:
    return [entry for hit in lexicon().find(text) for entry in hit.entries[:1]]


def _codes_in(text: str) -> list[str]:
    return [entry.code for entry in _entries_in(text) if entry.code]


def _home_of_number(number: str | None) -> frozenset[str]:
    known = lexicon().abbreviations.get(number[0]) if number else None
    return provinces([known.code]) if known and known.code else frozenset()


def _home_of_tasks(tasks: Sequence[Task]) -> frozenset[str]:
    named = Counter(
        code
        for task in tasks
        for code in provinces(party.code for party in task.regions if party.code and party.role == _WESTERN_SIDE)
    )
    best = min(named, key=lambda code: (-named[code], code), default="")
    return frozenset({best}) if named[best] * 2 > len(tasks) else frozenset()


@cache
def _parents() -> dict[str, str]:
    """The region above each region; the Corps lies in the autonomous region its code's first two digits do not say."""
    return {row["code"]: row["parent"] for row in read_csv("regions")}


@cache
def _members() -> dict[str, tuple[str, ...]]:
    return {group["key"]: tuple(group["members"]) for group in read_toml("region_groups")["group"]}
