"""The facts that ship with Dongxi, as TOML and CSV files; where each comes from is said in SOURCES.md."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

FACT_SUFFIXES = (".csv", ".toml")


def read_toml(name: str) -> dict[str, Any]:
    """One TOML file of facts, e.g. ``read_toml("region_groups")["group"]``; the suffix may be left out."""
    return tomllib.loads(_text(name, suffix=".toml"))


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of facts, every cell as text, an empty cell as ``""``; the suffix may be left out."""
    return list(csv.DictReader(_text(name, suffix=".csv").splitlines()))


@cache
def shared_toml(name: str) -> Mapping[str, Any]:
    """As `read_toml`, read once in a process: everybody holds the same, so nothing of it can be changed."""
    frozen: Mapping[str, Any] = _frozen(read_toml(name))
    return frozen


@cache
def shared_csv(name: str) -> Sequence[Mapping[str, str]]:
    """As `read_csv`, read once in a process: everybody holds the same, so nothing of it can be changed."""
    frozen: Sequence[Mapping[str, str]] = _frozen(read_csv(name))
    return frozen


def _frozen(value: Any) -> Any:
    """Tables as read-only mappings, lists as tuples, all the way down."""
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(part) for key, part in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def frameworks() -> dict[str, str]:
    """The shipped frameworks of evaluation: code → text of the TOML file (docs/reference/framework.md)."""
    folder = files(__name__) / "frameworks"
    return {
        each.name.removesuffix(".toml"): each.read_text(encoding="utf-8")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".toml")
    }


def framework_file(code: str) -> str:
    """Where the file of a shipped framework stands on this machine."""
    return str(files(__name__) / "frameworks" / f"{code}.toml")


def digest() -> str:
    """SHA-256 over the names and bytes of all shipped fact files: it changes when any fact changes."""
    total = hashlib.sha256()
    contents = [(file.name, file.read_bytes()) for file in _fact_files()]
    for name, content in [*contents, *((code, text.encode()) for code, text in frameworks().items())]:
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def _fact_files() -> Iterator[Traversable]:
    found = (file for file in files(__name__).iterdir() if file.name.endswith(FACT_SUFFIXES))
    yield from sorted(found, key=lambda file: file.name)


def _text(name: str, *, suffix: str) -> str:
    wanted = name.removesuffix(suffix) + suffix
    file = files(__name__) / wanted
    if not file.is_file():
        known = ", ".join(each.name for each in _fact_files())
        raise FileNotFoundError(f"No shipped facts named {wanted!r}; there are: {known}.")
    return file.read_text(encoding="utf-8")
