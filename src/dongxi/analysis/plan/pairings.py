"""Sides that the text itself pairs: 支持甲联合乙、丙与丁结对. Nothing is paired by order; kinds of bodies never are."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from dongxi.analysis.plan.lexicon import Hit, lexicon, province
from dongxi.analysis.plan.model import Pairing, Party, Span
from dongxi.analysis.plan.sentences import Sentence
from dongxi.analysis.plan.spans import between
from dongxi.analysis.plan.vocab import filled, vocabulary, words

_WORDS = vocabulary("pairings")
_JOINS = re.compile(_WORDS["joins"])
_TOGETHER = re.compile(_WORDS["together"])
_ALWAYS = re.compile(_WORDS["always"])
_FILLER = re.compile(_WORDS["filler"])
_CHAIN = re.compile(_WORDS["chain"])
_OPENING = re.compile(_WORDS["opening"])
_KINDS = re.compile(_WORDS["kinds"])
_KIND = re.compile(_WORDS["kind"])
_LOCATED = re.compile(_WORDS["located"])
_AMONG = re.compile(_WORDS["among"])
_CIRCUMSTANCE = re.compile(_WORDS["circumstance"])
_SUBJECT = re.compile(_WORDS["subject"])
_MODEL = re.compile(r"“[^“”]{2,20}[+—－][^“”]{2,20}”")
_WITHIN = 60
_HELD = "\ue000"  # stands for a list of names
_TELLS = re.compile(_WORDS["tells"])
_STATED = tuple(
    re.compile(filled(pattern, a=f"(?P<a>{_HELD})", b=f"(?P<b>{_HELD})")) for pattern in words("pairings", "stated")
)
_PLACELESS = re.compile(_WORDS["placeless"])
_PARTING = re.compile(_WORDS["parting"])
_MIXED = re.compile(_WORDS["mixed"])
_APART = re.compile(_WORDS["apart"])
_OBJECT = re.compile(_WORDS["object"])
_PASSING = re.compile(_WORDS["passing"])
_SEVERAL = re.compile(_WORDS["several"])
_MOST_JOINS = 24  # in one piece; more is no sentence
_MOST_NAMES = 200
_NAMED = frozenset({"region", "group", "park", "organisation"})
_BOTH = frozenset({"beneficiary", "partner"})
_NATIONAL = re.compile(_WORDS["national"])
_OF_THE_COUNTRY = frozenset({"academy", "university", "institute", "association", "firm"})


class _Side(NamedTuple):
    """A chain of names one after the other, and where it stands."""

    parties: tuple[Party, ...]

    @property
    def start(self) -> int:
        return self.parties[0].span[0]

    @property
    def end(self) -> int:
        return self.parties[-1].span[1]


def pairings(text: str, parts: Sequence[Sentence], parties: list[Party], home: str | None) -> tuple[Pairing, ...]:
    """The pairings that the sentences of a body state between the named `parties` (in order of their spans).

    `home`: the first two digits of the document's own province.
    """
    named = [party for party in parties if party.kind in _NAMED and party.role in ("beneficiary", "partner", "lead")]
    found: list[Pairing] = []
    starts = [party.span[0] for party in named]
    for sentence in parts if len(named) > 1 else ():
        whole = (sentence[0].start, sentence[-1].end)
        if len(between(named, starts, *whole)) > 1:
            found += _of_sentence(text, sentence, named, starts, home)
    return _once(found)


def _once(found: list[Pairing]) -> tuple[Pairing, ...]:
    seen: dict[tuple[frozenset[str], frozenset[str]], Pairing] = {}
    for pairing in found:
        key = (frozenset(one.name for one in pairing.a), frozenset(one.name for one in pairing.b))
        seen.setdefault(key, pairing)
    return tuple(seen.values())


def _of_sentence(
    text: str, sentence: Sentence, named: list[Party], starts: list[int], home: str | None
) -> list[Pairing]:
    found: list[Pairing] = []
    subject: _Side | None = None
    run = sentence[0].run
    for piece in sentence:
        own = list(between(named, starts, piece.start, piece.end))
        if piece.run != run:
            run, subject = piece.run, None
        if not own or len(own) > _MOST_NAMES:
            continue
        sides = _chains(text, own)
        found += _of_model(text, (piece.start, piece.end), own)
        joins = [one for one in _joins(text, piece.start, piece.end, own) if _leads_to_a_name(text, one, own)]
        if len(joins) > _MOST_JOINS:
            continue
        run_end = next(one.end for one in reversed(sentence) if one.run == piece.run)
        joined = _joined(text, (piece.start, piece.end), run_end, joins, sides, subject, home)
        found += joined or _of_mixed(text, piece.end, sides, home)
        lead = _SUBJECT.match(text, piece.start, piece.end)
        named_first = sides and not (joins and joins[0].start() < sides[0].start)
        if named_first and (lead or subject is None) and not _OBJECT.search(text, sides[0].start - 3, sides[0].start):
            subject = sides[0]
    return found + _stated(text, sentence, named, starts, home)


def _joins(text: str, start: int, end: int, parties: list[Party]) -> Iterator[re.Match[str]]:
    """The joining words outside the names; a name's last character is none of theirs: 某协会 · 同."""
    while (found := _JOINS.search(text, start, end)) is not None:
        start = found.end()
        if not _inside(found, parties):
            yield found
        elif ends := [party.span[1] for party in parties if found.start() < party.span[1] < found.end()]:
            start = ends[0]


def _leads_to_a_name(text: str, join: re.Match[str], parties: Sequence[Party]) -> bool:
    """Whether a name follows the joining word: that of 与甲、乙联合选育 joins nobody."""
    first = next((party.span[0] for party in parties if party.span[0] >= join.end()), None)
    return first is not None and _stands_between(text, join.end(), first)


def _stands_between(text: str, start: int, end: int) -> bool:
    """Whether what stands between a name and the joining word keeps them together."""
    return (_FILLER.fullmatch(text, start, end) or _PASSING.fullmatch(text, start, end)) is not None


def _inside(found: re.Match[str], parties: list[Party]) -> bool:
    return any(party.span[0] <= found.start() < party.span[1] for party in parties)


def _chains(text: str, parties: Sequence[Party]) -> list[_Side]:
    """Names that follow one another with only 、, 和 or 及 between them; a province before its city is dropped."""
    chains: list[list[Party]] = []
    for party in parties:
        if chains and chains[-1][-1].span[1] == party.span[0] and chains[-1][-1].kind == "region":
            chains[-1][-1] = party
        elif chains and _CHAIN.fullmatch(text, chains[-1][-1].span[1], party.span[0]):
            chains[-1].append(party)
        else:
            chains.append([party])
    return [_Side(tuple(chain)) for chain in chains]


def _joined(
    text: str,
    piece: Span,
    run_end: int,
    joins: list[re.Match[str]],
    sides: list[_Side],
    subject: _Side | None,
    home: str | None,
) -> list[Pairing]:
    """The pairs of one piece; what they do together may follow a further pair, up to `run_end`: 甲与乙，丙与丁签订…."""
    found: list[Pairing] = []
    for at, join in enumerate(joins):
        floor = joins[at - 1].end() if at else piece[0]
        ceiling = joins[at + 1].start() if at + 1 < len(joins) else piece[1]
        left = _left(text, sides, floor, join.start(), split=at > 0)
        if left is None and at == 0 and _opens(text, piece[0], join.start()):
            left = subject
        right = _right(text, sides, join.end(), ceiling, more=joins[at + 1].start() if at + 1 < len(joins) else None)
        if left is None or right is None or left.start >= right.start:
            continue
        if _is_of_a_kind(text, right) and not _KIND.search(text, left.end, join.start()):
            continue
        if left.parties[0].role == "lead" and not _of_two_houses(left, right, home):
            continue
        tail = (right.end, min(run_end if right.end == piece[1] else piece[1], right.end + _WITHIN))
        if _ALWAYS.fullmatch(join.group()) or _do_together(text, tail, left, right, home):
            found.append(_pair(left, right, join.group()))
    return found


def _opens(text: str, start: int, join: int) -> bool:
    """Whether a piece opens in a way that leaves its subject to the piece before."""
    return (_OPENING.fullmatch(text, start, join) or _CIRCUMSTANCE.fullmatch(text, start, join)) is not None


def _do_together(text: str, tail: Span, left: _Side, right: _Side, home: str | None) -> bool:
    """Whether two sides that 与 joins do something together, as those of two governments do whatever the verb is."""
    if _APART.match(text, *tail):
        return False
    if _TOGETHER.search(text, *tail):
        return True
    return _is_ours(left, home) != _is_ours(right, home) and not _OBJECT.search(text, left.start - 3, left.start)


def _is_ours(side: _Side, home: str | None) -> bool:
    """Whether a side is the document's own."""
    return _part(side.parties[0], home) == "beneficiary"


def _is_of_a_kind(text: str, side: _Side) -> bool:
    """Whether a side is no place but some body in it: 四川、云南有关部门."""
    return side.parties[-1].kind != "organisation" and _KINDS.match(text, side.end) is not None


def _of_two_houses(left: _Side, right: _Side, home: str | None) -> bool:
    """Whether an office works with bodies of another province or of the country, not with neighbours or superiors."""
    theirs = [_house(party, None) for party in right.parties]
    return all(theirs) and {_house(party, home) for party in left.parties}.isdisjoint(theirs)


def _house(party: Party, home: str | None) -> str | None:
    """Whose a body is: the province its name begins with (two digits), a zone, an academy; else `home`'s.

    None: a ministry, or nobody's that the name tells.
    """
    first = _first_name(party.name)
    if first is None or first.start or not first.entries:
        found = _NATIONAL.match(party.name)
        return found.group() if found else home if _is_placeless(party) else None
    entry = first.entries[0]
    return (
        (province(entry.code) if entry.code else "")
        or entry.zone
        or (entry.level if entry.level in _OF_THE_COUNTRY else None)
    )


@lru_cache(maxsize=4096)
def _first_name(name: str) -> Hit | None:
    """The first known name in a party's own."""
    return next(iter(lexicon().find(name)), None)


def _is_placeless(party: Party) -> bool:
    """Whether a body that tells no place is likely to be at home: an office, a firm, a station; no university."""
    return party.role == "lead" or _PLACELESS.search(party.name) is not None


def _left(text: str, sides: list[_Side], floor: int, end: int, *, split: bool) -> _Side | None:
    """The chain right before the joining word, or before a circumstance that parts them.

    After an earlier pair (甲与乙、丙与丁) only its last name.
    """
    near: _Side | None = None
    for side in reversed(sides):
        own = [party for party in side.parties if floor <= party.span[0] and party.span[1] <= end]
        if not own:
            continue
        chain = _Side(tuple(own[-1:] if split else own))
        if _FILLER.fullmatch(text, chain.end, end) and not _is_a_place(text, chain, end):
            return chain
        if _CIRCUMSTANCE.fullmatch(text, chain.end, end):
            return chain
        if near is None and _PASSING.fullmatch(text, chain.end, end) and not _is_a_place(text, chain, end):
            near = chain
    return near


def _is_a_place(text: str, side: _Side, join: int) -> bool:
    """Whether a side only says where: 在甘肃与…, unless it is 在甘肃与天津之间."""
    if not _LOCATED.search(text, side.start - 1, side.start):
        return False
    stop = next((at for at in range(join, min(len(text), join + 40)) if text[at] in "，。；\n"), join + 40)
    return _AMONG.search(text, join, stop) is None


def _right(text: str, sides: list[_Side], start: int, ceiling: int, *, more: int | None) -> _Side | None:
    for side in sides:
        own = [party for party in side.parties if start <= party.span[0] < ceiling]
        if own:
            shared = more is not None and len(own) > 1 and _FILLER.fullmatch(text, own[-1].span[1], more)
            names = own[:-1] if shared else own
            return _Side(tuple(names)) if _stands_between(text, start, names[0].span[0]) else None
    return None


def _pair(left: _Side, right: _Side, cue: str) -> Pairing:
    a, b = left.parties, right.parties
    if a[0].role == "partner" and b[0].role == "beneficiary":
        a, b = b, a
    return Pairing(a, b, (left.start, right.end), cue)


def _of_mixed(text: str, end: int, sides: list[_Side], home: str | None) -> list[Pairing]:
    """One chain of names from both sides, and right after it what they do together: 甲大学和乙大学共建."""
    found: list[Pairing] = []
    for side in sides:
        does = _MIXED.match(text, side.end, end)
        if does is None or (_OBJECT.search(text, side.start - 3, side.start) and not _AMONG.match(text, side.end, end)):
            continue
        ours = tuple(party for party in side.parties if _part(party, home) == "beneficiary")
        theirs = tuple(party for party in side.parties if _part(party, home) == "partner")
        if not (ours and theirs) and _parts_after_first(text, side):
            ours, theirs = side.parties[:1], side.parties[1:]
        if ours and theirs:
            found.append(Pairing(ours, theirs, (side.start, does.end()), does.group()))
    return found


def _parts_after_first(text: str, side: _Side) -> bool:
    """Whether the list parts its first name from the rest: 甲和乙、丙."""
    gaps = [text[one.span[1] : other.span[0]] for one, other in pairwise(side.parties)]
    return bool(gaps) and _PARTING.fullmatch(gaps[0]) is not None and not any(map(_PARTING.fullmatch, gaps[1:]))


def _stated(text: str, sentence: Sentence, named: list[Party], starts: list[int], home: str | None) -> list[Pairing]:
    """What the patterns with places for two sides say, across commas: 由甲牵头，乙参与."""
    start, end = sentence[0].start, sentence[-1].end
    own = between(named, starts, start, end)
    if not 1 < len(own) <= _MOST_NAMES or not _TELLS.search(text, start, end):
        return []
    chains = _chains(text, own)
    found = _told(text, [part for side in chains for part in _by_role(side, home)], start, end, home)
    return found or _told(text, chains, start, end, home)


def _told(text: str, sides: list[_Side], start: int, end: int, home: str | None) -> list[Pairing]:
    """What the patterns say of `sides` in `text[start:end]`: one side is all our own, the other has a partner."""
    if len(sides) < 2:
        return []
    cuts = [start, *(place for side in sides for place in (side.start, side.end)), end]
    told = _HELD.join(text[cuts[at] : cuts[at + 1]] for at in range(0, len(cuts), 2))
    found: list[Pairing] = []
    for pattern in _STATED:
        for one in pattern.finditer(told):
            left, right = (sides[told.count(_HELD, 0, one.start(name))] for name in "ab")
            roles = sorted(({_part(party, home) for party in side.parties} for side in (left, right)), key=len)
            if roles[0] | roles[1] == _BOTH and len(roles[0]) == 1:
                found.append(_pair(left, right, one.group().replace(_HELD, "")))
    return found


def _part(party: Party, home: str | None) -> str:
    """On which side a name stands; an office of the document's government, and who tells no place, is on its own."""
    own = party.role == "beneficiary" or (home is not None and _house(party, home) == home)
    return "beneficiary" if own else "partner"


def _by_role(side: _Side, home: str | None) -> list[_Side]:
    """A chain cut where its names change sides: 甲对接乙、丙对接丁."""
    return [_Side(tuple(run)) for _, run in groupby(side.parties, key=lambda party: _part(party, home))]


def _of_model(text: str, piece: Span, parties: list[Party]) -> list[Pairing]:
    """A named model such as “甲研发+乙制造”, or the sides of a 三方合作 that are named right before it."""
    found: list[Pairing] = []
    words = text[slice(*piece)]
    for model in _MODEL.finditer(text, *piece) if "“" in words else ():
        inside = [party for party in parties if model.start() < party.span[0] < model.end() and party.kind == "region"]
        if len(inside) == 2:
            a, b = sorted(inside, key=lambda party: party.role != "beneficiary")
            found.append(Pairing((a,), (b,), model.span(), model.group()))
    for several in _SEVERAL.finditer(text, *piece) if "方" in words else ():
        for side in _chains(text, parties):
            ours = tuple(party for party in side.parties if party.role == "beneficiary")
            theirs = tuple(party for party in side.parties if party.role != "beneficiary")
            if side.end == several.start() and ours and theirs:
                found.append(Pairing(ours, theirs, (side.start, several.end()), several.group()))
    return found
