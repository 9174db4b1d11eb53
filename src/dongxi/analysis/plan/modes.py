"""Which of the six modes of cooperation a passage shows, and by which words."""

import re

from dongxi.analysis.plan.model import Mode, Span
from dongxi.analysis.plan.vocab import either, quick, vocabulary

_TABLE = vocabulary("modes")
_PATTERNS = {mode["code"]: re.compile(quick(mode["patterns"])) for mode in _TABLE["mode"]}
_NOT = {code: re.compile(either(phrases)) for code, phrases in _TABLE["not"].items() if phrases}
_LONGEST = 400


def modes(text: str, span: Span) -> tuple[Mode, ...]:
    """The modes shown in `text[span]`, each once, with the first words that show it."""
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    found: list[Mode] = []
    for code, pattern in _PATTERNS.items():
        shown = _first(text, start, end, code, pattern)
        if shown is not None:
            found.append(Mode(code, shown, text[slice(*shown)]))
    return tuple(sorted(found, key=lambda mode: mode.span))


def _first(text: str, start: int, end: int, code: str, pattern: re.Pattern[str]) -> Span | None:
    refused = _NOT.get(code)
    blocked = [one.span() for one in refused.finditer(text, start, end)] if refused else []
    for shown in pattern.finditer(text[start:end]):
        first, last = start + shown.start(), start + shown.end()
        if not any(one < last and first < other for one, other in blocked):
            return first, last
    return None
