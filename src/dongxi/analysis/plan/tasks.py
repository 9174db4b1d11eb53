"""Tasks: the clauses that oblige somebody, with everything said in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from dongxi.analysis.plan.actions import LETTER, Act, asks, begins_action, read_body
from dongxi.analysis.plan.deliverables import deliverables
from dongxi.analysis.plan.due import due, due_of_all, later, validity
from dongxi.analysis.plan.fields import fields
from dongxi.analysis.plan.mention import Mention, Names
from dongxi.analysis.plan.model import Commitment, Deliverable, Due, Goal, Mode, Pairing, Party, Span, Task, TaskKind
from dongxi.analysis.plan.modes import forbids, modes, of_parks, showing
from dongxi.analysis.plan.opening import Places
from dongxi.analysis.plan.outline import ANNEX, ATTACHED, ROW, Clause
from dongxi.analysis.plan.pairings import pairings
from dongxi.analysis.plan.parties import mentions, party
from dongxi.analysis.plan.responsible import responsibility
from dongxi.analysis.plan.roles import helps_others, is_recipient, role_of
from dongxi.analysis.plan.said import Said, new_to, of_measure
from dongxi.analysis.plan.sections import describes, gathers, is_formal, secures, tabulates
from dongxi.analysis.plan.sentences import sentences
from dongxi.analysis.plan.spans import Spans, between
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("sections")
_PROGRAMME = re.compile(_WORDS["programme"])
_LEADS_IN = re.compile(_WORDS["leads_in"])
_MOST_SUBJECTS = 40
LONGEST_BODY = 20_000  # characters; what is longer is no clause but a text without numbers
_NAMED_IN_HEADINGS = frozenset({"project", "park", "base"})
_NO_BODIES = frozenset({"mechanism"})
_OF_SEVERAL = frozenset({"alliance"})
_ACTING = frozenset({"beneficiary", "lead"})
_LEADING = frozenset({"lead"})  # who is supported before a ； does not go on acting after it
_LONGEST_TITLE = 40
_FIRST_COMMA = re.compile("[，,]")


class Read(NamedTuple):
    """A task and its commitments."""

    task: Task
    commitments: tuple[Commitment, ...]


def tasks(text: str, clauses: tuple[Clause, ...], names: Names) -> Iterator[Read]:
    """The tasks of the document in order, each with its commitments."""
    for clause in clauses:
        if clause.kind not in (ANNEX, ATTACHED) and clause.body[0] < clause.body[1]:
            above = [clauses[at] for at in clause.ancestors]
            kind = _kind(above, clause)
            read = _read(text, clause, above, kind, names) if kind is not None else None
            if read is not None:
                yield read


def unread(text: str, clauses: tuple[Clause, ...], done: Iterable[Task]) -> Iterator[Clause]:
    """Clauses in sections of tasks that are none of the tasks `done`: deepest ones, and others whose body asks."""
    known = {task.id for task in done}
    for clause in clauses:
        if clause.kind in (ANNEX, ATTACHED) or clause.node.id in known:
            continue
        above = [clauses[at] for at in clause.ancestors]
        if _kind(above, clause) != "task" or _is_formal(above):
            continue
        if clause.leaf or _is_sentence(text, clause) or any(_is_asked(text, act) for act in _acts(text, clause)):
            yield clause


def _is_sentence(text: str, clause: Clause) -> bool:
    """Whether a heading above items is a sentence of one piece that has a thing made: 建设检测中心。"""
    heading = clause.node.heading or ""
    if clause.heading is None or "，" in heading or not text.startswith("。", clause.heading[1]):
        return False
    return begins_action(heading) and any(deliverables(text, [clause.heading]))


def _acts(text: str, clause: Clause) -> Iterable[Act]:
    body = (clause.body[0], min(clause.body[1], clause.body[0] + LONGEST_BODY))
    answer = responsibility(text, body, first_leads=False)
    return (
        read_body(text, sentences(text, body), (*answer.spans, *validity(text, body))).acts if body[0] < body[1] else ()
    )


def _kind(above: list[Clause], clause: Clause) -> TaskKind | None:
    headings = [each.node.heading for each in (*above, clause) if each.node.heading]
    if clause.kind == ROW:
        secured = any(secures(each.node.heading) for each in above if each.node.heading and each.kind != ANNEX)
        return "safeguard" if secured else "task"
    if above and above[0].kind == ANNEX and tabulates(above[0].node.heading or ""):
        return None
    if any(describes(heading) for heading in headings):
        return None
    sections = [each.node.heading for each in above if each.node.heading and each.kind != ANNEX] or headings
    return "safeguard" if any(secures(heading) for heading in sections) else "task"


def _is_formal(above: list[Clause]) -> bool:
    return any(is_formal(each.node.heading or "") for each in above)


def _strand(above: list[Clause]) -> str | None:
    """The programme the task belongs to: its quoted name in the heading above, else that heading up to its comma."""
    heading = above[-1].node.heading if above else None
    if heading is None or gathers(heading) or secures(heading):
        return None
    programme = _PROGRAMME.search(heading)
    return programme["name"] if programme else _FIRST_COMMA.split(heading)[0]


def _read(text: str, clause: Clause, above: list[Clause], kind: TaskKind, names: Names) -> Read | None:
    """The task that a clause is, with what rows of tables tell of it; None for one that obliges nobody."""
    said = [] if clause.kind == ROW else [_said(text, clause, names)]
    said += [of_measure(text, measure, names.year) for row in clause.rows for measure in row.measures]
    if clause.kind != ROW:
        said[1:] = [new_to(text, clause.node.span, one) for one in said[1:]]
    if not _obliges([act for one in said for act in one.acts], above):
        return None
    helping = helps_others([each.node.heading for each in (*above, clause) if each.node.heading], names.home)
    parties: list[Party] = []
    paired: list[Pairing] = []
    commitments: list[Commitment] = []
    for one in said:
        made = deliverables(text, [act.span for act in one.acts])
        made = [() if it and forbids(text, act.span) else it for act, it in zip(one.acts, made, strict=True)]
        own = [party(each, *role_of(text, each, names, helping=helping)) for each in _named(text, one, made, names)]
        pairs = pairings(text, one.parts, own, names.home)
        commitments += _commitments(
            text, clause, zip(one.acts, made, strict=True), own, one, len(commitments) + 1, names.year, pairs
        )
        known = {each.span for each in parties}
        parties += [each for each in own if each.span not in known] if known else own
        paired += pairs
    in_heading = deliverables(text, [clause.heading])[0] if clause.heading else ()
    heading_things = tuple(one for one in in_heading if one.type in _NAMED_IN_HEADINGS)
    task = Task(
        id=clause.node.id,
        kind=kind,
        title=clause.node.heading or _opening(text, clause.body),
        strand=_strand(above) if kind == "task" else None,
        span=clause.node.span,
        regions=tuple(one for one in parties if one.kind in ("region", "group")),
        organisations=tuple(one for one in parties if one.kind in ("park", "organisation", "generic")),
        responsible=tuple(one for one in parties if one.role in ("lead", "support")),
        modes=_modes(text, clause, tuple(commitments)),
        fields=tuple(field for one in said for field in fields(text, one.body)),
        deliverables=_things(heading_things, tuple(commitments)),
        pairings=tuple(paired),
        goals=tuple(Goal(text[slice(*goal)], goal) for one in said for goal in one.goals),
        due=_due(said, by_clause=clause.kind != ROW),
    )
    return Read(task, tuple(commitments))


def _due(said: Sequence[Said], *, by_clause: bool) -> Due | None:
    """The last date; one that the clause itself states stands before those of rows."""
    if by_clause and said[0].due:
        return said[0].due
    return reduce(later, [one.due for one in said])


def _said(text: str, clause: Clause, names: Names) -> Said:
    """What the clause itself says."""
    body = (clause.body[0], min(clause.body[1], clause.body[0] + LONGEST_BODY))
    answer = responsibility(text, body, first_leads=names.first_leads)
    parts = sentences(text, body)
    holds = validity(text, body)
    read = read_body(text, parts, (*answer.spans, *holds))
    acts = read.acts if clause.leaf else _of_its_own(text, clause, read.acts)
    of_all = due_of_all(text, body, names.year)
    last = later(due(text, body, names.year, holds), of_all)
    whole = (clause.node.span[0] + len(clause.node.number), body[1])
    return Said(whole, body, parts, acts, read.goals, answer, of_all, last)


def _named(text: str, said: Said, made: Sequence[tuple[Deliverable, ...]], names: Names) -> list[Mention]:
    return mentions(
        text,
        said.span,
        names,
        said.answer,
        things=tuple(one.span for things in made for one in things if one.type not in _NO_BODIES),
        named=tuple(one.span for things in made for one in things if one.type not in _OF_SEVERAL),
        acts=tuple(act.span for act in said.acts),
    )


def _obliges(acts: Sequence[Act], above: list[Clause]) -> bool:
    """Whether a clause with these actions obliges somebody; below general rules only what says must."""
    return bool(acts) and (not _is_formal(above) or any(act.force == "must" for act in acts))


def _of_its_own(text: str, clause: Clause, acts: Sequence[Act]) -> Sequence[Act]:
    """What the body of a clause with items asks for itself; a sentence that leads to them asks for nothing of its own.

    Below a heading that gathers tasks (重点任务) it only introduces them.
    """
    if gathers(clause.node.heading or ""):
        return ()
    own = [act for act in acts if not _LEADS_IN.search(text, act.sentence[0], act.sentence[1])]
    return own if any(_is_asked(text, act) for act in own) else ()


def _is_asked(text: str, act: Act) -> bool:
    """Whether an act of a clause with items is more than a remark or what leads to them."""
    words = text[slice(*act.span)]
    return (begins_action(words) or asks(words)) and _LEADS_IN.search(words) is None


def _opening(text: str, body: Span) -> str:
    """The title of a clause without a heading: how its body begins."""
    first = re.split("[，。；：\n]", text[body[0] : min(body[1], body[0] + _LONGEST_TITLE)])[0]
    return LETTER.sub("", first.strip(), 1)


def _commitments(
    text: str,
    clause: Clause,
    acts: Iterable[tuple[Act, tuple[Deliverable, ...]]],
    parties: list[Party],
    said: Said,
    first: int,
    year: int | None,
    paired: tuple[Pairing, ...],
) -> Iterator[Commitment]:
    places = showing(text, said.body)
    answers = Spans(said.answer.spans)
    named = [one for one in parties if not answers.cover(one.span[0])] if answers.held else parties
    starts = [one.span[0] for one in named]
    for number, (act, things) in enumerate(acts, start=first):
        own = between(named, starts, *act.span)
        acting = [one for one in own if one.role in _ACTING]
        actors = [one for one in acting if not is_recipient(text, one.span[0])]
        if not actors and (not acting or len(acting) == len(own)):
            subject = between(named, starts, act.sentence[0], act.span[0])[:_MOST_SUBJECTS]
            part = max(text.rfind(mark, act.sentence[0], act.span[0]) for mark in "；;")
            actors = [
                one
                for one in subject
                if one.role in (_ACTING if one.span[0] > part else _LEADING) and not is_recipient(text, one.span[0])
            ]
        partners = [one for one in own if one.role not in _ACTING]
        yield Commitment(
            id=f"{clause.node.id}-{number}",
            task=clause.node.id,
            text=text[slice(*act.span)],
            span=act.span,
            force=act.force,
            actors=tuple(actors),
            partners=tuple(partners),
            modes=_shown(text, act, places, own, things, paired),
            deliverables=things,
            due=(due(text, act.span, year) or said.of_all) if said.due else None,
        )


def _shown(
    text: str,
    act: Act,
    places: Places,
    own: Sequence[Party],
    things: tuple[Deliverable, ...],
    paired: tuple[Pairing, ...],
) -> tuple[Mode, ...]:
    """The modes that an action shows by its words, what it makes and whose parks it names."""
    told = modes(text, act.span, places, [one.span for one in own if one.kind == "organisation"], things)
    if not paired:
        return told
    known = {mode.code for mode in told}
    return (*told, *(mode for mode in of_parks(text, act.span, paired) if mode.code not in known))


def _modes(text: str, clause: Clause, commitments: tuple[Commitment, ...]) -> tuple[Mode, ...]:
    """Each mode once, with the first words of the commitments that show it, else of the heading."""
    found: dict[str, Mode] = {}
    for commitment in commitments:
        for mode in commitment.modes:
            found.setdefault(mode.code, mode)
    if clause.heading:
        for mode in modes(text, clause.heading, showing(text, clause.heading)):
            found.setdefault(mode.code, mode)
    return tuple(found.values())


def _things(heading: tuple[Deliverable, ...], commitments: tuple[Commitment, ...]) -> tuple[Deliverable, ...]:
    found: dict[str, Deliverable] = {}
    for commitment in commitments:
        for thing in commitment.deliverables:
            found.setdefault(thing.name, thing)
    for thing in heading:
        found.setdefault(thing.name, thing)
    return tuple(found.values())
