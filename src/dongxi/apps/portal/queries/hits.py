"""Search hits by kind, and where in a text the words stand that found it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from dongxi.apps.records.queries import Found

KINDS = {
    "region": gettext_lazy("地区"),
    "plan": gettext_lazy("规划"),
    "task": gettext_lazy("任务"),
    "commitment": gettext_lazy("任务承诺"),
    "need": gettext_lazy("需求"),
    "offer": gettext_lazy("供给"),
    "record": gettext_lazy("公开记录"),
    "organisation": gettext_lazy("机构"),
    "party": gettext_lazy("规划点名的一方"),
    "indicator": gettext_lazy("指标"),
}
FIRST_OF_A_KIND = 5


@dataclass(frozen=True, kw_only=True)
class Group:
    """Hits of one kind: those shown here, and how many there are."""

    kind: str
    name: str
    total: int
    hits: tuple[Found, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


def by_kind(hits: Iterable[Found], *, only: str = "") -> list[Group]:
    """The hits grouped by kind, the kind with the best hit first: a few of each, or all of the one asked for."""
    grouped: dict[str, list[Found]] = {}
    for hit in hits:
        grouped.setdefault(hit.entry.kind, []).append(hit)
    most = None if only in grouped else FIRST_OF_A_KIND
    return [
        Group(kind=kind, name=str(KINDS.get(kind, kind)), total=len(held), hits=tuple(held[:most]))
        for kind, held in grouped.items()
    ]


def parts(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether the words cover it: 枸杞产业 by 枸杞 is 枸杞 yes, 产业 no."""
    covered = [False] * len(text)
    for word in words:
        pattern = rf"\b{re.escape(word)}s?\b" if word.isascii() else re.escape(word)
        for match in re.finditer(pattern, text, re.IGNORECASE):
            covered[match.start() : match.end()] = [True] * (match.end() - match.start())
    pieces: list[tuple[str, bool]] = []
    for character, inside in zip(text, covered, strict=True):
        if pieces and pieces[-1][1] == inside:
            pieces[-1] = (pieces[-1][0] + character, inside)
        else:
            pieces.append((character, inside))
    return pieces
