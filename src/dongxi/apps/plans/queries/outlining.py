"""A plan's outline and its structured facts, in document order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from dongxi.apps.plans.models import Clause, Commitment, Plan, Task

LONGEST_PAGE = 30_000
"""Characters of text shown on one page; a longer document is read part by part."""

LONGEST_OUTLINE = 400
"""Clauses up to which an outline names every one, of whatever part."""

OPENING = 24
"""Characters that stand in the outline for a heading that a clause does not have, up to its first comma."""


@dataclass(frozen=True)
class Part:
    """A stretch of a long document: its first clause, and [start, end) of the text."""

    clause: Clause | None
    start: int
    end: int


@dataclass(frozen=True)
class Section:
    """A clause, where somebody must carry it out its task, and the number of the part of the text it stands in.

    `opening`: the first words of a clause that has no heading.
    """

    clause: Clause
    task: Task | None
    part: int = 0
    opening: str = ""

    def commitments(self) -> list[Commitment]:
        return list(self.task.commitments.all()) if self.task else []


def sections(
    *, clauses: Iterable[Clause], tasks: Iterable[Task], parts: Iterable[Part] = (), text: str = ""
) -> list[Section]:
    """Every clause with its task."""
    by_clause = {task.clause_id: task for task in tasks}
    ends = [part.end for part in parts]
    return [
        Section(
            clause,
            by_clause.get(clause.pk),
            bisect_right(ends, clause.start or 0) if ends else 0,
            "" if clause.heading or clause.start is None else _opening(text, clause),
        )
        for clause in clauses
    ]


def _opening(text: str, clause: Clause) -> str:
    line, _, _ = text[clause.start : clause.start + len(clause.number) + OPENING].partition("\n")
    words = line.removeprefix(clause.number).strip()
    if "\t" in words:  # a row of a table goes by its first cell with words in it
        return next(cell for cell in words.split("\t") if cell)
    first = re.split("[，。；：]", words, maxsplit=1)[0]
    return first if first != words or len(words) < OPENING else f"{words}…"


def parts(*, plan: Plan, clauses: list[Clause]) -> list[Part]:
    """The text cut before top-level clauses so that each part is at most a page long where headings allow it."""
    tops = [clause for clause in clauses if clause.start is not None and clause.level == 1]
    found, start, first = [], 0, None
    for clause in tops:
        line = plan.text.rfind("\n", 0, clause.start) + 1
        if line > start and line - start > LONGEST_PAGE // 4:
            found.append(Part(first, start, line))
            start, first = line, clause
    found.append(Part(first, start, len(plan.text)))
    return [piece for whole in found for piece in _cut(whole, plan.text)]


def near(clauses: list[Clause], *, parts: list[Part], number: int) -> list[Clause]:
    """The clauses an outline names: all, or of very many those of the part shown and the first of each other part."""
    if len(clauses) <= LONGEST_OUTLINE or len(parts) < 2:
        return clauses
    ends, seen, found = [part.end for part in parts], set(), []
    for clause in clauses:
        at = bisect_right(ends, clause.start or 0)
        if at == number or at not in seen:
            found.append(clause)
        seen.add(at)
    return found


def place(task: Task) -> str:
    """The address of a task's clause on its plan's page, in the part of the text in which it stands."""
    plan, part = task.plan, ""
    if plan.has_text() and task.start is not None:
        ends = [each.end for each in parts(plan=plan, clauses=list(plan.clauses.filter(level=1)))]
        part = f"?part={bisect_right(ends, task.start)}" if len(ends) > 1 else ""
    return f"{plan.get_absolute_url()}{part}#c-{task.code}"


def _cut(part: Part, text: str) -> list[Part]:
    pieces, start = [], part.start
    while part.end - start > LONGEST_PAGE:
        end = text.rfind("\n", start + 1, start + LONGEST_PAGE) + 1 or start + LONGEST_PAGE
        pieces.append(Part(part.clause, start, end))
        start = end
    return [*pieces, Part(part.clause, start, part.end)]


@dataclass(frozen=True)
class Context:
    """A commitment's words in the middle of those of its task."""

    before: str
    words: str
    after: str


def around(commitment: Commitment) -> Context | None:
    """The task's text around a commitment's span; None where the commitment stands nowhere in the text."""
    task = commitment.task
    if commitment.start is None or task.start is None:
        return None
    text = task.plan.text
    return Context(
        text[task.start : commitment.start],
        text[commitment.start : commitment.end],
        text[commitment.end : task.end],
    )
