"""What technologies a text is of, told by the terms it holds: 电解液 and 六氟磷酸锂 are of one, sharing no character.

The list is vocabulary/technology.toml, ours. Terms are found longest first, from left to right, without overlap; a
Latin term counts as a whole word only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dongxi.analysis.text.vocab import vocabulary


@dataclass(frozen=True, kw_only=True)
class Told:
    """A term at [start, end) of the text and the ids of the technologies it tells."""

    start: int
    end: int
    of: tuple[str, ...]


def technologies(text: str) -> Counter[str]:
    """Ids of the technologies of an already folded text, each as often as terms tell it."""
    return Counter(one for told in told_in(text) for one in told.of)


def told_in(text: str) -> Iterator[Told]:
    """The terms of an already folded text, in order."""
    known, at = _terms(), 0
    while at < len(text) - 1:
        end, of = next(
            ((at + len(term), of) for term, of in known.get(text[at : at + 2], ()) if _stands(text, at, term)),
            (at + 1, ()),
        )
        if of:
            yield Told(start=at, end=end, of=of)
        at = end


@cache
def technology_names() -> dict[str, str]:
    """Chinese names of technologies by id; an id reads as English."""
    return {one["id"]: one["name"] for one in vocabulary("technology")["technology"]}


@cache
def _terms() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Terms and what they tell by their first two characters, the longest first."""
    told: dict[str, tuple[str, ...]] = {}
    for one in vocabulary("technology")["technology"]:
        for term in one["terms"].split():
            told[term] = (*told.get(term, ()), one["id"])
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for term in sorted(told, key=lambda one: (-len(one), one)):
        found.setdefault(term[:2], []).append((term, told[term]))
    return {start: tuple(held) for start, held in found.items()}


def _stands(text: str, at: int, term: str) -> bool:
    """Whether the term stands there, and not inside a longer Latin word or number."""
    end = at + len(term)
    return text.startswith(term, at) and not (_joined(text, at) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    """Whether one Latin word or number runs across a place."""
    return 0 < at < len(text) and _latin(text[at - 1]) and _latin(text[at])


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
