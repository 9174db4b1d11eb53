"""What a heading says of the clauses below it: that they describe, secure, define, gather or tabulate."""

import re
from functools import lru_cache

from dongxi.analysis.plan.vocab import either, vocabulary, words

_WORDS = vocabulary("sections")
_DESCRIPTIVE = re.compile(either(words("sections", "descriptive")))
_DESCRIPTIVE_END = re.compile(_WORDS["descriptive_ends"])
_SAFEGUARD = re.compile(either(words("sections", "safeguards")))
_GATHERING = re.compile(either(words("sections", "gathering")) + "$")
_FORMAL = re.compile(either(words("sections", "formal")))
_TABULATING = re.compile(_WORDS["tabulating"])


@lru_cache(maxsize=1024)
def describes(heading: str) -> bool:
    """Whether clauses below `heading` describe and oblige nobody: 总体要求, 主要目标."""
    return bool(_DESCRIPTIVE.match(heading) or _DESCRIPTIVE_END.search(heading))


@lru_cache(maxsize=1024)
def secures(heading: str) -> bool:
    """Whether clauses below `heading` see to it that the rest is done: 保障措施."""
    return _SAFEGUARD.search(heading) is not None


def gathers(heading: str) -> bool:
    """Whether `heading` gathers tasks and names no programme: 重点任务."""
    return _GATHERING.search(heading) is not None


@lru_cache(maxsize=1024)
def is_formal(heading: str) -> bool:
    """Whether clauses below `heading` define rather than oblige: 总则, 附则."""
    return _FORMAL.fullmatch(heading) is not None


def tabulates(heading: str) -> bool:
    """Whether `heading` is that of an annex that lists or tabulates: 分工表."""
    return _TABULATING.search(heading) is not None
