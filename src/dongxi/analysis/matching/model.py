"""What is matched: needs and offers as the engine sees them, and what it makes of a pair."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dongxi.analysis.errors import AnalysisError

Paired = Callable[[str | None, str | None], bool]
"""Whether the plan pairs the region of a need with that of an offer."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a need and an offer have in common.

    `fields` are codes: of GB/T 4754 (a letter and two digits, C26) or GB/T 13745 (digits, 430). `maturity` is the
    technical readiness 1–9: of an offer what it has reached, of a need what it wants at least. `region` is a code of
    GB/T 2260, `modes` are cooperation modes. `amount` is a budget or a price in 分 with its kind of money. Unknown is
    None or empty and counts neither for nor against a pair.
    """

    id: str
    title: str
    body: str | None = None
    fields: tuple[str, ...] = ()
    maturity: int | None = None
    region: str | None = None
    modes: tuple[str, ...] = ()
    amount: int | None = None
    amount_kind: str | None = None

    @property
    def said(self) -> str:
        """Title and body as one text; the title stands first."""
        return f"{self.title}\n{self.body}" if self.body else self.title


@dataclass(frozen=True, kw_only=True)
class Need(Text):
    """A demand."""


@dataclass(frozen=True, kw_only=True)
class Offer(Text):
    """A technology, laboratory, team, dataset or instrument that is offered."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """An offer's place among those for a need.

    `score` in [0, 1] is the logistic function of `bias` and the sum of `parts`, each what one piece of evidence adds.
    `rank` begins at 1.
    """

    need: str
    offer: str
    rank: int
    score: float
    bias: float
    parts: Mapping[str, float]


def checked[T: Text](texts: Sequence[T], *, name: str) -> list[T]:
    """The texts in order of their ids. AnalysisError for a repeated id, nothing to read, a maturity off the scale."""
    repeated = [one for one, n in Counter(text.id for text in texts).items() if n > 1]
    if repeated:
        raise AnalysisError(
            f"{name}的编号重复：{_listed(repeated)}。每条{name}须有自己的编号，请改正后重试；其余各条不受影响。"
        )
    unreadable = [text.id for text in texts if not any(map(_tells, text.said))]
    if unreadable:
        raise AnalysisError(f"{name}没有可读的文字：{_listed(unreadable)}。请填写标题，或将这几条移出。")
    odd = [text.id for text in texts if text.maturity is not None and not 1 <= text.maturity <= 9]
    if odd:
        raise AnalysisError(f"{name}的技术就绪度应为 1 至 9：{_listed(odd)}。请改正，不清楚时留空。")
    return sorted(texts, key=lambda text: text.id)


def _tells(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _listed(ids: Sequence[str]) -> str:
    most = 5
    return "、".join(map(str, ids[:most])) + (f" 等 {len(ids)} 条" if len(ids) > most else "")
