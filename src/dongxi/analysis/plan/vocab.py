"""The words the reader knows: vocabulary/*.toml, read once, as patterns."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The tables of vocabulary/`name`.toml."""
    return tomllib.loads((files(__package__) / "vocabulary" / f"{name}.toml").read_text(encoding="utf-8"))


def words(name: str, *path: str) -> tuple[str, ...]:
    """A list of vocabulary/`name`.toml, found by its path of keys."""
    value: Any = vocabulary(name)
    for key in path:
        value = value[key]
    return tuple(value)


def either(alternatives: Iterable[str]) -> str:
    """Plain words as one regex alternation, the longest first, so that 示范基地 wins over 示范.

    Words that begin alike share their beginning, for Python's engine tries the branches one after the other.
    """
    return f"(?:{_shared(sorted(set(alternatives)))})"


def _shared(sorted_words: Sequence[str]) -> str:
    """The alternatives `sorted_words` as a tree; where a word ends inside another, the longer one is tried first."""
    branches = []
    for first, group in groupby(filter(None, sorted_words), key=lambda word: word[0]):
        rests = [word[1:] for word in group]
        below = _shared(rests)
        branches.append(re.escape(first) + (below if len(rests) == 1 else f"(?:{below})"))
    return "|".join([*branches, ""] if sorted_words[0] == "" else branches)


def any_of(patterns: Iterable[str]) -> str:
    """Regex patterns as one alternation, in the order given."""
    return "(?:" + "|".join(f"(?:{each})" for each in patterns) + ")"


def filled(pattern: str, **parts: str) -> str:
    """`pattern` with each `{name}` replaced; the braces of its quantifiers stay."""
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern
