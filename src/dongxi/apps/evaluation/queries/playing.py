"""Other weights tried on the same figures: what was typed, level by level, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dongxi.analysis.errors import AnalysisError
from dongxi.apps.evaluation.computing import assessed, read
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.scores import names_in
from dongxi.apps.evaluation.queries.trial_rows import compared
from dongxi.apps.evaluation.speaking import refusal
from dongxi.apps.records.errors import BadInput

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.framework import Framework as Read
    from dongxi.analysis.evaluation.reweighting import Path

LONGEST, MOST = 12, 1_000
_NUMBER = re.compile(r"[-+.\d/]+(?:[eE][-+]?\d{1,2})?")
"""What is read as a weight: 9e99999999 has as many digits as it says."""


def played(
    framework: Framework, period: str, asked: Mapping[str, str], *, league: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Other weights tried. `asked`: key of a field → its weight as typed; those missing are as the framework says.
    `league`: the rows of the framework's own.

    `levels`: the first level, then the parts of each criterion, with what they add up to and what they should;
    `refused`: why there is no answer, else `rows`, best first.
    """
    own, name = read(framework.text, framework.code), names_in(framework)
    wanted, wrong = _wanted(own, asked), _no_weights(own, asked)
    shown: dict[str, Any] = {"levels": _shown(own, asked, wanted, wrong, name), "refused": "", "rows": []}
    if wrong:
        return shown | {"refused": _told_of(wrong, name)}
    try:
        return shown | compared(assessed(framework=framework, period=period, weights=wanted), league, name)
    except AnalysisError as problem:
        return shown | {"refused": name(refusal(problem))}


def scaled(framework: Framework, asked: Mapping[str, str]) -> dict[str, str]:
    """The same fields with every level brought in proportion to what it should add up to; one of nothing stays.

    All stay as typed where one of them is no weight.
    """
    from dongxi.analysis.evaluation.reweighting import levels

    own = read(framework.text, framework.code)
    wanted, keys = _wanted(own, asked), _keys(own)
    if _no_weights(own, asked):
        return {key: asked[key] for key in keys.values() if key in asked}
    for level in levels(own):
        if sum(wanted[path] for path in level.given) > 0:
            wanted |= _in_proportion({path: wanted[path] for path in level.given}, level.due)
    return {keys[path]: _plain(weight) for path, weight in wanted.items()}


def tried_text(framework: Framework, asked: Mapping[str, str], *, address: str) -> str:
    """The framework's file with the weights tried, which came from `address`; BadInput where they are no framework."""
    from dongxi.analysis.evaluation.framework_text import with_weights
    from dongxi.analysis.evaluation.result import Words

    own, name = read(framework.text, framework.code), names_in(framework)
    if wrong := _no_weights(own, asked):
        raise BadInput(_told_of(wrong, name))
    told = f"{framework.code} v{framework.version} SHA-256 {framework.digest} · {address}"
    source = Words(
        zh=f"试算的权重，不是原方案的权重。原方案：{told}", en=f"Weights tried, not those of the framework: {told}"
    )
    try:
        return with_weights(framework.text, name=framework.code, weights=_wanted(own, asked), source=source)
    except AnalysisError as problem:
        raise BadInput(name(refusal(problem))) from problem


def _keys(own: Read) -> dict[Path, str]:
    """w0, w1 … for the first level, w0-0, w0-1 … for the parts of its first criterion."""
    keys: dict[Path, str] = {}
    for i, one in enumerate(own.tree):
        keys[(one.name,)] = f"w{i}"
        keys |= {(one.name, part.name): f"w{i}-{j}" for j, part in enumerate(one.parts)}
    return keys


def _wanted(own: Read, asked: Mapping[str, str]) -> dict[Path, Fraction]:
    from dongxi.analysis.evaluation.reweighting import levels

    given = {path: weight for level in levels(own) for path, weight in level.given.items()}
    typed = {path: _weight(asked[key]) or Fraction(0) for path, key in _keys(own).items() if key in asked}
    return given | typed


def _no_weights(own: Read, asked: Mapping[str, str]) -> dict[Path, str]:
    """What was typed as a weight and is none."""
    return {path: asked[key] for path, key in _keys(own).items() if key in asked and _weight(asked[key]) is None}


def _told_of(wrong: Mapping[Path, str], name: Callable[[str], str]) -> str:
    said = [
        _("%(name)s（%(typed)s）") % {"name": name(path[-1]), "typed": text.strip()[:LONGEST] or _("未填")}
        for path, text in wrong.items()
    ]
    return _("权重须是 0 至 %(most)s 的数，请改正：%(said)s。") % {"most": MOST, "said": _("、").join(said)}


def _shown(
    own: Read,
    asked: Mapping[str, str],
    wanted: Mapping[Path, Fraction],
    wrong: Mapping[Path, str],
    name: Callable[[str], str],
) -> list[dict[str, Any]]:
    from dongxi.analysis.evaluation.reweighting import levels

    found, keys = levels(own), _keys(own)
    sums = {level.path: sum((wanted[path] for path in level.given), Fraction(0)) for level in found}
    dues = {level.path: level.due for level in found}
    return [
        {
            "key": keys.get(level.path, "w"),
            "name": name(level.path[-1]) if level.path else "",
            "fields": [
                {
                    "key": keys[path],
                    "name": name(path[-1]),
                    "given": _plain(given),
                    "asked": _typed(asked.get(keys[path]), wanted[path]),
                    "share": _share(path, wanted, dues, wrong),
                }
                for path, given in level.given.items()
            ],
            "total": _plain(sums[level.path]),
            "due": _plain(level.due),
            "right": sums[level.path] == level.due and not wrong.keys() & level.given.keys(),
            "unknown": bool(wrong.keys() & level.given.keys()),
        }
        for level in found
    ]


def _share(
    path: Path, wanted: Mapping[Path, Fraction], dues: Mapping[Path, Fraction], wrong: Mapping[Path, str]
) -> str:
    """Its part of a full score: of what its level should add up to, times that level's own part. Nothing is brought in
    proportion: parts of a level that falls short fall short of the whole. A dash where one above it is no weight."""
    share = Fraction(1)
    for end in range(1, len(path) + 1):
        if path[:end] in wrong:
            return "—"
        share = share * wanted[path[:end]] / dues[path[: end - 1]]
    return f"{float(share):.1%}"


def _weight(text: str) -> Fraction | None:
    """A weight as typed; None for what is no number, or below nothing, or above MOST."""
    number = _NUMBER.fullmatch(text.strip()[:LONGEST])
    if number is None:
        return None
    try:
        typed = Fraction(number.group())
    except (ValueError, ZeroDivisionError):
        return None
    return typed if 0 <= typed <= MOST else None


def _typed(text: str | None, weight: Fraction) -> str:
    """What stands in a field: the weight, or what was typed and is none."""
    return _plain(weight) if text is None or _weight(text) is not None else text


def _plain(weight: Fraction) -> str:
    return f"{float(weight):.10g}"


def _in_proportion(weights: Mapping[Path, Fraction], due: Fraction) -> dict[Path, Fraction]:
    """In proportion to `due`, to a thousandth of it; the rounding goes to the heaviest."""
    total = sum(weights.values())
    parts = {path: round(weight * 1000 / total) for path, weight in weights.items()}
    heaviest = max(parts, key=lambda path: parts[path])
    parts[heaviest] += 1000 - sum(parts.values())
    return {path: due * part / 1000 for path, part in parts.items()}
