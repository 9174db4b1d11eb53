"""Names told by their shape: 云南大学, 昆明高新区, 省科技厅. A name ends with its kind and begins after a boundary."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dongxi.analysis.plan.boundaries import ANCHOR, LEAST_INSIDE, PAIR, last_boundary
from dongxi.analysis.plan.lexicon import Hit, lexicon
from dongxi.analysis.plan.mention import Mention
from dongxi.analysis.plan.model import PartyKind, Span
from dongxi.analysis.plan.short_names import starts_with_pair
from dongxi.analysis.plan.spans import Spans, between
from dongxi.analysis.plan.vocab import either, filled, vocabulary, words
from dongxi.analysis.plan.word_list import WordList

_WORDS = vocabulary("parties")
_SUFFIXES = {word: (table["kind"], table["strong"]) for table in reversed(_WORDS["suffix"]) for word in table["words"]}
_SUFFIX = WordList(_SUFFIXES, _WORDS["suffix_ends"])
_GENERIC_STEM = re.compile(_WORDS["generic"]["stems"])
_DEPARTMENT = re.compile(
    _WORDS["department"]["level"]
    + f"(?!{_WORDS['department']['refused']})"
    + _WORDS["department"]["subject"]
    + _WORDS["department"]["tail"]
    + _WORDS["department"]["not_after"]
)
_BARE = re.compile(f"(?<={_WORDS['department']['bare_after']}){_WORDS['department']['bare']}")
_OF_A_LEVEL = re.compile(filled(_WORDS["department"]["institute"], refused=_WORDS["department"]["refused"]))
_SISTER = re.compile(_WORDS["department"]["sister"])
_BRACKETED = re.compile(_WORDS["bracketed"])
_AROUND_PLACE = re.compile(_WORDS["around_place"])
_OPENS = re.compile("[（(]")
_LONGEST_OUTSIDE = 12
_LEFT = 26
_OF_SEVERAL = ("等", "省")
_EVERY = re.compile(_WORDS["department"]["every"] + "$")
_LONGEST_NAME = 40
_BETWEEN_HALVES = 24
_ACADEMY = re.compile(_WORDS["academy"]["ends"] + "$")
_INSTITUTE = re.compile(r"[^、，。；：（）“”\n]{2,22}?" + either(words("parties", "academy", "institutes")))
_OF_UNIVERSITY = re.compile(_WORDS["of_university"])
_ENDS_BELOW = re.compile(_WORDS["ends_below"])
_OF_PLACE = re.compile(_WORDS["of_place"])
_INSTITUTE_STOPS = re.compile(_WORDS["academy"]["stops"])
_OWN_ENDINGS = frozenset(words("parties", "own_named"))
_LONGEST_OWN_STEM = 4
_COUNTED = re.compile(_WORDS["park"]["counted"])
_TOLD_APART = re.compile(_WORDS["told_apart"])
_OWN_PART = re.compile(_WORDS["own_part"])
_PARK_PART = re.compile(_WORDS["park_part"])
_OWN_NAMED = frozenset(words("parties", "park", "own_named"))
_COMMON_PARKS = frozenset(words("parties", "park", "common"))
_JOINED = re.compile(_WORDS["joined"])
_LONGEST_OWN = 6
_FULL_PARKS = frozenset(words("parties", "park", "full"))
_LISTED_PARKS = frozenset(words("parties", "park", "listed"))
_HAN_ONLY = re.compile("[\u4e00-\u9fff]+")
_RUNS_PARKS = re.compile(_WORDS["park"]["runners"])
_ANCHORED = frozenset(words("parties", "anchored")).union(
    *(table["words"] for table in _WORDS["suffix"] if table.get("anchored"))
)
_ACTS = frozenset(words("parties", "before_actors"))
_MADE = frozenset(words("parties", "before_things"))
_STEERING = frozenset(words("parties", "steering"))
_SET_UP = frozenset(words("parties", "set_up"))
_SET_UP_BEFORE = re.compile(either(_SET_UP) + "$")
_SET_UP_THERE = re.compile(either(_SET_UP) + r"[^，。；\n]*\Z")
_OF_STEERING = tuple(_STEERING)
_ROUTINE_FIRM = re.compile(_WORDS["routine_firm"])
_FIRMS = frozenset(words("parties", "firm_endings"))
_INDUSTRIES = frozenset(words("parties", "industry_endings"))
_LEAST_FIRM = 3


def shaped(text: str, span: Span, hits: Sequence[Hit], starts: Sequence[int], things: Spans) -> Iterator[Mention]:
    """Names told by their ending, but for the bodies among `things`.

    One that runs on from another (浙江大学 · 医学院附属第一医院) is one name.
    """
    last: Mention | None = None
    for ending in _SUFFIX.spans(text, *span):
        kind, strong = _SUFFIXES[text[slice(*ending)]]
        if kind != "park" and things.cover(ending[0]):
            continue
        floor = max(span[0], ending[0] - _LEFT)
        near = between(hits, starts, floor - _LEFT, ending[1])
        cut = last_boundary(text, floor, ending[0], near)
        start = cut[1] if cut else floor
        if last and last.end > start:
            runs_on = (last.kind == kind or kind == "organisation") and ending[1] - last.start <= _LONGEST_NAME
            start = min(start, last.start) if runs_on else max(start, last.end)
        mention = _as_name(text, start, ending, kind, strong, near, cut) or _own_park(
            text, start, ending, kind, near, last, cut
        )
        if mention:
            last = mention
            yield mention
    for part in _PARK_PART.finditer(text, *span):
        cut = last_boundary(text, max(span[0], part.start() - _LEFT), part.start())
        start = cut[1] if cut else part.start()
        yield Mention(start, part.end(), "park", text[start : part.end()], None, (), "")
    for hit in hits:
        own = _OWN_PART.match(text, hit.end, span[1]) if hit.entries and hit.entries[0].kind == "park" else None
        if own:
            yield Mention(hit.start, own.end(), "park", text[hit.start : own.end()], None, (), hit.entries[0].zone)
    yield from _institutes(text, span, hits)
    yield from _around_places(text, span, hits)


def departments(text: str, span: Span, hits: list[Hit]) -> Iterator[Mention]:
    """Departments by level and office (省科技厅), with the place before them if it is named (北京市经济和信息化局)."""
    ends = [hit.end for hit in hits]
    for found in _whole(_DEPARTMENT, text, span):
        if text[found.start() - 1 : found.start()] in _OF_SEVERAL:
            continue  # 陕、甘等省科技厅: those of each
        if _SET_UP_BEFORE.search(text, found.start() - 2, found.start()) and found.group().endswith(_OF_STEERING):
            continue
        at = bisect_left(ends, found.start())
        near = hits[at] if at < len(hits) else None
        start = near.start if near and near.start < found.start() <= near.end else found.start()
        every = _EVERY.search(text[max(0, start - 6) : start])
        kind: PartyKind = "generic" if every else "organisation"
        start -= len(every.group()) if every else 0
        yield Mention(start, found.end(), kind, text[start : found.end()], None, (), "")
        yield from _sisters(text, found.end(), span[1])


def _whole(pattern: re.Pattern[str], text: str, span: Span) -> Iterator[re.Match[str]]:
    """The matches that hold no word at which a name ends; after one that does, the search goes on inside it."""
    at = span[0]
    while found := pattern.search(text, at, span[1]):
        cut = last_boundary(text, found.start() + 1, found.end() - 1)
        if cut is None:
            yield found
        at = cut[1] if cut else found.end()


def bare_departments(text: str, span: Span) -> Iterator[Mention]:
    """Departments that leave their level unsaid, as a province's own plan does: 科技厅会同财政厅."""
    for found in _BARE.finditer(text, *span):
        yield Mention(*found.span(), "organisation", found.group(), None, (), "")


def of_a_level(text: str, span: Span, hits: Sequence[Hit]) -> Iterator[Mention]:
    """Institutes that say only of which level they are: 省农机推广站, 自治区技术市场; with their place, if named."""
    starts = {hit.end - 1: hit.start for hit in hits if hit.entries and hit.entries[0].kind == "region"}
    for found in _whole(_OF_A_LEVEL, text, span):
        kind = found.start("kind") if found["kind"] else found.end()
        if _GENERIC_STEM.fullmatch(text, found.start(), kind) is None:
            start = starts.get(found.start(), found.start())
            yield Mention(start, found.end(), "organisation", text[start : found.end()], None, (), "")


def _institutes(text: str, span: Span, hits: Sequence[Hit]) -> Iterator[Mention]:
    """Institutes below an academy, whose names may hold 与; and names with brackets: 中国（…）自由贸易试验区."""
    for found in _BRACKETED.finditer(text, *span):
        kind: PartyKind = "park" if found.group()[-1] == "区" else "organisation"
        yield Mention(*found.span(), kind, found.group(), None, (), "")
    below_others = _ENDS_BELOW.search(text, *span) is not None
    for hit in hits:
        if hit.entries and hit.entries[0].kind == "organisation" and _ACADEMY.search(text[hit.start : hit.end]):
            below = _INSTITUTE.match(text, hit.end, min(span[1], hit.end + _BETWEEN_HALVES))
            if below and not _INSTITUTE_STOPS.search(text[hit.end : below.end()]):
                yield Mention(hit.start, below.end(), "organisation", text[hit.start : below.end()], None, (), "")
        elif below_others and hit.entries and (stop := _below(text, hit, span[1])):
            yield Mention(hit.start, stop, "organisation", text[hit.start : stop], None, (), hit.entries[0].zone)


def _below(text: str, hit: Hit, end: int) -> int | None:
    """Where a name ends that begins with a university or a place: 某大学…校区, 大连化物所."""
    entry = hit.entries[0]
    told = _OF_UNIVERSITY if entry.level == "university" else _OF_PLACE if entry.kind == "region" else None
    found = told.match(text, hit.end, end) if told else None
    if found is None or last_boundary(text, hit.end, found.end()) is not None:
        return None
    return found.end()


def _around_places(text: str, span: Span, hits: Sequence[Hit]) -> Iterator[Mention]:
    """Bodies with the place they lie in inside their names, in brackets."""
    for at, hit in enumerate(hits) if _OPENS.search(text, *span) else ():
        opening = hit.start - 1
        if not hit.entries or opening <= span[0] or text[opening] not in "（(":
            continue
        below = _AROUND_PLACE.match(text, hit.end, span[1])
        floor = max(span[0], opening - _LONGEST_OUTSIDE)
        cut = last_boundary(text, floor, opening, hits[max(0, at - 6) : at]) if below else None
        start = cut[1] if cut else floor
        stem = text[start:opening]
        if below and len(stem) > 1 and _HAN_ONLY.fullmatch(stem) and not _GENERIC_STEM.fullmatch(stem):
            kind: PartyKind = "park" if below.group()[-1] == "区" else "organisation"
            yield Mention(start, below.end(), kind, text[start : below.end()], None, (), hit.entries[0].zone)


def _as_name(
    text: str, start: int, ending: Span, kind: PartyKind, strong: bool, hits: Sequence[Hit], cut: Span | None
) -> Mention | None:
    stem = text[start : ending[0]]
    places = [hit for hit in hits if start <= hit.start < ending[1]]
    if places and (places[0].start, places[0].end) == (start, ending[1]):
        return None
    if not stem or _GENERIC_STEM.fullmatch(stem) or (kind == "park" and _RUNS_PARKS.search(stem)):
        return None
    if text[slice(*ending)] in _STEERING and _SET_UP_THERE.search(text, max(0, start - _LEFT), start):
        return None
    if kind == "park":
        place = _park_start(text, start, ending, places)
        if place is None:
            return None
        start = place
    else:
        acts = _acts(text, cut)
        if places and places[0].start == start and _TOLD_APART.fullmatch(text, places[0].end, ending[0]):
            return None
        found_there = strong or acts or (_begins_as_names_do(stem, start, places) and _is_not_made(text, cut))
        if not found_there or not _is_anchored(text[slice(*ending)], stem, start, places, acts=acts):
            return None
    zone = next((hit.entries[0].zone for hit in places if hit.entries and _tells_zone(hit, start)), "")
    return Mention(start, ending[1], kind, text[start : ending[1]], None, (), zone)


def _is_anchored(ending: str, stem: str, start: int, places: Sequence[Hit], *, acts: bool) -> bool:
    """Whether a name with a common ending (公司, 协会) begins as names do, or with words no kind of firm bears."""
    if ending in _INDUSTRIES:
        own = stem[places[0].end - start :] if places and places[0].start == start else ""
        return acts and len(own) >= LEAST_INSIDE and _ROUTINE_FIRM.fullmatch(own) is None
    if ending not in _ANCHORED or _begins_as_names_do(stem, start, places):
        return True
    if ending in _OWN_ENDINGS and len(stem) <= _LONGEST_OWN_STEM:
        return True
    return ending in _FIRMS and acts and len(stem) >= _LEAST_FIRM and not _ROUTINE_FIRM.match(stem)


def _begins_as_names_do(stem: str, start: int, places: Sequence[Hit]) -> bool:
    """Whether a name begins with a place, a county in short, 中国, 省 and the like."""
    if (places and places[0].start == start) or ANCHOR.match(stem):
        return True
    return any(stem[:size] in lexicon().counties for size in (2, 3))


def _is_not_made(text: str, cut: Span | None) -> bool:
    """Whether no word of making stands right before the name."""
    return cut is not None and text[slice(*cut)] not in _MADE


def _park_start(text: str, start: int, ending: Span, places: Sequence[Hit]) -> int | None:
    """Where a park's name begins: at the place in it. A whole province's parks are a kind of park, not a park."""
    if any(hit.end == ending[1] and hit.entries and hit.entries[0].kind == "region" for hit in places):
        return None
    if not places and starts_with_pair(text, start):
        bare = ending[0] == start + PAIR and text[slice(*ending)] in _COMMON_PARKS
        return None if bare else start
    if not places and text[start : ending[0]] in lexicon().counties:
        return start
    if not places:
        return start if text[slice(*ending)] in _OWN_NAMED and ending[0] - start <= _LONGEST_OWN else None
    if _COUNTED.search(text, places[0].start, ending[0]):
        return None
    first = places[0]
    bare = first.end == ending[0] and text[slice(*ending)] in _COMMON_PARKS
    if bare and first.entries and first.entries[0].level == "province":
        return None
    return first.start


def _tells_zone(hit: Hit, start: int) -> bool:
    """Whether a place in a name says where the body is: 中国农业科学院西部农业研究中心 is not the west's."""
    return hit.start == start or hit.entries[0].kind != "group"


def _own_park(
    text: str,
    start: int,
    ending: Span,
    kind: PartyKind,
    hits: Sequence[Hit],
    last: Mention | None,
    cut: Span | None,
) -> Mention | None:
    """A park whose name begins with no place we know: after a word that names an actor, or listed with a park."""
    stem = text[start : ending[0]]
    if kind != "park" or not 2 <= len(stem) <= _LONGEST_OWN or not _HAN_ONLY.fullmatch(stem):
        return None
    if any(hit.entries and hit.end > start for hit in hits):
        return None
    listed = last is not None and last.kind == "park" and cut is not None and last.end == cut[0]
    if _GENERIC_STEM.fullmatch(stem):
        return None
    if _acts(text, cut) and _JOINED.match(text, ending[1]):
        return Mention(start, ending[1], kind, text[start : ending[1]], None, (), "")
    if not (listed or (text[slice(*ending)] in _FULL_PARKS and _acts(text, cut))):
        return None
    if text[slice(*ending)] not in _FULL_PARKS and text[slice(*ending)] not in _LISTED_PARKS:
        return None
    return Mention(start, ending[1], kind, text[start : ending[1]], None, (), "")


def _acts(text: str, cut: Span | None) -> bool:
    """Whether what stands before the name makes it an actor rather than a thing that is built."""
    return cut is not None and text[slice(*cut)] in _ACTS


def _sisters(text: str, at: int, end: int) -> Iterator[Mention]:
    """The departments listed right after one of the same level, whose own names do not repeat the level."""
    while (found := _SISTER.match(text, at, end)) and not _DEPARTMENT.match(text, found.start("name"), end):
        yield Mention(*found.span("name"), "organisation", found["name"], None, (), "")
        at = found.end()
