"""Who answers for a task: the names in its closing brackets, or in its 牵头单位 / 责任单位 parts."""

import re
from typing import NamedTuple

from dongxi.analysis.plan.closing import is_all_labelled, labelled, parts_at_labels
from dongxi.analysis.plan.model import Role, Span
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.vocab import filled, vocabulary

_WORDS = vocabulary("parties")["responsible"]
_LEAD, _SUPPORT = _WORDS["lead"], _WORDS["support"]
_INSIDE = r"(?:[^（）()\n]|[（(][^（）()\n]{0,40}[）)]){2,500}"
_BRACKET = re.compile(rf"[（(](?P<inside>{_INSIDE})[）)]")
_SQUARE = re.compile(r"[【〔\[](?P<inside>[^【】〔〕\[\]\n]{2,500})[】〕\]]")
_NESTED = r"(?:[^，；：。（）()]|[（(][^（）()]{0,40}[）)])"
_AFTER = re.compile(filled(_WORDS["after_names"], name=_NESTED))
_BEFORE = re.compile(filled(_WORDS["before_names"], lead=_LEAD, support=_SUPPORT, name=_NESTED))
_LINE = re.compile(filled(_WORDS["line"], lead=_LEAD, support=_SUPPORT))
_CLOSING = re.compile(filled(_WORDS["closing"], office=_WORDS["office"], name=_NESTED, until=_WORDS["until"]))
_LEADS = re.compile(_WORDS["leads"])
_IS_SUPPORT = re.compile(_SUPPORT)
_PARTS = re.compile(r"[，,；;。\n]")
_SPLIT = re.compile(_WORDS["split"])
_ENDING = re.compile(_WORDS["ending"] + "?[.．]?$")
_LONGEST_NAME = 40
_COLON = re.compile("[：:]")
_NO_NAME = re.compile(_WORDS["no_name"])
_FIRST_LEADS = re.compile(_WORDS["first_leads"])
_SAYS_FIRST_LEADS = re.compile(_WORDS["says_first_leads"])


class Answerable(NamedTuple):
    """One name with its role, where it stands, and the words that say so."""

    span: Span
    role: Role
    cue: str


class Responsibility(NamedTuple):
    """All who answer for a clause, and the brackets or parts that say it, or by when."""

    names: tuple[Answerable, ...]
    spans: tuple[Span, ...]


def responsibility(text: str, span: Span, *, first_leads: bool) -> Responsibility:
    """Who answers for the clause `text[span]`; brackets that say anything else are left alone.

    `first_leads`: the document says that the first of a list leads.
    """
    names: list[Answerable] = []
    spans: list[Span] = []
    runs = labelled(text, span)
    for start, end, inside in _places(text, span, runs):
        found = _names(text, inside, first_leads=first_leads)
        if found or (start, end) in runs:
            names += found
            spans.append((start, end))
    return Responsibility(tuple(names), tuple(spans))


def in_cell(text: str, span: Span, *, first: Role, others: Role, cue: str) -> list[Answerable]:
    """Who a cell of a table names, in the roles of its column unless its own words tell them (省科技厅牵头)."""
    told = _names(text, span, first_leads=False)
    if told:
        return told
    held = [each for part in _parts(text, span) for each in _split(text, part)]
    return [Answerable(each, others if at else first, cue) for at, each in enumerate(held)]


def _places(text: str, span: Span, runs: list[Span]) -> list[tuple[int, int, Span]]:
    brackets = [*_BRACKET.finditer(text, *span), *_SQUARE.finditer(text, *span)]
    places = [(found.start(), found.end(), found.span("inside")) for found in brackets]
    places += [(*run, run) for run in runs]
    labels = Spans(runs)
    start = span[0]
    while start < span[1]:
        end = text.find("\n", start, span[1])
        end = span[1] if end < 0 else end
        last = _last_sentence(text, start, end)
        if labels.touch(last, end):
            start = end + 1
            continue
        begin = next(
            (one for one in ((start, last) if last > start else (start,)) if _LINE.match(text, one, end)), None
        )
        closing = _CLOSING.fullmatch(text, last, end) if begin is None and _LEADS.search(text, last, end) else None
        if begin is not None:
            places.append((begin, end, (begin, end)))
        elif closing is not None:
            places.append((last, end, closing.span(closing.lastgroup or 0)))
        start = end + 1
    return places


def _last_sentence(text: str, start: int, end: int) -> int:
    """Where the last sentence of the line `text[start:end]` begins."""
    return text.rfind("。", start, max(start, end - 1)) + 1 or start


def _names(text: str, inside: Span, *, first_leads: bool) -> list[Answerable]:
    """The names of one bracket or line; a part without a word of its own goes with the word before or after it."""
    found: list[Answerable] = []
    pending: list[Span] = []
    said: tuple[Role, str] | None = None
    for part in _parts(text, inside):
        before = _BEFORE.fullmatch(text, *part)
        after = None if before else _AFTER.fullmatch(text, *part)
        named = before or after
        if named is not None:
            in_turn = _FIRST_LEADS.match(named["verb"]) is not None
            led = in_turn and any(one.role == "lead" for one in found)
            role: Role = "support" if led or _IS_SUPPORT.match(named["verb"]) else "lead"
            others: Role = "support" if in_turn or first_leads else role
            said = (others, named["verb"])
            spans = [*pending, named.span("names")] if after else [named.span("names")]
            held = [each for span in spans for each in _split(text, span)]
            found += [Answerable(each, role, said[1]) for each in held[:1]]
            found += [Answerable(each, *said) for each in held[1:]]
            pending = []
        elif _COLON.search(text, *part):
            said, pending = None, []
        elif said is not None and found:
            found += [Answerable(each, *said) for each in _split(text, part)]
        else:
            pending.append(part)
    return found


def _parts(text: str, inside: Span) -> list[Span]:
    parts: list[Span] = []
    for start, end in parts_at_labels(text, inside):
        for mark in _PARTS.finditer(text, start, end):
            parts.append((start, mark.start()))
            start = mark.end()
        parts.append((start, end))
    return [part for part in parts if part[1] > part[0]]


def _split(text: str, span: Span) -> list[Span]:
    pieces: list[Span] = []
    start = span[0]
    for mark in (*_SPLIT.finditer(text, *span), None):
        end = span[1] if mark is None else mark.start()
        ending = _ENDING.search(text, start, end)
        stop = ending.start() if ending else end
        if 1 < stop - start <= _LONGEST_NAME and not _NO_NAME.match(text, start):
            pieces.append((start, stop))
        start = end if mark is None else mark.end()
    return pieces


def says_first_leads(text: str) -> bool:
    """Whether the document itself says that the first body of each list leads: 列第一位者为牵头单位."""
    return _SAYS_FIRST_LEADS.search(text) is not None


def is_responsible_line(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` says nothing but who answers, and by when."""
    alone = "\n" not in text[start:end] and _LINE.fullmatch(text, start, end) is not None
    return alone or is_all_labelled(text, start, end)
