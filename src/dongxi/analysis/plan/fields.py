"""The fields of science and industry a task names: what stands in a list before 等领域, 等产业, 等技术."""

import re

from dongxi.analysis.plan.model import Field, Span
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("fields")
_CLOSING = re.compile(_WORDS["closing"])
_STOP = re.compile(r"[，。；：（）\n]")
_LEAD = re.compile(_WORDS["lead"])
_ITEM = re.compile(_WORDS["item"])
_LONGEST = 16
_LONGEST_LIST = 80


def fields(text: str, span: Span) -> tuple[Field, ...]:
    """The fields named in `text[span]`, each once."""
    found: dict[str, Field] = {}
    for closing in _CLOSING.finditer(text, *span):
        end = closing.start()
        start = max(span[0], end - _LONGEST_LIST)
        for before in (_STOP, _LEAD):
            start = max((stop.end() for stop in before.finditer(text, start, end)), default=start)
        for item in _ITEM.finditer(text, start, end):
            name = item.group()
            if 2 <= len(name) <= _LONGEST:
                found.setdefault(name, Field(name, item.span()))
    return tuple(found.values())
