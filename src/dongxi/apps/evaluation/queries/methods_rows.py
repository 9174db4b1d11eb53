"""What several methods make of the same figures, and efficiency, which asks of other ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dongxi.apps.evaluation.computing import assessed, efficiency, intervals
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.moved_rows import moved_most
from dongxi.apps.evaluation.queries.scores import names_in, study
from dongxi.apps.evaluation.speaking import told
from dongxi.apps.statistics.kept import kept

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.result import Words
    from dongxi.analysis.evaluation.side_by_side import Placing
    from dongxi.analysis.indicators.efficiency import EfficiencyStudy

DEA = "dea"


def methods(framework: Framework, period: str) -> dict[str, Any]:
    """`heads` and `rows` of places, the framework's own with its interval; `why` they differ; `efficiency` beside."""
    return kept(f"methods:{framework.digest}:{period}", lambda: _methods(framework, period))


def efficiency_rows(framework: Framework, period: str, *, compute: bool) -> list[dict[str, Any]] | None:
    """Efficiency of the league's regions with intervals, in the order of `_efficiency`: by what is not
    corrected, highest first. None while not known, unless to `compute`."""
    held = intervals(int(period), compute=compute)
    if held is None:
        return None
    from dongxi.analysis.indicators.efficiency import places_by_intervals

    units = study(framework, period)["units"]
    at = [i for i, code in enumerate(held["regions"]) if code in units]
    low, high = (held[end][at] for end in ("low", "high"))
    first, last = places_by_intervals(low=low, high=high)
    rows = [
        {
            "code": held["regions"][i],
            "name": units[held["regions"][i]]["name"],
            **{key: float(held[key][i]) for key in ("efficiency", "corrected", "low", "high")},
            "first": int(first[k]),
            "last": int(last[k]),
        }
        for k, i in enumerate(at)
    ]
    return sorted(rows, key=lambda row: (-row["efficiency"], -row["corrected"]))


def _methods(framework: Framework, period: str) -> dict[str, Any]:
    from dongxi.analysis.evaluation.side_by_side import side_by_side

    found = side_by_side(found=assessed(framework=framework, period=period))
    name = names_in(framework)
    rows = {row["unit"]: row for row in study(framework, period)["rows"]}
    shown = [one for one in found.placings if one.refused is None]

    def words(said: Words) -> str:
        return name(told(said))

    beside = _efficiency(period, [rows[unit]["code"] for unit in found.units])
    return {
        "heads": [{"method": one.method, "title": words(one.title)} for one in shown],
        "rows": [
            {
                **{key: rows[unit][key] for key in ("code", "name", "low", "high", "doubtful", "doubt")},
                **_spread([int(one.places[i]) for one in shown]),
                "placed": [{"title": words(one.title), "place": int(one.places[i])} for one in shown],
                "values": [float(one.values[i]) if len(one.values) else None for one in shown],
                "efficiency": beside["places"].get(rows[unit]["code"]),
            }
            for i, unit in enumerate(found.units)
        ],
        "why": [_why(one, rows, words) for one in found.placings],
        "compared": len(shown) > 1,
        "left_out": [name(unit) for unit in found.left_out],
        "efficiency": beside,
    }


def _spread(places: list[int]) -> dict[str, Any]:
    return {"places": places, "best": min(places), "worst": max(places), "spread": max(places) - min(places)}


def _why(one: Placing, rows: Mapping[str, Mapping[str, Any]], words: Callable[[Words], str]) -> dict[str, Any]:
    return {
        "method": one.method,
        "title": words(one.title),
        "agreement": None if one.refused or one.method == "official" else f"{one.agreement:.2f}",
        "moved": moved_most(one.moved, rows.__getitem__),
        "words": words(one.why),
        "without_doubts": words(one.without_doubts) if one.without_doubts else "",
        "refused": one.refused is not None,
    }


def _efficiency(period: str, codes: Sequence[str]) -> dict[str, Any]:
    """`places` among the league's regions by code, with what was used; `refused` in words if there is none."""
    from dongxi.analysis.evaluation.errors import CannotEvaluate
    from dongxi.analysis.evaluation.result import Words

    try:
        found = efficiency(int(period))
    except CannotEvaluate as problem:
        return {"places": {}, "shares": {}, "refused": told(Words(zh=problem.zh, en=problem.en))}
    return {"refused": "", **_told_of(found, [code for code in codes if code in found.regions])}


def _told_of(found: EfficiencyStudy, codes: Sequence[str]) -> dict[str, Any]:
    from dongxi.analysis.evaluation.ranks import ranks
    from dongxi.analysis.indicators.efficiency import CORRECTION, HOW, WHY
    from dongxi.analysis.indicators.measures import named

    at = [found.regions.index(code) for code in codes]
    places = ranks(found.found.efficiency[at]) if at else []
    return {
        "places": {code: int(place) for code, place in zip(codes, places, strict=True)},
        "shares": {code: float(found.found.efficiency[i]) for code, i in zip(codes, at, strict=True)},
        "inputs": [told(one) for one in found.input_names],
        "outputs": [told(one) for one in found.output_names],
        "why": told(WHY),
        "how": told(HOW),
        "correction": told(CORRECTION),
        "doubts": [told(one.words) for one in found.found.doubts],
        "left_out": told(named(found.left_out)),
    }
