"""Where a name begins: behind the last word at which the one before it must end."""

import re
from collections.abc import Sequence

from dongxi.analysis.plan.lexicon import Hit
from dongxi.analysis.plan.model import Span
from dongxi.analysis.plan.short_names import starts_with_pair
from dongxi.analysis.plan.vocab import vocabulary, words
from dongxi.analysis.plan.word_list import WordList

_WORDS = vocabulary("parties")
_BOUNDARY = WordList(words("parties", "boundaries"))
_UNBROKEN = WordList(words("parties", "unbroken"))
_UP_TO_MARK = re.compile("(?:.*[\n，。；：“”《》])?", re.DOTALL)  # marks that no name holds
_SOFT = frozenset(words("parties", "inside_names"))
_AND = frozenset(words("parties", "inside_names_and"))
_ENDS_A_SIDE = re.compile(_WORDS["ends_a_side"])
ANCHOR = re.compile(_WORDS["anchor"])
LEAST_INSIDE = 2  # characters between a name's place and a word that is part of the name
PAIR = 2
_LONGEST_AFTER_AND = 12


def last_boundary(text: str, floor: int, end: int, hits: Sequence[Hit] = ()) -> Span | None:
    """The last word in `text[floor:end]` at which a name must end: none that is part of a known name (`hits`)."""
    after = _UP_TO_MARK.match(text, floor, end).end()  # type: ignore[union-attr]
    last = (after - 1, after) if after > floor else None
    bounds = _BOUNDARY.spans(text, after, end)
    if not bounds:
        return last
    whole = _UNBROKEN.spans(text, after, min(len(text), end + _UNBROKEN.longest))
    whole += [(hit.start, hit.end) for hit in hits if hit.entries]
    for bound in bounds:
        known = whole and any(one <= bound[0] < other for one, other in whole)
        if not known and not _is_inside_a_name(text, last[1] if last else floor, bound, end, hits):
            last = bound
    return last


def _is_inside_a_name(text: str, start: int, bound: Span, end: int, hits: Sequence[Hit]) -> bool:
    """Whether a word is part of a name that begins at `start` with a place: 某市技术评估与转移中心."""
    word = text[slice(*bound)]
    if word not in _SOFT and word not in _AND:
        return False
    place = next((hit.end for hit in hits if hit.start == start and hit.entries), None)
    of_two = place is None and starts_with_pair(text, start)
    if of_two:
        place = start + PAIR
    if place is None:
        anchor = ANCHOR.match(text, start, bound[0])
        place = anchor.end() if anchor else None
    if place is None or place > bound[0]:
        return False
    if _ENDS_A_SIDE.search(text[place : bound[0]]) or any(hit.start == bound[1] and hit.entries for hit in hits):
        return False
    if word in _AND:
        return bound[0] - place >= LEAST_INSIDE and LEAST_INSIDE <= end - bound[1] <= _LONGEST_AFTER_AND
    return of_two or bound[0] - place >= LEAST_INSIDE or bound[1] == end
