"""Which of the six modes of cooperation a passage shows, and by which words."""

import re
from collections.abc import Iterable, Iterator
from operator import attrgetter

from dongxi.analysis.plan.model import Deliverable, Mode, Pairing, Party, Span
from dongxi.analysis.plan.opening import SILENT, Kinds, Places, first_match
from dongxi.analysis.plan.vocab import either, vocabulary

_TABLE = vocabulary("modes")
_SHOWING = Kinds({mode["code"]: mode["patterns"] for mode in _TABLE["mode"]})
_NOT = {code: re.compile(either(phrases)) for code, phrases in _TABLE["not"].items() if phrases}
_THINGS: dict[str, str] = _TABLE["things"]
_UNTOLD = {code: re.compile(pattern) for code, pattern in _TABLE["untold"].items()}
_FORBIDS = re.compile(_TABLE["forbidden"]["opening"])
_FUNDS = re.compile(_TABLE["forbidden"]["funding"])
_RESEARCH = "joint_research"
_BUILT = frozenset({"laboratory", "platform", "alliance", "base", "park"})
_SPAN = attrgetter("span")
_LONGEST = 400


def showing(text: str, span: Span) -> Places:
    """Where in `text[span]` modes may show."""
    return _SHOWING.places(text, *span)


def modes(
    text: str, span: Span, places: Places, bodies: Iterable[Span] = (), things: tuple[Deliverable, ...] = ()
) -> tuple[Mode, ...]:
    """The modes shown in `text[span]`, each once, with the first words that show it.

    `places`: where they may show, in this part of the text or a larger one.
    `bodies`: the names of those who act there, in order; a name shows nothing: 上海技术交易所 is no transfer yet.
    `things`: what is made there: it tells what is built, and that its name holds 研究 is no research yet.
    """
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    bodies = tuple(bodies)
    if forbids(text, span) or (not bodies and _FUNDS.match(text, start)):
        return ()
    passage = _without(text, (start, end), bodies) if bodies else text[start:end]
    built = [one.span for one in things if one.type in _BUILT]
    unbuilt = _without(passage, (0, len(passage)), [(at - start, to - start) for at, to in built]) if built else passage
    found: dict[str, Mode] = {}
    for at, able in places.within(start, end):
        for code, patterns in able:
            if code in found:
                continue
            shown = first_match(patterns, unbuilt if code == _RESEARCH else passage, at - start)
            if shown is not None and not _is_refused(shown, _NOT.get(code)):
                shown_at = (at, start + shown.end())
                found[code] = Mode(code, shown_at, text[slice(*shown_at)])
    for mode in _of_things(things, {*found}) if things else ():
        found[mode.code] = mode
    return tuple(sorted(found.values(), key=_SPAN) if len(found) > 1 else found.values())


def forbids(text: str, span: Span) -> bool:
    """Whether an action forbids: 严禁…, 任何单位不得…; what it names is not to be."""
    return _FORBIDS.match(text, *span) is not None


def of_parks(text: str, span: Span, pairings: Iterable[Pairing]) -> tuple[Mode, ...]:
    """What parks of both sides do together in one act is about parks, whatever the verb."""
    for pairing in pairings:
        inside = span[0] <= pairing.span[0] < span[1]
        if inside and _names_a_park(pairing.a) and _names_a_park(pairing.b) and not forbids(text, span):
            return (Mode(_TABLE["parks"]["mode"], pairing.span, text[slice(*pairing.span)]),)
    return ()


def _names_a_park(side: Iterable[Party]) -> bool:
    return any(one.kind == "park" for one in side)


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
            parts += [text[at:start], SILENT * (end - start)]
            at = end
    return "".join([*parts, text[at : span[1]]])


def _is_refused(shown: re.Match[str], refused: re.Pattern[str] | None) -> bool:
    """Whether `shown` touches one of the phrases `refused`."""
    start, end = shown.span()
    return refused is not None and any(
        one.start() < end and start < one.end() for one in refused.finditer(shown.string)
    )
