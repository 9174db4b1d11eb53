"""Other weights tried on the same figures: places before and after, and how little weight would swap two places."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dongxi.analysis.errors import AnalysisError
from dongxi.apps.evaluation.computing import read, reported
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.scores import names_in
from dongxi.apps.people.models import Region, in_language
from dongxi.apps.people.rules import Level

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.framework import Framework as Read
    from dongxi.analysis.evaluation.weighted_sum import WeightedSum

LONGEST, MOST = 12, 1_000


def played(framework: Framework, period: str, asked: Mapping[str, str], *, scale: bool) -> dict[str, Any]:
    """`asked`: w0, w1 … → percent of the first-level criteria in their order; missing ones as the framework says."""
    own, name = read(framework.text, framework.code), names_in(framework)
    given = {one: Fraction(f"{share * 100:.4f}") for one, share in own.weights.first_level.items()}
    wanted = {one: _percent(asked.get(f"w{place}", ""), given[one]) for place, one in enumerate(given)}
    if scale and sum(wanted.values()) > 0:
        wanted = _scaled(wanted)
    fields = [
        {"key": f"w{i}", "name": name(one), "given": f"{float(given[one]):g}", "asked": f"{float(wanted[one]):g}"}
        for i, one in enumerate(given)
    ]
    shown: dict[str, Any] = {"fields": fields, "total": f"{float(sum(wanted.values())):g}", "refused": "", "rows": []}
    try:
        return shown | _compared(framework, period, own, wanted)
    except AnalysisError as problem:
        return shown | {"refused": name(in_language(str(problem), getattr(problem, "en", str(problem))))}


def _compared(framework: Framework, period: str, own: Read, wanted: Mapping[str, Fraction]) -> dict[str, Any]:
    from dongxi.analysis.evaluation.reweighting import reweighted

    before = _sums(framework, period, own)
    after = _sums(framework, period, reweighted(framework=own, first_level=dict(wanted)))
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


def _percent(text: str, given: Fraction) -> Fraction:
    """A percent as typed; what is no number, or no percent at all, stands as given."""
    try:
        typed = Fraction(text.strip()[:LONGEST])
    except (ValueError, ZeroDivisionError):
        return given
    return typed if abs(typed) <= MOST else given


def _scaled(wanted: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """In proportion to 100, to one decimal; the rounding goes to the heaviest."""
    total = sum(wanted.values())
    tenths = {name: round(weight * 1000 / total) for name, weight in wanted.items()}
    heaviest = max(tenths, key=lambda name: tenths[name])
    tenths[heaviest] += 1000 - sum(tenths.values())
    return {name: Fraction(tenth, 10) for name, tenth in tenths.items()}
