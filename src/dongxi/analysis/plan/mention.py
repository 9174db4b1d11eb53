"""A name found in the text, and all the names of a document: what the finders of parties share."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dongxi.analysis.plan.lexicon import Hit, lexicon, province
from dongxi.analysis.plan.model import PartyKind, Role, Span
from dongxi.analysis.plan.responsible import says_first_leads


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
    """All lexicon hits of a document in order, the province it speaks for, and the year if it is for one only."""

    hits: tuple[Hit, ...]
    starts: tuple[int, ...]
    home: str | None
    first_leads: bool
    year: int | None = None

    @classmethod
    def of(cls, text: str, frames: tuple[Span, ...], horizon: tuple[int, int] | None = None) -> "Names":
        hits = lexicon().find(text)
        year = horizon[0] if horizon and horizon[0] == horizon[1] else None
        return cls(tuple(hits), tuple(hit.start for hit in hits), _home(hits, frames), says_first_leads(text), year)

    def within(self, start: int, end: int) -> tuple[Hit, ...]:
        """The hits that begin in `[start, end)`."""
        return self.hits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def _home(hits: list[Hit], frames: tuple[Span, ...]) -> str | None:
    """The province the document speaks for: the first its title names, else its signatures', else the commonest."""
    places = [hit for hit in hits if hit.entries and hit.entries[0].kind == "region" and hit.entries[0].code]
    starts = [hit.start for hit in places]
    for start, end in frames:
        first = bisect_left(starts, start)
        if first < len(starts) and starts[first] < end:
            return _province(places[first])
    counted = Counter(_province(hit) for hit in places)
    return counted.most_common(1)[0][0] if counted and counted.most_common(1)[0][1] >= _OFTEN else None


def _province(hit: Hit) -> str:
    return province(hit.entries[0].code or "")


_OFTEN = 12
