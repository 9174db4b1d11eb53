"""The word lists of text comparison: vocabulary/*.toml, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The tables of vocabulary/`name`.toml."""
    return tomllib.loads((files(__package__) / "vocabulary" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words_of(name: str, key: str) -> frozenset[str]:
    """A list of words of vocabulary/`name`.toml, written as one text with white space between."""
    return frozenset(vocabulary(name)[key].split())
