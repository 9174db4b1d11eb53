"""What a piece of a sentence does: acts, frames the action to come, closes with a result, or merely states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple, cast

from dongxi.analysis.plan.model import Force, Span
from dongxi.analysis.plan.opening import quick
from dongxi.analysis.plan.sentences import Piece, Sentence
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.vocab import any_of, either, filled, vocabulary, words

_WORDS = vocabulary("actions")
_ADVERBS = rf"(?:{either(words('actions', 'adverbs'))}|[“”])*+"
LETTER = re.compile(_WORDS["letter"])
_LINK = re.compile(f"(?:{_WORDS['letter']})?(?:{either(words('actions', 'links'))}[，、：]?)*+")
_VERBS = (*words("actions", "verbs"), *words("actions", "force_verbs"))
_BEGUN_BY = {first: tuple(verbs) for first, verbs in groupby(sorted({*_VERBS}), key=itemgetter(0))}
_OPENING = either(_VERBS)
_BEFORE_VERB = re.compile(_ADVERBS)
_OFFICE_ACTS = re.compile(_WORDS["office"] + f"(?:{_WORDS['force']['must']})?{_ADVERBS}{_OPENING}")
_FRAMED_INNER = re.compile(either((*words("actions", "framed_inner"), *words("deliverables", "verbs"))))
_COMPLETION = re.compile(_WORDS["completion"])
_UNFINISHED = re.compile(_WORDS["unfinished"])
_FINISHED = re.compile(
    any_of([_WORDS["finished"], either(set(words("deliverables", "verbs")) - set(words("actions", "unfinishing")))])
)
_LIMIT = re.compile(_WORDS["limit"])
_OPEN_END = re.compile(_WORDS["open_end"])
_ENUMERATOR = re.compile(_WORDS["enumerator"])
_LONGEST_RUN_IN = 6
_TIME = re.compile(_WORDS["time"])
_INNER = re.compile(either(words("actions", "inner")))
_MODAL = re.compile(_WORDS["modal"])
_FRAMING = re.compile(_WORDS["no_framing"] + either(words("actions", "framing")))
_FRAMING_END = re.compile(_WORDS["framing_ends"] + r"[”》）]?$")
_CONDITION = re.compile(_WORDS["condition"] + "$")
_JOINT = re.compile(_WORDS["joint"])
_SIDES = re.compile(_WORDS["sides"])
_ASKED = re.compile(
    filled(_WORDS["asked"], verb=either((*words("actions", "framed_inner"), *words("actions", "together_verbs"))))
)
_ANSWERS = re.compile(_WORDS["answers"])
_WHOM = re.compile(_WORDS["whom"])
_GRANTED = re.compile(_WORDS["granted"])
_FACT_START = re.compile(any_of(_WORDS["fact_start"]))
_FACT = re.compile(quick(_WORDS["fact"]))
_RESULT = re.compile(
    rf"(?:{either(words('actions', 'result_adverbs'))}){{0,3}}?(?P<verb>{either(words('actions', 'results'))})"
)
_BOUND_TO = {verb: re.compile(".*" + tail + ".{0,3}$") for verb, tail in _WORDS["results_bound_to"].items()}
_TARGET = re.compile(_WORDS["target"])
_TARGET_NOUN = re.compile(_WORDS["target_noun"])
_TO_A_YEAR = re.compile(_WORDS["to_a_year"])
_OPENING_FORCES: tuple[Force, ...] = ("support", "promote", "encourage", "explore")
_FORCE = re.compile(_ADVERBS + any_of(f"(?P<{force}>{_WORDS['force'][force]})" for force in _OPENING_FORCES))
_MUST = re.compile(_WORDS["force"]["must"])
_MUST_WITHIN = 34
_SUBJECT_FORCES: dict[str, Force] = _WORDS["subject_forces"]
_SUBJECT_FORCE = re.compile(filled(_WORDS["subject_force"], force=either(_SUBJECT_FORCES)))
_RUN = attrgetter("run")
_LEAST_PIECE = 3
_LONGEST_PIECE = 300


class Role(Enum):
    """What a piece does in its sentence."""

    ACTION = "action"
    FRAME = "frame"
    CONDITION = "condition"
    RESULT = "result"
    TARGET = "target"
    OTHER = "other"


class Act(NamedTuple):
    """A commitment before its parties and things are read: its span, its force, and the sentence it belongs to."""

    span: Span
    force: Force
    sentence: Span
    first: bool


class Read(NamedTuple):
    """A body read: its actions and its goals, in order."""

    acts: tuple[Act, ...]
    goals: tuple[Span, ...]


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    run: int
    role: Role
    words: str


def read_body(text: str, parts: Sequence[Sentence], skipped: tuple[Span, ...]) -> Read:
    """The actions and goals of a body's sentences, leaving out `skipped` (who is responsible)."""
    acts: list[Act] = []
    goals: list[Span] = []
    answers = Spans(skipped)
    for sentence in parts:
        pieces = _pieces(text, sentence, answers)
        if pieces:
            _read_sentence(text, pieces, acts, goals)
    return Read(tuple(acts), tuple(goals))


def _pieces(text: str, sentence: Sentence, skipped: Spans) -> list[_Piece]:
    found: list[_Piece] = []
    for piece in sentence:
        start, end = piece.start, piece.end
        start, end = skipped.cut(start, end)
        start = _LINK.match(text, start, end).end()  # type: ignore[union-attr]
        if end - start >= _LEAST_PIECE:
            words = (
                text[start:end] if end - start <= _LONGEST_PIECE else text[start : start + 200] + text[end - 100 : end]
            )
            role = Role.OTHER if _only_heads(text, piece, start, end) else _role(words)
            found.append(_Piece(start, end, piece.run, role, words))
    for before, after in pairwise(found):
        if before.run == after.run and _is_granted(before.words, after.words):
            before.role = Role.CONDITION
    return found


def _is_granted(words: str, after: str) -> bool:
    """Whether a piece only says to whom the next one grants something, or whom it binds."""
    return _GRANTED.match(after) is not None and _WHOM.fullmatch(words) is not None and not begins_action(words)


def _only_heads(text: str, piece: Piece, start: int, end: int) -> bool:
    """Whether a few words after 一是 or —— are a heading: an actor of their own follows."""
    if text.startswith("——", start) and piece.stop in "。.":
        return True
    if start == piece.start or end - start > _LONGEST_RUN_IN:
        return False
    return _ENUMERATOR.match(text, piece.start, start) is not None and _OFFICE_ACTS.match(text, end + 1) is not None


def _role(words: str) -> Role:
    if _TARGET_NOUN.match(words) or (_TARGET.match(words) and not begins_action(words)):
        return Role.TARGET
    if _FACT_START.match(words) or _FACT.search(words):
        return Role.OTHER
    if _CONDITION.match(words) and _CONDITION.fullmatch(words):
        return Role.CONDITION
    framed = _FRAMING.match(words)
    if framed and (_FRAMING_END.search(words) or not _FRAMED_INNER.search(words, framed.end())):
        return Role.FRAME
    if _SIDES.match(words) and not _OPEN_END.search(words):
        return Role.ACTION
    if _JOINT.match(words) and (not _OPEN_END.search(words) or _WORDS["together"] in words):
        return Role.ACTION
    if begins_action(words) or _MODAL.match(words) or _INNER.search(words) or _MUST.search(words[:_MUST_WITHIN]):
        return Role.ACTION
    return Role.OTHER


def begins_action(words: str) -> bool:
    """Whether `words` begin with a verb of doing, after adverbs and a date."""
    if _opens(words, 0):
        return True
    time = _TIME.match(words)
    return time is not None and _opens(words, time.end())


def _opens(words: str, at: int) -> bool:
    """Whether a verb of doing stands at `at`, or after adverbs there."""
    return _is_verb_at(words, at) or _is_verb_at(words, _BEFORE_VERB.match(words, at).end())  # type: ignore[union-attr]


def _is_verb_at(words: str, at: int) -> bool:
    return words.startswith(_BEGUN_BY.get(words[at : at + 1], ()), at)


def asks_an_office(words: str) -> bool:
    """Whether `words` have an office of government act: 省科技厅每年组织对接活动."""
    return _OFFICE_ACTS.match(words) is not None


def asks(words: str) -> bool:
    """Whether `words` alone ask for something, as a heading never does: 与甲大学共建实验室, 不得…, 某州负责….

    A verb of doing at their beginning asks for nothing yet: 加强人才交流 heads many a section.
    """
    return asks_an_office(words) or _ASKED.match(words) is not None or _ANSWERS.match(words) is not None


def _is_result(words: str) -> bool:
    found = _RESULT.match(words)
    if found is None:
        return False
    bound = _BOUND_TO.get(found["verb"])
    return bound is None or bound.match(words, found.end()) is not None


def _read_sentence(text: str, pieces: list[_Piece], acts: list[Act], goals: list[Span]) -> None:
    whole = (pieces[0].start, pieces[-1].end)
    if _TO_A_YEAR.match(pieces[0].words):
        goals.append(whole)
        return
    if len(pieces) > 1:
        _mark_results(pieces)
    force: Force = "direct"
    held: _Piece | None = None
    first = True
    before = -1
    for piece in pieces:
        if piece.role in (Role.RESULT, Role.TARGET):
            goals.append((piece.start, piece.end))
        elif piece.role is Role.CONDITION:
            held = piece
            continue
        elif piece.role is Role.ACTION:
            start = held.start if held is not None and held.run == piece.run else piece.start
            if piece.run != before:
                force = "direct"
            force = _force(piece.words) or force
            runs_on = before == piece.run and _is_unfinished(text[slice(*acts[-1].span)]) if acts else False
            if acts and not first and (_completes(piece.words) or runs_on):
                acts[-1] = acts[-1]._replace(span=(acts[-1].span[0], piece.end))
            else:
                acts.append(Act((start, piece.end), force, whole, first))
            first = False
            before = piece.run
        elif acts and before == piece.run and _completes(piece.words):
            acts[-1] = acts[-1]._replace(span=(acts[-1].span[0], piece.end))
        held = None


def _mark_results(pieces: list[_Piece]) -> None:
    """Turn the run of results that closes each part of the sentence, after at least one action, into goals."""
    acted = False
    for _, pieces_of_run in groupby(pieces, key=_RUN):
        own = list(pieces_of_run)
        closing = len(own)
        while closing and own[closing - 1].role is not Role.TARGET and _is_result(own[closing - 1].words):
            closing -= 1
        roles = [piece.role for piece in own]
        if 0 < closing < len(own) and own[closing - 1].role is Role.ACTION and _is_unfinished(own[closing - 1].words):
            closing += 1
        acts = Role.ACTION in roles[:closing]
        acts_too = acts or Role.ACTION in roles[closing:]
        if acts or (closing == 0 and acted):
            for piece in own[closing:]:
                piece.role = Role.RESULT
        acted = acted or acts_too


def _completes(words: str) -> bool:
    """Whether a piece only tells by when, how much or how often the action before it is done."""
    return (_COMPLETION.match(words) or _LIMIT.match(words)) is not None


def _is_unfinished(words: str) -> bool:
    """Whether the action names who works together and leaves what they do to the next piece."""
    found = _UNFINISHED.search(words)
    if found is None or _FINISHED.search(words):
        return False
    return found.end() == len(words) or _OPEN_END.search(words) is not None


def _force(words: str) -> Force | None:
    """The force word that opens the action, if it has one."""
    opening = _FORCE.match(words)
    if opening is not None:
        return cast(Force, opening.lastgroup)
    if _MUST.search(words, 0, _MUST_WITHIN):
        return "must"
    subject = _SUBJECT_FORCE.match(words)
    return _SUBJECT_FORCES[subject["force"]] if subject else None
