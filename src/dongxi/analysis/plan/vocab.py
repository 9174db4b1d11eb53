"""The words the reader knows: vocabulary/*.toml, read once, as patterns."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
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
    """Plain words as one regex alternation, the longest first, so that 示范基地 wins over 示范."""
    return (
        "(?:" + "|".join(re.escape(each) for each in sorted(set(alternatives), key=lambda one: (-len(one), one))) + ")"
    )


def any_of(patterns: Iterable[str]) -> str:
    """Regex patterns as one alternation, in the order given."""
    return "(?:" + "|".join(f"(?:{each})" for each in patterns) + ")"


def filled(pattern: str, **parts: str) -> str:
    """`pattern` with each `{name}` replaced; the braces of its quantifiers stay."""
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern
