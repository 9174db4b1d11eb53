"""The shipped national plan (dongxi.facts.plan/1) as a draft; spans bind only once the official text is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

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
    Span,
    TaskDraft,
)

Facts = Mapping[str, Any]


def slug_of(facts: Facts) -> str:
    """The national plan's address: national-2021-2025."""
    return "national-{}-{}".format(*facts["horizon"])


def draft(*, facts: Facts, text: str = "") -> PlanDraft:
    """The plan as facts tell it. `text` is the official document's text, "" while nobody has uploaded it."""
    bound = _Bound(text)
    tasks = facts["task"]
    return PlanDraft(
        columns=_columns(facts=facts),
        issuers=tuple(
            IssuerDraft(name=name, key=key) for name, key in zip(facts["issuer_names"], facts["issuers"], strict=True)
        ),
        clauses=_clauses(facts=facts, bound=bound),
        tasks=tuple(_task(facts=task, bound=bound) for task in tasks),
    )


class _Bound:
    """Turns spans of the squeezed text into spans and words of the document, or into nothing without it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._to_source: Callable[[tuple[int, int]], tuple[int, int]] | None = None
        if text:
            from dongxi.analysis.plan import squeeze  # brings the reader, which the facts alone do not need

            self._to_source = squeeze(text).span_to_source

    def span(self, given: Sequence[int] | None) -> Span:
        return self._to_source((given[0], given[1])) if self._to_source and given else None

    def words(self, given: Sequence[int] | None) -> str:
        span = self.span(given)
        return self.text[span[0] : span[1]] if span else ""

    def cue(self, given: Sequence[int] | None) -> str:
        return self.words(given)[:CUE_LENGTH]


def _columns(*, facts: Facts) -> dict[str, object]:
    source = facts["source"]
    return {
        "title": facts["title"],
        "title_en": facts["title_en"],
        "short_title": facts["short_title"],
        "short_title_en": facts["short_title_en"],
        "document_number": facts["document_number"],
        "issued_on": date.fromisoformat(facts["issued_on"]),
        "horizon_start": facts["horizon"][0],
        "horizon_end": facts["horizon"][1],
        "level": "national",
        "squeezed_sha256": facts["sha256"],
        "source_name": source["name"],
        "source_name_en": source.get("name_en", ""),
        "source_link": source.get("url", ""),
        "source_note": source.get("note", ""),
        "source_note_en": source.get("note_en", ""),
    }


def _clauses(*, facts: Facts, bound: _Bound) -> tuple[ClauseDraft, ...]:
    given = [_clause(row=row, bound=bound) for row in facts["clause"]]
    known = {clause.code for clause in given}
    of_tasks = [_clause_of(task=task, bound=bound) for task in facts["task"] if task["id"] not in known]
    return tuple(sorted((*given, *of_tasks), key=lambda clause: [int(part) for part in clause.code.split(".")]))


def _clause(*, row: Facts, bound: _Bound) -> ClauseDraft:
    return ClauseDraft(
        code=row["id"],
        level=row["level"],
        number=row["number"],
        heading=row["heading"],
        heading_en=row.get("heading_en", ""),
        parent=row["id"].rpartition(".")[0] or None,
        span=bound.span(row.get("span")),
    )


def _clause_of(*, task: Facts, bound: _Bound) -> ClauseDraft:
    return ClauseDraft(
        code=task["id"],
        level=task["id"].count(".") + 1,
        number=task["number"],
        heading=task["title"],
        heading_en=task["title_en"],
        parent=task["clause"],
        span=bound.span(task["heading_span"]),
    )


def _task(*, facts: Facts, bound: _Bound) -> TaskDraft:
    parties = {row["name"]: _party(row=row, bound=bound) for row in facts.get("parties", ())}
    commitments = facts.get("commitment", ())
    held_modes = {code for row in commitments for code in row["modes"]}
    held_things = {name for row in commitments for name in row["deliverables"]}
    return TaskDraft(
        code=facts["id"],
        kind=facts["kind"],
        number=facts["number"],
        title=facts["title"],
        title_en=facts["title_en"],
        strand=facts.get("strand", ""),
        strand_name=facts.get("strand_name", ""),
        strand_name_en=facts.get("strand_name_en", ""),
        span=bound.span(facts["span"]),
        parties=tuple(parties.values()),
        modes=tuple(_mode(row=row, bound=bound) for row in facts["modes"] if row["code"] not in held_modes),
        fields=tuple(_named(row=row, bound=bound) for row in facts["fields"]),
        deliverables=tuple(
            _named(row=row, bound=bound) for row in facts["deliverables"] if row["name"] not in held_things
        ),
        pairings=tuple(_pairing(row=row, parties=parties, bound=bound) for row in facts["pairings"]),
        goals=tuple(GoalDraft(text=bound.words(span), span=bound.span(span)) for span in facts["goals"]),
        commitments=tuple(_commitment(row=row, task=facts, parties=parties, bound=bound) for row in commitments),
        due=facts.get("due", {}).get("date", ""),
    )


def _commitment(*, row: Facts, task: Facts, parties: Mapping[str, PartyDraft], bound: _Bound) -> CommitmentDraft:
    modes = {mode["code"]: mode for mode in task["modes"]}
    things = {thing["name"]: thing for thing in task["deliverables"]}
    return CommitmentDraft(
        code=row["id"],
        text=row["summary"],
        text_en=row["summary_en"],
        force=row["force"],
        span=bound.span(row["span"]),
        parties=(
            *(_named_party(name=name, parties=parties, acts=True) for name in row["actors"]),
            *(_named_party(name=name, parties=parties, acts=False) for name in row["partners"]),
        ),
        modes=tuple(_mode(row=modes.get(code, {"code": code}), bound=bound) for code in row["modes"]),
        deliverables=tuple(_named(row=things[name], bound=bound) for name in row["deliverables"] if name in things),
        due=row.get("due", {}).get("date", ""),
    )


def _party(*, row: Facts, bound: _Bound) -> PartyDraft:
    return PartyDraft(
        kind=row["kind"],
        name=row["name"],
        name_en=row.get("name_en", ""),
        role=row["role"],
        code=row.get("code"),
        key=row.get("key"),
        span=bound.span(row.get("span")),
        cue=bound.cue(row.get("span")),
    )


def _named_party(*, name: str, parties: Mapping[str, PartyDraft], acts: bool) -> PartyDraft:
    """A party a commitment names: the task's own if it lists it, else a generic actor as printed."""
    known = parties.get(name)
    if known is None:
        return PartyDraft(kind="generic", name=name, role="beneficiary" if acts else "partner", acts=acts)
    return PartyDraft(
        kind=known.kind,
        name=known.name,
        name_en=known.name_en,
        role=known.role,
        acts=acts,
        code=known.code,
        key=known.key,
        span=known.span,
        cue=known.cue,
    )


def _mode(*, row: Facts, bound: _Bound) -> ModeDraft:
    return ModeDraft(code=row["code"], span=bound.span(row.get("span")), cue=bound.cue(row.get("span")))


def _named(*, row: Facts, bound: _Bound) -> NamedDraft:
    return NamedDraft(
        name=row["name"],
        name_en=row.get("name_en", ""),
        type=row.get("type", ""),
        span=bound.span(row.get("span")),
        cue=bound.cue(row.get("span")),
    )


def _pairing(*, row: Facts, parties: Mapping[str, PartyDraft], bound: _Bound) -> PairingDraft:
    sides = {
        side: tuple(_named_party(name=name, parties=parties, acts=side == "a") for name in row[side])
        for side in ("a", "b")
    }
    return PairingDraft(**sides, span=bound.span(row["span"]), cue=bound.cue(row["span"]))
