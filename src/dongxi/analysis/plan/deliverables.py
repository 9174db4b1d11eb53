"""Things that will exist because of an action: the objects of 建设, 组建, 实施 and their like."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from dongxi.analysis.plan.model import Deliverable, Span
from dongxi.analysis.plan.vocab import either, vocabulary, words
from dongxi.analysis.plan.word_list import WordList

_WORDS = vocabulary("deliverables")
_VERB = re.compile(either(words("deliverables", "verbs")) + _WORDS["verb_ends"])
_ALONE = re.compile(_WORDS["alone"] + "(?!的)")
_ONLY = {verb: frozenset(types) for verb, types in _WORDS["only"].items()}
_TYPES = {word: name for name, held in _WORDS["types"].items() for word in held}
_HEAD = WordList(_TYPES, _WORDS["follows"])
_WRITTEN = _WORDS["written"]
_QUANTITY = re.compile(_WORDS["quantity"])
_LISTED = re.compile(_WORDS["listed"])
_QUOTED = re.compile(r"“([^“”\n]{2,40})”")
_SEPARATED = re.compile("[，。；、]")
_APART = re.compile("[，。；]")
_NOTHING = "nothing"
_NOMINAL = frozenset(words("deliverables", "nominal"))
_BARE = frozenset(words("deliverables", "bare"))
_SEPARATOR = re.compile(_WORDS["separator"])
_BEFORE_QUOTED_HEAD = re.compile(r"[”、]?等?[\u4e00-\u9fff]{0,8}$")
_LONGEST_NAME = 50
_INVERTING = re.compile(either(words("deliverables", "inverting")))
_INVERTED = re.compile(_WORDS["inverted"])
_COUNTED = re.compile(_WORDS["counted"])


def deliverables(text: str, spans: Sequence[Span]) -> list[tuple[Deliverable, ...]]:
    """The deliverables of each of the actions `text[span]`, in order."""
    if not spans:
        return []
    heads = _HEAD.standing(text, spans[0][0], spans[-1][1])
    return [_made(text, span, heads.within(*span)) for span in spans]


def _made(text: str, span: Span, heads: list[Span]) -> tuple[Deliverable, ...]:
    if not heads:
        return ()
    verbs = list(_VERB.finditer(text, *span))
    if alone := list(_ALONE.finditer(text, *span)):
        verbs = sorted([*verbs, *alone], key=re.Match.start)
    starts = [verb.end() for verb in verbs]
    found: list[Deliverable] = []
    last = span[0]
    for head in heads:
        verb = _verb(text, span, verbs, bisect_right(starts, head[0]) - 1, head)
        if verb is None or head[1] - max(verb.end(), last) > 3 * _LONGEST_NAME:
            continue
        if _APART.search(text, verb.end(), head[0]) and not _INVERTED.match(text, head[1], span[1]):
            continue
        joined = _joined_alliance(text, found, head)
        if joined is not None:
            found[-1] = joined
            last = head[1]
            continue
        one = _named(text, verb, head, max(last, verb.end()), after_one=bool(found) and last > verb.end())
        if one is not None:
            found += one
            last = head[1]
    return tuple(found)


def _verb(text: str, span: Span, verbs: list[re.Match[str]], at: int, head: Span) -> re.Match[str] | None:
    """The verb that makes `head`: the nearest before it that leaves a name between, or 加快 … 建设 around it."""
    if at > 0 and verbs[at].end() == head[0] and not _is_of_its_own(text, verbs[at], head):
        at -= 1
    if at >= 0 and verbs[at].end() < head[0]:
        return verbs[_making(text, verbs, at, head)]
    if _INVERTED.match(text, head[1], span[1]):
        around = list(_INVERTING.finditer(text, span[0], head[0]))
        return around[-1] if around else None
    return verbs[at] if at >= 0 else None


def _is_of_its_own(text: str, verb: re.Match[str], head: Span) -> bool:
    """Whether a verb right before `head` makes it, parted from the one before: 建立甲、设立分园区."""
    allowed = _ONLY.get(verb.group())
    return text[verb.start() - 1] == "、" and (allowed is None or _TYPES[text[slice(*head)]] in allowed)


def _making(text: str, verbs: list[re.Match[str]], at: int, head: Span) -> int:
    """`at`, or the verb before it when that at `at` is part of the name: 共建盐湖资源开发联合实验室."""
    kind = _TYPES[text[slice(*head)]]
    for before in range(at, -1, -1):
        allowed = _ONLY.get(verbs[before].group())
        if allowed is None or kind in allowed:
            return before
        parted = _APART if verbs[before].group() in _NOMINAL else _SEPARATED
        if before and parted.search(text, verbs[before - 1].end(), verbs[before].start()):
            break
    return at


def _joined_alliance(text: str, found: list[Deliverable], head: Span) -> Deliverable | None:
    """甲与乙合作联盟 is one thing, though 甲 could be one by itself."""
    if not found or _TYPES[text[slice(*head)]] != "alliance" or found[-1].type != "park":
        return None
    between = text[found[-1].span[1] : head[0]]
    if not between.startswith(("与", "和")) or "、" in between:
        return None
    span = (found[-1].span[0], head[1])
    return Deliverable(text[slice(*span)], "alliance", span, found[-1].cue)


def _named(text: str, verb: re.Match[str], head: Span, floor: int, *, after_one: bool) -> list[Deliverable] | None:
    kind = _TYPES[text[slice(*head)]]
    allowed = _ONLY.get(verb.group())
    if kind == _NOTHING or (allowed is not None and kind not in allowed):
        return None
    written = _WRITTEN.get(kind, kind)
    quoted = list(_QUOTED.finditer(text, floor, head[0]))
    if quoted:
        between = text[quoted[-1].end() : head[0]]
        if between.startswith(("等", "、")) or (len(quoted) > 1 and _BEFORE_QUOTED_HEAD.fullmatch(between)):
            return [Deliverable(one.group(1), written, one.span(1), verb.group()) for one in quoted]
    if after_one and text.startswith("等", floor):
        return None
    start = _start(text, floor, head)
    end = head[1]
    if start is None:
        return None
    if written == "product" and "、" in text[start : head[0]]:
        start = head[0]  # 小麦、油菜新品种: of several kinds
    if text[start:end] in _BARE:
        return None
    return [Deliverable(text[start:end], written, (start, end), verb.group())]


def _start(text: str, floor: int, head: Span) -> int | None:
    """Where the shortest full name that ends with `head` begins; None for the general word after a list of names."""
    start = floor + text.startswith(("”、", "”"), floor)
    separator = _SEPARATOR.match(text, start)
    while separator and separator.end() <= head[0]:
        start = separator.end()
        separator = _SEPARATOR.match(text, start)
    cut = text.rfind("的", start, head[0])
    if cut >= 0 and text[start:cut].count("“") == text[start:cut].count("”"):
        start = cut + 1
    start = max((listed.end() for listed in _LISTED.finditer(text, start, head[0])), default=start)
    for counted in _COUNTED.finditer(text, start, head[0]):
        start = counted.end()
    quantity = _QUANTITY.match(text[start : head[1]])
    if quantity:
        start += quantity.end()
    if text[start : start + 1] == "“" and "”" not in text[start : head[1]]:
        start += 1
    return start if start < head[1] and head[1] - start <= _LONGEST_NAME else None
