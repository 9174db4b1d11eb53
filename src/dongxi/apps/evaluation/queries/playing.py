"""Other weights tried on the same figures: places before and after, and how little weight would swap two places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dongxi.analysis.errors import AnalysisError
from dongxi.apps.evaluation.computing import read, reported
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.scores import names_in
from dongxi.apps.evaluation.speaking import refusal
from dongxi.apps.people.models import Region
from dongxi.apps.people.rules import Level
from dongxi.apps.records.errors import BadInput

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.framework import Framework as Read
    from dongxi.analysis.evaluation.reweighting import Path
    from dongxi.analysis.evaluation.weighted_sum import WeightedSum

LONGEST, MOST = 12, 1_000
_NUMBER = re.compile(r"[-+.\d/]+(?:[eE][-+]?\d{1,2})?")
"""What is read as a weight: 9e99999999 has as many digits as it says."""


def played(framework: Framework, period: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Other weights tried. `asked`: key of a field → its weight as typed; those missing are as the framework says.

    `levels`: the first level, then the parts of each criterion, with what they add up to and what they should;
    `refused`: why there is no answer, else `rows`, best first.
    """
    own, name = read(framework.text, framework.code), names_in(framework)
    wanted = _wanted(own, asked)
    shown: dict[str, Any] = {"levels": _shown(own, asked, wanted, name), "refused": "", "rows": []}
    if wrong := _no_weights(own, asked):
        return shown | {"refused": _told_of(wrong, name)}
    try:
        return shown | _compared(framework, period, own, wanted)
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
    own: Read, asked: Mapping[str, str], wanted: Mapping[Path, Fraction], name: Callable[[str], str]
) -> list[dict[str, Any]]:
    from dongxi.analysis.evaluation.reweighting import levels

    found, keys = levels(own), _keys(own)
    sums = {level.path: sum((wanted[path] for path in level.given), Fraction(0)) for level in found}
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
                    "share": _share(path, wanted, sums),
                }
                for path, given in level.given.items()
            ],
            "total": _plain(sums[level.path]),
            "due": _plain(level.due),
            "right": sums[level.path] == level.due,
        }
        for level in found
    ]


def _share(path: Path, wanted: Mapping[Path, Fraction], sums: Mapping[Path, Fraction]) -> str:
    """Its part of a full score: of its level, times that level's own part."""
    share = Fraction(1)
    for end in range(1, len(path) + 1):
        total = sums[path[: end - 1]]
        share = share * wanted[path[:end]] / total if total else Fraction(0)
    return f"{float(share):.1%}"


def _compared(framework: Framework, period: str, own: Read, wanted: Mapping[Path, Fraction]) -> dict[str, Any]:
    from dongxi.analysis.evaluation.reweighting import reweighted

    before = _sums(framework, period, own)
    after = _sums(framework, period, reweighted(framework=own, weights=wanted))
    name = names_in(framework)
    codes = {one.short_name: one.pk for one in Region.objects.filter(level=Level.PROVINCE)}
    rows = []
    for i, unit in enumerate(after.units):
        was, now = before.ranks[i], after.ranks[i]
        up = was - now if was is not None and now is not None else 0
        score = None if now is None else f"{after.scores[i]:.{after.decimals}f}"
        place = {"was": was, "now": now, "up": up > 0, "by": abs(up), "score": score}
        rows.append({"code": codes.get(unit, unit), "name": name(unit), **place})
    rows.sort(key=lambda row: (row["now"] is None, row["now"] or 0))
    return {"rows": rows, "swap": _swap(framework, after), "without": _without(framework, after)}


def _without(framework: Framework, after: WeightedSum) -> list[dict[str, Any]]:
    """Each indicator left out in turn: how far the order still agrees, and who moves most."""
    import numpy as np

    from dongxi.analysis.evaluation.leave_one_out import leave_one_out

    whole = ~np.isnan(after.points).any(axis=1)
    weights = after.weights[whole][0] if whole.sum() > 1 else np.empty(0)
    if not len(weights) or weights.max() >= 1 - 1e-12:
        return []
    units = [unit for unit, held in zip(after.units, whole, strict=True) if held]
    found = leave_one_out(points=after.points[whole], weights=weights, units=units, criteria=after.criteria)
    name, rows = names_in(framework), []
    for criterion, agreement, shift in zip(found.criteria, found.agreement, found.shift, strict=True):
        most = int(np.abs(shift).argmax())
        moved = {"moved": name(units[most]), "by": int(abs(shift[most])), "up": bool(shift[most] < 0)}
        rows.append({"name": name(criterion), "agreement": f"{agreement:.2f}", **moved})
    return sorted(rows, key=lambda row: row["agreement"])


def _swap(framework: Framework, after: WeightedSum) -> dict[str, Any] | None:
    """First and second, and the neighbours that least weight would swap; None where too few reported everything."""
    import numpy as np

    from dongxi.analysis.evaluation.weight_swap import weight_swap

    whole = ~np.isnan(after.points).any(axis=1)
    if whole.sum() < 2:
        return None
    units = [unit for unit, held in zip(after.units, whole, strict=True) if held]
    weights = after.weights[whole][0]
    found = weight_swap(points=after.points[whole], weights=weights, units=units, criteria=after.criteria)
    order = np.argsort(found.ranks, kind="stable").tolist()
    pairs = [(float(found.moved[a, b]), units[a], units[b]) for a, b in pairwise(order)]
    name = names_in(framework)
    return {which: _pair(*pair, name=name) for which, pair in (("top", pairs[0]), ("closest", min(pairs)))}


def _pair(moved: float, ahead: str, behind: str, *, name: Any) -> dict[str, Any]:
    return {
        "moved": None if moved == float("inf") else f"{moved:.1%}",
        "ahead": name(ahead),
        "behind": name(behind),
    }


def _sums(framework: Framework, period: str, own: Read) -> WeightedSum:
    from dongxi.analysis.evaluation.weighted_sum import weighted_sum

    given = reported(framework=framework, period=period)
    return weighted_sum(
        values=given.values,
        weights=own.weights.exact,
        scoring={one.name: one.scoring for one in own.indicators},
        units=given.units,
        missing={one.name: one.missing for one in own.indicators},
        vetoes=own.vetoes,
        cap=own.cap,
        decimals=own.decimals,
    )


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
