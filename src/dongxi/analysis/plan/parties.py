"""Who is named in a clause: regions in all their guises, groups, parks, organisations, and bodies named by kind.

Names come from three places: the lexicon; the shape of a name (云南大学, 省科技厅, 昆明高新区); and the lists of those
who answer. A region inside the name of a body or a thing is not a party of its own.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import cast

from dongxi.analysis.plan.generic import generic_actors
from dongxi.analysis.plan.lexicon import Entry, Hit
from dongxi.analysis.plan.mention import Mention, Names
from dongxi.analysis.plan.model import Party, PartyKind, Role, Span
from dongxi.analysis.plan.responsible import Responsibility
from dongxi.analysis.plan.shapes import bare_departments, departments, of_a_level, shaped
from dongxi.analysis.plan.short_names import abbreviated, abbreviated_several, short_counties
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.vocab import either, filled, vocabulary, words

_WORDS = vocabulary("parties")
_SHY = frozenset(words("parties", "bare_refused"))
_BARE_FOLLOWED = re.compile(_WORDS["bare_followed"])
_BARE_PRECEDED = re.compile(_WORDS["bare_preceded"])
_GENERALISED = re.compile(_WORDS["generalised"])
_THING = re.compile(filled(_WORDS["thing"], kind=either(words("parties", "things"))))
_LONGEST_THING = 26
_NO_VERBS = frozenset((*words("parties", "inside_names"), *words("parties", "noun_like")))
_MAKING = re.compile(
    either(
        word
        for word in (*words("parties", "making"), *words("parties", "boundaries"), *words("deliverables", "verbs"))
        if len(word) > 1 and word not in _NO_VERBS
    )
)
_TITLE = re.compile(r"《[^《》\n]{2,80}》")
_PAIRS_IN_QUOTES = re.compile(_WORDS["pairs_in_quotes"])
_LONGEST_QUOTED = 14
_JOINS_PLACES = frozenset(words("parties", "joins_places"))
_EVENT = re.compile(_WORDS["event"])
_SCOPED = frozenset({"region", "group", "park", "blocked"})
_OF_THE_CORPS = frozenset({"county", "prefecture"})
_LONGEST_DIVISION = 8
_ADMINISTRATIVE = frozenset(_WORDS["administrative"])
_INSIDE_A_WORD = re.compile(_WORDS["inside_a_word"])
_AFTER_PART = frozenset(_WORDS["after_part"])
_PRODUCT = re.compile(_WORDS["product"])
_TERRAIN = re.compile(_WORDS["terrain"])
_DIVISION_BEFORE = re.compile(_WORDS["division_before"])
_DIVISION = re.compile(_WORDS["generic"]["division"])
_LISTED_GENERIC = re.compile(_WORDS["generic"]["listed"])


def mentions(
    text: str,
    span: Span,
    names: Names,
    answer: Responsibility,
    *,
    things: tuple[Span, ...],
    named: tuple[Span, ...],
    acts: tuple[Span, ...],
) -> list[Mention]:
    """The parties named in `text[span]` in order, none inside another.

    `things`: what is to be built there; an institute that is yet to be built acts for nobody.
    `named`: all that is to be made there; a place in its name is no party.
    `acts`: its commitments; only in them do bodies told by kind count.
    """
    hits = [hit for hit in names.within(*span) if hit.end <= span[1]]
    exact = {(hit.start, hit.end): hit for hit in hits if hit.entries} if answer.names else {}
    listed = [_listed(text, each.span, each.role, each.cue, exact, names) for each in answer.names]
    titles = Spans(one.span() for one in _TITLE.finditer(text, *span))
    answers = Spans(answer.spans)
    free = [
        each
        for each in _free(text, span, hits, names, Spans(things), Spans(named), Spans(acts))
        if not titles.cover(each.start) and (each.kind in _SCOPED or not answers.cover(each.start))
    ]
    return _apart([*(each for each in listed if each), *free])


def _apart(found: list[Mention]) -> list[Mention]:
    """Of overlapping mentions the longest, and of equal ones the first."""
    kept: list[Mention] = []
    starts: list[int] = []
    for mention in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        at = bisect_left(starts, mention.start)
        if (at and kept[at - 1].end > mention.start) or (at < len(kept) and kept[at].start < mention.end):
            continue
        kept.insert(at, mention)
        starts.insert(at, mention.start)
    return [mention for mention in kept if mention.kind != "blocked"]


def _free(
    text: str, span: Span, hits: list[Hit], names: Names, things: Spans, named_things: Spans, acts: Spans
) -> Iterator[Mention]:
    bodies: set[int] = set()
    for named in shaped(text, span, hits, [hit.start for hit in hits], things):
        bodies.add(named.start)
        if named.kind == "park" or not things.touch(named.start, named.end):
            yield named
    yield from departments(text, span, hits)
    yield from bare_departments(text, span)
    yield from (one for one in of_a_level(text, span, hits) if not things.touch(one.start, one.end))
    for mention in _joined_places(text, [one for one in (_of_hit(text, hit, names) for hit in hits) if one]):
        if mention.kind == "organisation" and things.cover(mention.start):
            continue
        if mention.kind in ("region", "group") and (
            (named_things.cover(mention.start) and not _is_joined(text, mention)) or _is_quoted(text, mention, span[1])
        ):
            continue
        yield mention
        if mention.kind in ("region", "group"):
            thing = _THING.match(text, mention.end, min(span[1], mention.end + _LONGEST_THING))
            if thing and mention.start not in bodies and not _MAKING.search(text, mention.end, thing.end()):
                yield mention._replace(end=thing.end(), kind="blocked")
    for event in _EVENT.finditer(text, *span):
        yield Mention(*event.span(), "blocked", "", None, (), "")
    yield from short_counties(text, span, names)
    yield from abbreviated(text, span, names)
    yield from (one for one in abbreviated_several(text, span, names) if not things.cover(one.start))
    yield from generic_actors(text, span, hits, acts)


def _is_joined(text: str, mention: Mention) -> bool:
    """Whether a place stands beside another in the name of what they make together: 甲与乙、丙监测数据共享机制."""
    after, before = text[mention.end : mention.end + 1], text[mention.start - 1 : mention.start]
    return after in _JOINS_PLACES or before in _JOINS_PLACES


def _is_quoted(text: str, mention: Mention, end: int) -> bool:
    """Whether a place is part of a name in quotation marks: “某地飞地孵化器”."""
    opening = text.rfind("“", max(0, mention.start - _LONGEST_QUOTED), mention.start)
    closing = text.find("”", mention.end, min(end, mention.end + _LONGEST_QUOTED))
    if opening < 0 or closing < 0 or text.find("”", opening, mention.start) >= 0:
        return False
    inside = text[opening + 1 : closing]
    return len(inside) > len(mention.name) and "“" not in inside and _PAIRS_IN_QUOTES.search(inside) is None


def _joined_places(text: str, found: list[Mention]) -> Iterator[Mention]:
    """北京市海淀区 is one place: a full name right after the full name of what it lies in."""
    held: Mention | None = None
    for mention in found:
        if (
            held
            and held.end == mention.start
            and held.kind == mention.kind == "region"
            and _is_full(mention)
            and (_is_full(held) or _lies_in(mention, held))
        ):
            held = mention._replace(start=held.start, name=text[held.start : mention.end])
        else:
            if held:
                yield held
            held = mention
    if held:
        yield held


def _lies_in(mention: Mention, held: Mention) -> bool:
    """Whether a district stands right after the short name of its province: 天津滨海新区."""
    code = mention.code or ""
    return bool(held.code) and code[:2] == (held.code or "")[:2] and not code.endswith("00")


def _is_full(mention: Mention) -> bool:
    return len(mention.name) > 2 and mention.name[-1] in _ADMINISTRATIVE


def _of_hit(text: str, hit: Hit, names: Names) -> Mention | None:
    if not hit.entries:
        return Mention(hit.start, hit.end, "blocked", "", None, (), "")
    entry = _chosen(hit, names)
    if entry is None:
        return None
    printed = text[hit.start : hit.end]
    if entry.kind == "organisation" and printed[-1] == "部" and text[hit.end : hit.end + 1] in _AFTER_PART:
        return None
    if entry.level == "county" and entry.official and len(printed) == 2 and _INSIDE_A_WORD.match(text, hit.start - 1):
        return None
    at_home = entry.code is not None and entry.code[:2] == names.home
    if entry.kind == "region" and printed in _SHY and not at_home and not _stands_bare(text, hit, names):
        return None
    if entry.kind == "region" and not entry.official and _TERRAIN.match(text, hit.end):
        return None
    if entry.kind == "region" and not entry.official and _PRODUCT.match(text, hit.end):
        return None
    if entry.kind == "organisation" and _GENERALISED.match(text, hit.end):
        return None
    code = entry.code if entry.kind == "region" else None
    start = hit.start - _division_before(text, hit.start) if entry.level in _OF_THE_CORPS else hit.start
    return Mention(start, hit.end, entry.kind, text[start : hit.end], code, entry.members, entry.zone)


def _division_before(text: str, at: int) -> int:
    """How many characters of a division of the Corps stand before its city: 兵团第十师北屯市 is one place."""
    found = _DIVISION_BEFORE.search(text, max(0, at - _LONGEST_DIVISION), at)
    return len(found.group()) if found else 0


def _chosen(hit: Hit, names: Names) -> Entry | None:
    """Of several places of one name: the one in the province just named, or in the document's own."""
    if len(hit.entries) == 1 or hit.entries[0].kind != "region":
        return hit.entries[0]
    before = [each for each in names.within(max(0, hit.start - 10), hit.start) if each.entries]
    near = before[-1].entries[0].code if before and before[-1].end == hit.start else None
    for code in (near and near[:4], near and near[:2], names.home):
        fitting = [entry for entry in hit.entries if code and entry.code and entry.code.startswith(code)]
        if len(fitting) == 1:
            return fitting[0]
    top = [entry for entry in hit.entries if entry.level in ("province", "prefecture")]
    return top[0] if top else None


def _stands_bare(text: str, hit: Hit, names: Names) -> bool:
    before = names.within(hit.start - 4, hit.start)
    if before and before[-1].end == hit.start and before[-1].entries and before[-1].entries[0].kind == "region":
        return True
    return bool(_BARE_FOLLOWED.match(text, hit.end) and _BARE_PRECEDED.search(text[max(0, hit.start - 3) : hit.start]))


def _listed(text: str, span: Span, role: Role, cue: str, exact: dict[Span, Hit], names: Names) -> Mention | None:
    """A name from a list of those who answer: a region, a known body, else a body as printed."""
    printed = text[slice(*span)]
    division = _DIVISION.match(text, *span)
    hit = exact.get((division.end(), span[1]) if division else span)
    if hit is not None:
        mention = _of_hit(text, hit, names)
        if mention is not None:
            return mention._replace(start=span[0], name=printed, role=role, cue=cue)
    generic = _LISTED_GENERIC.match(printed) is not None
    return Mention(*span, "generic" if generic else "organisation", printed, None, (), "", role, cue)


def party(mention: Mention, role: Role, cue: str) -> Party:
    """`mention` as a party in `role`."""
    return Party(
        name=mention.name,
        code=mention.code,
        kind=cast(PartyKind, mention.kind),
        members=mention.members,
        role=role,
        span=(mention.start, mention.end),
        cue=cue,
    )
