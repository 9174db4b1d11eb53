"""Which of the six modes of cooperation a passage shows, and by which words."""

import re
from collections.abc import Iterable, Iterator

from dongxi.analysis.plan.model import Deliverable, Mode, Pairing, Span
from dongxi.analysis.plan.vocab import either, quick, vocabulary

_TABLE = vocabulary("modes")
_PATTERNS = {mode["code"]: re.compile(quick(mode["patterns"])) for mode in _TABLE["mode"]}
_NOT = {code: re.compile(either(phrases)) for code, phrases in _TABLE["not"].items() if phrases}
_THINGS: dict[str, str] = _TABLE["things"]
_UNTOLD = {code: re.compile(pattern) for code, pattern in _TABLE["untold"].items()}
_FORBIDS = re.compile(_TABLE["forbidden"]["opening"])
_FUNDS = re.compile(_TABLE["forbidden"]["funding"])
_RESEARCH = "joint_research"
_BUILT = frozenset({"laboratory", "platform", "alliance", "base", "park"})
_LONGEST = 400
_SILENT = "\ue000"


def modes(text: str, span: Span, bodies: Iterable[Span] = (), things: tuple[Deliverable, ...] = ()) -> tuple[Mode, ...]:
    """The modes shown in `text[span]`, each once, with the first words that show it.

    `bodies`: the names of those who act there, in order; a name shows nothing: 上海技术交易所 is no transfer yet.
    `things`: what is made there: it tells what is built, and that its name holds 研究 is no research yet.
    """
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    bodies = tuple(bodies)
    if _FORBIDS.match(text, start) or (not bodies and _FUNDS.match(text, start)):
        return ()
    found: list[Mode] = []
    passage = _without(text, (start, end), bodies)
    built = [one.span for one in things if one.type in _BUILT]
    unbuilt = _without(passage, (0, len(passage)), [(at - start, to - start) for at, to in built]) if built else passage
    for code, pattern in _PATTERNS.items():
        shown = pattern.search(unbuilt if code == _RESEARCH else passage)
        if shown is None:
            continue
        shown = _allowed(shown, pattern, _NOT.get(code))
        if shown is not None:
            shown_at = (start + shown.start(), start + shown.end())
            found.append(Mode(code, shown_at, text[slice(*shown_at)]))
    return tuple(sorted([*found, *_of_things(things, {mode.code for mode in found})], key=lambda mode: mode.span))


def of_parks(text: str, span: Span, pairings: Iterable[Pairing]) -> tuple[Mode, ...]:
    """What parks of both sides do together in one act is about parks, whatever the verb."""
    for pairing in pairings:
        parks = [one for side in (pairing.a, pairing.b) for one in side if one.kind == "park"]
        together = {*pairing.a} & {*parks} and {*pairing.b} & {*parks}
        if together and span[0] <= pairing.span[0] < span[1] and not _FORBIDS.match(text, span[0]):
            return (Mode(_TABLE["parks"]["mode"], pairing.span, text[slice(*pairing.span)]),)
    return ()


def _of_things(things: tuple[Deliverable, ...], known: set[str]) -> Iterator[Mode]:
    """The modes that only the type of a thing tells."""
    for thing in things:
        code = _THINGS.get(thing.type)
        if code and code not in known and not _UNTOLD[code].search(thing.name):
            known.add(code)
            yield Mode(code, thing.span, thing.name)


def _without(text: str, span: Span, bodies: Iterable[Span]) -> str:
    """`text[span]` with every name in it as long as before, and silent."""
    parts: list[str] = []
    at = span[0]
    for start, end in bodies:
        if at <= start and end <= span[1]:
            parts += [text[at:start], _SILENT * (end - start)]
            at = end
    return "".join([*parts, text[at : span[1]]])


def _allowed(shown: re.Match[str], pattern: re.Pattern[str], refused: re.Pattern[str] | None) -> re.Match[str] | None:
    """`shown`, or the next match of `pattern` that touches none of the phrases `refused`."""
    blocked = [one.span() for one in refused.finditer(shown.string)] if refused else []
    if not blocked:
        return shown
    each: re.Match[str] | None = shown
    while each is not None:
        start, end = each.span()
        if not any(one < end and start < other for one, other in blocked):
            return each
        each = pattern.search(each.string, start + 1)
    return None
