"""What a document is to reach as a whole: the figures and results of its sections of aims and of its preamble."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dongxi.analysis.plan.frame import Frame
from dongxi.analysis.plan.model import Aim, Due, Span, Task
from dongxi.analysis.plan.outline import ANNEX, ATTACHED, Clause
from dongxi.analysis.plan.sections import describes, secures
from dongxi.analysis.plan.sentences import Sentence, sentences
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("aims")
_HEADING = re.compile(f"(?:{_WORDS['heading']})")
_OPENING = re.compile(_WORDS["opening"])
_DATE = re.compile(_WORDS["date"])
_ALONE = re.compile(_WORDS["alone"])
_FIGURE = re.compile(_WORDS["figure"])
_NO_FIGURE = re.compile(_WORDS["no_figure"])
_FRAMING = re.compile(_WORDS["framing"])
_CLOSING = re.compile(_WORDS["closing"])
_LEADS = "：:"
_LONGEST_SECTION = 20_000  # characters; as much of a clause as is taken apart for tasks


@dataclass(slots=True)
class _State:
    """What holds from one sentence of a section to the next: by when, and whether aims have begun."""

    due: Due | None = None
    begun: bool = False


def aims(text: str, frame: Frame, clauses: tuple[Clause, ...], tasks: Iterable[Task]) -> tuple[Aim, ...]:
    """The document's own aims in order; what stands in one of its `tasks` is none."""
    known = {task.id for task in tasks}
    found: list[Aim] = []
    for start, end in _unnumbered(frame, clauses, len(text)):
        found += _aims(text, (start, end), _State(), named=False)
    states: dict[str, _State] = {}
    for clause in clauses:
        if clause.kind in (ANNEX, ATTACHED) or clause.node.id in known:
            continue
        above = [clauses[at] for at in clause.ancestors]
        if any(secures(each.node.heading) for each in (*above, clause) if each.node.heading):
            continue
        named = next((each for each in (*above, clause) if _names_aims(each.node.heading or "")), None)
        state = _State() if named is None else states.setdefault(named.node.id, _State())
        found += _aims(text, _said(clause), state, named=named is not None)
    return tuple(sorted(found, key=lambda aim: aim.span))


def _names_aims(heading: str) -> bool:
    return _HEADING.search(heading) is not None and describes(heading)


def _unnumbered(frame: Frame, clauses: tuple[Clause, ...], length: int) -> Iterator[Span]:
    """The text above the first clause, and that between the title of an attached plan and its first clause."""
    starts = [clause.node.span[0] for clause in clauses]
    yield frame.head_end, min([length, *starts[:1]])
    for each in frame.attached:
        below = bisect_right(starts, each.title[1])
        yield each.title[1], min([length, *starts[below : below + 1]])


def _said(clause: Clause) -> Span:
    """The clause's body; what is only a heading says it there."""
    start, end = clause.body if clause.body[0] < clause.body[1] else (clause.heading or clause.body)
    return start, min(end, start + _LONGEST_SECTION)


def _aims(text: str, span: Span, state: _State, *, named: bool) -> Iterator[Aim]:
    for sentence in sentences(text, span):
        opened = next((at for at, one in enumerate(sentence) if _opening(text, one.start, one.end)), None)
        counted = opened == 0 or (named and (opened is not None or state.begun or _has_figure(text, sentence)))
        if counted:
            state.begun = True
            yield from _of_sentence(text, sentence, opened or 0, state)


def _opening(text: str, start: int, end: int) -> re.Match[str] | None:
    return _OPENING.match(text, start, end)


def _has_figure(text: str, sentence: Sentence) -> bool:
    return any(_FIGURE.search(_NO_FIGURE.sub("", text[one.start : one.end])) for one in sentence)


def _of_sentence(text: str, sentence: Sentence, first: int, state: _State) -> Iterator[Aim]:
    for piece in sentence[first:]:
        start, end = piece.start, piece.end
        opening = _opening(text, start, end)
        if opening:
            state.due = _due(text, opening.span())
            if _ALONE.fullmatch(text, opening.end(), end):
                continue
        words = text[start:end]
        if words[-1] in _LEADS or _FRAMING.match(words) or _CLOSING.match(words):
            continue
        yield Aim(words, (start, end), state.due)


def _due(text: str, span: Span) -> Due | None:
    found = _DATE.search(text, *span)
    if found is None:
        return None
    return Due("-".join([found["year"], *([found["month"].zfill(2)] if found["month"] else [])]), found.span())
