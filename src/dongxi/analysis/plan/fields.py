"""The fields of science and industry a task names: what stands in a list before 等领域, 等产业, 等技术."""

import re

from dongxi.analysis.plan.model import Field, Span
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("fields")
_LIST = re.compile(_WORDS["list"])
_LEAD = re.compile(_WORDS["lead"])
_ITEM = re.compile(r"[^、和与及]+")
_LONGEST = 16


def fields(text: str, span: Span) -> tuple[Field, ...]:
    """The fields named in `text[span]`, each once."""
    found: dict[str, Field] = {}
    for listed in _LIST.finditer(text, *span):
        start, end = listed.span("items")
        leads = list(_LEAD.finditer(text, start, end))
        start = leads[-1].end() if leads else start
        for item in _ITEM.finditer(text, start, end):
            name = item.group()
            if 2 <= len(name) <= _LONGEST:
                found.setdefault(name, Field(name, item.span()))
    return tuple(found.values())
