"""Wanted and offered figures as people write them, one a line: 锂回收率 ≥ 85 %."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from dongxi.apps.matching.rules import Relation

_SIGNS = {
    "≥": Relation.AT_LEAST, ">=": Relation.AT_LEAST, "不低于": Relation.AT_LEAST, "不少于": Relation.AT_LEAST,
    "≤": Relation.AT_MOST, "<=": Relation.AT_MOST, "不高于": Relation.AT_MOST, "不超过": Relation.AT_MOST,
    ">": Relation.ABOVE, "高于": Relation.ABOVE, "大于": Relation.ABOVE,
    "<": Relation.BELOW, "低于": Relation.BELOW, "小于": Relation.BELOW,
    "=": Relation.EQUAL, "为": Relation.EQUAL,
}  # fmt: skip
_LONGEST_FIRST = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_LINE = re.compile(
    rf"(?P<name>.+?)\s*(?P<sign>{_LONGEST_FIRST})\s*(?P<value>-?\d+(?:\.\d+)?)\s*(?P<unit>[^\d\s][^\d]{{0,19}})?"
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: `value` is a decimal as it was written, never a float."""

    name: str
    relation: str
    value: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.name} {Relation(self.relation).label} {self.value} {self.unit}".rstrip()


class NotAFigure(ValueError):
    """A line that cannot be read as a figure; the argument is the line."""


def read_figures(text: str) -> list[dict[str, str]]:
    """The figures of a text, a line each, as they are stored. NotAFigure for a line that is none."""
    lines = (" ".join(unicodedata.normalize("NFKC", line).split()) for line in re.split(r"[\n;；]", text))
    return [asdict(_figure(line)) for line in lines if line]


def figures_text(figures: Iterable[Mapping[str, str]]) -> str:
    """Stored figures as a person writes them."""
    return "\n".join(str(Figure(**figure)) for figure in figures)


def _figure(line: str) -> Figure:
    found = _LINE.fullmatch(line)
    if not found:
        raise NotAFigure(line)
    return Figure(
        name=found["name"][:60],
        relation=str(_SIGNS[found["sign"]]),
        value=found["value"],
        unit=(found["unit"] or "").strip(),
    )
