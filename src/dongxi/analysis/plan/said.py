"""What one place says of a task: the clause itself, or a row of a table of tasks."""

from collections.abc import Sequence
from typing import NamedTuple

from dongxi.analysis.plan.actions import Act, read_body
from dongxi.analysis.plan.due import due, due_in_cell, later
from dongxi.analysis.plan.model import Due, Span
from dongxi.analysis.plan.numbering import number_at_start
from dongxi.analysis.plan.responsible import Responsibility, in_cell
from dongxi.analysis.plan.sentences import Sentence, sentences
from dongxi.analysis.plan.task_tables import Measure

_STOPS = "。；;，"
_LONGEST_NUMBER = 12
_LONGEST_CELL = 20_000  # characters, as of a clause


class Said(NamedTuple):
    """`span`: where names are looked for. `body`: what asks. `of_all`: the date of what has none; `due`: the last."""

    span: Span
    body: Span
    parts: list[Sentence]
    acts: Sequence[Act]
    goals: tuple[Span, ...]
    answer: Responsibility
    of_all: Due | None
    due: Due | None


def of_measure(text: str, measure: Measure, year: int | None) -> Said:
    """What a row says: each line of its measure is at least one action, whatever it begins with."""
    body = (measure.span[0], min(measure.span[1], measure.span[0] + _LONGEST_CELL))
    parts: list[Sentence] = []
    acts: list[Act] = []
    goals: list[Span] = []
    for line in _lines(text, body):
        held = sentences(text, line)
        read = read_body(text, held, ())
        parts += held
        acts += read.acts or ([] if read.goals else [Act(line, "direct", line, True)])
        goals += read.goals
    stated = None if measure.due is None else due_in_cell(text, measure.due, year)
    names = [
        name
        for cell in measure.answers
        for name in in_cell(text, cell.span, first=cell.first, others=cell.others, cue=cell.cue)
    ]
    cells = [cell.span for cell in measure.answers] + ([measure.due] if measure.due else [])
    answer = Responsibility(tuple(names), tuple(sorted(cells)))
    return Said(measure.row, body, parts, acts, tuple(goals), answer, stated, later(due(text, body, year), stated))


def _lines(text: str, span: Span) -> list[Span]:
    """The lines of a cell without their numbers and the stops that end them."""
    lines = []
    start = span[0]
    for words in text[slice(*span)].split("\n"):
        number = number_at_start(words[:_LONGEST_NUMBER])
        first = start + (len(number.printed) if number else 0)
        last = start + len(words.rstrip(_STOPS))
        if last - first > 1:
            lines.append((first, last))
        start += len(words) + 1
    return lines


def new_to(text: str, clause: Span, said: Said) -> Said:
    """`said` without what a clause says in the same words already."""
    known = "".join(text[slice(*clause)].split())
    acts = [act for act in said.acts if "".join(text[slice(*act.span)].split()) not in known]
    goals = tuple(goal for goal in said.goals if text[slice(*goal)] not in known)
    return said._replace(acts=acts, goals=goals)
