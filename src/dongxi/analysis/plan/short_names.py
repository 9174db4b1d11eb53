"""Places by less than their name: counties without 县 in a list of counties, provinces by one character."""

import re
from collections.abc import Iterator

from dongxi.analysis.plan.lexicon import Entry, counties_of, lexicon
from dongxi.analysis.plan.mention import Mention, Names
from dongxi.analysis.plan.model import Span
from dongxi.analysis.plan.vocab import filled, vocabulary, words

_WORDS = vocabulary("parties")
_ABBREVIATION = "[" + "".join(sorted(one for one in lexicon().abbreviations)) + "]"
_PROGRAMME = re.compile(filled(_WORDS["programme"], abbr=_ABBREVIATION))
_PAIR = re.compile(filled(_WORDS["pair"], abbr=_ABBREVIATION))
_MOTION = re.compile(filled(_WORDS["motion"], abbr=_ABBREVIATION, after=_WORDS["motion_after"]))
_SURE_MOTION = re.compile(_WORDS["motion_sure"])
_HOME_MOTION = re.compile(filled(_WORDS["motion_home"], abbr=_ABBREVIATION))
_AFTER_WORD = re.compile(filled(_WORDS["after_word"], abbr=_ABBREVIATION))
_ROW = re.compile(filled(_WORDS["row"], abbr=_ABBREVIATION))
_LISTED_ROW = re.compile(filled(_WORDS["listed_row"], abbr=_ABBREVIATION))
_MOVED_PAIR = re.compile(filled(_WORDS["moved_pair"], abbr=_ABBREVIATION))
_FROM_IT = re.compile(filled(_WORDS["from_it"], abbr=_ABBREVIATION))
_ANY_PAIR = re.compile(f"{_ABBREVIATION}{{2}}")
_NEAR_ANOTHER = re.compile(filled(_WORDS["near_another"], abbr=_ABBREVIATION))
_SINGLE = re.compile(_ABBREVIATION)
_SHY_ABBREVIATIONS = frozenset(words("parties", "shy_abbreviations"))
_NEVER = frozenset(words("parties", "never_abbreviations"))
_COUNTIES = re.compile(_WORDS["counties"])
_NAME_LIST = re.compile(r"[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6}){0,15}$")
_AND_MORE = _WORDS["and_more"]
_LONGEST_LIST = 80
_TOGETHER = re.compile(_WORDS["together"])


def short_counties(text: str, span: Span, names: Names) -> Iterator[Mention]:
    """Counties by their short names, where a list is said to be of counties: 双江、耿马、镇康等县."""
    if own := counties_of(names.home) if names.home else None:
        for found in own[0].finditer(text, *span):
            entry = own[1][found.group()]
            yield Mention(*found.span(), "region", found.group(), entry.code, (), entry.zone)
    for found in _COUNTIES.finditer(text, *span):
        floor = max(span[0], found.start() - _LONGEST_LIST)
        if text.find("、", floor, found.start()) < 0 and not found.group().startswith(_AND_MORE):
            continue
        listed = _NAME_LIST.search(text[floor : found.start()])
        start = floor + listed.start() if listed else 0
        for name in listed.group().split("、") if listed else ():
            entries = _counties_named(name, names)
            if entries:
                at = start + len(name) - len(entries[0])
                entry = entries[1]
                yield Mention(at, start + len(name), "region", entries[0], entry.code, (), entry.zone)
            start += len(name) + 1


def _counties_named(name: str, names: Names) -> tuple[str, Entry] | None:
    for cut in range(max(0, len(name) - 1)):
        entries = lexicon().counties.get(name[cut:]) or lexicon().districts.get(name[cut:], ())
        fitting = [entry for entry in entries if entry.code and entry.code[:2] == names.home] or list(entries)
        if len(fitting) == 1:
            return name[cut:], fitting[0]
    return None


def abbreviated(text: str, span: Span, names: Names) -> Iterator[Mention]:
    """One-character names: in a programme (科技入滇), after a verb of going (来宁)."""
    if _AFTER_WORD.search(text, *span) is None:
        return
    for pattern, refused in ((_PROGRAMME, _NEVER), (_MOTION, _SHY_ABBREVIATIONS)):
        for found in pattern.finditer(text, *span):
            if found["abbr"] not in refused:
                yield from _one(found.span("abbr"), found["abbr"])
    for found in _SURE_MOTION.finditer(text, *span):
        yield from _one(found.span("abbr"), found["abbr"])
    for found in _HOME_MOTION.finditer(text, *span):
        if _province_of(found["abbr"]) == names.home:
            yield from _one(found.span("abbr"), found["abbr"])


def abbreviated_several(text: str, span: Span, names: Names) -> Iterator[Mention]:
    """Two or more one-character names together: in a pair (闽宁协作), a row (沪苏浙皖) or a list (陕、甘等省区)."""
    if _NEAR_ANOTHER.search(text, *span) is None:
        return
    for pattern in (_PAIR, _TOGETHER, _ROW, _LISTED_ROW, _FROM_IT, _MOVED_PAIR):
        for found in pattern.finditer(text, *span):
            if pattern not in (_PAIR, _FROM_IT, _MOVED_PAIR) or _NEVER.isdisjoint(found.group()):
                yield from _each(found.start(), found.group())
    for found in _ANY_PAIR.finditer(text, *span):
        if names.home and _pairs_with_home(found.group(), names.home):
            yield from _each(found.start(), found.group())


def _pairs_with_home(pair: str, home: str) -> bool:
    """Whether `pair` is the document's own province and another: 鲁藏 in a plan of Tibet."""
    ours = [_province_of(char) == home for char in pair]
    return sum(ours) == 1 and pair[ours.index(False)] not in _NEVER


def _province_of(abbreviation: str) -> str | None:
    entry = lexicon().abbreviations.get(abbreviation)
    return entry.code[:2] if entry and entry.code else None


def _each(start: int, characters: str) -> Iterator[Mention]:
    for found in _SINGLE.finditer(characters):
        yield from _one((start + found.start(), start + found.end()), found.group())


def _one(span: Span, abbreviation: str) -> Iterator[Mention]:
    entry = lexicon().abbreviations.get(abbreviation)
    if entry is not None:
        yield Mention(*span, "region", abbreviation, entry.code, (), entry.zone)


def starts_with_pair(text: str, at: int) -> bool:
    """Whether two provinces in two characters stand at `at`: 粤桂合作…."""
    return _PAIR.match(text, at) is not None or (
        _ANY_PAIR.match(text, at) is not None and _NEVER.isdisjoint(text[at : at + 2])
    )
