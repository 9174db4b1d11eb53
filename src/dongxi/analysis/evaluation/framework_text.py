"""A framework's file written anew with other weights, so that what was tried can be kept and scored by."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.evaluation.reweighting import Path, levels, reweighted

TRIED = Words(zh="（试算权重）", en=" (weights tried)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_MOST = 12
"""Decimals of a weight in a file; one that needs more is no finite decimal."""


def with_weights(text: str, *, name: str, weights: Mapping[Path, Fraction], source: Words) -> str:
    """The file `text` with `weights` by path, in the units of `levels`; its title says that they were tried.

    `source` stands above it as a comment. Comments of the file itself are not kept. DoesNotAddUp where weights do not
    add up, DoesNotFit for one that no finite decimal writes.
    """
    framework = framework_of(text, name=name)
    given = {path: weight for level in levels(framework) for path, weight in level.given.items()}
    wanted = {**given, **weights}
    reweighted(framework=framework, weights=wanted)
    if endless := [" / ".join(path) for path, weight in wanted.items() if _decimal(weight) is None]:
        who = listed(endless)
        raise DoesNotFit(
            zh=f"{who.zh}的权重不是有限小数，写不进文件。请改成小数。",
            en=f"The weight of {who.en} is no finite decimal and cannot be written; make it a decimal.",
        )
    cells = tomllib.loads(text, parse_float=Decimal)
    if cells.get("inner") == "parent":  # the units of `levels` are those of the whole
        cells["inner"] = "whole"
    for criterion in cells["criterion"]:
        criterion["weight"] = _decimal(wanted[(criterion["name"],)])
        for part in criterion.get("indicator", ()):
            part["weight"] = _decimal(wanted[(criterion["name"], part["name"])])
    title = cells["title"]
    cells["title"] = f"{title}{TRIED.zh}"
    if title in cells.get("english", {}):
        cells["english"][cells["title"]] = f"{cells['english'][title]}{TRIED.en}"
    return "".join(f"# {line}\n" for line in (source.zh, source.en)) + "\n" + "\n".join(_table(cells, ())) + "\n"


def _decimal(weight: Fraction) -> int | Decimal | None:
    if weight.denominator == 1:
        return weight.numerator
    scaled = weight * Fraction(10) ** _MOST
    return Decimal(scaled.numerator).scaleb(-_MOST).normalize() if scaled.denominator == 1 else None


def _table(cells: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """The lines of a table: its values first, then the tables below it."""
    below = {key: value for key, value in cells.items() if _is_below(value, path)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in cells.items() if key not in below)
    for key, value in below.items():
        inner = (*path, key)
        dotted = ".".join(map(_key, inner))
        for one in [value] if isinstance(value, dict) else value:
            yield f"\n[{dotted}]" if isinstance(value, dict) else f"\n[[{dotted}]]"
            yield from _table(one, inner)


def _is_below(value: Any, path: tuple[str, ...]) -> bool:
    """Whether it is written as tables of its own; what lies deeper in a list is written inline."""
    return (isinstance(value, dict) and not path) or (
        isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            written = f"{value:f}"
            return written if "." in written else f"{written}.0"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
        case Sequence():
            return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(value)
