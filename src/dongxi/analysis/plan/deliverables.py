"""Things that will exist because of an action: the objects of 建设, 组建, 实施 and their like."""

import re
from bisect import bisect_right

from dongxi.analysis.plan.model import Deliverable, Span
from dongxi.analysis.plan.vocab import either, vocabulary, words

_WORDS = vocabulary("deliverables")
_VERB = re.compile(either(words("deliverables", "verbs")))
_ONLY = {verb: frozenset(types) for verb, types in _WORDS["only"].items()}
_TYPES = {word: name for name, held in _WORDS["types"].items() for word in held}
_HEAD = re.compile(either(_TYPES) + _WORDS["follows"])
_WRITTEN = _WORDS["written"]
_QUANTITY = re.compile(_WORDS["quantity"])
_LISTED = re.compile(_WORDS["listed"])
_QUOTED = re.compile(r"“([^“”\n]{2,40})”")
_SEPARATOR = re.compile(r"[、，和及与以]|以及")
_BEFORE_QUOTED_HEAD = re.compile(r"[”、]?(?:等)?[\u4e00-\u9fff]{0,8}$")
_LONGEST_NAME = 50
_INVERTED = re.compile(r"(?:建设|创建)(?=$|[，。；、“])")
_INVERTING = re.compile(r"^(?:支持|推动|推进|加快|促进|鼓励)+")


def deliverables(text: str, span: Span) -> tuple[Deliverable, ...]:
    """The deliverables of the action `text[span]`, in order."""
    verbs = [one for one in _VERB.finditer(text, *span)]
    starts = [verb.end() for verb in verbs]
    found: list[Deliverable] = []
    last = span[0]
    for head in _HEAD.finditer(text, *span):
        at = bisect_right(starts, head.start()) - 1
        verb = verbs[at] if at >= 0 else None
        if verb is None or head.end() - max(verb.end(), last) > 3 * _LONGEST_NAME:
            continue
        one = _named(text, span, verb, head, max(last, verb.end()))
        if one is not None:
            found += one
            last = head.end()
    return tuple(found)


def _named(text: str, span: Span, verb: re.Match[str], head: re.Match[str], floor: int) -> list[Deliverable] | None:
    kind = _TYPES[head.group()]
    allowed = _ONLY.get(verb.group())
    if allowed is not None and kind not in allowed:
        return None
    written = _WRITTEN.get(kind, kind)
    quoted = [one for one in _QUOTED.finditer(text, floor, head.start())]
    if quoted and text[quoted[-1].end() : head.start()].startswith(("等", "、")) or (
        quoted and len(quoted) > 1 and _BEFORE_QUOTED_HEAD.fullmatch(text, quoted[-1].end(), head.start())
    ):
        return [Deliverable(one.group(1), written, one.span(1), verb.group()) for one in quoted]
    start = _start(text, floor, head)
    if start is None:
        return None
    end = head.end()
    return [Deliverable(text[start:end], written, (start, end), verb.group())]


def _start(text: str, floor: int, head: re.Match[str]) -> int | None:
    """Where the shortest full name that ends with `head` begins; None for the general word after a list of names."""
    start = floor
    separator = _SEPARATOR.match(text, start)
    while separator and separator.end() <= head.start():
        start = separator.end()
        separator = _SEPARATOR.match(text, start)
    cut = text.rfind("的", start, head.start())
    if cut >= 0 and text[start:cut].count("“") == text[start:cut].count("”"):
        start = cut + 1
    listed = None
    for listed in _LISTED.finditer(text, start, head.start()):
        pass
    if listed is not None:
        start = listed.end()
    quantity = _QUANTITY.match(text[start : head.end()])
    if quantity:
        start += quantity.end()
    if text[start : start + 1] == "“" and "”" not in text[start : head.end()]:
        start += 1
    if text[floor : floor + 1] == "等" and floor > 0:
        return None
    return start if start < head.end() and head.end() - start <= _LONGEST_NAME else None
