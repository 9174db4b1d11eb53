"""Bodies told by kind only (东部高校, 区内企业, 各设区市), where the text makes them act or be acted with.

A bare 企业 names nobody: it counts only with the side it stands on, after a word that makes it a partner, or in one
list with somebody who counts.
"""

import re
from collections.abc import Iterator, Sequence

from dongxi.analysis.plan.lexicon import Hit
from dongxi.analysis.plan.mention import Mention
from dongxi.analysis.plan.model import Role, Span
from dongxi.analysis.plan.opening import quick
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.vocab import either, filled, vocabulary, words

_WORDS = vocabulary("parties")["generic"]
_KIND = either(words("parties", "generic", "words")) + _WORDS["follows"]
_FOUND = re.compile(quick([f"(?P<side>{_WORDS['sides']}){_WORDS['between']}{_KIND}", _KIND]))
_NARROWED = re.compile(_WORDS["narrowed"] + "$")
_EVERY = re.compile(_WORDS["every"])
_TOO_COMMON = frozenset(words("parties", "generic", "never_after_place"))
_BARE = frozenset(words("parties", "generic", "bare"))
_ACTING = re.compile(f"(?:{_WORDS['acting']})$")
_OF_IT = re.compile(_WORDS["of_it"])
_NO_SIDE = re.compile(_WORDS["no_side"])
_TOLD = re.compile(filled(_WORDS["told"], words=_WORDS["told_words"], acts=_WORDS["told_acts"]))
_MUST = re.compile(filled(_WORDS["must"], words=_WORDS["must_words"]))
_SOME = re.compile(filled(_WORDS["levels"], level=_WORDS["level"], acts=_WORDS["told_acts"]))
_ALL = re.compile(filled(_WORDS["all_levels"], level=_WORDS["level"], acts=_WORDS["told_acts"]))
_NARROWING = 10
_LISTS = ("、", "和", "及")


def generic_actors(text: str, span: Span, hits: Sequence[Hit], acts: Spans) -> Iterator[Mention]:
    """The generic actors of `text[span]` inside its `acts`. `hits`: the names found there."""
    for found in _EVERY.finditer(text, *span):
        if acts.cover(found.start()):
            yield Mention(*found.span(), "generic", found.group(), None, (), "", "lead", found.group())
    told = list(_told(text, span, hits, acts))
    yield from told
    kinds = list(_FOUND.finditer(text, *span))
    if not kinds:
        return
    held = Spans((one.start, one.end) for one in told)
    ends = {hit.end for hit in hits if hit.entries}
    places = {hit.start for hit in hits if hit.entries and hit.entries[0].kind == "region"}
    opening = {start for start, _ in acts.held}
    last = -1
    ends_told = {one.end for one in told}
    for found in kinds:
        start = found.start() if found["side"] else _narrowed(text, span, found.start())
        if held.touch(start, found.end()) or (found["side"] and not _NO_SIDE.match(text, found.end())):
            continue
        if not acts.cover(start) or (start + 1 in ends and found["side"]) or start in places:
            continue  # 青海省内企业, 天津医药龙头企业: of a place that is named
        after_one = (start - 1 == last or start - 1 in ends_told) and text[start - 1] in _LISTS
        if found["side"] or after_one or _counts(text, start, found, ends, opens=start in opening):
            last = found.end()
            yield Mention(start, last, "generic", text[start:last], None, (), "")


def _told(text: str, span: Span, hits: Sequence[Hit], acts: Spans) -> Iterator[Mention]:
    """Kinds that no list holds, told by where they stand: asked for something they then do, or told that they must."""
    told: list[tuple[re.Match[str], Role | None]] = [(found, None) for found in _TOLD.finditer(text, *span)]
    told += [(found, "lead") for start, end in acts.held if (found := _MUST.match(text, start, end))]
    told += [(found, None) for found in _SOME.finditer(text, *span)]
    told += [(found, "lead") for found in _ALL.finditer(text, *span)]
    known = Spans((hit.start, hit.end) for hit in hits if hit.entries) if told else None
    for found, role in told:
        start, end = found.span("name")
        if known and acts.cover(start) and not known.touch(start, end) and found["name"] not in _BARE:
            yield Mention(start, end, "generic", found["name"], None, (), "", role, found["name"] if role else "")


def _narrowed(text: str, span: Span, at: int) -> int:
    floor = max(span[0], at - _NARROWING)
    found = _NARROWED.search(text[floor:at])
    return floor + found.start() if found else at


def _counts(text: str, start: int, found: re.Match[str], ends: set[int], *, opens: bool) -> bool:
    """Whether a kind without a side is somebody here: a kind that tells enough, where it acts or is acted with."""
    if start in ends:
        return found.group() not in _TOO_COMMON
    if start == found.start() and found.group() in _BARE:
        return False
    if start - 1 in ends and text[start - 1] in _LISTS:
        return True
    acting = opens or _ACTING.search(text, max(0, start - 4), start) is not None
    return acting and _OF_IT.match(text, found.end()) is not None
