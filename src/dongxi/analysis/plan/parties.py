"""Who is named in a clause: regions in all their guises, groups, parks, organisations, and bodies named by kind.

Names come from three places: the lexicon; the shape of a name (云南大学, 省科技厅, 昆明高新区); and the lists of those
who answer. A region inside the name of a body or a thing is not a party of its own.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from dongxi.analysis.plan.lexicon import Entry, Hit, counties_of, lexicon
from dongxi.analysis.plan.model import Party, PartyKind, Role, Span
from dongxi.analysis.plan.responsible import Responsibility, says_first_leads
from dongxi.analysis.plan.spans import Spans, between
from dongxi.analysis.plan.vocab import either, filled, vocabulary, words

_WORDS = vocabulary("parties")
_BOUNDARY = re.compile(either(words("parties", "boundaries")))
_UNBROKEN = re.compile(either(words("parties", "unbroken")))
_SUFFIXES = {word: (table["kind"], table["strong"]) for table in reversed(_WORDS["suffix"]) for word in table["words"]}
_SUFFIX = re.compile(either(_SUFFIXES) + r"(?![生城员长]|委(?!托))")
_GENERIC_STEM = re.compile(_WORDS["generic"]["stems"])
_GENERIC = re.compile(either(_WORDS["generic"]["words"]) + "(?![化性家级])")
_NARROWED = re.compile(rf"{_WORDS['generic']['narrowed']}{{1,3}}$")
_NARROWING = 10
_SHY = frozenset(words("parties", "bare_refused"))
_BARE_FOLLOWED = re.compile(_WORDS["bare_followed"])
_BARE_PRECEDED = re.compile(_WORDS["bare_preceded"])
_DEPARTMENT = re.compile(
    _WORDS["department"]["level"]
    + f"(?!{_WORDS['department']['refused']})"
    + _WORDS["department"]["subject"]
    + _WORDS["department"]["tail"]
    + _WORDS["department"]["not_after"]
)
_SISTER = re.compile(_WORDS["department"]["sister"])
_ABBREVIATION = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕秦甘陇青宁新疆港澳台]"
_PROGRAMME = re.compile(filled(_WORDS["programme"], abbr=_ABBREVIATION))
_PAIR = re.compile(filled(_WORDS["pair"], abbr=_ABBREVIATION))
_MOTION = re.compile(filled(_WORDS["motion"], abbr=_ABBREVIATION, after=_WORDS["motion_after"]))
_GENERALISED = re.compile(_WORDS["generalised"])
_HOME_MOTION = re.compile(filled(_WORDS["motion_home"], abbr=_ABBREVIATION))
_ROW = re.compile(filled(_WORDS["row"], abbr=_ABBREVIATION))
_SHY_ABBREVIATIONS = frozenset(words("parties", "shy_abbreviations"))
_NEVER = frozenset(words("parties", "never_abbreviations"))
_COUNTIES = re.compile(r"等(?:\d{1,3}|[一二三四五六七八九十]{1,3})?个?(?:县|旗|区|市|地)")
_NAME_LIST = re.compile(r"[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6}){0,15}$")
_LONGEST_LIST = 80
_THING = re.compile(
    r"[^、，。；：（）“”《》\n与和及在的将把向对]{0,18}?(?:实验室|研究院|研究所|研究中心|服务平台|共享平台|信息平台|综合平台|示范中心|创新中心|铁路|高速|机场|标准|牌|大会|论坛|博览会|展览会)"
)
_MAKING = re.compile("支持|建设|推动|共建|开展|组建|打造|加快|引导|鼓励|联合|设立|建立|实施|合作|结对|成立|培育|布局")
_BRACKETED = re.compile(
    r"中国[（(][\u4e00-\u9fff]{2,6}[）)][\u4e00-\u9fff]{2,14}?(?:试验区|示范区|综试区|中心|集团|公司|博览局)"
)
_TOGETHER = re.compile("港澳台?(?![商胞])")
_LEFT = 26
_EVERY = re.compile("各(?:[省市州县区旗盟地师设、]|有关)*$")
_LONGEST_NAME = 40
_BETWEEN_HALVES = 24
_ACADEMY = re.compile("(?:科学院|工程院|中科院|农科院|医科院|林科院|科院)$")
_INSTITUTE = re.compile(
    r"[^、，。；：（）“”\n]{2,22}?(?:研究所|研究院|研究中心|植物园|天文台|分院|监测站|试验站|中心|站)"
)
_INSTITUTE_STOPS = re.compile(
    "^(?:与|和|及|等|在|共|联合|开展|所属|有关|相关|以及|、|合作)|大学|学院|公司|共建|建设|开展|组建|成立|设立"
)


class Mention(NamedTuple):
    """A name found, before its role is known."""

    start: int
    end: int
    kind: PartyKind | Literal["blocked"]
    name: str
    code: str | None
    members: tuple[str, ...]
    zone: str
    role: Role | None = None
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """All lexicon hits of a document in order, and the province the document speaks for."""

    hits: tuple[Hit, ...]
    starts: tuple[int, ...]
    home: str | None
    first_leads: bool

    @classmethod
    def of(cls, text: str, frames: tuple[Span, ...]) -> "Names":
        hits = lexicon().find(text)
        return cls(tuple(hits), tuple(hit.start for hit in hits), _home(hits, frames), says_first_leads(text))

    def within(self, start: int, end: int) -> tuple[Hit, ...]:
        """The hits that begin in `[start, end)`."""
        return self.hits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def _home(hits: list[Hit], frames: tuple[Span, ...]) -> str | None:
    """The province the document speaks for: the first its title names, else its signatures', else the commonest."""
    places = [hit for hit in hits if hit.entries and hit.entries[0].kind == "region" and hit.entries[0].code]
    for start, end in frames:
        for hit in places:
            if start <= hit.start < end:
                return _province(hit)
    counted = Counter(_province(hit) for hit in places)
    return counted.most_common(1)[0][0] if counted and counted.most_common(1)[0][1] >= _OFTEN else None


def _province(hit: Hit) -> str:
    return (hit.entries[0].code or "")[:2]


_OFTEN = 12


def mentions(text: str, span: Span, names: Names, answer: Responsibility, things: tuple[Span, ...]) -> list[Mention]:
    """The parties named in `text[span]` in order, none inside another.

    `things`: what is to be built there; an institute that is yet to be built acts for nobody.
    """
    hits = [hit for hit in names.within(*span) if hit.end <= span[1]]
    exact = {(hit.start, hit.end): hit for hit in hits if hit.entries}
    listed = [_listed(text, each.span, each.role, each.cue, exact, names) for each in answer.names]
    titles = Spans(one.span() for one in _TITLE.finditer(text, *span))
    answers = Spans(answer.spans)
    free = [
        each
        for each in _free(text, span, hits, names, Spans(things))
        if not titles.cover(each.start) and (each.kind in _SCOPED or not answers.cover(each.start))
    ]
    return _apart([*(each for each in listed if each), *free])


_TITLE = re.compile(r"《[^《》\n]{2,80}》")
_SCOPED = frozenset({"region", "group", "park", "blocked"})


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


def _free(text: str, span: Span, hits: list[Hit], names: Names, things: Spans) -> Iterator[Mention]:
    for shaped in _shaped(text, span, hits, [hit.start for hit in hits]):
        if shaped.kind == "park" or not things.touch(shaped.start, shaped.end):
            yield shaped
    yield from _departments(text, span, hits)
    for mention in _joined_places(text, [one for one in (_of_hit(text, hit, names) for hit in hits) if one]):
        if mention.kind == "organisation" and things.cover(mention.start):
            continue
        yield mention
        hit = mention
        if mention.kind in ("region", "group"):
            thing = _THING.match(text, hit.end, min(span[1], hit.end + _LEFT))
            if thing and not _MAKING.search(text, hit.end, thing.end()):
                yield mention._replace(end=thing.end(), kind="blocked")
    yield from _short_counties(text, span, names)
    yield from _abbreviated(text, span, names)
    for found in _GENERIC.finditer(text, *span):
        narrowed = _NARROWED.search(text[max(span[0], found.start() - _NARROWING) : found.start()])
        start = found.start() - len(narrowed.group()) if narrowed else found.start()
        yield Mention(start, found.end(), "generic", text[start : found.end()], None, (), "")


def _joined_places(text: str, found: list[Mention]) -> Iterator[Mention]:
    """北京市海淀区 is one place: a full name right after the full name of what it lies in."""
    held: Mention | None = None
    for mention in found:
        if (
            held
            and held.end == mention.start
            and held.kind == mention.kind == "region"
            and _is_full(held)
            and _is_full(mention)
        ):
            held = mention._replace(start=held.start, name=text[held.start : mention.end])
        else:
            if held:
                yield held
            held = mention
    if held:
        yield held


def _is_full(mention: Mention) -> bool:
    return len(mention.name) > 2 and mention.name[-1] in "省市区县州旗盟"


def _of_hit(text: str, hit: Hit, names: Names) -> Mention | None:
    if not hit.entries:
        return Mention(hit.start, hit.end, "blocked", "", None, (), "")
    entry = _chosen(text, hit, names)
    if entry is None:
        return None
    printed = text[hit.start : hit.end]
    if entry.kind == "organisation" and printed[-1] == "部" and text[hit.end : hit.end + 1] in _AFTER_PART:
        return None
    if (
        entry.level == "county"
        and len(printed) == 2
        and _HAN.match(text, hit.start - 1)
        and text[hit.start - 1] not in "、与和及在的"
    ):
        return None
    at_home = entry.code is not None and entry.code[:2] == names.home
    if entry.kind == "region" and printed in _SHY and not at_home and not _stands_bare(text, hit, names):
        return None
    if entry.kind == "organisation" and _GENERALISED.match(text, hit.end):
        return None
    code = entry.code if entry.kind == "region" else None
    return Mention(hit.start, hit.end, entry.kind, printed, code, entry.members, _zone(entry))


def _chosen(text: str, hit: Hit, names: Names) -> Entry | None:
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


_AFTER_PART = frozenset("门分署位队级委件品落属")
_HAN = re.compile("[\u4e00-\u9fff]")


def _zone(entry: Entry) -> str:
    if entry.code:
        province = lexicon().regions.get(entry.code[:2] + "0000") if entry.code != "660000" else entry
        return province.zone if province else ""
    zones = {
        lexicon().regions[code[:2] + "0000"].zone for code in entry.members if code[:2] + "0000" in lexicon().regions
    }
    return zones.pop() if len(zones) == 1 else ""


def _last_boundary(text: str, floor: int, end: int, hits: Sequence[Hit]) -> Span | None:
    """The last word in `text[floor:end]` at which a name must end: none that is part of a known name."""
    bounds = [one.span() for one in _BOUNDARY.finditer(text, floor, end)]
    if not bounds:
        return None
    whole = [one.span() for one in _UNBROKEN.finditer(text, floor, min(len(text), end + _LEFT))]
    whole += [(hit.start, hit.end) for hit in hits if hit.entries]
    free = (bound for bound in reversed(bounds) if not any(one <= bound[0] < other for one, other in whole))
    return next(free, None)


def _shaped(text: str, span: Span, hits: Sequence[Hit], starts: Sequence[int]) -> Iterator[Mention]:
    """Names told by their ending; one that runs on from another (浙江大学 · 医学院附属第一医院) is one name."""
    last: Mention | None = None
    for found in _SUFFIX.finditer(text, *span):
        kind, strong = _SUFFIXES[found.group()]
        floor = max(span[0], found.start() - _LEFT)
        near = between(hits, starts, floor - _LEFT, found.end())
        cut = _last_boundary(text, floor, found.start(), near)
        start = cut[1] if cut else floor
        if last and last.end > start:
            runs_on = last.kind == kind == "organisation" and found.end() - last.start <= _LONGEST_NAME
            start = min(start, last.start) if runs_on else max(start, last.end)
        mention = _as_name(text, start, found, kind, strong, near, cut)
        if mention:
            last = mention
            yield mention
    yield from _institutes(text, span, hits)


def _institutes(text: str, span: Span, hits: Sequence[Hit]) -> Iterator[Mention]:
    """Institutes below an academy, whose names may hold 与; and names with brackets: 中国（…）自由贸易试验区."""
    for found in _BRACKETED.finditer(text, *span):
        kind: PartyKind = "park" if found.group()[-1] == "区" else "organisation"
        yield Mention(*found.span(), kind, found.group(), None, (), "")
    for hit in hits:
        if hit.entries and hit.entries[0].kind == "organisation" and _ACADEMY.search(text[hit.start : hit.end]):
            below = _INSTITUTE.match(text, hit.end, min(span[1], hit.end + _BETWEEN_HALVES))
            if below and not _INSTITUTE_STOPS.search(text[hit.end : below.end()]):
                yield Mention(hit.start, below.end(), "organisation", text[hit.start : below.end()], None, (), "")


def _as_name(
    text: str, start: int, found: re.Match[str], kind: PartyKind, strong: bool, hits: Sequence[Hit], cut: Span | None
) -> Mention | None:
    stem = text[start : found.start()]
    if any(hit.start == start and hit.end == found.end() for hit in hits):
        return None
    if not stem or _GENERIC_STEM.fullmatch(stem):
        return None
    places = [hit for hit in hits if start <= hit.start < found.end()]
    if kind == "park":
        place = _park_start(text, start, found, places)
        if place is None:
            return None
        start = place
    elif not _is_anchored(found.group(), stem, start, places) or not (strong or _acts(text, cut)):
        return None
    zone = next((_zone(hit.entries[0]) for hit in places if hit.entries), "")
    return Mention(start, found.end(), kind, text[start : found.end()], None, (), zone)


def _is_anchored(ending: str, stem: str, start: int, places: Sequence[Hit]) -> bool:
    """Whether a name with a common ending (公司, 协会) begins as names do: with a place, 中国, 省 and the like."""
    if ending not in _ANCHORED or (places and places[0].start == start) or _ANCHOR.match(stem):
        return True
    return ending in _OWN_ENDINGS and len(stem) <= _LONGEST_OWN_STEM


_OWN_ENDINGS = frozenset(words("parties", "own_named"))
_LONGEST_OWN_STEM = 4


def _park_start(text: str, start: int, found: re.Match[str], places: Sequence[Hit]) -> int | None:
    """Where a park's name begins: at the place in it. A whole province's parks are a kind of park, not a park."""
    if not places and _PAIR.match(text, start):
        return start
    if not places:
        return start if found.group() in _OWN_NAMED and found.start() - start <= _LONGEST_OWN else None
    if _COUNTED.search(text, places[0].start, found.start()):
        return None
    first = places[0]
    bare = first.end == found.start() and found.group() in _COMMON_PARKS
    if bare and first.entries and first.entries[0].level == "province":
        return None
    return first.start


_COUNTED = re.compile(r"\d+个|[两三四五六七八九十几]个")
_OWN_NAMED = frozenset({"能源化工基地", "化学工业区", "国家自主创新示范区", "科学城", "科技城"})
_COMMON_PARKS = frozenset(
    {"科技园区", "农业科技园区", "园区", "工业园区", "产业园区", "高新区", "开发区", "经开区", "产业园"}
)
_LONGEST_OWN = 6
_ANCHORED = frozenset(words("parties", "anchored"))
_ANCHOR = re.compile(_WORDS["anchor"])
_ACTS = re.compile(
    "与|及|以及|和|同|由|联合|会同|依托|委托|邀请|支持|鼓励|组织|推动|协同|引导|到|从|、|吸引|聘请|携手|对接"
)


def _acts(text: str, cut: Span | None) -> bool:
    """Whether what stands before the name makes it an actor rather than a thing that is built."""
    return cut is not None and _ACTS.fullmatch(text, *cut) is not None


def _departments(text: str, span: Span, hits: list[Hit]) -> Iterator[Mention]:
    """Departments by level and office (省科技厅), with the place before them if it is named (北京市经济和信息化局)."""
    ends = [hit.end for hit in hits]
    for found in _DEPARTMENT.finditer(text, *span):
        inner = _BOUNDARY.search(text, found.start() + 1, found.end() - 1)
        if inner is None or _UNBROKEN.search(text, found.start(), found.end()):
            at = bisect_left(ends, found.start())
            near = hits[at] if at < len(hits) else None
            start = near.start if near and near.entries and near.start < found.start() <= near.end else found.start()
            every = _EVERY.search(text[max(0, start - 6) : start])
            kind: PartyKind = "generic" if every else "organisation"
            start -= len(every.group()) if every else 0
            yield Mention(start, found.end(), kind, text[start : found.end()], None, (), "")
            yield from _sisters(text, found.end(), span[1])


def _sisters(text: str, at: int, end: int) -> Iterator[Mention]:
    """The departments listed right after one of the same level, whose own names do not repeat the level."""
    while (found := _SISTER.match(text, at, end)) and not _DEPARTMENT.match(text, found.start("name"), end):
        yield Mention(*found.span("name"), "organisation", found["name"], None, (), "")
        at = found.end()


def _short_counties(text: str, span: Span, names: Names) -> Iterator[Mention]:
    """Counties by their short names, where a list is said to be of counties: 双江、耿马、镇康等县."""
    if own := counties_of(names.home) if names.home else None:
        for found in own[0].finditer(text, *span):
            entry = own[1][found.group()]
            yield Mention(*found.span(), "region", found.group(), entry.code, (), _zone(entry))
    for found in _COUNTIES.finditer(text, *span):
        floor = max(span[0], found.start() - _LONGEST_LIST)
        listed = _NAME_LIST.search(text[floor : found.start()])
        start = floor + listed.start() if listed else 0
        for name in listed.group().split("、") if listed else ():
            entries = _counties_named(name, names)
            if entries:
                at = start + len(name) - len(entries[0])
                entry = entries[1]
                yield Mention(at, start + len(name), "region", entries[0], entry.code, (), _zone(entry))
            start += len(name) + 1


def _counties_named(name: str, names: Names) -> tuple[str, Entry] | None:
    for cut in range(max(0, len(name) - 1)):
        entries = lexicon().counties.get(name[cut:], ())
        fitting = [entry for entry in entries if entry.code and entry.code[:2] == names.home] or list(entries)
        if len(fitting) == 1:
            return name[cut:], fitting[0]
    return None


def _abbreviated(text: str, span: Span, names: Names) -> Iterator[Mention]:
    """One-character names: in a programme (科技入滇), in a pair (闽宁协作) or row, after a verb of going (来宁)."""
    for pattern in (_PAIR, _TOGETHER, _ROW):
        for found in pattern.finditer(text, *span):
            if pattern is not _PAIR or _NEVER.isdisjoint(found.group()):
                yield from _each(found.start(), found.group())
    for pattern, refused in ((_PROGRAMME, _NEVER), (_MOTION, _SHY_ABBREVIATIONS)):
        for found in pattern.finditer(text, *span):
            if found["abbr"] not in refused:
                yield from _one(found.span("abbr"), found["abbr"])
    for found in _HOME_MOTION.finditer(text, *span):
        if _province_of(found["abbr"]) == names.home:
            yield from _one(found.span("abbr"), found["abbr"])


def _province_of(abbreviation: str) -> str | None:
    entry = lexicon().abbreviations.get(abbreviation)
    return entry.code[:2] if entry and entry.code else None


def _each(start: int, characters: str) -> Iterator[Mention]:
    for at, char in enumerate(characters, start=start):
        yield from _one((at, at + 1), char)


def _one(span: Span, abbreviation: str) -> Iterator[Mention]:
    entry = lexicon().abbreviations.get(abbreviation)
    if entry is not None:
        yield Mention(*span, "region", abbreviation, entry.code, (), _zone(entry))


def _listed(text: str, span: Span, role: Role, cue: str, exact: dict[Span, Hit], names: Names) -> Mention | None:
    """A name from a list of those who answer: a region, a known body, else a body as printed."""
    printed = text[slice(*span)]
    hit = exact.get(span)
    if hit is not None:
        mention = _of_hit(text, hit, names)
        if mention is not None:
            return mention._replace(role=role, cue=cue)
    generic = _LISTED_GENERIC.match(printed) is not None
    return Mention(*span, "generic" if generic else "organisation", printed, None, (), "", role, cue)


_LISTED_GENERIC = re.compile(
    "各|有关|相关|所在|项目|其他|高校|企业|科研|省级以上|试点|[^省市州县区]{0,4}(?:部门|单位)$|.*(?:成员单位|牵头单位|有关单位|有关部门|相关部门|责任单位)$"
)


def party(mention: Mention, role: Role, cue: str) -> Party:
    """`mention` as a party in `role`."""
    return Party(
        name=mention.name,
        code=mention.code,
        kind=cast(PartyKind, mention.kind),
        members=mention.members,
        role=mention.role or role,
        span=(mention.start, mention.end),
        cue=mention.cue or cue,
    )
