"""The date a text states for an action."""

import re
from collections.abc import Sequence

from dongxi.analysis.plan.closing import after_time_labels
from dongxi.analysis.plan.model import Due, Span
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("due")
_DATE = re.compile(_WORDS["date"])
_CENTURY, _SINCE = "20", "起"
_MONTH = re.compile(_WORDS["month"])
_LIMITED = re.compile(_WORDS["limited"])
_FOR_ALL = re.compile(_WORDS["for_all"])
_VALUE = re.compile(_WORDS["value"])
_OF_LABEL = re.compile(_WORDS["of_label"])
_MAY_HOLD = re.compile(_WORDS["may_hold"])
_HOLDS = f"{_WORDS['before_validity']}(?:{_WORDS['validity']})"
_HOLDS_FIRST = re.compile(_HOLDS)
_VALIDITY = re.compile(f"(?<=[，。；\\n]){_HOLDS}")
_EVERY = re.compile(_WORDS["every"])


def due(text: str, span: Span, year: int | None = None, without: Sequence[Span] = ()) -> Due | None:
    """The last date in `text[span]` by which something is to be done; a date that merely dates something is none.

    `year`: the one year the document is for, to which a month without a year belongs. `without`: what to leave out.
    """
    printed = _DATE.finditer(text, *span) if text.find(_CENTURY, *span) >= 0 else ()
    left_out = Spans(without)
    if dated := [found for found in printed if _sets_a_limit(found) and not left_out.cover(found.start())]:
        last = max(dated, key=_iso)
        return Due(_iso(last), last.span())
    months = list(_MONTH.finditer(text, *span)) if year else []
    if not months:
        return None
    last = max(months, key=lambda found: int(found["month"]))
    return Due(f"{year}-{last['month'].zfill(2)}", last.span())


def due_of_all(text: str, span: Span, year: int | None = None) -> Due | None:
    """The date in `text[span]` that is stated for all a clause asks for (完成时限：2025年12月); None where several are.

    `year`: as in `due`.
    """
    told = [_last_in(text, (at, span[1]), year) for at in after_time_labels(text, span)]
    told += [_stated_at(text, found.end(), span[1], year) for found in _FOR_ALL.finditer(text, *span)]
    stated = [one for one in told if one]
    return stated[0] if len(stated) == 1 else None


def validity(text: str, span: Span) -> tuple[Span, ...]:
    """Where `text[span]` says how long the document itself holds: 本方案自印发之日起施行，有效期至2028年."""
    if _MAY_HOLD.search(text, *span) is None:
        return ()
    first = _HOLDS_FIRST.match(text, *span)
    rest = _VALIDITY.finditer(text, first.end() if first else span[0], span[1])
    return tuple(found.span() for found in (*filter(None, [first]), *rest))


def later(one: Due | None, other: Due | None) -> Due | None:
    """The later of two dates; of two as late as each other the first."""
    if one is None or other is None:
        return one or other
    exact = min(len(one.date), len(other.date))
    return other if other.date[:exact] > one.date[:exact] else one


def due_in_cell(text: str, span: Span, year: int | None = None) -> Due | None:
    """The last date that a cell for the time states; from when something is done (2023年起) is none."""
    return _last_in(text, span, year)


def _last_in(text: str, span: Span, year: int | None) -> Due | None:
    """The last date of what a label before `text[span]` states: 2024年6月底前完成选址，12月底前开工."""
    if _EVERY.match(text, *span):
        return None
    value = _VALUE.match(text, *span).span()  # type: ignore[union-attr]
    told: list[Due] = []
    for found in _OF_LABEL.finditer(text, *value):
        year = int(found["year"] or year or 0) or None
        if year is not None and not text.startswith(_SINCE, found.end()):
            parts = [str(year), *(found[name].zfill(2) for name in ("month", "day") if found[name])]
            told.append(Due("-".join(parts), found.span()))
    return max(told, key=lambda one: one.date, default=None)


def _stated_at(text: str, at: int, end: int, year: int | None) -> Due | None:
    if printed := _DATE.match(text, at, end):
        return Due(_iso(printed), printed.span())
    month = _MONTH.match(text, at, end) if year else None
    return Due(f"{year}-{month['month'].zfill(2)}", month.span()) if month else None


def _sets_a_limit(found: re.Match[str]) -> bool:
    return bool(found["edge"] is not None or _LIMITED.match(found.group()))


def _iso(found: re.Match[str]) -> str:
    parts = [found["year"], *(found[name].zfill(2) for name in ("month", "day") if found[name])]
    return "-".join(parts)
