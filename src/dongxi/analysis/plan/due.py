"""The date a text states for an action."""

import re

from dongxi.analysis.plan.model import Due, Span
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("due")
_DATE = re.compile(_WORDS["date"])
_CENTURY = "20"
_MONTH = re.compile(_WORDS["month"])
_LIMITED = re.compile(_WORDS["limited"])


def due(text: str, span: Span, year: int | None = None) -> Due | None:
    """The last date in `text[span]` by which something is to be done; a date that merely dates something is none.

    `year`: the one year the document is for, to which a month without a year belongs.
    """
    if text.find(_CENTURY, *span) < 0:
        months = list(_MONTH.finditer(text, *span)) if year else []
        return Due(f"{year}-{months[-1]['month'].zfill(2)}", months[-1].span()) if months else None
    dated = [found for found in _DATE.finditer(text, *span) if _sets_a_limit(found)]
    if not dated:
        return None
    last = max(dated, key=_iso)
    return Due(_iso(last), last.span())


def _sets_a_limit(found: re.Match[str]) -> bool:
    return bool(found["edge"] is not None or _LIMITED.match(found.group()))


def _iso(found: re.Match[str]) -> str:
    parts = [found["year"], *(found[name].zfill(2) for name in ("month", "day") if found[name])]
    return "-".join(parts)
